"""Room fidelity."""

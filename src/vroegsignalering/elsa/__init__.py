"""Room elsa."""

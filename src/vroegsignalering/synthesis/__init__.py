"""Room synthesis."""

"""Room poverty."""

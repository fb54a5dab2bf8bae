"""Room schemes."""

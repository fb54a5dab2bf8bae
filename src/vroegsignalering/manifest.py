"""Room manifest."""

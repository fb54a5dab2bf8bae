"""Room outreach."""

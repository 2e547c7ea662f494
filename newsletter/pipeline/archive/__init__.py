"""The public pages of all that was mailed."""

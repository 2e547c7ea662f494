"""The readers' own pages: joining, preferences, leaving."""

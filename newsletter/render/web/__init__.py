"""Public pages: letters, articles, lists and feeds."""

"""Pasted page text becomes networks and articles: only what it says, each value with its line."""

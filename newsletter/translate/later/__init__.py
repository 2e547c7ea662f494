"""Requests whose answers come later: recorded, awaited, settled."""

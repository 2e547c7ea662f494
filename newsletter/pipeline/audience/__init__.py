"""Subscribers imported, found and erased; what they do themselves; what came back from them."""

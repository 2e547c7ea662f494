"""Use cases of a point's own people: its readers looked at, taken in, handed on and forgotten, in a browser."""

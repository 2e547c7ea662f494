"""The review desk: what one language has to read, in the order of its letter, and what is decided text by text."""

"""HTML of other programs as clean blocks: the words, what Markdown has for them, nothing of where they came from."""

"""The multilingual newsletter composer: from an issue's files to the letters of every edition."""

__version__ = "0.1.0"

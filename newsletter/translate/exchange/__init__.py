"""Texts out to translators' files (XLIFF, XLSX) and back in; other people's memories (TMX)."""

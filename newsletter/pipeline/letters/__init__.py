"""Letters built, checked and shown side by side."""

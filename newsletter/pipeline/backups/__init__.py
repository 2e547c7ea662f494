"""Backups of a home, and homes made from them again."""

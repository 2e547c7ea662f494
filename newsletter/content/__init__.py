"""Editors' files become values: everything here is read once, validated once, and frozen."""

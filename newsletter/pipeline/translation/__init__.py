"""Catalogs brought up to date, filled, checked, reviewed and merged."""

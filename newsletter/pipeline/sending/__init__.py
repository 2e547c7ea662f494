"""Mailings planned, opened, run and ended."""

"""Checks of translations: a module for each, named by its code.

To add one: a module `<code>.py` with `find` and `CHECK`, a line in `every` (or `blocking`), an explanation, a row in
docs/points.md and a wrong text in tests/translate/checks/test_checks.py; tests tell what was forgotten.
"""

"""Preflight: the checks of finished letters. In: a letter with all that it is made of. Out: problems with places."""

"""Names as scripts give them.

In: one name or several. Out: several.
"""

from __future__ import annotations

from collections.abc import Iterable

Names = str | Iterable[str]
"""One name or several; a text alone is one name, not one for each of its letters."""


def names_of(given: Names) -> tuple[str, ...]:
    """The names, in their order."""
    return (given,) if isinstance(given, str) else tuple(given)

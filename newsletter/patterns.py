"""Regular expressions that are compiled when they are first used: most runs of most commands never use most of them.

In: a pattern and its flags. Out: what has all methods and attributes of the compiled pattern.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """Stands for a pattern until one of its methods is asked for."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._made = pattern, flags

    def __getattr__(self, name: str) -> Any:
        # Kept as an attribute of its own: from the second time on this is not called any more.
        value = self.__dict__[name] = getattr(re.compile(*self._made), name)
        return value


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, not compiled yet; `re.compile` keeps what it has compiled. Raises `re.error` when it is used."""
    return cast("re.Pattern[str]", _Late(pattern, flags))

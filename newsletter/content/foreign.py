"""Words in another language than the text around them carry that language with them.

A text that falls back to its source's locale is wrapped in three characters that no text of the outside may hold
(Unicode's non-characters, section 23.7). Laying out turns them into `<span lang="…">` where markup may stand and
takes them away where it may not, such as in an attribute or a subject.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_START, _SEPARATOR, _END = "\ufdd0", "\ufdd1", "\ufdd2"
_MARKED = re.compile(f"{_START}([^{_SEPARATOR}]*){_SEPARATOR}(.*?){_END}", re.DOTALL)
_MARKS = re.compile(f"{_START}[^{_SEPARATOR}]*{_SEPARATOR}|{_END}")


def foreign(words: str, locale: str) -> str:
    """The words, marked as written in `locale`."""
    return f"{_START}{locale}{_SEPARATOR}{words}{_END}"


def unmarked(text: str) -> str:
    """The words alone."""
    return _MARKS.sub("", text) if _START in text or _END in text else text


def with_marks(text: str, wrap: Callable[[str, str], str]) -> str:
    """The text with each marked run replaced by `wrap(words, locale)`."""
    return _MARKED.sub(lambda found: wrap(found[2], found[1]), text) if _START in text else text


def locale_of(text: str) -> str:
    """The locale that a whole text is marked with; the empty text when it is not marked."""
    found = _MARKED.fullmatch(text) if _START in text else None
    return found[1] if found else ""

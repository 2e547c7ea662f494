"""Words in another language than the text around them carry that language with them.

A text that falls back to its source's locale is wrapped in three characters that no text of the outside may hold
(Unicode's non-characters, section 23.7). Laying out turns them into `<span lang="…">` where markup may stand and
takes them away where it may not, such as in an attribute or a subject.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from newsletter.locales import canonical

_START, _SEPARATOR, _END = "\ufdd0", "\ufdd1", "\ufdd2"
_ANY = f"{_START}{_SEPARATOR}{_END}"
_MARKED = re.compile(f"{_START}([^{_ANY}]*){_SEPARATOR}(.*?){_END}", re.DOTALL)
_MARKS = re.compile(f"{_START}[^{_ANY}]*{_SEPARATOR}|[{_ANY}]")
_TRACES = re.compile("[\ufdd5-\ufdd7\ufde0-\ufdef]+")
"""What `traced` puts around words."""
_BEGINNING = b"\xef\xb7"
"""Of all these characters in UTF-8, and of few others: to look for it takes a tenth of what a pattern takes."""
_PARTS = re.compile(f"({_MARKS.pattern}|{_TRACES.pattern})")


def foreign(words: str, locale: str) -> str:
    """The words, marked as written in `locale`."""
    return f"{_START}{locale}{_SEPARATOR}{words}{_END}"


def unmarked(text: str) -> str:
    """The words alone: without marks of language, and without those that say where they came from."""
    if text.isascii() or _BEGINNING not in text.encode("utf-8", "surrogatepass"):
        return text
    return _TRACES.sub("", _without_marks(text))


def with_marks(text: str, wrap: Callable[[str, str], str]) -> str:
    """The text with each marked run replaced by `wrap(words, locale)`.

    What a template's filter has left of marks that it cut through (`title[:20]`) marks nothing.
    """
    if _START not in text:
        return _without_marks(text)

    def wrapped(found: re.Match[str]) -> str:
        return wrap(found[2], found[1]) if canonical(found[1]) == found[1] else found[2]

    return _without_marks(_MARKED.sub(wrapped, text))


def locale_of(text: str) -> str:
    """The locale that a whole text is marked with; the empty text when it is not marked."""
    found = _MARKED.fullmatch(text) if _START in text else None
    return found[1] if found else ""


def cut_at(text: str, places: Sequence[int], cut: str) -> str:
    """The text with `cut` before some of its characters; they are counted in the words alone, from the first."""
    out, begun, ahead = [], 0, list(places)
    for number, part in enumerate(_PARTS.split(text)):
        at = 0
        while number % 2 == 0 and ahead and ahead[0] < begun + len(part):
            place = ahead.pop(0) - begun
            out += [part[at:place], cut]
            at = place
        out.append(part[at:])
        begun += 0 if number % 2 else len(part)
    return "".join(out)


def _without_marks(text: str) -> str:
    return _MARKS.sub("", text) if _START in text or _END in text or _SEPARATOR in text else text

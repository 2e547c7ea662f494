"""Words that say which value of the editors' files they are, through everything that lays them out.

In: words and the path of their value. Out: the same words between marks that no text of the outside may hold (Unicode's
non-characters, section 23.7), by which whoever fills a layout knows where they came from. Nothing that is mailed, kept
or published is ever traced: a `Trace` is made for a look at a letter alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from newsletter.content.foreign import foreign, locale_of, unmarked
from newsletter.problems import Path

_START, _SEPARATOR, _END = "\ufdd5", "\ufdd6", "\ufdd7"
_DIGITS = "".join(chr(0xFDE0 + digit) for digit in range(16))
"""What a number is written with: no template that cuts a text in two can leave half of one to be read."""
_TRACED = re.compile(f"{_START}([{_DIGITS}]+){_SEPARATOR}([^{_START}]*?){_END}")
_MARKS = re.compile(f"[{_START}{_SEPARATOR}{_END}{_DIGITS}]+")
_SPACE = " \t\n"
"""White space at the ends of words stays outside of the marks: it belongs to the layout."""


@dataclass(slots=True, eq=False)
class Trace:
    """The values whose words are marked, by number; one for a letter that is looked at, or for all that follow too.

    A value keeps its number, so that what was marked for one letter may stand in the next.
    """

    paths: list[Path] = field(default_factory=list)
    _numbers: dict[Path, str] = field(default_factory=dict)

    def number(self, path: Path) -> str:
        """What marks the words of a value."""
        found = self._numbers.get(path)
        if found is None:
            found = self._numbers[path] = _written(len(self.paths))
            self.paths.append(path)
        return found


@dataclass(frozen=True, slots=True)
class Wrap:
    """What words are wrapped in: their language, where it is another than that around them, and a trace's number."""

    locale: str = ""
    number: str = ""

    def around(self, words: str) -> str:
        """Words wrapped in the same."""
        if self.number and (bare := words.strip(_SPACE)):
            start = words.index(bare)
            end = start + len(bare)
            words = f"{words[:start]}{_START}{self.number}{_SEPARATOR}{bare}{_END}{words[end:]}"
        return foreign(words, self.locale) if self.locale else words


def unwrap(text: str) -> tuple[str, Wrap]:
    """A whole text without its marks, and what wraps each part of it again."""
    found = _TRACED.search(text) if _START in text else None
    return unmarked(text), Wrap(locale_of(text), found[1] if found else "")


def with_traces(text: str, paths: Sequence[Path], wrap: Callable[[str, Path], str]) -> str:
    """The text with each traced run replaced by `wrap(words, path)`; marks that were cut through mark nothing."""
    if _START not in text:
        return _MARKS.sub("", text)
    return _MARKS.sub("", _TRACED.sub(lambda found: wrap(found[2], paths[_value(found[1])]), text))


def traced_path(text: str, paths: Sequence[Path]) -> Path:
    """The path of the first traced run in a text; empty where there is none."""
    found = _TRACED.search(text) if _START in text else None
    return paths[_value(found[1])] if found else ""


def beside_traces(text: str, change: Callable[[str], str]) -> str:
    """The text as `change` changes it without its traces; it must leave the number of characters as it is."""
    if _START not in text:
        return change(text)
    changed = change(_MARKS.sub("", text))
    out, at, taken = [], 0, 0
    for found in _MARKS.finditer(text):
        between = found.start() - at
        out += [changed[taken : taken + between], found[0]]
        at, taken = found.end(), taken + between
    return "".join([*out, changed[taken:]])


@cache
def _written(number: int) -> str:
    return "".join(_DIGITS[int(digit, 16)] for digit in f"{number:x}")


@cache
def _value(number: str) -> int:
    return int("".join(f"{_DIGITS.index(digit):x}" for digit in number), 16)

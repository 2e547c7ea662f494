"""What has changed from one letter to the next, where only words have: a frame that shows the one is made the other by
them, without the whole letter being read again.

In: the HTML of two letters, or pages, that say where their words come from. Out: the words that differ, each with the
place where it stands; None where anything else has changed.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple, TypeAlias

from newsletter.files import digest

_MARK = " data-u"
"""What says where words come from: ` data-u="…"` of those in an element, ` data-u-alt="…"` of the attribute before."""
_OF_ATTRIBUTE = "-alt="
_TITLE = re.compile("(.*<title>)([^<]*)(.*)", re.DOTALL)
_IN_PLACE = re.compile('(="[^"]*">)(.*?)(</span>.*)', re.DOTALL)
_AT_END = re.compile('(.* )([a-z-]+)="([^"]*)"', re.DOTALL)
Pieces: TypeAlias = Sequence[str]


@dataclass(frozen=True, slots=True)
class Change:
    """Words that have changed: in the element that is the `at`-th, from 0, of those that say where words come from and
    of titles. `name` is the attribute that they stand in, empty for what the element holds; `html` is what stands there
    now, written as HTML.
    """

    at: int
    name: str
    html: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All that has changed, and how many places there are: whoever finds another number shows another letter."""

    places: int
    changes: tuple[Change, ...]


def in_pieces(html: str) -> Pieces:
    """A letter cut before each mark."""
    return html.split(_MARK)


def changes_between(before: Pieces, after: Pieces) -> Changes | None:
    """What makes one letter the other; None where more than words has changed."""
    if len(before) != len(after):
        return None
    found: list[Change] = []
    titles = 1 if "<title>" in after[0] else 0
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
            continue
        is_followed = number + 1 < len(after) and after[number + 1].startswith(_OF_ATTRIBUTE)
        was, now = (_cut(piece, is_first=not number, is_followed=is_followed) for piece in (old, new))
        if was.around != now.around:
            return None
        at = number + titles - 1  # of the words that this piece begins with
        if was.words != now.words:
            found.append(Change(at if number else 0, "", now.words))
        if was.value != now.value:
            found.append(Change(at + 1, now.name, now.value))
    return Changes(len(after) - 1 + titles, tuple(found))


class _Piece(NamedTuple):
    """A piece: the words that an element holds, the value of an attribute at its end, and all that is around these."""

    around: tuple[str, ...]
    words: str
    name: str
    value: str


def _cut(piece: str, *, is_first: bool, is_followed: bool) -> _Piece:
    held = (_TITLE if is_first else _IN_PLACE).fullmatch(piece)
    head, words, rest = held.groups() if held else ("", "", piece)
    at_end = _AT_END.fullmatch(rest) if is_followed else None
    rest, name, value = at_end.groups() if at_end else (rest, "", "")
    return _Piece((head, rest, name), words, name, value)


class Shown:
    """Letters that frames were given last, by the digest of their HTML; any number of threads may ask."""

    def __init__(self, most: int = 8) -> None:
        self._most = most
        self._held: OrderedDict[str, Pieces] = OrderedDict()
        self._alone = Lock()

    def changes(self, have: str, html: str) -> tuple[str, Changes | None]:
        """The digest of a letter that is shown now; and what has changed since the one with the digest `have`, None
        where that is not held any more, or where it has to be read whole.
        """
        name = digest(html.encode())
        with self._alone:
            before, now = self._held.get(have), self._held.get(name)
        now = in_pieces(html) if now is None else now
        with self._alone:
            self._held[name] = now
            self._held.move_to_end(name)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return name, changes_between(before, now) if before else None

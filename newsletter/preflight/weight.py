"""The weight of a letter: Gmail cuts a letter off at 102 KB, and the link to leave with it.

In: a letter examined. Out: that it is near or beyond that, with its heaviest parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from newsletter.preflight.check import LetterCheck
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined
from newsletter.problems import Severity

MAX_BYTES = 80_000
"""Readers' own tokens, and what a mailing list or a forward adds, come on top."""
CLIPPED = 102_400
"""Where Gmail cuts."""
_HEADING = re.compile(r"<h[12]\b[^>]*>(.*?)</h[12]>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def find_heavy(letter: Examined) -> Iterator[Finding]:
    """More than `MAX_BYTES`."""
    if MAX_BYTES < len(letter.html.encode()) <= CLIPPED:
        yield Finding(f"{_said(letter.html)} it should stay below {MAX_BYTES // 1000}. {_most(letter.html)}")


def find_clipped(letter: Examined) -> Iterator[Finding]:
    """More than `CLIPPED`."""
    if len(letter.html.encode()) > CLIPPED:
        yield Finding(f"{_said(letter.html)} Gmail cuts it off at {CLIPPED // 1000}. {_most(letter.html)}")


def _said(html: str) -> str:
    return f"the letter has {len(html.encode()) / 1000:.1f} KB;"


def _most(html: str) -> str:
    heaviest = sorted(_parts(html), key=lambda part: -part[1])[:3]
    return "Most of it: " + ", ".join(f"“{name}” {weight / 1000:.1f} KB" for name, weight in heaviest)


def _parts(html: str) -> Iterator[tuple[str, int]]:
    """Each heading of the first two levels with the bytes from it to the next; before the first stands the head."""
    name, start = "head of the letter", 0
    for found in _HEADING.finditer(html):
        yield name, len(html[start : found.start()].encode())
        name, start = " ".join(unescape(_TAG.sub("", found[1])).split()), found.start()
    yield name, len(html[start:].encode())


CHECKS = (
    LetterCheck("heavy-letter", find_heavy, "leave something out, or show less of it"),
    LetterCheck("clipped-letter", find_clipped, "leave something out, or show less of it", severity=Severity.ERROR),
)
"""What is asked of the weight."""

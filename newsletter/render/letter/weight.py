"""The weight of a letter: Gmail cuts a letter off at 102 KB, and the link to leave with it.

In: the finished HTML. Out: a warning that names the heaviest parts when it comes near that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from newsletter.problems import Problem, warning

MAX_BYTES = 80_000
"""Readers' own tokens, and what a mailing list or a forward adds, come on top; Gmail clips at 102,400."""

_HEADING = re.compile(r"<h[12]\b[^>]*>(.*?)</h[12]>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def weight_problems(html: str) -> Iterator[Problem]:
    """`heavy-letter` for HTML of more than `MAX_BYTES`, with its three heaviest parts."""
    size = len(html.encode())
    if size <= MAX_BYTES:
        return
    heaviest = sorted(_parts(html), key=lambda part: -part[1])[:3]
    named = ", ".join(f"“{name}” {weight / 1000:.1f} KB" for name, weight in heaviest)
    message = f"the letter has {size / 1000:.1f} KB; it should stay below {MAX_BYTES // 1000}. Most of it: {named}"
    yield warning("heavy-letter", message, None, "leave something out, or show less of it")


def _parts(html: str) -> Iterator[tuple[str, int]]:
    """Each heading of the first two levels with the bytes from it to the next; before the first stands the head."""
    name, start = "head of the letter", 0
    for found in _HEADING.finditer(html):
        yield name, len(html[start : found.start()].encode())
        name, start = " ".join(unescape(_TAG.sub("", found[1])).split()), found.start()
    yield name, len(html[start:].encode())

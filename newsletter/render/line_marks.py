"""Marks that carry the place of each tag of a template through its rendering.

In: the source of a template; later what it was rendered to. Out: the source with a mark before each tag; the same text
without marks, and for any position in it the place of the tag in its template. A mark is made of characters that no
text of the outside may hold (Unicode's non-characters).
"""

from __future__ import annotations

import re
from functools import partial

from newsletter.problems import Location

_MARK = re.compile("\ufdd3([^\ufdd4]*):(\\d+):(\\d+)\ufdd4")
_WHOLE_MARK = re.compile("\ufdd3[^\ufdd4]*\ufdd4")
_TAG_START = re.compile(r"<(?=/?[A-Za-z])")


class Places:
    """From a position in MJML to the place of the tag in its template, by the marks that rendering left."""

    def __init__(self, rendered: str, template: str = "newsletter.mjml") -> None:
        self.rendered = rendered
        self.template = template

    def at(self, position: int) -> Location:
        """The place of the last template tag at or before the position in the MJML without its marks.

        Before the first tag it is the beginning of the letter's own template.
        """
        place = Location(f"templates/{self.template}", 1)
        length = at = 0
        for found in _MARK.finditer(self.rendered):
            length += found.start() - at
            at = found.end()
            if length > position:
                break
            place = Location(f"templates/{found[1]}", int(found[2]), int(found[3]))
        return place


def marked(source: str, template: str) -> str:
    """A template's source with its name, line and column before each tag; no line is added or removed."""
    lines = enumerate(source.split("\n"), 1)
    return "\n".join(_TAG_START.sub(partial(_mark, template, number), line) for number, line in lines)


def _mark(template: str, line: int, found: re.Match[str]) -> str:
    return f"\ufdd3{template}:{line}:{found.start() + 1}\ufdd4<"


def unmarked(rendered: str) -> str:
    """Rendered MJML without the marks."""
    return _WHOLE_MARK.sub("", rendered)

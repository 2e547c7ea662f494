"""Style sheets as rules: just as much of CSS as the checks of letters need.

In: the text of a style element (CSS Syntax 3, rough: strings and comments are known, errors end at the next brace).
Out: its rules, each with the at-rules around it, its selectors and its declarations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PIECE = re.compile(r"""("[^"\n]*"|'[^'\n]*')|([{};])""")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A property and its value, without `!important`, which is a fact of its own; the name in small letters."""

    name: str
    value: str
    is_important: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Declarations and whom they are for; an at-rule without a block (`@import`) has neither.

    `at_rules` are those around it with what they say (`@media (max-width:519px)`), from the outside in.
    """

    at_rules: tuple[str, ...]
    selectors: tuple[str, ...]
    declarations: tuple[Declaration, ...]


def rules_of(css: str, media: str = "") -> list[Rule]:
    """The rules of a style sheet in their order; `media` is what its element says it is for."""
    return list(_rules(_COMMENT.sub(" ", css), (f"@media {media}",) if media and media != "all" else ()))


def _rules(css: str, outer: tuple[str, ...]) -> Iterator[Rule]:
    at_rules: list[str] = []
    selector, start = "", 0
    is_inside = False
    for found in _PIECE.finditer(css):
        mark = found[2]
        if mark is None:
            continue
        before = " ".join(css[start : found.start()].split())
        if mark == "{":
            if before.startswith("@") and not before.lower().startswith(("@font-face", "@page")):
                at_rules.append(before)
            else:
                selector, is_inside = before, True
            start = found.end()
        elif mark == "}":
            if is_inside:
                body = css[start : found.start()]
                yield Rule((*outer, *at_rules), _selectors(selector), declarations_of(body))
                is_inside = False
            elif at_rules:
                at_rules.pop()
            start = found.end()
        elif not is_inside:
            if before.startswith("@"):
                yield Rule((*outer, *at_rules, before), (), ())
            start = found.end()


def _selectors(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


@lru_cache(8_192)
def declarations_of(style: str) -> tuple[Declaration, ...]:
    """The declarations of a rule's body or of a style attribute; a letter has few styles, and says each often."""
    return tuple(_declared(style))


def _declared(style: str) -> Iterator[Declaration]:
    for part in _parts(style):
        name, colon, value = part.partition(":")
        if colon and name.strip() and value.strip():
            plain = value.strip()
            is_important = plain.lower().endswith("!important")
            if is_important:
                plain = plain[: -len("!important")].strip()
            yield Declaration(name.strip().lower(), plain, is_important)


def _parts(style: str) -> Iterator[str]:
    """What stands between semicolons, but for those in quotes."""
    start = 0
    for found in _PIECE.finditer(style):
        if found[2] == ";":
            yield style[start : found.start()]
            start = found.end()
    yield style[start:]

"""What Outlook reads between `<!--[if mso]>` and `<![endif]-->`: without it columns fall apart there.

In: a letter examined. Out: conditional comments that do not end, tags in them that do not fit each other, and drawings
that say nothing or hide what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.preflight.check import LetterCheck
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined
from newsletter.problems import Severity

_MARK = re.compile(
    r"<!--\[if ([^\]]*)\]><!-->|<!--\[if ([^\]]*)\]>|<!--<!\[endif\]-->|<!\[endif\]-->|<!--(?!\[if|<!\[).*?-->",
    re.DOTALL,
)
_DRAWING = re.compile(r"<v:(rect|roundrect|oval|line|shape|image)\b[^>]*>", re.IGNORECASE)
_ALT = re.compile(r"\salt\s*=", re.IGNORECASE)
_HELD = re.compile(r"<(a|h[1-6])\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)(table|tr|td|th|tbody|div|p|center)\b[^>]*?(/?)>", re.IGNORECASE)


def find_broken(letter: Examined) -> Iterator[Finding]:
    """Every condition ends, and what Outlook sees is whole: tables, rows and cells close in their order."""
    seen, message = _outlook_sees(letter.html)
    message = message or _unbalanced(seen)
    if message:
        yield Finding(message, template="<!--[if")


def _outlook_sees(html: str) -> tuple[str, str]:
    """The letter as Word's engine reads it, and what is wrong with its conditions."""
    kept: list[str] = []
    at, condition = 0, None
    for found in _MARK.finditer(html):
        is_end = found[0].endswith("<![endif]-->")
        if condition is None or _is_of_outlook(condition):
            kept.append(html[at : found.start()])
        at = found.end()
        told = found[1] if found[1] is not None else found[2]
        if told is not None:
            if condition is not None:
                return "", f"`<!--[if {told}]>` begins before `<!--[if {condition}]>` has ended"
            condition = told
        elif is_end:
            if condition is None:
                return "", "`<![endif]-->` ends a condition that has not begun"
            condition = None
    if condition is not None:
        return "", f"`<!--[if {condition}]>` does not end"
    return "".join([*kept, html[at:]]), ""


def _is_of_outlook(condition: str) -> bool:
    return "mso" in condition and not condition.strip().startswith("!")


def _unbalanced(html: str) -> str:
    """What is wrong with the tags of what Outlook reads; empty where nothing is."""
    open_tags: list[str] = []
    for found in _TAG.finditer(html):
        name = found[2].lower()
        if found[3]:
            continue
        if not found[1]:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return f"for Outlook `</{name}>` closes what is not the last one open"
    return f"for Outlook `<{open_tags[-1]}>` is never closed" if open_tags else ""


def find_drawings(letter: Examined) -> Iterator[Finding]:
    """A drawing (VML) has alternative text, if empty, and holds neither links nor headings, which no key gets to."""
    seen, _ = _outlook_sees(letter.html)
    for found in _DRAWING.finditer(seen):
        tag, name = found[0], found[1]
        if not _ALT.search(tag):
            yield Finding(f"a drawing for Outlook has no alternative text: {tag[:80]}", template=f"<v:{name}")
        end = seen.find(f"</v:{name}>", found.end())
        inside = seen[found.end() : end] if end >= 0 and not tag.endswith("/>") else ""
        if held := _HELD.search(inside):
            yield Finding(f"a drawing for Outlook holds `<{held[1].lower()}>`", template=f"<v:{name}")


CHECKS = (
    LetterCheck(
        "broken-outlook", find_broken, "let MJML write these comments; close in each what you open",
        severity=Severity.ERROR,
    ),
    LetterCheck(
        "outlook-drawing", find_drawings, 'write alt="" for what only decorates, and put links and headings outside'
    ),
)  # fmt: skip
"""What is asked of what only Outlook reads."""

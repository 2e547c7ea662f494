"""What Outlook reads between `<!--[if mso]>` and `<![endif]-->`: without it columns fall apart there.

In: a letter examined. Out: conditional comments that do not end, and tags in them that do not fit each other.
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


CHECKS = (
    LetterCheck(
        "broken-outlook", find_broken, "let MJML write these comments; close in each what you open",
        severity=Severity.ERROR,
    ),
)  # fmt: skip
"""What is asked of what only Outlook reads."""

"""What stands around the text of a page: share links, menus, cookie lines, what else there is to read.

In: lines. Out: those that are of the page, and those that are furniture. A line is furniture only as a whole: words
within a sentence stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from newsletter.content.importing.furniture_words import (
    COOKIE,
    COOKIE_ACT,
    CRUMB,
    MORE_ABOUT,
    OPENS,
    SAID,
    SHARES,
    SITES,
    WHOLE,
)
from newsletter.content.importing.text.folding import fold
from newsletter.content.importing.text.page_lines import Line


def part_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of the page, and its furniture, each in their order."""
    kept: list[Line] = []
    left: list[Line] = []
    is_fresh = False
    for line in lines:
        if is_furniture(line.text):
            left.append(line)
            is_fresh = True  # what stood around the text parts it
        else:
            kept.append(replace(line, is_fresh=line.is_fresh or is_fresh))
            is_fresh = False
    return kept, left


def is_furniture(text: str) -> bool:
    """True for a line that is wholly of what stands around a page's text."""
    folded = fold(text).strip(_AROUND)
    if not folded:
        return True
    if folded in _WHOLE_WORDS or _SHARE_LINE.fullmatch(folded) or MORE_ABOUT.fullmatch(folded):
        return True
    if len(folded) < 300 and COOKIE.search(folded) and COOKIE_ACT.search(folded):
        return True
    if any(SAID.fullmatch(bare) or OPENS.fullmatch(bare) for bare in (text.strip(), text.strip(_AROUND))):
        return True
    return bool(CRUMB.fullmatch(folded)) or _is_menu(text)


def _is_menu(text: str) -> bool:
    """True for a row of furniture: `Home | News | Search`."""
    parts = [part.strip() for part in re.split(r"[|·•\t]", text) if part.strip()]
    known = sum(fold(part) in _WHOLE_WORDS or bool(SAID.fullmatch(part)) for part in parts)
    return len(parts) > 2 and known * 2 >= len(parts)


_AROUND = " ↑.…:>›»<«[]|→-–—·•*\t"
_WHOLE_WORDS = frozenset(fold(each) for each in WHOLE.split("|"))
_NET = rf"(?:{SITES})"
_VERB = "|".join(sorted((re.escape(fold(each)) for each in SHARES.split("|")), key=len, reverse=True))
_SHARE_LINE = re.compile(
    rf"(?:(?:{_VERB})(?:\s*[:\-–|,]?\s*(?:(?:on|via|by|with|to|en|sur|auf|su|no|na|op|in|på|w|στο|в|във)\s+)?"
    rf"(?:{_NET}))*\s*)+|{_NET}(?:[\s|,·•]+{_NET})*"
)

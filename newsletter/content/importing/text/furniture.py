"""What stands around the text of a page: share links, menus, cookie lines, what else there is to read.

In: lines. Out: those that are of the page, and those that are furniture. A line is furniture only as a whole: words
within a sentence stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from newsletter.content.importing.furniture_words import (
    COOKIE,
    COOKIE_ACT,
    CRUMB,
    LINKS,
    MORE_ABOUT,
    OPENS,
    SAID,
    SHARES,
    SITES,
    WHOLE,
)
from newsletter.content.importing.text.country_names import country_of
from newsletter.content.importing.text.folding import fold
from newsletter.content.importing.text.labels import label_of
from newsletter.content.importing.text.meetings import is_online
from newsletter.content.importing.text.page_lines import Line
from newsletter.content.importing.text.partners import ends_with_country
from newsletter.content.importing.text.phrases import is_absent

_LEAST_REPEATED, _MOST_WORDS = 3, 6


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


def part_repeated(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of cards, and those that stand in several of them word for word: links at the foot of each."""
    counts = Counter(fold(line.text) for line in lines if _may_be_link(line))
    often = {words for words, count in counts.items() if count >= _LEAST_REPEATED}
    kept: list[Line] = []
    left: list[Line] = []
    for line in lines:
        if _may_be_link(line) and fold(line.text) in often:
            left.append(line)
        else:
            kept.append(replace(line, is_fresh=line.is_fresh or bool(left and left[-1].number == line.number - 1)))
    return kept, left


def _may_be_link(line: Line) -> bool:
    """True for a few words that say nothing of a card: no label, no country, no day."""
    text = line.text
    is_short = not line.is_item and 2 <= len(text.split()) <= _MOST_WORDS and not re.search(r"\d|\t|[.:;,]", text)
    return is_short and not (
        label_of(text) or country_of(text) or ends_with_country(text) or is_absent(text) or is_online(text)
    )


def _is_menu(text: str) -> bool:
    """True for a row of furniture: `Home | News | Search`."""
    parts = [part.strip() for part in re.split(r"[|·•\t]", text) if part.strip()]
    known = sum(fold(part) in _WHOLE_WORDS or bool(SAID.fullmatch(part)) for part in parts)
    links = sum(fold(part) in _LINK_WORDS for part in parts)
    return (len(parts) > 2 and known * 2 >= len(parts)) or (len(parts) > 1 and known + links >= len(parts))


_AROUND = " +▸▾▼↑.…:>›»<«[]|→-–—·•*\t"
_LINK_WORDS = frozenset(fold(each) for each in LINKS.split("|"))
_WHOLE_WORDS = frozenset(fold(each) for each in WHOLE.split("|"))
_NET = rf"(?:{SITES})"
_VERB = "|".join(sorted((re.escape(fold(each)) for each in SHARES.split("|")), key=len, reverse=True))
_SHARE_LINE = re.compile(
    rf"(?:(?:{_VERB})(?:\s*[:\-–|,]?\s*(?:(?:on|via|by|with|to|en|sur|auf|su|no|na|op|in|på|w|στο|в|във)\s+)?"
    rf"(?:{_NET}))*\s*)+|{_NET}(?:[\s|,·•]+{_NET})*"
)

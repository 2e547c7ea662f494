"""All texts with the same fault mended at once, where what mends it is certain and alters no word: blanks alone.

In: the desk, an issue, languages, the code of a check. Out: the texts that this would change, or what came of it. They
are to be read again afterwards, like any text that somebody has written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from newsletter.pipeline.reviewing.acts import Act, Done
from newsletter.pipeline.reviewing.desk import Desk
from newsletter.pipeline.reviewing.worklist import ReviewText

CERTAIN = frozenset({"doubled-space", "french-spacing"})
"""Checks whose remedy puts blanks right and nothing else: of numbers, months and addresses a person decides each."""


@dataclass(frozen=True, slots=True)
class Mendable:
    """A text as a language reads it, and what it would say."""

    locale: str
    text: ReviewText
    targets: tuple[str, ...]


def find_mendable(desk: Desk, issue: str, locales: Iterable[str], code: str) -> list[Mendable]:
    """The texts with a fault of this check that can be mended for certain; each once, whatever languages share it."""
    found: dict[tuple[object, ...], Mendable] = {}
    for locale in dict.fromkeys(locales) if code in CERTAIN else ():
        texts = desk.texts(issue, locale)
        for name, faults in desk.all_faults(issue, list(texts.values()), locale).items():
            text = texts[name]
            for fault in faults:
                if fault.problem.code == code and fault.remedy:
                    key = (text.locale, text.catalog, text.entry.key)
                    found.setdefault(key, Mendable(locale, text, fault.remedy.targets))
    return list(found.values())


def mend_all(desk: Desk, issue: str, locales: Iterable[str], code: str, by: str, today: dt.date) -> int:
    """Mend them, by name; how many were. What somebody changes meanwhile is left as they leave it."""
    wanted = find_mendable(desk, issue, locales, code)
    count = 0
    for locale in dict.fromkeys(each.locale for each in wanted):
        acts = [
            Act(f"mend-{code}-{each.text.id}", each.text.id, "keep", each.text.version, each.targets)
            for each in wanted
            if each.locale == locale
        ]
        count += sum(isinstance(outcome, Done) for outcome in desk.carry_out(issue, locale, acts, by, today))
    return count

"""The plan: what a locale's gaps get from memory, what is copied, and what has to be sent.

In: gaps, the memory, the glossary, the reviewed English. Out: translations that need no machine, and the texts to
send, masked, each once however many gaps want it. Nothing is written or sent here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from newsletter.plurals import rule_for
from newsletter.translate.authorship import sign_origin
from newsletter.translate.checks.blocking import is_blocked
from newsletter.translate.glossary import Glossary
from newsletter.translate.machine.gaps import Gap, fill_gap, forms, is_rejected
from newsletter.translate.machine.restore import MaskError, restore
from newsletter.translate.masks import Masked, mask
from newsletter.translate.memory import Match
from newsletter.translate.record import Origin
from newsletter.translate.unit import Key, Translation, Unit

Recall = Callable[[Unit, str], Match | None]
"""Unit and locale → what the memory has for its very source."""
COPIED = "source"
"""The origin of a text without words of a language: names, numbers, what the glossary has."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text to send; `english` is what a person has reviewed as its English, empty where there is none."""

    source: str
    locale: str
    english: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done for one locale."""

    locale: str
    glossary: Glossary
    recalled: tuple[tuple[Gap, Translation], ...] = ()
    copied: tuple[tuple[Gap, Translation], ...] = ()
    open: tuple[Gap, ...] = ()
    """The gaps that texts are sent for."""
    texts: tuple[Text, ...] = ()
    known: Mapping[Text, str] = field(default_factory=dict)
    """Of the open gaps' texts those that are copied: one form of a plural may have no words."""

    @property
    def units(self) -> int:
        """How many gaps there are."""
        return len(self.recalled) + len(self.copied) + len(self.open)


def plan_filling(
    locale: str,
    gaps: Iterable[Gap],
    glossary: Glossary,
    recall: Recall,
    english: Mapping[Key, str],
    today: dt.date,
) -> Plan:
    """The plan of a locale."""
    recalled, copied, still = [], [], []
    texts: dict[tuple[str, str], Text] = {}
    known: dict[Text, str] = {}
    for gap in gaps:
        if found := _recalled(gap, glossary, recall):
            recalled.append((gap, found))
            continue
        wanted = [texts.setdefault((gap.source_locale, each), _text(gap, each, english)) for each in gap.sources]
        known |= {text: copy for text in wanted if text not in known and (copy := _copy(text, glossary))}
        copies = [known[text] for text in wanted if text in known]
        targets = forms(gap, copies) if len(copies) == len(wanted) else ()
        if targets and not is_blocked(replace(gap.entry, targets=targets)):
            made = Origin(provider=COPIED, day=today.isoformat())
            copied.append((gap, fill_gap(gap, targets, sign_origin(made, targets))))
        else:
            still.append(gap)
    wanted_still = {(gap.source_locale, each) for gap in still for each in gap.sources}
    sent = [text for key, text in texts.items() if key in wanted_still and text not in known]
    return Plan(locale, glossary, tuple(recalled), tuple(copied), tuple(still), tuple(sent), known)


def _recalled(gap: Gap, glossary: Glossary, recall: Recall) -> Translation | None:
    """What the memory has for a gap, unless it breaks a check or a person has rejected it."""
    entry = gap.entry
    # The memory keeps plurals in the order of forms that new catalogs have.
    if entry.plural and not gap.rule.chooses_as(rule_for(gap.locale)):
        return None
    match = recall(Unit(*entry.key, entry.about, entry.plural), gap.locale)
    if match is None or len(match.targets) != len(entry.targets) or is_rejected(gap, match.targets):
        return None
    made = replace(entry, targets=match.targets)
    return None if is_blocked(made) else fill_gap(gap, match.targets, match.origin, match.state, match.reviews)


def _text(gap: Gap, source: str, english: Mapping[Key, str]) -> Text:
    return Text(source, gap.source_locale, english.get(gap.entry.key, "") if source == gap.entry.source else "")


def mask_texts(text: Text, glossary: Glossary, *, pivot: bool = False, more: bool = False) -> Masked:
    """A text as it may be sent, or its English."""
    words, locale = (text.english, "en") if pivot else (text.source, text.locale)
    return mask(words, glossary.terms_in(words), locale=locale, more=more)


def variants_of(plans: Iterable[Plan]) -> dict[str, str]:
    """Each text as it is sent → the same with more masked, as it is sent where the first answer was not taken."""
    return {
        mask_texts(text, plan.glossary).text: mask_texts(text, plan.glossary, more=True).text
        for plan in plans
        for text in plan.texts
    }


def _copy(text: Text, glossary: Glossary) -> str:
    """The translation of a text in which nothing is left to translate; empty for any other."""
    found = mask_texts(text, glossary)
    try:
        return restore(found, found.text) if found.is_empty else ""
    except MaskError:
        return ""

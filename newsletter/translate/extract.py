"""Units out of issues: what has to be translated into one locale.

In: the issue as each point that has the locale mails it. Out: units in reading order, each once, with what a
translator should know. A text written in the locale itself (or in a shorter form of it) is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from newsletter import locales
from newsletter.content.issue import Issue
from newsletter.content.texts import Text, walk
from newsletter.translate.unit import About, Catalog, Key, Translation, Unit


def units_for(locale: str, issues: Iterable[Issue], source_locale: str, english: Catalog | None = None) -> list[Unit]:
    """The units of a locale. `english` is the catalog whose text stands beside sources that are not English."""
    known = english.by_key() if english else {}
    units: dict[Key, Unit] = {}
    for issue in issues:
        for text in walk(issue):
            if is_unit(text, locale):
                key = (text.context, text.words)
                units.setdefault(key, Unit(*key, _about(text, source_locale, known)))
    return list(units.values())


def is_unit(text: Text, locale: str) -> bool:
    """True when the text has to be translated for readers of the locale."""
    return not text.is_name and text.locale not in locales.chain(locale)


def _about(text: Text, source_locale: str, english: Mapping[Key, Translation]) -> About:
    entry = english.get((text.context, text.words))
    written_in = text.locale if text.locale != source_locale else ""
    return About(text.kind, text.limit or 0, written_in, entry.target if entry else "")

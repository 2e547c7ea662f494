"""Units out of issues: what has to be translated into one locale.

In: the issue as each point that has the locale mails it. Out: units in reading order, each once, with notes for the
translator. A text written in the locale itself (or in a shorter form of it) is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from newsletter import locales
from newsletter.content.issue import Issue
from newsletter.content.texts import Text, walk
from newsletter.translate.unit import Catalog, Key, Unit

_SOURCE = "source: "


def units_for(locale: str, issues: Iterable[Issue], source_locale: str, english: Catalog | None = None) -> list[Unit]:
    """The units of a locale. `english` is the catalog whose text stands beside sources that are not English."""
    known = english.by_key() if english else {}
    units: dict[Key, Unit] = {}
    for issue in issues:
        for text in walk(issue):
            if is_unit(text, locale):
                key = (text.context, text.words)
                units.setdefault(key, Unit(*key, _notes(text, source_locale, known), limit=text.limit or 0))
    return list(units.values())


def is_unit(text: Text, locale: str) -> bool:
    """True when the text has to be translated for readers of the locale."""
    return not text.is_name and text.locale not in locales.chain(locale)


def _notes(text: Text, source_locale: str, english: Mapping[Key, object]) -> tuple[str, ...]:
    what = text.kind + (f", at most {text.limit} characters" if text.limit else "")
    notes = [what]
    if text.locale != source_locale:
        notes.append(_SOURCE + text.locale)
    entry = english.get((text.context, text.words))
    target = getattr(entry, "target", "")
    if target:
        notes.append(f"English: {target}")
    return tuple(notes)


def source_locale_of(notes: Iterable[str], source_locale: str) -> str:
    """The locale that a unit's source is written in, by its notes: the project's own where they name none."""
    return next((note.removeprefix(_SOURCE) for note in notes if note.startswith(_SOURCE)), source_locale)

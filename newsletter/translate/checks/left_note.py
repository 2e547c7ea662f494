"""`left-note`: a note for colleagues, or a question of theirs.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from newsletter.content.notes import notes_in
from newsletter.translate.checks.check import Languages, TargetCheck, sources, strip_markup
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation


def find(entry: Translation, target: str, _languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """No more notes than the source has, which its author has been told of."""
    found = Counter(_notes(target))
    most = max(sum(1 for _ in _notes(source)) for source in sources(entry))
    if found.total() > most:
        yield f"`{next(reversed(found))}` looks like a note for colleagues"


def _notes(text: str) -> Iterator[str]:
    return notes_in(strip_markup(text))


CHECK = TargetCheck("left-note", find)

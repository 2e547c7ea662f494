"""`all-capitals`: a text wholly in capitals whose source is not.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.translate.checks.check import Languages, TargetCheck, sources, strip_markup, words_of
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

_FEWEST = 7
"""Fewer letters may be an abbreviation."""


def find(entry: Translation, target: str, _languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """Capitals alone only where the source has them, or the words themselves stand in it so."""
    given = {word for source in sources(entry) for word in words_of(source)}
    words = [word for word in words_of(target) if word not in given]
    cased = [letter for letter in "".join(words) if letter.lower() != letter.upper()]
    if len(cased) < _FEWEST or not "".join(cased).isupper():
        return
    if not any(strip_markup(source).isupper() for source in sources(entry)):
        yield "the text is wholly in capitals, its source is not"


CHECK = TargetCheck("all-capitals", find)

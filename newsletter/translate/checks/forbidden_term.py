"""`forbidden-term`: a translation that the glossary forbids.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.check import Languages, TargetCheck, has_words
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation


def find(entry: Translation, target: str, _: Languages, glossary: Glossary) -> Iterator[str]:
    """Translations that the glossary forbids stand nowhere."""
    words = plain(target)
    for term in glossary.terms_in(plain(entry.source)):
        if term.is_forbidden and term.target and has_words(words, term.target):
            yield f"`{term.target}` is not to be used for `{term.source}`"


CHECK = TargetCheck("forbidden-term", find, weblate=("check-glossary",))

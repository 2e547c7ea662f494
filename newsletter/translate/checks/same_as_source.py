"""`same-as-source`: nothing has been translated.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.translate.checks.check import Languages, TargetCheck, sources, words_of
from newsletter.translate.glossary import CONTEXT, Glossary
from newsletter.translate.masks import TOKEN, mask
from newsletter.translate.unit import Translation


def find(entry: Translation, target: str, languages: Languages, glossary: Glossary) -> Iterator[str]:
    """Not the source over again, but where there is nothing to translate."""
    if target in sources(entry) and entry.context != CONTEXT and is_language(entry.source, glossary, languages.source):
        yield "the text is the same as its source"


def is_language(source: str, glossary: Glossary, locale: str = "en") -> bool:
    """True for words that hardly any two languages share: two in small letters, or four of any kind.

    Less may be a name, or one of those that many languages share (Online, Café, Partner).
    """
    words = words_of(TOKEN.sub(" ", mask(source, glossary.terms_in(source), locale=locale).text))
    return sum(word[0].islower() and len(word) > 1 for word in words) >= 2 or len(words) >= 4


CHECK = TargetCheck("same-as-source", find, weblate=("same",))

"""`doubled-word`: a word twice in a row.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.check import Languages, TargetCheck, sources
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

_DOUBLED_WORD = re.compile(r"(?<![\w’'-])([^\W\d_]+)[ \u00a0]+\1(?![\w’'-])", re.IGNORECASE)
# Said twice in good sentences: pronouns that meet their own kind, and "one by one".
_LAWFUL_TWICE = {
    "de": "das der die sie",
    "el": "του της τους την ένα ένας μία σιγά λίγο",
    "en": "had that",
    "fr": "nous vous",
    "it": "via piano",
    "nl": "dat die je ze",
    "pt": "se",
    "hr": "se",
}


def doubled_words(words: str, language: str) -> list[str]:
    """The words that stand twice in a row in a plain text, but for those that do in good sentences of its language."""
    lawful = _LAWFUL_TWICE.get(language, "").split()
    return [word for word in _DOUBLED_WORD.findall(words) if word.casefold() not in lawful]


def find(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """No word twice in a row that the source does not have so."""
    if any(_DOUBLED_WORD.search(plain(source)) for source in sources(entry)):
        return
    for word in doubled_words(plain(target), languages.language)[:1]:
        yield f"`{word}` stands there twice in a row"


CHECK = TargetCheck("doubled-word", find, weblate=("duplicate",))

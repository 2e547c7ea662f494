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


def find(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """No word twice in a row that the source does not have so."""
    lawful = _LAWFUL_TWICE.get(languages.language, "").split()
    if any(_DOUBLED_WORD.search(plain(source)) for source in sources(entry)):
        return
    for word in _DOUBLED_WORD.findall(plain(target)):
        if word.casefold() not in lawful:
            yield f"`{word}` stands there twice in a row"
            return


CHECK = TargetCheck("doubled-word", find, weblate=("duplicate",))

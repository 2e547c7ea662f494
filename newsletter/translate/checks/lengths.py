"""Checks of how much of the source a translation says: too long, much shorter or longer, the same, left over.

In: a target beside its unit. Out: warnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.finding import Finding, Languages, limit, sources, words_of
from newsletter.translate.glossary import CONTEXT, Glossary
from newsletter.translate.masks import TOKEN, mask
from newsletter.translate.unit import Translation

_SENTENCE = re.compile(r"[^.!?…]+[.!?…]+|[^.!?…]+$")
# A sign of these scripts says as much as two or three letters.
DENSE = frozenset(["ja", "ko", "yue", "zh"])


def too_long(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """No longer than what a reader's program shows."""
    length, most = len(plain(target)), limit(entry)
    if most and length > most:
        yield Finding("too-long", f"the text has {length} characters; the limit is {most}")


def odd_length(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """From two fifths to two and a half times the source; short texts may do as they like."""
    lengths = [len(plain(source)) for source in sources(entry)]
    length, least = len(plain(target)), 0.15 if languages.language in DENSE else 0.4
    if min(lengths) >= 30 and not any(least <= length / each <= 2.5 for each in lengths):
        yield Finding("odd-length", f"the text has {length} characters, its source {lengths[0]}")


def same_as_source(entry: Translation, target: str, languages: Languages, glossary: Glossary) -> Iterator[Finding]:
    """Not the source over again, but where there is nothing to translate."""
    if target in sources(entry) and entry.context != CONTEXT and is_language(entry.source, glossary, languages.source):
        yield Finding("same-as-source", "the text is the same as its source")


def is_language(source: str, glossary: Glossary, locale: str = "en") -> bool:
    """True for words that hardly any two languages share: two in small letters, or four of any kind.

    Less may be a name, or one of those that many languages share (Online, Café, Partner).
    """
    words = words_of(TOKEN.sub(" ", mask(source, glossary.terms_in(source), locale=locale).text))
    return sum(word[0].islower() and len(word) > 1 for word in words) >= 2 or len(words) >= 4


def leftover_source(entry: Translation, target: str, languages: Languages, glossary: Glossary) -> Iterator[Finding]:
    """No whole sentence of the source in the middle of another language."""
    words = plain(target)
    for sentence in _SENTENCE.findall(plain(entry.source)):
        sentence = sentence.strip()
        if (
            target != entry.source
            and len(words_of(sentence)) >= 4
            and sentence in words
            and is_language(sentence, glossary, languages.source)
        ):
            yield Finding("leftover-source", f"not translated: {sentence}")

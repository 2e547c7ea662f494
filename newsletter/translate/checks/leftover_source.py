"""`leftover-source`: a sentence of the source is left.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.check import Languages, TargetCheck, words_of
from newsletter.translate.checks.same_as_source import is_language
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

_SENTENCE = re.compile(r"[^.!?…]+[.!?…]+|[^.!?…]+$")


def find(entry: Translation, target: str, languages: Languages, glossary: Glossary) -> Iterator[str]:
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
            yield f"not translated: {sentence}"


CHECK = TargetCheck("leftover-source", find)

"""`lost-term`: the glossary has another word, or a name that is never translated is not there.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.check import Languages, TargetCheck, has_beginning, has_words
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation


def find(entry: Translation, target: str, _: Languages, glossary: Glossary) -> Iterator[str]:
    """Terms that are never translated stand as they are, others in a form of theirs."""
    words = plain(target)
    for term in glossary.terms_in(plain(entry.source)):
        if term.is_forbidden:
            continue
        if term.is_read_only:
            if term.source.casefold() not in words.casefold():
                yield f"`{term.source}` is never translated, and does not stand in the translation as it is"
        elif term.target and not any(_is_said(words, form) for form in (term.target, *term.forms)):
            yield f"the glossary has `{term.target}` for `{term.source}`"


def _is_said(text: str, words: str) -> bool:
    """True when the words stand in the text in any form: endings change in most languages (Florencja, we Florencji)."""
    stems = (word[: max(3, len(word) - 3)] for word in re.findall(r"\w+", words) if len(word) > 2)
    return has_words(text, words) or all(has_beginning(text, stem) for stem in stems)


CHECK = TargetCheck("lost-term", find, weblate=("check-glossary",))

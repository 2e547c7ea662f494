"""`wrong-language`: a longer text seems to be in another language.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.detected_language import KNOWN, family_of, language_of
from newsletter.content.tagged import plain
from newsletter.translate.authorship import PSEUDO, machine_of
from newsletter.translate.checks.check import Languages, TargetCheck, sources, words_of
from newsletter.translate.glossary import Glossary
from newsletter.translate.masks import TOKEN, mask
from newsletter.translate.unit import Catalog, Translation

_LEAST_WORDS, _LEAST_LETTERS = 8, 50
SURE = 0.9
"""How sure the detector has to be. Of 1,020 longer texts in thirty languages it took none for another; of the same
texts under all other locales it found 99.5 in a hundred."""
_PLAIN = 0.95
"""The same for all texts of a catalog together."""


def find(entry: Translation, target: str, languages: Languages, glossary: Glossary) -> Iterator[str]:
    """A longer text is in its language, as far as a detector of languages is sure."""
    if target in sources(entry) or machine_of(entry) == PSEUDO:
        return  # said by another check; or made for layout work, in no language at all
    locale = languages.target
    words = mask(target, glossary.terms_in(plain(entry.source)), locale="pl").text
    words = TOKEN.sub(" ", words)
    found, confidence = detected(words, locale)
    if found and found not in family_of(locale) and confidence >= SURE:
        yield f"the text seems to be in `{found}`, not in `{locale}`"


def other_language(catalog: Catalog) -> str:
    """The language that the texts of a catalog are plainly in, all together, where it is another than its own."""
    texts = (
        target
        for entry in catalog.active()
        if machine_of(entry) != PSEUDO
        for target in entry.targets
        if target not in sources(entry)
    )
    found, confidence = detected(" ".join(texts), catalog.locale)
    return found if confidence >= _PLAIN and found not in family_of(catalog.locale) else ""


def detected(words: str, locale: str) -> tuple[str, float]:
    """The language of a text and how sure that is (0 to 1); empty for short texts and locales nobody can tell."""
    letters = [word for word in words_of(words) if word[0].islower()]
    is_short = len(letters) < _LEAST_WORDS or sum(map(len, letters)) < _LEAST_LETTERS
    if is_short or not family_of(locale) & KNOWN:
        return "", 0.0
    return language_of(" ".join(letters))


CHECK = TargetCheck("wrong-language", find)

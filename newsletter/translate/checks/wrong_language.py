"""`wrong-language`: a longer text seems to be in another language.

In: a target beside its unit. Out: what is wrong with it, in words.
The only module that imports `gcld3` (of cld3-py).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import gcld3

from newsletter.content.tagged import plain
from newsletter.translate.authorship import PSEUDO, machine_of
from newsletter.translate.checks.check import Languages, TargetCheck, sources, words_of
from newsletter.translate.glossary import Glossary
from newsletter.translate.masks import TOKEN, mask
from newsletter.translate.unit import Catalog, Translation

# Languages so near that a detector can't be trusted to tell them apart in a paragraph.
_FAMILIES = (
    "bs hr sr sl",
    "da nb nn no sv",
    "cs sk",
    "bg mk ru sr uk",
    "ca es gl pt an oc",
    "af nl",
    "de lb",
    "et fi",
    "id ms",
    "ga gd",
)
_LEAST_WORDS, _LEAST_LETTERS = 8, 50
_LONGEST = 2_000
"""Bytes of a text that the detector reads; of a longer one it takes parts from all over it."""
SURE = 0.9
"""How sure the detector has to be. Of 1,020 longer texts in thirty languages it took none for another; of the same
texts under all other locales it found 99.5 in a hundred."""
_PLAIN = 0.95
"""The same for all texts of a catalog together."""
_SHARED = frozenset({"bs", "hr", "sr"})
"""One language by three names, among which the detector shares out how sure it is: it gives each about a half."""
_KNOWN = frozenset(
    tag
    for line in (
        "af am ar az be bg bn bs ca ceb co cs cy da de el en eo es et eu fa fi fil fr fy ga gd gl gu ha haw he hi hmn",
        "hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl no ny",
        "pa pl ps pt ro ru sd si sk sl sm sn so sq sr st su sv sw ta te tg th tr uk ur uz vi xh yi yo zh zu",
    )
    for tag in line.split()
)
"""The languages that the detector knows, by our tags."""
_OTHER_TAGS = {"iw": "he", "no": "nb"}
"""Its tags where they are not ours; script and region are cut off."""


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
    if is_short or not family_of(locale) & _KNOWN:
        return "", 0.0
    # One for each text costs 0.08 ms, and threads share none: it reads without Python's lock.
    detector = gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=_LONGEST)
    found = detector.FindLanguage(text=" ".join(letters))
    tag = found.language.split("-")[0]
    sure = min(1.0, 2 * found.probability) if tag in _SHARED else found.probability
    return _OTHER_TAGS.get(tag, tag), float(sure)


@cache
def family_of(locale: str) -> frozenset[str]:
    """The language of a locale, with those that a detector can't tell from it."""
    language = locale.split("-")[0]
    return frozenset({language}.union(*(family.split() for family in _FAMILIES if language in family.split())))


CHECK = TargetCheck("wrong-language", find)

"""`two-wordings`: two words to choose from, with a stroke between them.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.translate.checks.check import Languages, TargetCheck, sources, strip_markup
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

_CHOICE = re.compile(r"(?<![\w/.:@-])([^\W\d_]{3,}) ?/ ?([^\W\d_]{4,})(?![\w/.@-])")
_STROKE = re.compile(r"\w ?/ ?\w")
# Endings for women, of words that stand beside those for men; a vowel alone tells them apart elsewhere.
_FOR_WOMEN = re.compile(
    r"(?:in|innen|e|es|ne|nes|nne|nnes|trice|trices|ère|ères|euse|euses|ica|ice|ka|ke|ki|ky|kyně|inja|inje|inė|inės|esse"
    r"|essa|oare|toare|τρια|τριες)$",
)


def find(entry: Translation, target: str, _languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """No stroke between words where the source has none, but between names, and forms for women and men."""
    if any(_STROKE.search(strip_markup(source)) for source in sources(entry)):
        return
    for found in _CHOICE.finditer(strip_markup(target)):
        one, two = found.groups()
        if not _are_names(one, two, found.start()) and not _are_women_and_men(one, two):
            yield f"`{found[0]}` offers two wordings, its source one"


def _are_names(one: str, two: str, start: int) -> bool:
    """Rhein/Ruhr: both begin with a capital, and not because a sentence begins."""
    return two[0].isupper() and one[0].isupper() and (start > 0 or not one[1:].isupper())


def _are_women_and_men(one: str, two: str) -> bool:
    one, two = one.casefold(), two.casefold()
    if len(one) == len(two) and sum(a != b for a, b in zip(one, two, strict=True)) == 1:
        return True
    short, long = sorted((one, two), key=len)
    alike = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return alike >= 3 and len(short) - alike <= 4 and bool(_FOR_WOMEN.search(long[alike - 1 :]))


CHECK = TargetCheck("two-wordings", find)

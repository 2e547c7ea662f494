"""`changed-month`: a day is in another month than in the source.

In: a target beside its unit. Out: what is wrong with it, in words. Days and years are
numbers, which `changed-number` compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from newsletter.content.tagged import plain
from newsletter.locales import for_babel
from newsletter.translate.checks.check import Languages, TargetCheck
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_BESIDE = 12
"""Characters between a month and the figure of its day or year: “le 3 décembre”, “3 de diciembre de 2024”."""
_SHORTEST_STEM = 4


@cache
def _names(locale: str) -> Mapping[str, int]:
    """The names of months of a language in full, as they stand in a date and alone; none where they are numbers."""
    months = for_babel(locale).months
    found = {
        name.casefold(): number
        for form in ("format", "stand-alone")
        for number, name in months[form]["wide"].items()
        if name.isalpha()
    }
    return found if len(set(found.values())) == 12 else {}


def months_in(text: str, locale: str, *, dated: bool) -> set[int]:
    """The months that a plain text names, in any case of theirs; `dated` are those beside a figure alone."""
    names = _names(locale)
    found = set()
    for word in _WORD.finditer(text) if names else ():
        month = _month(word[0].casefold(), locale)
        around = text[max(0, word.start() - _BESIDE) : word.start()] + text[word.end() : word.end() + _BESIDE]
        if month and (not dated or any(each.isdigit() for each in around)):
            found.add(month)
    return found


# The words of a language come again and again.
@lru_cache(maxsize=20_000)
def _month(word: str, locale: str) -> int:
    """The month that a word is, or is a case of; 0 for none."""
    names = _names(locale)
    if number := names.get(word):
        return number
    for name, number in names.items():
        stem = name[: max(_SHORTEST_STEM, len(name) - 2)]
        if len(name) > _SHORTEST_STEM and word.startswith(stem) and len(word) <= len(name) + 5:
            return number
    return 0


def find(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """Each month of a date is in both: one that only the source has is told where only the target has another."""
    source, words = plain(entry.source), plain(target)
    lost = months_in(source, languages.source, dated=True) - months_in(words, languages.target, dated=False)
    if not lost:
        return
    added = months_in(words, languages.target, dated=True) - months_in(source, languages.source, dated=False)
    if added:
        names = for_babel("en").months["format"]["wide"]
        said, meant = (", ".join(names[number] for number in sorted(each)) for each in (added, lost))
        yield f"the source says {meant}, the translation {said}"


CHECK = TargetCheck("changed-month", find)

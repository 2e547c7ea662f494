"""What a check of translations is, and what checks need to know of a unit.

In: a translation as its catalog has it. Out: its sources, its limit, what its texts say in words; problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from newsletter.content.tagged import plain
from newsletter.patterns import late
from newsletter.problems import Problem, Severity
from newsletter.translate.glossary import Glossary
from newsletter.translate.masks import LETTER
from newsletter.translate.placeholders import PLACEHOLDER
from newsletter.translate.unit import Catalog, Translation


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked for in translations; its module, explanation and test are named by its code.

    An error is never stored from a machine and never mailed. A warning is a person's to judge: a comment dismisses it
    by its code, or by the name of one of the checks of Weblate that say the same.
    """

    code: str
    weblate: tuple[str, ...] = field(default=(), kw_only=True)
    severity: Severity = field(default=Severity.WARNING, kw_only=True)
    hint: str = field(default="", kw_only=True)

    def report(self, message: str) -> Problem:
        """What it has found, as a problem without a place."""
        hint = self.hint or f"if it is right as it is, write above the entry: # ignore-{self.code}: and why"
        return Problem(self.code, message, None, hint, self.severity)

    @property
    def dismissed_by(self) -> frozenset[str]:
        """The names under which a comment dismisses it; none where nobody can."""
        return frozenset() if self.severity is Severity.ERROR else frozenset({self.code, *self.weblate})


class Languages(NamedTuple):
    """The locales of a source and of its translation."""

    source: str
    target: str

    @property
    def language(self) -> str:
        """The language of the translation, without script and region."""
        return self.target.split("-")[0]


Find = Callable[[Translation, str, Languages, Glossary], Iterator[str]]
"""Unit with its translation, one target of it, both locales, the glossary → what is wrong with the target, in words."""


@dataclass(frozen=True, slots=True)
class TargetCheck(Check):
    """A check of one target beside its unit."""

    find: Find


@dataclass(frozen=True, slots=True)
class CatalogCheck(Check):
    """A check of all translations of a catalog beside each other: it finds translations and what is wrong with each."""

    find: Callable[[Catalog], Iterator[tuple[Translation, str]]]


def sources(entry: Translation) -> tuple[str, ...]:
    """What a target may stand for: the source, or either of the two of a plural."""
    return (entry.source, entry.plural) if entry.plural else (entry.source,)


def new_in(target: str, entry: Translation, pattern: re.Pattern[str]) -> list[str]:
    """What the pattern finds in a target and in none of its sources, each once."""
    there = dict.fromkeys(pattern.findall(target))
    if not there:
        return []
    known = {found for source in sources(entry) for found in pattern.findall(source)}
    return [found for found in there if found not in known]


def strip_markup(text: str) -> str:
    """What a tagged text says in words: without tags and placeholders."""
    return PLACEHOLDER.sub(" ", plain(text))


def words_of(text: str) -> list[str]:
    """The words of a tagged text: runs of letters with what joins them."""
    return _WORDS.findall(strip_markup(text))


def has_words(text: str, words: str) -> bool:
    """True when the words stand in the text by themselves, whatever their case."""
    return any(_is_edge(text, end) for _, end in _standing(text, words))


def has_beginning(text: str, words: str) -> bool:
    """True when a word of the text begins with these, or is the first of these, whatever their case."""
    return any(True for _ in _standing(text, words))


def _standing(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Where the words begin in the text, with no letter before them, and where they end.

    A pattern that asks for letters beside the words takes as long to compile as a hundred that do not.
    """
    pattern, at = re.compile(re.escape(words), re.IGNORECASE), 0
    while at <= len(text) and (found := pattern.search(text, at)):
        if not found.start() or _is_edge(text, found.start() - 1):
            yield found.span()
        at = found.start() + 1


def _is_edge(text: str, at: int) -> bool:
    """True where no letter stands at a place of a text, or the text ends."""
    return not _LETTER.match(text, at)


DENSE = frozenset(["ja", "ko", "yue", "zh"])
"""Languages in whose scripts a sign says as much as two or three letters."""
_WORDS = late(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_LETTER = late(LETTER)


def is_dismissed(check: Check, entry: Translation) -> bool:
    """True when somebody has said with a reason that what the check finds here is right."""
    return entry.record.is_dismissed(check.dismissed_by)

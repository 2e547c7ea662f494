"""What a check of a translation says, and what checks need to know of a unit.

In: a translation as its catalog has it. Out: its sources, the language of its source, and findings as values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from newsletter.content.tagged import plain
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

Level = Literal["blocking", "warning"]
"""Blocking: such a text is never stored from a machine and never mailed. Warning: a person looks at it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found in one translation; `check` is its code (`newsletter explain CODE`)."""

    check: str
    message: str
    level: Level = "warning"


class Languages(NamedTuple):
    """The locales of a source and of its translation."""

    source: str
    target: str

    @property
    def language(self) -> str:
        """The language of the translation, without script and region."""
        return self.target.split("-")[0]


Check = Callable[[Translation, str, Languages, Glossary], Iterator[Finding]]
"""Unit with its translation, one target of it, both locales, the glossary → what is wrong with that target."""

_LIMIT = re.compile(r"\bat most (\d+) characters\b")


def sources(entry: Translation) -> tuple[str, ...]:
    """What a target may stand for: the source, or either of the two of a plural."""
    return (entry.source, entry.plural) if entry.plural else (entry.source,)


def limit(entry: Translation) -> int:
    """The most characters that a reader's program shows of the text, from the notes; 0 for any number."""
    found = next((found for note in entry.notes if (found := _LIMIT.search(note))), None)
    return int(found[1]) if found else 0


def kind(entry: Translation) -> str:
    """What the text is: the first words of its notes (`heading`, `button`)."""
    return entry.notes[0].partition(",")[0] if entry.notes else ""


def new_in(target: str, entry: Translation, pattern: re.Pattern[str]) -> list[str]:
    """What the pattern finds in a target and in none of its sources, each once."""
    known = {found for source in sources(entry) for found in pattern.findall(source)}
    return [found for found in dict.fromkeys(pattern.findall(target)) if found not in known]


def said(text: str) -> str:
    """What a tagged text says in words: without tags and placeholders."""
    return _PLACEHOLDER.sub(" ", plain(text))


def words_of(text: str) -> list[str]:
    """The words of a tagged text: runs of letters with what joins them."""
    return _WORDS.findall(said(text))


_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
_WORDS = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")

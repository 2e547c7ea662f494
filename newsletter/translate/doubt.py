"""Read these first: translations in the order of how much there is to doubt.

In: translations with what checks have found in them, and the words that people have read in other sources. Out: the
same ones, most doubtful first, each with why. It is an order to read in, and says of none that it is right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from newsletter.content.tagged import plain
from newsletter.problems import Problem, Severity
from newsletter.translate.authorship import origin_of
from newsletter.translate.talk import open_questions
from newsletter.translate.unit import State, Translation

Reason = Literal[
    "error", "sense", "check", "merged", "rejected", "stale", "question", "length", "new-words", "numbers",
    "by-way-of", "machine",
]  # fmt: skip
_WEIGHTS: dict[Reason, float] = {
    "error": 100,
    "sense": 30,
    "merged": 25,
    "rejected": 20,
    "stale": 15,
    "question": 12,
    "check": 8,
    "length": 8,
    "new-words": 6,
    "by-way-of": 4,
    "numbers": 3,
    "machine": 2,
}
"""How much each weighs: what is known to be wrong before what only may be."""
_OF_SENSE = frozenset({
    "changed-number", "changed-month", "changed-address", "lost-term", "forbidden-term", "wrong-language",
    "wrong-script", "leftover-source", "different-translations",
})  # fmt: skip
"""Findings by which a reader would be told something else."""
_USUAL = math.log(1.4)
"""A text that is so much longer or shorter than the others are is worth a look."""
_MANY_NEW = 0.4
"""From this share of words that no reviewed source has had."""
_LETTERS = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Doubted:
    """A translation with what checks have found; `id` names it."""

    id: str
    translation: Translation
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A translation with the reasons to read it first, the weightiest first; none is no praise."""

    id: str
    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> float:
        """How much there is to doubt."""
        return sum(_WEIGHTS[reason] for reason in self.reasons)


def order_by_doubt(units: Sequence[Doubted], read: Iterable[str] = ()) -> list[Doubt]:
    """Every one of the translations once, the most doubtful first, others in the order that they had.

    `read` are sources that people have read in this language before.
    """
    known = {word for source in read for word in _words(source)}
    ratios = [ratio for unit in units if (ratio := _ratio(unit.translation))]
    usual = median(ratios) if ratios else 0.0
    doubts = [Doubt(unit.id, tuple(_reasons(unit, known, usual))) for unit in units]
    return sorted(doubts, key=lambda doubt: -doubt.weight)


def _reasons(unit: Doubted, known: Collection[str], usual: float) -> list[Reason]:
    entry, record = unit.translation, unit.translation.record
    codes = {problem.code for problem in unit.problems if problem.severity is not Severity.ERROR}
    origin, ratio, words = origin_of(entry), _ratio(entry), _words(entry.source)
    new = [word for word in words if word not in known]
    holds: dict[Reason, bool] = {
        "error": any(problem.severity is Severity.ERROR for problem in unit.problems),
        "sense": bool(codes & _OF_SENSE),
        "check": bool(codes - _OF_SENSE),
        "merged": bool(record.theirs),
        "rejected": bool(record.rejections or record.rejected),
        "stale": entry.is_stale,
        "question": bool(open_questions(record)),
        "length": bool(ratio and usual) and abs(math.log(ratio / usual)) > _USUAL,
        "new-words": bool(known) and len(new) >= 2 and len(new) / len(words) >= _MANY_NEW,
        "numbers": any(sign.isdigit() for sign in plain(entry.source)),
        "by-way-of": bool(origin and origin.pivot),
        "machine": bool(origin and origin.provider),
    }
    found = [reason for reason, is_so in holds.items() if is_so and entry.state is not State.MISSING]
    return sorted(found, key=lambda reason: -_WEIGHTS[reason])


def _ratio(entry: Translation) -> float:
    """How long the translation is beside its source; 0 for what is too short to tell."""
    source, target = len(plain(entry.source)), len(plain(entry.target))
    return target / source if source >= 20 and target else 0.0


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _LETTERS.findall(plain(text))]

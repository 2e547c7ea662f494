"""All checks of letters. A new one touches its module, its explanation and its tests.

In: a letter examined. Out: its problems, each at the place where it is mended.
"""

from __future__ import annotations

from newsletter.preflight import (
    addresses,
    colours,
    envelope,
    language,
    law,
    links,
    outlook,
    pictures,
    programs,
    structure,
    weight,
    words,
)
from newsletter.preflight.check import LetterCheck
from newsletter.preflight.letter import Examined
from newsletter.problems import Problem

CONCERNS = (
    language,
    structure,
    envelope,
    words,
    links,
    addresses,
    pictures,
    colours,
    programs,
    outlook,
    weight,
    law,
)
"""The modules of checks, in the order in which they look."""
CHECKS: tuple[LetterCheck, ...] = tuple(check for concern in CONCERNS for check in concern.CHECKS)
"""Every check, in the order in which they look."""


def examine(letter: Examined) -> list[Problem]:
    """All that is wrong with a letter, each thing once."""
    return list(dict.fromkeys(problem for check in CHECKS for problem in check.problems(letter)))

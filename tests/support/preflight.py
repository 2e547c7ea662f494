"""A letter to be checked: that of the small project, or a copy of it with a mistake.

In: the small project of `conftest`. Out: its English letter examined, and the same with other HTML, text or settings.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from newsletter.edition import EditionKey
from newsletter.pipeline.letters.examine import examined
from newsletter.pipeline.snapshot import open_snapshot, prepare
from newsletter.preflight.every import CHECKS
from newsletter.preflight.letter import Examined
from newsletter.problems import Problem
from tests.conftest import Sample

Change = Callable[[Examined], Examined]


def letter_of(sample: Sample, point: str = "eu", locale: str = "en") -> Examined:
    """The letter of an edition of the small project, as its checks get it."""
    snapshot = open_snapshot(sample.project(), "2024-01")
    found = examined(snapshot, prepare(snapshot, EditionKey("2024-01", point, locale)))
    assert found is not None
    return found


def _anew(before: Examined, **changes: Any) -> Examined:
    """The letter with other values, parsed anew."""
    names = ("edition", "letter", "theme", "site", "resources", "programs", "places")
    return Examined(**{name: changes.get(name, getattr(before, name)) for name in names})


def html(pattern: str, replacement: str) -> Change:
    """A change of the HTML at the first place that a pattern finds."""

    def change(letter: Examined) -> Examined:
        changed, count = re.subn(pattern, replacement, letter.html, count=1, flags=re.DOTALL)
        assert count == 1, pattern
        return _anew(letter, letter=replace(letter.letter, html=changed))

    return change


def inside(markup: str) -> Change:
    """More markup at the end of the letter."""
    font = "font-family:Arial,sans-serif;font-size:16px;line-height:24px;color:#17202B"
    return html("</body>", f'<div lang="en" dir="ltr" style="{font}">{markup}</div></body>')


def envelope(**changes: Any) -> Change:
    """Another subject, preheader or text part."""
    return lambda letter: _anew(letter, letter=replace(letter.letter, **changes))


def with_values(**changes: Any) -> Change:
    """Another edition, other pictures, other programs."""
    return lambda letter: _anew(letter, **changes)


def found_by(code: str, letter: Examined) -> list[Problem]:
    """What the check of a code finds."""
    (check,) = (check for check in CHECKS if check.code == code)
    return list(check.problems(letter))


PAGE = Path(__file__).parents[2] / "docs" / "checks.md"

"""What a check of letters is, and what it finds.

In: a letter examined. Out: problems, each at the place where it is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined
from newsletter.problems import Problem, Severity

Find = Callable[[Examined], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class LetterCheck:
    """One thing that is looked for in letters; its explanation and its test are named by its code.

    An error keeps a letter back. A warning is a person's to judge: `accept:` in the issue lives with it.
    """

    code: str
    find: Find
    hint: str
    severity: Severity = field(default=Severity.WARNING, kw_only=True)

    def problems(self, letter: Examined) -> Iterator[Problem]:
        """What it has found, each at its place, said of this edition."""
        for each in self.find(letter):
            at = letter.places.of(each)
            hint = each.hint or self.hint
            is_of_template = at.file.startswith("templates/")
            sample = f": “{each.sample[:60]}”" if each.sample and not is_of_template else ""
            yield Problem(self.code, f"{each.message}{sample}", at, hint, self.severity, str(letter.edition.key))

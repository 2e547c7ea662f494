"""Rows of a file that can't be taken, gathered by what is wrong with them.

In: a problem for each row. Out: each problem once, at the first of its rows, with the lines of others; a wrong file of
a million rows does not fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from newsletter.problems import Problem, Severity

LISTED = 200
"""So many faults, and so many lines of each, are kept: a wrong file of a million rows does not fill the memory."""

MOST_TOLD = 50_000
"""So many rows are told one by one to whoever wants to have them all."""
_LINES_TOLD = 20


@dataclass
class Refusal:
    """What is wrong with rows: the problem at the first of them, how many there are, and the lines of the first."""

    problem: Problem
    count: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        """One more row."""
        self.count += 1
        if len(self.lines) < LISTED:
            self.lines.append(line)

    def to_problem(self, message: str = "") -> Problem:
        """The fault as one problem, with its other lines."""
        if self.count < 2:
            return self.problem
        others = ", ".join(str(line) for line in self.lines[1 : _LINES_TOLD + 1])
        others += ", …" if self.count > _LINES_TOLD + 1 else ""
        more = f"{self.count - 1:,} more line{'s' * (self.count > 2)}"
        return replace(self.problem, message=f"{message or self.problem.message}; so on {more}: {others}")


@dataclass
class Refusals:
    """Rows that can't join, by what is wrong with them; `blocking` are those for which nobody joins.

    `told` gets each of them, also those that are listed nowhere.
    """

    severity: Severity
    told: Callable[[Problem], None] = lambda problem: None
    count: int = 0
    blocking: int = 0
    unlisted: int = 0
    faults: dict[tuple[str, str, str], Refusal] = field(default_factory=dict)

    def add(self, problem: Problem) -> None:
        """One more row that can't be taken."""
        self.told(problem)
        self.count += 1
        self.blocking += problem.severity is Severity.ERROR
        key = (problem.code, problem.message, problem.hint)
        fault = self.faults.get(key)
        if fault is None and len(self.faults) == LISTED:
            self.unlisted += 1
            return
        if fault is None:
            severity = self.severity if problem.severity is Severity.ERROR else problem.severity
            fault = self.faults[key] = Refusal(replace(problem, severity=severity))
        fault.add(problem.location.line if problem.location else 0)

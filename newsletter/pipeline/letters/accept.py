"""Warnings that an issue, or a point in its letters, lives with, by name and reason.

In: problems, an issue's content. Out: the same, those marked that `accept:` names; and what it names in vain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from newsletter.content.load import Content
from newsletter.content.model import Acceptance
from newsletter.problems import Path, Problem, Severity, warning


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of `accept:` with its path, and the point whose letters alone it is about; empty for all."""

    accept: Acceptance
    path: Path
    point: str = ""

    def means(self, problem: Problem) -> bool:
        """True for a problem of that check, at that place, in a letter or file of that point."""
        where, file = self.accept.where or "", problem.location.file if problem.location else ""
        is_there = problem.code == self.accept.check and (problem.path.startswith(where) or file.startswith(where))
        return is_there and (not self.point or self._is_of_point(problem, file))

    def _is_of_point(self, problem: Problem, file: str) -> bool:
        if problem.edition:
            return problem.edition.split("/")[1] == self.point
        return file.startswith(f"templates/points/{self.point}/") or file.endswith(f"/points/{self.point}.yaml")


def with_accepted(problems: Iterable[Problem], content: Content) -> list[Problem]:
    """The problems, those warnings marked as accepted that somebody has decided to live with; an error stays one."""
    entries = _entries(content)
    return [_accepted(problem, entries) for problem in problems] if entries else list(problems)


def unused_acceptances(problems: Sequence[Problem], content: Content) -> Iterator[Problem]:
    """Entries of `accept:` that no warning is found for; `problems` are all of the issue."""
    for each in _entries(content):
        meant = [problem for problem in problems if each.means(problem)]
        if any(problem.severity is Severity.WARNING for problem in meant):
            continue
        message = f"`{each.accept.check}` accepts nothing: there is no such warning"
        hint = "take the entry out"
        if meant:
            message, hint = (
                f"`{each.accept.check}` is an error here, which can't be accepted",
                "mend it, and take the entry out",
            )
        yield warning("unused-acceptance", message, content.location(each.path), hint)


def _entries(content: Content) -> list[_Entry]:
    """All entries, a point's own first: its reason is nearer."""
    own = [
        _Entry(accept, f"{overlay.path}/accept/{number}", overlay.slug)
        for overlay in content.overlays.values()
        for number, accept in enumerate(overlay.accept)
    ]
    accepts = content.issue.accept if content.issue else ()
    return own + [_Entry(accept, f"issues/{content.slug}/accept/{number}") for number, accept in enumerate(accepts)]


def _accepted(problem: Problem, entries: Sequence[_Entry]) -> Problem:
    if problem.severity is not Severity.WARNING:
        return problem
    by = next((each.accept for each in entries if each.means(problem)), None)
    return replace(problem, accepted=f"{by.by}: {by.reason}") if by else problem

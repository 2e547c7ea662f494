"""Warnings that an issue lives with, by name and reason.

In: problems, an issue's content. Out: the same, those marked that `accept:` names; and what it names in vain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from newsletter.content.load import Content
from newsletter.content.model import Acceptance
from newsletter.problems import Problem, Severity, warning


def with_accepted(problems: Iterable[Problem], content: Content) -> list[Problem]:
    """The problems, those warnings marked as accepted that the issue has decided to live with; an error stays one."""
    accepts = content.issue.accept if content.issue else ()
    return [_accepted(problem, accepts) for problem in problems] if accepts else list(problems)


def unused_acceptances(problems: Sequence[Problem], content: Content) -> Iterator[Problem]:
    """Entries of `accept:` that no warning is found for; `problems` are all of the issue."""
    issue = content.issue
    for number, each in enumerate(issue.accept if issue else ()):
        meant = [problem for problem in problems if _is_meant(problem, each)]
        if any(problem.severity is Severity.WARNING for problem in meant):
            continue
        message = f"`{each.check}` accepts nothing: there is no such warning"
        hint = "take the entry out"
        if meant:
            message, hint = (
                f"`{each.check}` is an error here, which can't be accepted",
                "mend it, and take the entry out",
            )
        yield warning("unused-acceptance", message, content.location(f"issues/{content.slug}/accept/{number}"), hint)


def _accepted(problem: Problem, accepts: Sequence[Acceptance]) -> Problem:
    if problem.severity is not Severity.WARNING:
        return problem
    by = next((each for each in accepts if _is_meant(problem, each)), None)
    return replace(problem, accepted=f"{by.by}: {by.reason}") if by else problem


def _is_meant(problem: Problem, accept: Acceptance) -> bool:
    where = accept.where or ""
    file = problem.location.file if problem.location else ""
    return problem.code == accept.check and (problem.path.startswith(where) or file.startswith(where))

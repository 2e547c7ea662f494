"""What a check has found, as somebody mends it: each thing once, with the editions it is in and the value it is about.

In: an issue opened with everything, its problems. Out: `Finding` values, what stops letters first; and what was looked
at and is in order. Each of the same kind at the same value is one finding, whatever it says of each language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from newsletter.content.issue import documents_of
from newsletter.content.load import Content
from newsletter.content.model import Acceptance
from newsletter.edition import EditionKey
from newsletter.pipeline.snapshot import Snapshot
from newsletter.preflight.every import CONCERNS
from newsletter.problems import Location, Path, Problem, Severity

_CATALOGS = "locales/"
UNTRANSLATED = ("not-translated", "chrome-not-translated")
"""What is told of a whole edition, at the first text that it is about: one finding, whatever text is the first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to decide: the problems that are it, and the editions it is in (none: no letter has it)."""

    problems: tuple[Problem, ...]
    editions: tuple[EditionKey, ...]

    @property
    def first(self) -> Problem:
        """The problem that stands for all."""
        return self.problems[0]

    @property
    def code(self) -> str:
        """What kind it is."""
        return self.first.code

    @property
    def stops(self) -> bool:
        """True for what keeps letters back."""
        return self.first.severity is Severity.ERROR

    @property
    def where(self) -> str:
        """What an acceptance of it names: the path of the value, else the file; "" for what is of whole editions."""
        if self.code in UNTRANSLATED:
            return ""
        at = self.first.location
        return self.first.path or (at.file if at else "")


@dataclass(frozen=True, slots=True)
class Findings:
    """All of a check: what stops letters, what somebody should look at, what somebody has decided to live with.

    `in_order` names the concerns of preflight in which nothing was found.
    """

    stopping: tuple[Finding, ...]
    to_look_at: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    in_order: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many are open."""
        return len(self.stopping) + len(self.to_look_at)


def findings_of(snapshot: Snapshot, problems: Iterable[Problem]) -> Findings:
    """The problems of an issue as findings; those in most editions first."""
    found = list(problems)
    groups: dict[tuple[str, Severity, bool, str], list[Problem]] = {}
    for problem in found:
        at = problem.location or Location("")
        place = "" if problem.code in UNTRANSLATED else problem.path or f"{at.file}:{at.line}"
        groups.setdefault((problem.code, problem.severity, bool(problem.accepted), place), []).append(problem)
    editions = snapshot.editions()
    showing = _showing(snapshot.content, editions)
    made = [Finding(tuple(group), _editions_of(group, editions, showing)) for group in groups.values()]
    made.sort(key=lambda each: -len(each.editions))
    codes = {problem.code for problem in found if not problem.accepted}
    return Findings(
        tuple(each for each in made if each.stops),
        tuple(each for each in made if not each.stops and not each.first.accepted),
        tuple(each for each in made if not each.stops and each.first.accepted),
        tuple(
            concern.__name__.rpartition(".")[2]
            for concern in CONCERNS
            if codes.isdisjoint(check.code for check in concern.CHECKS)
        ),
    )


def acceptance_of(content: Content, finding: Finding) -> tuple[int, Acceptance] | None:
    """The number and the entry of `accept:` that lives with a finding."""
    for number, each in enumerate(content.issue.accept if content.issue else ()):
        at = finding.first.location
        is_meant = finding.first.path.startswith(each.where or "") or (at and at.file.startswith(each.where or ""))
        if each.check == finding.code and is_meant:
            return number, each
    return None


def _showing(content: Content, keys: Sequence[EditionKey]) -> Mapping[EditionKey, frozenset[Path]]:
    """The documents that each edition is made of."""
    issues = {key.point: content.issue_for(key.point) for key in keys}
    return {key: frozenset(documents_of(issue)) for key in keys if (issue := issues[key.point])}


def _editions_of(
    problems: Sequence[Problem], keys: Sequence[EditionKey], showing: Mapping[EditionKey, frozenset[Path]]
) -> tuple[EditionKey, ...]:
    """The editions that problems were found in; where they name none, those that are made of what they are about."""
    named = {problem.edition for problem in problems if problem.edition}
    if named:
        return tuple(key for key in keys if str(key) in named)
    at = problems[0].location
    if at is None:
        return ()
    if at.file.startswith(_CATALOGS):
        locales = {problem.location.file.split("/")[1] for problem in problems if problem.location}
        return tuple(key for key in keys if key.locale in locales)
    if at.file.startswith("templates/"):
        return tuple(keys)
    path = problems[0].path
    return tuple(
        key for key in keys if any(path == each or path.startswith(f"{each}/") for each in _own(path, showing.get(key)))
    )


def _own(path: Path, documents: frozenset[Path] | None) -> Iterable[Path]:
    """The documents that a value may belong to; a point's own file is not the central issue's."""
    parts = path.split("/")
    is_of_point = len(parts) > 3 and parts[0] == "issues" and parts[2] == "points"
    return (each for each in documents or () if not is_of_point or each.count("/") > 1)

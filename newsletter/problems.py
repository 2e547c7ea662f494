"""Problems: anything wrong that any stage found, as values.

In: what went wrong and where. Out: the same, ordered, as text for people and as JSON for machines.
An editor's mistake is never an exception; stages return `(value, problems)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

Path = str
"""The address of one value in the editors' files: `articles/heerlen/title`."""


class Severity(StrEnum):
    """How much a problem weighs: an error stops an edition from being right, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file of the project: lines and columns count characters from 1; 0 means "not known"."""

    file: str
    line: int = 0
    column: int = 0
    excerpt: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: a stable code, a plain statement, where, and what to do about it."""

    code: str
    message: str
    location: Location | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR
    edition: str = ""

    def of(self, edition: str) -> Problem:
        """The same problem, said of one edition."""
        return replace(self, edition=edition)


def error(code: str, message: str, location: Location | None = None, hint: str = "") -> Problem:
    """A problem that stops what it touches."""
    return Problem(code, message, location, hint)


def warning(code: str, message: str, location: Location | None = None, hint: str = "") -> Problem:
    """A problem that a person should see and may leave."""
    return Problem(code, message, location, hint, Severity.WARNING)


def has_errors(problems: Iterable[Problem]) -> bool:
    """True when at least one of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, by file, line and column; those without a place come last."""

    def rank(problem: Problem) -> tuple[bool, str, int, int, str, str, str]:
        at = problem.location or Location("")
        return (problem.location is None, at.file, at.line, at.column, problem.code, problem.message, problem.edition)

    return sorted(dict.fromkeys(problems), key=rank)


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names the known name most like `name`, or the empty text when none is alike."""
    known = list(known)
    lowered = {other.lower(): other for other in known}
    found = get_close_matches(name.lower().replace("_", "-"), lowered, n=1, cutoff=0.5)
    return f"the nearest is `{lowered[found[0]]}`" if found else ""


def as_text(problems: Sequence[Problem], *, colour: bool = False) -> str:
    """Problems as people read them: one paragraph each, with the line of the file and a mark below the column."""
    return "\n".join(_paragraph(problem, colour) for problem in problems)


def as_json(problem: Problem) -> dict[str, object]:
    """One problem as plain JSON values; keys that do not apply are left out."""
    at = problem.location
    found: dict[str, object] = {"code": problem.code, "severity": problem.severity.value, "message": problem.message}
    if at:
        found["file"] = at.file
        if at.line:
            found["line"] = at.line
        if at.column:
            found["column"] = at.column
    if problem.hint:
        found["hint"] = problem.hint
    if problem.edition:
        found["edition"] = problem.edition
    return found


def to_plain(problem: Problem) -> dict[str, object]:
    """One problem with all it holds, for a record of a build; `from_plain` reads it."""
    return asdict(problem)


def from_plain(values: dict[str, Any]) -> Problem:
    """A problem out of such a record."""
    at = values["location"]
    return Problem(**{**values, "severity": Severity(values["severity"]), "location": Location(**at) if at else None})


_SECRET = re.compile(r"(?i)(?<=://)[^\s@]+(?=@)|(?<=password)[\"']?\s*[=:]\s*[^\s&]+")
_COLOURS = {Severity.ERROR: "\033[1;31m", Severity.WARNING: "\033[1;33m"}


def _paragraph(problem: Problem, colour: bool) -> str:
    def paint(text: str, code: str) -> str:
        return f"{code}{text}\033[0m" if colour else text

    head = paint(f"{problem.severity.value}[{problem.code}]", _COLOURS[problem.severity])
    lines = [f"{head}: {problem.message}"]
    at = problem.location
    if at:
        lines.append(f"  {paint('-->', chr(27) + '[34m')} {at}")
        if at.excerpt:
            # A file that can't be parsed may hold in this line what no file should: somebody's password.
            shown, column = _window(_SECRET.sub("***", at.excerpt), at.column)
            lines.append(f"   | {shown}")
            if column:
                lines.append("   | " + " " * (column - 1) + "^")
    if problem.edition:
        lines.append(f"   edition: {problem.edition}")
    if problem.hint:
        lines.append(f"   hint: {problem.hint}")
    return "\n".join(lines) + "\n"


def _window(line: str, column: int, width: int = 110) -> tuple[str, int]:
    """The part of a long line around the column, and the column in that part."""
    line = line.replace("\t", " ")
    if len(line) <= width:
        return line, column
    start = max(0, column - width // 2)
    cut = line[start : start + width]
    return ("…" + cut if start else cut) + ("…" if start + width < len(line) else ""), column - start + bool(start)

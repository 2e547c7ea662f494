"""Problems: anything wrong that any stage found, as values.

In: what went wrong and where. Out: the same, ordered, as text for people and as JSON for machines; a mistake that
several editions share is told once. An editor's mistake is never an exception; stages return `(value, problems)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from newsletter.patterns import late

Path = str
"""The address of one value in the editors' files: `articles/heerlen/title`."""


MOST_SHOWN = 20
"""Of one kind in one file a person is shown no more; there are that many when a tool went over the file."""
_NAMED_EDITIONS = 4


class Severity(StrEnum):
    """How much a problem weighs: an error stops an edition from being right, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file of the project: lines and columns count characters from 1; 0 means "not known".

    `path` is the address of the value that stands there, or is shown from there; empty where it is no value of the
    editors' files.
    """

    file: str
    line: int = 0
    column: int = 0
    excerpt: str = ""
    path: Path = ""

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
    accepted: str = ""
    """Who has decided to live with it, and why; empty where nobody has."""

    @property
    def path(self) -> Path:
        """The address of the value that it is about; empty where it is about none of the editors' files."""
        return self.location.path if self.location else ""

    def __str__(self) -> str:
        """On one line, as compilers write it: `FILE:LINE:COLUMN: error[CODE]: MESSAGE; HINT [EDITION]`."""
        place = f"{self.location}: " if self.location else ""
        hint, edition = self.hint and f"; {self.hint}", self.edition and f" [{self.edition}]"
        line = f"{place}{self.severity.value}[{self.code}]: {self.message}{hint}{edition}"
        return printable(" ".join(line.split("\n")))

    def of(self, edition: str) -> Problem:
        """The same problem, said of one edition."""
        return replace(self, edition=edition)


def error(code: str, message: str, location: Location | None = None, hint: str = "") -> Problem:
    """A problem that stops what it touches."""
    return Problem(code, message, location, hint)


def warning(code: str, message: str, location: Location | None = None, hint: str = "") -> Problem:
    """A problem that a person should see and may leave."""
    return Problem(code, message, location, hint, Severity.WARNING)


def open_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Those that nobody has decided to live with."""
    return [problem for problem in problems if not problem.accepted]


def has_errors(problems: Iterable[Problem]) -> bool:
    """True when at least one of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, by file, line and column; those without a place come last."""

    def rank(problem: Problem) -> tuple[bool, str, int, int, str, str, str]:
        at = problem.location or Location("")
        return (problem.location is None, at.file, at.line, at.column, problem.code, problem.message, problem.edition)

    return sorted(dict.fromkeys(problems), key=rank)


def nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """A hint that names the known name most like `name`, or the empty text when none is alike (0 to 1)."""
    known = list(known)
    lowered = {other.lower(): other for other in known}
    found = get_close_matches(name.lower().replace("_", "-"), lowered, n=1, cutoff=likeness)
    return f"the nearest is `{lowered[found[0]]}`" if found else ""


def each_once(problems: Iterable[Problem]) -> dict[Problem, list[str]]:
    """Each mistake once, in order, without an edition; and the editions that it was found in, if it is of any."""
    found: dict[Problem, list[str]] = {}
    for problem in problems:
        editions = found.setdefault(replace(problem, edition=""), [])
        if problem.edition and problem.edition not in editions:
            editions.append(problem.edition)
    return found


def as_text(problems: Iterable[Problem], *, colour: bool = False, most: int = MOST_SHOWN) -> str:
    """Problems as people read them: one paragraph each, with the line of the file and a mark below the column.

    Of one code in one file `most` are shown, and how many more there are. What could steer a terminal is replaced.
    """
    shown: dict[tuple[str, str], int] = {}
    paragraphs: list[str] = []
    for problem, editions in each_once(problems).items():
        kind = (problem.code, problem.location.file if problem.location else "")
        shown[kind] = shown.get(kind, 0) + 1
        if shown[kind] <= most:
            paragraphs.append(_paragraph(problem, editions, colour))
    for (code, file), count in shown.items():
        if count > most:
            place = f" in {printable(file)}" if file else ""
            paragraphs.append(f"and {count - most:,} more {code}{place}; `--json` tells them all\n")
    return "\n".join(paragraphs)


def printable(text: str) -> str:
    """The text as a terminal may get it, with a picture or a sign in place of what steers it or turns its order.

    Line breaks and tabs stay. Each character stays one, so that columns stay too.
    """
    return _STEERING.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    number = ord(found.group())
    return chr(0x2400 + number) if number < 0x20 else "\u2421" if number == 0x7F else "\ufffd"


def as_json(problem: Problem, editions: Sequence[str] = ()) -> dict[str, object]:
    """One problem as plain JSON values, with the editions it was found in; keys that do not apply are left out."""
    at = problem.location
    found: dict[str, object] = {"code": problem.code, "severity": problem.severity.value, "message": problem.message}
    if at:
        found["file"] = at.file
        if at.line:
            found["line"] = at.line
        if at.column:
            found["column"] = at.column
        if at.path:
            found["path"] = at.path
    if problem.hint:
        found["hint"] = problem.hint
    if problem.accepted:
        found["accepted"] = problem.accepted
    if named := list(editions) or [problem.edition] * bool(problem.edition):
        found["editions"] = named
    return found


def to_plain(problem: Problem) -> dict[str, object]:
    """One problem with all it holds, for a record of a build; `from_plain` reads it."""
    return asdict(problem)


def from_plain(values: dict[str, Any]) -> Problem:
    """A problem out of such a record."""
    at = values["location"]
    return Problem(**{**values, "severity": Severity(values["severity"]), "location": Location(**at) if at else None})


_SECRET = late(r"(?i)(?<=://)[^\s@]+(?=@)|(?<=password)[\"']?\s*[=:]\s*[^\s&]+")
# C0 but for tab and line feed, DEL, C1, line and paragraph separators, embeddings, overrides and isolates (UAX 9).
_STEERING = late(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_ACCEPTED = "\033[1;34m"
_COLOURS = {Severity.ERROR: "\033[1;31m", Severity.WARNING: "\033[1;33m"}


def _paragraph(problem: Problem, editions: Sequence[str], colour: bool) -> str:
    def paint(text: str, code: str) -> str:
        return f"{code}{text}\033[0m" if colour else text

    def on_one_line(text: str) -> str:
        return printable(text.replace("\n", " "))

    weight = "accepted" if problem.accepted else problem.severity.value
    head = paint(f"{weight}[{problem.code}]", _ACCEPTED if problem.accepted else _COLOURS[problem.severity])
    lines = [f"{head}: {on_one_line(problem.message)}"]
    at = problem.location
    if at:
        lines.append(f"  {paint('-->', chr(27) + '[34m')} {on_one_line(str(at))}")
        if at.excerpt:
            # A file that can't be parsed may hold in this line what no file should: somebody's password.
            shown, column = _window(_SECRET.sub("***", at.excerpt), at.column)
            lines.append(f"   | {on_one_line(shown)}")
            if column:
                lines.append("   | " + " " * (column - 1) + "^")
    if editions:
        lines.append(f"   {on_one_line(_of_editions(editions))}")
    if problem.accepted:
        lines.append(f"   accepted by {on_one_line(problem.accepted)}")
    elif problem.hint:
        lines.append(f"   hint: {on_one_line(problem.hint)}")
    return "\n".join(lines) + "\n"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 reader`, `2,000 readers`; `many` is that of several, where it is not one and an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _of_editions(editions: Sequence[str]) -> str:
    if len(editions) == 1:
        return f"edition: {editions[0]}"
    named = ", ".join(editions[:_NAMED_EDITIONS]) + (", …" if len(editions) > _NAMED_EDITIONS else "")
    return f"in {len(editions)} editions: {named}"


def _window(line: str, column: int, width: int = 110) -> tuple[str, int]:
    """The part of a long line around the column, and the column in that part."""
    line = line.replace("\t", " ")
    if len(line) <= width:
        return line, column
    start = max(0, column - width // 2)
    cut = line[start : start + width]
    return ("…" + cut if start else cut) + ("…" if start + width < len(line) else ""), column - start + bool(start)

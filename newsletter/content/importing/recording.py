"""The findings of one document, gathered while it is read.

In: values as they are found. Out: the same values, and a `Finding` for each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from newsletter.content.importing.findings import Certainty, Finding, Origin, Reason
from newsletter.problems import Path

T = TypeVar("T")


@dataclass(slots=True)
class Record:
    """The findings below one path: `articles/heerlen`."""

    path: Path
    findings: list[Finding] = field(default_factory=list)

    def taken(self, name: str, value: T, origin: Origin) -> T:
        """A value that stands in the source; `name` is its path below this one: `title`, `partners/0/country`."""
        return self._noted(name, value, Certainty.TAKEN, origin, None)

    def guessed(self, name: str, value: T, origin: Origin, reason: Reason) -> T:
        """A value that was made out of something in the source."""
        return self._noted(name, value, Certainty.GUESSED, origin, reason)

    def missing(self, name: str, origin: Origin | None = None) -> None:
        """A value that a file of this kind should have, and the source does not say."""
        self.findings.append(Finding(self._path(name), Certainty.MISSING, "", origin or Origin()))

    def _noted(self, name: str, value: T, certainty: Certainty, origin: Origin, reason: Reason | None) -> T:
        words = value if isinstance(value, str) else "" if isinstance(value, tuple | list) else str(value)
        self.findings.append(Finding(self._path(name), certainty, words, origin, reason))
        return value

    def _path(self, name: str) -> Path:
        return f"{self.path}/{name}" if name else self.path

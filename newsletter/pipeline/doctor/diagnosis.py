"""What `newsletter doctor` finds: one thing that is in order, wrong, or was not looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from newsletter.problems import Problem, Severity, as_json

Topic = Literal["senders", "secret", "database", "signatures", "mail server", "DNS", "studio"]
Standing = Literal["ok", "note", "warning", "error"]


def N_(words: str) -> str:  # noqa: N802 (the name by which catalogs find words that are said later)
    """Words that are translated when they are shown."""
    return words


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A statement on one topic; with a problem, what is wrong and what to do.

    `said` is a sentence with `{names}`, of which `values` has what is put in: together they are `words`, and the studio
    says them in another language. Of what is wrong both are empty.
    """

    topic: Topic
    standing: Standing
    words: str
    problem: Problem | None = None
    said: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Plain JSON values."""
        rest = as_json(self.problem) if self.problem else {"message": self.words}
        return {"topic": self.topic, "standing": self.standing} | {k: v for k, v in rest.items() if k != "severity"}


def ok(topic: Topic, said: str, **values: str) -> Diagnosis:
    """Something that is in order."""
    return Diagnosis(topic, "ok", said.format(**values), None, said, values)


def note(topic: Topic, said: str, **values: str) -> Diagnosis:
    """Something that was not looked at, and why."""
    return Diagnosis(topic, "note", said.format(**values), None, said, values)


def wrong(topic: Topic, problem: Problem) -> Diagnosis:
    """Something that is wrong."""
    standing: Standing = "error" if problem.severity is Severity.ERROR else "warning"
    return Diagnosis(topic, standing, problem.message, problem)

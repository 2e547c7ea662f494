"""What `newsletter doctor` finds: one thing that is in order, wrong, or was not looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from newsletter.problems import Problem, Severity, as_json

Topic = Literal["senders", "secret", "database", "signatures", "mail server", "DNS"]
Standing = Literal["ok", "note", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A statement on one topic; with a problem, what is wrong and what to do."""

    topic: Topic
    standing: Standing
    words: str
    problem: Problem | None = None

    def as_json(self) -> dict[str, object]:
        """Plain JSON values."""
        rest = as_json(self.problem) if self.problem else {"message": self.words}
        return {"topic": self.topic, "standing": self.standing} | {k: v for k, v in rest.items() if k != "severity"}


def ok(topic: Topic, words: str) -> Diagnosis:
    """Something that is in order."""
    return Diagnosis(topic, "ok", words)


def note(topic: Topic, words: str) -> Diagnosis:
    """Something that was not looked at, and why."""
    return Diagnosis(topic, "note", words)


def wrong(topic: Topic, problem: Problem) -> Diagnosis:
    """Something that is wrong."""
    standing: Standing = "error" if problem.severity is Severity.ERROR else "warning"
    return Diagnosis(topic, standing, problem.message, problem)

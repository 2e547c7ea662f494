"""The readiness board, read."""

from newsletter.pipeline.snapshot import open_snapshot
from newsletter.pipeline.translation.status import Readiness, readiness
from newsletter.problems import Severity
from tests.conftest import Sample


def board(sample: Sample) -> dict[str, Readiness]:
    _, problems = sample.load()
    assert [problem for problem in problems if problem.severity is Severity.ERROR] == []
    rows, problems = readiness(open_snapshot(sample.project(), "2024-01"))
    assert {problem.code for problem in problems} <= {"lost-tag"}
    return {row.edition: row for row in rows}

"""Readers and mailings of two points, each recognisable in whatever an answer holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from newsletter.pipeline.audience.importing import Consented, Manner, import_subscribers
from newsletter.pipeline.project import open_project

SECRET = "the-secret-of-these-tests-0123456789"
NOW = dt.datetime(2024, 1, 16, 12, tzinfo=dt.UTC)
CONSENT = "I want the newsletter"


def let_join(root: Path, point: str, rows: list[str], head: str = "email,name,locales,state") -> None:
    """Let the people of a table join a point."""
    file = root.parent / f"people-of-{point}.csv"
    file.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    project = open_project(root, {})[0]
    assert project is not None
    imported, problems = import_subscribers(
        project, point, file, Consented(CONSENT, "en"), [SECRET], NOW, Manner(skip_refused=True)
    )
    assert imported is not None, problems
    assert imported.is_written
    file.unlink()

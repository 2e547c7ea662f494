"""The issues of a project at a glance: what a list or a menu says of each, without opening any.

In: a project's folder. Out: `IssueGlance` values, the newest first. A file that can't be read has its slug alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from newsletter.content.moments import day_in
from newsletter.content.slugs import issue_slugs
from newsletter.content.spans import UneditableError, compose, find


@dataclass(frozen=True, slots=True)
class IssueGlance:
    """An issue as its file has it: date and deadline are None where they are missing or no dates."""

    slug: str
    date: dt.date | None = None
    subject: str = ""
    review_by: str = ""

    @property
    def file(self) -> str:
        """The file of the issue."""
        return f"issues/{self.slug}/issue.yaml"


def issues_at(root: Path) -> list[IssueGlance]:
    """All issues of a project; by date, then by slug, the newest first."""
    found = [_glance(root, slug) for slug in issue_slugs(root)]
    return sorted(found, key=lambda each: (each.date or dt.date.max, each.slug), reverse=True)


def _glance(root: Path, slug: str) -> IssueGlance:
    path = root / "issues" / slug / "issue.yaml"
    try:
        state = path.stat()
        return _read(path, slug, state.st_mtime_ns, state.st_size, state.st_ino)
    except OSError:
        return IssueGlance(slug)


@lru_cache(maxsize=512)
def _read(path: Path, slug: str, *_: int) -> IssueGlance:
    """Read once for each state of the file."""
    try:
        root = compose(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, UneditableError):
        return IssueGlance(slug)
    said = {name: find(root, (name,)) if root else None for name in ("date", "subject", "review-by")}
    texts = {name: str(node.value) if isinstance(node, yaml.ScalarNode) else "" for name, node in said.items()}
    return IssueGlance(slug, day_in(texts["date"]), texts["subject"], texts["review-by"])

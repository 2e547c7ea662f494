"""What a run over the archive has to do.

In: names for what pages are made of now (`Inputs`), records of what they were made of. Out: a `Plan`. Deciding reads no
page and writes none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from newsletter.files import digest_of, program_digest
from newsletter.pipeline.archive.mailed import Mailed
from newsletter.pipeline.archive.record import Record, stamp
from newsletter.pipeline.project import Project
from newsletter.translate.chrome import PAGES

_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests of what pages are made of, but for the files that a record names itself.

    `shared` is of what all pages have in common; `mailings` of the mailings of each issue, which are frozen.
    """

    shared: str
    mailings: Mapping[str, str]

    def of_issue(self, issue: str) -> str:
        """The digest of what the pages of an issue are made of."""
        return digest_of([self.shared, issue, self.mailings.get(issue, "")])

    def of_lists(self, records: Mapping[str, Record | None]) -> str:
        """The digest of what lists are made of: what the records of all issues say; None for one that has none."""
        return digest_of([self.shared, *(_listed(issue, record) for issue, record in records.items())])


@dataclass(frozen=True, slots=True)
class Plan:
    """Issues whose pages are made anew, issues whose pages go, and whether lists are made; all in order of names."""

    waiting: tuple[str, ...]
    gone: tuple[str, ...]
    makes_lists: bool


def plan_run(is_current: Mapping[str, bool], records: Collection[str], *, lists_are_current: bool) -> Plan:
    """What to do about issues, of which it is known whether their pages are as they would be made now.

    `records`: the issues that have pages, still there or not. Lists are made where any issue changes.
    """
    waiting = tuple(issue for issue, is_so in is_current.items() if not is_so)
    gone = tuple(name for name in records if name not in is_current)
    return Plan(waiting, gone, bool(waiting or gone) or not lists_are_current)


def read_inputs(project: Project, mailed: Mailed, *, everything: bool) -> Inputs:
    """The digests of a project as its files are now: program, settings, templates, points, fixed words."""
    root = project.root
    templates = (path for path in (root / "templates").rglob("*") if path.is_file())
    catalogs = (root / "locales").glob(f"*/LC_MESSAGES/{PAGES}.po")
    points = (root / "issues" / "points").glob("*.yaml")
    files = [*templates, *catalogs, *(root / "locales").glob("*/LC_MESSAGES/chrome.po"), *points]
    shared = digest_of(
        [
            _VERSION,
            program_digest(),
            project.settings.model_dump_json(include={"site", "source_locale"}),
            str(everything),
            *(f"{path.relative_to(root)}:{stamp(path)}" for path in sorted(files)),
        ]
    )
    return Inputs(shared, mailed.mailings)


def _listed(issue: str, record: Record | None) -> str:
    return f"{issue}:{sorted(record.listed.items())}" if record else issue

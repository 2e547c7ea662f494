"""What is wrong with each issue of a project held open: looked at aside, and known until a file changes.

In: a place, its project as it is now, a program aside. Out: `Checked`.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass

from newsletter.pipeline.aside import Aside, check_wholly, examine_alone
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import Snapshot, open_snapshot
from newsletter.pipeline.use_case import Place
from newsletter.problems import Problem


@dataclass(frozen=True, slots=True)
class Checked:
    """An issue checked: what was opened, by what name, the problems found, and when."""

    snapshot: Snapshot
    digest: str
    problems: tuple[Problem, ...]
    at: dt.datetime


class Checks:
    """The last check of each issue; any number of threads may ask. `project` tells the project as it is now."""

    def __init__(self, place: Place, project: Callable[[], Project], aside: Aside) -> None:
        self._place = place
        self._project = project
        self._aside = aside
        self._checking = threading.Lock()
        self._whole: dict[str, Snapshot] = {}
        self._checked: dict[str, Checked] = {}

    def check(self, slug: str) -> Checked:
        """Everything that is wrong with an issue, looked at aside: whoever writes is not kept waiting.

        An edition whose files are as they were is not examined again; nor is anything, where nothing has changed.
        """
        with self._checking:
            snapshot = open_snapshot(self._project(), slug, everything=True, before=self._whole.get(slug))
            self._whole[slug] = snapshot
            known = self._checked.get(slug)
            if known and known.digest == snapshot.digest:
                return known
            for key in snapshot.editions():  # each a question of its own: who asks something short is let in between
                self._aside.ask(examine_alone, self._place, key)
            problems = self._aside.ask(check_wholly, self._place, slug)
            found = self._checked[slug] = Checked(snapshot, snapshot.digest, problems, read_clock())
            return found

    def last(self, slug: str) -> Checked | None:
        """What the last check found; None where there was none, or files have changed since."""
        known = self._checked.get(slug)
        if known is None:
            return None
        opened = open_snapshot(self._project(), slug, everything=True, before=known.snapshot)
        return known if opened.digest == known.digest else None

"""Use case: the record of what people did to readers, mailings, people and releases is read.

In: a place, which acts are asked for. Out: acts, the newest first, and everybody who stands in it. A place without a
database has none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from newsletter.people import record
from newsletter.people.record import Entry, Wanted
from newsletter.pipeline.at_home import database_at, has_database
from newsletter.pipeline.use_case import Place, project_at, reporting
from newsletter.problems import Problem

MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class RecordReport:
    """Acts, the newest first; `people` are the names that stand in the record of the same points."""

    acts: tuple[Entry, ...] = ()
    people: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def as_lines(self) -> str:
        """JSON lines: an act each, the newest first."""
        return "".join(json.dumps(record.as_line(each), ensure_ascii=False) + "\n" for each in self.acts)


@reporting
def read_record(place: Place, wanted: Wanted, most: int = MOST) -> RecordReport:
    """What was done, as far as it is asked for, at most so many."""
    project = project_at(place)
    if not has_database(project):
        return RecordReport()
    with database_at(project) as connection, connection.transaction(writes=False):
        acts = tuple(record.entries(connection, limit=most, wanted=wanted))
        return RecordReport(acts, record.people_in(connection, wanted.points))

"""What waits for an act of each person of the home: texts, questions, mailings.

In: a project that is the home, its open database, people with their roles, the time. Out: `Waiting` values by person.
What needs no act is not among them, nor is an issue that is a month old, or an edition that has been mailed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from newsletter.database import Connection
from newsletter.people.proposals import Proposal, Signer, waiting_proposals
from newsletter.people.rights import Act, Scope, Thing, ThingKind, may
from newsletter.people.roles import RoleKind
from newsletter.people.store import Person
from newsletter.pipeline.editing.board import EditionRow, board_of
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.notices.mailings import Waiting, WaitKind, waiting_mailings
from newsletter.pipeline.project import Project
from newsletter.pipeline.sending.reach import opened_locales
from newsletter.pipeline.snapshot import Snapshot, open_snapshot

_OLD_ISSUE = dt.timedelta(days=31)


def find_waiting(
    project: Project, connection: Connection, people: Collection[Person], now: dt.datetime
) -> dict[int, tuple[Waiting, ...]]:
    """What waits for each of these people, by their number: mailings first."""
    found: dict[int, list[Waiting]] = {person.id: [] for person in people}
    mailings = list(waiting_mailings(project, connection, now))
    for person in people:
        found[person.id] += [each for each in mailings if _keeps(person, each)]
    dates = {each.slug: each.date for each in issues_at(project.root)}
    with connection.transaction(writes=False):
        proposals = waiting_proposals(connection)
    for each in proposals:
        for person in people:
            if _may_agree(person, each):
                asked = Waiting(WaitKind.AGREEMENT, each.issue, 1, each.point, date=dates.get(each.issue))
                found[person.id].append(replace(asked, by=each.asked_by.name))
    for snapshot in _open_issues(project, now.date()):
        opened = _Opened(connection, snapshot.slug)
        board = board_of(snapshot)
        date = snapshot.content.issue.date if snapshot.content.issue else None
        rows = [row for row in board.rows if not opened.has(row.name.key.point, row.name.key.locale)]
        for person in people:
            theirs = list(_of_issue(person, snapshot, rows, board.questions))
            found[person.id] += [replace(each, date=date) for each in theirs]
    return {number: tuple(each) for number, each in found.items()}


def _keeps(person: Person, mailing: Waiting) -> bool:
    """True for those who may act: the point's own people, and whoever keeps the machine."""
    return may(person.roles, Act.PAUSE, Thing(ThingKind.MAILING, mailing.point), Scope())


def _may_agree(person: Person, proposal: Proposal) -> bool:
    """True for the others of the point: whoever asks can't be the second person."""
    may_agree = may(person.roles, Act.AGREE, Thing(ThingKind.MAILING, proposal.point), Scope())
    return may_agree and not proposal.asked_by.is_same(Signer(person.name, person.id))


def _open_issues(project: Project, today: dt.date) -> Iterator[Snapshot]:
    for each in issues_at(project.root):
        if each.date is not None and each.date >= today - _OLD_ISSUE:
            yield open_snapshot(project, each.slug)


class _Opened:
    """Which editions of an issue have been opened; asked once a point."""

    def __init__(self, connection: Connection, issue: str) -> None:
        self._connection = connection
        self._issue = issue
        self._known: dict[str, tuple[str, ...]] = {}

    def has(self, point: str, locale: str) -> bool:
        if point not in self._known:
            with self._connection.transaction(writes=False):
                self._known[point] = opened_locales(self._connection, self._issue, point)
        return locale in self._known[point]


def _of_issue(person: Person, snapshot: Snapshot, rows: Sequence[EditionRow], questions: int) -> Iterator[Waiting]:
    """What of an issue waits for a person; of a language that several points share the edition with most to do."""
    points = {role.of for role in person.roles if role.kind is RoleKind.POINT}
    locales = {role.of for role in person.roles if role.kind is RoleKind.REVIEWER}
    told: set[str] = set()
    for row in sorted(rows, key=lambda each: (each.name.key.point not in points, -_to_review(each))):
        key = row.name.key
        if key.point not in points and (key.locale not in locales or key.locale in told):
            continue
        told.add(key.locale)
        of = Waiting(WaitKind.TEXTS, snapshot.slug, 0, key.point, key.locale, row.name.country, row.name.language)
        if count := _to_review(row):
            yield replace(of, count=count)
        missing = row.states.get("missing", 0)
        if missing and missing < sum(row.states.values()):  # else nobody has begun to translate
            yield replace(of, kind=WaitKind.MISSING, count=missing)
    if questions and any(role.kind is RoleKind.EDITOR for role in person.roles):
        yield Waiting(WaitKind.QUESTIONS, snapshot.slug, questions)


def _to_review(row: EditionRow) -> int:
    return row.states.get("needs-review", 0) + row.states.get("stale", 0)

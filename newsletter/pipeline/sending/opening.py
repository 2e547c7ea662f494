"""Opening a point's mailings: letters and recipients are frozen in one transaction.

In: an installation, content, the editions of a point. Out: a round with its mailings, all or none of them, once all
that their letters lead to is public; what stands in the way comes back as problems.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from newsletter.content.load import Content
from newsletter.database import Connection
from newsletter.edition import EditionKey
from newsletter.mail.delivery import ledger, opening, schedule
from newsletter.mail.delivery.rows import Decisions, Frozen, Round
from newsletter.mail.delivery.states import RoundState
from newsletter.mail.smtp.route import frozen_route
from newsletter.people.detail import Detail
from newsletter.people.proposals import Signer
from newsletter.people.rights import Act
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.sending.agreeing import find_unmet
from newsletter.pipeline.sending.gate import judge_editions
from newsletter.pipeline.sending.objections import ended_problem
from newsletter.pipeline.sending.publishing import publish
from newsletter.pipeline.sending.reach import known_round, opened_locales, unopened
from newsletter.pipeline.sending.readiness import Readiness
from newsletter.pipeline.sending.recording import note_act
from newsletter.pipeline.snapshot import Snapshot
from newsletter.problems import Problem, has_errors


def open_mailings(
    installation: Installation,
    connection: Connection,
    snapshot: Snapshot,
    keys: Sequence[EditionKey],
    decisions: Decisions,
) -> tuple[Round | None, dict[str, int], list[Problem]]:
    """Open the editions that are not open yet, all or none: the round, recipients by locale, what stood in the way."""
    waiting = unopened(connection, keys)
    known = known_round(connection, snapshot.slug, keys[0].point)
    if known and not waiting:
        return known, {}, []
    if known and known.state is RoundState.ENDED:
        return None, {}, [ended_problem(known)]
    found = judge_editions(installation, connection, snapshot, waiting, decisions)
    return open_judged(installation, connection, snapshot.content, waiting, found)


def open_judged(
    installation: Installation,
    connection: Connection,
    content: Content,
    waiting: Sequence[EditionKey],
    found: Readiness,
    by: Signer | None = None,
) -> tuple[Round | None, dict[str, int], list[Problem]]:
    """Open editions as they were judged; with an error none of them, and the errors are what comes back.

    What needs the agreement of another person is opened once they have given it. `by` is who does it, None for a timer
    that does as was planned.
    """
    if has_errors(found.problems):
        return None, {}, [problem for problem in found.problems if has_errors([problem])]
    unmet = find_unmet(installation, connection, content, waiting, found.letters)
    if unmet:
        return None, {}, [unmet]
    now = installation.clock()
    letters = [found.letters[key.locale] for key in waiting]
    with publish(installation.project, connection, letters, now) as unpublished:
        if unpublished:
            return None, {}, unpublished
        round_, counts = _open_all(installation, connection, content, waiting, letters, now, by)
    if round_.state is RoundState.ENDED:
        return None, {}, [ended_problem(round_)]
    return round_, counts, found.problems


def _open_all(
    installation: Installation,
    connection: Connection,
    content: Content,
    waiting: Sequence[EditionKey],
    letters: Sequence[Frozen],
    now: dt.datetime,
    by: Signer | None,
) -> tuple[Round, dict[str, int]]:
    """Open mailings in one transaction, but for what a second process has opened meanwhile, or a person has ended."""
    point = content.points[waiting[0].point]
    counts: dict[str, int] = {}
    with connection.transaction():
        opened = opened_locales(connection, content.slug, point.slug)
        route = frozen_route(installation.project.settings, point, installation.environ)
        round_ = ledger.open_round(connection, content.slug, point.slug, now, route, point.time_zone)
        for key, frozen in zip(waiting, letters, strict=True):
            if round_.state is RoundState.ENDED or key.locale in opened:
                continue
            _, counts[key.locale] = opening.open_mailing(connection, round_, frozen, point.locales, point.locale, now)
            schedule.drop(connection, content.slug, point.slug, key.locale)
        if set(point.locales) <= {*opened, *counts}:
            # What has been mailed is not planned any more.
            schedule.drop(connection, content.slug, point.slug, "")
        if counts and by is not None:
            readers = Detail(readers=sum(counts.values()))
            note_act(connection, by, Act.MAIL, (content.slug, point.slug), now, readers)
    return round_, counts

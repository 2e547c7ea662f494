"""Use cases: a point's editions of an issue are opened, and mailed.

In: an installation, its open database, `SendRequest`, whom to ask and who follows. Out: `MailingReport`, or
`OpenReport` where somebody else delivers: a web page opens mailings and never mails. Opening freezes letter and
recipients; what has been opened goes on however often it is called, and whatever has become of its files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from newsletter.database import Connection
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.rows import Decisions, Round
from newsletter.mail.delivery.states import RoundState
from newsletter.people.detail import Detail, How
from newsletter.people.proposals import Signer
from newsletter.people.rights import Act
from newsletter.pipeline.at_home import database_at, has_database, installation_at
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.project import Project
from newsletter.pipeline.sending import agreeing, opening, reach
from newsletter.pipeline.sending.chosen import Chosen, Wanted, choose_editions
from newsletter.pipeline.sending.consent import agree_to_open, allow_rounds, allow_unknown_round
from newsletter.pipeline.sending.following import MailingWatch, Opened, Retried, unwatched_mailing
from newsletter.pipeline.sending.gate import judge_editions
from newsletter.pipeline.sending.publishing import update_lists
from newsletter.pipeline.sending.recording import NOBODY, note_act
from newsletter.pipeline.sending.rounds import MailingReport, run_rounds
from newsletter.pipeline.sending.run import Manner
from newsletter.pipeline.use_case import Ask, Place, ask_nobody, project_at, refuse, reporting
from newsletter.problems import Problem, has_errors, ordered

UNSENT = "Nothing was sent."
"""What is said to a person who has said no."""


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Which editions, what somebody has decided about their texts, and how they are mailed.

    `manner` holds answers given beforehand. With `retries_refused` those are mailed again whom the servers refused.
    `by` is who does it; where another person has to agree, it is by their name that it is asked for.
    """

    wanted: Wanted
    decisions: Decisions = field(default_factory=Decisions)
    manner: Manner = field(default_factory=Manner)
    retries_refused: bool = False
    by: Signer = NOBODY


@dataclass(frozen=True, slots=True)
class OpenReport:
    """The round that editions were opened in, and the recipients of those opened just now, by locale.

    `round` is None where nothing has been opened, now or before; `problems` say why, `warnings` are what has been seen
    with the question whether to open.
    """

    round: Round | None
    recipients: dict[str, int]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@reporting
def send(
    installation: Installation, connection: Connection, request: SendRequest, ask: Ask = ask_nobody,
    watch: MailingWatch = unwatched_mailing,
) -> MailingReport:  # fmt: skip
    """Open what is not open yet, once whoever is asked agrees, and mail until all are accounted for."""
    return _send(installation, connection, request, choose_editions(installation.project, request.wanted), ask, watch)


@reporting
def send_at(
    place: Place, request: SendRequest, ask: Ask = ask_nobody, watch: MailingWatch = unwatched_mailing
) -> MailingReport:
    """The same, in a project's folder; what is wrong with the files is told before what the installation lacks."""
    project = project_at(place)
    chosen = choose_editions(project, request.wanted)
    if chosen.broken and not _is_opened(project, request.wanted):
        refuse(chosen.broken)
    installation = installation_at(project, place.environ)
    with database_at(project) as connection:
        return _send(installation, connection, request, chosen, ask, watch)


def _is_opened(project: Project, wanted: Wanted) -> bool:
    """True for a round that goes on whatever has become of its files."""
    if not has_database(project):
        return False
    with database_at(project) as connection:
        return reach.known_round(connection, wanted.issue, wanted.point) is not None


def _send(
    installation: Installation,
    connection: Connection,
    request: SendRequest,
    chosen: Chosen,
    ask: Ask,
    watch: MailingWatch,
) -> MailingReport:
    manner = _allow(installation, connection, request, ask)
    opened = _open(installation, connection, request, chosen, ask, watch)
    if opened.round is None:
        refuse(opened.problems)
    if request.retries_refused:
        _retry(installation, connection, opened.round, request.by, watch)
    return run_rounds(
        installation, connection, [opened.round], manner, opened.problems, watch, warnings=opened.warnings
    )


@reporting
def open_editions(
    installation: Installation, connection: Connection, request: SendRequest, ask: Ask = ask_nobody,
    watch: MailingWatch = unwatched_mailing,
) -> OpenReport:  # fmt: skip
    """Open what is not open yet, once whoever is asked agrees, and leave the mailing to others."""
    _allow(installation, connection, request, ask)
    return _open(installation, connection, request, choose_editions(installation.project, request.wanted), ask, watch)


def _allow(installation: Installation, connection: Connection, request: SendRequest, ask: Ask) -> Manner:
    """How the round of a point may be run, by what is agreed to; the use case is left where it may not be."""
    issue, point = request.wanted.issue, request.wanted.point
    consent = allow_unknown_round(installation, connection, issue, point, request.manner, ask)
    if not consent.is_given:
        refuse(consent.problems, "" if consent.problems else UNSENT)
    known = reach.known_round(connection, issue, point)
    allowed = allow_rounds(installation, connection, [known] if known else [], request.manner, ask)
    if allowed.is_declined:
        refuse(advice=UNSENT)
    if known and not allowed.rounds:
        refuse([*installation.warnings, *allowed.problems])
    return allowed.manner


def _open(
    installation: Installation,
    connection: Connection,
    request: SendRequest,
    chosen: Chosen,
    ask: Ask,
    watch: MailingWatch,
) -> OpenReport:
    wanted = request.wanted
    found, warnings, recipients = list(chosen.broken), list[Problem](), dict[str, int]()
    if not chosen.broken:
        found, warnings, recipients = _open_whole(installation, connection, request, chosen, ask)
    elif reach.are_opened(connection, chosen.snapshot.content, wanted.point, wanted.locales):
        found = []  # what has been opened goes on all the same
    round_ = reach.known_round(connection, wanted.issue, wanted.point)
    if round_ and recipients:
        watch(Opened(round_.name, recipients))
    problems = [*installation.warnings, *(problem for problem in found if problem not in installation.warnings)]
    return OpenReport(round_, recipients, tuple(problems), tuple(warnings))


def _open_whole(
    installation: Installation, connection: Connection, request: SendRequest, chosen: Chosen, ask: Ask
) -> tuple[list[Problem], list[Problem], dict[str, int]]:
    """Open editions whose files are whole: what stood in the way, the warnings seen, recipients by locale.

    Warnings are seen before anybody is asked for their consent.
    """
    snapshot, keys = chosen.snapshot, chosen.keys
    waiting = reach.unopened(connection, keys)
    known = reach.known_round(connection, snapshot.slug, keys[0].point)
    if not waiting or (known and known.state is RoundState.ENDED):
        return opening.open_mailings(installation, connection, snapshot, keys, request.decisions)[2], [], {}
    judging = judge_editions(installation, connection, snapshot, waiting, request.decisions)
    if errors := _errors(judging.problems):
        return errors, [], {}
    if unmet := agreeing.find_unmet(installation, connection, snapshot.content, waiting, judging.letters):
        if unmet.code == "agreed-for-later" or not request.by.name:
            return [unmet], [], {}
        return [
            agreeing.propose(
                installation, connection, snapshot.content, judging.letters, request.wanted, None, request.decisions,
                request.by,
            )
        ], [], {}  # fmt: skip
    warnings = ordered([*installation.warnings, *chosen.warnings, *judging.problems])
    consent = agree_to_open(installation, connection, snapshot.content, keys, request.manner, warnings, ask)
    if consent.is_declined:
        refuse(advice=UNSENT)
    if consent.problems:
        return list(consent.problems), [], {}
    _, recipients, found = opening.open_judged(installation, connection, snapshot.content, waiting, judging, request.by)
    if errors := _errors(found):
        return errors, [], {}
    return update_lists(installation.project, connection), warnings, recipients


def _errors(problems: Sequence[Problem]) -> list[Problem]:
    return [problem for problem in problems if has_errors([problem])]


def _retry(installation: Installation, connection: Connection, round_: Round, by: Signer, watch: MailingWatch) -> None:
    now = installation.clock()
    with connection.transaction():
        count = ledger.retry_refused(connection, round_.id, now)
        note_act(connection, by, Act.MAIL, (round_.issue, round_.point), now, Detail(How.REFUSED_AGAIN, count))
    watch(Retried(count))

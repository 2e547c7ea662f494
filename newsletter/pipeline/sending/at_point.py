"""Use cases of whoever mails a point's issue from a page: look, try, mail, plan, agree, take back.

In: a project, its environment, an issue opened, a point of it, who does it. Out: reports; what this machine lacks is
`Refused`. Nothing is mailed here but a test: a mailing is opened or planned, and left to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from newsletter.database import Connection
from newsletter.mail.delivery.rows import Decisions
from newsletter.people import proposals, store
from newsletter.people.proposals import Signer
from newsletter.pipeline.at_home import database_at, installation_at
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.project import Project
from newsletter.pipeline.sending import due
from newsletter.pipeline.sending.agreeing import AgreeReport, AgreeRequest, agree
from newsletter.pipeline.sending.appointing import AppointReport, appoint
from newsletter.pipeline.sending.chosen import Wanted
from newsletter.pipeline.sending.preparing import Preparation, prepare_mailing
from newsletter.pipeline.sending.send import OpenReport, SendRequest, open_editions
from newsletter.pipeline.sending.test_copy import MARK, CopiesReport, send_test
from newsletter.pipeline.snapshot import Snapshot
from newsletter.pipeline.use_case import Question, misused, reporting, require_done


@dataclass(frozen=True, slots=True)
class PointMail:
    """A point's issue, and who works at it."""

    project: Project
    environ: Mapping[str, str] = field(repr=False)
    snapshot: Snapshot = field(repr=False)
    point: str
    by: Signer

    @property
    def wanted(self) -> Wanted:
        """All of the point's editions."""
        return Wanted(self.snapshot.slug, self.point)


@dataclass(frozen=True, slots=True, repr=False)
class PointLook:
    """What there is to see; `own_address` is where whoever has signed in gets their mail, empty for anybody else."""

    preparation: Preparation
    own_address: str
    problems: tuple[()] = ()


@reporting
def look(mail: PointMail) -> PointLook:
    """All that is looked at before the letter is mailed."""
    installation = installation_at(mail.project, mail.environ)
    with database_at(mail.project) as connection:
        prepared = prepare_mailing(installation, connection, mail.snapshot, mail.point, mail.by)
        return PointLook(prepared, _address_of(connection, mail.by))


@reporting
def mail_now(mail: PointMail, decisions: Decisions) -> OpenReport:
    """Open what is not open yet; where another person has to agree, ask for it."""
    installation = installation_at(mail.project, mail.environ)
    with database_at(mail.project) as connection:
        request = SendRequest(mail.wanted, decisions, by=mail.by)
        return require_done(open_editions(installation, connection, request, _yes))


@reporting
def mail_at(mail: PointMail, typed: str, decisions: Decisions) -> AppointReport:
    """Plan it for a time of the point; where another person has to agree, ask for it."""
    installation = installation_at(mail.project, mail.environ)
    with database_at(mail.project) as connection:
        return require_done(appoint(installation, connection, mail.wanted, typed, decisions, mail.by))


@reporting
def agree_to(mail: PointMail, seen: str) -> AgreeReport | OpenReport:
    """Agree to what another person has asked for; what is to be mailed at once is opened."""
    installation = installation_at(mail.project, mail.environ)
    with database_at(mail.project) as connection:
        request = AgreeRequest(mail.snapshot.slug, mail.point, mail.by, seen)
        agreed = require_done(agree(installation, connection, request, _yes))
        if agreed.at:
            return agreed
        terms = agreed.proposal.terms
        wanted = Wanted(mail.snapshot.slug, mail.point, terms.locales)
        asked = SendRequest(wanted, terms.decisions, by=mail.by)
        return require_done(open_editions(installation, connection, asked, _yes))


def take_back(mail: PointMail) -> None:
    """What was planned or asked for is planned no more."""
    with database_at(mail.project) as connection:
        due.take_back(connection, mail.wanted, mail.by)


@reporting
def try_letters(mail: PointMail, typed: str, mark: str = MARK) -> CopiesReport:
    """Mail a copy of each letter, marked by `mark`, to whoever asks; to `typed` where people do not sign in."""
    installation = installation_at(mail.project, mail.environ)
    with database_at(mail.project) as connection:
        address = _address_of(connection, mail.by) or typed.strip()
        if not address:
            misused("The address that the test goes to is missing.")
        report = require_done(send_test(installation, connection, mail.wanted, address, mark))
        if report.outcomes and not any(each.code == "test-not-taken" for each in report.problems):
            _note_test(installation, connection, mail)
        return report


def _note_test(installation: Installation, connection: Connection, mail: PointMail) -> None:
    found = prepare_mailing(installation, connection, mail.snapshot, mail.point, mail.by)
    with connection.transaction():
        of = (mail.snapshot.slug, mail.point)
        proposals.note_test(connection, of, mail.by.id, found.letters, installation.clock())


def _address_of(connection: Connection, by: Signer) -> str:
    if not by.id:
        return ""
    with connection.transaction(writes=False):
        person = store.person_of(connection, by.id)
    return person.address if person else ""


def _yes(question: Question) -> bool | None:
    """Whoever has pressed a button has seen who gets what; what else is asked is decided on a command line."""
    return True if question.code in ("open-mailing", "agree-mailing") else None

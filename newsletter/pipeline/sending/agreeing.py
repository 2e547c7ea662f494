"""Where two people are needed to mail, one asks and another agrees; an agreement is bound to what was agreed to.

In: an installation, its open database, letters as they are about to be mailed. Out: `Proposal`, `AgreeReport`, or the
problem that keeps a mailing back. Whatever opens mailings asks `find_unmet`, whoever has called it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsletter.content.load import Content
from newsletter.database import Connection
from newsletter.edition import EditionKey
from newsletter.mail.delivery import opening, schedule
from newsletter.mail.delivery.rows import Decisions, Frozen
from newsletter.mail.delivery.schedule import Appointment, display_time
from newsletter.people import proposals
from newsletter.people.detail import Detail, How
from newsletter.people.proposals import Lapse, Proposal, Signer, Terms
from newsletter.people.rights import Act
from newsletter.people.roles import Role, RoleKind
from newsletter.people.store import Person, list_people
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.sending.chosen import Chosen, Wanted, choose_editions
from newsletter.pipeline.sending.gate import judge_editions
from newsletter.pipeline.sending.reach import unopened
from newsletter.pipeline.sending.recording import note_act
from newsletter.pipeline.use_case import Ask, Question, refuse, reporting
from newsletter.problems import Problem, error, has_errors
from newsletter.settings.project import Settings

_CHANGED = {
    Lapse.LETTERS: "its letters are others now",
    Lapse.READERS: "it would go to many more readers",
    Lapse.LANGUAGES: "it would go out in more languages",
    Lapse.PEOPLE: "one of them may not mail for the point any more",
}


@dataclass(frozen=True, slots=True)
class AgreeRequest:
    """Whose agreement it is; `seen` is the digest of the terms that they have looked at, empty for those of now."""

    issue: str
    point: str
    by: Signer
    seen: str = ""


@dataclass(frozen=True, slots=True)
class AgreeReport:
    """What was agreed to; `at` is the time as it is told, empty where it is mailed at once."""

    proposal: Proposal
    at: str
    problems: tuple[Problem, ...] = ()


def people_who_may(connection: Connection, point: str) -> tuple[Person, ...]:
    """Those who may mail for a point, by name; nobody where people do not sign in. To be called in a transaction."""
    return tuple(each for each in list_people(connection) if Role(RoleKind.POINT, point) in each.roles)


def people_needed(settings: Settings, connection: Connection, point: str) -> int:
    """How many it takes to mail for a point, as set; else two where two may. To be called in a transaction."""
    if settings.send.people is not None:
        return settings.send.people
    return 2 if len(people_who_may(connection, point)) > 1 else 1


def terms_of(
    connection: Connection, content: Content, letters: Mapping[str, Frozen], locales: Sequence[str],
    due_at: dt.datetime | None, decisions: Decisions,
) -> Terms:  # fmt: skip
    """What is to be mailed, with how many would get it now. To be called in a transaction."""
    point = content.points[next(iter(letters.values())).letter.edition.split("/")[1]]
    found, _ = opening.expect_recipients(connection, content.slug, point.slug, point.locales, point.locale)
    readers = {each.locale: each.by_wish + each.by_default for each in found if each.locale in letters}
    digests = {locale: proposals.digest_of_letter(frozen) for locale, frozen in letters.items()}
    return Terms(tuple(locales), due_at, digests, readers, decisions)


def find_lapse(
    connection: Connection, proposal: Proposal, letters: Mapping[str, str], readers: Mapping[str, int]
) -> Lapse | None:
    """What is not any more as it was when somebody asked, of letters and people. To be called in a transaction."""
    return Lapse.PEOPLE if _have_left(connection, proposal) else proposals.find_lapse(proposal.terms, letters, readers)


def _have_left(connection: Connection, proposal: Proposal) -> bool:
    """True where whoever asked or agreed has lost the right to; one who has a shell is known by no number."""
    may = {0, *(each.id for each in people_who_may(connection, proposal.point))}
    return any(each is not None and each.id not in may for each in (proposal.asked_by, proposal.agreed_by))


def find_unmet(
    installation: Installation, connection: Connection, content: Content, keys: Sequence[EditionKey],
    letters: Mapping[str, Frozen],
) -> Problem | None:  # fmt: skip
    """Why these editions may not be opened now: another person has to agree, or what they agreed to has changed.

    None where one person is enough, or two have agreed to this.
    """
    point = keys[0].point
    with connection.transaction(writes=False):
        if people_needed(installation.project.settings, connection, point) < 2:
            return None
        proposal = proposals.find_proposal(connection, content.slug, point)
        if proposal is None or proposal.agreed_by is None:
            return _needed(content.slug, point, proposal)
        mailed = {key.locale: letters[key.locale] for key in keys}
        now = terms_of(connection, content, mailed, (), None, Decisions())
        lapse = find_lapse(connection, proposal, now.letters, now.readers)
    due_at = proposal.terms.due_at
    if due_at and installation.clock() < due_at:
        zone = content.points[point].time_zone
        why = f"{proposal.agreed_by.name} agreed that {proposal.name} is mailed at {display_time(due_at, zone)}"
        hint = f"`newsletter send {content.slug} --point {point} --cancel` takes it back"
        return error("agreed-for-later", f"{why}, and not before", None, hint)
    return _lapsed(proposal, lapse) if lapse else None


def _needed(issue: str, point: str, proposal: Proposal | None) -> Problem:
    asked = f"{proposal.asked_by.name} has asked for it" if proposal else "nobody has asked for it yet"
    message = f"another person has to agree before {issue}/{point} is mailed, and {asked}"
    return error("agreement-needed", message, None, _how(issue, point))


def _how(issue: str, point: str) -> str:
    which = f"newsletter send {issue} --point {point}"
    return f"`{which} --by NAME` asks for it, `{which} --agree --by NAME` agrees; the page Send of the studio has both"


def _lapsed(proposal: Proposal, lapse: Lapse) -> Problem:
    agreed = proposal.agreed_by.name if proposal.agreed_by else ""
    who = f"{agreed} agreed to" if agreed else f"{proposal.asked_by.name} asked for"
    message = f"what {who} for {proposal.name} has changed since: {_CHANGED[lapse]}"
    return error("agreement-lapsed", message, None, f"ask again: {_how(proposal.issue, proposal.point)}")


def propose(
    installation: Installation, connection: Connection, content: Content, letters: Mapping[str, Frozen],
    wanted: Wanted, due_at: dt.datetime | None, decisions: Decisions, by: Signer,
) -> Problem:  # fmt: skip
    """Ask that letters which are ready are mailed; what another person has to do then.

    Without a name nothing is asked. Who asks again for the same keeps an agreement that there is.
    """
    issue = content.slug
    if not by.name:
        return _needed(issue, wanted.point, None)
    now = installation.clock()
    with connection.transaction():
        terms = terms_of(connection, content, letters, wanted.locales, due_at, decisions)
        known = proposals.find_proposal(connection, issue, wanted.point)
        if known is None or known.terms.digest != terms.digest or _have_left(connection, known):
            schedule.drop(connection, issue, wanted.point)
            proposals.propose(connection, Proposal(issue, wanted.point, terms, by, now))
            zone = content.points[wanted.point].time_zone if due_at else ""
            asked = Detail(How.ASKED, sum(terms.readers.values()), due_at, zone)
            note_act(connection, by, Act.PLAN, (issue, wanted.point), now, asked)
        proposal = proposals.find_proposal(connection, issue, wanted.point)
    return _needed(issue, wanted.point, proposal)


@reporting
def agree(installation: Installation, connection: Connection, request: AgreeRequest, ask: Ask) -> AgreeReport:
    """Agree to what another person has asked for, while it is still the same; it is planned then."""
    with connection.transaction(writes=False):
        proposal = proposals.find_proposal(connection, request.issue, request.point)
    if proposal is None or proposal.agreed_by is not None:
        message = f"nobody asks for an agreement to {request.issue}/{request.point}"
        refuse([error("nothing-asked", message, None, _how(request.issue, request.point))])
    by = _who_agrees(connection, proposal, request.by)
    if request.seen and request.seen != proposal.terms.digest:
        message = f"{proposal.asked_by.name} has asked for something else meanwhile"
        refuse([error("agreement-lapsed", message, None, "look at it again, then agree")])
    if proposal.terms.due_at and proposal.terms.due_at <= installation.clock():
        message = f"the time that {proposal.asked_by.name} asked for has passed"
        refuse([error("past-time", message, None, "ask for another one")])
    wanted = Wanted(proposal.issue, proposal.point, proposal.terms.locales)
    chosen = choose_editions(installation.project, wanted)
    if chosen.broken:
        refuse(chosen.broken)
    _check_terms(installation, connection, chosen, proposal)
    zone = chosen.snapshot.content.points[proposal.point].time_zone
    at = display_time(proposal.terms.due_at, zone) if proposal.terms.due_at else ""
    facts = "\n".join(f"{proposal.name}/{locale}: {count:,}" for locale, count in proposal.terms.readers.items())
    asked = f"{proposal.asked_by.name} asks that it is mailed {at or 'at once'}. Do you agree?"
    answer = ask(Question("agree-mailing", facts, asked))
    if not answer:
        refuse(advice="Nothing was agreed to." if answer is False else "Nobody can be asked here: pass --yes.")
    return AgreeReport(_keep(installation, connection, proposal, by, zone), at)


def _who_agrees(connection: Connection, proposal: Proposal, typed: Signer) -> Signer:
    """Whoever agrees, as the home knows them; the use case is left where they may not."""
    with connection.transaction(writes=False):
        is_known, may = bool(list_people(connection)), people_who_may(connection, proposal.point)
    by = next((Signer(each.name, each.id) for each in may if Signer(each.name, each.id).is_same(typed)), None)
    if by is None and not is_known:
        by = typed  # where nobody signs in, a name is a name
    if by is None:
        message = f"`{typed.name}` may not mail for {proposal.point}"
        hint = f"`newsletter people list` shows who may: they have the role point:{proposal.point}"
        refuse([error("may-not-agree", message, None, hint)])
    if by.is_same(proposal.asked_by):
        message = f"{by.name} has asked for {proposal.name}, and can’t agree to it too"
        refuse([error("may-not-agree", message, None, "somebody else has to look at it")])
    return by


def _check_terms(installation: Installation, connection: Connection, chosen: Chosen, proposal: Proposal) -> None:
    """The use case is left where what would be mailed now is not what was asked for."""
    content, waiting = chosen.snapshot.content, unopened(connection, chosen.keys)
    if not waiting:
        refuse([error("already-opened", "all of these editions have been opened already", None, "")])
    found = judge_editions(installation, connection, chosen.snapshot, waiting, proposal.terms.decisions)
    if has_errors(found.problems):
        refuse([problem for problem in found.problems if has_errors([problem])])
    with connection.transaction(writes=False):
        now = terms_of(connection, content, found.letters, (), None, Decisions())
        lapse = find_lapse(connection, proposal, now.letters, now.readers)
    if lapse:
        refuse([_lapsed(proposal, lapse)])


def _keep(installation: Installation, connection: Connection, proposal: Proposal, by: Signer, zone: str) -> Proposal:
    """Write the agreement down, and plan what was agreed to: at once is a time too, should this process die now."""
    now, terms = installation.clock(), proposal.terms
    with connection.transaction():
        if not proposals.agree(connection, proposal, by, now):
            message = f"{proposal.asked_by.name} has asked for something else meanwhile"
            refuse([error("agreement-lapsed", message, None, "look at it again, then agree")])
        for locale in terms.locales or ("",):
            at = terms.due_at or now
            made = Appointment(proposal.issue, proposal.point, locale, at, terms.decisions, zone)
            schedule.keep(connection, made, now)
        agreed_to = Detail(readers=sum(terms.readers.values()))
        note_act(connection, by, Act.AGREE, (proposal.issue, proposal.point), now, agreed_to)
        agreed = proposals.find_proposal(connection, proposal.issue, proposal.point)
    return agreed or proposal

"""`newsletter send --test ADDRESS`: one marked copy of each edition, to look at in a real mail program.

In: an installation, an issue opened, editions and an address. Out: how each copy ended. Nothing of the ledger is
touched, texts need not be reviewed, and no link in a copy does anything. What would refuse the mailing is told as a
warning: whoever looks at a letter may do so before it is ready. Who may not be mailed gets no copy either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from newsletter.database import Connection
from newsletter.edition import EditionKey
from newsletter.files import digest_of
from newsletter.mail.audience import subscriptions
from newsletter.mail.audience.address import Address, hash_address, parse_address
from newsletter.mail.audience.keyring import address_key
from newsletter.mail.audience.states import SubscriptionState
from newsletter.mail.delivery.rows import Decision, Decisions
from newsletter.mail.message.dkim import sign_message
from newsletter.mail.message.recipient import sample_recipient
from newsletter.mail.message.template import MessageTemplate
from newsletter.mail.smtp.conversation import Ending, Envelope, Outcome
from newsletter.mail.smtp.route import route_of
from newsletter.mail.smtp.session import open_session
from newsletter.mail.smtp.transport import SmtpTransport, Transport
from newsletter.pipeline.at_home import database_at, has_database, installation_at
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.sending.chosen import Chosen, Wanted, choose_whole_editions
from newsletter.pipeline.sending.gate import gate_problems
from newsletter.pipeline.sending.readiness import judge_readiness
from newsletter.pipeline.snapshot import Snapshot
from newsletter.pipeline.use_case import Place, misused, project_at, refuse, reporting
from newsletter.problems import Problem, Severity, error, has_errors

MARK = "[TEST]"
"""What the subject begins with where nobody says it in another language."""
_ANYHOW = Decisions(Decision("a test copy", "-"), Decision("a test copy", "-"))


@dataclass(frozen=True, slots=True)
class CopiesReport:
    """How each copy ended, by edition; empty where none could be made."""

    outcomes: Mapping[str, Outcome]
    problems: tuple[Problem, ...]


@reporting
def send_test_at(place: Place, wanted: Wanted, address: str) -> CopiesReport:
    """Send one marked copy of each edition to an address, over the mail server of the point, in a project's folder."""
    project = project_at(place)
    chosen = choose_whole_editions(project, wanted)
    installation = installation_at(project, place.environ)
    if not has_database(project):
        return _send_test(installation, None, chosen, address)
    with database_at(project) as connection:
        return _send_test(installation, connection, chosen, address)


@reporting
def send_test(
    installation: Installation, connection: Connection, wanted: Wanted, address: str, mark: str = MARK
) -> CopiesReport:
    """The same, with an installation that is open; the subjects begin with `mark`."""
    return _send_test(installation, connection, choose_whole_editions(installation.project, wanted), address, mark)


def _send_test(
    installation: Installation, connection: Connection | None, chosen: Chosen, typed: str, mark: str = MARK
) -> CopiesReport:
    address, reason = parse_address(typed)
    if address is None:
        misused(f"The address {reason}.")
    point = chosen.snapshot.content.points[chosen.keys[0].point]
    if connection and (objection := objection_to_copy(installation, connection, address, point.slug)):
        refuse([*installation.warnings, objection])
    settings = installation.project.settings
    route, found = route_of(settings, point, installation.environ)
    if route is None:
        refuse([*installation.warnings, *found])
    transport = SmtpTransport(lambda: open_session(route, settings.domain_of_mail()))
    outcomes, sent = send_test_copies(installation, chosen.snapshot, chosen.keys, address, transport, mark)
    return CopiesReport(outcomes, tuple(dict.fromkeys([*installation.warnings, *found, *sent])))


def objection_to_copy(
    installation: Installation, connection: Connection, address: Address, point: str
) -> Problem | None:
    """Why an address may not be mailed, also by hand: it is suppressed, or has left this point; None when it may."""
    with connection.transaction(writes=False):
        digest = hash_address(address, address_key(connection, installation.tokens.secrets, keep=False))
        reason = subscriptions.suppression(connection, digest)
        has_left = any(
            subscriptions.subscriptions(connection, digest=digest, point=point, state=SubscriptionState.ENDED)
        )
    if not (reason or has_left):
        return None
    why = f"is suppressed ({reason})" if reason else f"has left {point}"
    hint = "take a mailbox of your own; `newsletter subscribers explain ADDRESS` says what is known of this one"
    return error("barred-address", f"this address {why}, and gets no test copy", None, hint)


def send_test_copies(
    installation: Installation, snapshot: Snapshot, keys: Sequence[EditionKey], address: Address, transport: Transport,
    mark: str = MARK,
) -> tuple[dict[str, Outcome], list[Problem]]:  # fmt: skip
    """Send one copy of each edition; outcomes by edition."""
    found = judge_readiness(snapshot, keys, _ANYHOW)
    if has_errors(found.problems):
        return {}, found.problems
    refused = [*found.meaningless, *gate_problems(installation, snapshot.content, found.ready_or_not, was_signed=False)]
    problems = [*found.problems, *(replace(problem, severity=Severity.WARNING) for problem in refused)]
    outcomes = {}
    for frozen in found.letters.values():
        letter = replace(frozen.letter, subject=f"{mark} {frozen.letter.subject}")
        signing, warned = installation.signing(letter.sender[1])
        problems += [problem for problem in warned if problem not in problems]
        now = installation.clock().replace(microsecond=0)
        sample = sample_recipient(letter, frozen.places)
        # Another id each time: a mail program shows one of two copies with the same.
        recipient = replace(
            sample,
            address=str(address),
            message_id=f"{digest_of([letter.edition, now.isoformat()])[:32]}@{frozen.places.domain}",
        )
        message = MessageTemplate.of(letter, frozen.places).message(recipient, now)
        if signing:
            message = sign_message(message, signing, now)
        outcome = transport.carry(
            Envelope(sample.return_path, str(address)), (*message.fields, b"\r\n", *message.pieces)
        )
        edition = f"{letter.edition}"
        outcomes[edition] = outcome
        if outcome.ending is not Ending.ACCEPTED:
            message_text = f"the test copy of {edition} was not taken: {outcome.words}"
            problems.append(error("test-not-taken", message_text, None, "`newsletter doctor` looks at the mail server"))
    return outcomes, problems

"""`newsletter send` and its kin: rounds that are open are run, over SMTP or into files.

In: an installation, rounds. Out: queues that ran until their recipients were accounted for; what stands in the way
comes back as problems. With a file one process at a time runs a round; with a server each holds shards of it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from newsletter.database import Connection, LostDatabaseError
from newsletter.mail.delivery import doubt, ledger, shards
from newsletter.mail.delivery.deliver import Watch, carry, deliver
from newsletter.mail.delivery.fence import Fence
from newsletter.mail.delivery.holding import Holding
from newsletter.mail.delivery.ledger import find_losses
from newsletter.mail.delivery.pausing import resume_round
from newsletter.mail.delivery.prepare import EditionParts, MessageFactory, Signer, has_time_ahead
from newsletter.mail.delivery.queue import RoundQueue
from newsletter.mail.delivery.rows import Round
from newsletter.mail.delivery.standing import Standing
from newsletter.mail.delivery.states import DeliveryState, RoundState
from newsletter.mail.delivery.traffic import Way
from newsletter.mail.smtp.route import Route, route_by
from newsletter.mail.smtp.session import open_session
from newsletter.mail.smtp.transport import FileTransport
from newsletter.pipeline.doctor.restored import backup_guard_of
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.sending.coming_back import come_back
from newsletter.pipeline.sending.following import Begun, Event, MailingWatch, Progress, unwatched_mailing
from newsletter.pipeline.sending.needed import find_needed
from newsletter.pipeline.sending.objections import note_restored, objections
from newsletter.pipeline.sending.stops import say_lost_signature, say_stopped
from newsletter.problems import Problem, error

_HEARTBEAT = dt.timedelta(seconds=10)


_NO_ROUTE = Route("", 0, "none", "", "", 1, 1, 0)
"""Files need none."""


@dataclass
class Run:
    """What became of rounds: the queues that ran, rounds that another process was mailing, and problems.

    `needed`: what a person must do about them, said again by each run until it is done. `is_stopped`: whoever followed
    has asked for an end.
    """

    queues: list[RoundQueue] = field(default_factory=list)
    elsewhere: list[Round] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    needed: list[Problem] = field(default_factory=list)
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How rounds are run: which answers a person has given beforehand, how fast, and where to."""

    late: bool = False
    restored: bool = False
    waits: bool = True
    per_minute: int | None = None
    folder: Path | None = None
    resumes: bool = False
    """Whether rounds that are paused go on."""
    hands: HandOver | None = None
    """Tells workers of rounds that have readers to go; None, or 0 workers: who runs them mails them."""

    @property
    def is_of_workers(self) -> bool:
        """True for what workers can do too: at the rate that is set, and to mail servers."""
        return self.hands is not None and self.folder is None and self.per_minute is None


HandOver: TypeAlias = Callable[[Installation, Connection, Sequence[Round]], int]
"""Asks workers to mail rounds; how many workers there are."""


def run(
    installation: Installation,
    connection: Connection,
    rounds: Sequence[Round],
    manner: Manner,
    watch: MailingWatch = unwatched_mailing,
) -> Run:
    """Run rounds until their recipients are accounted for.

    They need no file of the project: letters and routes are in the rounds. One that a person has to decide about, or
    that another process runs, is left out, and the others run.
    """
    result, followed = Run(), _Followed(watch)
    followed.tell(Begun())
    connection.bound()
    rounds = let_run(installation, connection, rounds, manner, result)
    while True:
        fence = Fence() if connection.is_shared else Fence("")
        try:
            _run_held(installation, connection, rounds, manner, followed, result, fence)
            break
        except LostDatabaseError:
            if not come_back(
                connection, fence, result.queues, installation.clock, partial(followed.is_wanted, result.queues)
            ):
                raise
            manner = replace(manner, resumes=False)
    result.is_stopped = followed.has_asked_to_stop
    result.problems += _find_passing(connection, result.queues)
    others = {each.id for each in result.elsewhere}
    result.needed += find_needed(connection, as_now(connection, [each for each in rounds if each.id not in others]))
    return result


def let_run(
    installation: Installation, connection: Connection, rounds: Sequence[Round], manner: Manner, result: Run
) -> list[Round]:
    """Those of these rounds that may run, as they are now; of the others the result has what a person must decide."""
    note_restored(installation, connection, is_said=manner.restored)
    rounds = as_now(connection, rounds)
    refused = objections(installation, connection, rounds, late=manner.late, restored=manner.restored)
    result.problems += [problem for _, problem in refused]
    kept_out = {each.id for each, _ in refused}
    return [each for each in rounds if each.id not in kept_out]


@dataclass
class _Followed:
    """Whoever follows a run, and whether they have asked for its end; `total` is who was left as its lines began."""

    watch: MailingWatch
    total: int = 0
    has_asked_to_stop: bool = False

    def tell(self, event: Event) -> None:
        self.has_asked_to_stop = self.watch(event) or self.has_asked_to_stop

    def look(self, queues: Sequence[RoundQueue], stop: Callable[[], None]) -> None:
        """Tell how lines come along, and stop them when that is asked for."""
        done: Counter[DeliveryState] = Counter()
        for queue in queues:
            done.update(queue.done)
        self.tell(Progress(done, self.total, tuple(queue.state_words for queue in queues if queue.state_words)))
        if self.has_asked_to_stop:
            stop()

    def is_wanted(self, queues: Sequence[RoundQueue]) -> bool:
        """False once somebody has asked for an end."""
        if not self.has_asked_to_stop:
            self.look(queues, lambda: None)
        return not self.has_asked_to_stop


def _run_held(
    installation: Installation,
    connection: Connection,
    rounds: Sequence[Round],
    manner: Manner,
    followed: _Followed,
    result: Run,
    fence: Fence,
) -> None:
    """Run those rounds that no other process has for itself.

    `LostDatabaseError` when the server of the database has ended the connection: the conversations under way have got
    their replies, and the fence keeps them for whoever connects again.
    """
    backup_guard = backup_guard_of(installation.project, connection)
    with contextlib.ExitStack() as stack:
        signer = stack.enter_context(Signer())
        held = [each for each in rounds if _is_ours(stack, connection, each, result)]
        held = begin_rounds(installation, connection, held, resumes=manner.resumes)
        ways = [way for each in held if (way := _way(installation, connection, each, manner, signer, result))]
        for way in ways if fence.owner else ():
            of = way.queue.round.id
            way.queue.holding = Holding(connection, of, fence.owner, installation.clock)
        result.queues = [way.queue for way in ways]
        if not ways:
            return
        with connection.transaction(writes=False):
            begun = {each.name for each in held if ledger.has_unfinished(connection, each.id)}
            followed.total = sum(ledger.waiting(connection, queue.round.id)[0] for queue in result.queues)

        def advance() -> None:
            # What was done before is as an earlier backup has it, and need not be doubted after a restore.
            names = [queue.round.name for queue in result.queues if queue.round.name in begun or queue.done.total()]
            backup_guard.advance(installation.clock(), names)

        advance()
        beating = _beat(installation, connection, advance, result.queues, followed)
        try:
            if manner.folder:
                carry(result.queues, FileTransport(manner.folder), connection, beating, fence.owner)
            else:
                deliver(ways, connection, beating, manner.per_minute, fence)
            for queue in result.queues:
                if queue.holding:
                    queue.holding.close()
        finally:
            # A backup that was made since the last beat knows nothing of those mailed after it.
            advance()
            _touch(installation, connection, result.queues)


def as_now(connection: Connection, rounds: Sequence[Round]) -> list[Round]:
    """The rounds as the database has them now: one may be in doubt, paused or ended since it was read."""
    with connection.transaction(writes=False):
        found = {each.id: each for each in ledger.rounds(connection)}
    return [found[each.id] for each in rounds]


def other_rounds(connection: Connection, rounds: Sequence[Round]) -> list[Round]:
    """All rounds but these."""
    with connection.transaction(writes=False):
        return [each for each in ledger.rounds(connection) if each.id not in {known.id for known in rounds}]


def begin_rounds(
    installation: Installation, connection: Connection, rounds: Sequence[Round], *, resumes: bool
) -> list[Round]:
    """Note that rounds are being worked at, and what is uncertain in them: left by a dead sender, or by a backup."""
    now = installation.clock()
    with connection.transaction():
        for each in rounds:
            if resumes and each.state is RoundState.PAUSED:
                resume_round(connection, each.id, now)
            ledger.touch(connection, each.id, now)
            if each.restored_at:
                doubt.accept_doubt(connection, each.id, now)
            if connection.is_shared:
                shards.cut_shards(connection, each.id)
            else:
                ledger.find_uncertain(connection, each.id, now)
    return as_now(connection, rounds)


def _is_ours(stack: contextlib.ExitStack, connection: Connection, round_: Round, result: Run) -> bool:
    if connection.is_shared or stack.enter_context(connection.sole(round_.id)):
        return True
    result.elsewhere.append(round_)
    return False


def _way(
    installation: Installation, connection: Connection, round_: Round, manner: Manner, signer: Signer, result: Run
) -> Way | None:
    """A queue for a round, and how its sessions are opened."""
    if round_.state is not RoundState.OPEN:
        result.problems += say_stopped(round_)
        return None
    with connection.transaction(writes=False):
        mailings = ledger.frozen_mailings(connection, round_.id)
        lost = find_losses(connection, round_.id)
    route: Route | None = None
    if not manner.folder:
        route, problems = route_by(round_.route, installation.project.settings, installation.environ)
        result.problems += problems
        if route is None:
            return None
    posts = {}
    for number, frozen in mailings.items():
        keys, problems = installation.signing(frozen.letter.sender[1])
        if frozen.signed_by and not keys:
            result.problems.append(say_lost_signature(round_, frozen))
            return None
        result.problems += [problem for problem in problems if problem not in result.problems]
        posts[number] = EditionParts.of(frozen, keys)
    taken, helo = route or _NO_ROUTE, next(iter(mailings.values())).places.domain
    has_rate = bool(manner.per_minute if manner.per_minute is not None else taken.per_minute)
    message_factory = MessageFactory(posts, installation.tokens, installation.clock, signer)
    queue = RoundQueue(
        round_,
        message_factory,
        connection,
        installation.clock,
        waits=manner.waits,
        makes_ahead=not has_rate and has_time_ahead(),
        standing=Standing(lost),
    )
    return Way(queue, taken, lambda: open_session(taken, helo))


def _beat(
    installation: Installation,
    connection: Connection,
    advance: Callable[[], None],
    queues: Sequence[RoundQueue],
    followed: _Followed,
) -> Watch:
    """A watch that moves the backup guard on each second while mailings run, and keeps the rounds' last times fresh.

    It sees as well whether somebody has paused or ended one of them: a queue that only waits asks for nothing.
    """
    beaten = installation.clock()

    def beat(stop: Callable[[], None]) -> None:
        nonlocal beaten
        now = installation.clock()
        advance()
        if now - beaten >= _HEARTBEAT:
            beaten = now
            _touch(installation, connection, queues)
        for queue, round_ in zip(queues, as_now(connection, [queue.round for queue in queues]), strict=True):
            if round_.state is not RoundState.OPEN:
                queue.call_off(round_)
        if all(queue.is_stopping for queue in queues):
            stop()  # nobody is left to be waited for
        followed.look(queues, stop)

    return beat


def _touch(installation: Installation, connection: Connection, queues: Sequence[RoundQueue]) -> None:
    with connection.transaction():
        for queue in queues:
            ledger.touch(connection, queue.round.id, installation.clock())


def _find_passing(connection: Connection, queues: Sequence[RoundQueue]) -> Iterator[Problem]:
    """What kept queues from their end that passes by itself, or that a person has asked for."""
    for queue in queues:
        of = queue.round
        if queue.called_off:
            yield from say_stopped(queue.called_off)
        elif queue.stopped and as_now(connection, [of])[0].state is RoundState.OPEN:
            again = f"`newsletter resume {of.issue} --point {of.point}`"
            hint = f"the next `newsletter due` tries again, {again} at once"
            yield error("mailing-stopped", f"{of.name} was stopped: {queue.stopped}", None, hint)

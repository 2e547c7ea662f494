"""What one connection does: sessions, and over each message after message, as long as there are recipients.

In: the event loop, the traffic through a server, the task of the connection. Out: steps for the loop. The intent of a
message is on record after the 354 and before its body, and by then also what became of the one before it: so at most
one message a connection is ever in doubt. Where the server takes groups of commands (RFC 2920), those of the next
message go out with the final dot of this one, and it is signed while the server reads.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import Any

from newsletter.mail.delivery.judging import About
from newsletter.mail.delivery.prepare import PreparedMessage
from newsletter.mail.delivery.queue import RoundQueue
from newsletter.mail.delivery.rows import Due
from newsletter.mail.delivery.states import PauseCause
from newsletter.mail.delivery.traffic import Traffic
from newsletter.mail.smtp.conversation import Ending, Envelope, Outcome, converse
from newsletter.mail.smtp.event_loop import EventLoop, Task
from newsletter.mail.smtp.route import Route
from newsletter.mail.smtp.session import Session, SessionError
from newsletter.mail.smtp.steps import Call, Conversation, MootError, Settle, Sleep

_NAP = 0.25
"""Seconds after which a connection worker that waits looks whether there is still something to wait for."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A recipient whose turn it is, and the message."""

    queue: RoundQueue
    job: Due
    made: PreparedMessage

    @property
    def envelope(self) -> Envelope:
        return self.made.envelope

    def sign(self) -> object:
        return self.made.sign()


def work_connection(loop: EventLoop, traffic: Traffic, task: Task) -> Conversation:
    """What one connection does: as long as there are recipients, open a session and use it."""
    while True:
        way = traffic.pick()
        seconds = traffic.pause() if way is None else traffic.until_open()
        if seconds is None:
            return
        if way is None or seconds > 0:
            yield Sleep(min(seconds, _NAP))
            continue
        place = traffic.place()
        if place is None:
            if traffic.is_crowded_out():
                return
            yield Sleep(_NAP)
            continue
        try:
            session = yield Call(way.opens, partial(_is_moot, traffic), Session.close)
        except SessionError as fault:
            traffic.note_failure(way.route, fault)
            traffic.give(place)
            continue
        except MootError:
            traffic.note_leaving()
            traffic.give(place)
            continue
        traffic.note_opening(way.route)
        loop.attach(task, session.socket)
        words = ""
        try:
            words = yield from _session(task, traffic, way.route, session)
        finally:
            loop.detach(task)
        yield Call(session.close)
        traffic.note_closing(way.route, place, words)


def _is_moot(traffic: Traffic) -> bool:
    return traffic.pick() is None and traffic.pause() is None


def _session(task: Task, traffic: Traffic, route: Route, session: Session) -> Generator[Any, Any, str]:
    """Messages over one session. Out: why it ended, if it has carried nothing."""
    reset = has_worked = is_calm = False
    count = 0
    following: list[_Turn] = []

    def follow() -> _Turn | None:
        turn = _find_following(traffic, route, session) if is_calm and count < route.per_connection else None
        following.extend([turn] if turn else [])
        return turn

    while following or count < route.per_connection:
        is_begun = bool(following)
        turn = following.pop() if following else None
        if turn is None:
            way = traffic.pick(route)
            if way is None:
                seconds = traffic.pause()
                if seconds is None or not traffic.is_held_for(seconds):
                    return ""
                yield Sleep(seconds)
                continue
            if seconds := traffic.permit():
                yield Sleep(min(seconds, _NAP))
                continue
            turn = yield from _next_turn(traffic, way.queue, session)
            if turn is None:
                continue
        count += 1
        begun = traffic.losses
        concerns, outcome = yield from _attempt(task, turn, session, follow, reset=reset, is_begun=is_begun)
        has_worked = traffic.note_outcome(concerns, outcome, begun) or has_worked
        reset, is_calm = outcome.has_refused, outcome.ending is Ending.ACCEPTED
        if not outcome.is_usable:
            for turn in following:
                turn.queue.give_back(turn.job)
                traffic.give_permit_back()
            session.is_broken_off = outcome.ending in (Ending.SKIPPED, Ending.LOST, Ending.UNCERTAIN)
            return "" if has_worked else outcome.words
    return ""


def _attempt(
    task: Task, turn: _Turn, session: Session, follow: Callable[[], _Turn | None], *, reset: bool, is_begun: bool
) -> Generator[Any, Any, tuple[About, Outcome]]:
    """One message for one recipient, and its outcome in the ledger."""
    queue, job, made = turn.queue, turn.job, turn.made
    task.intent = (queue, job)
    outcome = yield from converse(
        made.envelope, made.pieces, session.features, reset=reset and not is_begun, is_begun=is_begun, follow=follow
    )
    verdict = queue.judge(job, outcome)
    if verdict.change and verdict.about is About.DONE:
        # Nobody waits for it: it is on record before the next message's intent, or with it.
        yield Settle((queue.round.id, verdict.change), partial(queue.release, job))
        return verdict.about, outcome
    if verdict.change:
        yield Settle((queue.round.id, verdict.change))
    queue.release(job)
    if verdict.keeps_turn:
        queue.give_back(job)
    return verdict.about, outcome


def _next_turn(traffic: Traffic, queue: RoundQueue, session: Session) -> Generator[Any, Any, _Turn | None]:
    """The next recipient who may be mailed, with a message that can be; the others are put on record on the way."""
    job = yield from _next(queue)
    if job is None:
        traffic.give_permit_back()
        return None
    made = queue.message_factory.take_prepared(job)
    if isinstance(made, str):
        yield Settle((queue.round.id, queue.refuse_unfit(job, made)))
        queue.release(job)
        return None
    if _is_too_large(made, session):
        queue.halt(
            PauseCause.TOO_LARGE, f"the letter has {made.size:,} bytes, and the server takes {session.max_size:,}"
        )
        queue.give_back(job)
        return None
    return _Turn(queue, job, made)


def _find_following(traffic: Traffic, route: Route, session: Session) -> _Turn | None:
    """Who may be begun while the message before is still on its way; None: whoever comes next needs a look first."""
    way = traffic.pick(route)
    if way is None or traffic.permit():
        return None
    queue = way.queue
    if job := queue.take():
        made = "" if job.barred else queue.message_factory.take_prepared(job)
        if isinstance(made, PreparedMessage) and not _is_too_large(made, session):
            return _Turn(queue, job, made)
        queue.give_back(job)
    traffic.give_permit_back()
    return None


def _is_too_large(made: PreparedMessage, session: Session) -> bool:
    return bool(session.max_size) and made.size > session.max_size


def _next(queue: RoundQueue) -> Generator[Any, Any, Due | None]:
    """The next recipient who may be mailed; those who may not any more are put on record on the way."""
    while (job := queue.take()) and job.barred:
        yield Settle((queue.round.id, queue.skip(job, job.barred)))
        queue.release(job)
    return job

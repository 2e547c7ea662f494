"""`newsletter send` and its kin: rounds opened, run, paused, settled.

In: a home, content, what is to be mailed. Out: a plan, mailings opened with letters and recipients frozen in one
transaction, lines run over SMTP or into files; what stands in the way comes back as problems. One process at a time
runs a round.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newsletter.content.load import Content
from newsletter.content.model import NationalPoint
from newsletter.database import Connection, absolute, beside
from newsletter.edition import EditionKey
from newsletter.mail import ledger, opening
from newsletter.mail.deliver import Watch, carry, deliver
from newsletter.mail.ledger import Decisions, Round
from newsletter.mail.line import Line, stamp
from newsletter.mail.merging import Merger, Post, Signer
from newsletter.mail.opening import Expected
from newsletter.mail.route import Route, route_of
from newsletter.mail.seal import Seal
from newsletter.mail.session import Session, open_session
from newsletter.mail.transport import FileTransport
from newsletter.pipeline.home import Home
from newsletter.pipeline.readying import readied
from newsletter.problems import Problem, error, has_errors, warning

STALE = dt.timedelta(hours=24)
"""A mailing that nobody has worked at for so long may be out of date: a person decides whether it goes on."""
_HEARTBEAT = dt.timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a call of `send` would do: recipients by edition, who is left out and why, and seconds at the rate set."""

    expected: list[Expected]
    left_out: dict[str, int]
    per_minute: int
    seconds: float | None
    opened: tuple[str, ...]


@dataclass
class Run:
    """What became of rounds: the lines that ran, and problems."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Manner:
    """How rounds are run: which answers a person has given beforehand, how fast, and where to."""

    late: bool = False
    restored: bool = False
    waits: bool = True
    per_minute: int | None = None
    folder: Path | None = None


def now_stamp() -> str:
    """The present time as the ledger has it."""
    return stamp(dt.datetime.now(dt.UTC))


def plan(home: Home, connection: Connection, content: Content, keys: Sequence[EditionKey], manner: Manner) -> Plan:
    """Who would get which edition, without opening anything."""
    point = content.points[keys[0].point]
    with connection.transaction(writes=False):
        expected, left_out = opening.expected(connection, content.slug, point.slug, point.locales, point.locale)
        opened = opened_locales(connection, content.slug, point.slug)
    wanted = {key.locale for key in keys}
    expected = [each for each in expected if each.locale in wanted]
    route, _ = _route(home, point)
    rate = manner.per_minute if manner.per_minute is not None else route.per_minute if route else 0
    count = sum(each.by_wish + each.by_default for each in expected if each.locale not in opened)
    return Plan(expected, left_out, rate, count * 60 / rate if rate else None, opened)


def known_round(connection: Connection, issue: str, point: str) -> Round | None:
    """The round of a point's issue, when a mailing of it has been opened."""
    with connection.transaction(writes=False):
        return ledger.find_round(connection, issue, point)


def opened_locales(connection: Connection, issue: str, point: str) -> tuple[str, ...]:
    """The locales of a point's issue whose mailing has been opened."""
    known = ledger.find_round(connection, issue, point)
    if known is None:
        return ()
    return tuple(each.letter.locale for each in ledger.frozen_mailings(connection, known.id).values())


def open_mailings(
    home: Home, connection: Connection, content: Content, keys: Sequence[EditionKey], decisions: Decisions
) -> tuple[Round | None, dict[str, int], list[Problem]]:
    """Open the editions that are not open yet, all or none: the round, recipients by locale, what stood in the way."""
    point = content.points[keys[0].point]
    with connection.transaction(writes=False):
        opened = opened_locales(connection, content.slug, point.slug)
    waiting = [key for key in keys if key.locale not in opened]
    found = readied(home.project, content, waiting, decisions)
    if has_errors(found.problems):
        return None, {}, found.problems
    now = stamp(home.clock())
    with connection.transaction():
        round_ = ledger.open_round(connection, content.slug, point.slug, now)
        counts = {}
        for key in waiting:
            frozen = found.letters[key.locale]
            _, counts[key.locale] = opening.open_mailing(connection, round_, frozen, point.locales, point.locale, now)
    return round_, counts, found.problems


def seal_of(home: Home, connection: Connection) -> Seal:
    """The seal of the home's database."""
    settings = home.project.settings
    return Seal(connection, beside(absolute(settings.database.url, home.project.root), home.project.root, ".seal"))


def objections(home: Home, connection: Connection, rounds: Sequence[Round], manner: Manner) -> list[Problem]:
    """What a person has to decide before these rounds are run."""
    found = []
    trouble = seal_of(home, connection).trouble()
    if trouble and not manner.restored:
        hint = (
            "if a backup was restored, `newsletter resume --restored` marks all that waits as uncertain; then settle it"
        )
        found.append(error("restored-database", trouble, None, hint))
    now = home.clock()
    for each in rounds:
        with connection.transaction(writes=False):
            count, _ = ledger.waiting(connection, each.id)
        idle = now - dt.datetime.fromisoformat(each.active_at)
        if count and idle > STALE and not manner.late:
            days = f"{idle.days} days" if idle.days > 1 else f"{idle.total_seconds() / 3600:.0f} hours"
            message = f"{each.issue}/{each.point} has been left for {days} with {count:,} recipients to go"
            found.append(error("overdue-mailing", message, None, "pass --late to go on, or settle it by hand"))
    return found


def run(
    home: Home,
    connection: Connection,
    content: Content,
    rounds: Sequence[Round],
    manner: Manner,
    watch: Callable[[Sequence[Line], Callable[[], None]], None],
) -> Run:
    """Run rounds until their recipients are accounted for. Those that another process runs are left to it."""
    result = Run(problems=objections(home, connection, rounds, manner))
    if has_errors(result.problems):
        return result
    seal = seal_of(home, connection)
    # Without a seal, as on another machine, nobody but the person who restored the backup can know that it is one.
    if manner.restored and (seal.trouble() or not seal.is_there()):
        with connection.transaction():
            ledger.doubt_pending(connection, stamp(home.clock()))
    with contextlib.ExitStack() as stack:
        signer = stack.enter_context(Signer())
        held = [each for each in rounds if _is_ours(stack, connection, each, result)]
        ways = [way for each in held if (way := _way(home, connection, content, each, manner, signer, result))]
        if not ways:
            return result
        seal.advance(stamp(home.clock()))
        result.lines = [way[0] for way in ways]
        beating = _beat(home, connection, seal, result.lines, watch)
        try:
            if manner.folder:
                carry(result.lines, FileTransport(manner.folder), connection, beating)
            else:
                deliver(ways, connection, beating)
        finally:
            # A backup that was made since the last beat knows nothing of those mailed after it.
            seal.advance(stamp(home.clock()))
    result.problems += _told(connection, result.lines)
    return result


def _is_ours(stack: contextlib.ExitStack, connection: Connection, round_: Round, result: Run) -> bool:
    if stack.enter_context(connection.sole(round_.id)):
        return True
    message = f"another process is mailing {round_.issue}/{round_.point}"
    result.problems.append(error("already-running", message, None, "`newsletter mailings` shows how far it is"))
    return False


def _way(
    home: Home, connection: Connection, content: Content, round_: Round, manner: Manner, signer: Signer, result: Run
) -> tuple[Line, Callable[[], Session], int, int] | None:
    """A line for a round, and how its sessions are opened."""
    now = stamp(home.clock())
    with connection.transaction():
        ledger.find_uncertain(connection, round_.id, now)
        mailings = ledger.frozen_mailings(connection, round_.id)
        count, _ = ledger.waiting(connection, round_.id)
    if round_.state == "paused":
        hint = f"`newsletter resume {round_.issue} --point {round_.point}` lets it go on"
        reason = f": {round_.pause_reason}" if round_.pause_reason else ""
        result.problems.append(
            warning("paused-mailing", f"{round_.issue}/{round_.point} is paused{reason}", None, hint)
        )
        return None
    point = content.points.get(round_.point)
    route: Route | None = None
    if point and not manner.folder:
        route, problems = _route(home, point)
        result.problems += problems
    if point is None:
        message = f"{round_.issue}/{round_.point} has no point’s file any more"
        result.problems.append(error("unknown-point", message, None, f"bring issues/points/{round_.point}.yaml back"))
    if point is None or (route is None and not manner.folder):
        return None
    posts = {}
    for number, frozen in mailings.items():
        keys, problems = home.signing(frozen.letter.sender[1])
        result.problems += [problem for problem in problems if problem not in result.problems]
        posts[number] = Post.of(frozen, keys)
    rate = route.per_minute if route else 0
    line = Line(
        round_, Merger(posts, home.tokens, home.clock, signer), connection, home.clock,
        per_minute=manner.per_minute if manner.per_minute is not None else rate, waits=manner.waits,
    )  # fmt: skip
    if route is None:
        return line, _no_session, 1, 1
    taken, helo = route, home.project.settings.domain_of_mail()
    at_once = max(1, min(route.connections, count))
    return line, lambda: open_session(taken, helo), at_once, route.per_connection


def _no_session() -> Session:
    raise AssertionError("files need no session")


def _route(home: Home, point: NationalPoint) -> tuple[Route | None, list[Problem]]:
    return route_of(home.project.settings, point, home.environ)


def _beat(
    home: Home,
    connection: Connection,
    seal: Seal,
    lines: Sequence[Line],
    watch: Callable[[Sequence[Line], Callable[[], None]], None],
) -> Watch:
    """A watch that moves the seal on each second while mailings run, and keeps the rounds' last times fresh."""
    beaten = home.clock()

    def beat(stop: Callable[[], None]) -> None:
        nonlocal beaten
        now = home.clock()
        seal.advance(stamp(now))
        if now - beaten >= _HEARTBEAT:
            beaten = now
            with connection.transaction():
                for line in lines:
                    ledger.touch(connection, line.round.id, stamp(now))
        watch(lines, stop)

    return beat


def _told(connection: Connection, lines: Sequence[Line]) -> Iterator[Problem]:
    for line in lines:
        name = f"{line.round.issue}/{line.round.point}"
        with connection.transaction(writes=False):
            counts = ledger.counts(connection, line.round.id)
        states: Counter[str] = Counter()
        for (_, state), count in counts.items():
            states[state] += count
        if line.stopped:
            hint = f"mend it, then `newsletter resume {line.round.issue} --point {line.round.point}`"
            yield error("mailing-stopped", f"{name} was stopped: {line.stopped}", None, hint)
        if states["uncertain"]:
            message = f"{name}: of {states['uncertain']:,} nobody can know whether the server took their message"
            hint = f"`newsletter settle {line.round.issue} --point {line.round.point} --resend`, or --drop"
            yield warning("uncertain-deliveries", message, None, hint)

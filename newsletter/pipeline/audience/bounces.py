"""Use case: what came back is read, and what follows from it is done.

In: `BouncesRequest`: a place that is the home, files and maildirs; and what was piped in. Out: `BouncesReport`: how
many messages of each kind, with which codes, what was done, and those that a person should look at. Each message is a
transaction of its own; one that is read again does nothing more.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from newsletter.database import Connection
from newsletter.mail.audience.keyring import address_key
from newsletter.mail.bounces.apply import Outcome, settle
from newsletter.mail.bounces.read_record import Reading, record_reading
from newsletter.mail.bounces.verdict import Kind, Verdict, verdict_of
from newsletter.mail.message.tokens import Tokens
from newsletter.pipeline.at_home import refusing_by_database, secrets_at
from newsletter.pipeline.audience.mailboxes import Found, is_maildir, mark_seen, messages
from newsletter.pipeline.audience.refused_rows import LISTED
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.home_database import open_home_database
from newsletter.pipeline.project import Project
from newsletter.pipeline.use_case import Place, issue_at, reporting
from newsletter.problems import Location, Problem, error, warning

_EVERY = 100
_FOR_PEOPLE = (Kind.REPLY, Kind.UNCLEAR)
"""Kinds that stay unseen in a maildir, since a person may want to read them."""


@dataclass
class Returned:
    """Messages by kind, the codes of failures, what was done, and how many more are to be told of than are."""

    is_written: bool
    kinds: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class BouncesRequest:
    """Files and maildirs, `-` for what is piped in; with `seen_too` the seen messages of a maildir are read too."""

    place: Place
    sources: tuple[Path, ...]
    seen_too: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class BouncesReport:
    """What was read and what followed; problems are the messages for a person, and sources that can't be read."""

    returned: Returned
    problems: tuple[Problem, ...]


@reporting
def read_bounces(
    request: BouncesRequest, stdin: BinaryIO, progress: Callable[[str], None] = lambda words: None
) -> BouncesReport:
    """Read what came back; with `dry_run` it is only said what would follow."""
    project, _ = issue_at(request.place, None)
    tokens = Tokens(secrets_at(request.place))
    with refusing_by_database():
        returned, problems = read_returns(
            project, request.sources, stdin, tokens, read_clock(), seen_too=request.seen_too, dry_run=request.dry_run,
            progress=progress,
        )  # fmt: skip
    return BouncesReport(returned, tuple(problems))


def read_returns(
    project: Project,
    sources: Sequence[Path],
    stdin: BinaryIO,
    tokens: Tokens,
    now: dt.datetime,
    *,
    seen_too: bool = False,
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda words: None,
) -> tuple[Returned, list[Problem]]:
    """Read all messages of the sources and do what follows from each, or only say what would follow."""
    returned = Returned(not dry_run)
    problems = [_no_maildir(path) for path in sources if path.is_dir() and not is_maildir(path)]
    if problems:
        return Returned(False), problems
    with open_home_database(project) as connection:
        with connection.transaction(writes=False):
            address_key(connection, tokens.secrets, keep=False)  # with another secret all reports would seem forged
        if dry_run:
            verdicts = [
                verdict for verdict, _ in _judged(sources, stdin, tokens, seen_too, returned, problems, progress)
            ]
            returned.outcomes.update(_tried(connection, verdicts, now))
            return returned, problems
        for verdict, file in _judged(sources, stdin, tokens, seen_too, returned, problems, progress):
            with connection.transaction():
                outcome = settle(connection, verdict, now)
            returned.outcomes[outcome] += 1
            if file and verdict.kind not in _FOR_PEOPLE:
                mark_seen(file)
        for_people = sum(returned.kinds[kind] for kind in _FOR_PEOPLE)
        with connection.transaction():
            record_reading(connection, Reading(now, for_people))
    return returned, problems


def _tried(connection: Connection, verdicts: Sequence[Verdict], now: dt.datetime) -> list[Outcome]:
    """What would be done, found by doing it in a transaction that is taken back."""
    with connection.transaction(is_trial=True):
        return [settle(connection, verdict, now) for verdict in verdicts]


def _judged(
    sources: Sequence[Path],
    stdin: BinaryIO,
    tokens: Tokens,
    seen_too: bool,
    returned: Returned,
    problems: list[Problem],
    progress: Callable[[str], None],
) -> Iterator[tuple[Verdict, Path | None]]:
    """The verdict on each message, counted; those that nothing follows from are told."""
    for path in sources:
        for found in messages(path, stdin, seen_too=seen_too):
            if not isinstance(found, Found):
                at, fault = found
                reason = (fault.strerror or "it can't be read").lower()
                problems.append(error("unreadable-file", f"the file can't be read: {reason}", at))
                continue
            verdict = verdict_of(found.data, tokens)
            returned.kinds[verdict.kind] += 1
            if verdict.code:
                returned.codes[verdict.code] += 1
            if returned.kinds.total() % _EVERY == 0:
                progress(f"{returned.kinds.total():,} messages read")
            if problem := _report_message(verdict, found.at):
                if len(problems) < LISTED:
                    problems.append(problem)
                else:
                    returned.unlisted += 1
            yield verdict, found.file


def _report_message(verdict: Verdict, at: Location) -> Problem | None:
    """A message that a person may want to look at, without any address of it."""
    if verdict.kind is Kind.FORGED:
        return warning("forged-report", f"nothing follows from the message: {verdict.reason}", at)
    if verdict.kind is Kind.UNCLEAR:
        hint = "read it; to take somebody out, use `newsletter subscribers forget`"
        return warning("unclear-report", f"the message is not understood: {verdict.reason}", at, hint)
    if verdict.kind is Kind.REPLY:
        return warning("reply-in-bounces", "the message is a reply, not a report", at, "read and answer it")
    return None


def _no_maildir(path: Path) -> Problem:
    hint = "name a folder that has `new` and `cur` in it, or a file"
    return error("no-maildir", f"the folder `{path.name}` is no maildir", Location(path.name), hint)

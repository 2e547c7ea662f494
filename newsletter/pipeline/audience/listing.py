"""Use cases: the audience is listed, handed on whole, and one person explained or erased.

In: a place that is the home, whose subscriptions, an address. Out: subscriptions one after the other, handed to whoever
takes them, and reports. No report shows an address that its request did not name.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from newsletter.mail.audience import subscriptions
from newsletter.mail.audience.address import Address, parse_address
from newsletter.mail.audience.states import STATES, SubscriptionState, SuppressionReason
from newsletter.mail.audience.subscriptions import Subscription
from newsletter.pipeline.at_home import database_at, refusing_by_database, secrets_at
from newsletter.pipeline.audience import subscribers
from newsletter.pipeline.audience.subscribers import Explained
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.use_case import Place, issue_at, misused, reporting, whole_content
from newsletter.problems import Problem

Take = Callable[[Iterator[Subscription]], None]
"""Who gets the subscriptions, one after the other: there may be a million. They are there only while it runs."""


@dataclass(frozen=True, slots=True)
class AudienceRequest:
    """The subscriptions of a point that are in a state; empty is any. A state that there is not is misuse."""

    place: Place
    point: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class AudienceReport:
    """How many subscriptions there are of those asked for, by point and state."""

    counts: Counter[tuple[str, SubscriptionState]]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ForgetReport:
    """Whether anybody had this address; never mailed it is in any case."""

    was_there: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainReport:
    """Why an address is never mailed, if it is not, and what each of its subscriptions gets of the issue."""

    issue: str
    suppressed: SuppressionReason
    subscriptions: tuple[Explained, ...]
    problems: tuple[Problem, ...] = ()


@reporting
def list_subscriptions(request: AudienceRequest, take: Take) -> AudienceReport:
    """Hand the subscriptions to `take`, and count those that it took."""
    project, _ = issue_at(request.place, None)
    counts: Counter[tuple[str, SubscriptionState]] = Counter()
    state = _state_of(request.state)
    with database_at(project) as connection, connection.transaction(writes=False):
        take(_counted(subscriptions.subscriptions(connection, point=request.point, state=state), counts))
    return AudienceReport(Counter(dict(sorted(counts.items()))))


def _state_of(typed: str) -> SubscriptionState:
    try:
        return SubscriptionState(typed)
    except ValueError:
        misused(f"No subscription is `{typed}`: there are {', '.join(STATES)}.")


def _counted(found: Iterator[Subscription], counts: Counter[tuple[str, SubscriptionState]]) -> Iterator[Subscription]:
    for each in found:
        counts[each.point, each.state] += 1
        yield each


@reporting
def forget_person(place: Place, address: str) -> ForgetReport:
    """Erase all that is known of an address and never mail it again; a hash stays, so that no import brings it back."""
    project, _ = issue_at(place, None)
    person, secrets = _whom(address), secrets_at(place)
    with refusing_by_database():
        return ForgetReport(subscribers.forget(project, person, secrets, read_clock()))


@reporting
def explain_person(place: Place, address: str, issue: str | None = None) -> ExplainReport:
    """Which edition of an issue a person gets, with every step to it, or why none; None is the newest."""
    project, slug = issue_at(place, issue)
    content = whole_content(project, slug)
    person, secrets = _whom(address), secrets_at(place)
    with refusing_by_database():
        suppressed, found = subscribers.explain(project, content, person, secrets)
    return ExplainReport(slug, suppressed, tuple(found))


def _whom(typed: str) -> Address:
    address, reason = parse_address(typed)
    if address is None:
        misused(f"The address {reason}.")
    return address


def write_private(path: Path, lines: Iterable[str]) -> None:
    """The lines in a file that only its owner reads, whole or not at all; `OSError` where it can't be written."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(
            os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w", encoding="utf-8", newline=""
        ) as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise

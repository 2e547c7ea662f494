"""The audience: who gets a point's newsletter, in which language, and who never does.

In: an open database, keyed hashes, what a person asked for. Out: subscribers with their subscriptions, consents and
suppressions; and for ordered locales the one edition to mail, with each step on the way. Whoever needs to know a
reader's edition asks `resolved`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newsletter.database import Connection
from newsletter.locales import looks
from newsletter.mail.audience.states import SubscriptionState, SuppressionReason
from newsletter.times import write_time


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to: on which day (empty: not known), how it came to us, which words in which locale."""

    given_on: str
    how: str
    words: str
    locale: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """A person's wish to get one point's newsletter, their locales best first, and why they may not be mailed."""

    address: str
    name: str
    point: str
    state: SubscriptionState
    locales: tuple[str, ...]
    since: str
    consent: Consent | None
    suppressed: SuppressionReason = SuppressionReason.NONE

    def __repr__(self) -> str:
        return f"Subscription(…, {self.point!r}, {self.state.value!r})"


@dataclass(frozen=True, slots=True)
class Step:
    """One look at the editions: for which wish, what was looked for, and the edition that was found."""

    wish: str
    looked_for: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The locale that a reader gets and every step to it; `is_default` when none of their wishes could be met."""

    locale: str
    steps: tuple[Step, ...]
    is_default: bool


@lru_cache(maxsize=10_000)
def resolve_edition(wishes: tuple[str, ...], editions: tuple[str, ...], default: str) -> Resolution:
    """The edition for ordered locales, for each wish in turn as `locales.looks` finds it; else the point's default."""
    steps: list[Step] = []
    for wish in wishes:
        steps += [Step(wish, *look) for look in looks(wish, editions)]
        if steps[-1].found:
            return Resolution(steps[-1].found, tuple(steps), False)
    return Resolution(default, (*steps, Step("", default, default)), True)


_SUBSCRIPTIONS = """
select a.subscriber_id, a.address, a.name, a.point, a.state, a.locales, a.created_at, a.suppression,
       c.given_on, c.how, w.words, w.locale
from addressees a
left join consents c on c.subscriber_id = a.subscriber_id and c.point = a.point and c.recorded_at = (
  select max(l.recorded_at) from consents l where l.subscriber_id = a.subscriber_id and l.point = a.point
)
left join wordings w on w.key = c.wording
where (:point = '' or a.point = :point) and (:state = '' or a.state = :state) and (:hash = '' or a.hash = :hash)
"""
_BY_SUBSCRIBER = "order by a.subscriber_id, a.point"


def subscriptions(
    connection: Connection, *, point: str = "", state: SubscriptionState = SubscriptionState.NONE, digest: str = ""
) -> Iterator[Subscription]:
    """Subscriptions in the order of their row, all or those of a point, a state or one keyed hash."""
    wanted = {"point": point, "state": state, "hash": digest}
    for row in connection.rows(_SUBSCRIPTIONS + _BY_SUBSCRIBER, wanted):
        consent = None if row.how is None else Consent(row.given_on, row.how, row.words, row[11])
        yield Subscription(
            row.address,
            row.name,
            row.point,
            SubscriptionState(row.state),
            tuple(row[5].split()),
            row.created_at,
            consent,
            SuppressionReason(row.suppression),
        )


def suppression(connection: Connection, digest: str) -> SuppressionReason:
    """Why an address is never mailed, if it is not."""
    row = connection.row("select reason from suppressions where hash = :hash", {"hash": digest})
    return SuppressionReason(row.reason) if row else SuppressionReason.NONE


def suppress(connection: Connection, digest: str, reason: SuppressionReason, now: dt.datetime) -> None:
    """Never mail an address again. The first reason stays."""
    connection.run(
        """insert into suppressions (hash, reason, created_at) values (:hash, :reason, :now)
        on conflict (hash) do nothing""",
        {"hash": digest, "reason": reason, "now": write_time(now)},
    )


def end(connection: Connection, subscription: int, point: str, now: dt.datetime) -> bool:
    """End a subscriber's subscription to a point, or to all of them (point empty); False when none was open.

    The subscription is a claim's: the subscriber's number.
    """
    values = {"id": subscription, "point": point, "now": write_time(now)}
    ended = connection.run(
        """update subscriptions set state = 'ended', changed_at = :now
        where subscriber_id = :id and (:point = '' or point = :point) and state <> 'ended'""",
        values,
    )
    return ended > 0


def forget(connection: Connection, digest: str, now: dt.datetime) -> bool:
    """Erase a person with all that is known of them and suppress the hash; False when there was nobody."""
    agreed_to = connection.rows(
        "select distinct wording from consents c join subscribers s on s.id = c.subscriber_id where s.hash = :hash",
        {"hash": digest},
    )
    keys = [{"key": row.wording} for row in agreed_to]
    erased = connection.run("delete from subscribers where hash = :hash", {"hash": digest})
    # Words that nobody else agreed to may be about this person alone.
    connection.run(
        "delete from wordings where key = :key and not exists (select 1 from consents where wording = :key)", keys
    )
    suppress(connection, digest, SuppressionReason.REQUEST, now)
    return bool(erased)


def explain_subscriptions(
    subscription: Subscription, editions: Sequence[str], default: str
) -> tuple[str, Resolution | None]:
    """Why a subscription gets no letter (empty when it gets one), and which locale it gets or would get."""
    if not editions:
        return "no-edition", None
    reason = (
        "suppressed"
        if subscription.suppressed
        else ""
        if subscription.state is SubscriptionState.ACTIVE
        else subscription.state
    )
    return reason, resolve_edition(subscription.locales, tuple(editions), default)

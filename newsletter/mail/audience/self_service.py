"""What readers change of their own subscriptions: requests, confirmations, preferences, leaving.

In: an open database in a transaction, numbers from tokens, times. Out: rows changed, and what is stored about one
person. Nothing here knows of tokens, pages or mail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newsletter.database import Connection
from newsletter.files import digest_of
from newsletter.mail.audience.states import EventKind, SubscriptionState
from newsletter.mail.audience.subscriptions import end
from newsletter.times import load_optional_time, load_time, write_time


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What somebody wishes for an address, and the words they agreed to."""

    point: str
    name: str
    locales: tuple[str, ...]
    words: str
    words_locale: str


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """A request as it is stored; `confirmed_at` is None until it is confirmed."""

    id: int
    subscriber: int
    asked: Asked
    asked_at: dt.datetime
    confirmed_at: dt.datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class Reader:
    """One person with one subscription: the one that a letter belongs to."""

    id: int
    hash: str
    address: str
    name: str
    point: str
    state: SubscriptionState
    locales: tuple[str, ...]


def draw_number(connection: Connection, name: str) -> int:
    """The next number of a counter; none is given out twice."""
    sql = "update counters set value = value + 1 where name = :name returning value"
    return int(connection.row(sql, {"name": name})[0])


def count_attempt(connection: Connection, digest: str, limit: int, since: dt.datetime, now: dt.datetime) -> bool:
    """Count a form sent for an address; False when there were as many as may be since then."""
    values = {"hash": digest, "since": write_time(since)}
    connection.run("delete from form_attempts where hash = :hash and attempted_at <= :since", values)
    row = connection.row(
        "select count(*), coalesce(max(number), 0) from form_attempts where hash = :hash", {"hash": digest}
    )
    if row[0] >= limit:
        return False
    sql = "insert into form_attempts (hash, number, attempted_at) values (:hash, :number, :now)"
    connection.run(sql, {"hash": digest, "number": row[1] + 1, "now": write_time(now)})
    return True


def subscriber_of(connection: Connection, digest: str) -> int:
    """The number of the person with an address; 0 when there is none."""
    row = connection.row("select id from subscribers where hash = :hash", {"hash": digest})
    return int(row[0]) if row else 0


def address_of(connection: Connection, subscriber: int) -> str:
    """The address of somebody; empty for whoever is gone."""
    row = connection.row("select address from subscribers where id = :id", {"id": subscriber})
    return str(row[0]) if row else ""


def add_subscriber(connection: Connection, digest: str, address: str, now: dt.datetime) -> int:
    """Somebody new, without a name until they confirm one."""
    number = draw_number(connection, "subscriber")
    connection.run(
        "insert into subscribers (id, address, hash, created_at) values (:id, :address, :hash, :now)",
        {"id": number, "address": address, "hash": digest, "now": write_time(now)},
    )
    return number


def state_of(connection: Connection, subscriber: int, point: str) -> SubscriptionState:
    """The state of a subscription; `NONE` when there is none."""
    row = connection.row(
        "select state from subscriptions where subscriber_id = :id and point = :point",
        {"id": subscriber, "point": point},
    )
    return SubscriptionState(row[0]) if row else SubscriptionState.NONE


def ask(connection: Connection, subscriber: int, asked: Asked, now: dt.datetime) -> int:
    """Store a request, or bring an older one of the same person for the same point up to date; its number.

    A subscription that is there stays as it is; a new one waits.
    """
    values = {
        "subscriber": subscriber,
        "point": asked.point,
        "name": asked.name,
        "locales": " ".join(asked.locales),
        "words": asked.words,
        "words_locale": asked.words_locale,
        "now": write_time(now),
    }
    connection.run(
        """insert into subscriptions (subscriber_id, point, state, locales, created_at, changed_at, name)
        values (:subscriber, :point, 'pending', :locales, :now, :now, '')
        on conflict (subscriber_id, point) do update set changed_at = :now where subscriptions.state = 'pending'""",
        {name: values[name] for name in ("subscriber", "point", "locales", "now")},
    )
    # A request that was confirmed has done what it could: its link must not do it a second time.
    connection.run(
        "delete from requests where subscriber_id = :subscriber and point = :point and confirmed_at <> ''",
        {"subscriber": subscriber, "point": asked.point},
    )
    row = connection.row(
        "select id from requests where subscriber_id = :subscriber and point = :point",
        {"subscriber": subscriber, "point": asked.point},
    )
    number = int(row[0]) if row else draw_number(connection, "request")
    connection.run(
        """insert into requests
        (id, subscriber_id, point, name, locales, words, words_locale, asked_at, confirmed_at)
        values (:id, :subscriber, :point, :name, :locales, :words, :words_locale, :now, '')
        on conflict (id) do update set name = :name, locales = :locales, words = :words,
        words_locale = :words_locale, asked_at = :now""",
        {"id": number, **values},
    )
    return number


def request_of(connection: Connection, number: int) -> Request | None:
    """A request by its number. None where there is none."""
    row = connection.row("select * from requests where id = :id", {"id": number})
    if row is None:
        return None
    asked = Asked(row.point, row.name, tuple(row.locales.split()), row.words, row.words_locale)
    asked_at, confirmed_at = load_time(row.asked_at), load_optional_time(row.confirmed_at)
    return Request(int(row.id), int(row.subscriber_id), asked, asked_at, confirmed_at)


def confirm(connection: Connection, request: Request, now: dt.datetime) -> None:
    """The person of a request gets what they asked for, their consent is recorded, and what they once asked us not to
    do is lifted. A complaint or a mailbox that does not exist stays suppressed.
    """
    of = {"id": request.subscriber, "point": request.asked.point}
    connection.run(
        "update requests set confirmed_at = :now where id = :number", {"now": write_time(now), "number": request.id}
    )
    if request.asked.name:
        sql = "update subscriptions set name = :name where subscriber_id = :id and point = :point"
        connection.run(sql, {**of, "name": request.asked.name})
    connection.run(
        """update subscriptions set state = 'active', locales = :locales, changed_at = :now
        where subscriber_id = :id and point = :point""",
        {**of, "locales": " ".join(request.asked.locales), "now": write_time(now)},
    )
    add_consent(connection, request.subscriber, request.asked, "form, confirmed by mail", request.asked_at, now)
    connection.run(
        """delete from suppressions where reason = 'request'
        and hash = (select hash from subscribers where id = :id)""",
        {"id": request.subscriber},
    )
    _remember(connection, request.subscriber, request.asked.point)


def _remember(connection: Connection, subscriber: int, point: str) -> None:
    """A point that was asked to forget somebody may know them again: they have asked for it themselves."""
    connection.run(
        "delete from forgotten where point = :point and hash = (select hash from subscribers where id = :id)",
        {"id": subscriber, "point": point},
    )


def add_consent(
    connection: Connection, subscriber: int, asked: Asked, how: str, given_at: dt.datetime, now: dt.datetime
) -> None:
    """Record what a person agreed to, in the very words they read, by a link that was mailed to them."""
    key, day = digest_of([asked.words, asked.words_locale])[:32], write_time(given_at)[:10]
    connection.run(
        "insert into wordings (key, words, locale) values (:key, :words, :locale) on conflict (key) do nothing",
        {"key": key, "words": asked.words, "locale": asked.words_locale},
    )
    connection.run(
        """insert into consents (subscriber_id, point, given_on, how, wording, recorded_at, confirmed_at)
        values (:id, :point, :day, :how, :key, :now, :now)
        on conflict (subscriber_id, point, recorded_at)
        do update set wording = :key, how = :how, given_on = :day, confirmed_at = :now""",
        {
            "id": subscriber,
            "point": asked.point,
            "day": day,
            "how": how,
            "key": key,
            "now": write_time(now),
        },
    )


def mailing_of(connection: Connection, number: int) -> tuple[str, str]:
    """Point and locale of a mailing; empty for none."""
    row = connection.row(
        "select r.point, m.locale from mailings m join rounds r on r.id = m.round_id where m.id = :id", {"id": number}
    )
    return (str(row[0]), str(row[1])) if row else ("", "")


def reader_of(connection: Connection, subscriber: int, point: str) -> Reader | None:
    """A person with one of their subscriptions: one that is active before others, then that to the point named.

    None where nobody has that number, or no subscription.
    """
    row = connection.row(
        """select s.id, s.hash, s.address, p.name, p.point, p.state, p.locales
        from subscribers s join subscriptions p on p.subscriber_id = s.id
        where s.id = :id
        order by case when p.state = 'active' then 0 else 1 end, case when p.point = :point then 0 else 1 end,
          p.changed_at desc, p.point
        limit 1""",
        {"id": subscriber, "point": point},
    )
    if row is None:
        return None
    state, locales = SubscriptionState(row.state), tuple(row.locales.split())
    return Reader(int(row.id), row.hash, row.address, row.name, row.point, state, locales)


def leave(connection: Connection, subscriber: int, point: str, now: dt.datetime) -> bool:
    """End a person's subscription to a point, or with an empty point all they have; False when none was open.

    What they asked for and have not confirmed is void too.
    """
    of = {"id": subscriber, "point": point}
    connection.run("delete from requests where subscriber_id = :id and (:point = '' or point = :point)", of)
    return end(connection, subscriber, point, now)


def note(connection: Connection, mailing: int, subscriber: int, kind: EventKind, detail: str, now: dt.datetime) -> None:
    """Record what came back about a mailing; the last of a kind counts."""
    connection.run(
        """insert into events (mailing_id, subscriber_id, kind, detail, happened_at)
        values (:mailing, :id, :kind, :detail, :now)
        on conflict (mailing_id, subscriber_id, kind) do update set detail = :detail, happened_at = :now""",
        {"mailing": mailing, "id": subscriber, "kind": kind, "detail": detail, "now": write_time(now)},
    )


def prefer(connection: Connection, reader: Reader, locales: Sequence[str], now: dt.datetime) -> None:
    """Give one subscription other locales."""
    connection.run(
        "update subscriptions set locales = :locales, changed_at = :now where subscriber_id = :id and point = :point",
        {"locales": " ".join(locales), "now": write_time(now), "id": reader.id, "point": reader.point},
    )


def rename(connection: Connection, reader: Reader, name: str) -> None:
    """Give a person another name, or none, wherever they are subscribed."""
    connection.run("update subscriptions set name = :name where subscriber_id = :id", {"name": name, "id": reader.id})


def move(connection: Connection, reader: Reader, asked: Asked, now: dt.datetime) -> None:
    """End one subscription and begin that of another point, with a record of what was agreed to."""
    leave(connection, reader.id, reader.point, now)
    connection.run(
        """insert into subscriptions (subscriber_id, point, state, locales, created_at, changed_at, name)
        values (:id, :point, 'active', :locales, :now, :now, :name)
        on conflict (subscriber_id, point)
        do update set state = 'active', locales = :locales, changed_at = :now, name = :name""",
        {
            "id": reader.id,
            "point": asked.point,
            "locales": " ".join(asked.locales),
            "now": write_time(now),
            "name": asked.name,
        },
    )
    add_consent(connection, reader.id, asked, "preferences", now, now)
    _remember(connection, reader.id, asked.point)


_KEPT: Mapping[str, str] = {
    "subscriptions": """select point, name, state, locales, created_at, changed_at from subscriptions
        where subscriber_id = :id order by point""",
    "consents": """select c.point, c.given_on, c.how, w.words, w.locale, c.recorded_at, c.confirmed_at
        from consents c join wordings w on w.key = c.wording where c.subscriber_id = :id order by c.recorded_at""",
    "requests": """select point, name, locales, words, words_locale, asked_at, confirmed_at from requests
        where subscriber_id = :id order by id""",
    "deliveries": """select r.issue, r.point, m.locale, d.state, d.reason, d.attempts, d.changed_at
        from deliveries d join rounds r on r.id = d.round_id join mailings m on m.id = d.mailing_id
        where d.subscriber_id = :id order by d.changed_at""",
    "events": """select r.issue, r.point, m.locale, e.kind, e.detail, e.happened_at
        from events e join mailings m on m.id = e.mailing_id join rounds r on r.id = m.round_id
        where e.subscriber_id = :id order by e.happened_at""",
}


def all_of(connection: Connection, subscriber: int) -> dict[str, Any]:
    """Everything that is stored about a person, as plain values."""
    person = connection.row("select address, created_at, hash from subscribers where id = :id", {"id": subscriber})
    if person is None:
        return {}
    kept = {
        name: [dict(row._mapping) for row in connection.rows(sql, {"id": subscriber})] for name, sql in _KEPT.items()
    }
    barred = connection.row("select reason, created_at from suppressions where hash = :hash", {"hash": person.hash})
    suppressed = {"reason": barred[0], "since": barred[1]} if barred else None
    return {
        "address": person.address,
        "since": person.created_at,
        "suppressed": suppressed,
        **kept,
    }


def expire(connection: Connection, before: dt.datetime, attempts_before: dt.datetime) -> int:
    """Take out requests and subscriptions that nobody has confirmed since a time, and people of whom nothing is left;
    how many subscriptions went.
    """
    connection.run("delete from form_attempts where attempted_at <= :before", {"before": write_time(attempts_before)})
    connection.run("delete from requests where asked_at <= :before", {"before": write_time(before)})
    sql = "delete from subscriptions where state = 'pending' and changed_at <= :before"
    gone = connection.run(sql, {"before": write_time(before)})
    if gone:
        connection.run(
            """delete from subscribers where not exists (
              select 1 from subscriptions p where p.subscriber_id = subscribers.id
            )"""
        )
    return gone

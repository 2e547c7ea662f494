"""Links by which a guest sees one letter before it is mailed, until a day.

In: an open database in a transaction, an edition, a secret from a link. Out: rows, which hold the hash of a secret and
never the secret: whoever reads the database can open no letter by it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from newsletter.database import Connection
from newsletter.edition import EditionKey
from newsletter.people.rights import Act, Scope, Thing, ThingKind, may
from newsletter.people.store import person_of
from newsletter.times import load_optional_time, load_time, write_time

MOST_DAYS = 60
"""So long a link may be good: what is shown is not public yet."""


@dataclass(frozen=True, slots=True)
class GuestLink:
    """A link that somebody made: for which edition, until when, and when it was ended before (None: it was not).

    `has_right` is False once whoever made it may let nobody see that edition any more.
    """

    number: int
    key: EditionKey
    person: str
    made_at: dt.datetime
    ends_at: dt.datetime
    ended_at: dt.datetime | None
    has_right: bool = True

    def is_good(self, now: dt.datetime) -> bool:
        """True while it opens the letter."""
        return self.ended_at is None and now < self.ends_at and self.has_right


def make_link(
    connection: Connection, key: EditionKey, person: tuple[int, str], days: int, now: dt.datetime
) -> tuple[str, GuestLink]:
    """A new link, made by a person (number and name): what its address is to hold, and its row."""
    secret = secrets.token_urlsafe(32)
    row = connection.row("update counters set value = value + 1 where name = 'guest-link' returning value")
    link = GuestLink(int(row[0]), key, person[1], now, now + dt.timedelta(days=days), None)
    connection.run(
        """insert into guest_links (id, hash, issue, point, locale, person_id, person, made_at, ends_at, ended_at)
        values (:id, :hash, :issue, :point, :locale, :person_id, :person, :made, :ends, '')""",
        {
            "id": link.number, "hash": _hash(secret), "issue": key.issue, "point": key.point, "locale": key.locale,
            "person_id": person[0], "person": person[1], "made": write_time(now), "ends": write_time(link.ends_at),
        },
    )  # fmt: skip
    return secret, link


def list_links(connection: Connection, key: EditionKey) -> tuple[GuestLink, ...]:
    """The links of an edition, the newest first."""
    found = connection.rows(
        """select * from guest_links where issue = :issue and point = :point and locale = :locale order by id desc""",
        {"issue": key.issue, "point": key.point, "locale": key.locale},
    )
    return tuple(_link(connection, row) for row in found)


def find_link(connection: Connection, secret: str, now: dt.datetime) -> GuestLink | None:
    """The link whose address holds a secret; None for none, and for one that is over."""
    row = connection.row("select * from guest_links where hash = :hash", {"hash": _hash(secret)})
    link = _link(connection, row) if row else None
    return link if link and link.is_good(now) else None


def end_link(connection: Connection, key: EditionKey, number: int, now: dt.datetime) -> bool:
    """End a link of an edition at once; False where none of that number is open."""
    return (
        connection.run(
            """update guest_links set ended_at = :now where id = :id and ended_at = '' and ends_at > :now
        and issue = :issue and point = :point and locale = :locale""",
            {"id": number, "now": write_time(now), "issue": key.issue, "point": key.point, "locale": key.locale},
        )
        > 0
    )


def _link(connection: Connection, row: Any) -> GuestLink:
    key = EditionKey(row.issue, row.point, row.locale)
    return GuestLink(
        row.id, key, row.person, load_time(row.made_at), load_time(row.ends_at), load_optional_time(row.ended_at),
        _may_invite(connection, row.person_id, key),
    )  # fmt: skip


def _may_invite(connection: Connection, number: int, key: EditionKey) -> bool:
    """True for who may let a guest see an edition now; number 0 is whoever has the files anyway."""
    if number == 0:
        return True
    person = person_of(connection, number)
    thing = Thing(ThingKind.EDITION, key.point, key.locale)
    return person is not None and may(person.roles, Act.INVITE, thing, Scope())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""Where people are signed in: revocable, for fourteen days at most, and twelve hours without a sign of them.

In: an open database in a transaction, what a browser's cookie holds. Out: whose it is, or nobody's. The database holds
a hash of it: whoever reads a backup is signed in nowhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.people.store import Person, person_of
from newsletter.times import load_time, write_time

LONGEST = dt.timedelta(days=14)
IDLE = dt.timedelta(hours=12)
_SEEN_EVERY = dt.timedelta(minutes=1)
"""More often nothing is written: a page with its parts asks a dozen times."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where somebody is signed in: `name` is a part of its hash, `browser` what that calls itself.

    `is_here` for the one that was asked from.
    """

    name: str
    began_at: dt.datetime
    seen_at: dt.datetime
    browser: str
    is_here: bool = False


def sign_in(connection: Connection, person: int, browser: str, now: dt.datetime) -> str:
    """Sign a person in; what the cookie is to hold (256 random bits)."""
    secret = secrets.token_urlsafe(32)
    connection.run(
        """insert into sign_ins (hash, person_id, began_at, seen_at, browser)
        values (:hash, :person, :now, :now, :browser)""",
        {"hash": _hash(secret), "person": person, "now": write_time(now), "browser": browser[:200]},
    )
    return secret


def find_signed_in(connection: Connection, secret: str, now: dt.datetime) -> tuple[Person | None, bool]:
    """Whose browser it is, None for nobody's, or no longer; and whether it is to be marked as seen. Changes nothing."""
    row = connection.row("select * from sign_ins where hash = :hash", {"hash": _hash(secret)})
    if row is None or load_time(row.began_at) <= now - LONGEST or load_time(row.seen_at) <= now - IDLE:
        return None, False
    return person_of(connection, row.person_id), load_time(row.seen_at) <= now - _SEEN_EVERY


def mark_seen(connection: Connection, secret: str, now: dt.datetime) -> None:
    """There was a sign of somebody."""
    values = {"now": write_time(now), "hash": _hash(secret)}
    connection.run("update sign_ins set seen_at = :now where hash = :hash", values)


def remove_old_sign_ins(connection: Connection, now: dt.datetime) -> None:
    """Those that are over stand nowhere."""
    values = {"began": write_time(now - LONGEST), "seen": write_time(now - IDLE)}
    connection.run("delete from sign_ins where began_at <= :began or seen_at <= :seen", values)


def list_sign_ins(connection: Connection, person: int, secret: str = "") -> tuple[SignIn, ...]:
    """Where a person is signed in, the latest first; `secret` is what the cookie of the browser that asks holds."""
    here = _hash(secret)
    found = connection.rows(
        "select * from sign_ins where person_id = :person order by seen_at desc, hash", {"person": person}
    )
    return tuple(
        SignIn(row.hash[:16], load_time(row.began_at), load_time(row.seen_at), row.browser, row.hash == here)
        for row in found
    )


def last_seen(connection: Connection) -> dict[int, dt.datetime]:
    """When there was the last sign of each person who is signed in somewhere, by their number."""
    found = connection.rows("select person_id, max(seen_at) from sign_ins group by person_id")
    return {int(number): load_time(at) for number, at in found}


def sign_out(connection: Connection, secret: str) -> None:
    """End it where the cookie is."""
    connection.run("delete from sign_ins where hash = :hash", {"hash": _hash(secret)})


def sign_out_there(connection: Connection, person: int, name: str) -> bool:
    """End one of a person's own; False when it is not theirs, or over."""
    sql = "delete from sign_ins where person_id = :person and substr(hash, 1, 16) = :name"
    return connection.run(sql, {"person": person, "name": name}) > 0


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

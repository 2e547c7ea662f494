"""Codes that are mailed to sign in: six digits, for the browser that asked alone.

In: an open database, a person, what the browser's cookie holds, the key of the installation. Out: a code to be mailed,
or who has typed theirs. Scanners of mail follow links and press buttons; they do not type. A try is counted in a
transaction of its own before the code is looked at, so that forty guesses at once are forty tries (NIST SP 800-63B,
section 5.2.2).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.mail.audience.self_service import count_attempt
from newsletter.times import write_time

DIGITS = 6
LIFETIME = dt.timedelta(minutes=10)
TRIES = 5
HOUR = dt.timedelta(hours=1)
CODES_AN_HOUR, MAILS_AN_HOUR, ASKED_AN_HOUR, FAILED_AN_HOUR = 3, 12, 10, 100
GONE_AN_HOUR = 60
"""Mailed to one person as one client asks, and whoever asks; asked for by one client; wrong ones in all, as many of
which are somebody's attack; and gone to a provider, which a whole office may do at one address.

Nobody is kept out by those: a stranger who asks for another's codes uses up their own. Only the mails in all end for
everybody, and need four strangers: more would be a way to fill somebody's mailbox.
"""
_FAILED = "sign-in failed"


@dataclass(frozen=True, slots=True, repr=False)
class MailedCode:
    """A code as its letter has it."""

    digits: str
    valid_until: dt.datetime


def may_ask(connection: Connection, client: str, key: bytes, now: dt.datetime) -> bool:
    """Count that somebody asks for a code; False when a client has asked too often. In a transaction of its own."""
    return count_attempt(connection, _subject(key, "asks", client), ASKED_AN_HOUR, now - HOUR, now)


def may_go(connection: Connection, client: str, key: bytes, now: dt.datetime) -> bool:
    """Count that somebody goes to a provider; False when a client has gone too often. In a transaction of its own."""
    return count_attempt(connection, _subject(key, "goes", client), GONE_AN_HOUR, now - HOUR, now)


def make_code(
    connection: Connection, person: int, browser: str, key: bytes, now: dt.datetime, client: str = ""
) -> MailedCode | None:
    """A code for a person, to be typed where `browser` is the cookie; None when `client` had enough of them in an hour.

    Those of the same browser that were made before hold no longer.
    """
    if not _may_mail(connection, str(person), key, now, client):
        return None
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    connection.run("delete from sign_in_codes where browser = :browser", {"browser": _browser(browser)})
    number = connection.row("update counters set value = value + 1 where name = 'sign-in-code' returning value")[0]
    connection.run(
        """insert into sign_in_codes (id, person_id, browser, hash, tries, made_at, used_at)
        values (:id, :person, :browser, :hash, 0, :now, '')""",
        {
            "id": number, "person": person, "browser": _browser(browser), "hash": _hash(key, number, digits),
            "now": write_time(now),
        },
    )  # fmt: skip
    return MailedCode(digits, now + LIFETIME)


def make_none(connection: Connection, address: str, key: bytes, now: dt.datetime, client: str) -> None:
    """Write as much as for a code, of an address that nobody has: else the time of an answer tells who is known."""
    if _may_mail(connection, address, key, now, client):
        connection.run("update counters set value = value + 1 where name = 'sign-in-code'")


def _may_mail(connection: Connection, whom: str, key: bytes, now: dt.datetime, client: str) -> bool:
    """Count that a code is mailed, for the client that asks first: who has had enough takes nobody's from others."""
    limits = ((f"{whom} {client}", CODES_AN_HOUR), (whom, MAILS_AN_HOUR))
    return all(count_attempt(connection, _subject(key, "mailed", of), most, now - HOUR, now) for of, most in limits)


def use_code(connection: Connection, typed: str, browser: str, key: bytes, now: dt.datetime) -> int:
    """The number of the person whose code was typed, which is used up by it; 0 for a wrong, old, used or foreign one.

    Makes transactions of its own.
    """
    digits = "".join(typed.split())
    with connection.transaction():
        count_attempt(connection, _FAILED, FAILED_AN_HOUR, now - HOUR, now)
        rows = connection.returned(
            """update sign_in_codes set tries = tries + 1
            where browser = :browser and tries < :tries and used_at = '' and made_at > :since
            returning id, person_id, hash""",
            {"browser": _browser(browser), "tries": TRIES, "since": write_time(now - LIFETIME)},
        )
    if not rows or not hmac.compare_digest(rows[0].hash, _hash(key, rows[0].id, digits)):
        return 0
    with connection.transaction():
        values = {"id": rows[0].id, "now": write_time(now)}
        sql = "update sign_in_codes set used_at = :now where id = :id and used_at = '' returning person_id"
        used = connection.returned(sql, values)
        if used:
            sql = "select max(number) from form_attempts where hash = :hash"
            connection.run(f"delete from form_attempts where hash = :hash and number = ({sql})", {"hash": _FAILED})  # noqa: S608
    return int(used[0].person_id) if used else 0


def is_under_attack(connection: Connection, now: dt.datetime) -> bool:
    """True when so many codes were wrong in an hour that an operator should know."""
    row = connection.row(
        "select count(*) from form_attempts where hash = :hash and attempted_at > :since",
        {"hash": _FAILED, "since": write_time(now - HOUR)},
    )
    return int(row[0]) >= FAILED_AN_HOUR


def remove_old_codes(connection: Connection, now: dt.datetime) -> None:
    """Codes that nobody can use any more are nowhere."""
    connection.run("delete from sign_in_codes where made_at < :since", {"since": write_time(now - LIFETIME)})


def _browser(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


def _hash(key: bytes, number: int, digits: str) -> str:
    return hmac.new(key, f"sign-in {number} {digits}".encode(), "sha256").hexdigest()


def _subject(key: bytes, what: str, of: str) -> str:
    return hmac.new(key, f"sign-in {what} {of}".encode(), "sha256").hexdigest()

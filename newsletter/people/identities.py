"""Who somebody is at an OpenID Connect provider, and who is there at the moment to sign in.

In: an open database in a transaction, what a browser's cookie and an address hold, what a provider says of somebody.
Out: a person's number, or what has to be remembered until a browser comes back. The database holds hashes of what the
browser has.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.times import write_time

LIFETIME = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True, repr=False)
class Ask:
    """What a browser takes along to the provider, and what stays here to prove that the answer is for it.

    `state` names the ask, `nonce` comes back in what the provider signs (OpenID Connect Core section 3.1.2.1), and
    `verifier` proves that whoever fetches the answer has asked (PKCE, RFC 7636).
    """

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, repr=False)
class Claims:
    """What a provider says of somebody. `address` is empty where it gives none."""

    issuer: str
    subject: str
    address: str = ""
    is_verified: bool = False
    name: str = ""
    groups: tuple[str, ...] = ()


def make_ask(connection: Connection, browser: str, now: dt.datetime, spoken: str = "") -> Ask:
    """An ask of the browser whose cookie that is. Another tab's stays as it is; those that are over are removed.

    The locale that was `spoken` travels in the name of the ask: each tab comes back with its own.
    """
    connection.run("delete from provider_asks where made_at < :since", {"since": write_time(now - LIFETIME)})
    state = f"{secrets.token_urlsafe(32)}.{spoken}" if spoken else secrets.token_urlsafe(32)
    ask = Ask(state, secrets.token_urlsafe(32), secrets.token_urlsafe(48))
    connection.run(
        """insert into provider_asks (state, browser, nonce, verifier, made_at)
        values (:state, :browser, :nonce, :verifier, :now)""",
        {
            "state": _hash(ask.state), "browser": _hash(browser), "nonce": ask.nonce, "verifier": ask.verifier,
            "now": write_time(now),
        },
    )  # fmt: skip
    return ask


def spoken_in(state: str) -> str:
    """The locale in the name of an ask; empty where none was chosen. Whoever brings it may have made it up."""
    return state.partition(".")[2]


def use_ask(connection: Connection, state: str, browser: str, now: dt.datetime) -> Ask | None:
    """The ask of that name, used up by it; None for an old, used or unknown one, or one of another browser."""
    rows = connection.returned(
        """delete from provider_asks where state = :state and browser = :browser and made_at >= :since
        returning nonce, verifier""",
        {"state": _hash(state), "browser": _hash(browser), "since": write_time(now - LIFETIME)},
    )
    return Ask(state, rows[0].nonce, rows[0].verifier) if rows else None


def find_identity(connection: Connection, claims: Claims) -> int:
    """The number of the person whom a provider calls that; 0 for nobody."""
    values = {"issuer": claims.issuer, "subject": claims.subject}
    row = connection.row("select person_id from identities where issuer = :issuer and subject = :subject", values)
    return int(row.person_id) if row else 0


def keep_identity(connection: Connection, claims: Claims, person: int) -> None:
    """From now on that name at the provider is this person's."""
    connection.run(
        "insert into identities (issuer, subject, person_id) values (:issuer, :subject, :person)",
        {"issuer": claims.issuer, "subject": claims.subject, "person": person},
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

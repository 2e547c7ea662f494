"""Use cases of the way in: a code is asked for, typed, and somebody is signed in; and out again.

In: the home's pool of connections, the key of the installation, what a browser brings. Out: a code to be mailed, a
secret for a cookie, a `Person`. Each function makes its own transactions. Whether an address is known shows in none of
the answers that a browser gets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from newsletter.database import Pool
from newsletter.mail.audience.address import parse_address
from newsletter.people import codes, sign_ins, store
from newsletter.people.codes import MailedCode
from newsletter.people.store import Person


@dataclass(frozen=True, slots=True)
class WayIn:
    """What the way in stands on; `key` is secret, and the same after a restart."""

    pool: Pool
    key: bytes = field(repr=False)
    now: Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True, repr=False)
class CodeLetter:
    """A code on its way to somebody."""

    person: Person
    code: MailedCode


def ask_code(way: WayIn, typed: str, browser: str, client: str) -> tuple[CodeLetter | None, bool]:
    """The letter that is due, and whether this client may ask at all; `browser` is what its cookie will hold.

    No letter is due for an address that nobody here has, or to somebody who got enough of them this hour.
    """
    address, _ = parse_address(typed)
    now = way.now()
    with way.pool.taken() as connection:
        with connection.transaction():
            may_ask = codes.may_ask(connection, client, way.key, now)
            codes.remove_old_codes(connection, now)
        if not may_ask or address is None:
            return None, may_ask
        with connection.transaction():
            person = store.find_person(connection, address)
            code = codes.make_code(connection, person.id, browser, way.key, now, client) if person else None
            if person is None:
                codes.make_none(connection, address.same_as, way.key, now, client)
    return (CodeLetter(person, code) if person and code else None), True


def enter(way: WayIn, typed: str, browser: str, called: str) -> tuple[str, Person] | None:
    """Sign in by a code: what the new cookie is to hold, and who it is; `called` is what the browser calls itself."""
    with way.pool.taken() as connection:
        number = codes.use_code(connection, typed, browser, way.key, way.now())
        if not number:
            return None
        with connection.transaction():
            sign_ins.remove_old_sign_ins(connection, way.now())
            person = store.person_of(connection, number)
            secret = sign_ins.sign_in(connection, number, called, way.now()) if person else ""
    return (secret, person) if person else None


def find_signed_in(way: WayIn, secret: str, *, is_sign: bool = True) -> Person | None:
    """Whose browser it is; None for nobody's. `is_sign` says that asking is a sign of them."""
    if not secret:
        return None
    now = way.now()
    with way.pool.taken() as connection:
        with connection.transaction(writes=False):
            person, is_to_be_marked = sign_ins.find_signed_in(connection, secret, now)
        if is_to_be_marked and is_sign:
            with connection.transaction():
                sign_ins.mark_seen(connection, secret, now)
    return person


def is_signed_in(way: WayIn, secret: str) -> bool:
    """True while a browser is somebody's; asking is no sign of them."""
    with way.pool.taken() as connection, connection.transaction(writes=False):
        return sign_ins.find_signed_in(connection, secret, way.now())[0] is not None


def find_person(way: WayIn, number: int) -> Person | None:
    """The person with a number; None when they have been removed."""
    with way.pool.taken() as connection, connection.transaction(writes=False):
        return store.person_of(connection, number)


def leave(way: WayIn, secret: str) -> None:
    """Sign out where the cookie is."""
    with way.pool.taken() as connection, connection.transaction():
        sign_ins.sign_out(connection, secret)


def leave_there(way: WayIn, person: int, name: str) -> bool:
    """End one of a person's own sign-ins elsewhere."""
    with way.pool.taken() as connection, connection.transaction():
        return sign_ins.sign_out_there(connection, person, name)


def list_sign_ins(way: WayIn, person: int, secret: str) -> tuple[sign_ins.SignIn, ...]:
    """Where a person is signed in; `secret` is what the cookie of the browser that asks holds."""
    with way.pool.taken() as connection, connection.transaction(writes=False):
        return sign_ins.list_sign_ins(connection, person, secret)


def is_under_attack(way: WayIn) -> bool:
    """True when so many codes were wrong in an hour that an operator should know."""
    with way.pool.taken() as connection, connection.transaction(writes=False):
        return codes.is_under_attack(connection, way.now())


def keep_choices(way: WayIn, person: Person) -> None:
    """Remember how somebody likes the studio."""
    with way.pool.taken() as connection, connection.transaction():
        store.keep_choices(connection, person)

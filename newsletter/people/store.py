"""People and their roles, in the home's database.

In: an open database in a transaction, names, addresses and roles. Out: `Person`, or why something can't be. There is
always an operator: else nobody could let the next one in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from newsletter.database import Connection
from newsletter.exceptions import NewsletterError
from newsletter.mail.audience.address import Address
from newsletter.people.roles import Role, RoleKind
from newsletter.times import write_time


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in: `name` may stand in git for ever, `locale` is empty for that of the browser.

    `scheme` is `light`, `dark` or empty for that of the system; `has_keys` says whether single letters are keys,
    `has_notices` whether what waits for them is mailed to them once a day.
    """

    id: int
    name: str
    address: str
    locale: str
    roles: tuple[Role, ...]
    scheme: str = ""
    has_keys: bool = True
    has_notices: bool = True

    def __repr__(self) -> str:
        return f"Person({self.id})"


class KnownPersonError(NewsletterError):
    """Somebody has this address, or this name, already."""


class LastOperatorError(NewsletterError):
    """There would be no operator left."""


def list_people(connection: Connection) -> tuple[Person, ...]:
    """Everybody, by name."""
    roles: dict[int, list[Role]] = {}
    for row in connection.rows("select person_id, kind, part from person_roles"):
        roles.setdefault(row.person_id, []).append(Role(RoleKind(row.kind), row.part))
    found = connection.rows("select * from people")
    people = [_person(row, roles.get(row.id, ())) for row in found]
    return tuple(sorted(people, key=lambda person: (person.name.casefold(), person.id)))


def find_person(connection: Connection, address: Address) -> Person | None:
    """Whoever has the address, in whatever letters it is written."""
    row = connection.row("select id from people where same_address = :address", {"address": address.same_as})
    return person_of(connection, row.id) if row else None


def person_of(connection: Connection, number: int) -> Person | None:
    """The person with a number; None when they have been removed."""
    row = connection.row("select * from people where id = :id", {"id": number})
    if row is None:
        return None
    found = connection.rows("select kind, part from person_roles where person_id = :id", {"id": number})
    return _person(row, [Role(RoleKind(each.kind), each.part) for each in found])


def _person(row: Any, roles: Collection[Role]) -> Person:
    return Person(
        row.id, row.name, row.address, row.locale, tuple(sorted(roles)), row.scheme, bool(row.has_keys),
        bool(row.has_notices),
    )  # fmt: skip


def keep_choices(connection: Connection, person: Person) -> None:
    """How somebody likes the studio: language, light or dark, keys, and whether they get notices."""
    connection.run(
        """update people set locale = :locale, scheme = :scheme, has_keys = :keys, has_notices = :notices
        where id = :id""",
        {
            "id": person.id, "locale": person.locale, "scheme": person.scheme, "keys": int(person.has_keys),
            "notices": int(person.has_notices),
        },
    )  # fmt: skip


def add_person(
    connection: Connection, name: str, address: Address, locale: str, roles: Collection[Role], now: dt.datetime
) -> Person:
    """Let somebody in from now on; the first is an operator. Raises `KnownPersonError`, `LastOperatorError`.

    A name is one person's alone: two acceptances are to be those of two.
    """
    _hold_people(connection)
    everybody = list_people(connection)
    if any(_seen_as(person.name) == _seen_as(name) for person in everybody) or find_person(connection, address):
        raise KnownPersonError
    if not everybody and RoleKind.OPERATOR not in {role.kind for role in roles}:
        raise LastOperatorError
    number = int(connection.row("update counters set value = value + 1 where name = 'person' returning value")[0])
    connection.run(
        """insert into people (id, name, address, same_address, locale, scheme, has_keys, added_at)
        values (:id, :name, :address, :same, :locale, '', 1, :now)""",
        {
            "id": number, "name": name, "address": str(address), "same": address.same_as, "locale": locale,
            "now": write_time(now),
        },
    )  # fmt: skip
    _write_roles(connection, number, roles)
    return Person(number, name, str(address), locale, tuple(sorted(set(roles))))


def _seen_as(name: str) -> str:
    """A name without what tells spellings apart and no people: capitals, width, how accents are put together."""
    return " ".join(normalize("NFKC", name).casefold().split())


def change_roles(connection: Connection, person: Person, roles: Collection[Role]) -> None:
    """Give a person these roles and no others; wherever they are signed in they have to sign in again.

    Raises `LastOperatorError`.
    """
    _hold_people(connection)
    _keep_an_operator(connection, person, roles)
    connection.run("delete from person_roles where person_id = :id", {"id": person.id})
    _write_roles(connection, person.id, roles)
    connection.run("delete from sign_ins where person_id = :id", {"id": person.id})


def remove_person(connection: Connection, person: Person) -> None:
    """Let somebody in no longer, and end where they are signed in. Raises `LastOperatorError`."""
    _hold_people(connection)
    _keep_an_operator(connection, person, ())
    for table in ("sign_ins", "sign_in_codes", "identities", "person_roles"):
        connection.run(f"delete from {table} where person_id = :id", {"id": person.id})  # noqa: S608
    connection.run("delete from people where id = :id", {"id": person.id})


def _hold_people(connection: Connection) -> None:
    """Whoever else changes people waits until this transaction ends: two operators could remove each other."""
    connection.run("update counters set value = value where name = 'person'")


def _keep_an_operator(connection: Connection, person: Person, roles: Collection[Role]) -> None:
    if RoleKind.OPERATOR in {role.kind for role in roles} or not is_operator(person):
        return
    if not any(is_operator(other) for other in list_people(connection) if other.id != person.id):
        raise LastOperatorError


def is_operator(person: Person) -> bool:
    """True for whoever keeps the machine and the people."""
    return any(role.kind is RoleKind.OPERATOR for role in person.roles)


def _write_roles(connection: Connection, number: int, roles: Collection[Role]) -> None:
    rows: Sequence[dict[str, object]] = [
        {"id": number, "kind": role.kind.value, "part": role.of} for role in sorted(set(roles))
    ]
    connection.run("insert into person_roles (person_id, kind, part) values (:id, :kind, :part)", rows)

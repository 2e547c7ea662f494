"""Use cases of the way in by an OpenID Connect provider: somebody goes there, comes back, and is signed in.

In: what the way in stands on, a provider, what a browser brings. Out: the address to go to, a secret for a cookie, or
why nobody is signed in. Which roles groups of the provider give is looked at anew at each sign-in: roles that the table
can give are the provider's to give and take; those it does not name are given by an operator, and stay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from newsletter.database import Connection
from newsletter.exceptions import NewsletterError
from newsletter.mail.audience.address import parse_address
from newsletter.mail.audience.names import clean_name
from newsletter.people import codes, identities, record, sign_ins, store
from newsletter.people.detail import Detail, How
from newsletter.people.identities import Ask, Claims
from newsletter.people.rights import Act, ThingKind
from newsletter.people.roles import Role, RoleKind
from newsletter.people.store import KnownPersonError, LastOperatorError, Person
from newsletter.pipeline.people.managing import NAME_LENGTH
from newsletter.pipeline.people.signing_in import WayIn

_DOER = "sign-in provider"
"""Who gives roles by groups, as the record has it."""


class Why(StrEnum):
    """Why nobody was signed in. The value is how it stands in the log, where nobody is named."""

    OFTEN = "asked too often"
    NOT_ASKED = "this browser has not asked, or too long ago"
    REFUSED = "refused by the provider"
    SILENT = "the provider can't be reached"
    UNTRUE = "what the provider said does not hold"
    UNVERIFIED = "the provider vouches for no address"
    UNKNOWN = "nobody here has this address"
    NO_ROLE = "none of the groups gives a role"
    NAMELESS = "the name is missing, or somebody else's"


class ProviderError(NewsletterError):
    """Nobody can be signed in by what the provider has said; `why` is the kind, the text what it was."""

    def __init__(self, why: Why, text: str) -> None:
        super().__init__(text)
        self.why = why


class Provider(Protocol):
    """Somebody who says who people are (`newsletter.web.openid`)."""

    def begin(self, ask: Ask, back: str) -> str:
        """The address to go to; `back` is where it leads back. Raises `ProviderError`."""
        ...

    def finish(self, answer: Mapping[str, str], ask: Ask, back: str) -> Claims:
        """Who came back with this answer. Raises `ProviderError`."""
        ...


@dataclass(frozen=True, slots=True)
class Provided:
    """A provider, the roles that its groups give, and the address of ours that it leads back to."""

    provider: Provider
    back: str
    table: Mapping[str, tuple[Role, ...]]
    name: str = ""


def go_there(way: WayIn, provided: Provided, browser: str, client: str, spoken: str = "") -> str:
    """Where the browser is to go whose cookie that is, with the locale that was chosen. Raises `ProviderError`."""
    now = way.now()
    with way.pool.taken() as connection:
        with connection.transaction():
            may_go = codes.may_go(connection, client, way.key, now)
        if not may_go:
            raise ProviderError(Why.OFTEN, "")
        with connection.transaction():
            ask = identities.make_ask(connection, browser, now, spoken)
    return provided.provider.begin(ask, provided.back)


def come_back(
    way: WayIn, provided: Provided, answer: Mapping[str, str], browser: str, called: str
) -> tuple[str, Person]:
    """Sign in whoever comes back: what the new cookie is to hold, and who it is. Raises `ProviderError`.

    `called` is what the browser calls itself. An answer is used once, whatever it says.
    """
    with way.pool.taken() as connection, connection.transaction():
        ask = identities.use_ask(connection, answer.get("state", ""), browser, way.now()) if browser else None
    if ask is None:
        raise ProviderError(Why.NOT_ASKED, "")
    claims = provided.provider.finish(answer, ask, provided.back)  # asks the provider: no connection waits for it
    with way.pool.taken() as connection, connection.transaction():
        found = _let_in(connection, claims, provided.table, way.now())
        if isinstance(found, Person):
            sign_ins.remove_old_sign_ins(connection, way.now())
            return sign_ins.sign_in(connection, found.id, called, way.now()), found
    raise ProviderError(found, "")  # what was taken away is taken away all the same


def _let_in(
    connection: Connection, claims: Claims, table: Mapping[str, tuple[Role, ...]], now: dt.datetime
) -> Person | Why:
    given = {role for group in claims.groups for role in table.get(group, ())}
    person = store.person_of(connection, identities.find_identity(connection, claims))
    if person is None:
        address, _ = parse_address(claims.address)
        if address is None or not claims.is_verified:
            return Why.UNVERIFIED
        person = store.find_person(connection, address)
        if person is None:
            if not given:
                return Why.NO_ROLE if table else Why.UNKNOWN
            name = clean_name(claims.name) or ""
            if not 0 < len(name) <= NAME_LENGTH:
                return Why.NAMELESS
            try:
                person = store.add_person(connection, name, address, "", given, now)
            except (KnownPersonError, LastOperatorError):
                return Why.NAMELESS
            _record(connection, now, person, Detail(How.ADDED, roles=person.roles))
        identities.keep_identity(connection, claims, person.id)
    return _with_roles(connection, person, given, {role for roles in table.values() for role in roles}, now)


def _with_roles(
    connection: Connection, person: Person, given: set[Role], providers: set[Role], now: dt.datetime
) -> Person | Why:
    roles = (set(person.roles) - providers) | given
    if roles != set(person.roles):
        try:
            store.change_roles(connection, person, roles)
        except LastOperatorError:  # whatever groups say: somebody has to let the next one in
            roles.add(Role(RoleKind.OPERATOR))
            store.change_roles(connection, person, roles)
        if roles != set(person.roles):
            detail = Detail(How.CHANGED, roles=tuple(sorted(roles)), roles_before=person.roles)
            _record(connection, now, person, detail)
    return replace(person, roles=tuple(sorted(roles))) if roles else Why.NO_ROLE


def _record(connection: Connection, now: dt.datetime, person: Person, detail: Detail) -> None:
    entry = record.Entry(now, person.id, _DOER, Act.WRITE, ThingKind.PEOPLE, person.name, detail=detail)
    record.add_entry(connection, entry)

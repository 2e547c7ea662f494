"""Use cases: people are let in, listed, given other roles, and let in no longer.

In: a place that is the home, names, addresses and roles as somebody typed them, who does it. Out: reports. What was
done stands in the record, in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from newsletter.content.slugs import point_slugs
from newsletter.database import Connection, absolute, beside, connect, is_there
from newsletter.locales import canonical
from newsletter.mail.audience.address import Address, parse_address
from newsletter.mail.audience.names import clean_name
from newsletter.people import record, sign_ins, store
from newsletter.people.detail import Detail, How
from newsletter.people.rights import Act, ThingKind
from newsletter.people.roles import Role, RoleKind, parse_role
from newsletter.people.store import KnownPersonError, LastOperatorError, Person
from newsletter.pipeline.at_home import refusing_by_database
from newsletter.pipeline.home_database import missing_database, problem_of
from newsletter.pipeline.project import Project
from newsletter.pipeline.use_case import Place, misused, project_at, refuse, reporting
from newsletter.problems import Problem, error

NAME_LENGTH = 80
COMMAND_LINE = 0
"""Who does something without being signed in: whoever has a shell on the home."""


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does it, as it will stand in the record; `id` is 0 for whoever has a shell on the home."""

    name: str
    id: int = COMMAND_LINE


@dataclass(frozen=True, slots=True)
class AddRequest:
    """Somebody to be let in. `roles` are as typed, such as `point:es`; `locale` is empty for that of the browser."""

    place: Place
    now: dt.datetime
    name: str
    address: str
    roles: Sequence[str]
    doer: Doer
    locale: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """Whom to give roles, or take them from: `person` is a name or an address. Without either they are all replaced."""

    place: Place
    now: dt.datetime
    person: str
    doer: Doer
    added: Sequence[str] = ()
    removed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PeopleReport:
    """The people in question; of one who was removed, as they were."""

    people: tuple[Person, ...]
    problems: tuple[Problem, ...] = ()


@reporting
def list_people(place: Place) -> PeopleReport:
    """Everybody who may sign in, by name; nobody before the first was added."""
    project = project_at(place)
    if not is_there(absolute(project.settings.database.url, project.root)):
        return PeopleReport(())
    with _people_at(project) as connection, connection.transaction(writes=False):
        return PeopleReport(store.list_people(connection))


@reporting
def add_person(request: AddRequest) -> PeopleReport:
    """Let somebody in. The first is an operator."""
    project = project_at(request.place)
    name, address = _name_of(request.name), _address_of(request.address)
    roles = _roles_of(project, request.roles)
    if not roles:
        misused("Somebody without a role could do nothing: say --role.")
    locale = _locale_of(request.locale) if request.locale else ""
    with _people_at(project) as connection, connection.transaction():
        try:
            person = store.add_person(connection, name, address, locale, roles, request.now)
        except KnownPersonError:
            hint = "`newsletter people list` shows everybody; give this person a name and an address of their own"
            refuse([error("known-person", "somebody has this name or this address already", None, hint)])
        except LastOperatorError:
            refuse([_no_operator("the first person")])
        _record(connection, request.now, request.doer, person, Detail(How.ADDED, roles=person.roles))
    return PeopleReport((person,))


@reporting
def change_roles(request: ChangeRequest) -> PeopleReport:
    """Give a person roles and take others away; they have to sign in again wherever they were."""
    project = project_at(request.place)
    added, removed = _roles_of(project, request.added), _roles_of(project, request.removed, are_known=False)
    if not added and not removed:
        misused("Say --add ROLE, --take ROLE, or both.")
    with _people_at(project) as connection, connection.transaction():
        person = _find(connection, request.person)
        roles = tuple(sorted({*person.roles, *added} - set(removed)))
        if not roles:
            misused("Somebody without a role could do nothing: `newsletter people remove` lets them in no longer.")
        if roles == person.roles:
            return PeopleReport((person,))
        try:
            store.change_roles(connection, person, roles)
        except LastOperatorError:
            refuse([_no_operator("somebody")])
        detail = Detail(How.CHANGED, roles=roles, roles_before=person.roles)
        _record(connection, request.now, request.doer, person, detail)
        changed = store.person_of(connection, person.id)
    return PeopleReport((changed,) if changed else ())


@reporting
def remove_person(place: Place, person: str, doer: Doer, now: dt.datetime) -> PeopleReport:
    """Let somebody in no longer, and end where they are signed in. What they did stays in the record, by their name."""
    project = project_at(place)
    with _people_at(project) as connection, connection.transaction():
        found = _find(connection, person)
        try:
            store.remove_person(connection, found)
        except LastOperatorError:
            refuse([_no_operator("somebody")])
        _record(connection, now, doer, found, Detail(How.REMOVED, roles_before=found.roles))
    return PeopleReport((found,))


@reporting
def last_seen(place: Place) -> dict[int, dt.datetime]:
    """When there was the last sign of each person who is signed in, by their number."""
    project = project_at(place)
    if not is_there(absolute(project.settings.database.url, project.root)):
        return {}
    with _people_at(project) as connection, connection.transaction(writes=False):
        return sign_ins.last_seen(connection)


@reporting
def note_invitation(place: Place, person: Person, doer: Doer, now: dt.datetime) -> PeopleReport:
    """Write down that somebody was mailed how to get in."""
    with _people_at(project_at(place)) as connection, connection.transaction():
        entry = record.Entry(now, doer.id, doer.name, Act.INVITE, ThingKind.PEOPLE, person.name)
        record.add_entry(connection, entry)
    return PeopleReport((person,))


@contextmanager
def _people_at(project: Project) -> Iterator[Connection]:
    """The home's database, made where there has never been one."""
    url = absolute(project.settings.database.url, project.root)
    if not is_there(url) and beside(url, project.root, ".seal").exists():
        refuse([problem_of(missing_database(project))])
    with refusing_by_database(), connect(url) as connection:
        yield connection


def _find(connection: Connection, typed: str) -> Person:
    address, _ = parse_address(typed)
    people = store.list_people(connection)
    found = store.find_person(connection, address) if address else None
    wanted = " ".join(typed.split()).casefold()
    found = found or next((person for person in people if person.name.casefold() == wanted), None)
    if found is None:
        near = difflib.get_close_matches(typed, [person.name for person in people], 1)
        hint = f"did you mean {near[0]}?" if near else "`newsletter people list` shows everybody"
        refuse([error("unknown-person", "nobody has this name or this address", None, hint)])
    return found


def _record(connection: Connection, now: dt.datetime, doer: Doer, person: Person, detail: Detail) -> None:
    entry = record.Entry(now, doer.id, doer.name, Act.WRITE, ThingKind.PEOPLE, person.name, detail=detail)
    record.add_entry(connection, entry)


def _no_operator(who: str) -> Problem:
    return error(
        "last-operator", f"{who} has to be an operator: else nobody could let anybody in", None,
        "add `operator` to their roles, or give it to somebody else first",
    )  # fmt: skip


def _name_of(typed: str) -> str:
    name = clean_name(typed)
    if not name:
        misused("The name is missing, or holds what no name has.")
    if len(name) > NAME_LENGTH:
        misused(f"The name has {len(name)} characters; the limit is {NAME_LENGTH}.")
    return name


def _address_of(typed: str) -> Address:
    address, reason = parse_address(typed)
    if address is None:
        misused(f"The address {reason}.")
    return address


def _roles_of(project: Project, typed: Sequence[str], *, are_known: bool = True) -> tuple[Role, ...]:
    """The roles that somebody typed; one of a point that is not there is misuse, unless it is to be taken away."""
    points, roles = point_slugs(project.root), []
    for text in typed:
        role, reason = parse_role(text)
        if role is None:
            misused(f"`{text}` {reason}.")
        if role.kind is RoleKind.REVIEWER:
            role = Role(role.kind, _locale_of(role.of))
        if are_known and role.kind is RoleKind.POINT and role.of not in points:
            near = difflib.get_close_matches(role.of, points, 1)
            misused(f"There is no point `{role.of}`: {f'did you mean `{near[0]}`?' if near else 'see issues/points.'}")
        roles.append(role)
    return tuple(roles)


def _locale_of(typed: str) -> str:
    locale = canonical(typed)
    if locale is None:
        misused(f"`{typed}` is no locale.")
    return locale

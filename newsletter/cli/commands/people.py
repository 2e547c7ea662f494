"""`people add`, `list`, `roles`, `remove` and `acts`: who may sign in on the home, and what they may do and did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_points, named
from newsletter.cli.support.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.people.detail import Detail
    from newsletter.people.store import Person
    from newsletter.pipeline.people.managing import PeopleReport
    from newsletter.pipeline.people.recorded import RecordReport

by_option = click.option("--by", envvar="NEWSLETTER_BY", help="Who does it; it stands in the record.")


@click.group()
def people() -> None:
    """Who may sign in on the home, and what they may do there.

    \b
    operator         the machine and the people; no reader's address
    editor           issues, articles, networks
    point:POINT      its part, its articles, its languages, readers and mailings
    reviewer:LOCALE  the translations of a language

    None of this stands in git. The first person is an operator, and the last operator stays.
    """  # noqa: D301


@people.command()
@click.argument("name")
@click.argument("address")
@click.option("--role", "roles", multiple=True, required=True, help="What they may do; may be given again.")
@click.option("--locale", default="", help="The language in which the studio meets them; else that of their browser.")
@by_option
@json_option
@click.pass_obj
def add(console: Console, name: str, address: str, roles: tuple[str, ...], locale: str, by: str | None) -> None:
    """Let NAME sign in with codes that are mailed to ADDRESS.

    The name may stand in catalogs and in git for ever: it can be initials, or what somebody is.
    """
    from newsletter.pipeline.clock import read_clock
    from newsletter.pipeline.people.managing import AddRequest, Doer, add_person

    request = AddRequest(console.place, read_clock(), name, address, roles, Doer(named(by)), locale)
    finish(console, add_person(request), values=_values, words=_say_added)


def _say_added(report: PeopleReport) -> None:
    for person in report.people:
        say(f"{person.name} may sign in: {_roles(person)}.")


@people.command("list")
@json_option
@click.pass_obj
def list_(console: Console) -> None:
    """List everybody who may sign in, with their roles."""
    from newsletter.pipeline.people.managing import list_people

    finish(console, list_people(console.place), values=_values, words=_say_each)


def _say_each(report: PeopleReport) -> None:
    if not report.people:
        say("Nobody may sign in yet: `newsletter people add NAME ADDRESS --role operator` lets the first one in.")
    width = max((len(person.name) for person in report.people), default=0)
    for person in report.people:
        say(f"{person.name:<{width}}  {_roles(person)}  {person.address}")


@people.command()
@click.argument("person")
@click.option("--add", "added", multiple=True, help="A role that they get.")
@click.option("--take", "removed", multiple=True, help="A role that they have no longer.")
@by_option
@json_option
@click.pass_obj
def roles(console: Console, person: str, added: tuple[str, ...], removed: tuple[str, ...], by: str | None) -> None:
    """Change what PERSON, a name or an address, may do. Where they are signed in, they have to sign in again."""
    from newsletter.pipeline.clock import read_clock
    from newsletter.pipeline.people.managing import ChangeRequest, Doer, change_roles

    request = ChangeRequest(console.place, read_clock(), person, Doer(named(by)), added, removed)
    finish(console, change_roles(request), values=_values, words=_say_roles)


def _say_roles(report: PeopleReport) -> None:
    for person in report.people:
        say(f"{person.name}: {_roles(person)}.")


@people.command()
@click.argument("person")
@by_option
@json_option
@click.pass_obj
def remove(console: Console, person: str, by: str | None) -> None:
    """Let PERSON, a name or an address, sign in no longer; where they are signed in, that ends."""
    from newsletter.pipeline.clock import read_clock
    from newsletter.pipeline.people.managing import Doer, remove_person

    report = remove_person(console.place, person, Doer(named(by)), read_clock())
    finish(console, report, values=_values, words=_say_removed)


def _say_removed(report: PeopleReport) -> None:
    for person in report.people:
        say(f"{person.name} may sign in no longer.")


@people.command()
@click.option("--point", "points", multiple=True, shell_complete=complete_points, help="Only acts of this point.")
@click.option("--who", default="", help="Only what this person did, by the name that stands in the record.")
@click.option("--lines", is_flag=True, help="A line of JSON for each act, to be kept or read by programs.")
@json_option
@click.pass_obj
def acts(console: Console, points: tuple[str, ...], who: str, lines: bool) -> None:
    """Show what people did to readers, mailings, people and releases, the newest first.

    What is written stands in git; this stands in the database, and nobody can change it there.

    \b
    newsletter people acts --point es
    newsletter people acts --lines > acts.jsonl
    """  # noqa: D301
    from newsletter.people.record import Wanted
    from newsletter.pipeline.people.recorded import read_record

    if lines and console.is_json:
        raise click.UsageError("Take --lines or --json, not both.")
    found = read_record(console.place, Wanted(frozenset(points) if points else None, who))
    finish(console, found, values=_act_values, words=_say_lines if lines else _say_acts)


def _say_lines(report: RecordReport) -> None:
    for line in report.as_lines().splitlines():
        say(line)


def _say_acts(report: RecordReport) -> None:
    for each in report.acts:
        detail, who = ", ".join(_said(each.detail)), each.person or "somebody"
        told = f" ({detail})" if detail else ""
        say(f"{each.happened_at:%Y-%m-%d %H:%M}Z  {who}: {each.act} {each.kind} {each.subject}{told}")
    if not report.acts:
        say("Nothing is in the record.")


def _said(detail: Detail) -> Iterator[str]:
    """What one has to know of an act, a value each."""
    for name, value in detail.values().items():
        said = " ".join(value) if isinstance(value, list) else str(value)
        yield said if name == "how" else f"{name.replace('_', ' ')}: {said}"


def _act_values(report: RecordReport) -> dict[str, Any]:
    from newsletter.people.record import as_line

    return {"acts": [as_line(each) for each in report.acts]}


def _roles(person: Person) -> str:
    return " ".join(map(str, person.roles))


def _values(report: PeopleReport) -> dict[str, Any]:
    return {
        "people": [
            {"name": each.name, "address": each.address, "locale": each.locale, "roles": [str(r) for r in each.roles]}
            for each in report.people
        ]
    }

"""`subscribers export`, `list`, `forget` and `explain`: the audience, on the machine that is the home."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.opening import opened, whole
from newsletter.cli.options import complete_issues, complete_points, json_option, pass_root
from newsletter.cli.output import hand_on, json_of, print_json, say, show

if TYPE_CHECKING:
    from newsletter.mail.address import Address
    from newsletter.pipeline.subscribers import Explained
    from newsletter.problems import Problem

_STATES = ("pending", "active", "ended")
point_option = click.option("--point", default="", shell_complete=complete_points, help="Only those of this point.")


@click.group()
def subscribers() -> None:
    """The audience: who gets a point's newsletter, and in which language."""


@subscribers.command()
@point_option
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="A file for it, for its owner alone to read."
)
@json_option
@pass_root
def export(root: Path, point: str, out: Path | None, as_json: bool) -> None:
    """Print the subscriptions as CSV, with consents, in the form that `import` reads; or as JSON."""
    import json

    from newsletter.mail.audience import subscriptions
    from newsletter.pipeline.subscribers import as_row, csv_lines, opened_database

    project, _ = opened(root, None, as_json)
    with told_by_database(as_json), opened_database(project) as connection, connection.transaction(writes=False):
        found = subscriptions(connection, point=point)
        if as_json:
            lines = _array(json.dumps(as_row(each), ensure_ascii=False) for each in found)
        else:
            lines = csv_lines(found)
        if out is None:
            for line in lines:
                hand_on(line)
        else:
            _write(out, lines)


@subscribers.command("list")
@point_option
@click.option("--state", type=click.Choice(_STATES), help="Only those in this state.")
@json_option
@pass_root
def list_(root: Path, point: str, state: str | None, as_json: bool) -> None:
    """List the subscriptions and how many there are of each point and state."""
    import json

    from newsletter.mail.audience import subscriptions
    from newsletter.pipeline.subscribers import as_row, in_own_letters, opened_database, tally

    project, _ = opened(root, None, as_json)
    with told_by_database(as_json), opened_database(project) as connection, connection.transaction(writes=False):
        found = subscriptions(connection, point=point, state=state or "")
        if as_json:
            for line in _array(json.dumps(as_row(each), ensure_ascii=False) for each in found):
                hand_on(line)
            return
        for each in map(in_own_letters, found):
            never = f", never mailed ({each.suppressed})" if each.suppressed else ""
            say(f"{each.address}  {each.point}  {' '.join(each.locales) or '–'}  {each.state}{never}")
        counts = tally(connection)
        for (of_point, of_state), number in counts.items():
            if point in ("", of_point) and state in (None, of_state):
                say(f"{of_point}: {number:,} {of_state}", err=True)


@subscribers.command()
@click.argument("address")
@json_option
@pass_root
def forget(root: Path, address: str, as_json: bool) -> None:
    """Erase all that is known of ADDRESS and never mail it again.

    What stays is a hash that nobody can read without NEWSLETTER_SECRET, so that no import brings the person back.
    """
    from newsletter.pipeline.subscribers import forget as erase

    project, _ = opened(root, None, as_json)
    person, secrets = whom(address), _secrets(as_json)
    with told_by_database(as_json):
        was_there = erase(project, person, secrets, _now())
    if as_json:
        print_json({"erased": was_there, "suppressed": True, "problems": []})
    else:
        say("Erased, and never mailed again." if was_there else "Nobody was known; never mailed from now on.")


@subscribers.command()
@click.argument("address")
@click.argument("issue", required=False, shell_complete=complete_issues)
@json_option
@pass_root
def explain(root: Path, address: str, issue: str | None, as_json: bool) -> None:
    """Say which edition of an issue the person at ADDRESS gets, with every step to it, or why none."""
    from newsletter.pipeline.subscribers import explain as explanation

    project, slug = opened(root, issue, as_json)
    content = whole(project, slug)
    person, secrets = whom(address), _secrets(as_json)
    with told_by_database(as_json):
        suppressed, found = explanation(project, content, person, secrets)
    if as_json:
        values = [_explained_json(each) for each in found]
        print_json({"issue": slug, "suppressed": suppressed, "subscriptions": values, "problems": []})
        return
    if not found:
        say(f"Gets nothing: never to be mailed ({suppressed})." if suppressed else "Gets nothing: nobody is known.")
    for each in found:
        say("\n".join(_in_words(each, slug)))


_REASONS = {
    "no-edition": "the point has no edition of it",
    "pending": "they have not confirmed that they want it",
    "ended": "they have left",
}


def _in_words(each: Explained, slug: str) -> Iterator[str]:
    if each.edition:
        yield f"Gets {each.edition}."
    else:
        why = _REASONS.get(each.reason) or f"never to be mailed ({each.subscription.suppressed})"
        yield f"Gets nothing of {slug} from {each.subscription.point}: {why}."
    for step in each.resolution.steps if each.resolution else ():
        if not step.wish:
            yield f"  the point’s default: {step.found}"
        else:
            outcome = f"the edition {step.found}" if step.found else "no such edition"
            yield f"  wishes {step.wish}, looked for {step.looked_for}: {outcome}"


def _explained_json(each: Explained) -> dict[str, Any]:
    steps = each.resolution.steps if each.resolution else ()
    return {
        "point": each.subscription.point,
        "state": each.subscription.state,
        "locales": list(each.subscription.locales),
        "edition": str(each.edition) if each.edition else None,
        "reason": each.reason,
        "default": bool(each.resolution and each.resolution.is_default),
        "steps": [{"wish": s.wish, "looked-for": s.looked_for, "found": s.found} for s in steps],
    }


def _array(items: Iterator[str]) -> Iterator[str]:
    """A JSON array of any length, an item a line."""
    yield "["
    for number, item in enumerate(items):
        yield f"{',' if number else ''}\n{item}"
    yield "\n]\n"


def _write(path: Path, lines: Iterator[str]) -> None:
    """The lines in a file that only its owner reads, whole or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(
            os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w", encoding="utf-8", newline=""
        ) as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def whom(typed: str) -> Address:
    """The address typed; what is none ends the command as wrong usage."""
    from newsletter.mail.address import parsed

    address, reason = parsed(typed)
    if address is None:
        raise click.UsageError(f"The address {reason}.")
    return address


def _secrets(as_json: bool) -> tuple[str, ...]:
    from newsletter.mail.tokens import tokens_from
    from newsletter.settings import SECRET

    tokens, problems = tokens_from(os.environ.get(SECRET, ""))
    if tokens is None:
        _end(problems, as_json)
    return tokens.secrets if tokens else ()


def _now() -> str:
    import datetime as dt

    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


@contextmanager
def told_by_database(as_json: bool) -> Iterator[None]:
    """What is wrong with the database ends the command."""
    from newsletter.database import DatabaseError
    from newsletter.mail.keyring import OtherSecretError
    from newsletter.pipeline.subscribers import told

    try:
        yield
    except (DatabaseError, OtherSecretError) as fault:
        _end([told(fault)], as_json)


def _end(problems: list[Problem], as_json: bool) -> None:
    if as_json:
        print_json({"problems": json_of(problems)})
    show(problems)
    sys.exit(1)

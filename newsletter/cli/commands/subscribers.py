"""`subscribers export`, `list`, `forget` and `explain`: the audience, on the machine that is the home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.commands.subscribers_import import import_
from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_issues, complete_points
from newsletter.cli.support.output import hand_on, say
from newsletter.mail.audience.states import STATES

if TYPE_CHECKING:
    from newsletter.mail.audience.subscriptions import Subscription
    from newsletter.pipeline.audience.listing import AudienceReport, ExplainReport, ForgetReport
    from newsletter.pipeline.audience.subscribers import Explained

point_option = click.option("--point", default="", shell_complete=complete_points, help="Only those of this point.")


@click.group()
def subscribers() -> None:
    """The audience: who gets a point's newsletter, and in which language."""


subscribers.add_command(import_)


@subscribers.command()
@point_option
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="A file for it, for its owner alone to read."
)
@json_option
@click.pass_obj
def export(console: Console, point: str, out: Path | None) -> None:
    """Print the subscriptions as CSV, with consents, in the form that `import` reads; or as JSON."""
    from newsletter.pipeline.audience.listing import AudienceRequest, list_subscriptions, write_private
    from newsletter.pipeline.audience.subscribers import csv_lines

    lines = _json_lines if console.is_json else csv_lines

    def take(found: Iterator[Subscription]) -> None:
        if out:
            write_private(out, lines(found))
        else:
            _hand_on(lines(found))

    finish(console, list_subscriptions(AudienceRequest(console.place, point), take), values=None)


@subscribers.command("list")
@point_option
@click.option(
    "--state", type=click.Choice([state.value for state in STATES]), default=None, help="Only those in this state."
)
@json_option
@click.pass_obj
def list_(console: Console, point: str, state: str | None) -> None:
    """List the subscriptions and how many there are of each point and state."""
    from newsletter.pipeline.audience.listing import AudienceRequest, list_subscriptions

    def take(found: Iterator[Subscription]) -> None:
        if console.is_json:
            _hand_on(_json_lines(found))
        else:
            _say_each(found)

    report = list_subscriptions(AudienceRequest(console.place, point, state or ""), take)
    finish(console, report, values=None, words=_say_counts)


def _say_each(found: Iterator[Subscription]) -> None:
    from newsletter.pipeline.audience.subscribers import in_own_letters

    for each in map(in_own_letters, found):
        never = f", never mailed ({each.suppressed})" if each.suppressed else ""
        say(f"{each.address}  {each.point}  {' '.join(each.locales) or '–'}  {each.state}{never}")


def _say_counts(report: AudienceReport) -> None:
    for (point, state), number in report.counts.items():
        say(f"{point}: {number:,} {state}", err=True)


def _hand_on(lines: Iterator[str]) -> None:
    for line in lines:
        hand_on(line)


@subscribers.command()
@click.argument("address")
@json_option
@click.pass_obj
def forget(console: Console, address: str) -> None:
    """Erase all that is known of ADDRESS and never mail it again.

    What stays is a hash that nobody can read without NEWSLETTER_SECRET, so that no import brings the person back.
    """
    from newsletter.pipeline.audience.listing import forget_person

    report = forget_person(console.place, address)
    finish(console, report, values=lambda done: {"erased": done.was_there, "suppressed": True}, words=_say_forgotten)


def _say_forgotten(report: ForgetReport) -> None:
    say("Erased, and never mailed again." if report.was_there else "Nobody was known; never mailed from now on.")


@subscribers.command()
@click.argument("address")
@click.argument("issue", required=False, shell_complete=complete_issues)
@json_option
@click.pass_obj
def explain(console: Console, address: str, issue: str | None) -> None:
    """Say which edition of an issue the person at ADDRESS gets, with every step to it, or why none."""
    from newsletter.pipeline.audience.listing import explain_person

    finish(console, explain_person(console.place, address, issue), values=_explained_values, words=_say_explained)


def _explained_values(report: ExplainReport) -> dict[str, Any]:
    values = [_explained_json(each) for each in report.subscriptions]
    return {"issue": report.issue, "suppressed": report.suppressed, "subscriptions": values}


def _say_explained(report: ExplainReport) -> None:
    never = f"never to be mailed ({report.suppressed})" if report.suppressed else "nobody is known"
    if not report.subscriptions:
        say(f"Gets nothing: {never}.")
    for each in report.subscriptions:
        say("\n".join(_in_words(each, report.issue)))


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


def _json_lines(found: Iterator[Subscription]) -> Iterator[str]:
    """A JSON array of any length, a subscription a line."""
    import json

    from newsletter.pipeline.audience.subscribers import as_row

    yield "["
    for number, each in enumerate(found):
        yield f"{',' if number else ''}\n{json.dumps(as_row(each), ensure_ascii=False)}"
    yield "\n]\n"

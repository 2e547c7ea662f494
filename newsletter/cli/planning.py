"""`send --dry-run`, and what a person agrees to before a mailing is opened: who would get what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import click

from newsletter.cli.output import exit_with, json_of, print_json, say, show
from newsletter.cli.progress import is_terminal
from newsletter.cli.running import end_unsent

if TYPE_CHECKING:
    from newsletter.content.load import Content
    from newsletter.database import Connection
    from newsletter.edition import EditionKey
    from newsletter.mail.ledger import Decisions
    from newsletter.pipeline.home import Home
    from newsletter.pipeline.opening import Plan
    from newsletter.pipeline.sending import Manner
    from newsletter.pipeline.snapshot import Snapshot
    from newsletter.problems import Problem


def show_plan(
    home: Home, connection: Connection, snapshot: Snapshot, keys: Sequence[EditionKey], decisions: Decisions,
    manner: Manner, as_json: bool,
) -> NoReturn:  # fmt: skip
    """Say who would get which edition and what stands in the way, and end the command."""
    from newsletter.pipeline.gate import judged
    from newsletter.pipeline.objections import objection_to_opening
    from newsletter.pipeline.opening import plan

    found = plan(home, connection, snapshot.content, keys, manner.per_minute)
    waiting = [key for key in keys if key.locale not in found.opened]
    judging = judged(home, connection, snapshot, waiting, decisions)
    forgotten = objection_to_opening(home, connection, snapshot.slug, keys[0].point)
    problems = [forgotten, *judging.problems] if forgotten and not manner.restored else judging.problems
    if as_json:
        texts = {"unreviewed": judging.unreviewed, "untranslated": judging.untranslated}
        print_json({**_plan_json(found), **texts, "problems": json_of(problems)})
    else:
        _print_plan(found, f"{snapshot.slug}/{keys[0].point}")
    show(problems)
    exit_with(problems)


def _plan_json(found: Plan) -> dict[str, Any]:
    return {
        "recipients": {
            each.locale: {"by-wish": each.by_wish, "by-default": each.by_default, "already": each.already}
            for each in found.expected
        },
        "opened": list(found.opened),
        "left-out": found.left_out,
        "a-minute": found.per_minute,
        "seconds": found.seconds,
    }


_LEFT_OUT = {"pending": "have not confirmed", "ended": "have left"}


def _print_plan(found: Plan, name: str) -> None:
    from newsletter.mail.line import in_words

    for each in found.expected:
        count = each.by_wish + each.by_default
        if each.locale in found.opened:
            say(f"{name}/{each.locale}: opened already; {each.already:,} recipients")
            continue
        say(f"{name}/{each.locale}: {count:,} recipients")
        if each.by_wish:
            say(f"{each.by_wish:>9,} wish it, or a language that it serves")
        if each.by_default:
            say(f"{each.by_default:>9,} because no edition meets their wish")
        if each.already:
            say(f"{each.already:>9,} have this issue in another language already")
    for reason, count in found.left_out.items():
        say(f"{count:>9,} left out: {_LEFT_OUT.get(reason, reason)}")
    if found.seconds is not None:
        say(f"At {found.per_minute:,} messages a minute it takes {in_words(found.seconds)}.")
    else:
        say("No rate is set: as fast as the server takes it.")


def ask(
    home: Home, connection: Connection, content: Content, keys: Sequence[EditionKey], manner: Manner, as_json: bool
) -> Problem | None:
    """Ask whether what is not open yet shall be opened; "no" ends the command, and where nobody is there it is told."""
    from newsletter.pipeline.opening import plan

    found = plan(home, connection, content, keys, manner.per_minute)
    waiting = [each for each in found.expected if each.locale not in found.opened]
    lines = [f"{content.slug}/{keys[0].point}/{each.locale}: {each.by_wish + each.by_default:,}" for each in waiting]
    if as_json or not is_terminal():
        return _nobody_asked(lines)
    say("\n".join(lines), err=True)
    where = f"written to {manner.folder}" if manner.folder else "mailed"
    if not click.confirm(f"Open the mailing? Letters are {where} to these recipients", err=True):
        end_unsent()
    return None


def _nobody_asked(recipients: Sequence[str]) -> Problem:
    from newsletter.problems import error

    message = f"nobody can be asked whether to mail this: {'; '.join(recipients)}"
    return error("not-agreed", message, None, "look at it with --dry-run, then pass --yes")

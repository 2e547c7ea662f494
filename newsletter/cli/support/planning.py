"""What `send --dry-run` says: who would get what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsletter.cli.support.output import say
from newsletter.cli.support.spans import describe_span
from newsletter.problems import counted

if TYPE_CHECKING:
    from newsletter.pipeline.sending.planning import PlanReport


def plan_values(report: PlanReport) -> dict[str, Any]:
    """A plan, for programs."""
    found = report.plan
    return {
        "recipients": {
            each.locale: {"by-wish": each.by_wish, "by-default": each.by_default, "already": each.already}
            for each in found.expected
        },
        "opened": list(found.opened),
        "left-out": found.left_out,
        "a-minute": found.per_minute,
        "seconds": found.seconds,
        "unreviewed": report.unreviewed,
        "untranslated": report.untranslated,
    }


_LEFT_OUT = {"pending": "have not confirmed", "ended": "have left"}


def say_plan(report: PlanReport) -> None:
    """A plan, for people."""
    found, name = report.plan, report.name
    for each in found.expected:
        count = each.by_wish + each.by_default
        if each.locale in found.opened:
            say(f"{name}/{each.locale}: opened already; {counted(each.already, 'recipient')}")
            continue
        say(f"{name}/{each.locale}: {counted(count, 'recipient')}")
        if each.by_wish:
            say(f"{each.by_wish:>9,} wish it, or a language that it serves")
        if each.by_default:
            say(f"{each.by_default:>9,} because no edition meets their wish")
        if each.already:
            say(f"{each.already:>9,} have this issue in another language already")
    for reason, count in found.left_out.items():
        say(f"{count:>9,} left out: {_LEFT_OUT.get(reason, reason)}")
    if found.seconds is not None:
        say(f"At {counted(found.per_minute, 'message')} a minute it takes {describe_span(found.seconds)}.")
    else:
        say("No rate is set: as fast as the server takes it.")

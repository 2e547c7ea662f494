"""`send`: a point's editions are mailed, or planned, tried out, written into files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_locales, named
from newsletter.cli.support.output import say
from newsletter.cli.support.planning import plan_values, say_plan
from newsletter.cli.support.progress import Watching
from newsletter.cli.support.running import (
    issue_argument,
    late_option,
    mailing_values,
    no_wait_option,
    rate_option,
    required_point_option,
    restored_option,
    say_mailings,
    signer,
    stoppable,
)

if TYPE_CHECKING:
    from newsletter.mail.delivery.rows import Decisions
    from newsletter.pipeline.sending.agreeing import AgreeReport
    from newsletter.pipeline.sending.appointing import AppointReport, CancelReport
    from newsletter.pipeline.sending.send import SendRequest
    from newsletter.pipeline.sending.test_copy import CopiesReport


@click.command()
@issue_argument
@required_point_option
@click.option(
    "--locale", "locales", multiple=True, shell_complete=complete_locales, help="Only this edition; repeatable."
)
@click.option("--dry-run", is_flag=True, help="Say who would get what, and send nothing.")
@click.option("--at", "at", metavar="TIME", help='When: "2023-11-21 09:00", in the point’s time zone.')
@click.option("--cancel", is_flag=True, help="Take back what --at has recorded.")
@click.option("--test", "test", metavar="ADDRESS", help="Send one marked copy there; no subscriber is touched.")
@click.option(
    "--to-dir", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Write the messages into a maildir instead of mailing them. They count as mailed.",
)  # fmt: skip
@click.option("--release", "reason", metavar="REASON", help="Mail in spite of unreviewed texts, and record why.")
@click.option(
    "--untranslated", metavar="REASON", help="Mail in spite of texts left in another language, and record why."
)
@click.option("--by", envvar="NEWSLETTER_BY", metavar="NAME", help="Who does it, and decides that.")
@click.option("--retry", type=click.Choice(["refused"]), help="Mail those again whom the servers refused.")
@rate_option
@no_wait_option
@late_option
@restored_option
@click.option("--agree", is_flag=True, help="Agree to what another person has asked for; see `[send] people`.")
@click.option("--yes", is_flag=True, help="Don’t ask before a mailing is opened, or agreed to.")
@json_option
@click.pass_obj
def send(
    console: Console, issue: str, point: str, locales: tuple[str, ...], dry_run: bool, at: str | None, cancel: bool,
    test: str | None, to_dir: Path | None, reason: str | None, untranslated: str | None, by: str | None,
    retry: str | None, rate: int | None, no_wait: bool, late: bool, restored: bool, agree: bool, yes: bool,
) -> None:  # fmt: skip
    """Mail a point's editions of ISSUE to its subscribers, each of them once.

    \b
    newsletter send 2023-11 --point es --dry-run
    newsletter send 2023-11 --point es --test me@example.org
    newsletter send 2023-11 --point es
    newsletter send 2023-11 --point es --at "2023-11-21 09:00"

    Opening freezes letter and recipients. Run it again after anything that stopped it: it goes on where it was, and
    when all is done it does nothing. Ctrl-C stops after the messages in flight.
    """  # noqa: D301
    if sum(map(bool, (dry_run, at, cancel, test, to_dir, agree))) > 1:
        raise click.UsageError("--dry-run, --at, --cancel, --test, --to-dir and --agree each stand alone.")
    from newsletter.pipeline.sending.chosen import Wanted
    from newsletter.pipeline.sending.run import Manner
    from newsletter.pipeline.working.work import tell_workers

    place, wanted = console.place, Wanted(issue, point, locales)
    if cancel:
        from newsletter.pipeline.sending.appointing import cancel_at

        finish(console, cancel_at(place, wanted, signer(by)), values=_cancel_values, words=_say_cancelled)
    decisions = _decisions(reason, untranslated, by)
    manner = Manner(late, restored, not no_wait, rate, to_dir, hands=tell_workers)
    if test:
        from newsletter.pipeline.sending.test_copy import send_test_at

        finish(console, send_test_at(place, wanted, test), values=_test_values, words=_say_test)
    with stoppable():
        if dry_run:
            from newsletter.pipeline.sending.planning import plan_mailing_at

            finish(console, plan_mailing_at(place, wanted, decisions, manner), values=plan_values, words=say_plan)
        if at:
            from newsletter.pipeline.sending.appointing import appoint_at

            appointed = appoint_at(place, wanted, at, decisions, signer(by))
            finish(console, appointed, values=lambda done: {"at": done.at}, words=_say_appointed)
        from newsletter.pipeline.sending.send import SendRequest, send_at

        request = SendRequest(wanted, decisions, manner, bool(retry), signer(by))
        if agree:
            request = _agree(console, request, yes=yes)
        with Watching() as watch:
            report = send_at(place, request, console.asker("open-mailing" if yes or agree else ""), watch)
        finish(console, report, values=mailing_values, words=say_mailings)


def _agree(console: Console, request: SendRequest, *, yes: bool) -> SendRequest:
    """What is mailed now that somebody has agreed to it; where it is mailed at its time, the command ends."""
    from dataclasses import replace

    from newsletter.pipeline.at_home import at_home
    from newsletter.pipeline.sending.agreeing import AgreeReport, AgreeRequest, agree
    from newsletter.pipeline.sending.chosen import Wanted

    named(request.by.name)
    of = AgreeRequest(request.wanted.issue, request.wanted.point, request.by)
    report = at_home(console.place, agree, of, console.asker("agree-mailing" if yes else ""))
    if not isinstance(report, AgreeReport) or report.at:
        finish(console, report, values=lambda done: {"at": done.at}, words=_say_agreed)
    terms = report.proposal.terms
    wanted = Wanted(report.proposal.issue, report.proposal.point, terms.locales)
    return replace(request, wanted=wanted, decisions=terms.decisions)


def _say_agreed(report: AgreeReport) -> None:
    say(f"Agreed. It is mailed at {report.at}: `newsletter due` opens it then.")


def _decisions(release: str | None, untranslated: str | None, by: str | None) -> Decisions:
    """What somebody has decided, each by their name; without a name nothing is decided."""
    from newsletter.mail.delivery.rows import Decision, Decisions

    reasons = [(reason or "").strip() for reason in (release, untranslated)]
    return Decisions(*(Decision(reason, named(by)) if reason else Decision() for reason in reasons))


def _test_values(report: CopiesReport) -> dict[str, Any]:
    return {
        "test": {name: {"ending": each.ending.value, "words": each.words} for name, each in report.outcomes.items()}
    }


def _say_test(report: CopiesReport) -> None:
    for edition, each in report.outcomes.items():
        say(f"{edition}: {each.ending.value} ({each.words})")


def _say_appointed(report: AppointReport) -> None:
    if report.at:
        say(f"Planned for {report.at}. `newsletter due` opens it then; nothing else does.")
    else:
        say("Nothing was planned.", err=True)


def _cancel_values(report: CancelReport) -> dict[str, Any]:
    return {"taken-back": report.taken_back}


def _say_cancelled(report: CancelReport) -> None:
    say(f"Taken back: {report.taken_back}." if report.taken_back else "Nothing was planned.")

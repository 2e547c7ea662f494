"""`send`, `due`, `resume`, `pause`, `settle`: mailings are opened and run, and what is left in doubt is decided."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from newsletter.cli.opening import opened, whole
from newsletter.cli.options import complete_issues, complete_locales, complete_points, json_option, named
from newsletter.cli.output import exit_with, json_of, print_json, show
from newsletter.cli.progress import Watching, is_terminal
from newsletter.cli.subscribers import told_by_database, whom

if TYPE_CHECKING:
    from newsletter.content.load import Content
    from newsletter.database import Connection
    from newsletter.edition import EditionKey
    from newsletter.mail.ledger import Release, Round
    from newsletter.pipeline.home import Home
    from newsletter.pipeline.project import Project
    from newsletter.pipeline.sending import Manner, Plan, Run
    from newsletter.problems import Problem

issue_argument = click.argument("issue", shell_complete=complete_issues)
_point = click.option("--point", required=True, shell_complete=complete_points, help="Whose newsletter it is.")
_late = click.option("--late", is_flag=True, help="Go on with a mailing that was left for more than a day.")
_restored = click.option(
    "--restored", is_flag=True, help="The database is a restored backup: mark all that waits as uncertain."
)
_no_wait = click.option(
    "--no-wait", is_flag=True, help="Leave those whose server wants a pause to `newsletter due`, and end."
)
_rate = click.option("--rate", type=click.IntRange(min=1), help="Messages a minute, instead of the setting.")


@click.command()
@issue_argument
@_point
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
@click.option("--by", envvar="NEWSLETTER_BY", metavar="NAME", help="Who decides that.")
@click.option("--retry", type=click.Choice(["refused"]), help="Mail those again whom the servers refused.")
@_rate
@_no_wait
@_late
@_restored
@click.option("--yes", is_flag=True, help="Don’t ask before a mailing is opened.")
@json_option
@click.pass_obj
def send(
    root: Path, issue: str, point: str, locales: tuple[str, ...], dry_run: bool, at: str | None, cancel: bool,
    test: str | None, to_dir: Path | None, reason: str | None, by: str | None, retry: str | None, rate: int | None,
    no_wait: bool, late: bool, restored: bool, yes: bool, as_json: bool,
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
    from newsletter.mail.ledger import Release
    from newsletter.pipeline import sending

    if sum(map(bool, (dry_run, at, cancel, test, to_dir))) > 1:
        raise click.UsageError("--dry-run, --at, --cancel, --test and --to-dir each stand alone.")
    project, content, keys = _editions(root, issue, point, locales, as_json)
    release = Release(reason.strip(), named(by)) if reason and reason.strip() else Release()
    home, problems = _home(project, as_json)
    manner = sending.Manner(late, restored, not no_wait, rate, to_dir)
    if test:
        _send_test(home, content, keys, whom(test), problems, as_json)
    with told_by_database(as_json), _database(project) as connection:
        if dry_run:
            _dry_run(home, connection, content, keys, release, manner, as_json)
        if at or cancel:
            _appoint(home, connection, content, keys, bool(locales), at, release, as_json)
        _refuse(sending.objections(home, connection, [], manner), as_json)
        if not yes and is_terminal() and not _is_agreed(home, connection, content, keys, manner):
            click.echo("Nothing was sent.", err=True)
            sys.exit(1)
        round_, _, found = sending.open_mailings(home, connection, content, keys, release)
        problems += [problem for problem in found if problem not in problems]
        if round_ is None:
            _end(problems, as_json)
        if retry:
            _retry(home, connection, round_)
        _run(home, connection, content, [round_], manner, problems, as_json)


@click.command()
@_rate
@_late
@json_option
@click.pass_obj
def due(root: Path, rate: int | None, late: bool, as_json: bool) -> None:
    """Open what is due by its `--at`, and go on with all mailings that have recipients to go; for cron or a timer.

    It ends when nothing is due at the moment. A second one that is started meanwhile leaves running mailings alone.
    """
    from newsletter.pipeline import due as dues
    from newsletter.pipeline import sending

    project, slug = opened(root, None, as_json)
    home, problems = _home(project, as_json)
    manner = sending.Manner(late, waits=False, per_minute=rate)
    with told_by_database(as_json), _database(project) as connection:
        problems += dues.open_due(home, connection, late=late)
        rounds = dues.unfinished(connection)
        content = whole(project, slug)
        _run(home, connection, content, rounds, manner, problems, as_json, quiet=True)


@click.command()
@issue_argument
@click.option("--point", shell_complete=complete_points, help="Only this point’s mailing.")
@_rate
@_no_wait
@_late
@_restored
@json_option
@click.pass_obj
def resume(
    root: Path,
    issue: str,
    point: str | None,
    rate: int | None,
    no_wait: bool,
    late: bool,
    restored: bool,
    as_json: bool,
) -> None:
    """Go on with the mailings of ISSUE: those paused, stopped or interrupted."""
    from newsletter.mail import ledger
    from newsletter.mail.line import stamp
    from newsletter.pipeline import sending

    project, slug = opened(root, issue, as_json)
    content = whole(project, slug)
    home, problems = _home(project, as_json)
    manner = sending.Manner(late, restored, not no_wait, rate)
    with told_by_database(as_json), _database(project) as connection:
        rounds = _rounds(connection, slug, point or "", as_json)
        _refuse(sending.objections(home, connection, rounds, manner), as_json)
        with connection.transaction():
            for each in rounds:
                if each.state == "paused":
                    ledger.set_state(connection, each.id, "open", "", stamp(home.clock()))
        rounds = _rounds(connection, slug, point or "", as_json)
        _run(home, connection, content, rounds, manner, problems, as_json)


@click.command()
@issue_argument
@click.option("--point", shell_complete=complete_points, help="Only this point’s mailing.")
@click.option("--reason", default="", metavar="TEXT", help="Why; `newsletter mailings` shows it.")
@json_option
@click.pass_obj
def pause(root: Path, issue: str, point: str | None, reason: str, as_json: bool) -> None:
    """Stop the mailings of ISSUE, also those that run in another process, until `resume`.

    Messages in flight are finished; from the next one on nothing goes out.
    """
    from newsletter.mail import ledger
    from newsletter.pipeline.sending import now_stamp

    project, slug = opened(root, issue, as_json)
    with told_by_database(as_json), _database(project) as connection:
        rounds = _rounds(connection, slug, point or "", as_json)
        with connection.transaction():
            for each in rounds:
                ledger.set_state(connection, each.id, "paused", reason.strip() or "paused by hand", now_stamp())
    if as_json:
        print_json({"paused": [f"{each.issue}/{each.point}" for each in rounds], "problems": []})
    else:
        click.echo(f"Paused: {', '.join(f'{each.issue}/{each.point}' for each in rounds)}.")


@click.command()
@issue_argument
@_point
@click.option("--resend", "decision", flag_value="resend", help="Mail them again: some may get it twice.")
@click.option("--drop", "decision", flag_value="drop", help="Leave them: some may not get it at all.")
@json_option
@click.pass_obj
def settle(root: Path, issue: str, point: str, decision: str | None, as_json: bool) -> None:
    """Decide on recipients of whom nobody can know whether their message was taken.

    A message that is sent again has the same Message-ID, so most mail programs show it once.
    """
    from newsletter.mail import ledger
    from newsletter.pipeline.sending import now_stamp

    if decision is None:
        raise click.UsageError("Say --resend or --drop.")
    project, slug = opened(root, issue, as_json)
    with told_by_database(as_json), _database(project) as connection:
        round_ = _rounds(connection, slug, point, as_json)[0]
        with connection.sole(round_.id) as is_ours:
            if not is_ours:
                from newsletter.problems import error

                message = f"another process is mailing {round_.issue}/{round_.point}"
                _end([error("already-running", message, None, "wait for it, or `newsletter pause` it")], as_json)
            with connection.transaction():
                ledger.find_uncertain(connection, round_.id, now_stamp())
                count = ledger.settle(connection, round_.id, resend=decision == "resend", now=now_stamp())
    if as_json:
        print_json({"settled": count, "decision": decision, "problems": []})
        return
    done = "will be mailed again" if decision == "resend" else "are left"
    click.echo(f"{count:,} {done}.")
    if count and decision == "resend":
        click.echo(f"`newsletter resume {slug} --point {point}` mails them.")


def _editions(
    root: Path, issue: str, point: str, locales: tuple[str, ...], as_json: bool
) -> tuple[Project, Content, list[EditionKey]]:
    from newsletter.pipeline.project import wanted_editions

    project, slug = opened(root, issue, as_json)
    content = whole(project, slug)
    keys, problems = wanted_editions(content, (point,), locales)
    if problems or not keys:
        _end(problems, as_json)
    return project, content, keys


def _home(project: Project, as_json: bool) -> tuple[Home, list[Problem]]:
    from newsletter.pipeline.home import open_home

    home, problems = open_home(project, os.environ)
    if home is None:
        _end(problems, as_json)
    return home, problems


@contextlib.contextmanager
def _database(project: Project) -> Iterator[Connection]:
    from newsletter.pipeline.subscribers import opened_database

    with opened_database(project) as connection:
        yield connection


def _rounds(connection: Connection, issue: str, point: str, as_json: bool) -> list[Round]:
    from newsletter.mail import ledger
    from newsletter.problems import error

    with connection.transaction(writes=False):
        found = list(ledger.rounds(connection, issue, point))
    if not found:
        name = f"{issue}/{point}" if point else issue
        _end(
            [error("no-mailing", f"no mailing of {name} has been opened", None, "`newsletter send` opens one")], as_json
        )
    return found


def _refuse(problems: Sequence[Problem], as_json: bool) -> None:
    """End with what a person has to decide first, by an option of the command."""
    if problems:
        _end(list(problems), as_json)


def _is_agreed(
    home: Home, connection: Connection, content: Content, keys: Sequence[EditionKey], manner: Manner
) -> bool:
    """True when there is nothing to open, or a person has said yes to what would be."""
    from newsletter.pipeline.sending import plan

    found = plan(home, connection, content, keys, manner)
    waiting = [each for each in found.expected if each.locale not in found.opened]
    if not waiting:
        return True
    for each in waiting:
        click.echo(f"{content.slug}/{keys[0].point}/{each.locale}: {each.by_wish + each.by_default:,}", err=True)
    where = f"written to {manner.folder}" if manner.folder else "mailed"
    return click.confirm(f"Open the mailing? Letters are {where} to these recipients", err=True)


def _send_test(
    home: Home, content: Content, keys: Sequence[EditionKey], address: Any, problems: list[Problem], as_json: bool
) -> NoReturn:
    from newsletter.mail.route import route_of
    from newsletter.mail.session import open_session
    from newsletter.mail.transport import SmtpTransport
    from newsletter.pipeline.trial import send_copies

    route, found = route_of(home.project.settings, content.points[keys[0].point], home.environ)
    if route is None:
        _end([*problems, *found], as_json)
    taken, helo = route, home.project.settings.domain_of_mail()
    transport = SmtpTransport(lambda: open_session(taken, helo))
    outcomes, sent = send_copies(home, content, keys, address, transport)
    problems = list(dict.fromkeys([*problems, *found, *sent]))
    if as_json:
        plain = {edition: {"ending": each.ending.value, "words": each.words} for edition, each in outcomes.items()}
        print_json({"test": plain, "problems": json_of(problems)})
    else:
        for edition, each in outcomes.items():
            click.echo(f"{edition}: {each.ending.value} ({each.words})")
    show(problems)
    exit_with(problems)


def _dry_run(
    home: Home, connection: Connection, content: Content, keys: Sequence[EditionKey], release: Release, manner: Manner,
    as_json: bool,
) -> NoReturn:  # fmt: skip
    from newsletter.pipeline import sending
    from newsletter.pipeline.readying import readied

    found = sending.plan(home, connection, content, keys, manner)
    waiting = [key for key in keys if key.locale not in found.opened]
    judged = readied(home.project, content, waiting, release)
    if as_json:
        print_json({**_plan_json(found), "unreviewed": judged.unreviewed, "problems": json_of(judged.problems)})
    else:
        _print_plan(found, f"{content.slug}/{keys[0].point}")
    show(judged.problems)
    exit_with(judged.problems)


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
            click.echo(f"{name}/{each.locale}: opened already; {each.already:,} recipients")
            continue
        click.echo(f"{name}/{each.locale}: {count:,} recipients")
        if each.by_wish:
            click.echo(f"{each.by_wish:>9,} wish it, or a language that it serves")
        if each.by_default:
            click.echo(f"{each.by_default:>9,} because no edition meets their wish")
        if each.already:
            click.echo(f"{each.already:>9,} have this issue in another language already")
    for reason, count in found.left_out.items():
        click.echo(f"{count:>9,} left out: {_LEFT_OUT.get(reason, reason)}")
    if found.seconds is not None:
        click.echo(f"At {found.per_minute:,} messages a minute it takes {in_words(found.seconds)}.")
    else:
        click.echo("No rate is set: as fast as the server takes it.")


def _appoint(
    home: Home, connection: Connection, content: Content, keys: Sequence[EditionKey], is_some: bool, at: str | None,
    release: Release, as_json: bool,
) -> NoReturn:  # fmt: skip
    from newsletter.pipeline import due as dues

    point = content.points[keys[0].point]
    locales = [key.locale for key in keys] if is_some else [""]
    if at is None:
        count = dues.take_back(connection, content.slug, point.slug, locales if is_some else None)
        if as_json:
            print_json({"taken-back": count, "problems": []})
        else:
            click.echo(f"Taken back: {count}." if count else "Nothing was planned.")
        sys.exit(0)
    time, problems = dues.appoint(home, connection, content, keys, locales, at, release)
    if as_json:
        print_json({"at": time, "problems": json_of(problems)})
    elif time:
        click.echo(f"Planned for {time}. `newsletter due` opens it then; nothing else does.")
    show(problems)
    exit_with(problems)


def _retry(home: Home, connection: Connection, round_: Round) -> None:
    from newsletter.mail import ledger
    from newsletter.mail.line import stamp

    with connection.transaction():
        count = ledger.retry_refused(connection, round_.id, stamp(home.clock()))
    click.echo(f"{count:,} who were refused are mailed again.", err=True)


def _run(
    home: Home, connection: Connection, content: Content, rounds: Sequence[Round], manner: Manner,
    problems: list[Problem], as_json: bool, *, quiet: bool = False,
) -> NoReturn:  # fmt: skip
    import gc

    from newsletter.pipeline import sending
    from newsletter.pipeline.mailings import reports

    # Messages are many values and no circles: looking for them took a twentieth of a mailing.
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
    with Watching(connection, quiet=quiet) as watching:
        result: Run = sending.run(home, connection, content, rounds, manner, watching)
    problems = list(dict.fromkeys([*problems, *result.problems]))
    found = [
        report for each in rounds
        for report in reports(connection, home.clock(), issue=each.issue, point=each.point)
    ]  # fmt: skip
    if as_json:
        print_json({"mailings": [report.as_json() for report in found], "problems": json_of(problems)})
    elif not quiet or watching.has_sent:
        from newsletter.cli.mailings import in_words

        for report in found:
            click.echo("\n".join(in_words(report)))
    show(problems)
    exit_with(problems)


def _end(problems: list[Problem], as_json: bool) -> NoReturn:
    if as_json:
        print_json({"problems": json_of(problems)})
    show(problems)
    sys.exit(1)

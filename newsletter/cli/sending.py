"""`send`: a point's editions are mailed, or planned, tried out, written into files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from newsletter.cli.opening import project_of
from newsletter.cli.options import complete_locales, json_option, named, pass_root
from newsletter.cli.output import exit_with, json_of, print_json, say, show
from newsletter.cli.planning import ask, show_plan
from newsletter.cli.running import (
    database_of,
    end_with,
    has_database,
    home_of,
    issue_argument,
    late_option,
    let_open,
    let_run,
    no_wait_option,
    rate_option,
    required_point_option,
    restored_option,
    run_rounds,
    stoppable,
)
from newsletter.cli.subscribers import told_by_database, whom

if TYPE_CHECKING:
    from newsletter.database import Connection
    from newsletter.edition import EditionKey
    from newsletter.mail.ledger import Decisions, Round
    from newsletter.pipeline.home import Home
    from newsletter.pipeline.project import Project
    from newsletter.pipeline.snapshot import Snapshot
    from newsletter.problems import Problem


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
@click.option("--by", envvar="NEWSLETTER_BY", metavar="NAME", help="Who decides that.")
@click.option("--retry", type=click.Choice(["refused"]), help="Mail those again whom the servers refused.")
@rate_option
@no_wait_option
@late_option
@restored_option
@click.option("--yes", is_flag=True, help="Don’t ask before a mailing is opened.")
@json_option
@pass_root
def send(
    root: Path, issue: str, point: str, locales: tuple[str, ...], dry_run: bool, at: str | None, cancel: bool,
    test: str | None, to_dir: Path | None, reason: str | None, untranslated: str | None, by: str | None,
    retry: str | None, rate: int | None, no_wait: bool, late: bool, restored: bool, yes: bool, as_json: bool,
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
    from newsletter.pipeline import opening, sending

    if sum(map(bool, (dry_run, at, cancel, test, to_dir))) > 1:
        raise click.UsageError("--dry-run, --at, --cancel, --test and --to-dir each stand alone.")
    project = project_of(root, as_json)
    if cancel:
        _take_back(project, issue, point, locales, as_json)
    decisions = _decisions(reason, untranslated, by)
    manner = sending.Manner(late, restored, not no_wait, rate, to_dir)
    snapshot, keys, broken, of_files = _editions(project, issue, point, locales)
    if broken and (test or dry_run or at or not has_database(project)):
        end_with(broken, as_json)
    home, problems = home_of(project, as_json)
    if test:
        _send_test(home, snapshot, keys, whom(test), problems, as_json)
    with stoppable(), told_by_database(as_json), database_of(project) as connection:
        if dry_run:
            show_plan(home, connection, snapshot, keys, decisions, manner, as_json)
        if at:
            _appoint(home, connection, snapshot, keys, bool(locales), at, decisions, as_json)
        let_open(home, connection, issue, point, manner, as_json)
        known = opening.known_round(connection, issue, point)
        allowed, manner, found = let_run(home, connection, [known] if known else [], manner, as_json)
        if known and not allowed:
            end_with([*problems, *found], as_json)
        if broken:
            # What has been opened goes on all the same.
            found = [] if opening.are_opened(connection, snapshot.content, point, locales) else broken
            warnings: list[Problem] = []
        else:
            consent = None if yes else partial(ask, home, connection, snapshot.content, keys, manner, as_json)
            seen = [*problems, *of_files]
            found, warnings = _open(home, connection, snapshot, keys, decisions, seen, consent, as_json)
        problems += [problem for problem in found if problem not in problems]
        round_ = opening.known_round(connection, issue, point)
        if round_ is None:
            end_with(problems, as_json)
        if retry:
            _retry(home, connection, round_)
        run_rounds(home, connection, [round_], manner, problems, as_json, warnings=warnings)


def _decisions(release: str | None, untranslated: str | None, by: str | None) -> Decisions:
    """What somebody has decided, each by their name; without a name nothing is decided."""
    from newsletter.mail.ledger import Decision, Decisions

    reasons = [(reason or "").strip() for reason in (release, untranslated)]
    return Decisions(*(Decision(reason, named(by)) if reason else Decision() for reason in reasons))


def _open(
    home: Home, connection: Connection, snapshot: Snapshot, keys: Sequence[EditionKey], decisions: Decisions,
    seen: list[Problem], consent: Callable[[], Problem | None] | None, as_json: bool,
) -> tuple[list[Problem], list[Problem]]:  # fmt: skip
    """Open what is not open yet: what stood in the way, and the warnings of what was opened.

    Warnings are shown before anybody is asked for their consent; `seen` are those that are known already.
    """
    from newsletter.pipeline import opening
    from newsletter.pipeline.gate import judged
    from newsletter.pipeline.publishing import update_lists
    from newsletter.problems import has_errors, ordered

    waiting = opening.unopened(connection, keys)
    known = opening.known_round(connection, snapshot.slug, keys[0].point)
    if not waiting or (known and known.state == "ended"):
        return opening.open_mailings(home, connection, snapshot, keys, decisions)[2], []
    judging = judged(home, connection, snapshot, waiting, decisions)
    if errors := [problem for problem in judging.problems if has_errors([problem])]:
        return errors, []
    warnings = ordered([*seen, *judging.problems])
    if not as_json:
        show(warnings)
    if consent and (refusal := consent()):
        return [refusal], []
    found = opening.open_judged(home, connection, snapshot.content, waiting, judging)[2]
    if errors := [problem for problem in found if has_errors([problem])]:
        return errors, []
    return update_lists(home.project, connection), warnings


def _editions(
    project: Project, issue: str, point: str, locales: tuple[str, ...]
) -> tuple[Snapshot, list[EditionKey], list[Problem], list[Problem]]:
    """The editions of a point, what in the files that concern it stops opening any, and what should be seen of them."""
    from newsletter.content.scope import problems_for
    from newsletter.pipeline.project import wanted_editions
    from newsletter.pipeline.snapshot import open_snapshot
    from newsletter.problems import has_errors, ordered

    slug, missing = project.issue_slug(issue)
    snapshot = open_snapshot(project, slug or issue)
    content = snapshot.content
    own = problems_for(content, point, list(snapshot.of_content))
    broken = missing or [problem for problem in own if has_errors([problem])]
    keys, unknown = wanted_editions(content, (point,), locales)
    return snapshot, keys, ordered(broken or unknown), ordered(problem for problem in own if not has_errors([problem]))


def _send_test(
    home: Home, snapshot: Snapshot, keys: Sequence[EditionKey], address: Any, problems: list[Problem], as_json: bool
) -> NoReturn:
    from newsletter.mail.route import route_of
    from newsletter.mail.session import open_session
    from newsletter.mail.transport import SmtpTransport
    from newsletter.pipeline.trial import objection_to_copy, send_copies

    point = keys[0].point
    if has_database(home.project):
        with told_by_database(as_json), database_of(home.project) as connection:
            objection = objection_to_copy(home, connection, address, point)
        if objection:
            end_with([*problems, objection], as_json)
    route, found = route_of(home.project.settings, snapshot.content.points[point], home.environ)
    if route is None:
        end_with([*problems, *found], as_json)
    taken, helo = route, home.project.settings.domain_of_mail()
    transport = SmtpTransport(lambda: open_session(taken, helo))
    outcomes, sent = send_copies(home, snapshot, keys, address, transport)
    problems = list(dict.fromkeys([*problems, *found, *sent]))
    if as_json:
        plain = {edition: {"ending": each.ending.value, "words": each.words} for edition, each in outcomes.items()}
        print_json({"test": plain, "problems": json_of(problems)})
    else:
        for edition, each in outcomes.items():
            say(f"{edition}: {each.ending.value} ({each.words})")
    show(problems)
    exit_with(problems)


def _appoint(
    home: Home, connection: Connection, snapshot: Snapshot, keys: Sequence[EditionKey], is_some: bool, at: str,
    decisions: Decisions, as_json: bool,
) -> NoReturn:  # fmt: skip
    from newsletter.pipeline import due as dues
    from newsletter.problems import has_errors

    locales = [key.locale for key in keys] if is_some else [""]
    time, problems = dues.appoint(home, connection, snapshot, keys, locales, at, decisions)
    if as_json:
        print_json({"at": time, "problems": json_of(problems)})
    elif has_errors(problems):
        say("Nothing was planned.", err=True)
    else:
        say(f"Planned for {time}. `newsletter due` opens it then; nothing else does.")
    show(problems)
    exit_with(problems)


_UNKNOWN = {"unknown-issue", "unknown-point", "unknown-locale"}


def _take_back(project: Project, issue: str, point: str, locales: tuple[str, ...], as_json: bool) -> NoReturn:
    """Take back what was planned, whatever has become of its files; they are asked only why nothing was."""
    from newsletter.pipeline import due as dues

    count = 0
    if has_database(project):
        with told_by_database(as_json), database_of(project) as connection:
            count = dues.take_back(connection, issue, point, locales or None)
    if not count:
        _, _, broken, _ = _editions(project, issue, point, locales)
        if unknown := [problem for problem in broken if problem.code in _UNKNOWN]:
            end_with(unknown, as_json)
    if as_json:
        print_json({"taken-back": count, "problems": []})
    else:
        say(f"Taken back: {count}." if count else "Nothing was planned.")
    sys.exit(0)


def _retry(home: Home, connection: Connection, round_: Round) -> None:
    from newsletter.mail import ledger
    from newsletter.mail.line import stamp

    with connection.transaction():
        count = ledger.retry_refused(connection, round_.id, stamp(home.clock()))
    say(f"{count:,} who were refused are mailed again.", err=True)

"""`due`, `resume`, `pause`, `settle`: mailings that were opened go on or stop, and what is in doubt is decided."""

from __future__ import annotations

from pathlib import Path

import click

from newsletter.cli.opening import project_of
from newsletter.cli.options import complete_points, json_option, pass_root
from newsletter.cli.output import print_json, say
from newsletter.cli.running import (
    database_of,
    end_with,
    home_of,
    issue_argument,
    late_option,
    let_run,
    no_wait_option,
    not_ended,
    rate_option,
    required_point_option,
    restored_option,
    rounds_of,
    run_rounds,
    stoppable,
)
from newsletter.cli.subscribers import told_by_database


@click.command()
@rate_option
@late_option
@json_option
@pass_root
def due(root: Path, rate: int | None, late: bool, as_json: bool) -> None:
    """Open what is due by its `--at`, and go on with all mailings that have recipients to go; for cron or a timer.

    It ends when nothing is due at the moment: with 0, also when readers wait for their next attempt; with 75 when it
    was stopped before; with 1 when a person must act. A second one that is started meanwhile leaves running mailings
    alone.
    """
    from newsletter.pipeline import due as dues
    from newsletter.pipeline import sending
    from newsletter.pipeline.objections import note_restored

    project = project_of(root, as_json)
    home, problems = home_of(project, as_json)
    manner = sending.Manner(late, waits=False, per_minute=rate)
    with stoppable(), told_by_database(as_json), database_of(project) as connection:
        note_restored(home, connection)
        problems += dues.open_due(home, connection, late=late)
        run_rounds(home, connection, dues.unfinished(connection), manner, problems, as_json, by_timer=True)


@click.command()
@issue_argument
@click.option("--point", shell_complete=complete_points, help="Only this point’s mailing.")
@rate_option
@no_wait_option
@late_option
@restored_option
@json_option
@pass_root
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
    from newsletter.pipeline import sending

    project = project_of(root, as_json)
    home, problems = home_of(project, as_json)
    manner = sending.Manner(late, restored, not no_wait, rate, resumes=True)
    with stoppable(), told_by_database(as_json), database_of(project) as connection:
        rounds = not_ended(rounds_of(connection, issue, point or "", as_json), as_json)
        rounds, manner, found = let_run(home, connection, rounds, manner, as_json)
        run_rounds(home, connection, rounds, manner, [*problems, *found], as_json)


@click.command()
@issue_argument
@click.option("--point", shell_complete=complete_points, help="Only this point’s mailing.")
@click.option("--reason", default="", metavar="TEXT", help="Why; `newsletter mailings` shows it.")
@json_option
@pass_root
def pause(root: Path, issue: str, point: str | None, reason: str, as_json: bool) -> None:
    """Stop the mailings of ISSUE, also those that run in another process, until `resume`.

    Messages in flight are finished; from the next one on nothing goes out.
    """
    from newsletter.mail.pausing import PauseCause, pause_round
    from newsletter.pipeline.sending import now_stamp

    project = project_of(root, as_json)
    with told_by_database(as_json), database_of(project) as connection:
        rounds = not_ended(rounds_of(connection, issue, point or "", as_json), as_json)
        with connection.transaction():
            for each in rounds:
                pause_round(connection, each.id, PauseCause.BY_HAND, reason.strip(), now_stamp())
    if as_json:
        print_json({"paused": [each.name for each in rounds], "problems": []})
    else:
        say(f"Paused: {', '.join(f'{each.issue}/{each.point}' for each in rounds)}.")


@click.command()
@issue_argument
@required_point_option
@click.option("--resend", "decision", flag_value="resend", help="Mail them again: some may get it twice.")
@click.option("--drop", "decision", flag_value="drop", help="Leave them: some may not get it at all.")
@json_option
@pass_root
def settle(root: Path, issue: str, point: str, decision: str | None, as_json: bool) -> None:
    """Decide on recipients of whom nobody can know whether their message was taken.

    A message that is sent again has the same Message-ID, so most mail programs show it once.
    """
    from newsletter.mail import ledger
    from newsletter.pipeline.sending import now_stamp

    if decision is None:
        raise click.UsageError("Say --resend or --drop.")
    project = project_of(root, as_json)
    with told_by_database(as_json), database_of(project) as connection:
        round_ = rounds_of(connection, issue, point, as_json)[0]
        if decision == "resend":
            not_ended([round_], as_json)
        with connection.sole(round_.id) as is_ours:
            if not is_ours:
                from newsletter.problems import error

                message = f"another process is mailing {round_.issue}/{round_.point}"
                end_with([error("already-running", message, None, "wait for it, or `newsletter pause` it")], as_json)
            with connection.transaction():
                ledger.find_uncertain(connection, round_.id, now_stamp())
                count = ledger.settle(connection, round_.id, resend=decision == "resend", now=now_stamp())
    if as_json:
        print_json({"settled": count, "decision": decision, "problems": []})
        return
    done = "will be mailed again" if decision == "resend" else "are left"
    say(f"{count:,} {done}.")
    if count and decision == "resend":
        say(f"`newsletter resume {issue} --point {point}` mails them.")

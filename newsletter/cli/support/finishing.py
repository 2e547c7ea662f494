"""How a command ends: its report in words or as JSON, its problems, and the exit code. No other module ends a process.

In: the report of a use case. Out: lines on stdout and stderr, and the end of the process: 0 fine or only warnings, 1
errors found or a person must act, 75 stopped while readers are left, 130 ended by Ctrl-C. 2, wrong usage, is click's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from newsletter.cli.support.output import display_path, json_of, print_json, say, show

if TYPE_CHECKING:
    from newsletter.cli.support.console import Console
    from newsletter.pipeline.use_case import Refused, Report

R = TypeVar("R", bound="Report")

DONE, FAILED, STOPPED, INTERRUPTED = 0, 1, 75, 130
"""`STOPPED` is EX_TEMPFAIL of sysexits.h: run it again."""


def exit_code(report: Report, fail_on: str = "error", failed: int = FAILED) -> int:
    """What a report means to a shell, `fail_on` the least weight of a problem that is a failure: error or warning.

    A report with `is_unfinished` true is of work that the same command goes on with, whatever else it tells. `failed`
    is the code of a failure.
    """
    from newsletter.pipeline.use_case import Refused
    from newsletter.problems import has_errors, open_problems

    if getattr(report, "is_unfinished", False):
        return STOPPED
    is_weighed = fail_on == "warning" and bool(open_problems(report.problems))
    if isinstance(report, Refused) or is_weighed or has_errors(report.problems):
        return failed
    return DONE


def finish(
    console: Console,
    report: R | Refused,
    *,
    values: Callable[[R], Mapping[str, Any]] | None = lambda report: {},
    words: Callable[[R], None] | None = None,
    last_words: Callable[[R], None] | None = None,
    fail_on: str = "error",
    failed: int = FAILED,
    are_told: bool = False,
    as_sarif: bool = False,
) -> NoReturn:
    """Show what came of a use case and end the command.

    For programs that is JSON: `values`, and the problems as their last; where they are None the result has been
    handed on already. For people it is what `words` says, then the problems, then what `last_words` says. With
    `are_told` the problems stand in the result itself; `as_sarif` gives them to a code host, and nothing else.
    """
    from newsletter.pipeline.use_case import Refused

    if as_sarif and not (isinstance(report, Refused) and report.misuse):
        from newsletter.cli.support.sarif import sarif_of

        print_json(sarif_of(report.problems))
        sys.exit(exit_code(report, fail_on, failed))
    if isinstance(report, Refused):
        _finish_refused(console, report, failed)
    if values and console.is_json:
        print_json({**values(report), **({} if are_told else {"problems": json_of(report.problems)})})
    if words and not console.is_json:
        words(report)
    if not are_told:
        show(report.problems)
    if last_words and not console.is_json:
        last_words(report)
    sys.exit(exit_code(report, fail_on, failed))


def _finish_refused(console: Console, report: Refused, failed: int) -> NoReturn:
    if report.misuse:
        raise click.UsageError(report.misuse)
    if console.is_json:
        print_json({"problems": json_of(report.problems)})
    show(report.problems)
    if report.advice:
        say(report.advice, err=True)
    sys.exit(exit_code(report, failed=failed))


def finish_interrupted() -> NoReturn:
    """Whoever sits there has pressed Ctrl-C."""
    say("\nStopped. Every file is whole; run the command again to go on.", err=True)
    sys.exit(INTERRUPTED)


def finish_unwritten(fault: OSError, failed: int = FAILED) -> NoReturn:
    """The world outside has refused a file; `failed` is the code of a failure."""
    from newsletter.problems import Location, error

    reason = (fault.strerror or str(fault)).lower()
    at = Location(display_path(Path(str(fault.filename)))) if fault.filename else None
    show([error("unwritable-file", f"the file can't be written: {reason}", at)])
    sys.exit(failed)


def stop_at_signal(number: int, frame: FrameType | None) -> NoReturn:
    """A handler of signals: what was begun is taken back on the way out, and the exit code says that it is not done."""
    sys.exit(STOPPED)

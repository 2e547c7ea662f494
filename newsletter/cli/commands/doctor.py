"""`doctor`: whether this installation is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.support.console import Console, json_option
from newsletter.cli.support.finishing import finish
from newsletter.cli.support.options import complete_points
from newsletter.cli.support.output import paint, say, wants_colour

if TYPE_CHECKING:
    from newsletter.pipeline.doctor.diagnosis import Diagnosis
    from newsletter.pipeline.doctor.examine import DoctorReport

_COLOURS = {"ok": "32", "note": "2", "warning": "1;33", "error": "1;31"}


@click.command()
@click.option("--point", "wanted", multiple=True, shell_complete=complete_points, help="Only this point; repeatable.")
@click.option("--offline", is_flag=True, help="Ask neither mail servers nor DNS.")
@json_option
@click.pass_obj
def doctor(console: Console, wanted: tuple[str, ...], offline: bool) -> None:
    """Say whether this installation can mail: senders, secret, database, signatures, mail servers, DNS.

    Mail servers are greeted and left again, DNS is asked; nothing is mailed. What is wrong stands with what to do
    about it.
    """
    from newsletter.pipeline.doctor.examine import DoctorRequest, examine_home

    topic = ""

    def watch(diagnosis: Diagnosis) -> None:
        nonlocal topic
        if console.is_json:
            return
        if diagnosis.topic != topic:
            topic = diagnosis.topic
            say(topic[0].upper() + topic[1:])
        say(_paragraph(diagnosis, wants_colour()))

    report = examine_home(DoctorRequest(console.place, wanted, offline), watch)
    finish(console, report, values=_values, words=_say_counts, are_told=True)


def _counts(report: DoctorReport) -> dict[str, int]:
    return {f"{each}s": sum(one.standing == each for one in report.findings) for each in ("error", "warning")}


def _values(report: DoctorReport) -> dict[str, Any]:
    return {**_counts(report), "findings": [one.as_json() for one in report.findings]}


def _say_counts(report: DoctorReport) -> None:
    errors, warnings = _counts(report).values()
    say(f"\n{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}")


def _paragraph(diagnosis: Diagnosis, colour: bool) -> str:
    problem = diagnosis.problem
    mark = paint(f"{diagnosis.standing:<7}", _COLOURS[diagnosis.standing], colour)
    lines = [f"  {mark}  {diagnosis.words}" + (f" [{problem.code}]" if problem else "")]
    if problem and problem.location:
        lines.append(f"           --> {problem.location}")
    if problem and problem.hint:
        lines.append(f"           hint: {problem.hint}")
    return "\n".join(lines)

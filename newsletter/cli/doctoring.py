"""`doctor`: whether this installation is sound."""

from __future__ import annotations

import os
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.opening import opened
from newsletter.cli.options import complete_points, json_option, pass_root
from newsletter.cli.output import painted, print_json, say, wants_colour

if TYPE_CHECKING:
    from newsletter.content.model import NationalPoint
    from newsletter.pipeline.diagnosis import Diagnosis
    from newsletter.pipeline.project import Project

_COLOURS = {"ok": "32", "note": "2", "warning": "1;33", "error": "1;31"}


@click.command()
@click.option("--point", "wanted", multiple=True, shell_complete=complete_points, help="Only this point; repeatable.")
@click.option("--offline", is_flag=True, help="Ask neither mail servers nor DNS.")
@json_option
@pass_root
def doctor(root: Path, wanted: tuple[str, ...], offline: bool, as_json: bool) -> None:
    """Say whether this installation can mail: senders, secret, database, signatures, mail servers, DNS.

    Mail servers are greeted and left again, DNS is asked; nothing is mailed. What is wrong stands with what to do
    about it.
    """
    from newsletter.pipeline.doctor import examine

    project, slug = opened(root, None, as_json)
    points, of_files = _points(project, slug, wanted)
    found: list[Diagnosis] = []
    topic = ""
    for diagnosis in chain(of_files, examine(project, points, os.environ, offline=offline)):
        found.append(diagnosis)
        if as_json:
            continue
        if diagnosis.topic != topic:
            topic = diagnosis.topic
            say(topic[0].upper() + topic[1:])
        say(_paragraph(diagnosis, wants_colour()))
    errors, warnings = (sum(one.standing == standing for one in found) for standing in ("error", "warning"))
    if as_json:
        print_json({"errors": errors, "warnings": warnings, "findings": [one.as_json() for one in found]})
    else:
        say(f"\n{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}")
    sys.exit(1 if errors else 0)


def _points(project: Project, slug: str, wanted: tuple[str, ...]) -> tuple[dict[str, NationalPoint], list[Diagnosis]]:
    """The points asked for, and what is wrong with files of points."""
    from newsletter.pipeline.diagnosis import wrong
    from newsletter.problems import nearest, ordered

    content, problems = project.content(slug)
    of_points = [problem for problem in ordered(problems) if problem.location and _is_of_point(problem.location.file)]
    known = sorted({*content.points, *(Path(p.location.file).stem for p in of_points if p.location)})
    for name in wanted:
        if name not in known:
            hint = nearest(name, known) or f"there are: {', '.join(known)}"
            raise click.UsageError(f"No point is called `{name}`; {hint}.")
    points = {name: point for name, point in content.points.items() if not wanted or name in wanted}
    return points, [
        wrong("senders", problem)
        for problem in of_points
        if problem.location and (not wanted or Path(problem.location.file).stem in wanted)
    ]


def _is_of_point(file: str) -> bool:
    return file.startswith("issues/points/")


def _paragraph(diagnosis: Diagnosis, colour: bool) -> str:
    problem = diagnosis.problem
    mark = painted(f"{diagnosis.standing:<7}", _COLOURS[diagnosis.standing], colour)
    lines = [f"  {mark}  {diagnosis.words}" + (f" [{problem.code}]" if problem else "")]
    if problem and problem.location:
        lines.append(f"           --> {problem.location}")
    if problem and problem.hint:
        lines.append(f"           hint: {problem.hint}")
    return "\n".join(lines)

"""Use case: whether this installation is sound.

In: `DoctorRequest`. Out: diagnoses as they are made, and `DoctorReport`: what is known here, then what mail servers and
DNS say when they are asked. Nothing is mailed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from newsletter.content.model import NationalPoint
from newsletter.mail.smtp.dns import resolver
from newsletter.mail.smtp.route import Route, route_of
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.doctor import network_checks, studio_checks
from newsletter.pipeline.doctor.diagnosis import N_, Diagnosis, note, wrong
from newsletter.pipeline.doctor.local_checks import examine_here, signers
from newsletter.pipeline.project import Project
from newsletter.pipeline.use_case import Place, issue_at, misused, reporting
from newsletter.problems import Problem, nearest, ordered

_USUAL_LETTER = 150_000
_SIGNATURES = 4_000
"""Octets that the headers of a reader's message may have above those of a build's sample."""


@dataclass(frozen=True, slots=True)
class DoctorRequest:
    """The points to look at, all of them where empty; `offline` asks neither mail servers nor DNS."""

    place: Place
    points: tuple[str, ...] = ()
    offline: bool = False


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """Everything that was found, in its order."""

    findings: tuple[Diagnosis, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong among it."""
        return tuple(each.problem for each in self.findings if each.problem)


@reporting
def examine_home(request: DoctorRequest, watch: Callable[[Diagnosis], None] = lambda diagnosis: None) -> DoctorReport:
    """Examine an installation; each diagnosis is handed to `watch` as it is made, since servers take their time."""
    place, found = request.place, []
    project, slug = issue_at(place, None)
    points, of_files = _points(project, slug, request.points)
    for diagnosis in chain(of_files, examine(project, points, place.environ, offline=request.offline)):
        found.append(diagnosis)
        watch(diagnosis)
    return DoctorReport(tuple(found))


def _points(project: Project, slug: str, wanted: tuple[str, ...]) -> tuple[dict[str, NationalPoint], list[Diagnosis]]:
    """The points asked for, and what is wrong with files of points."""
    content, problems = project.content(slug)
    of_points = [problem for problem in ordered(problems) if problem.location and _is_of_point(problem.location.file)]
    known = sorted({*content.points, *(Path(p.location.file).stem for p in of_points if p.location)})
    for name in wanted:
        if name not in known:
            hint = nearest(name, known) or f"there are: {', '.join(known)}"
            misused(f"No point is called `{name}`; {hint}.")
    points = {name: point for name, point in content.points.items() if not wanted or name in wanted}
    return points, [
        wrong("senders", problem)
        for problem in of_points
        if problem.location and (not wanted or Path(problem.location.file).stem in wanted)
    ]


def _is_of_point(file: str) -> bool:
    return file.startswith("issues/points/")


def examine(
    project: Project, points: Mapping[str, NationalPoint], environ: Mapping[str, str], *, offline: bool = False
) -> Iterator[Diagnosis]:
    """Everything that mailing stands on, topic by topic."""
    yield from examine_here(project, points, environ)
    routes, found = _routes(project, points, environ)
    yield from found
    yield from studio_checks.of_studio(project.settings, environ)
    site = project.settings.studio.site
    if offline:
        yield note("mail server", N_("not asked this time"))
        yield note("DNS", N_("not asked this time"))
        if site:
            yield note("studio", N_("not asked this time"))
        return
    mail_domain = project.settings.domain_of_mail()
    largest = _largest(project.root)
    for route, names in routes.items():
        yield from network_checks.of_server(route, names, mail_domain, largest)
    lookup, problems = resolver(environ)
    yield from (wrong("DNS", problem) for problem in problems)
    if lookup:
        yield from network_checks.of_dns(lookup, mail_domain, signers(points, environ))
    if site:
        yield from studio_checks.ask_studio(site, read_clock(), studio_checks.ask_site)


def _routes(
    project: Project, points: Mapping[str, NationalPoint], environ: Mapping[str, str]
) -> tuple[dict[Route, list[str]], list[Diagnosis]]:
    """The routes there are, each with its points; a fault that points share is told once."""
    found: dict[Route, list[str]] = {}
    problems = []
    for point in points.values():
        route, faults = route_of(project.settings, point, environ)
        problems += faults
        if route:
            found.setdefault(route, []).append(point.slug)
    return found, [wrong("mail server", problem) for problem in dict.fromkeys(problems)]


def _largest(root: Path) -> int:
    """Octets of the largest message: by what has been built, else what letters usually have."""
    built = [path.stat().st_size + _SIGNATURES for path in (root / "build").glob("*/*/*/letter.eml")]
    return max(built, default=_USUAL_LETTER)

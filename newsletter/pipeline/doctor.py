"""`newsletter doctor`: whether this installation is sound.

In: a project that is the home, its points, an environment. Out: diagnoses, as they are made: what is known here, then
what mail servers and DNS say when they are asked. Nothing is mailed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from newsletter.content.model import NationalPoint
from newsletter.mail.dns import resolver
from newsletter.mail.route import Route, route_of
from newsletter.pipeline import outside
from newsletter.pipeline.diagnosis import Diagnosis, note, wrong
from newsletter.pipeline.local_checks import examine_here, signers
from newsletter.pipeline.project import Project

_USUAL_LETTER = 150_000
_SIGNATURES = 4_000
"""Octets that the headers of a reader's message may have above those of a build's sample."""


def examine(
    project: Project, points: Mapping[str, NationalPoint], environ: Mapping[str, str], *, offline: bool = False
) -> Iterator[Diagnosis]:
    """Everything that mailing stands on, topic by topic."""
    yield from examine_here(project, points, environ)
    routes, found = _routes(project, points, environ)
    yield from found
    if offline:
        yield note("mail server", "not asked, because of --offline")
        yield note("DNS", "not asked, because of --offline")
        return
    mail_domain = project.settings.domain_of_mail()
    largest = _largest(project.root)
    for route, names in routes.items():
        yield from outside.of_server(route, names, mail_domain, largest)
    lookup, problems = resolver(environ)
    yield from (wrong("DNS", problem) for problem in problems)
    if lookup:
        yield from outside.of_dns(lookup, mail_domain, signers(points, environ))


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

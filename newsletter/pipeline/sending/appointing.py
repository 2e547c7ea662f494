"""Use cases: a point's editions are planned to be mailed at a time, and planned no more.

In: an installation, its open database, the editions wanted, a time as a person writes it in the point's time zone. Out:
`AppointReport`; and of what is taken back `CancelReport`.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.mail.delivery.rows import Decisions
from newsletter.people.proposals import Signer
from newsletter.pipeline.at_home import database_at, has_database, installation_at
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.sending import due
from newsletter.pipeline.sending.chosen import Chosen, Wanted, choose_editions, choose_whole_editions
from newsletter.pipeline.sending.recording import NOBODY
from newsletter.pipeline.use_case import Place, project_at, refuse, reporting
from newsletter.problems import Problem

_UNKNOWN = {"unknown-issue", "unknown-point", "unknown-locale"}


@dataclass(frozen=True, slots=True)
class AppointReport:
    """The time as it is told, with its zone; empty where nothing is planned. What is not ready yet are warnings."""

    at: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CancelReport:
    """How many appointments have been taken back; 0 where nothing was planned."""

    taken_back: int
    problems: tuple[Problem, ...] = ()


@reporting
def appoint(
    installation: Installation, connection: Connection, wanted: Wanted, typed: str, decisions: Decisions,
    by: Signer = NOBODY,
) -> AppointReport:  # fmt: skip
    """Plan editions, each by its name where locales are wanted; `newsletter due` opens them when the time has come.

    Where another person has to agree, it is asked for by the name of `by`.
    """
    return _appoint(
        installation, connection, choose_whole_editions(installation.project, wanted), wanted, typed, decisions, by
    )


@reporting
def appoint_at(place: Place, wanted: Wanted, typed: str, decisions: Decisions, by: Signer = NOBODY) -> AppointReport:
    """The same, in a project's folder; what is wrong with the files is told before what the installation lacks."""
    project = project_at(place)
    chosen = choose_whole_editions(project, wanted)
    installation = installation_at(project, place.environ)
    with database_at(project) as connection:
        return _appoint(installation, connection, chosen, wanted, typed, decisions, by)


def _appoint(
    installation: Installation, connection: Connection, chosen: Chosen, wanted: Wanted, typed: str,
    decisions: Decisions, by: Signer,
) -> AppointReport:  # fmt: skip
    told, problems = due.appoint(installation, connection, chosen.snapshot, chosen.keys, wanted, typed, decisions, by)
    return AppointReport(told, tuple(problems))


@reporting
def cancel_at(place: Place, wanted: Wanted, by: Signer = NOBODY) -> CancelReport:
    """Take back what was planned, whatever has become of its files; they are asked only why nothing was."""
    project, count = project_at(place), 0
    if has_database(project):
        with database_at(project) as connection:
            count = due.take_back(connection, wanted, by)
    if not count:
        broken = choose_editions(project, wanted).broken
        if unknown := [problem for problem in broken if problem.code in _UNKNOWN]:
            refuse(unknown)
    return CancelReport(count)

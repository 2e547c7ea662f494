"""Use case: who would get which edition, and what stands in the way; nothing is opened.

In: an installation, its open database, the editions wanted, what has been decided. Out: `PlanReport`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from newsletter.database import Connection
from newsletter.mail.delivery.rows import Decisions
from newsletter.pipeline.at_home import database_at, installation_at
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.sending.agreeing import find_unmet
from newsletter.pipeline.sending.chosen import Chosen, Wanted, choose_whole_editions
from newsletter.pipeline.sending.gate import judge_editions
from newsletter.pipeline.sending.objections import objection_to_opening
from newsletter.pipeline.sending.reach import Plan, plan
from newsletter.pipeline.sending.run import Manner
from newsletter.pipeline.use_case import Place, project_at, reporting
from newsletter.problems import Problem, Severity, has_errors


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A plan for `issue/point`; by edition the texts that nobody has reviewed, and those that are not translated."""

    name: str
    plan: Plan
    unreviewed: Mapping[str, Sequence[str]]
    untranslated: Mapping[str, Sequence[str]]
    problems: tuple[Problem, ...]


@reporting
def plan_mailing(
    installation: Installation, connection: Connection, wanted: Wanted, decisions: Decisions, manner: Manner
) -> PlanReport:
    """Who would get which edition; problems are those that the opening would meet."""
    return _plan(installation, connection, choose_whole_editions(installation.project, wanted), decisions, manner)


@reporting
def plan_mailing_at(place: Place, wanted: Wanted, decisions: Decisions, manner: Manner) -> PlanReport:
    """The same, in a project's folder; what is wrong with the files is told before what the installation lacks."""
    project = project_at(place)
    chosen = choose_whole_editions(project, wanted)
    installation = installation_at(project, place.environ)
    with database_at(project) as connection:
        return _plan(installation, connection, chosen, decisions, manner)


def _plan(
    installation: Installation, connection: Connection, chosen: Chosen, decisions: Decisions, manner: Manner
) -> PlanReport:
    snapshot, keys = chosen.snapshot, chosen.keys
    found = plan(installation, connection, snapshot.content, keys, manner.per_minute)
    waiting = [key for key in keys if key.locale not in found.opened]
    judging = judge_editions(installation, connection, snapshot, waiting, decisions)
    forgotten = objection_to_opening(installation, connection, snapshot.slug, keys[0].point)
    problems = [forgotten, *judging.problems] if forgotten and not manner.restored else [*judging.problems]
    if waiting and not has_errors(judging.problems):
        unmet = find_unmet(installation, connection, snapshot.content, waiting, judging.letters)
        problems += [replace(unmet, severity=Severity.WARNING)] if unmet else []
    name = f"{snapshot.slug}/{keys[0].point}"
    return PlanReport(name, found, judging.unreviewed, judging.untranslated, tuple(problems))

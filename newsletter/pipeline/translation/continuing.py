"""Use case: what was asked of machines that answer later goes on by itself, where the project's files are.

In: a place, the time. Out: answers that have come stored in their catalogs, what waited for its turn sent, what came to
nothing sent again: what the next `newsletter translate` would do, for those languages and by that service alone. Nobody
else is asked, since a person begins what costs.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from newsletter.content.slugs import issue_slugs
from newsletter.pipeline.project import Project
from newsletter.pipeline.use_case import Place, project_at
from newsletter.problems import Problem
from newsletter.translate.later.mailbox import Mailbox
from newsletter.translate.later.request_store import RequestStore

_AGAIN = dt.timedelta(minutes=5)
"""After so long what a run could not bring to an end is tried again: the service is full, or not set up."""


@dataclass(frozen=True, slots=True)
class ContinueReport:
    """The issues that went on, by their names, with their languages."""

    continued: tuple[tuple[str, tuple[str, ...]], ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class _Ready:
    """A language of an issue that can go on, and the service that was asked for it, by which request (empty: none)."""

    issue: str
    provider: str
    locale: str
    request: str = ""


@dataclass(eq=False)
class Continuing:
    """Goes on with what was asked, as often as it is called, for one place; what it has tried it leaves for a while."""

    place: Place
    _tried: dict[_Ready, dt.datetime] = field(default_factory=dict)

    def go_on(self, now: dt.datetime) -> ContinueReport:
        """Store what has come, and send what waits; files alone are looked at where there is nothing to do."""
        project = project_at(self.place)
        ready = [each for each in sorted(set(_find_ready(project, now))) if self._is_time(each, now)]
        if not ready:
            return ContinueReport()
        # Half of the package, which a look each minute seldom needs.
        from newsletter.pipeline.translation.translating import TranslateRequest, translate_issue

        together: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for each in ready:
            self._tried[each] = now
            together[each.issue, each.provider][each.locale] = None
        problems: list[Problem] = []
        for (issue, provider), locales in together.items():
            request = TranslateRequest(self.place, now.date(), issue, tuple(locales), provider)
            problems += translate_issue(request).problems
        went_on = tuple((issue, tuple(locales)) for (issue, _), locales in together.items())
        return ContinueReport(went_on, tuple(problems))

    def _is_time(self, each: _Ready, now: dt.datetime) -> bool:
        tried = self._tried.get(each)
        return tried is None or not dt.timedelta() <= now - tried < _AGAIN


def _find_ready(project: Project, now: dt.datetime) -> Iterator[_Ready]:
    """Languages of which an answer has come, none came in time, or texts wait; where the settings still name who."""
    store, mailbox = RequestStore(project.root), Mailbox(project.root)
    asked = [each for each in store.open_requests() if mailbox.has(each.id) or now > each.deadline]
    found = [_Ready(each.issue, each.provider, each.target_locale, each.id) for each in asked]
    found += [_Ready(each.issue, each.provider, each.locale) for each in store.unsent()]
    if not found:
        return
    there = set(issue_slugs(project.root))
    named = project.settings.providers.for_locale
    yield from (each for each in found if each.issue in there and each.provider in named(each.locale))

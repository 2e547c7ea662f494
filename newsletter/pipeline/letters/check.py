"""Use case: everything that is wrong with an issue is found, and nothing written.

In: `CheckRequest`. Out: `CheckReport` with the problems of its files, brand, pictures and catalogs; of what nobody
would see; and of every letter, laid out as a build does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from newsletter.edition import EditionKey
from newsletter.pipeline.letters.accept import unused_acceptances, with_accepted
from newsletter.pipeline.letters.chromium import find_chromium
from newsletter.pipeline.letters.delivery import Junk, dns_problems, junk_in, refused_at_sending
from newsletter.pipeline.letters.examine import Examination, examinations, examined, unknown_programs
from newsletter.pipeline.letters.in_browser import browser_problems
from newsletter.pipeline.letters.mailed_before import mailed_before
from newsletter.pipeline.letters.online import Online, online_problems
from newsletter.pipeline.letters.spam_filters import SpamFilter, filter_at
from newsletter.pipeline.letters.unused import unused_problems
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import Snapshot, open_snapshot, prepare
from newsletter.pipeline.translation.findings import Checked, unread_folders
from newsletter.pipeline.use_case import Place, issue_at, misused, reporting
from newsletter.problems import Problem, ordered


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """An issue by its slug; None is the newest.

    With `is_in_browser` its letters are also looked at in Chromium; with `online` the sites that they lead to are
    asked, and DNS about their senders; with `spam`, an address on this machine, a filter of junk is.
    """

    place: Place
    issue: str | None = None
    is_in_browser: bool = False
    online: Online | None = None
    spam: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """Who is asked beside the letters themselves: nobody, unless somebody has said so.

    `browser` is the path of a Chromium, empty where there is none, None where it was not asked for.
    """

    browser: str | None = None
    online: Online | None = None
    spam: SpamFilter | None = None
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The issue that was checked, its problems in order, and what of its letters not all mail programs show.

    `junk` is what a filter of junk says of each letter. `letters` counts the editions; `unseen` are those of them that
    could not be laid out, so that nothing is known of their letters.
    """

    issue: str
    problems: tuple[Problem, ...]
    features: tuple[FeatureShown, ...] = ()
    junk: tuple[Junk, ...] = ()
    letters: int = 0
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeatureShown:
    """A feature of HTML or CSS, as Can I email says it, with the editions whose letters have it.

    `values` are its name, title, the programs that drop it or show a part of it, and what a reader sees `instead`; that
    is empty where something may be lost.
    """

    values: Mapping[str, object]
    editions: tuple[str, ...]


@reporting
def check_project(request: CheckRequest) -> CheckReport:
    """Check an issue, and the articles that no issue shows."""
    project, slug = issue_at(request.place, request.issue)
    browser = find_chromium(request.place.environ.get("PATH")) if request.is_in_browser else None
    spam = filter_at(request.spam) if request.spam else None
    if request.spam and spam is None:
        misused(
            "A filter of junk is asked on this machine alone: http://127.0.0.1:11333 (rspamd), spamd://127.0.0.1:783."
        )
    return _checked(project, slug, Outside(browser, request.online, spam, request.place.environ))


def _features(letters: Mapping[EditionKey, Examination]) -> tuple[FeatureShown, ...]:
    """What the letters have in common is told once."""
    found: dict[str, tuple[Mapping[str, object], list[str]]] = {}
    for key, each in letters.items():
        for values in each.features:
            found.setdefault(str(values["feature"]), (values, []))[1].append(str(key))
    return tuple(FeatureShown(values, tuple(editions)) for _, (values, editions) in sorted(found.items()))


def check_issue(project: Project, slug: str, outside: Outside | None = None) -> list[Problem]:
    """Every problem of an issue, of its letters, and of articles that no issue shows.

    Those are marked that the issue has decided to live with. `outside` says who else is asked; nobody, if left out.
    """
    return list(_checked(project, slug, outside or Outside()).problems)


def _checked(project: Project, slug: str, outside: Outside) -> CheckReport:
    snapshot = open_snapshot(project, slug, everything=True)
    letters, also, junk = examinations(snapshot, snapshot.editions()), list[Problem](), list[Junk]()
    if outside.browser is not None or outside.online:
        shown = {key: letter for key in letters if (letter := examined(snapshot, prepare(snapshot, key)))}
        if outside.browser is not None:
            also += browser_problems(snapshot, shown, letters, outside.browser)
        if outside.online:
            also += online_problems(shown, project.cache, outside.online)
            also += dns_problems(project, snapshot.content.points, outside.environ)
    if outside.spam:
        junk, found = junk_in(snapshot, list(letters), outside.spam)
        also += found
    problems = problems_of(snapshot, letters.values(), also)
    unseen = tuple(str(key) for key, each in letters.items() if not each.is_seen)
    return CheckReport(slug, tuple(problems), _features(letters), tuple(junk), len(letters), unseen)


def problems_of(snapshot: Snapshot, letters: Iterable[Examination], also: Iterable[Problem] = ()) -> list[Problem]:
    """Every problem of an issue that was opened with everything, given what was found in each of its editions.

    `also` are what browsers, sites and filters have said of them.
    """
    project, content, catalogs = snapshot.project, snapshot.content, snapshot.catalogs
    problems = snapshot.problems
    problems += unused_problems(project, content, snapshot.theme)
    problems += unknown_programs(project)
    problems += mailed_before(project, content)
    problems += refused_at_sending(project, content)
    problems += (problem for each in letters for problem in each.problems)
    problems += also
    problems += Checked(snapshot).problems()
    problems += unread_folders(content, project.root)
    found = with_accepted(ordered([*problems, *catalogs.problems]), content)
    return ordered([*found, *unused_acceptances(found, content)])

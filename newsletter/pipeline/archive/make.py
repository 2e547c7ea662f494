"""`newsletter archive`: the public pages of all letters that were mailed, as files for any web server.

In: a project, its ledger if it has one, a folder. Out: pages in that folder, of which only those are written that have
changed, and an `Archived` that counts them. What has to be done is decided in `plan`. What is held at once is of one
issue, or of the lists of one language, so that memory does not grow with the years: of all issues only names and
digests are held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from newsletter.content.slugs import issue_slugs
from newsletter.database import Connection, absolute, connect, is_there
from newsletter.mail.delivery.published import Frozen, Published, find_published, frozen_letter
from newsletter.pipeline.archive.issue import issue_pages
from newsletter.pipeline.archive.issue_files import IssueFiles
from newsletter.pipeline.archive.letters import Led
from newsletter.pipeline.archive.lists import Lists
from newsletter.pipeline.archive.mailed import Mailed, mailed_so_far
from newsletter.pipeline.archive.making import Making
from newsletter.pipeline.archive.plan import Inputs, Plan, plan_run, read_inputs
from newsletter.pipeline.archive.record import LISTS, Record, Site
from newsletter.pipeline.archive.shared import Shared, read_shared
from newsletter.pipeline.processes import share_out
from newsletter.pipeline.project import Project
from newsletter.problems import Problem, from_plain, ordered
from newsletter.render.environment import TemplateError
from newsletter.render.web.pages import Pages, stylesheet

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Archived:
    """What a run did: letters and articles that are public, pages written, removed, and issues left as they were."""

    folder: Path
    has_ledger: bool
    letters: int = 0
    articles: int = 0
    files: int = 0
    written: int = 0
    removed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Done:
    """What one process did."""

    written: int = 0
    removed: int = 0
    problems: list[Problem] = field(default_factory=list)


def archive(
    project: Project,
    out: Path,
    *,
    everything: bool = False,
    progress: Progress = lambda done, total, name: None,
) -> Archived:
    """Bring the archive in a folder up to date; with `everything` it shows previews of all editions instead.

    Raises `DatabaseError` when a ledger is there and can't be read, and `OSError` where nothing can be written.
    """
    url = absolute(project.settings.database.url, project.root)
    has_ledger, mailed = is_there(url), Mailed()
    with Site(out).hold():
        if has_ledger and not everything:
            with connect(url) as connection, connection.transaction(writes=False):
                mailed = mailed_so_far(connection)
        maker = Maker(project, out, mailed, everything=everything)
        plan = maker.plan()
        unchanged = len(maker.issues) - len(plan.waiting)
        if plan.makes_lists and not maker.carry_out(plan, url if mailed.mailings else "", progress):
            return Archived(out, has_ledger, unchanged=unchanged, problems=ordered(maker.problems))
        return _count(maker, unchanged, has_ledger)


class Maker:
    """Makes the pages of an archive that is held: those of an issue, and the lists that lead to them.

    `problems` are what stands in the way of all pages; what is wrong with those of one issue is in its record.
    """

    def __init__(self, project: Project, out: Path, mailed: Mailed, *, everything: bool = False) -> None:
        self.project, self.mailed, self.everything = project, mailed, everything
        self.site = Site(out)
        self.issues = sorted({*issue_slugs(project.root), *mailed.mailings})
        self.inputs: Inputs = read_inputs(project, mailed, everything=everything)
        self.problems: list[Problem] = []
        self._shared: Shared | None = None

    def plan(self) -> Plan:
        """What there is to do, by the records of earlier runs and the files as they are."""
        root, site = self.project.root, self.site
        is_current = {
            issue: site.is_current(site.record(issue), self.inputs.of_issue(issue), root) for issue in self.issues
        }
        lists_are_current = site.is_current(site.record(LISTS), self._lists_inputs(), root)
        return plan_run(is_current, list(site.records()), lists_are_current=lists_are_current)

    def carry_out(self, plan: Plan, url: str, progress: Progress) -> bool:
        """Do what was planned; False when pages can't be made. `url`: of the ledger, empty where there is none."""
        if self.pages() is None:
            return False
        self._make_issues(plan.waiting, url, progress)
        for name in plan.gone:
            self.site.forget(name, self.site.record(name) or Record(""))
        try:
            self.make_lists()
        except TemplateError as fault:
            self.problems += [fault.problem] * (fault.problem not in self.problems)
        return True

    def _make_issues(self, waiting: Sequence[str], url: str, progress: Progress) -> None:
        """The issues that have changed: the first fills caches that all need, then the processors share the rest."""

        def some(issues: Sequence[str]) -> _Done:
            done = _Done()
            site = Site(self.site.folder)
            with _ledger(url) as connection:
                for number, issue in enumerate(issues):
                    progress(number, len(issues), issue)
                    try:
                        self.make_issue(issue, site, connection)
                    except TemplateError as fault:
                        done.problems.append(fault.problem)
                        break  # every page would say the same
            done.written, done.removed = site.written, site.removed
            return done

        for done in [some(waiting[:1]), *share_out(waiting[1:], some)] if waiting else []:
            self.site.written += done.written
            self.site.removed += done.removed
            self.problems += [problem for problem in done.problems if problem not in self.problems]

    def make_issue(
        self, issue: str, site: Site, connection: Connection | None, opening: Sequence[Published] = (),
        frozen: Mapping[str, Frozen] = MappingProxyType({}),
    ) -> tuple[Led, list[Problem]] | None:  # fmt: skip
        """The pages of an issue, with those of letters that are about to open, which are not in the ledger yet.

        What its letters lead to, and what is wrong with its pages; None, with the reasons in `problems`, when there
        can be none. `frozen` has the letters about to open by the paths of their pages.
        """
        pages = self.pages()
        if pages is None:
            return None
        making = Making(issue, pages, site, Record(self.inputs.of_issue(issue)), site.record(issue))
        files = IssueFiles(self.project, issue, pages.templates)
        if self.everything:
            letters, frozen = files.previews(pages.site)
        else:
            letters = [*(find_published(connection, issue) if connection else ()), *opening]

        def letter(each: Published) -> Frozen:
            return frozen[each.path] if each.path in frozen else _frozen(connection, each)

        led = issue_pages(making, files, letters, letter)
        return led, making.problems

    def update_lists(self) -> None:
        """Make what leads to the pages, where it does not say so already."""
        if not self.site.is_current(self.site.record(LISTS), self._lists_inputs(), self.project.root):
            self.make_lists()

    def make_lists(self) -> None:
        """What leads to the pages, by the records of all issues; nothing when pages can't be made."""
        pages, before = self.pages(), self.site.record(LISTS)
        if pages is None:
            return
        record = Record("")
        self.site.put(record, pages.style, stylesheet(pages.templates, pages.theme))
        if pages.emblem:
            record.assets.append(pages.emblem.path)
        Lists(pages, self.site, record, is_public=not self.everything).make(self.issues)
        if before:
            self.site.remove({name: at for name, at in before.files.items() if name not in record.files})
        record.inputs = self._lists_inputs()
        self.site.keep(LISTS, record)

    def pages(self) -> Pages | None:
        """What all pages share, read once; None when it can't be, with the reasons in `problems`."""
        if self._shared is None:
            self._shared = read_shared(self.project, self.mailed.locales)
            self.problems += self._shared.problems
            for path, data in self._shared.files.items():
                self.site.add(path, data)
        return self._shared.pages

    def _lists_inputs(self) -> str:
        return self.inputs.of_lists({issue: self.site.record(issue) for issue in self.issues})


def _count(maker: Maker, unchanged: int, has_ledger: bool) -> Archived:
    """What is there now, and what is wrong with it, from the records alone."""
    site = maker.site
    result = Archived(site.folder, has_ledger, written=site.written, removed=site.removed, unchanged=unchanged)
    found = [*maker.problems]
    for record in filter(None, map(site.record, maker.issues)):
        result.letters += record.letter_count
        result.articles += record.article_count
        result.files += len(record.files)
        found += [from_plain(values) for values in record.problems]
    lists = site.record(LISTS)
    result.files += len(lists.files) if lists else 0
    result.problems = ordered(found)
    return result


@contextmanager
def _ledger(url: str) -> Iterator[Connection | None]:
    if not url:
        yield None
        return
    with connect(url) as connection, connection.transaction(writes=False):
        yield connection


def _frozen(connection: Connection | None, each: Published) -> Frozen:
    if connection is None:
        raise RuntimeError("a mailing without a ledger")
    return frozen_letter(connection, each.number)

"""`newsletter archive`: the public pages of all letters that were mailed, as files for any web server.

In: a project, its ledger if it has one, a folder. Out: pages in that folder, of which only those are written that have
changed, and an `Archived` that counts them. What is held at once is of one issue, or of the lists of one language, so
that memory does not grow with the years: of all issues only names and digests are held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from newsletter.content.load import Content, issue_slugs
from newsletter.content.pictures import PictureError
from newsletter.content.theme import read_theme
from newsletter.database import Connection, absolute, connect, is_there
from newsletter.edition import editions_of
from newsletter.files import digest, digest_of, program_digest
from newsletter.locales import chain
from newsletter.mail.delivery.published import Frozen, Published, frozen_letter, published
from newsletter.pipeline.archive.issue import issue_pages
from newsletter.pipeline.archive.issue_files import IssueFiles
from newsletter.pipeline.archive.letters import Led
from newsletter.pipeline.archive.lists import Lists
from newsletter.pipeline.archive.making import Making
from newsletter.pipeline.archive.record import LISTS, Record, Site, stamp
from newsletter.pipeline.chrome import recall_page_units
from newsletter.pipeline.processes import share_out
from newsletter.pipeline.project import Catalogs, Project
from newsletter.problems import Problem, from_plain, ordered
from newsletter.render.environment import TemplateError, Templates
from newsletter.render.images import Pictures
from newsletter.render.web.pages import Emblem, Pages, funding_line, stylesheet
from newsletter.translate.chrome import PAGES, SOURCE_LOCALE, Chrome, chrome_of

Progress = Callable[[int, int, str], None]
_VERSION = "1"


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
class Mailed:
    """What the ledger holds: for each issue a name of its mailings, and every language."""

    mailings: dict[str, str] = field(default_factory=dict)
    locales: set[str] = field(default_factory=set)

    def add(self, issue: str, letters: Sequence[Published]) -> None:
        """All letters of an issue. Their numbers don't count: one that is about to open has none yet."""
        self.mailings[issue] = digest_of(repr(replace(each, number=0)) for each in letters)
        self.locales.update(each.locale for each in letters)


def mailed_so_far(connection: Connection) -> Mailed:
    """What has been opened, by the ledger."""
    mailed = Mailed()
    for issue, own in groupby(published(connection), key=lambda each: each.issue):
        mailed.add(issue, list(own))
    return mailed


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
    """Bring the archive in a folder up to date; with `everything` it shows previews of all editions instead."""
    url = absolute(project.settings.database.url, project.root)
    result = Archived(out, is_there(url))
    mailed = Mailed()
    with Site(out).hold():
        if result.has_ledger and not everything:
            with connect(url) as connection, connection.transaction(writes=False):
                mailed = mailed_so_far(connection)
        Archiving(project, out, mailed, result, everything=everything).run(url, progress)
    result.problems = ordered(result.problems)
    return result


class Archiving:
    """One run over an archive that is held: the whole of it, the pages of one issue, or the lists alone."""

    def __init__(
        self, project: Project, out: Path, mailed: Mailed, result: Archived | None = None, *, everything: bool = False
    ) -> None:
        self.project, self.mailed, self.everything = project, mailed, everything
        self.result = result or Archived(out, has_ledger=True)
        self.site = Site(out)
        self.issues = sorted({*issue_slugs(project.root), *mailed.mailings})
        self.shared = self.shared_inputs()
        self._pages: Pages | None = None

    def run(self, url: str, progress: Progress) -> None:
        inputs = {issue: self.inputs(issue) for issue in self.issues}
        waiting = []
        for issue in self.issues:
            record = self.site.record(issue)
            if not self.site.is_current(record, inputs[issue], self.project.root):
                waiting.append(issue)
        gone = [name for name in self.site.records() if name not in inputs]
        lists = self.site.record(LISTS)
        self.result.unchanged = len(self.issues) - len(waiting)
        if waiting or gone or not self.site.is_current(lists, self.lists_inputs(), self.project.root):
            pages = self.pages()
            if pages is None:
                return
            self.make(waiting, url, progress)
            for name in gone:
                self.site.forget(name, self.site.record(name) or Record(""))
            try:
                self.lists(pages, lists)
            except TemplateError as fault:
                self.result.problems += [fault.problem] * (fault.problem not in self.result.problems)
        self.count()

    def make(self, waiting: Sequence[str], url: str, progress: Progress) -> None:
        """The issues that have changed: the first fills caches that all need, then the processors share the rest."""

        def some(issues: Sequence[str]) -> _Done:
            done = _Done()
            site = Site(self.site.folder)
            with self.ledger(url) as connection:
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
            self.result.problems += [problem for problem in done.problems if problem not in self.result.problems]

    @contextmanager
    def ledger(self, url: str) -> Iterator[Connection | None]:
        if not self.mailed.mailings:
            yield None
            return
        with connect(url) as connection, connection.transaction(writes=False):
            yield connection

    def make_issue(
        self, issue: str, site: Site, connection: Connection | None, opening: Sequence[Published] = (),
        frozen: Mapping[str, Frozen] = MappingProxyType({}),
    ) -> tuple[Led, list[Problem]] | None:  # fmt: skip
        """The pages of an issue, with those of letters that are about to open, which are not in the ledger yet.

        What its letters lead to, and what is wrong with its pages; None, with the reasons told, when there can be none.
        """
        pages = self.pages()
        if pages is None:
            return None
        making = Making(issue, pages, site, Record(self.inputs(issue)), site.record(issue))
        files = IssueFiles(self.project, issue, pages.templates)
        if self.everything:
            letters, frozen = files.previews(pages.site)
        else:
            letters = [*(published(connection, issue) if connection else ()), *opening]

        def letter(each: Published) -> Frozen:
            return frozen[each.path] if each.path in frozen else _frozen(connection, each)

        led = issue_pages(making, files, letters, letter)
        return led, making.problems

    def make_lists(self) -> None:
        """What leads to the pages, where it does not say so already."""
        before = self.site.record(LISTS)
        if not self.site.is_current(before, self.lists_inputs(), self.project.root) and (pages := self.pages()):
            self.lists(pages, before)

    def lists(self, pages: Pages, before: Record | None) -> None:
        record = Record("")
        self.site.put(record, pages.style, stylesheet(pages.templates, pages.theme))
        if pages.emblem:
            record.assets.append(pages.emblem.path)
        source = self.project.settings.source_locale
        Lists(pages, self.site, record, source, is_public=not self.everything).make(self.issues)
        if before:
            self.site.remove({name: at for name, at in before.files.items() if name not in record.files})
        record.inputs = self.lists_inputs()
        self.site.keep(LISTS, record)

    def count(self) -> None:
        """What is there, and what is wrong with it, from the records alone."""
        result = self.result
        for issue in self.issues:
            record = self.site.record(issue)
            if record is None:
                continue
            result.letters += record.letter_count
            result.articles += record.article_count
            result.files += len(record.files)
            result.problems += [from_plain(values) for values in record.problems]
        lists = self.site.record(LISTS)
        result.files += len(lists.files) if lists else 0
        result.written, result.removed = self.site.written, self.site.removed

    def inputs(self, issue: str) -> str:
        """A name for what the pages of an issue are made of, but for its files; mailings are frozen."""
        return digest_of([self.shared, issue, self.mailed.mailings.get(issue, "")])

    def lists_inputs(self) -> str:
        """A name for what lists are made of: what the records of all issues say."""
        return digest_of([self.shared, *map(self.listed, self.issues)])

    def listed(self, issue: str) -> str:
        """What lists know of an issue, as a text for digests."""
        record = self.site.record(issue)
        return f"{issue}:{sorted(record.listed.items())}" if record else issue

    def shared_inputs(self) -> str:
        """A name for what all pages share: program, settings, templates, points, fixed words."""
        root = self.project.root
        templates = (path for path in (root / "templates").rglob("*") if path.is_file())
        catalogs = (root / "locales").glob(f"*/LC_MESSAGES/{PAGES}.po")
        points = (root / "issues" / "points").glob("*.yaml")
        files = [*templates, *catalogs, *(root / "locales").glob("*/LC_MESSAGES/chrome.po"), *points]
        return digest_of(
            [
                _VERSION,
                program_digest(),
                self.project.settings.model_dump_json(include={"site", "source_locale"}),
                str(self.everything),
                *(f"{path.relative_to(root)}:{stamp(path)}" for path in sorted(files)),
            ]
        )

    def pages(self) -> Pages | None:
        """What all pages share; None, with the reasons told, when the theme or a template can't be read."""
        if self._pages is not None:
            return self._pages
        theme, problems = read_theme(self.project.root)
        units, broken = recall_page_units(self.project.root / "templates", self.project.cache)
        if theme is None or broken:
            self.result.problems += problems + broken
            return None
        newest = issue_slugs(self.project.root)[-1:]
        content = self.project.content(newest[0])[0] if newest else None
        catalogs = Catalogs(self.project, newest[0] if newest else "")
        words: dict[str, Chrome] = {}
        funding: dict[str, str] = {}
        for locale in self.locales(content):
            own = [catalog for step in chain(locale) if (catalog := catalogs.one(step, PAGES))]
            words[locale] = chrome_of(locale, units, own)
            letters = [catalog for step in chain(locale) if (catalog := catalogs.one(step, "chrome"))]
            line = theme.funding.line if theme.funding else ""
            entries = (entry for one in letters for entry in one.usable() if entry.source == line)
            found = next((entry.target for entry in entries), None)
            funding[locale] = funding_line(theme, found, locale)
        self.result.problems += catalogs.problems
        templates = Templates(self.project.root / "templates", self.project.cache)
        try:
            style = f"assets/archive-{digest(stylesheet(templates, theme))[:12]}.css"
        except TemplateError as fault:
            self.result.problems.append(fault.problem)
            return None
        emblem = None
        if theme.funding and theme.funding.emblem:
            root = self.project.root
            pictures = Pictures(root / "issues" / "images", self.project.cache, root / "templates" / "images")
            try:
                shown = pictures.of_brand(theme.funding.emblem, 72)
            except PictureError as fault:
                self.result.problems.append(fault.problem)
            else:
                emblem = Emblem(shown.path, shown.width, shown.height)
                self.site.add(shown.path, shown.data)
        self._pages = Pages(templates, theme, self.project.settings.site, words, funding, style, emblem)
        return self._pages

    def locales(self, content: Content | None) -> list[str]:
        """Every language that a point mails in now, or that a letter was mailed in."""
        found = {key.locale for key in editions_of(content)} if content else set()
        found |= self.mailed.locales
        return sorted(found | {self.project.settings.source_locale or SOURCE_LOCALE})


def _frozen(connection: Connection | None, each: Published) -> Frozen:
    if connection is None:
        raise RuntimeError("a mailing without a ledger")
    return frozen_letter(connection, each.number)

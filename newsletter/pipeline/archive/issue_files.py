"""An issue as its files are now, for the archive: editions in the words of a locale, and what laying one out makes.

In: a project, the slug of an issue. Out: its content, editions and assets, previews of its letters, and the names of
the files that all of that came from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from newsletter.content.issue import documents_of
from newsletter.content.moved import FILE as MOVED
from newsletter.content.pictures import find_picture
from newsletter.edition import Edition, EditionKey, localise
from newsletter.locales import chain, home_country
from newsletter.mail.delivery.published import Frozen, Published
from newsletter.pipeline.pictures import IMAGES, pictures_of
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import Prepared, Snapshot, open_snapshot, prepare
from newsletter.problems import Problem, Severity
from newsletter.render.environment import Templates
from newsletter.render.letter.context import RenderContext
from newsletter.translate.formats.po import catalog_file

if TYPE_CHECKING:
    from newsletter.content.load import Content
    from newsletter.content.model import NationalPoint


class IssueFiles:
    """The files of an issue; each is read when it is first asked for. An issue that was mailed may have none left."""

    def __init__(self, project: Project, slug: str, templates: Templates) -> None:
        self.project, self.slug = project, slug
        self._snapshot: Snapshot | None = None
        if (project.root / "issues" / slug / "issue.yaml").is_file():
            self._snapshot = open_snapshot(project, slug, templates=templates)
        self._whole: Snapshot | None = None
        self._of_letters: list[Problem] = []
        self._made: dict[str, bytes] = {}
        self._editions: dict[EditionKey, Edition | None] = {}
        self._laid: set[EditionKey] = set()

    @property
    def content(self) -> Content | None:
        """The content of the issue; None when it has no files any more."""
        return self._snapshot.content if self._snapshot else None

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the files that were read, and with previews that could not be made."""
        if self._snapshot is None:
            return []
        errors = [fault for fault in self._snapshot.of_content if fault.severity is Severity.ERROR]
        return [*errors, *self._of_letters, *self._snapshot.catalogs.problems]

    def editions(self) -> Sequence[EditionKey]:
        """The editions that the issue has now."""
        return self._snapshot.editions() if self._snapshot else ()

    def office(self, point: str) -> NationalPoint | None:
        """A point, if it is still there. None where it is not."""
        return self.content.points.get(point) if self.content else None

    def ranked(self, letters: Sequence[Published]) -> list[Published]:
        """The letters of the secretariat, then of the point at home in the locale, then the others."""

        def rank(each: Published) -> tuple[bool, bool, str]:
            office = self.office(each.point)
            return each.point != "eu", not office or office.country != home_country(each.locale), each.point

        return sorted(letters, key=rank)

    def edition(self, key: EditionKey) -> Edition | None:
        """The issue in the words of a locale, as the files have it now. None where its files are gone or broken."""
        if key not in self._editions:
            self._editions[key] = self._snapshot.edition(key) if self._snapshot else None
        return self._editions[key]

    def with_article(self, key: EditionKey, slug: str) -> Edition | None:
        """An edition of one article alone, which the issue no longer shows. None where its file is gone or broken."""
        if self._snapshot is None or not (self.project.root / "issues" / "articles" / f"{slug}.md").is_file():
            return None
        if self._whole is None:
            self._whole = open_snapshot(self.project, self.slug, everything=True, before=self._snapshot)
        content = self._whole.content
        issue, words = content.issue_for(key.point), self._whole.catalogs.translations(key.locale)
        if issue is None or words is None or slug not in content.articles:
            return None
        alone = replace(issue, sections=(), articles={slug: content.articles[slug]}, networks={}, note=None)
        return localise(self._whole.led(alone, key.locale), key, words)

    def context(self) -> RenderContext | None:
        """What letters of the issue are laid out with; None when it has no files or the theme can't be read."""
        return self._snapshot.context if self._snapshot else None

    def assets(self) -> Mapping[str, bytes]:
        """Pictures and dates that were made so far, by their paths on the site."""
        return self._made

    def add_assets(self, made: Mapping[str, bytes]) -> None:
        """Take in what a page shows."""
        self._made |= made

    def lay_out(self, key: EditionKey) -> Prepared | None:
        """An edition as its files are now; what it shows is among the assets.

        None where the issue has no files any more.
        """
        if self._snapshot is None:
            return None
        prepared = prepare(self._snapshot, key)
        self._editions[key] = prepared.edition
        self.add_assets(prepared.resources)
        return prepared

    def asset(self, path: str, key: EditionKey) -> bytes | None:
        """A picture or date that a letter shows: made before, kept, or made when its edition is laid out anew."""
        data = self._made.get(path) or self.kept_asset(path)
        if data is None and key not in self._laid:
            self._laid.add(key)
            self.lay_out(key)
            data = self._made.get(path)
        return data

    def kept_asset(self, path: str) -> bytes | None:
        """A picture or date out of the cache or the last build. None where neither has it."""
        found = self.project.cache.get("assets", path)
        file = self.project.root / "build" / self.slug / path
        return found if found is not None else file.read_bytes() if file.is_file() else None

    def names(self, locales: Collection[str], articles: Collection[str]) -> Iterator[str]:
        """The files that pages in these locales were made of, and those of articles beside the issue's own."""
        yield f"issues/{self.slug}/issue.yaml"
        yield f"issues/{self.slug}/points"
        yield MOVED
        if self.content is None:
            return
        yield from (source.file for source in self.content.sources.values())
        root = self.project.root
        for src in {named.src for named in pictures_of(self.content)}:
            found = find_picture(root / IMAGES, src)
            yield found.relative_to(root).as_posix() if found else (IMAGES / src).as_posix()
        yield from (f"issues/articles/{slug}.md" for slug in articles)
        for locale in locales:
            yield from (catalog_file(step, name) for step in chain(locale) for name in (self.slug, "glossary"))

    def previews(self, site: str) -> tuple[list[Published], dict[str, Frozen]]:
        """Every edition of the issue, laid out as a build does; letters by the paths of their pages."""
        found: list[Published] = []
        frozen: dict[str, Frozen] = {}
        for key in self.editions():
            prepared = self.lay_out(key)
            edition = prepared.edition if prepared else None
            if prepared is None or self._snapshot is None or edition is None:
                continue
            letter = prepared.letter
            if letter is None:
                self._of_letters += self._snapshot.picture_problems(documents_of(edition.issue))
                self._of_letters += prepared.faults
                continue
            each = Published(
                0, key.issue, key.point, key.locale, None, edition.issue.date.isoformat(), letter.subject,
                letter.preheader, letter.sender[0], site, edition.text_counts(),
            )  # fmt: skip
            found.append(each)
            frozen[each.path] = Frozen(letter.html, letter.text)
        return found, frozen

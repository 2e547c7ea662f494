"""An issue as its files are now, for the archive: editions in the words of a locale, and what laying one out makes.

In: a project, the slug of an issue. Out: its content, editions and assets, previews of its letters, and the names of
the files that all of that came from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from newsletter.content.pictures import find_picture
from newsletter.edition import Edition, EditionKey, editions_of, localise
from newsletter.locales import chain, home_country
from newsletter.mail.published import Frozen, Published
from newsletter.pipeline.context import render_context_of
from newsletter.pipeline.pictures import IMAGES, pictures_of
from newsletter.pipeline.project import Catalogs, Project
from newsletter.problems import Problem, Severity
from newsletter.render.context import RenderContext
from newsletter.render.environment import Templates
from newsletter.render.layout import Laid, lay_out
from newsletter.translate.po import catalog_file

if TYPE_CHECKING:
    from newsletter.content.load import Content
    from newsletter.content.model import NationalPoint


class IssueFiles:
    """The files of an issue; each is read when it is first asked for. An issue that was mailed may have none left."""

    def __init__(self, project: Project, slug: str, templates: Templates) -> None:
        self.project, self.slug = project, slug
        self.content: Content | None = None
        self._problems: list[Problem] = []
        if (project.root / "issues" / slug / "issue.yaml").is_file():
            self.content, faults = project.content(slug)
            self._problems += [fault for fault in faults if fault.severity is Severity.ERROR]
        self._catalogs = Catalogs(project, slug)
        self._templates = templates
        self._context: RenderContext | None = None
        self._made: dict[str, bytes] = {}
        self._editions: dict[EditionKey, Edition | None] = {}

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the files that were read."""
        return [*self._problems, *self._catalogs.problems]

    def editions(self) -> Sequence[EditionKey]:
        """The editions that the issue has now."""
        return editions_of(self.content) if self.content else ()

    def office(self, point: str) -> NationalPoint | None:
        """A point, if it is still there."""
        return self.content.points.get(point) if self.content else None

    def ranked(self, letters: Sequence[Published]) -> list[Published]:
        """The letters of the secretariat, then of the point at home in the locale, then the others."""

        def rank(each: Published) -> tuple[bool, bool, str]:
            office = self.office(each.point)
            return each.point != "eu", not office or office.country != home_country(each.locale), each.point

        return sorted(letters, key=rank)

    def edition(self, key: EditionKey) -> Edition | None:
        """The issue in the words of a locale, as the files have it now."""
        if key not in self._editions:
            issue = self.content.issue_for(key.point) if self.content else None
            words = self._catalogs.translations(key.locale) if issue else None
            self._editions[key] = localise(issue, key, words) if issue and words else None
        return self._editions[key]

    def with_article(self, key: EditionKey, slug: str) -> Edition | None:
        """An edition of one article alone, which the issue no longer shows."""
        if self.content is None or not (self.project.root / "issues" / "articles" / f"{slug}.md").is_file():
            return None
        content = self.project.content(self.slug, everything=True)[0]
        issue, words = content.issue_for(key.point), self._catalogs.translations(key.locale)
        if issue is None or words is None or slug not in content.articles:
            return None
        alone = replace(issue, sections=(), articles={slug: content.articles[slug]}, networks={}, note=None)
        return localise(alone, key, words)

    def context(self) -> RenderContext | None:
        """What letters of the issue are laid out with; None when it has no files or the theme can't be read."""
        if self._context is None and self.content:
            self._context, _ = render_context_of(self.project, self.content, self._templates)
        return self._context

    def assets(self) -> Mapping[str, bytes]:
        """Pictures and dates that were made so far, by their paths on the site."""
        return self._made

    def add_assets(self, made: Mapping[str, bytes]) -> None:
        """Take in what a page shows."""
        self._made |= made

    def lay_out(self, key: EditionKey) -> Laid | None:
        """An edition as its files are now; what it shows is among the assets."""
        edition, context = self.edition(key), self.context()
        laid = lay_out(edition, context) if edition and context else None
        if laid:
            self.add_assets(laid.resources)
        return laid

    def kept_asset(self, path: str) -> bytes | None:
        """A picture or date out of the cache or the last build."""
        found = self.project.cache.get("assets", path)
        file = self.project.root / "build" / self.slug / path
        return found if found is not None else file.read_bytes() if file.is_file() else None

    def names(self, locales: Collection[str], articles: Collection[str]) -> Iterator[str]:
        """The files that pages in these locales were made of, and those of articles beside the issue's own."""
        yield f"issues/{self.slug}/issue.yaml"
        yield f"issues/{self.slug}/points"
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
            edition, laid = self.edition(key), self.lay_out(key)
            letter = laid.letter if laid else None
            self._problems += laid.problems if laid and letter is None else ()
            if letter is None or edition is None:
                continue
            each = Published(
                0, key.issue, key.point, key.locale, "", edition.issue.date.isoformat(), letter.subject,
                letter.preheader, letter.sender[0], site, edition.text_counts(),
            )  # fmt: skip
            found.append(each)
            frozen[each.path] = Frozen(letter.html, letter.text)
        return found, frozen

"""One issue opened, and the one way from its files to a letter.

In: a project and an issue, or the snapshot before. Out: a `Snapshot`, from which any number of threads may take
editions and letters. Whoever lays out a letter does it here: build, check, mailing, archive.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from newsletter.content.issue import Issue, documents_of
from newsletter.content.load import Content, load
from newsletter.content.pictures import find_picture
from newsletter.content.site_links import with_addresses
from newsletter.content.theme import FILE as THEME
from newsletter.content.theme import ThemeFile, theme_from
from newsletter.content.traced import Trace
from newsletter.edition import Edition, EditionKey, KnownWords, editions_of, length_problems, localise, missing_problems
from newsletter.files import digest_of, program_digest
from newsletter.known import KnownFile, KnownFiles, Name
from newsletter.pipeline.catalogs import Catalogs, FixedWords, catalog_files, fixed_words
from newsletter.pipeline.pictures import IMAGES, PictureFault, picture_faults, pictures_of, without_known
from newsletter.pipeline.project import Project
from newsletter.problems import Problem

if TYPE_CHECKING:
    from newsletter.render.environment import Templates
    from newsletter.render.letter.context import RenderContext
    from newsletter.render.letter.letter import Letter

TEMPLATES = "templates"


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One issue as its files were when it was opened.

    Its texts, theme, catalogs and fixed words stay as they were; templates and pictures are those of the first letter
    that shows them. `templates` are the digests of theirs; `files` has what was made of each file, and `read` the names
    of those that were read for this snapshot: all, or what had changed since the one before. A catalog is parsed when
    its first letter asks for it.
    """

    project: Project
    content: Content
    catalogs: Catalogs
    theme: ThemeFile
    of_content: tuple[Problem, ...]
    of_pictures: tuple[PictureFault, ...]
    templates: Mapping[str, str] = field(repr=False)
    read: tuple[str, ...]
    files: Mapping[Name, KnownFile[Any]] = field(repr=False)
    compiled: Templates | None = field(default=None, repr=False)
    shared: RenderContext | None = field(default=None, repr=False)
    stays: bool = False
    """True where the next snapshot takes over what is made for this one."""

    @property
    def slug(self) -> str:
        """The issue's slug."""
        return self.content.slug

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the files of the issue, its theme and its pictures; catalogs and letters say their own."""
        return [*self.of_content, *self.theme.problems, *self.picture_problems()]

    def picture_problems(self, documents: Collection[str] | None = None) -> list[Problem]:
        """What is wrong with the pictures that some documents or all of them name, and with those of the brand."""
        wanted = self.of_pictures
        return [each.problem for each in wanted if documents is None or not each.document or each.document in documents]

    def editions(self) -> list[EditionKey]:
        """The editions of the issue, the secretariat's first."""
        return editions_of(self.content)

    def edition(self, key: EditionKey, trace: Trace | None = None) -> Edition | None:
        """The issue in the words of an edition; None when its point, the issue or a catalog can't be read."""
        issue = self.content.issue_for(key.point)
        words = self.catalogs.translations(key.locale) if issue else None
        if issue is None or words is None:
            return None
        return localise(self.led(issue, key.locale), key, words, trace, self.catalogs.known_words)

    def led(self, issue: Issue, locale: str) -> Issue:
        """The issue with its addresses in the language of a locale, on the sites that the settings say have it."""
        sites = self.project.site_languages
        return with_addresses(issue, partial(sites.address_in, locale=locale)) if sites.sites else issue

    @cached_property
    def context(self) -> RenderContext | None:
        """What all letters of the issue are laid out with; None when the theme can't be used."""
        from newsletter.render.letter.context import RenderContext

        content, theme, project = self.content, self.theme.theme, self.project
        if theme is None:
            return None
        editions = tuple(editions_of(content))
        if self.shared is None:
            return RenderContext.of(
                project.root,
                theme,
                project.settings.site,
                project.cache,
                content.points,
                content.networks,
                editions,
                self.compiled,
                stays=self.stays,
            )
        return self.shared.with_issue(content.points, content.networks, editions)

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of every file that the issue is made of, by name; empty for one that is not there."""
        return {name: known.digest for (name, _), known in self.files.items()}

    @cached_property
    def digest(self) -> str:
        """The name of this snapshot: the same for the same program, settings and files, wherever they are."""
        files = sorted(f"{name}:{digest}" for name, digest in self.digests.items())
        # Problems speak of files that are not read as well: which names there are.
        return digest_of([program_digest(), self._settings, self.slug, *files, *map(repr, self.of_content)])

    @cached_property
    def _settings(self) -> str:
        return self.project.settings.model_dump_json(exclude={"providers"})

    def inputs(self, key: EditionKey) -> str:
        """A name for everything that the letter of an edition is made of."""
        issue = self.content.issue_for(key.point)
        documents = documents_of(issue) if issue else []
        sources = (self.content.sources.get(path) for path in documents)
        names = [source.file for source in sources if source] + catalog_files(key.issue, key.locale)
        names += [name for document in documents for name in self._pictures.get(document, ())]
        return digest_of([self._of_all, str(key), *(f"{name}:{self.digests.get(name, '')}" for name in names)])

    @cached_property
    def _of_all(self) -> str:
        """A name for what all editions share: program, settings, templates, and what they say of each other."""
        content = self.content
        return digest_of(
            [
                program_digest(),
                self._settings,
                *(f"{name}:{digest}" for name, digest in self.templates.items()),
                *(str(key) for key in editions_of(content)),
                *(f"{slug}:{point.country}:{point.time_zone}" for slug, point in content.points.items()),
                *(f"{slug}:{network.name}" for slug, network in content.networks.items()),
            ]
        )

    @cached_property
    def _pictures(self) -> Mapping[str, list[str]]:
        """The files of the pictures that each document names."""
        found: dict[str, list[str]] = {}
        root = self.project.root
        for named in pictures_of(self.content):
            path = find_picture(root / IMAGES, named.src)
            found.setdefault(named.document, []).append(path.relative_to(root).as_posix() if path else named.src)
        return found


@dataclass(frozen=True, slots=True)
class Prepared:
    """An edition from its files to its letter.

    `edition` is None when the issue, its point or a catalog can't be read, `letter` also when a template, the theme or
    a picture is broken; `resources` are the pictures and calendar files that the letter shows, by their paths on the
    site. Problems: `faults` of laying out, `missing` translations, texts that are `too_long`, and those of `catalogs`,
    which editions of one language share.
    """

    key: EditionKey
    edition: Edition | None
    letter: Letter | None
    resources: Mapping[str, bytes]
    faults: tuple[Problem, ...] = ()
    missing: tuple[Problem, ...] = ()
    too_long: tuple[Problem, ...] = ()
    catalogs: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with this edition alone."""
        return (*self.faults, *self.missing, *self.too_long)


def localise_edition(snapshot: Snapshot, key: EditionKey, trace: Trace | None = None) -> Prepared:
    """An edition in its words, with what is wrong with them; it is not laid out."""
    catalogs, content = snapshot.catalogs, snapshot.content
    edition = snapshot.edition(key, trace)
    shared = tuple(catalogs.problems_in(key.locale))
    if edition is None or catalogs.has_broken_templates:
        return Prepared(key, edition, None, {}, catalogs=shared)
    place_of = partial(catalogs.place, key.locale, key.issue)
    missing, too_long = missing_problems(edition, content), length_problems(edition, content, place_of)
    return Prepared(key, edition, None, {}, (), tuple(missing), tuple(too_long), shared)


def prepare(snapshot: Snapshot, key: EditionKey, trace: Trace | None = None, *, with_text: bool = True) -> Prepared:
    """The letter of an edition with its problems; those of pictures that are told already are not said again.

    With a trace its HTML says where its texts come from: a letter to be looked at, never to be kept. Who only looks at
    the HTML needs no plain text; what is wrong with that alone is then not told.
    """
    from newsletter.render.letter.layout import lay_out

    words, context = localise_edition(snapshot, key, trace), snapshot.context
    if words.edition is None or context is None or snapshot.catalogs.has_broken_templates:
        return words
    laid = lay_out(words.edition, context, trace, with_text=with_text)
    known = (*snapshot.of_content, *snapshot.picture_problems())
    faults = tuple(without_known(list(laid.problems), known))
    return replace(words, letter=laid.letter, resources=laid.resources, faults=faults)


def open_snapshot(
    project: Project,
    slug: str,
    *,
    everything: bool = False,
    before: Snapshot | None = None,
    templates: Templates | None = None,
    stays: bool = False,
) -> Snapshot:
    """An issue opened; `everything` also reads articles and networks that no section shows.

    With the snapshot `before`, of this issue or another of the same project, only what has changed since is read.
    Templates that somebody has read already need not be compiled again. Who `stays` will open it again with this one
    as the one before: its letters keep what the next may take over.
    """
    if before and before.project.settings != project.settings:
        before = None
    files = KnownFiles(project.root, before.files if before else None)
    content, problems = load(project.root, slug, project.settings.source_locale, everything=everything, files=files)
    theme = files.value(THEME, theme_from)
    pictures = tuple(picture_faults(files, project.cache, content, theme))
    of_templates = {name: files.digest(name) for name in _templates(project)}
    are_templates_same = before is not None and before.templates == of_templates
    words = before.catalogs.words if before and are_templates_same else fixed_words(project, of_templates)
    catalogs = _catalogs(project, content, files, before, words)
    if stays:
        catalogs.known_words = catalogs.known_words or KnownWords()
    made = Snapshot(
        project, content, catalogs, theme, tuple(problems), pictures, of_templates, tuple(files.read), files.known(),
        templates, stays=stays or before is not None,
    )  # fmt: skip
    # Whatever letters of the snapshot before have made for all that follow.
    context: RenderContext | None = vars(before).get("context") if before and are_templates_same else None
    if before is None or context is None:
        return made

    def is_same(src: str) -> bool:
        name = (IMAGES / src).as_posix()
        return name in made.digests and made.digests[name] == before.digests.get(name)

    return replace(made, shared=context.with_pictures(is_same))


def _templates(project: Project) -> Iterator[str]:
    for folder, _, names in sorted(os.walk(project.root / TEMPLATES)):
        around = os.path.relpath(folder, project.root).replace(os.sep, "/")
        yield from (f"{around}/{name}" for name in sorted(names))


def _catalogs(
    project: Project, content: Content, files: KnownFiles, before: Snapshot | None, words: FixedWords
) -> Catalogs:
    locales = dict.fromkeys(key.locale for key in editions_of(content))
    names = dict.fromkeys(name for locale in locales for name in catalog_files(content.slug, locale))
    held = {name: files.file(name, _held) for name in names}
    if before is None or before.slug != content.slug:
        return Catalogs(project, content.slug, content, held, words)
    return before.catalogs.next(content, held, words)


def _held(data: bytes | None, problems: list[Problem]) -> bytes | None:
    return data

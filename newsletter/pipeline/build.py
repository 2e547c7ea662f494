"""`newsletter build`: the letters of an issue, in files.

In: a project and an issue. Out: for every edition `letter.html`, `letter.txt` and `letter.eml` under
`build/<issue>/<point>/<locale>/`, pictures and calendar files beside them, a gallery of all in `build/<issue>/`, and a
`Built` that says what they are. An edition whose inputs have not changed is not laid out again: its record holds what
it said the last time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.files import Cache, digest, digest_of, program_digest, write_atomically
from newsletter.pipeline.result import CACHE_FOLDER, Build, Built, keep, keep_whole, kept, kept_whole, whole_inputs
from newsletter.problems import Problem, has_errors, ordered

if TYPE_CHECKING:
    from newsletter.content.issue import Issue
    from newsletter.content.load import Content
    from newsletter.edition import EditionKey
    from newsletter.pipeline.project import Catalogs, Project
    from newsletter.render.context import RenderContext
    from newsletter.render.letter import Letter
    from newsletter.settings import Settings

Progress = Callable[[int, int, str], None]
_Task = tuple["EditionKey", "Issue", str]


@dataclass(frozen=True, slots=True)
class _Laid:
    """An edition's files; none are left once they are written."""

    built: Built
    files: dict[str, bytes]
    assets: dict[str, bytes]
    sheet: bytes


def recalled(
    root: Path,
    slug: str,
    points: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    out: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Build | None:
    """The build of this issue when nothing at all has changed since it was made: no file is read but to see that.

    Its letters come from the cache where the build folder has lost them.
    """
    cache = Cache(root / CACHE_FOLDER)
    if not (cache.folder / "builds").is_dir():
        return None
    key = whole_inputs(root, slug, (tuple(points), tuple(locales)), environ)
    return kept_whole(cache, key, slug, (out or root / "build") / slug)


def build(
    project: Project,
    slug: str,
    points: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    out: Path | None = None,
    strict: bool = False,
    progress: Progress = lambda done, total, name: None,
    environ: Mapping[str, str] = os.environ,
) -> Build:
    """Build the editions asked for. With `strict` nothing at all is written when there is an error anywhere."""
    from newsletter.pipeline.gallery import write as write_gallery

    # Taken before anything is read: a file that changes meanwhile belongs to the next build.
    whole = whole_inputs(project.root, slug, (tuple(points), tuple(locales)), environ)
    builder = _Builder(project, slug, (out or project.root / "build") / slug)
    builder.run(tuple(points), tuple(locales), strict, progress)
    result = builder.result
    result.problems = ordered(result.problems)
    if not (strict and has_errors(result.problems)):
        write_gallery(project.cache, project.settings.site, result)
        keep_whole(project.cache, whole, result)
    return result


class _Builder:
    def __init__(self, project: Project, slug: str, folder: Path) -> None:
        self.project = project
        self.folder = folder
        self.result = Build(slug, folder)
        from newsletter.pipeline.project import Catalogs

        self.content, self.result.problems = project.content(slug)
        self.catalogs = Catalogs(project, slug, self.content)
        self.pictures: list[Problem] = []
        self.written: set[str] = set()
        self._context: RenderContext | None = None
        self._shared = ""

    def run(self, points: tuple[str, ...], locales: tuple[str, ...], strict: bool, progress: Progress) -> None:
        from newsletter.pipeline.pictures import picture_problems
        from newsletter.pipeline.project import wanted_editions

        keys, problems = wanted_editions(self.content, points, locales)
        self.result.problems += problems
        self.pictures = picture_problems(self.project, self.content)
        self.result.problems += self.pictures
        waiting: list[_Task] = []
        for key in keys:
            issue = self.content.issue_for(key.point)
            if issue is None:
                continue
            inputs = self.inputs(key, issue)
            before = kept(self.project.cache, inputs, self.folder)
            if before:
                self.result.editions.append(before)
            else:
                waiting.append((key, issue, inputs))
        done = len(keys) - len(waiting)
        laid = self.laid_out_all(waiting, strict, lambda more, name: progress(done + more, len(keys), name))
        self.result.editions += [each.built for each in laid]
        self.result.problems += [problem for built in self.result.editions for problem in built.problems]
        self.result.problems += self.catalogs.problems
        if strict and has_errors(self.result.problems):
            self.result.editions = []
        elif strict:
            for each in laid:
                self.write(each)
        in_order = {str(key): number for number, key in enumerate(keys)}
        self.result.editions.sort(key=lambda built: in_order[built.edition])
        progress(len(keys), len(keys), "")

    def laid_out_all(self, tasks: list[_Task], strict: bool, progress: Callable[[int, str], None]) -> list[_Laid]:
        """Every letter laid out and, unless `strict` has to see them all first, written.

        The first one fills caches that all need (templates, pictures, styles); then the processors share the rest,
        those of one language together, since they read the same catalogs.
        """
        progress(0, str(tasks[0][0]) if tasks else "")
        first = self.laid_out_some(tasks[:1], strict)
        rest = sorted(tasks[1:], key=lambda task: task[0].locale)
        if strict:  # letters that are not written yet would have to travel between processes
            return first + self.laid_out_some(rest, strict)
        from newsletter.pipeline.workers import shared_out, workers_for

        together = workers_for(len(rest))

        def some(tasks: Sequence[_Task]) -> tuple[list[_Laid], list[Problem], list[Problem]]:
            known, of_catalogs = len(self.result.problems), len(self.catalogs.problems)
            laid = []
            for number, task in enumerate(tasks):
                progress(1 + number * together, str(task[0]))
                laid += self.laid_out_some([task], strict)
            return laid, self.result.problems[known:], self.catalogs.problems[of_catalogs:]

        for laid, problems, of_catalogs in shared_out(rest, some):
            first += laid
            self.result.problems += [problem for problem in problems if problem not in self.result.problems]
            self.catalogs.problems += [problem for problem in of_catalogs if problem not in self.catalogs.problems]
        return first

    def laid_out_some(self, tasks: Sequence[_Task], strict: bool) -> list[_Laid]:
        found = []
        for task in tasks:
            laid = self.laid_out(*task)
            if laid and not strict:
                self.write(laid)
                laid = replace(laid, files={}, assets={}, sheet=b"")
            found += [laid] if laid else []
        return found

    def inputs(self, key: EditionKey, issue: Issue) -> str:
        """A name for everything that the letter of this edition is made of."""
        from newsletter.content.issue import documents_of
        from newsletter.content.pictures import find_picture
        from newsletter.locales import chain
        from newsletter.translate.po import catalog_file

        content, root = self.content, self.project.root
        parts: list[str | bytes] = [self.shared(), str(key)]
        parts += [content.sources[path].digest for path in documents_of(issue) if path in content.sources]
        for locale in chain(key.locale):
            parts += [_digest(root / catalog_file(locale, name)) for name in (key.issue, "chrome", "glossary")]
        for src in _pictures_in(issue):
            parts.append(_digest(find_picture(root / "issues" / "images", src) or root / "issues" / "images" / src))
        return digest_of(parts)

    def shared(self) -> str:
        """A name for what all editions share: program, settings, templates, and what they say of each other."""
        if not self._shared:
            from newsletter.edition import editions_of

            templates = self.project.root / "templates"
            files = sorted(path for path in templates.rglob("*") if path.is_file())
            self._shared = digest_of(
                [
                    program_digest(),
                    self.project.settings.model_dump_json(exclude={"providers"}),
                    *(f"{path.relative_to(templates)}:{_digest(path)}" for path in files),
                    *(str(key) for key in editions_of(self.content)),
                    *(f"{slug}:{point.country}" for slug, point in self.content.points.items()),
                    *(f"{slug}:{network.name}" for slug, network in self.content.networks.items()),
                ]
            )
        return self._shared

    def laid_out(self, key: EditionKey, issue: Issue, inputs: str) -> _Laid | None:
        from newsletter.edition import length_problems, localise, missing_problems
        from newsletter.pipeline import sheet as sheets
        from newsletter.pipeline.pictures import without_known
        from newsletter.render.layout import lay_out

        context = self.context()
        translations = self.catalogs.translations(key.locale)
        if context is None or translations is None or self.catalogs.has_broken_templates:
            return None
        edition = localise(issue, key, translations)
        laid = lay_out(edition, context)
        letter = laid.letter
        problems = list(laid.problems)
        problems += missing_problems(edition, self.content) + length_problems(edition, self.content)
        if letter is None:
            self.result.problems += without_known(problems, self.pictures)
            return None
        files = _files(letter, self.project.settings, issue)
        built = Built(
            point=key.point,
            locale=key.locale,
            edition=str(key),
            folder=self.folder / key.point / key.locale,
            inputs=inputs,
            subject=letter.subject,
            preheader=letter.preheader,
            sizes={name: len(data) for name, data in files.items()},
            digests={name: digest(data) for name, data in files.items()},
            assets=tuple(sorted(laid.resources)),
            states=edition.counts(),
            problems=tuple(problems),
        )
        sheet = sheets.to_json(sheets.sheet_of(edition, letter.sender, context.theme))
        return _Laid(built, files, dict(laid.resources), sheet)

    def write(self, laid: _Laid) -> None:
        for name, data in laid.files.items():
            write_atomically(laid.built.folder / name, data, durably=False)
        for path in laid.assets.keys() - self.written:
            write_atomically(self.folder / path, laid.assets[path], durably=False)
            self.project.cache.put("assets", path, laid.assets[path])
            self.written.add(path)
        keep(self.project.cache, laid.built, laid.files, laid.sheet)

    def context(self) -> RenderContext | None:
        if self._context is None:
            from newsletter.pipeline.context import render_context_of

            self._context, problems = render_context_of(self.project, self.content)
            self.result.problems += problems
        return self._context


def _files(letter: Letter, settings: Settings, issue: Issue) -> dict[str, bytes]:
    """The three files of an edition, personal slots filled with harmless samples."""
    import datetime as dt
    from zoneinfo import ZoneInfo

    from newsletter.mail.message import Stencil
    from newsletter.mail.recipient import Places, sample_recipient

    sample = letter.filled(letter.samples(settings.site))
    morning = dt.datetime.combine(issue.date, dt.time(9), ZoneInfo(issue.point.time_zone))
    places = Places(settings.site, settings.domain_of_mail())
    message = Stencil.of(letter, places).message(sample_recipient(letter, places), morning).to_bytes()
    return {"letter.html": sample.html.encode(), "letter.txt": sample.text.encode(), "letter.eml": message}


def _pictures_in(issue: Issue) -> list[str]:
    found = [article.image.src for article in issue.articles.values() if article.image]
    found += [network.image.src for network in issue.networks.values() if network.image]
    documents = [article.body for article in issue.articles.values()]
    documents += [section.text for section in issue.sections if section.text]
    documents += [issue.note.body] if issue.note else []
    found += [image.src for document in documents for image in document.images()]
    return sorted(set(found))


def _digest(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def problems_of(content: Content, catalogs: Catalogs) -> list[Problem]:
    """What every edition of an issue lacks, without laying any out: for `newsletter check`."""
    from newsletter.edition import editions_of, length_problems, localise, missing_problems

    found: list[Problem] = []
    for key in editions_of(content):
        issue, translations = content.issue_for(key.point), catalogs.translations(key.locale)
        if issue and translations:
            edition = localise(issue, key, translations)
            found += missing_problems(edition, content) + length_problems(edition, content)
    return ordered([*found, *catalogs.problems])

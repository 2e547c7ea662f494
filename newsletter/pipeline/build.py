"""`newsletter build`: the letters of an issue, in files.

In: a project and an issue. Out: for every edition `letter.html`, `letter.txt` and `letter.eml` under
`build/<issue>/<point>/<locale>/`, pictures under `build/<issue>/images/`, and a `Built` that says what they are. An
edition whose inputs have not changed is not laid out again: its record holds what it said the last time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.content.issue import Issue
from newsletter.content.load import Content
from newsletter.content.theme import read_theme
from newsletter.edition import EditionKey, editions_of, length_problems, localise, missing_problems
from newsletter.files import digest, digest_of, program_digest, write_atomically
from newsletter.locales import chain
from newsletter.pipeline.project import Catalogs, Project, wanted_editions
from newsletter.problems import Problem, as_json, from_plain, has_errors, ordered, to_plain
from newsletter.translate.po import catalog_file

if TYPE_CHECKING:
    from newsletter.render.layout import Workshop
    from newsletter.render.letter import Letter

FILES = ("letter.html", "letter.txt", "letter.eml")
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """One edition's letter in files: their sizes in bytes by name, its texts by state, its problems."""

    key: EditionKey
    folder: Path
    subject: str
    preheader: str
    sizes: dict[str, int]
    states: dict[str, int]
    problems: tuple[Problem, ...]
    was_laid_out: bool

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "edition": str(self.key),
            "point": self.key.point,
            "locale": self.key.locale,
            "subject": self.subject,
            "preheader": self.preheader,
            "files": {name.rpartition(".")[2]: str(self.folder / name) for name in FILES},
            "bytes": {name.rpartition(".")[2]: size for name, size in self.sizes.items()},
            "states": self.states,
            "problems": [as_json(problem) for problem in self.problems],
            "laid_out": self.was_laid_out,
        }


@dataclass(slots=True)
class Build:
    """The result of a build; `problems` holds everything, those of single editions too."""

    issue: str
    folder: Path
    editions: list[Built] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Laid:
    """An edition's files before they are written."""

    key: EditionKey
    record: dict[str, Any]
    files: dict[Path, bytes]
    problems: list[Problem]


def build(
    project: Project,
    slug: str,
    points: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    out: Path | None = None,
    strict: bool = False,
    progress: Progress = lambda done, total, name: None,
) -> Build:
    """Build the editions asked for. With `strict` nothing at all is written when there is an error anywhere."""
    builder = _Builder(project, slug, (out or project.root / "build") / slug)
    builder.run(tuple(points), tuple(locales), strict, progress)
    builder.result.problems = ordered(builder.result.problems)
    return builder.result


class _Builder:
    def __init__(self, project: Project, slug: str, folder: Path) -> None:
        self.project = project
        self.folder = folder
        self.result = Build(slug, folder)
        self.content, self.result.problems = project.content(slug)
        self.catalogs = Catalogs(project, slug)
        self._workshop: Workshop | None = None
        self._shared = ""

    def run(self, points: tuple[str, ...], locales: tuple[str, ...], strict: bool, progress: Progress) -> None:
        keys, problems = wanted_editions(self.content, points, locales)
        self.result.problems += problems
        waiting: list[_Laid] = []
        for number, key in enumerate(keys):
            progress(number, len(keys), str(key))
            issue = self.content.issue_for(key.point)
            if issue is None:
                continue
            inputs = self.inputs(key, issue)
            kept = self.kept(key, inputs)
            if kept:
                self.result.editions.append(kept)
                self.result.problems += kept.problems
                continue
            laid = self.laid_out(key, issue, inputs)
            if laid and strict:
                waiting.append(laid)
            elif laid:
                self.written(laid)
        self.result.problems += self.catalogs.problems
        if strict and not has_errors([*self.result.problems, *(p for laid in waiting for p in laid.problems)]):
            for laid in waiting:
                self.written(laid)
        elif strict:
            self.result.problems += [problem for laid in waiting for problem in laid.problems]
            self.result.editions = []
        progress(len(keys), len(keys), "")

    def inputs(self, key: EditionKey, issue: Issue) -> str:
        """A name for everything that the letter of this edition is made of."""
        content, root = self.content, self.project.root
        documents = [f"issues/{key.issue}", f"issues/{key.issue}/points/{key.point}", f"points/{key.point}"]
        documents += [article.path for article in issue.articles.values()]
        documents += [network.path for network in issue.networks.values()]
        parts: list[str | bytes] = [self.shared(), str(key)]
        parts += [content.sources[path].digest for path in documents if path in content.sources]
        for locale in chain(key.locale):
            parts += [_digest(root / catalog_file(locale, name)) for name in (key.issue, "chrome", "glossary")]
        for src in _pictures_in(issue):
            parts.append(_digest(root / "issues" / "images" / src))
        return digest_of(parts)

    def shared(self) -> str:
        """A name for what all editions share: program, settings, templates, and what they say of each other."""
        if not self._shared:
            templates = self.project.root / "templates"
            files = sorted(path for path in templates.rglob("*") if path.is_file())
            self._shared = digest_of(
                [
                    program_digest(),
                    self.project.settings.model_dump_json(),
                    *(f"{path.relative_to(templates)}:{_digest(path)}" for path in files),
                    *(str(key) for key in editions_of(self.content)),
                    *(f"{slug}:{point.country}" for slug, point in self.content.points.items()),
                    *(f"{slug}:{network.name}" for slug, network in self.content.networks.items()),
                ]
            )
        return self._shared

    def kept(self, key: EditionKey, inputs: str) -> Built | None:
        """The edition as it was built before, when its inputs are the same and its files still there unharmed."""
        data = self.project.cache.get("letters", inputs)
        if data is None:
            return None
        record = json.loads(data)
        folder = self.edition_folder(key)
        for name, wanted in record["digests"].items():
            if _digest(folder / name) != wanted:
                return None
        if not all((self.folder / "images" / name).is_file() for name in record["pictures"]):
            return None
        return self.built(key, record, was_laid_out=False)

    def laid_out(self, key: EditionKey, issue: Issue, inputs: str) -> _Laid | None:
        from newsletter.render.layout import letter_of

        workshop = self.workshop()
        translations = self.catalogs.translations(key.locale)
        if workshop is None or translations is None or self.catalogs.has_broken_templates:
            return None
        edition = localise(issue, key, translations)
        letter, problems = letter_of(edition, workshop)
        problems += missing_problems(edition, self.content) + length_problems(edition, self.content)
        if letter is None:
            self.result.problems += problems
            return None
        folder = self.edition_folder(key)
        texts = _files(letter, self.project.settings.site, issue)
        pictures = [name for name in workshop.pictures.data if name in letter.html]
        problems += [problem for name, problem in workshop.pictures.problems.items() if name in pictures]
        files = {folder / name: data for name, data in texts.items()}
        files |= {self.folder / "images" / name: workshop.pictures.data[name] for name in pictures}
        record = {
            "inputs": inputs,
            "subject": letter.subject,
            "preheader": letter.preheader,
            "states": edition.counts(),
            "sizes": {name: len(data) for name, data in texts.items()},
            "digests": {name: digest(data) for name, data in texts.items()},
            "pictures": sorted(pictures),
            "problems": [to_plain(problem) for problem in problems],
        }
        return _Laid(key, record, files, problems)

    def written(self, laid: _Laid) -> None:
        for path, data in laid.files.items():
            write_atomically(path, data, durably=False)
        self.project.cache.put("letters", laid.record["inputs"], json.dumps(laid.record, ensure_ascii=False).encode())
        self.result.editions.append(self.built(laid.key, laid.record, was_laid_out=True))
        self.result.problems += laid.problems

    def built(self, key: EditionKey, record: dict[str, Any], *, was_laid_out: bool) -> Built:
        return Built(
            key=key,
            folder=self.edition_folder(key),
            subject=record["subject"],
            preheader=record["preheader"],
            sizes=record["sizes"],
            states=record["states"],
            problems=tuple(from_plain(values) for values in record["problems"]),
            was_laid_out=was_laid_out,
        )

    def edition_folder(self, key: EditionKey) -> Path:
        return self.folder / key.point / key.locale

    def workshop(self) -> Workshop | None:
        if self._workshop is None:
            from newsletter.render.layout import Workshop

            theme, problems = read_theme(self.project.root)
            if theme is None:
                self.result.problems += problems
                return None
            self._workshop = Workshop.of(
                self.project.root,
                theme,
                self.project.settings.site,
                self.project.cache,
                self.content.points,
                self.content.networks,
                tuple(editions_of(self.content)),
            )
        return self._workshop


def _files(letter: Letter, site: str, issue: Issue) -> dict[str, bytes]:
    """The three files of an edition, personal slots filled with harmless samples."""
    import datetime as dt
    from zoneinfo import ZoneInfo

    from newsletter.mail.message import compose

    sample = letter.filled(letter.samples(site))
    morning = dt.datetime.combine(issue.date, dt.time(9), ZoneInfo(issue.point.time_zone))
    message_id = f"sample.{letter.edition.replace('/', '.')}@{letter.sender[1].rpartition('@')[2]}"
    message = compose(sample, ("", "reader@example.org"), morning, message_id)
    return {"letter.html": sample.html.encode(), "letter.txt": sample.text.encode(), "letter.eml": message}


def _pictures_in(issue: Issue) -> list[str]:
    found = [article.image.src for article in issue.articles.values() if article.image]
    found += [network.image.src for network in issue.networks.values() if network.image]
    documents = [article.body for article in issue.articles.values()]
    documents += [section.text for section in issue.sections if section.text]
    found += [image.src for document in documents for image in document.images()]
    return sorted(set(found))


def _digest(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def problems_of(content: Content, catalogs: Catalogs) -> list[Problem]:
    """What every edition of an issue lacks, without laying any out: for `newsletter check`."""
    found: list[Problem] = []
    for key in editions_of(content):
        issue, translations = content.issue_for(key.point), catalogs.translations(key.locale)
        if issue and translations:
            edition = localise(issue, key, translations)
            found += missing_problems(edition, content) + length_problems(edition, content)
    return ordered([*found, *catalogs.problems])

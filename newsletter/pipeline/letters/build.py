"""`newsletter build`: the letters of an issue, in files.

In: a project and an issue. Out: for every edition `letter.html`, `letter.txt` and `letter.eml` under
`build/<issue>/<point>/<locale>/`, pictures and calendar files beside them, a gallery of all in `build/<issue>/`, and a
`Built` that says what they are. An edition whose inputs have not changed is not laid out again: its record holds what
it said the last time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from newsletter.content.issue import Issue
from newsletter.edition import EditionKey
from newsletter.files import Cache, digest, write_atomically
from newsletter.mail.message.recipient import Places, sample_recipient
from newsletter.mail.message.template import MessageTemplate
from newsletter.pipeline.letters import gallery
from newsletter.pipeline.letters import gallery_data as gallery_values
from newsletter.pipeline.letters.build_cache import Build, Built, keep, keep_whole, recall, whole_inputs
from newsletter.pipeline.processes import share_out, workers_for
from newsletter.pipeline.project import Project, wanted_editions
from newsletter.pipeline.snapshot import Prepared, Snapshot, open_snapshot, prepare
from newsletter.pipeline.use_case import Watch, unwatched
from newsletter.problems import Problem, has_errors, ordered
from newsletter.render.letter.letter import Letter
from newsletter.settings.project import Settings

NO_ENVIRONMENT: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Task:
    """An edition to be laid out, and the name of its inputs."""

    key: EditionKey
    inputs: str


@dataclass(frozen=True, slots=True)
class _Laid:
    """An edition's files; none are left once they are written."""

    built: Built
    files: Mapping[str, bytes]
    assets: Mapping[str, bytes]
    gallery_data: bytes


@dataclass(frozen=True, slots=True)
class _Made:
    """What came of a task: its letter where there is one, and problems that are not those of its letter alone."""

    laid: _Laid | None
    problems: tuple[Problem, ...]


def build(
    project: Project,
    slug: str,
    points: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    out: Path | None = None,
    strict: bool = False,
    progress: Watch = unwatched,
    environ: Mapping[str, str] = NO_ENVIRONMENT,
) -> Build:
    """Build the editions asked for. With `strict` nothing at all is written when there is an error anywhere."""
    # Taken before anything is read: a file that changes meanwhile belongs to the next build.
    whole = whole_inputs(project.root, slug, (tuple(points), tuple(locales)), environ)
    result = Build(slug, (out or project.root / "build") / slug)
    snapshot = open_snapshot(project, slug)
    keys, unknown = wanted_editions(snapshot.content, tuple(points), tuple(locales))
    known, waiting = _planned(snapshot, keys, result.folder)
    writer = None if strict else Writer(project.cache, result.folder)
    made = _all_made(snapshot, waiting, result.folder, writer, _counting(progress, len(keys), len(keys) - len(waiting)))
    laid = [each.laid for each in made if each.laid]
    result.problems = [*snapshot.problems, *unknown, *_once(made)]
    editions = {built.edition: built for built in [*known, *(each.built for each in laid)]}
    result.editions = [editions[str(key)] for key in keys if str(key) in editions]
    result.problems = ordered([*result.problems, *(problem for built in result.editions for problem in built.problems)])
    progress(len(keys), len(keys), "")
    if strict and has_errors(result.problems):
        result.editions = []
        return result
    if strict:
        writer = Writer(project.cache, result.folder)
        for each in laid:
            writer.write(each)
    gallery.write(project.cache, project.settings.site, result)
    keep_whole(project.cache, whole, result)
    return result


def _planned(snapshot: Snapshot, keys: Sequence[EditionKey], folder: Path) -> tuple[list[Built], list[_Task]]:
    """The letters that were made of the same inputs before, put back in their places, and those to be made."""
    known: list[Built] = []
    waiting: list[_Task] = []
    for key in keys:
        if snapshot.content.issue_for(key.point) is None:
            continue
        inputs = snapshot.inputs(key)
        before = recall(snapshot.project.cache, inputs, folder)
        if before:
            known.append(before)
        else:
            waiting.append(_Task(key, inputs))
    return known, waiting


def _all_made(
    snapshot: Snapshot,
    tasks: Sequence[_Task],
    folder: Path,
    writer: Writer | None,
    progress: Callable[[int, str], None],
) -> list[_Made]:
    """Every letter laid out, and written where a writer is given.

    The first one fills caches that all need (templates, pictures, styles); then the processors share the rest, those of
    one language together, since they read the same catalogs.
    """
    progress(0, str(tasks[0].key) if tasks else "")
    first = [_made(snapshot, task, folder, writer) for task in tasks[:1]]
    rest = sorted(tasks[1:], key=lambda task: task.key.locale)
    if writer is None:  # letters that are not written yet would have to travel between processes
        return first + [_made(snapshot, task, folder, None) for task in rest]
    together = workers_for(len(rest))

    def some(tasks: Sequence[_Task]) -> list[_Made]:
        made = []
        for number, task in enumerate(tasks):
            progress(1 + number * together, str(task.key))
            made.append(_made(snapshot, task, folder, writer))
        return made

    return first + [each for several in share_out(rest, some) for each in several]


def _made(snapshot: Snapshot, task: _Task, folder: Path, writer: Writer | None) -> _Made:
    """An edition laid out; once written its files are not held any more."""
    prepared = prepare(snapshot, task.key)
    if prepared.letter is None:
        return _Made(None, (*prepared.problems, *prepared.catalogs))
    laid = _laid(snapshot, prepared, task, folder)
    if writer:
        writer.write(laid)
        laid = replace(laid, files={}, assets={}, gallery_data=b"")
    return _Made(laid, prepared.catalogs)


def _laid(snapshot: Snapshot, prepared: Prepared, task: _Task, folder: Path) -> _Laid:
    letter, edition, theme = prepared.letter, prepared.edition, snapshot.theme.theme
    if letter is None or edition is None or theme is None:
        raise ValueError(f"{task.key} has no letter")
    files = _files(letter, snapshot.project.settings, edition.issue)
    built = Built(
        point=task.key.point,
        locale=task.key.locale,
        edition=str(task.key),
        folder=folder / task.key.point / task.key.locale,
        inputs=task.inputs,
        subject=letter.subject,
        preheader=letter.preheader,
        sizes={name: len(data) for name, data in files.items()},
        digests={name: digest(data) for name, data in files.items()},
        assets=tuple(sorted(prepared.resources)),
        states=edition.counts(),
        problems=prepared.problems,
    )
    gallery_data = gallery_values.to_json(gallery_values.gallery_data_of(edition, letter.sender, theme))
    return _Laid(built, files, prepared.resources, gallery_data)


def _once(made: Sequence[_Made]) -> list[Problem]:
    """Problems that several editions share, each told once."""
    return list(dict.fromkeys(problem for each in made for problem in each.problems))


def _counting(progress: Watch, total: int, done: int) -> Callable[[int, str], None]:
    return lambda more, name: progress(done + more, total, name)


class Writer:
    """Puts letters, with what they show, into the folder of a build and into the cache; what several show once."""

    def __init__(self, cache: Cache, folder: Path) -> None:
        self.cache = cache
        self.folder = folder
        self._written: set[str] = set()

    def write(self, laid: _Laid) -> None:
        """An edition's files in their places."""
        for name, data in laid.files.items():
            write_atomically(laid.built.folder / name, data, durably=False)
        for path in laid.assets.keys() - self._written:
            write_atomically(self.folder / path, laid.assets[path], durably=False)
            if self.cache.get("assets", path) != laid.assets[path]:  # to read takes half as long as to write
                self.cache.put("assets", path, laid.assets[path])
            self._written.add(path)
        keep(self.cache, laid.built, laid.files, laid.gallery_data)


def _files(letter: Letter, settings: Settings, issue: Issue) -> dict[str, bytes]:
    """The three files of an edition, personal slots filled with harmless samples."""
    sample = letter.filled(letter.samples(settings.site))
    morning = dt.datetime.combine(issue.date, dt.time(9), ZoneInfo(issue.point.time_zone))
    places = Places(settings.site, settings.domain_of_mail())
    message = MessageTemplate.of(letter, places).message(sample_recipient(letter, places), morning).to_bytes()
    return {"letter.html": sample.html.encode(), "letter.txt": sample.text.encode(), "letter.eml": message}

"""A folder becomes a project, one of its issues a snapshot, and each of its editions a letter.

In: a folder; a project and an issue's name; a snapshot and an edition. Out: `Project`, `Snapshot`, `Prepared`. Files
are read, nothing is written but the cache in the project's folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from newsletter.content.slugs import issue_slugs
from newsletter.edition import EditionKey
from newsletter.pipeline import project as projects
from newsletter.pipeline import snapshot as snapshots
from newsletter.pipeline.use_case import Place, RefusedError, project_at
from newsletter.problems import Problem, ordered
from newsletter.render.letter.letter import Letter


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """A project opened: its folder, and what `newsletter.toml` and the environment said then.

    `site` is the address of the public pages, without a slash at its end; `source_locale` what texts are written in
    that do not name their own locale; `issues` are the names of its issues, oldest first. `environ` may hold secrets,
    and is never shown.
    """

    root: Path
    site: str
    source_locale: str
    issues: tuple[str, ...]
    environ: Mapping[str, str] = field(repr=False)
    _opened: projects.Project = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """One issue as its files were when it was opened, for any number of threads.

    `editions` has the secretariat's first. `problems` are those of the issue's files, brand and pictures; each letter
    tells its own. `digest` is the same for the same files, settings and program, wherever they are.
    """

    project: Project
    issue: str
    editions: tuple[EditionKey, ...]
    problems: tuple[Problem, ...]
    digest: str
    _opened: snapshots.Snapshot = field(repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One edition, from its files to its letter.

    `letter` is None where files that it needs are broken: `problems` say how, or those of its snapshot do. `resources`
    are the pictures and calendar files that the letter shows, by their paths below the project's site. `states` counts
    the letter's texts by `missing`, `needs-review` and `reviewed`; it is empty where they can't be read.
    """

    key: EditionKey
    letter: Letter | None
    resources: Mapping[str, bytes] = field(repr=False)
    states: Mapping[str, int]
    problems: tuple[Problem, ...]

    @property
    def is_reviewed(self) -> bool:
        """True for a letter in which no text is missing and a person has read each; only such a letter is mailed."""
        return self.letter is not None and not self.states["missing"] and not self.states["needs-review"]


def open_project(folder: str | os.PathLike[str] = ".", *, environ: Mapping[str, str] | None = None) -> Project:
    """The project in a folder. Raises `RefusedError` where there is none, or its settings can't be used.

    `environ` holds variables that override settings, and keys of translation services; None is the environment of this
    process.
    """
    place = Place(Path(folder), dict(os.environ) if environ is None else environ)
    opened = project_at(place)
    settings, issues = opened.settings, tuple(issue_slugs(opened.root))
    return Project(opened.root, settings.site, settings.source_locale, issues, place.environ, opened)


def open_issue(project: Project, issue: str | None = None, *, before: Snapshot | None = None) -> Snapshot:
    """An issue of a project as its files are now; None is the newest. Raises `RefusedError` where there is none.

    With a snapshot taken `before`, of any issue of this project, only what has changed since then is read.
    """
    slug, unknown = project._opened.issue_slug(issue)
    if slug is None:
        raise RefusedError(unknown)
    opened = snapshots.open_snapshot(project._opened, slug, before=before._opened if before else None)
    problems = tuple(ordered(opened.problems))
    return Snapshot(project, slug, tuple(opened.editions()), problems, opened.digest, opened)


def prepare_letter(snapshot: Snapshot, key: EditionKey) -> Prepared:
    """The letter of an edition, with what is wrong with it. Raises `RefusedError` for one that the issue has not."""
    opened = snapshot._opened
    if key not in snapshot.editions:
        _, unknown = projects.wanted_editions(opened.content, (key.point,), (key.locale,))
        is_other = key.issue != snapshot.issue or not unknown
        raise RefusedError(() if is_other else unknown, misuse=f"`{key}` is no edition of {snapshot.issue}." * is_other)
    made = snapshots.prepare(opened, key)
    states = made.edition.counts() if made.edition else {}
    return Prepared(key, made.letter, made.resources, states, tuple(ordered([*made.problems, *made.catalogs])))

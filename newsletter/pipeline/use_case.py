"""What all use cases have in common: a request goes in, a report comes out, and two callables stand in between.

In: a frozen request, which says where to work (`Place`) and what is wanted; `ask`, by which a person decides something
while it runs; `watch`, by which somebody is told how far it is. Out: a frozen report with the problems found and plain
values, or `Refused` where nothing was done. A use case prints nothing, reads no environment and ends no process, so
that the command line, a web page and a script call it alike.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, ParamSpec, Protocol, TypeVar

from newsletter.exceptions import NewsletterError
from newsletter.problems import Problem, has_errors, ordered

if TYPE_CHECKING:
    from newsletter.content.load import Content
    from newsletter.edition import EditionKey
    from newsletter.pipeline.project import Project
    from newsletter.pipeline.project_folder import ProjectFolder
    from newsletter.pipeline.snapshot import Snapshot
    from newsletter.workspace import Workspace

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a use case works: a project's folder, and the environment, which may hold secrets and is never shown.

    `workspace` is what editors' files are written through, where somebody wants to know of each or may forbid it.
    """

    root: Path
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    workspace: Workspace | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Question:
    """What a person has to decide before a use case goes on: what is the case, and what is asked about it.

    `code` is that of the problem that stands in the report when nobody can be asked, or a name of its own. `problems`
    are to be seen before anything is decided; none is an error.
    """

    code: str
    message: str
    asked: str
    problems: tuple[Problem, ...] = ()
    choices: tuple[str, str] = ("yes", "no")
    """What is chosen from: True answers the first."""


Ask = Callable[[Question], bool | None]
"""True for a yes, None where nobody can be asked: then nothing is decided, and the report says what has to be."""


def ask_nobody(question: Question) -> None:
    """The answer where nobody is: to a timer, a worker, a script."""


Watch = Callable[[int, int, str], None]
"""Told how many of how many are done, and what is being done now; an empty name when all are."""


def unwatched(done: int, total: int, name: str) -> None:
    """Nobody wants to know how far it is."""


class Report(Protocol):
    """What came of a use case."""

    @property
    def problems(self) -> Sequence[Problem]:
        """Everything that is wrong, each with its place; warnings too."""
        ...


@dataclass(frozen=True, slots=True)
class Refused:
    """The report of a use case that could not begin, or had to be left before it had done anything.

    `advice` is what to do about the problems, in a sentence. `misuse` is what is wrong with the request itself, such as
    a point that is not there: a sentence too, and then there are no problems of files. With neither a person has said
    no.
    """

    problems: tuple[Problem, ...] = ()
    advice: str = ""
    misuse: str = ""


class RefusedError(NewsletterError):
    """Nothing was done: `problems` say what is wrong with files or names, `advice` what to do about it, in a sentence.

    `misuse` is what is wrong with the request itself, in a sentence; then there are no problems. Its text has all of
    it, a line each. Within a use case it ends it: `reporting` makes a report of it. `newsletter.api` raises it to
    scripts.
    """

    def __init__(self, problems: Sequence[Problem] = (), advice: str = "", misuse: str = "") -> None:
        super().__init__("\n".join(filter(None, (*map(str, problems), misuse, advice))) or "not done")
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.advice = advice
        self.misuse = misuse


def reporting(use_case: Callable[P, R]) -> Callable[P, R | Refused]:
    """A use case that is left by `refuse` or `misused` gives that back as its report."""

    @functools.wraps(use_case)
    def reported(*args: P.args, **kwargs: P.kwargs) -> R | Refused:
        try:
            return use_case(*args, **kwargs)
        except RefusedError as fault:
            return Refused(fault.problems, fault.advice, fault.misuse)

    return reported


def refuse(problems: Sequence[Problem] = (), advice: str = "") -> NoReturn:
    """Leave the use case: these problems keep it from being done; without any somebody has said no.

    Raises `RefusedError`, of which `reporting` makes a report.
    """
    raise RefusedError(problems, advice)


def misused(sentence: str) -> NoReturn:
    """Leave the use case: what was asked for can't be meant. Raises `RefusedError`."""
    raise RefusedError(misuse=sentence)


def misused_locale(locale: str, keys: Sequence[EditionKey], who: str = "No point writes") -> NoReturn:
    """Leave the use case: none of these editions is in such a locale. Raises `RefusedError` with the nearest one."""
    from newsletter.edition import locale_hint

    misused(f"{who} in `{locale}`; {locale_hint(locale, keys)}.")


def require_done(report: R | Refused) -> R:
    """The report of a use case that was carried out; `RefusedError` for one that was refused."""
    if isinstance(report, Refused):
        raise RefusedError(report.problems, report.advice, report.misuse)
    return report


def project_at(place: Place) -> Project:
    """The project in a place; where there is none the use case is left with the reasons."""
    from newsletter.pipeline.project import open_project

    project, problems = open_project(place.root, place.environ)
    if project is None:
        refuse(problems)
    return replace(project, written_through=place.workspace) if place.workspace else project


def folder_at(place: Place) -> ProjectFolder:
    """The folder of the project in a place, for what reads its database alone; else the use case is left."""
    from newsletter.pipeline.project_folder import open_project_folder

    folder, problems = open_project_folder(place.root, place.environ)
    if folder is None:
        refuse(problems)
    return folder


def issue_at(place: Place, wanted: str | None) -> tuple[Project, str]:
    """The project and the slug of the issue asked for, the newest for None; else the use case is left."""
    project = project_at(place)
    slug, problems = project.issue_slug(wanted)
    if slug is None:
        refuse(problems)
    return project, slug


def whole_content(project: Project, slug: str) -> Content:
    """The content of an issue; with errors in it the use case is left, since what can't be read would seem gone."""
    content, problems = project.content(slug)
    refuse_broken(problems)
    return content


def whole_snapshot(project: Project, slug: str) -> Snapshot:
    """An issue opened; with errors in its files the use case is left, since what can't be read would seem gone."""
    from newsletter.pipeline.snapshot import open_snapshot

    snapshot = open_snapshot(project, slug)
    refuse_broken(snapshot.of_content)
    return snapshot


def refuse_broken(problems: Sequence[Problem]) -> None:
    """Leave the use case where there are errors among the problems. Raises `RefusedError`."""
    if has_errors(problems):
        refuse(ordered(problems), "Mend these first: texts that can't be read would seem to be gone.")

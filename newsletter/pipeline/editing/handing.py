"""What somebody has changed is handed to those who review it: the catalogs are brought up to date.

In: a project, an issue, and a point where only its own texts are meant. Out: beforehand a `Handover`, which says what
would be read again and in how many languages; afterwards what was done. Until then an edit is on disk and in the
letters, and no reviewer has more to read for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from newsletter.content.load import Content
from newsletter.edition import editions_of
from newsletter.pipeline.aside import held_project
from newsletter.pipeline.editing.own_texts import OwnTexts, in_the_way, own_texts
from newsletter.pipeline.project import Project
from newsletter.pipeline.translation.minor import update_after_minor_edit
from newsletter.pipeline.translation.update import Updated, update_catalogs, update_some
from newsletter.pipeline.use_case import Place, RefusedError, refuse_broken, whole_content
from newsletter.problems import Problem
from newsletter.translate.formats.po import catalog_file
from newsletter.translate.unit import Key


@dataclass(frozen=True, slots=True)
class Handover:
    """What is, or was, not with the reviewers yet.

    `texts` counts texts of the issue that are new or changed, each once whatever the number of languages; `changed` are
    those of them that somebody has translated already; `locales` are the languages in which something is to be read;
    `documents` where the changed ones stand (`articles/heerlen`). `kept` counts reviews that were kept.
    """

    texts: int
    changed: int
    gone: int
    locales: tuple[str, ...]
    documents: tuple[str, ...] = ()
    kept: int = 0
    problems: tuple[Problem, ...] = ()
    is_barred: bool = False
    """True where errors in the issue have to be mended first: texts that can't be read would seem to be gone."""

    @property
    def is_needed(self) -> bool:
        """True when something is to be handed over."""
        return bool(self.texts or self.gone)


def look_at_handover(project: Project, slug: str, point: str = "") -> Handover:
    """What handing over would bring to the reviewers; nothing is written. With a point, its own texts alone."""
    try:
        scope = _scope(project, slug, point)
    except RefusedError as fault:
        return _barred(fault)
    before = _keys(project, slug)
    updates, problems = scope.update(is_dry=True)
    return _told(slug, updates, before, problems)


def look_aside_at_handover(place: Place, slug: str, point: str = "") -> Handover:
    """The same, asked of a process aside, which holds the catalogs for the next time."""
    return look_at_handover(held_project(place), slug, point)


def hand_over(
    project: Project, slug: str, *, today: dt.date, by: str = "", only_typos: bool = False, point: str = ""
) -> Handover:
    """Bring the catalogs up to date. With `only_typos` reviewed texts stay so where the edit is minor, as `by` says.

    Texts of which the edit is none are among the problems, and are read again like any other. With a point, its own
    texts are brought to the reviewers of its languages, and nothing of others is touched.
    """
    try:
        scope = _scope(project, slug, point)
    except RefusedError as fault:
        return _barred(fault)
    before = _keys(project, slug)
    if not only_typos:
        updates, problems = scope.update()
        return _told(slug, updates, before, problems)
    planned = look_at_handover(project, slug, point)
    kept, problems = 0, list(planned.problems)
    for document in planned.documents:
        _, count, found = update_after_minor_edit(
            project, scope.content, (), document, by=by, today=today, bring=scope.update
        )
        kept += count
        problems += [problem for problem in found if problem not in problems]
    updates, found = scope.update()  # what is new, and no change at all
    problems += [problem for problem in found if problem not in problems]
    return Handover(
        planned.texts, planned.changed, planned.gone, planned.locales, planned.documents, kept, tuple(problems)
    )


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is handed over: all of an issue, or what is a point's own with what only its reviewers lack of it."""

    project: Project
    content: Content
    own: OwnTexts | None = None
    locales: tuple[str, ...] = ()

    def update(self, *, is_dry: bool = False) -> tuple[list[Updated], list[Problem]]:
        if self.own is None:
            return update_catalogs(self.project, self.content, (), is_dry=is_dry)
        updates: list[Updated] = []
        problems: list[Problem] = []
        for locale in self.locales:
            is_meant = self._meant(self.own, locale)
            updated, found = update_some(self.project, self.content, [locale], is_meant, is_dry=is_dry)
            updates += updated
            problems += [problem for problem in found if problem not in problems]
        return updates, problems

    def _meant(self, own: OwnTexts, locale: str) -> Callable[[Key], bool]:
        """What comes to the reviewers of a language: the point's own, and what its letter shows of others' that an
        editor has brought to reviewers of another language before, such as the heading of a section that was left out.
        """
        keys = _keys(self.project, self.content.slug)
        here = keys.get(catalog_file(locale, self.content.slug), frozenset())
        with_others = frozenset[Key]().union(*keys.values()) & own.shown - here
        return lambda key: own.has(key) or key in with_others


def _scope(project: Project, slug: str, point: str) -> _Scope:
    """Raises `RefusedError` where errors have to be mended first."""
    if not point:
        return _Scope(project, whole_content(project, slug))
    content, problems = project.content(slug)
    refuse_broken(in_the_way(project.root, content, point, problems))
    locales = dict.fromkeys(key.locale for key in editions_of(content) if key.point == point)
    return _Scope(project, content, own_texts(content, point), tuple(locales))


def _barred(fault: RefusedError) -> Handover:
    return Handover(0, 0, 0, (), problems=fault.problems, is_barred=True)


def _keys(project: Project, slug: str) -> dict[str, frozenset[Key]]:
    """The units of each catalog of the issue before, by file."""
    found = {}
    for path in sorted((project.root / "locales").glob("*")):
        catalog, _ = project.catalog(path.name, slug)
        found[catalog_file(path.name, slug)] = frozenset(e.key for e in catalog.active()) if catalog else frozenset()
    return found


def _told(
    slug: str, updates: Iterable[Updated], before: dict[str, frozenset[Key]], problems: Iterable[Problem]
) -> Handover:
    texts: set[Key] = set()
    changed: set[Key] = set()
    gone: set[Key] = set()
    locales: list[str] = []
    for update in updates:
        if update.file != catalog_file(update.locale, slug):
            continue  # the fixed words of templates are no editor's
        old, now = before.get(update.file, frozenset()), {entry.key: entry for entry in update.catalog.active()}
        fresh = now.keys() - old
        texts |= fresh
        changed |= {key for key in fresh if any(now[key].targets)}
        gone |= old - now.keys()
        locales += [update.locale] if fresh else []
    replaced = min(len(changed), len(gone))
    documents = dict.fromkeys(_document(context) for context, _ in sorted(changed))
    return Handover(
        len(texts), len(changed), len(gone) - replaced, tuple(locales), tuple(documents), 0, tuple(problems)
    )


def _document(context: str) -> str:
    """The document of a text's context."""
    return "/".join(context.split("/")[:2])

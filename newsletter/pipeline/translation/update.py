"""`newsletter translate`: catalogs are brought up to date with an issue and with the templates.

In: a project and an issue. Out: for each locale what changed, with the catalog as it is now; the files are written
whole, each on its own. What fills the gaps comes after (`pipeline/translation/fill`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from newsletter.content.load import Content
from newsletter.edition import editions_of, locale_hint
from newsletter.files import digest
from newsletter.locales import chain
from newsletter.pipeline.chrome import recall_chrome_units, recall_page_units
from newsletter.pipeline.project import Project
from newsletter.problems import Location, Problem, error
from newsletter.translate import chrome
from newsletter.translate.acceptance import settle_catalog
from newsletter.translate.copies import with_copies_reopened
from newsletter.translate.extract import units_for
from newsletter.translate.formats.po_writer import to_bytes, write_catalog
from newsletter.translate.merge import counts, lost_contexts, merge_units
from newsletter.translate.merge_part import merge_some
from newsletter.translate.unit import Catalog, Key, Unit, state_counts
from newsletter.workspace import MovedOnError

ENGLISH = "en"
MANY = 10
"""From so many texts on that would lose their place, a catalog is not updated."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did to one catalog, and the catalog after it; `states` counts its units.

    `is_renewed` where its file is, or in a dry run would be, another one: notes, flags and order count too.
    """

    file: str
    locale: str
    changes: dict[str, int]
    states: dict[str, int]
    was_written: bool
    catalog: Catalog
    is_renewed: bool = False


def update_catalogs(
    project: Project,
    content: Content,
    wanted: Sequence[str],
    progress: Callable[[str], None] = lambda _: None,
    *,
    is_dry: bool = False,
) -> tuple[list[Updated], list[Problem]]:
    """Bring the catalogs of an issue and of the templates up to date, in the locales named or in all.

    A dry run says what it would do, and writes nothing.
    """
    keys = editions_of(content)
    every = list(dict.fromkeys(key.locale for key in keys))
    problems = [
        error("unknown-locale", f"no point writes in `{name}`", None, locale_hint(name, keys))
        for name in wanted
        if name not in every
    ]
    # The words of a template that can't be read would seem to be gone, so their catalog is left alone.
    fixed: dict[str, list[Unit]] = {}
    of_letters = recall_chrome_units(project.root, project.cache)
    of_pages = recall_page_units(project.root / "templates", project.cache)
    for name, (units, broken) in ((chrome.LETTERS, of_letters), (chrome.PAGES, of_pages)):
        problems += broken
        fixed |= {} if broken else {name: units}
    chosen = [locale for locale in every if not wanted or locale in wanted]
    # English first: its words stand beside sources in other languages as a help for translators.
    chosen.sort(key=lambda locale: locale != ENGLISH)
    english, _ = project.catalog(ENGLISH, content.slug)
    updates: list[Updated] = []
    for locale in chosen:
        units = _units(project, content, locale, english)
        updated, found = _update(project, locale, content.slug, units, is_dry)
        problems += found
        updates += [updated] if updated else []
        if locale == ENGLISH and updated:
            english = updated.catalog
        for name, units in fixed.items() if chrome.SOURCE_LOCALE not in chain(locale) else ():
            updated, found = _update(project, locale, name, units, is_dry)
            problems += found
            updates += [updated] if updated else []
        progress(locale)
    return updates, problems


def update_some(
    project: Project, content: Content, locales: Sequence[str], is_meant: Callable[[Key], bool], *, is_dry: bool = False
) -> tuple[list[Updated], list[Problem]]:
    """Bring the catalogs of an issue in these locales up to date with the units meant; all others stay as they are."""
    problems: list[Problem] = []
    updates: list[Updated] = []
    english, _ = project.catalog(ENGLISH, content.slug)
    for locale in locales:
        units = _units(project, content, locale, english)
        updated, found = _update(project, locale, content.slug, units, is_dry, is_meant)
        problems += found
        updates += [updated] if updated else []
    return updates, problems


def _units(project: Project, content: Content, locale: str, english: Catalog | None) -> list[Unit]:
    points = [key.point for key in editions_of(content) if key.locale == locale]
    issues = [issue for point in points if (issue := content.issue_for(point))]
    helps = english if ENGLISH not in chain(locale) else None
    return units_for(locale, issues, project.settings.source_locale, helps)


_TRIES = 5
"""As often a catalog is read again that somebody else, another run, keeps writing."""


def _update(
    project: Project, locale: str, name: str, units: list[Unit], is_dry: bool,
    is_meant: Callable[[Key], bool] | None = None, tries: int = _TRIES,
) -> tuple[Updated | None, list[Problem]]:  # fmt: skip
    read, problems = project.catalog(locale, name)
    if read is None:
        return None, problems
    before = _settled(project, read, is_meant)
    if (lost := lost_contexts(before, units)) >= MANY:
        return None, [_without_contexts(before, lost)]
    after = merge_units(before, units) if is_meant is None else merge_some(before, units, is_meant)
    if not after.entries and not before.digest:
        return None, problems
    was_written = False
    if not is_dry:
        try:
            was_written = write_catalog(project.workspace, after)
        except MovedOnError:
            if tries > 1:
                return _update(project, locale, name, units, is_dry, is_meant, tries - 1)
            return None, [_changed_meanwhile(after)]
    # As it stands in the file now, with its digest and lines.
    now, problems = project.catalog(locale, name) if was_written else (before, problems)
    if now is None:
        return None, problems
    states = state_counts(entry.state for entry in after.active())
    is_renewed = was_written or (is_dry and digest(to_bytes(after)) != before.digest)
    catalog = after if is_dry else now
    return Updated(after.file, locale, counts(before, after), states, was_written, catalog, is_renewed), problems


def _settled(project: Project, catalog: Catalog, is_meant: Callable[[Key], bool] | None) -> Catalog:
    """The catalog as it is to be written; of what is not meant, as it was read."""
    reopened = with_copies_reopened(catalog, project.settings.source_locale)
    settled = settle_catalog(reopened, project.rule(catalog.locale))
    if is_meant is None:
        return settled
    pairs = zip(catalog.entries, settled.entries, strict=True)
    return replace(catalog, entries=tuple(after if is_meant(after.key) else before for before, after in pairs))


def _without_contexts(catalog: Catalog, lost: int) -> Problem:
    message = f"{lost} translations have lost their context (`msgctxt`): today's texts would be without them"
    hint = (
        "some tool has dropped it: keep this file under another name, take the one of before from git, and bring the "
        "words back with `msgmerge`, or with the tool set to keep contexts"
    )
    return error("lost-contexts", message, Location(catalog.file), hint)


def _changed_meanwhile(catalog: Catalog) -> Problem:
    message = "somebody else keeps writing this file; it was left as it is"
    return error("file-changed", message, Location(catalog.file), "run the command again")

"""What all pages of an archive share: theme, templates, and fixed words in each language.

In: a project, the languages of its letters. Out: `Pages`, with the files that they show; or why there can be none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from newsletter.content.brand import Theme
from newsletter.content.pictures import PictureError
from newsletter.content.slugs import issue_slugs
from newsletter.content.theme import read_theme
from newsletter.edition import editions_of
from newsletter.files import digest
from newsletter.locales import chain
from newsletter.pipeline.catalogs import Catalogs
from newsletter.pipeline.chrome import recall_page_units
from newsletter.pipeline.project import Project
from newsletter.problems import Problem
from newsletter.render.environment import TemplateError, Templates
from newsletter.render.images import Pictures, Shown
from newsletter.render.web.pages import Emblem, Pages, funding_line, stylesheet
from newsletter.translate.chrome import PAGES, SOURCE_LOCALE, Chrome, chrome_of


@dataclass(frozen=True, slots=True)
class Shared:
    """What pages share; None when the theme or a template can't be read, which `problems` then tell.

    `files` are what every page shows, by their paths in the archive: the emblem, where there is one.
    """

    pages: Pages | None
    files: dict[str, bytes]
    problems: tuple[Problem, ...]


def read_shared(project: Project, mailed_locales: Iterable[str], *, is_whole: bool = True) -> Shared:
    """What all pages share, from the files as they are now.

    Languages are those that a point of the newest issue mails in, that letters were mailed in, and the source's;
    where it is not `is_whole` the last two alone.
    """
    theme, problems = read_theme(project.root)
    units, broken = recall_page_units(project.root / "templates", project.cache)
    if theme is None or broken:
        return Shared(None, {}, (*problems, *broken))
    newest = (issue_slugs(project.root) or [""])[-1]
    content = project.content(newest)[0] if newest and is_whole else None
    catalogs = Catalogs(project, newest)
    words: dict[str, Chrome] = {}
    funding: dict[str, str] = {}
    own = {key.locale for key in editions_of(content)} if content else set()
    for locale in sorted(own | {*mailed_locales, project.settings.source_locale or SOURCE_LOCALE}):
        fixed = [catalog for step in chain(locale) if (catalog := catalogs.one(step, PAGES))]
        words[locale] = chrome_of(locale, units, fixed)
        letters = [catalog for step in chain(locale) if (catalog := catalogs.one(step, "chrome"))]
        line = theme.funding.line if theme.funding else ""
        entries = (entry for one in letters for entry in one.usable() if entry.source == line)
        found = next((entry.target for entry in entries), None)
        funding[locale] = funding_line(theme, found, locale)
    told = list(catalogs.problems)
    templates = Templates(project.root / "templates", project.cache)
    try:
        style = f"assets/archive-{digest(stylesheet(templates, theme))[:12]}.css"
    except TemplateError as fault:
        return Shared(None, {}, (*told, fault.problem))
    emblem, files = None, dict[str, bytes]()
    try:
        if shown := _find_emblem(project, theme):
            emblem, files[shown.path] = Emblem(shown.path, shown.width, shown.height), shown.data
    except PictureError as fault:
        told.append(fault.problem)
    source = project.settings.source_locale or SOURCE_LOCALE
    pages = Pages(templates, theme, project.settings.site, words, funding, style, emblem, source)
    return Shared(pages, files, tuple(told))


def _find_emblem(project: Project, theme: Theme) -> Shown | None:
    """The emblem of who pays, scaled; None when the theme names none."""
    if not (theme.funding and theme.funding.emblem):
        return None
    root = project.root
    pictures = Pictures(root / "issues" / "images", project.cache, root / "templates" / "images")
    return pictures.of_brand(theme.funding.emblem, 72)

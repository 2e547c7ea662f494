"""Use case: the form by which people join a point, to be put on the point's own web site. It needs no script.

In: a place, a point, one of its locales. Out: the very form of the readers' pages, which leads to them: what somebody
agrees to there is what is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from newsletter.content.theme import read_theme
from newsletter.locales import direction
from newsletter.pipeline.audience.sender_names import sender_names
from newsletter.pipeline.reader_pages import Pages
from newsletter.pipeline.scaffold.resources import resource_folder
from newsletter.pipeline.use_case import Place, issue_at, misused, refuse, reporting, whole_content
from newsletter.problems import has_errors

_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_CLASS = re.compile(r'\sclass="[^"]*"')
_BLANK_LINES = re.compile(r"\n\s*\n+")


@dataclass(frozen=True, slots=True)
class EmbeddedForm:
    """The form as HTML, and the address of its page for who would rather link to that."""

    html: str
    page: str


@reporting
def form_to_embed(place: Place, point: str, locale: str) -> EmbeddedForm:
    """The form of a point in one of its locales."""
    project, slug = issue_at(place, None)
    content = whole_content(project, slug)
    if point not in content.points or locale not in content.points[point].locales:
        misused(f"No point `{point}` mails in `{locale}`.")
    theme, problems = read_theme(project.root)
    if theme is None:
        refuse(problems)
    own, shipped = project.root / "templates", resource_folder("templates")
    templates = own if (own / "pages").is_dir() else shipped
    catalogs = (project.root, resource_folder("locales").parent)
    pages = Pages(templates, catalogs, project.cache, theme, content.points, sender_names(project, content.points))
    if has_errors(pages.problems):
        refuse(pages.problems)
    address = f"{project.settings.site}/subscribe/{point}/{locale}/"
    return EmbeddedForm(embedded(pages.form(point, locale).decode(), address, locale), address)


def embedded(page: str, address: str, locale: str) -> str:
    """The form of a page, as it stands on another: with its whole address, its language, and nobody's style sheet.

    The field that robots fill in is hidden without one.
    """
    found = _FORM.search(page)
    if found is None:
        return ""
    form = re.sub(r'(<\w+)([^>]*)\sclass="trap"', r"\1\2 hidden", found[0], count=1)
    form = _CLASS.sub("", form)
    form = re.sub(r'action="[^"]*"', f'action="{escape(address)}"', form, count=1)
    form = form.replace("<form", f'<form lang="{escape(locale)}" dir="{direction(locale)}"', 1)
    return _BLANK_LINES.sub("\n", form) + "\n"

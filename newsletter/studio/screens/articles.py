"""Articles: all there are, found by words in any language; each opens its text."""

from __future__ import annotations

from pathlib import Path

from newsletter.pipeline.editing.choices import name_of_language
from newsletter.pipeline.editing.forms import read_form
from newsletter.pipeline.editing.library import last_use, search
from newsletter.studio.request import StudioRequest, StudioResponse
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio

_AFTER_ALL = "~"
"""Behind the name of every issue."""


def list_articles(studio: Studio, request: StudioRequest) -> StudioResponse:
    """All articles, the newest first; with `q` those that a search finds."""
    shelves = studio.library.shelves()
    every = sorted(shelves.articles.values(), key=lambda each: (each.date, each.slug), reverse=True)
    asked, locale = request.query.get("q", ""), request.words.locale
    files = sorted((studio.project.root / "issues/articles").glob("*.md"))
    return studio.page(
        request,
        "articles.html",
        here="articles",
        found=search(every, asked, [locale]),
        broken=[] if asked else [_called(studio, path) for path in files if path.stem not in shelves.articles],
        asked=asked,
        points=shelves.points,
        names=lambda tag: name_of_language(locale, tag),
        last_use=lambda entry: last_use(entry, _AFTER_ALL),
    )


def _called(studio: Studio, path: Path) -> tuple[str, str]:
    """The name of an article that can't be read as a whole, and what it calls itself."""
    form = read_form(studio.workspace, f"issues/articles/{path.name}")
    return path.stem, (form.text(("title",)) if form else "") or path.stem


ROUTES = (Route("/articles/", get=list_articles),)

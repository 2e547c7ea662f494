"""One article: its text as letters show it, what is said about it, and how it looks in a letter or on its page."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from newsletter import locales
from newsletter.content.agenda_lines import Left, Why, read_agenda
from newsletter.content.blocks.body import split_article
from newsletter.content.model import Article
from newsletter.content.moments import day_in
from newsletter.content.pictures import LEAST_CUT, SHAPE
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.pipeline.article_look import Shape
from newsletter.pipeline.editing.block_lines import block_at, block_lines
from newsletter.pipeline.editing.choices import name_of_language
from newsletter.pipeline.editing.description import Field, describe
from newsletter.pipeline.editing.forms import FormFile, read_form
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.editing.library import ArticleEntry
from newsletter.pipeline.editing.listing import points_at
from newsletter.pipeline.editing.presence import be_in, leave
from newsletter.pipeline.editing.saving import read_for_editing
from newsletter.pipeline.editions import name_of_point
from newsletter.pipeline.look import Look
from newsletter.problems import Problem, ordered
from newsletter.render.collation import collation_key
from newsletter.studio.filling import drawn_problems, filling_of, told_problems
from newsletter.studio.picking import kinds_in
from newsletter.studio.request import (
    StudioRequest,
    StudioResponse,
    UnreadableError,
    html,
    json_of,
    not_found,
)
from newsletter.studio.routes import Route
from newsletter.studio.screens.hand import hand_address
from newsletter.studio.screens.preview import FRAME, NOTHING, fault_of
from newsletter.studio.studio import Studio

_FIELDS: dict[str, Field] = {each.key: each for each in describe(Article)}
_MOST_FAULTS = 5


def article(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page on which an article is written."""
    slug = request.params["slug"]
    form = _form(studio, slug)
    if form is None:
        return not_found()
    entry = studio.library.shelves().articles.get(slug)
    issue, shown_in = _issue_of(studio, entry)
    filling = filling_of(studio, request, form)
    return studio.page(
        request,
        "article.html",
        here="articles",
        files={form.name: form.version},
        slug=slug,
        entry=entry,
        fields=_FIELDS,
        of_session={each.key: each for each in _FIELDS["agenda"].fields},
        networks={each.slug: each.title for each in studio.library.shelves().networks.values()},
        points=_points(studio, request.words.locale),
        day=_day(form),
        is_begun=_is_begun(studio, form),
        language=name_of_language(request.words.locale, filling["writing"]["lang"]),
        look_in=issue,
        kinds=kinds_in(request.words),
        may_compose=request.visitor.may(Act.WRITE, Thing(ThingKind.CENTRAL)),
        hand_address=_hand_address(request, entry, shown_in),
        unused_of="" if entry and entry.uses else form.text(("from",)),
        months={each.slug: each.date for each in issues_at(studio.project.root)},
        shapes=[each.value for each in Shape],
        known=_known(studio),
        shape=SHAPE,
        least_cut=LEAST_CUT,
        **filling,
    )


def _hand_address(request: StudioRequest, entry: ArticleEntry | None, shown_in: str) -> str:
    """Where it is handed on: with the issue that shows it, or with what is the point's own whose article it is."""
    point = entry.article.from_ if entry else ""
    own = next((use.issue for use in entry.uses if use.point == point), "") if entry else ""
    return hand_address(request, shown_in) or hand_address(request, shown_in or own, point)


def _points(studio: Studio, locale: str) -> dict[str, str]:
    """Who may have written it, by country."""
    points = points_at(studio.resident.project)
    names = {slug: name_of_point(points, slug, locale) for slug in points}
    return dict(sorted(names.items(), key=lambda each: collation_key(locale, each[1])))


def _day(form: FormFile) -> str:
    """The day of a programme that says none: the first of the article's event, however it is written, else its own."""
    days = (day_in(form.text(path)) for path in (("event", "start"), ("date",)))
    return next((str(day) for day in days if day), "")


def _is_begun(studio: Studio, form: FormFile) -> bool:
    """True for what has nothing but its title yet: nobody is blamed for what it lacks before they have been there."""
    file = studio.workspace.read(form.name)
    split = split_article(file.data.decode("utf-8", "replace")) if file else None
    return not form.text(("summary",)) and split is not None and not split[1].strip()


def _known(studio: Studio) -> dict[str, list[str]]:
    """The topics and the readers that any article names, to choose from."""
    articles = [entry.article for entry in studio.library.shelves().articles.values()]
    return {
        "topics": sorted({each for one in articles for each in one.topics}, key=str.casefold),
        "audience": sorted({each for one in articles for each in one.audience}, key=str.casefold),
    }


def problems(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What is wrong with the values of the article, by their paths."""
    return told_problems(studio, request, _problems(studio, request.params["slug"]))


def source(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The file as text, with what is wrong at its lines: columns count from 1, 0 says that the whole line is meant."""
    slug = request.params["slug"]
    form = _form(studio, slug)
    file = read_for_editing(studio.workspace, form.name) if form else None
    if form is None or file is None:
        return not_found()
    text = file.data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    told = []
    lines = block_lines(text)
    for problem in _problems(studio, slug):
        at = problem.location
        if at and at.file == form.name and at.line:
            (drawn,) = drawn_problems(studio, request, [problem])
            told.append({**drawn, "line": at.line, "column": at.column, "block": block_at(lines, at.line)})
    return json_of({"text": text, "problems": told}, 200, (("etag", f'"{file.version}"'),))


def agenda(studio: Studio, request: StudioRequest) -> StudioResponse:
    """A programme as lines, as it is understood: sessions as the front matter has them, and lines left out."""
    asked = request.json()
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise UnreadableError
    form = _form(studio, request.params["slug"])
    if form is None:
        return not_found()
    day, locale = _day(form), locales.canonical(form.text(("locale",))) or studio.project.settings.source_locale
    read = read_agenda(asked["text"], locale, int(day[:4]) if day[:4].isdecimal() else None)
    sessions = [each.value(day) for each in read.sessions]
    return json_of({"sessions": sessions, "left": [_said_left(request, each) for each in read.left]})


def _said_left(request: StudioRequest, left: Left) -> str:
    """A line that was left out, and why."""
    _ = request.words.gettext
    why = {
        Why.HOUR: _("no clock shows this hour"),
        Why.ORDER: _("it ends before it begins"),
        Why.DAY: _("this is no certain day: write the month as a word"),
        Why.LENGTH: _("beyond the 500 lines that are read at once"),
    }.get(left.why, "")
    return f"{left.words} ({why})" if why else left.words


def present(studio: Studio, request: StudioRequest) -> StudioResponse:
    """A page that has the article open, or is closed; the names of who else has it open."""
    slug, asked = request.params["slug"], request.json()
    if _form(studio, slug) is None:
        return not_found()
    if not isinstance(asked, dict):
        raise UnreadableError
    root, tab = studio.project.root, str(asked.get("tab"))
    try:
        if not asked.get("here"):
            leave(root, slug, tab)
            return json_of({"names": []})
        return json_of({"names": be_in(root, slug, tab, request.person)})
    except ValueError:
        raise UnreadableError from None


def look(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The article laid out, for a frame; an empty page where there is nothing to see."""
    found = _looked(studio, request)
    return found if found.body else replace(found, body=NOTHING.format("und").encode())


def renewed(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The article for a frame that shows an older one; without a body where there is nothing to see."""
    return _looked(studio, request)


def _looked(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The article laid out; what is to be said of it stands in a header, in JSON."""
    found = _look(studio, request)
    if found is None:
        return html("", headers=(*FRAME, ("x-look", json.dumps(_unlooked(studio)))))
    said = {
        "number": found.number,
        "size": found.size,
        "open": 0,
        "ready": False,
        "current": found.is_current,
        "faults": [
            fault_of(studio, request.words, found.key.issue, problem) for problem in found.faults[:_MOST_FAULTS]
        ],
        "locale": found.key.locale,
        "dir": locales.direction(found.key.locale or "und"),
    }
    return html(found.html, headers=(*FRAME, ("x-look", json.dumps(said))))


def _unlooked(studio: Studio) -> dict[str, Any]:
    """What is said where there is nothing to look at."""
    nothing = {"size": 0, "open": 0, "ready": False, "current": False, "faults": [], "locale": "und", "dir": "ltr"}
    return {"number": studio.resident.number, **nothing}


def _look(studio: Studio, request: StudioRequest) -> Look | None:
    slug, shape = request.params["slug"], request.params["shape"]
    if shape not in Shape.__members__.values() or _form(studio, slug) is None:
        return None
    issue, _ = _issue_of(studio, studio.library.shelves().articles.get(slug))
    return studio.resident.article(issue, slug, Shape(shape)) if issue else None


def _problems(studio: Studio, slug: str) -> list[Problem]:
    """What a reader of the file can tell of it."""
    issue, _ = _issue_of(studio, studio.library.shelves().articles.get(slug))
    if not issue:
        return []
    name, path = f"issues/articles/{slug}.md", f"articles/{slug}"
    found = [
        each
        for each in studio.resident.article_snapshot(issue).problems
        if each.path == path or each.path.startswith(f"{path}/") or (each.location and each.location.file == name)
    ]
    return ordered(found)


def _issue_of(studio: Studio, entry: ArticleEntry | None) -> tuple[str, str]:
    """The issue among whose words an article is looked at, and the newest that shows it; "" for none."""
    shown = max((use.issue for use in entry.uses if not use.point), default="") if entry else ""
    newest = next((each.slug for each in issues_at(studio.project.root)), "")
    return shown or newest, shown


def _form(studio: Studio, slug: str) -> FormFile | None:
    return read_form(studio.workspace, f"issues/articles/{slug}.md") if slug.replace("-", "").isalnum() else None


ROUTES = (
    Route("/articles/{slug}", get=article),
    Route("/articles/{slug}/problems", get=problems),
    Route("/articles/{slug}/source", get=source),
    Route("/articles/{slug}/agenda", post=agenda),
    Route("/articles/{slug}/presence", post=present),
    Route("/articles/{slug}/look/{shape}", get=look),
    Route("/articles/{slug}/look/{shape}/look", get=renewed),
)

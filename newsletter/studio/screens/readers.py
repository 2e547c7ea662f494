"""The readers of one point: how many, who, why they get what; handed on, and forgotten.

No address of a reader stands in an address of the studio: who is looked for comes in the body of a form.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from markupsafe import Markup

from newsletter.content.model import NationalPoint
from newsletter.locales import autonym
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editing.choices import language_within, name_of_language
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.editing.listing import points_at
from newsletter.pipeline.people.managing import Doer
from newsletter.pipeline.readers import embedding, handing, looking
from newsletter.pipeline.readers.looking import KnownReader
from newsletter.pipeline.readers.refused import MOST_SAVED
from newsletter.pipeline.use_case import Refused
from newsletter.render.cldr import Cldr
from newsletter.studio.curve import curve_of
from newsletter.studio.plain_problems import plain_words
from newsletter.studio.point_names import point_called
from newsletter.studio.reader_words import said_of
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, number_in, redirect
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio

R = TypeVar("R")
CSV = "text/csv; charset=utf-8"


def list_points(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The points whose readers somebody may see; of one alone its page."""
    points = {
        slug: point
        for slug, point in points_at(studio.resident.project).items()
        if request.visitor.may(Act.READ, Thing(ThingKind.READERS, slug))
    }
    if len(points) == 1:
        return redirect(f"/readers/{next(iter(points))}")
    named = sorted((point_called(request.words, slug, point), slug) for slug, point in points.items())
    return studio.page(request, "readers_of_points.html", here="readers", named=named)


def readers(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page of a point."""
    return page_of(studio, request)


def find(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Look for readers, or at one of them, whose number then stands in the form."""
    form, slug = request.form(), request.params["point"]
    number = number_in(form.get("number", ""))
    if number is not None:
        return _with_reader(studio, request, number, form.get("typed", ""))
    typed = form.get("typed", "").strip()[:300]
    found = looking.find_readers(studio.place, slug, typed)
    if isinstance(found, Refused):
        return page_of(studio, request, refused=found)
    if len(found.readers) == 1:
        return _with_reader(studio, request, found.readers[0].number, typed)
    return page_of(studio, request, typed=typed, found=found)


def _with_reader(studio: Studio, request: StudioRequest, number: int, typed: str) -> StudioResponse:
    slug = request.params["point"]
    point = _point_of(studio, slug)
    known = looking.look_at_reader(studio.place, slug, number, point.locales if point else ())
    if isinstance(known, Refused):
        return page_of(studio, request, refused=known)
    return page_of(studio, request, typed=typed, known=known) if known else page_of(studio, request, is_gone=True)


def hand_on(studio: Studio, request: StudioRequest) -> StudioResponse:
    """All readers as a table that an import reads."""
    slug, at = request.params["point"], read_clock()
    handed = handing.hand_on_readers(studio.place, slug, doer_of(request), at)
    if isinstance(handed, Refused):
        return page_of(studio, request, refused=handed)
    name = request.words.gettext("readers-{point}-{day}.csv").format(point=slug, day=f"{at:%Y-%m-%d}")
    return file_of(handed.table.encode("utf-8-sig"), CSV, name)


def hand_on_known(studio: Studio, request: StudioRequest) -> StudioResponse:
    """All that the point knows of one reader, who may ask for it."""
    number = number_in(request.form().get("number", ""))
    if number is None:
        return not_found()
    known = handing.hand_on_reader(studio.place, request.params["point"], number, doer_of(request), read_clock())
    if isinstance(known, Refused):
        return page_of(studio, request, refused=known)
    if known is None:
        return page_of(studio, request, is_gone=True)
    body = json.dumps(known, ensure_ascii=False, indent=1).encode()
    name = request.words.gettext("reader-{point}.json").format(point=request.params["point"])
    return file_of(body, "application/json", name)


def forget(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Forget one reader."""
    number = number_in(request.form().get("number", ""))
    if number is None:
        return not_found()
    done = handing.forget_reader(studio.place, request.params["point"], number, doer_of(request), read_clock())
    if isinstance(done, Refused):
        return page_of(studio, request, refused=done)
    return page_of(studio, request, is_forgotten=done, is_gone=not done)


def page_of(studio: Studio, request: StudioRequest, **values: Any) -> StudioResponse:
    """The page with what was asked for: found readers, one known, what was done, or why it was not."""
    slug = request.params["point"]
    point = _point_of(studio, slug)
    if point is None:
        return not_found()
    overview = looking.look_at_readers(studio.place, slug, read_clock().date())
    refused = overview if isinstance(overview, Refused) else values.pop("refused", None)
    known = values.get("known")
    locale = request.words.locale
    wish = request.query.get("form", "")
    form_locale = wish if wish in point.locales else point.locale
    form = embedding.form_to_embed(studio.place, slug, form_locale)
    embedded = None if isinstance(form, Refused) else form
    dated = issues_at(studio.project.root) if known else ()
    months = {each.slug: Cldr(locale).month(each.date) for each in dated if each.date}
    shown = {
        "embedded": embedded,
        "sample": Markup(_without_names(embedded.html)) if embedded else "",  # noqa: S704 (made of our own templates)
        "form_locale": form_locale,
        "found": None,
        "known": None,
        "typed": "",
        "is_gone": False,
        "is_forgotten": False,
        "list": None,
        "taken": None,
        "list_fault": "",
        "most_saved": MOST_SAVED,
        **values,
        "slug": slug,
        "point": point,
        "name": point_called(request.words, slug, point),
        "overview": None if isinstance(overview, Refused) else overview,
        "curve": None if isinstance(overview, Refused) else curve_of(overview.growth),
        "refused": [plain_words(request.words, each)[:2] for each in refused.problems] if refused else None,
        "language": lambda tag: name_of_language(locale, tag),
        "within": lambda tag: language_within(locale, tag),
        "issue_month": lambda slug: months.get(slug, slug),
        "own_language": autonym,
        "month": lambda text: Cldr(locale).month(dt.date.fromisoformat(f"{text}-01")),
        "day": lambda text: _day(locale, text),
        "said": said_of(request.words),
        "steps": _steps(known) if known else (),
    }
    status = 200 if refused is None else 503
    return studio.page(request, "readers.html", here="readers", status=status, **shown)


def _steps(known: KnownReader) -> Sequence[tuple[str, str]]:
    """Each wish in turn and the edition that it led to (empty: none); the last leads to one, by default to no wish."""
    found: dict[str, str] = {}
    for step in known.resolution.steps if known.resolution else ():
        found[step.wish] = step.found or found.get(step.wish, "")
    return tuple(found.items())


def _without_names(form: str) -> str:
    """The form to be looked at: what names its fields would name those of this page."""
    return (
        re.sub(r'\s(?:id|for|name|action|method|autofocus)="[^"]*"', "", form)
        .replace("<form", "<div")
        .replace("</form>", "</div>")
    )


def doer_of(request: StudioRequest) -> Doer:
    """Who does it, as the record will say."""
    return Doer(request.person, request.visitor.id)


def _point_of(studio: Studio, slug: str) -> NationalPoint | None:
    return points_at(studio.resident.project).get(slug)


def file_of(body: bytes, kind: str, name: str) -> StudioResponse:
    """A file that the browser keeps; its name may have any letters (RFC 6266 and 8187)."""
    named = f"attachment; filename*=UTF-8''{quote(name)}"
    return StudioResponse(200, body, kind, (("content-disposition", named),))


def _day(locale: str, text: str) -> str:
    """A day of a time in ISO 8601; what is none as it stands."""
    try:
        return Cldr(locale).date(dt.date.fromisoformat(text[:10]))
    except ValueError:
        return text


ROUTES = (
    Route("/readers/", get=list_points),
    Route("/readers/{point}", get=readers),
    Route("/readers/{point}/find", post=find),
    Route("/readers/{point}/export", post=hand_on),
    Route("/readers/{point}/known", post=hand_on_known),
    Route("/readers/{point}/forget", post=forget),
)

"""What a point changes: the central issue beside it, row by row, with the point's letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from newsletter import locales
from newsletter.content.foreign import unmarked
from newsletter.content.model import Overlay
from newsletter.content.moved import FILE as MOVED_FILE
from newsletter.content.moved import BrokenMovedError, Moved, read_moved
from newsletter.content.sections import Addition
from newsletter.edition import Edition, EditionKey
from newsletter.pipeline.editing.central_changes import CentralChanges, changes_between
from newsletter.pipeline.editing.central_seen import Seen, central_as_seen, keep_as_seen
from newsletter.pipeline.editing.composing import SEVERAL, cards_of, lead_card
from newsletter.pipeline.editing.description import describe
from newsletter.pipeline.editing.forms import FormFile, blank_form, read_form
from newsletter.pipeline.editing.overlays import OverlayRows, overlay_rows
from newsletter.pipeline.snapshot import Snapshot, localise_edition
from newsletter.problems import Problem
from newsletter.studio.filling import filling_of, told_problems
from newsletter.studio.naming import Names
from newsletter.studio.picking import Place, kinds_in, pick_from
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, number_in, redirect
from newsletter.studio.routes import Route
from newsletter.studio.screens.hand import own_hand_address
from newsletter.studio.screens.preview import preview_of
from newsletter.studio.studio import Studio

_FIELDS = {each.key: each for each in describe(Overlay)}
_OF_ADDITION = {each.key: each for each in describe(Addition)}
_SWAP = "#rows, #adds, #said, #count"
"""The parts of the page that show what a point changes."""


def overlay(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What one point changes in an issue."""
    opened = _opened(studio, request)
    if opened is None:
        return not_found()
    snapshot, form, point = opened
    issue, slug = snapshot.content.issue, snapshot.slug
    edition = _edition(snapshot, point)
    central = read_form(studio.workspace, f"issues/{slug}/issue.yaml")
    shelves = studio.library.shelves()
    locale, names = snapshot.content.points[point].locale, Names(request.words, snapshot.content)
    rows = overlay_rows(issue, snapshot.content.overlays.get(point), form) if issue else OverlayRows((), (), 0)
    seen, changes = _changes(studio, slug, point, central)
    return studio.page(
        request,
        "overlay.html",
        here="overlay",
        issue=slug,
        files={form.name: form.version},
        point=point,
        name=names.point(point),
        others=[
            (each, names.point(each)) for each in sorted(snapshot.content.points, key=lambda each: (each != "eu", each))
        ],
        central=central,
        is_readable=issue is not None,
        rows=rows,
        added={card.number: card for card in cards_of(form, shelves, "add")},
        lead=lead_card(form, shelves),
        own=_own_words(edition),
        seen=seen,
        changes=changes,
        shelves=shelves,
        kinds=kinds_in(request.words),
        several=SEVERAL,
        fields=_FIELDS,
        of_addition=_OF_ADDITION,
        swap=_SWAP,
        hand_address=own_hand_address(request, slug, point),
        preview=preview_of(studio, slug, f"{point}/{locale}"),
        **{**filling_of(studio, request, form), "writing": _writing(form, locale)},
    )


def problems(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What is wrong with what the point changes, by the paths of the values."""
    opened = _opened(studio, request)
    if opened is None:
        return not_found()
    snapshot, _, point = opened
    found: list[Problem] = list(snapshot.problems)
    for key in snapshot.editions():
        if key.point == point:
            found += localise_edition(snapshot, key).too_long
    within = f"issues/{snapshot.slug}/points/{point}"
    return told_problems(studio, request, [each for each in found if f"{each.path}/".startswith(f"{within}/")])


def pick(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What the point can lead with, or put into a section of its own: `section` is its number, or `lead`."""
    opened = _opened(studio, request)
    if opened is None:
        return not_found()
    snapshot, form, _ = opened
    shelves, asked = studio.library.shelves(), request.query.get("section", "")
    day = snapshot.content.issue.date if snapshot.content.issue else None
    if asked == "lead":
        place = Place(snapshot.slug, form, lead_card(form, shelves), ["lead"], "lead", _SWAP, day, may_repeat=True)
        return pick_from(studio, request, place)
    cards = cards_of(form, shelves, "add")
    number = number_in(asked)
    card = cards[number] if number is not None and number < len(cards) else None
    if card is None or card.kind != request.query.get("kind") or not card.refers:
        return not_found()
    at: list[str | int] = ["add", card.number, card.kind]
    return pick_from(studio, request, Place(snapshot.slug, form, card, at, asked, _SWAP, day))


def see(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Somebody has seen what has changed centrally."""
    opened = _opened(studio, request)
    if opened is None:
        return not_found()
    snapshot, _, point = opened
    keep_as_seen(studio.project.root, snapshot.slug, point, dt.datetime.now(dt.UTC))
    return redirect(f"/issues/{snapshot.slug}/points/{point}")


def _opened(studio: Studio, request: StudioRequest) -> tuple[Snapshot, FormFile, str] | None:
    """The issue, the point's file (one that is not there yet as well) and the point."""
    slug, point = request.params["issue"], request.params["point"]
    if not studio.has_issue(slug):
        return None
    snapshot = studio.resident.snapshot(slug)
    if point not in snapshot.content.points:
        return None
    name = f"issues/{slug}/points/{point}.yaml"
    return snapshot, read_form(studio.workspace, name) or blank_form(name), point


def _edition(snapshot: Snapshot, point: str) -> Edition | None:
    """The point's edition in its first language."""
    key: EditionKey | None = next((each for each in snapshot.editions() if each.point == point), None)
    return snapshot.edition(key) if key else None


def _own_words(edition: Edition | None) -> Mapping[str, Any]:
    """Titles and headings as the point's letter has them, with their language; those left in another are left out."""
    if edition is None:
        return {"titles": {}, "headings": {}, "lang": ""}
    titles = {slug: article.title for slug, article in edition.issue.articles.items()}
    headings = {section.id or "": section.heading or "" for section in edition.issue.sections}
    lang = edition.key.locale
    return {"titles": _translated(titles), "headings": _translated(headings), "lang": lang}


def _translated(words: Mapping[str, str]) -> Mapping[str, str]:
    return {name: said for name, said in words.items() if said and unmarked(said) == said}


def _changes(studio: Studio, issue: str, point: str, central: FormFile | None) -> tuple[Seen | None, CentralChanges]:
    root = studio.project.root
    seen = central_as_seen(root, studio.place.environ, issue, point)
    if seen is None or central is None or central.fault:
        if seen is None:
            keep_as_seen(root, issue, point, dt.datetime.now(dt.UTC))
        return None, CentralChanges()
    return seen, changes_between(seen.values, central.values, _moved(studio))


def _moved(studio: Studio) -> Moved:
    """What articles and networks were called before; nothing where that can't be read."""
    file = studio.workspace.read(MOVED_FILE)
    with suppress(BrokenMovedError):
        return read_moved(file.data if file else None)
    return Moved()


def _writing(form: FormFile, locale: str) -> Mapping[str, str]:
    written = locales.canonical(form.text(("locale",))) or locale
    return {"lang": written, "dir": locales.direction(written)}


ROUTES = (
    Route("/issues/{issue}/points/{point}", get=overlay),
    Route("/issues/{issue}/points/{point}/problems", get=problems),
    Route("/issues/{issue}/points/{point}/pick", get=pick),
    Route("/issues/{issue}/points/{point}/seen", post=see),
)

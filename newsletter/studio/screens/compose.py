"""Compose: what is in an issue, section by section, with the letter beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from newsletter.content.issue import named
from newsletter.content.model import IssueFile
from newsletter.content.moments import day_in
from newsletter.pipeline.editing.choices import language_within
from newsletter.pipeline.editing.composing import SEVERAL, Card, cards_of, longest_subject
from newsletter.pipeline.editing.description import Field, describe
from newsletter.pipeline.editing.forms import FormFile, read_form
from newsletter.pipeline.editing.lost import lost_rows
from newsletter.pipeline.editing.overlays import count_differences, names_in
from newsletter.pipeline.snapshot import localise_edition
from newsletter.problems import Problem
from newsletter.render.cldr import Cldr
from newsletter.studio.filling import filling_of, told_problems
from newsletter.studio.naming import Names
from newsletter.studio.picking import Place, kinds_in, pick_from
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, number_in
from newsletter.studio.routes import Route
from newsletter.studio.screens.preview import preview_of
from newsletter.studio.studio import Studio

_OF_ISSUE = {each.key: each for each in describe(IssueFile)}
_OF_SECTION: dict[str, Field] = {each.key: each for each in _OF_ISSUE["sections"].fields}


def compose(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The issue with its sections."""
    slug = request.params["issue"]
    form = _form(studio, slug)
    if form is None:
        return not_found()
    shelves = studio.library.shelves()
    cards, of_points = cards_of(form, shelves), _of_points(studio, request, slug)
    return studio.page(
        request,
        "compose.html",
        here="compose",
        issue=slug,
        files={form.name: form.version},
        cards=cards,
        naming=_naming(studio, request, slug),
        kinds=kinds_in(request.words),
        several=SEVERAL,
        fields=_OF_ISSUE,
        of_section=_OF_SECTION,
        day=_day(form),
        longest=_longest(studio, request, slug),
        sender=shelves.points.get("eu", ""),
        shelves=shelves,
        of_points=of_points,
        preview=preview_of(studio, slug),
        **filling_of(studio, request, form),
    )


def problems(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What is wrong with the issue's own values, by their paths."""
    slug = request.params["issue"]
    if not studio.has_issue(slug):
        return not_found()
    snapshot = studio.resident.snapshot(slug)
    found: list[Problem] = list(snapshot.problems)
    central = next(iter(snapshot.editions()), None)
    found += localise_edition(snapshot, central).too_long if central else ()
    return told_problems(studio, request, found)


def pick(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What can be put into a section: articles or networks that a search finds."""
    slug, query = request.params["issue"], request.query
    form = _form(studio, slug)
    number, kind = number_in(query.get("section", "")), query.get("kind", "")
    if form is None or number is None or kind not in _OF_SECTION:
        return not_found()
    cards = cards_of(form, studio.library.shelves())
    card = cards[number] if number < len(cards) else None
    if card is None or card.kind != kind:
        return not_found()
    at: list[str | int] = ["sections", card.number, card.kind]
    return pick_from(studio, request, Place(slug, form, card, at, str(card.number), "#sections", _day(form)))


def _form(studio: Studio, slug: str) -> FormFile | None:
    return read_form(studio.workspace, f"issues/{slug}/issue.yaml") if studio.has_issue(slug) else None


@dataclass(frozen=True, slots=True)
class OfPoint:
    """What a point changes: what it is called, how many things, and whether they name what is gone."""

    slug: str
    called: str
    differences: int
    is_lost: bool


def _of_points(studio: Studio, request: StudioRequest, slug: str) -> list[OfPoint]:
    """What each point changes; the secretariat first."""
    content = studio.resident.snapshot(slug).content
    names = Names(request.words, content)
    found = []
    for each in sorted(content.points, key=lambda each: (each != "eu", each)):
        overlay = content.overlays.get(each)
        form = read_form(studio.workspace, f"issues/{slug}/points/{each}.yaml") if overlay else None
        is_lost = bool(form and content.issue and lost_rows(content.issue, form))
        found.append(OfPoint(each, names.point(each), count_differences(overlay), is_lost))
    return found


def _naming(studio: Studio, request: StudioRequest, slug: str) -> Callable[[Card, str], str]:
    """Which points' parts name a section or, where one is asked for, an article or network in it; "" for none.

    A section's id may follow from its kind, so the file as it was read says it.
    """
    content = studio.resident.snapshot(slug).content
    names, cldr = Names(request.words, content), Cldr(request.words.locale)
    sections = named(content.issue.sections) if content.issue else []
    ids = {int(section.at.rpartition("/")[2]): section.id or "" for section in sections}

    def told(card: Card, item: str = "") -> str:
        wanted = {item} if item else {ids.get(card.number, ""), *(each.slug for each in card.items)}
        points = [point for point, overlay in content.overlays.items() if wanted & names_in(overlay)]
        return cldr.listed([names.point(each) for each in sorted(points)])

    return told


def _day(form: FormFile) -> dt.date | None:
    return day_in(form.text(("date",)))


def _longest(studio: Studio, request: StudioRequest, slug: str) -> dict[str, Any] | None:
    """The edition with the longest subject, in words."""
    found = longest_subject(studio.resident.snapshot(slug), _OF_ISSUE["subject"].limit)
    if found is None:
        return None
    return {
        "language": language_within(request.words.locale, found.key.locale),
        "n": found.length,
        "most": found.limit,
    }


ROUTES = (
    Route("/issues/{issue}/compose", get=compose),
    Route("/issues/{issue}/problems", get=problems),
    Route("/issues/{issue}/pick", get=pick),
)

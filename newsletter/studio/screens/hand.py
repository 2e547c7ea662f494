"""What the reviewers have not had yet, at the foot of what is written; handing it on is a button.

An editor hands on all of an issue, a point's person what is the point's own.
"""

from __future__ import annotations

from dataclasses import replace

from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editing.choices import language_within
from newsletter.pipeline.editing.handing import Handover, hand_over, look_aside_at_handover
from newsletter.problems import Severity
from newsletter.render.cldr import Cldr
from newsletter.studio.naming import Names
from newsletter.studio.plain_problems import as_text, plain_words
from newsletter.studio.request import StudioRequest, StudioResponse, not_found
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio
from newsletter.studio.where import place_of_problem


def hand_address(request: StudioRequest, issue: str, point: str = "") -> str:
    """Where whoever asks hands on all of an issue, else what is this point's own; "" for who may not."""
    if issue and request.visitor.may(Act.HAND_OVER, Thing(ThingKind.CENTRAL)):
        return f"/issues/{issue}/hand"
    return own_hand_address(request, issue, point)


def own_hand_address(request: StudioRequest, issue: str, point: str) -> str:
    """Where whoever asks hands on what is this point's own; "" for who may not."""
    may = issue and point and request.visitor.may(Act.HAND_OVER, Thing(ThingKind.OVERLAY, point))
    return f"/issues/{issue}/points/{point}/hand" if may else ""


def hand(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What reviewers would read again if it were handed over now."""
    found = _asked(studio, request)
    if found is None:
        return not_found()
    return _handed(studio, request, _look(studio, *found), None)


def hand_on(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Hand it over."""
    found = _asked(studio, request)
    if found is None:
        return not_found()
    slug, point = found
    only_typos = request.form().get("minor") == "on" and bool(request.person)
    project = replace(studio.resident.project, written_through=studio.workspace)
    today = read_clock().date()
    with studio.resident.told_at_end():  # some hundred catalogs are one change
        done = hand_over(project, slug, today=today, by=request.person, only_typos=only_typos, point=point)
    return _handed(studio, request, _look(studio, slug, point), done)


def _look(studio: Studio, slug: str, point: str) -> Handover:
    """Aside: the catalogs of all languages are gone through, while whoever writes goes on."""
    return studio.resident.ask_aside(look_aside_at_handover, slug, point)


def _asked(studio: Studio, request: StudioRequest) -> tuple[str, str] | None:
    """The issue and the point, which is empty for all of it; None where there is none."""
    slug, point = request.params["issue"], request.params.get("point", "")
    if not studio.has_issue(slug):
        return None
    return (slug, point) if not point or point in studio.resident.snapshot(slug).content.points else None


def _handed(studio: Studio, request: StudioRequest, told: Handover, done: Handover | None) -> StudioResponse:
    """What is to be handed over; each thing that has to be mended before, a catalog that can’t be read too, with its
    place; and what was not kept of what was just handed over.
    """
    slug, point = request.params["issue"], request.params.get("point", "")
    names = Names(request.words, studio.resident.snapshot(slug).content)
    stopping = [each for each in told.problems if each.severity is Severity.ERROR]
    left = [each for each in done.problems if each not in told.problems] if done else []
    faults = [
        (as_text(plain_words(request.words, each)[0]), names.place_in_words(each), place_of_problem(studio, slug, each))
        for each in (*stopping, *left)
    ]
    return studio.part(
        request,
        "hand.html",
        told=told,
        done=done,
        issue=slug,
        of_point=names.point(point) if point else "",
        address=f"/issues/{slug}/points/{point}/hand" if point else f"/issues/{slug}/hand",
        read_in=_languages(request, done or told),
        faults=faults,
        stopping=len(stopping),
    )


def _languages(request: StudioRequest, told: Handover) -> str:
    """The languages in which something is to be read."""
    names = sorted(language_within(request.words.locale, locale) for locale in told.locales)
    return Cldr(request.words.locale).listed(names)


ROUTES = (
    Route("/issues/{issue}/hand", get=hand, post=hand_on),
    Route("/issues/{issue}/points/{point}/hand", get=hand, post=hand_on),
)

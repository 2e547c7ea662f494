"""A language is filled by machine: what that sends and costs first, then how far it is, for everybody who looks."""

from __future__ import annotations

from typing import Any

from babel.numbers import format_decimal

from newsletter import locales
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.reviewing.filling import FillingNow, estimate_filling
from newsletter.pipeline.reviewing.worklist import edition_of
from newsletter.pipeline.translation.awaited import TITLES
from newsletter.pipeline.translation.fill import Estimate
from newsletter.pipeline.translation.translating import TranslateReport
from newsletter.studio.awaited_words import awaited_words
from newsletter.studio.fill_words import fill_words, told_faults
from newsletter.studio.request import StudioRequest, StudioResponse, UnreadableError, not_found, redirect
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio

ADDRESS = "/review/{issue}/{point}/{locale}/fill"
_NEWS_SECONDS = 1.0
"""How long a page waits for a run to be further before it is answered all the same."""


def fill(studio: Studio, request: StudioRequest) -> StudioResponse:
    """How far the run of this language is, or what came of it; else, or with `?again`, what one would cost."""
    if not _is_there(studio, request):
        return not_found()
    run = studio.fillings.now(request.params["locale"])
    if run and (not run.has_ended or "again" not in request.query):
        return _page(studio, request, run=run)
    return _offer(studio, request)


def begin(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Begin the run that was confirmed; where it has become dearer since, that is said first."""
    issue, locale = request.params["issue"], request.params["locale"]
    if not _is_there(studio, request):
        return not_found()
    confirmed = request.form().get("characters", "")
    if not confirmed.isascii() or not confirmed.isdigit():
        raise UnreadableError
    run = studio.fillings.now(locale)
    if run is None or run.has_ended:
        report = estimate_filling(studio.place, read_clock().date(), issue, locale)
        sent = sum(each.characters for each in report.estimates) if isinstance(report, TranslateReport) else 0
        if not isinstance(report, TranslateReport) or not report.estimates or sent > int(confirmed[:12]):
            return _offer(studio, request, is_dearer=bool(sent))
        studio.fillings.begin(issue, locale, request.person, read_clock().date())
    return redirect(_address(request))


def stop(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Send nothing more."""
    if not _is_there(studio, request):
        return not_found()
    studio.fillings.stop(request.params["locale"])
    return redirect(_address(request))


def standing(studio: Studio, request: StudioRequest) -> StudioResponse:
    """How far it is, as soon as it is further than at the number `?seen=`."""
    seen = request.query.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
    run = studio.fillings.after(request.params["locale"], number, _NEWS_SECONDS)
    if run is None:
        return not_found()
    return studio.part(request, "fill_standing.html", **_told(studio, request, run))


def _offer(studio: Studio, request: StudioRequest, *, is_dearer: bool = False) -> StudioResponse:
    issue, locale = request.params["issue"], request.params["locale"]
    report = estimate_filling(studio.place, read_clock().date(), issue, locale)
    estimates = report.estimates if isinstance(report, TranslateReport) else ()
    one = next(iter(estimates), None)
    return _page(
        studio,
        request,
        estimate=one,
        ready=_ready(one) if one else 0,
        cost=_price(request, one),
        provider=TITLES.get(one.provider, one.provider) if one else "",
        faults=told_faults(request.words, report),
        is_named=bool(studio.resident.project.settings.providers.for_locale(locale)),
        may=request.visitor.may(Act.TRANSLATE, Thing(ThingKind.CATALOG, locale=locale)),
        is_dearer=is_dearer,
    )


def _page(studio: Studio, request: StudioRequest, *, run: FillingNow | None = None, **values: Any) -> StudioResponse:
    issue, locale = request.params["issue"], request.params["locale"]
    told = _told(studio, request, run) if run else {}
    tongue = {"tag": locale, "dir": locales.direction(locale), "name": locales.autonym(locale)}
    awaited = awaited_words(request.words, studio.project.root, issue, locale).get(locale, "")
    told = {"run": None, "awaited": awaited, "address": _address(request), "desk": _desk(request), **told}
    return studio.page(request, "fill.html", here="review", issue=issue, tongue=tongue, **{**told, **values})


def _told(studio: Studio, request: StudioRequest, run: FillingNow) -> dict[str, Any]:
    """How far a run is; once it has ended, what came of it."""
    awaited = awaited_words(request.words, studio.project.root, run.issue, run.locale).get(run.locale, "")
    return {
        "run": run,
        "came": fill_words(request.words, run.report) if run.has_ended else None,
        "awaited": awaited,
        "address": _address(request),
        "desk": _desk(request),
        "may": request.visitor.may(Act.TRANSLATE, Thing(ThingKind.CATALOG, locale=run.locale)),
    }


def _ready(one: Estimate) -> int:
    """How many texts a run would do something about: those from memory, copied, sent, or whose answers are kept."""
    return one.gaps if one.provider else one.from_memory + one.copied


def _price(request: StudioRequest, one: Estimate | None) -> str:
    """In figures of the person's language; the settings name no currency."""
    cost = one.cost if one else None
    return format_decimal(cost, "#,##0.00", locale=locales.for_babel(request.words.locale)) if cost else ""


def _is_there(studio: Studio, request: StudioRequest) -> bool:
    issue, point, locale = (request.params[name] for name in ("issue", "point", "locale"))
    return studio.has_issue(issue) and edition_of(studio.resident.snapshot(issue), point, locale) is not None


def _desk(request: StudioRequest) -> str:
    return "/review/{issue}/{point}/{locale}".format(**request.params)


def _address(request: StudioRequest) -> str:
    return f"{_desk(request)}/fill"


ROUTES = (
    Route(ADDRESS, get=fill, post=begin),
    Route(f"{ADDRESS}/stop", post=stop),
    Route(f"{ADDRESS}/standing", get=standing, is_followed=True),
)

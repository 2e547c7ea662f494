"""New issues, articles, networks and points: a few questions each, then the form or text of what was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from markupsafe import Markup, escape

from newsletter.content.edit import Insert, Set
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.people.roles import RoleKind
from newsletter.pipeline.editing.choices import countries_by_nearness, languages_in
from newsletter.pipeline.editing.composing import cards_of
from newsletter.pipeline.editing.forms import read_form
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.editing.listing import points_at
from newsletter.pipeline.editing.making import Made, make_files
from newsletter.pipeline.editing.merging import Edit
from newsletter.pipeline.editing.saving import save_edits
from newsletter.problems import Problem
from newsletter.studio.plain_problems import Said, plain_words
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, number_in, redirect
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio

KINDS = ("issue", "article", "network", "point")


def ask(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The questions."""
    if request.params["kind"] not in KINDS:
        return not_found()
    issues = issues_at(studio.project.root)
    values = {
        "month": f"{_month_behind(issues[0].date if issues else None):%Y-%m}",
        "like": issues[0].slug if issues else "",
        "locale": _language(studio, request),
        "into": request.query.get("into", ""),
        "section": request.query.get("section", ""),
    }
    return _page(studio, request, values, None)


def create(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Make it and go on there; with the questions again where something is wrong."""
    kind = request.params["kind"]
    if kind not in KINDS:
        return not_found()
    form = request.form()
    made = make_files(studio.place, kind, form, dt.date.today())
    if made.problems:
        return _page(studio, request, form, made)
    if kind in ("article", "network"):
        _put_in(studio, request, form, kind, made.slug)
    return redirect(_address(kind, made.slug))


def _put_in(studio: Studio, request: StudioRequest, form: Mapping[str, str], kind: str, slug: str) -> None:
    """Into the section from which somebody went to write it; a lead that is chosen already stays."""
    issue, number = form.get("into", ""), number_in(form.get("section", ""))
    if number is None or not studio.has_issue(issue) or not request.visitor.may(Act.WRITE, Thing(ThingKind.CENTRAL)):
        return
    read = read_form(studio.workspace, f"issues/{issue}/issue.yaml")
    card = (
        next((each for each in cards_of(read, studio.library.shelves()) if each.number == number), None)
        if read
        else None
    )
    if read is None or card is None or card.refers != kind or (card.items and not card.is_several):
        return
    at = ("sections", number, card.kind)
    change = Insert((*at, len(card.items)), slug) if card.is_several else Set(at, slug)
    save_edits(studio.workspace, read.name, read.version, [Edit(change)])


def _address(kind: str, slug: str) -> str:
    """Where one goes on."""
    return {
        "issue": f"/issues/{slug}/compose",
        "article": f"/articles/{slug}#unit=articles/{slug}/summary",
        "network": f"/networks/{slug}",
        "point": f"/points/{slug}",
    }[kind]


def _month_behind(date: dt.date | None) -> dt.date:
    """The month after an issue's; this one where there is none."""
    if date is None:
        return dt.date.today()
    return (date.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _page(studio: Studio, request: StudioRequest, values: Mapping[str, str], made: Made | None) -> StudioResponse:
    project, locale = studio.resident.project, request.words.locale
    return studio.page(
        request,
        "making.html",
        here=f"{request.params['kind']}s",
        status=422 if made else 200,
        kind=request.params["kind"],
        values=values,
        owner=_owner(request),
        faults=[_said(request, each) for each in made.problems] if made else [],
        countries=countries_by_nearness(locale, studio.library.shelves().countries),
        names=languages_in(locale, project),
        source_locale=project.settings.source_locale,
    )


def _owner(request: StudioRequest) -> str:
    """Whose an article would be: that of the point whose person makes it, who may write no other; else everybody's."""
    if request.params["kind"] != "article" or request.visitor.may(Act.WRITE, Thing(ThingKind.CENTRAL)):
        return ""
    return next((role.of for role in request.visitor.roles or () if role.kind is RoleKind.POINT), "")


def _language(studio: Studio, request: StudioRequest) -> str:
    """The language that is offered first: of a point's own article the one in which the point writes."""
    points = points_at(studio.resident.project) if _owner(request) else {}
    point = points.get(_owner(request))
    return point.locale if point else studio.resident.project.settings.source_locale


def _said(request: StudioRequest, problem: Problem) -> Said:
    """What keeps it from being made; what exists already is called by what it is."""
    _ = request.words.gettext
    if problem.code == "file-exists":
        sentence = {
            "issue": _("There is an issue of that month already."),
            "article": _("There is an article of that title already."),
            "network": _("There is a network of that name already."),
            "point": _("There is a point of that country already."),
        }[request.params["kind"]]
        hint = {
            "issue": _("Choose another month, or give this one a word that tells it from the first."),
            "point": _("Give this one a short name."),
        }.get(request.params["kind"], _("Open that one, or call this one something else."))
        return Markup(escape(sentence)), Markup(escape(hint)), request.words.locale  # noqa: S704 (escaped)
    if problem.code == "empty-value":
        kind = request.params["kind"]
        hint = _("Choose a country, or type a name.") if kind == "point" else _("Type a name.")
        hint = _("Choose a month.") if kind == "issue" else hint
        sentence = _("Nothing says what it is called.")
        return Markup(escape(sentence)), Markup(escape(hint)), request.words.locale  # noqa: S704 (escaped)
    return plain_words(request.words, problem)


ROUTES = (Route("/new/{kind}", get=ask, post=create),)

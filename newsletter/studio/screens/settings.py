"""Who I am and how I like the studio: name, language, light or dark, keys; on the home, whether I get notices."""

from __future__ import annotations

import re
from dataclasses import replace

from newsletter.pipeline.editing.person import SCHEMES, clean_name
from newsletter.studio.request import StudioRequest, StudioResponse, redirect
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio
from newsletter.studio.words import languages

_OWN_PAGE = re.compile(r"/(?![/\\])[!-~]*")
"""Browsers leave out tabs and line breaks, and take `\\` for `/`: `//` names another host (WHATWG URL)."""


def show(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page on which it is chosen."""
    back, has_notices = _back(request.query.get("back", "/")), studio.entrance.has_notices(request.visitor)
    return studio.page(request, "settings.html", here="me", back=back, has_notices=has_notices)


def choose(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Keep what was chosen; fields that a form does not have stay as they are."""
    form, person = request.form(), request.visitor.person
    if "name" in form and not request.visitor.id:  # on the home an operator gives names
        person = replace(person, name=clean_name(form["name"]))
    for scheme in SCHEMES:
        if form.get("scheme") == scheme:
            person = replace(person, scheme=scheme)
    if "locale" in form and form["locale"] in ("", *languages()):
        person = replace(person, locale=form["locale"])
    if "keys" in form:
        person = replace(person, has_keys=form["keys"] == "on")
    studio.entrance.keep_choices(request.visitor, person)
    if "notices" in form:
        studio.entrance.keep_notices(request.visitor, is_wanted=form["notices"] == "on")
    return redirect(_back(form.get("back", "/")))


def _back(address: str) -> str:
    """A page of the studio to go back to, never one elsewhere."""
    return address if _OWN_PAGE.fullmatch(address) else "/"


ROUTES = (Route("/me", get=show, post=choose),)

"""The letter as it will be mailed, beside what is written and on a page of its own; and what changes, as events."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import Any

from newsletter import locales
from newsletter.edition import EditionKey
from newsletter.pipeline.editing.forms import read_form
from newsletter.pipeline.editions import EditionName, edition_names
from newsletter.pipeline.look import SITE, Look
from newsletter.pipeline.reviewing.fixed_marks import fixed_words_in, with_fixed_marks
from newsletter.problems import Problem
from newsletter.studio.events import Events
from newsletter.studio.naming import Names
from newsletter.studio.plain_problems import as_text, plain_words
from newsletter.studio.request import StudioRequest, StudioResponse, html, json_of, not_found, redirect
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio
from newsletter.studio.where import place_of, place_of_problem
from newsletter.studio.words import Words

FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin"
)
"""A letter runs nothing, asks for nothing but its pictures, and is shown by the studio alone."""
FRAME = (("content-security-policy", FRAME_POLICY), ("x-frame-options", "SAMEORIGIN"))
KINDS = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "ics": "text/calendar; charset=utf-8"}
"""The files that letters show, by the ends of their names."""
FIXED_MARKED = "fixed=marked"
"""What a page asks for on which fixed words are read: they are marked in letters and pages then."""
HAVE = "x-have"
"""The header in which a frame says which letter it shows."""
_BLOCKED = "data:,"
NOTHING = '<!DOCTYPE html><html lang="{}"><head><meta charset="utf-8"><title>–</title></head><body></body></html>'
_MOST_FAULTS = 5
ADDRESS = "/preview/{issue}/{point}/{locale}"


def preview_of(
    studio: Studio,
    issue: str,
    chosen: str = "",
    *,
    leads: bool = True,
    spot: str = "",
    names: Sequence[EditionName] | None = None,
) -> dict[str, Any]:
    """What the pane of a letter needs on a page: the editions of the issue, and the one that is shown (`es/es`).

    With `leads` a click in the letter opens the field of its text; `spot` is the path of what comes into sight first.
    `names` are those of the editions, if at hand.
    """
    if names is None:
        snapshot = studio.resident.snapshot(issue)
        names = edition_names(snapshot.content, snapshot.editions())
    known = [name.address for name in names]
    shown = chosen if chosen in known else next(iter(known), "")
    return {"issue": issue, "editions": names, "chosen": shown, "leads": leads, "spot": spot}


def page(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The letter alone, as large as the window."""
    issue = request.params["issue"]
    if not studio.has_issue(issue):
        return not_found()
    preview = preview_of(studio, issue, request.query.get("edition", ""), leads=not studio.is_preview)
    return studio.page(request, "preview.html", here="preview", issue=issue, preview=preview)


def letter(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The letter itself, for a frame."""
    look = _look(studio, request)
    if look is None:
        return not_found()
    return html(look.html or NOTHING.format(look.key.locale), headers=FRAME)


def look(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The letter for a frame that shows an older one; what is to be said of it stands in a header, in JSON.

    A frame that says by its digest which one it shows is told what has changed, where that is nothing but words.
    """
    found = _look(studio, request)
    return _told(studio, request, found) if found else not_found()


def _told(
    studio: Studio, request: StudioRequest, found: Look, more: Mapping[str, Any] = MappingProxyType({})
) -> StudioResponse:
    digest, changes = studio.shown.changes(request.headers.get(HAVE, ""), found.html)
    said = {
        "number": found.number,
        "digest": digest,
        "named": request.words.gettext("The letter, as it will be mailed"),
        "size": found.size,
        "subject": found.subject,
        "preheader": found.preheader,
        "sender": found.sender[0],
        "open": found.open_texts,
        "ready": found.is_ready and not found.faults,
        "current": found.is_current,
        "faults": [
            fault_of(studio, request.words, found.key.issue, problem) for problem in found.faults[:_MOST_FAULTS]
        ],
        "locale": found.key.locale,
        "dir": locales.direction(found.key.locale),
        **more,
    }
    told = (*FRAME, ("x-look", json.dumps(said)))
    return html(found.html, headers=told) if changes is None else json_of(asdict(changes), headers=told)


def web_page(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page of an article or network in the words of an edition, for a frame; the letter where there is none."""
    look = _page_look(studio, request)
    return html(look.html or NOTHING.format(look.key.locale), headers=FRAME) if look else letter(studio, request)


def renewed_page(studio: Studio, request: StudioRequest) -> StudioResponse:
    """That page for a frame that shows an older one; the letter is told as ever, of the page what is open."""
    _, page = request.words.gettext, _page_look(studio, request)
    if page is None:
        return look(studio, request)
    return _told(
        studio, request, page, {"size": 0, "called": _("Its page"), "named": _("The page, as it will be published")}
    )


def text(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The plain text of the letter."""
    key = _key(studio, request)
    if key is None:
        return not_found()
    return json_of({"text": studio.resident.text(key), "locale": key.locale, "dir": locales.direction(key.locale)})


def file_of_the_site(studio: Studio, request: StudioRequest) -> StudioResponse:
    """A picture or calendar file that a letter shows; its name changes with what is in it."""
    path = request.params["path"]
    data = studio.resident.resource(path)
    kind = KINDS.get(path.rpartition(".")[2])
    if data is None or kind is None:
        return not_found()
    return StudioResponse(200, data, kind, (("cache-control", "private, max-age=31536000, immutable"),))


def where(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page with the field of a value; where no page has one, the file at its line."""
    address = place_of(studio, request.query.get("issue", ""), request.query.get("path", ""))
    return redirect(address) if address else not_found()


def _look(studio: Studio, request: StudioRequest) -> Look | None:
    key = _key(studio, request)
    if key is None:
        return None
    return _as_asked(studio, request, studio.resident.letter(key))


def _as_asked(studio: Studio, request: StudioRequest, found: Look) -> Look:
    """Without pictures, and with the fixed words marked, where that is asked for."""
    if f"fixed={request.query.get('fixed')}" == FIXED_MARKED:
        words = fixed_words_in(studio.resident.snapshot(found.key.issue), found.key.locale)
        found = replace(found, html=with_fixed_marks(found.html, words))
    return found.without_pictures(_BLOCKED) if request.query.get("pictures") == "off" else found


def _page_look(studio: Studio, request: StudioRequest) -> Look | None:
    """The page that is asked for, below the subject of its letter."""
    key, kind = _key(studio, request), request.params["kind"]
    if key is None or kind not in ("articles", "networks"):
        return None
    found = studio.resident.page(key, f"{kind}/{request.params['slug']}")
    if found is None:
        return None
    envelope = studio.resident.letter(key)
    found = replace(found, subject=envelope.subject, preheader=envelope.preheader, sender=envelope.sender)
    return _as_asked(studio, request, found)


def _key(studio: Studio, request: StudioRequest) -> EditionKey | None:
    asked = EditionKey(*(request.params[name] for name in ("issue", "point", "locale")))
    return asked if studio.resident.has_edition(asked) else None


def fault_of(studio: Studio, words: Words, issue: str, problem: Problem) -> dict[str, str]:
    """What keeps a letter of an issue from being laid out, for the browser to say: `where` names the `place`."""
    sentence, hint, spoken = plain_words(words, problem)
    called = Names(words, studio.resident.snapshot(issue).content).place_in_words(problem, _title_of(studio, problem))
    return {
        "message": as_text(sentence),
        "hint": as_text(hint),
        "locale": spoken,
        "path": problem.path,
        "place": place_of_problem(studio, issue, problem),
        "where": called[:1].upper() + called[1:],
    }


def _title_of(studio: Studio, problem: Problem) -> str:
    """What an article calls itself, also one that can't be read as a whole."""
    kind, _, rest = problem.path.partition("/")
    form = read_form(studio.workspace, f"issues/articles/{rest.partition('/')[0]}.md") if kind == "articles" else None
    return form.text(("title",)) if form else ""


def _events(studio: Studio, request: StudioRequest) -> AsyncIterator[bytes]:
    """What changes, as long as whoever listens is let in."""
    return Events(studio.resident).stream(lambda: studio.entrance.is_still_in(request.headers))


ROUTES = (
    Route("/issues/{issue}/preview", get=page),
    Route(ADDRESS, get=letter),
    Route(f"{ADDRESS}/look", get=look),
    Route(f"{ADDRESS}/text", get=text),
    Route(f"{ADDRESS}/{{kind}}/{{slug}}", get=web_page),
    Route(f"{ADDRESS}/{{kind}}/{{slug}}/look", get=renewed_page),
    Route(f"{SITE}{{path:path}}", get=file_of_the_site),
    Route("/where", get=where),
    Route("/events", stream=_events),
)

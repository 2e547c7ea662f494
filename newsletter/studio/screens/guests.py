"""A letter for a guest: links are made, listed and ended where the letter is; and what a guest sees by one.

A guest sees the letter in its frame and as text, and nothing else of the newsletter. Their address holds a secret, so
nothing leads out of it: no referrer goes along, and no search engine keeps it.
"""

from __future__ import annotations

from newsletter.edition import EditionKey
from newsletter.locales import direction
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editions import edition_names
from newsletter.pipeline.look import SITE
from newsletter.pipeline.people.inviting import (
    MOST_DAYS,
    GuestLink,
    MadeLink,
    end_guest_link,
    find_guest_link,
    list_guest_links,
    make_guest_link,
)
from newsletter.pipeline.use_case import Refused
from newsletter.render.letter.skeleton import untraced
from newsletter.studio.plain_problems import plain_words
from newsletter.studio.request import StudioRequest, StudioResponse, html, not_found, number_in
from newsletter.studio.routes import Route
from newsletter.studio.screens.preview import FRAME, KINDS, NOTHING
from newsletter.studio.screens.readers import doer_of
from newsletter.studio.studio import Studio

ADDRESS = "/guests/{issue}/{point}/{locale}"
GUEST = "/guest/{code}"
_DAYS = (3, 7, 14, 30)
_UNSEEN = (("referrer-policy", "no-referrer"), ("x-robots-tag", "noindex, nofollow, noarchive"))
"""What goes with all that a guest is shown."""


def links(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The links of an edition, and a form for another."""
    return _page(studio, request)


def change(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Make a link, or end one."""
    key, form = _key(studio, request), request.form()
    if key is None:
        return not_found()
    number, days = form.get("end", ""), form.get("days", "")
    if number:
        ended = end_guest_link(studio.place, key, number_in(number) or 0, doer_of(request), read_clock())
        return _page(studio, request, refused=ended if isinstance(ended, Refused) else None)
    count = number_in(days)
    if count is None or not 1 <= count <= MOST_DAYS:
        return _page(studio, request, status=422)
    made = make_guest_link(studio.place, key, count, doer_of(request), read_clock())
    return _page(studio, request, refused=made) if isinstance(made, Refused) else _page(studio, request, made=made)


def _page(
    studio: Studio,
    request: StudioRequest,
    *,
    made: MadeLink | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> StudioResponse:
    key = _key(studio, request)
    if key is None:
        return not_found()
    snapshot = studio.resident.snapshot(key.issue)
    name = next(each for each in edition_names(snapshot.content, snapshot.editions()) if each.key == key)
    found = list_guest_links(studio.place, key)
    refused = found if isinstance(found, Refused) else refused
    listed: tuple[GuestLink, ...] = () if isinstance(found, Refused) else found
    origin = studio.entrance.origin(request.headers)
    at = read_clock()
    return studio.page(
        request,
        "guests.html",
        here="editions",
        issue=key.issue,
        status=503 if refused else status,
        name=name,
        key=key,
        good=[each for each in listed if each.is_good(at)],
        over=sum(not each.is_good(at) for each in listed),
        days=_DAYS,
        address=f"{origin}/guest/{made.secret}" if made else "",
        made=made.link if made else None,
        refused=[plain_words(request.words, each)[:2] for each in refused.problems] if refused else [],
    )


def guest(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page of a guest: the letter as on a phone or a desktop, by light or dark, and its text."""
    key = _guests_key(studio, request)
    if key is None:
        return _over(studio, request)
    look = studio.resident.letter(key)
    page = studio.outer_page(
        request,
        "guest.html",
        code=request.params["code"],
        subject=look.subject,
        sender=look.sender[0],
        lang=key.locale,
        dir=direction(key.locale),
        text=studio.resident.text(key),
    )
    return StudioResponse(page.status, page.body, page.kind, (*page.headers, *_UNSEEN))


def letter(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The letter in the frame of that page."""
    key = _guests_key(studio, request)
    if key is None:
        return _over(studio, request)
    found = _letter(studio, request, key)
    return html(found or NOTHING.format(key.locale), headers=(*FRAME, *_UNSEEN))


def file_of_the_letter(studio: Studio, request: StudioRequest) -> StudioResponse:
    """A picture that the letter shows; no other."""
    key, path = _guests_key(studio, request), request.params["path"]
    kind = KINDS.get(path.rpartition(".")[2])
    if key is None or kind is None or f"{SITE}{path}" not in studio.resident.letter(key).html:
        return _over(studio, request)
    data = studio.resident.resource(path)
    return StudioResponse(200, data, kind, _UNSEEN) if data is not None else _over(studio, request)


def _letter(studio: Studio, request: StudioRequest, key: EditionKey) -> str:
    """The letter without what the studio puts into it, its pictures below the guest's own address."""
    written = untraced(studio.resident.letter(key).html)
    return written.replace(f'"{SITE}', f'"/guest/{request.params["code"]}{SITE}')


def _guests_key(studio: Studio, request: StudioRequest) -> EditionKey | None:
    found = find_guest_link(studio.place, request.params["code"], read_clock())
    if found is None or isinstance(found, Refused) or not studio.resident.has_edition(found.key):
        return None
    return found.key


def _over(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The same for a link that is over, was ended, or never was."""
    page = studio.outer_page(request, "guest_over.html", status=404)
    return StudioResponse(page.status, page.body, page.kind, (*page.headers, *_UNSEEN))


def _key(studio: Studio, request: StudioRequest) -> EditionKey | None:
    asked = EditionKey(*(request.params[name] for name in ("issue", "point", "locale")))
    return asked if studio.resident.has_edition(asked) else None


ROUTES = (
    Route(ADDRESS, get=links, post=change),
    Route(GUEST, get=guest),
    Route(f"{GUEST}/letter", get=letter),
    Route(f"{GUEST}{SITE}{{path:path}}", get=file_of_the_letter),
)

"""Joining: the form, the mail that follows, and its link (double opt-in).

In: a `PageRequest`. Out: an `Answer`. The form answers in the same way whatever is known of an address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsletter.mail.audience.self_service import Asked
from newsletter.pipeline.audience import self_service
from newsletter.pipeline.audience.self_service import Confirmed
from newsletter.pipeline.reader_pages import by_rank, choices
from newsletter.pipeline.sending.latest import latest_letter, send_latest
from newsletter.public.forms import Joining, joining
from newsletter.public.request import PageRequest, PageResponse, RefusedError


def lead_to_form(request: PageRequest) -> PageResponse:
    """Leads to the form of a point, else of the first one that speaks the visitor's language.

    Raises `RefusedError` (404) for a point that is not there.
    """
    points = request.site.pages.points
    slug = request.path.get("point", "")
    if slug and slug not in points:
        raise RefusedError(404)
    locale = request.locale
    by_language = (name for name in sorted(points, key=by_rank) if locale in points[name].locales)
    slug = slug or next(by_language)
    return PageResponse(b"", 303, headers=(("location", request.form_address(slug, locale)),))


def form(request: PageRequest) -> PageResponse:
    """The empty form."""
    slug, locale = _place(request)
    return _form(request, Joining("", None, "", (locale,), False, {}), slug, locale)


def join(request: PageRequest) -> PageResponse:
    """Take a form: the mail is posted after this is answered.

    Raises `RefusedError`: 429 for who joins too often, 503 where no mail can go out now.
    """
    slug, locale = _place(request)
    keys, site = request.keys, request.site
    if not site.rates.joins.spend(request.client):
        raise RefusedError(429)
    if site.post is None or site.mail_queue.is_full:
        raise RefusedError(503)
    filled = joining(request.fields(), site.pages.points[slug].locales)
    if filled.faults:
        return _form(request, filled, slug, locale, status=422)
    if not filled.is_robot and filled.address:
        asked = Asked(slug, filled.name, filled.locales, *site.pages.consent(slug, locale))
        now = site.now()
        with site.pool.taken() as connection:
            invitation = self_service.subscribe(connection, keys, filled.address, asked, now, locale, site.mails.owner)
        if invitation:
            site.mails.give(invitation)
    return request.page("sent", locale, slug, form_address=request.form_address(slug, locale))


def confirmation(request: PageRequest) -> PageResponse:
    """The page with the button; mail programs that look at links in advance confirm nothing."""
    request.not_guessing()
    with request.site.pool.taken() as connection:
        found = request.found(self_service.request(connection, request.keys, request.path["token"], request.site.now()))
    locale = _still_good(request, found)
    if found.state is self_service.LinkState.DONE:
        return _done(request, found, locale)
    return request.page(
        "confirm",
        locale,
        found.asked.point,
        action=f"/c/{request.path['token']}",
        languages=[choice.name for choice in choices(found.asked.locales)],
        kept_days=self_service.KEPT_DAYS,
    )


def confirm(request: PageRequest) -> PageResponse:
    """The button."""
    request.one_change()
    with request.site.pool.taken() as connection:
        found = request.found(self_service.confirm(connection, request.keys, request.path["token"], request.site.now()))
    return _done(request, found, _still_good(request, found))


def latest(request: PageRequest) -> PageResponse:
    """The button below it, for those who would like the last letter at once."""
    request.one_change()
    with request.site.pool.taken() as connection:
        token, now = request.path["token"], request.site.now()
        found = request.found(self_service.request(connection, request.keys, token, now))
        locale = _still_good(request, found)
        if found.state is not self_service.LinkState.DONE:
            raise RefusedError(404)
        send_latest(connection, request.keys, token, _editions(request), now)
    return _done(request, found, locale)


def _done(request: PageRequest, found: Confirmed, locale: str) -> PageResponse:
    token = request.path["token"]
    with request.site.pool.taken() as connection:
        letter = latest_letter(connection, request.keys, token, _editions(request), request.site.now())
    return request.page(
        "confirmed",
        locale,
        found.asked.point,
        preferences=f"/p/{found.preferences}",
        archive=request.site.letters(locale),
        latest=letter,
        action=f"/c/{token}/latest",
    )


def _editions(request: PageRequest) -> Mapping[str, Sequence[str]]:
    return {slug: point.locales for slug, point in request.site.pages.points.items()}


def _still_good(request: PageRequest, found: Confirmed) -> str:
    """The reader's language; refuses a link that is too old, or whose point there is no more."""
    slug = found.asked.point
    if slug not in request.site.pages.points:
        raise RefusedError(410)
    locale = request.site.pages.locale_for(found.asked.locales)
    if found.state is self_service.LinkState.EXPIRED:
        raise RefusedError(410, request.form_address(slug, locale), slug, locale)
    return locale


def _place(request: PageRequest) -> tuple[str, str]:
    """Point and locale of the form, as its address has them."""
    slug, locale = request.path["point"], request.path["locale"]
    point = request.site.pages.points.get(slug)
    if point is None or locale not in point.locales:
        raise RefusedError(404)
    return slug, locale


def _form(request: PageRequest, filled: Joining, slug: str, locale: str, *, status: int = 200) -> PageResponse:
    page = request.site.pages.form_filled(slug, locale, filled.typed, filled.name, filled.locales, filled.faults)
    return PageResponse(page, status)

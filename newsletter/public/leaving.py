"""What a reader's own links lead to: preferences, another language, leaving, own data.

In: a `PageRequest` whose path holds a token. Out: an `Answer`, in the reader's language. Whoever has been erased is
told so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from newsletter.locales import in_order, met
from newsletter.mail.audience.states import SubscriptionState
from newsletter.mail.message.tokens import Claim, Purpose
from newsletter.pipeline.audience import self_service
from newsletter.pipeline.audience.self_service import Seen, Wishes
from newsletter.pipeline.reader_pages import RANKS, by_rank, choices
from newsletter.public.forms import choosing
from newsletter.public.request import PageRequest, PageResponse, RefusedError

_FEW = 5
"""So many newsletters a reader may choose from at a glance; all others are a touch away."""


def leaving(request: PageRequest) -> PageResponse:
    """The page with the button to leave."""
    found = _find_reader(request, Purpose.LEAVE)
    if found.reader is None:
        return _erased(request, found)
    return request.page(
        "leave",
        _locale(request, found),
        _slug(request, found),
        action=f"/u/{request.path['token']}",
        address=found.masked,
        preferences=_preferences_of(request, found.claim),
    )


def leave(request: PageRequest) -> PageResponse:
    """Leave, by the button or by one click in a mail program (RFC 8058): what the form says does not matter."""
    request.not_guessing()
    _ = request.keys
    found = request.found(request.site.leaving.done(request.path["token"]))
    if found.reader is None:
        return _erased(request, found)
    locale = _locale(request, found)
    slug = found.point if found.point in request.site.pages.points else _slug(request, found)
    return request.page("left", locale, slug, form_address=request.form_address(slug, locale))


def language(request: PageRequest) -> PageResponse:
    """The page with the button for another language, in that language."""
    locale = _offered(request)
    found = _find_reader(request, Purpose.ALWAYS)
    if found.reader is None:
        return _erased(request, found)
    return request.page(
        "always",
        locale,
        _slug(request, found),
        language=choices([locale])[0].name,
        action=f"/l/{request.path['token']}/{locale}",
        preferences=_preferences_of(request, found.claim),
    )


def switch(request: PageRequest) -> PageResponse:
    """Have all letters in that language from now on."""
    request.one_change()
    locale = _offered(request)
    with request.site.pool.taken() as connection:
        token = request.path["token"]
        found = request.found(self_service.always(connection, request.keys, token, locale, request.site.now()))
    if found.reader is None:
        return _erased(request, found)
    name = choices([locale])[0].name
    preferences = _preferences_of(request, found.claim)
    return request.page("switched", locale, _slug(request, found), language=name, preferences=preferences)


def preferences(request: PageRequest) -> PageResponse:
    """The page of preferences."""
    found = _find_reader(request, Purpose.PREFERENCES)
    if found.reader is None:
        return _erased(request, found)
    return _form(request, found, found.reader.name, found.reader.locales, found.reader.point, {})


def choose(request: PageRequest) -> PageResponse:
    """Save preferences."""
    request.one_change()
    seen = _find_reader(request, Purpose.PREFERENCES)
    if seen.reader is None:
        return _erased(request, seen)
    pages = request.site.pages
    filled = choosing(request.fields(), _languages(request, seen), pages.points, seen.reader.point)
    if filled.faults:
        return _form(request, seen, filled.name, filled.locales, filled.point, filled.faults, status=422)
    words = pages.choice(filled.point, _locale(request, seen)) if filled.point in pages.points else ("", "")
    wishes = Wishes(filled.name, filled.locales, filled.point, *words)
    with request.site.pool.taken() as connection:
        token = request.path["token"]
        found = request.found(self_service.choose(connection, request.keys, token, wishes, request.site.now()))
    if found.reader is None:
        return _erased(request, found)
    return _form(request, found, found.reader.name, found.reader.locales, found.reader.point, {}, saved=True)


def export(request: PageRequest) -> PageResponse:
    """All that is stored about the reader, as a file."""
    request.one_change()
    with request.site.pool.taken() as connection:
        found = request.found(self_service.export_own(connection, request.keys, request.path["token"]))
    headers = (("content-disposition", 'attachment; filename="newsletter-data.json"'),)
    return PageResponse(json.dumps(found, ensure_ascii=False, indent=2).encode(), 200, "application/json", headers)


def erasure(request: PageRequest) -> PageResponse:
    """The page with the button to have everything erased."""
    found = _find_reader(request, Purpose.PREFERENCES)
    if found.reader is None:
        return _erased(request, found)
    token = request.path["token"]
    return request.page(
        "erase",
        _locale(request, found),
        _slug(request, found),
        action=f"/p/{token}/erase",
        address=found.masked,
        preferences=f"/p/{token}",
    )


def erase(request: PageRequest) -> PageResponse:
    """Erase everything."""
    request.one_change()
    with request.site.pool.taken() as connection:
        found = request.found(self_service.erase(connection, request.keys, request.path["token"], request.site.now()))
    return _erased(request, found)


def _find_reader(request: PageRequest, purpose: Purpose) -> Seen:
    request.not_guessing()
    with request.site.pool.taken() as connection:
        return request.found(self_service.find_reader(connection, request.keys, purpose, request.path["token"]))


def _erased(request: PageRequest, found: Seen) -> PageResponse:
    return request.page("erased", _locale(request, found), _slug(request, found))


def _locale(request: PageRequest, found: Seen) -> str:
    """The reader's language: what they chose, else that of the letter, else what their browser asks for."""
    own = found.reader.locales if found.reader else ()
    return request.site.pages.locale_for([*own, *filter(None, [found.locale]), *request.wishes])


def _slug(request: PageRequest, found: Seen) -> str:
    """The point under whose head the page stands; one that is no more is the project's first."""
    points = request.site.pages.points
    wanted = (found.reader.point if found.reader else "", found.point)
    return next((slug for slug in wanted if slug in points), min(points, key=by_rank))


def _offered(request: PageRequest) -> str:
    locale = request.path["locale"]
    if locale not in request.site.pages.locales:
        raise RefusedError(404)
    return locale


def _preferences_of(request: PageRequest, claim: Claim) -> str:
    return f"/p/{request.keys.tokens.make(Purpose.PREFERENCES, claim)}"


def _languages(request: PageRequest, found: Seen) -> list[str]:
    """All languages of all points, by their names, and those that the reader has wished for already."""
    own = found.reader.locales if found.reader else ()
    every = dict.fromkeys([*request.site.pages.locales, *own])
    return [choice.locale for choice in sorted(choices(list(every)), key=lambda choice: in_order(choice.name))]


def _offered_points(
    request: PageRequest, locale: str, own: str, wishes: Sequence[str]
) -> list[dict[str, str | bool | list[str]]]:
    """All points by their countries' names; `is_near` are few, which come first: the reader's own before all, the
    secretariat, and those that write in a language of theirs.
    """
    pages = request.site.pages
    countries = [(slug, told.country) for slug in pages.points if (told := pages.describe_point(slug, locale))]
    countries.sort(key=lambda pair: (pair[0] != own, in_order(pair[1])))
    spoken = [slug for slug, _ in countries if any(met(wish, pages.points[slug].locales) for wish in wishes)]
    near = list(dict.fromkeys([own, min(pages.points, key=by_rank), *spoken]))[:_FEW]
    are_few = len(countries) <= _FEW + 1  # behind "more" there would be one alone
    return [
        {"slug": slug, "country": name, "languages": pages.of(slug), "is_near": are_few or slug in near}
        for slug, name in countries
    ]


def _form(
    request: PageRequest,
    found: Seen,
    name: str,
    locales: Sequence[str],
    point: str,
    faults: Mapping[str, str],
    *,
    saved: bool = False,
    status: int = 200,
) -> PageResponse:
    token, slug = request.path["token"], _slug(request, found)
    locale, offered = _locale(request, found), _languages(request, found)
    is_active = found.reader is not None and found.reader.state is SubscriptionState.ACTIVE
    points = _offered_points(request, locale, slug, locales)
    return request.page(
        "preferences",
        locale,
        slug,
        status=status,
        saved=saved,
        active=is_active,
        address=found.masked,
        action=f"/p/{token}",
        form={"name": name, "point": point, "languages": list(locales)},
        points=points if is_active else [],
        languages=choices(offered),
        ranks=min(RANKS, len(offered)),
        faults=dict(faults),
        leave=f"/u/{request.keys.tokens.make(Purpose.LEAVE, found.claim)}",
        export=f"/p/{token}/data",
        erase=f"/p/{token}/erase",
        form_address=request.form_address(slug, locale),
    )

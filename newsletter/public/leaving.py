"""What a reader's own links lead to: preferences, another language, leaving, own data.

In: a `Visit` whose path holds a token. Out: an `Answer`, in the reader's language. Whoever has been erased is told so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from newsletter.locales import in_order
from newsletter.mail.message.tokens import Claim, Purpose
from newsletter.pipeline.audience import self_service
from newsletter.pipeline.audience.self_service import Seen, Wishes
from newsletter.public.forms import RANKS, choosing
from newsletter.public.pages import by_rank, choices
from newsletter.public.request import PageRequest, PageResponse, RefusedError


def leaving(visit: PageRequest) -> PageResponse:
    """The page with the button to leave."""
    found = _find_reader(visit, Purpose.LEAVE)
    if found.reader is None:
        return _erased(visit, found)
    return visit.page(
        "leave",
        _locale(visit, found),
        _slug(visit, found),
        action=f"/u/{visit.path['token']}",
        address=found.masked,
        preferences=_preferences_of(visit, found.claim),
    )


def leave(visit: PageRequest) -> PageResponse:
    """Leave, by the button or by one click in a mail program (RFC 8058): what the form says does not matter."""
    visit.not_guessing()
    _ = visit.keys
    found = visit.found(visit.site.leaving.done(visit.path["token"]))
    if found.reader is None:
        return _erased(visit, found)
    locale = _locale(visit, found)
    slug = found.point if found.point in visit.site.pages.points else _slug(visit, found)
    return visit.page("left", locale, slug, form_address=visit.form_address(slug, locale))


def language(visit: PageRequest) -> PageResponse:
    """The page with the button for another language, in that language."""
    locale = _offered(visit)
    found = _find_reader(visit, Purpose.ALWAYS)
    if found.reader is None:
        return _erased(visit, found)
    return visit.page(
        "always",
        locale,
        _slug(visit, found),
        language=choices([locale])[0].name,
        action=f"/l/{visit.path['token']}/{locale}",
        preferences=_preferences_of(visit, found.claim),
    )


def switch(visit: PageRequest) -> PageResponse:
    """Have all letters in that language from now on."""
    visit.one_change()
    locale = _offered(visit)
    with visit.site.pool.taken() as connection:
        token = visit.path["token"]
        found = visit.found(self_service.always(connection, visit.keys, token, locale, visit.site.now()))
    if found.reader is None:
        return _erased(visit, found)
    name = choices([locale])[0].name
    preferences = _preferences_of(visit, found.claim)
    return visit.page("switched", locale, _slug(visit, found), language=name, preferences=preferences)


def preferences(visit: PageRequest) -> PageResponse:
    """The page of preferences."""
    found = _find_reader(visit, Purpose.PREFERENCES)
    if found.reader is None:
        return _erased(visit, found)
    return _form(visit, found, found.reader.name, found.reader.locales, found.reader.point, {})


def choose(visit: PageRequest) -> PageResponse:
    """Save preferences."""
    visit.one_change()
    seen = _find_reader(visit, Purpose.PREFERENCES)
    if seen.reader is None:
        return _erased(visit, seen)
    pages = visit.site.pages
    filled = choosing(visit.fields(), _languages(visit, seen), pages.points, seen.reader.point)
    if filled.faults:
        return _form(visit, seen, filled.name, filled.locales, filled.point, filled.faults, status=422)
    words = pages.choice(filled.point, _locale(visit, seen)) if filled.point in pages.points else ("", "")
    wishes = Wishes(filled.name, filled.locales, filled.point, *words)
    with visit.site.pool.taken() as connection:
        token = visit.path["token"]
        found = visit.found(self_service.choose(connection, visit.keys, token, wishes, visit.site.now()))
    if found.reader is None:
        return _erased(visit, found)
    return _form(visit, found, found.reader.name, found.reader.locales, found.reader.point, {}, saved=True)


def export(visit: PageRequest) -> PageResponse:
    """All that is stored about the reader, as a file."""
    visit.one_change()
    with visit.site.pool.taken() as connection:
        found = visit.found(self_service.export_own(connection, visit.keys, visit.path["token"]))
    headers = (("content-disposition", 'attachment; filename="newsletter-data.json"'),)
    return PageResponse(json.dumps(found, ensure_ascii=False, indent=2).encode(), 200, "application/json", headers)


def erasure(visit: PageRequest) -> PageResponse:
    """The page with the button to have everything erased."""
    found = _find_reader(visit, Purpose.PREFERENCES)
    if found.reader is None:
        return _erased(visit, found)
    token = visit.path["token"]
    return visit.page(
        "erase",
        _locale(visit, found),
        _slug(visit, found),
        action=f"/p/{token}/erase",
        address=found.masked,
        preferences=f"/p/{token}",
    )


def erase(visit: PageRequest) -> PageResponse:
    """Erase everything."""
    visit.one_change()
    with visit.site.pool.taken() as connection:
        found = visit.found(self_service.erase(connection, visit.keys, visit.path["token"], visit.site.now()))
    return _erased(visit, found)


def _find_reader(visit: PageRequest, purpose: Purpose) -> Seen:
    visit.not_guessing()
    with visit.site.pool.taken() as connection:
        return visit.found(self_service.find_reader(connection, visit.keys, purpose, visit.path["token"]))


def _erased(visit: PageRequest, found: Seen) -> PageResponse:
    return visit.page("erased", _locale(visit, found), _slug(visit, found))


def _locale(visit: PageRequest, found: Seen) -> str:
    """The reader's language: what they chose, else that of the letter, else what their browser asks for."""
    own = found.reader.locales if found.reader else ()
    return visit.site.pages.locale_for([*own, *filter(None, [found.locale]), *visit.wishes])


def _slug(visit: PageRequest, found: Seen) -> str:
    """The point under whose head the page stands; one that is no more is the project's first."""
    points = visit.site.pages.points
    wanted = (found.reader.point if found.reader else "", found.point)
    return next((slug for slug in wanted if slug in points), min(points, key=by_rank))


def _offered(visit: PageRequest) -> str:
    locale = visit.path["locale"]
    if locale not in visit.site.pages.locales:
        raise RefusedError(404)
    return locale


def _preferences_of(visit: PageRequest, claim: Claim) -> str:
    return f"/p/{visit.keys.tokens.make(Purpose.PREFERENCES, claim)}"


def _languages(visit: PageRequest, found: Seen) -> list[str]:
    """All languages of all points, by their names, and those that the reader has wished for already."""
    own = found.reader.locales if found.reader else ()
    every = dict.fromkeys([*visit.site.pages.locales, *own])
    return [choice.locale for choice in sorted(choices(list(every)), key=lambda choice: in_order(choice.name))]


def _form(
    visit: PageRequest,
    found: Seen,
    name: str,
    locales: Sequence[str],
    point: str,
    faults: Mapping[str, str],
    *,
    saved: bool = False,
    status: int = 200,
) -> PageResponse:
    pages, token, slug = visit.site.pages, visit.path["token"], _slug(visit, found)
    locale, offered = _locale(visit, found), _languages(visit, found)
    is_active = found.reader is not None and found.reader.state == "active"
    countries = [(each, told.country) for each in pages.points if (told := pages.told(each, locale))]
    points = [
        {"slug": each, "country": country, "languages": pages.of(each)}
        for each, country in sorted(countries, key=lambda pair: in_order(pair[1]))
    ]
    return visit.page(
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
        leave=f"/u/{visit.keys.tokens.make(Purpose.LEAVE, found.claim)}",
        export=f"/p/{token}/data",
        erase=f"/p/{token}/erase",
        form_address=visit.form_address(slug, locale),
    )

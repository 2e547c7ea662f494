"""A visit: one request as handlers see it, and what they answer.

In: a site and the parts of a request. Out: an `Answer`. A handler that can't go on raises `RefusedError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from newsletter import locales
from newsletter.exceptions import NewsletterError
from newsletter.pipeline.audience import self_service
from newsletter.pipeline.audience.self_service import Keys
from newsletter.public.forms import Fields, fields_of
from newsletter.public.site import Site

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class PageResponse:
    """What goes back to the reader."""

    body: bytes
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


class RefusedError(NewsletterError):
    """A request that is not met, with the status that says why; perhaps a form leads on."""

    def __init__(self, status: int, form_address: str = "", point: str = "", locale: str = "") -> None:
        super().__init__(status)
        self.status = status
        self.locale = locale
        self.form_address = form_address
        self.point = point


@dataclass(frozen=True, slots=True, repr=False)
class PageRequest:
    """A request: what its path says, its form, which languages its sender reads, and for rates who that is."""

    site: Site
    path: Mapping[str, str]
    kind: str
    body: bytes
    wishes: tuple[str, ...]
    client: str
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def locale(self) -> str:
        """The language in which to speak to somebody of whom nothing else is known."""
        return self.site.pages.locale_for(self.wishes)

    @property
    def keys(self) -> Keys:
        """What opens links; without a secret the server can't. Raises `RefusedError` (503) then."""
        if self.site.keys is None:
            raise RefusedError(503)
        return self.site.keys

    def fields(self) -> Fields:
        """The form that was sent."""
        return fields_of(self.kind, self.body)

    def page(self, name: str, locale: str, slug: str = "", *, status: int = 200, **values: Any) -> PageResponse:
        """A page as an answer."""
        return PageResponse(self.site.pages.page(name, locale, slug, **values), status)

    def refused(self, refusal: RefusedError, why: str) -> PageResponse:
        """The page that says why a request is not met, in the language of the link or else of the browser."""
        status, locale = refusal.status, refusal.locale or self.locale
        values = {"why": why, "form_address": refusal.form_address, "good_days": self_service.GOOD_DAYS}
        values |= {"archive": self.site.letters(locale)}
        headers = (("retry-after", "60"),) if status in (429, 503) else ()
        return PageResponse(self.site.pages.page("refused", locale, refusal.point, **values), status, headers=headers)

    def found(self, value: _Found | None) -> _Found:
        """The value that a link led to; who tries many that lead nowhere has to wait.

        Raises `RefusedError` (404) for None.
        """
        if value is None:
            self.site.rates.misses.spend(self.client)
            raise RefusedError(404)
        return value

    def not_guessing(self) -> None:
        """Refuse whoever has tried too many links that lead nowhere. Raises `RefusedError` (429)."""
        if self.site.rates.misses.is_spent(self.client):
            raise RefusedError(429)

    def one_change(self) -> None:
        """Count one form that changes something. Raises `RefusedError` (429) for who has sent too many."""
        self.not_guessing()
        if not self.site.rates.changes.spend(self.client):
            raise RefusedError(429)

    def form_address(self, slug: str, locale: str) -> str:
        """Where somebody joins a point, in their language where it has that."""
        point = self.site.pages.points[slug]
        return f"/subscribe/{slug}/{locales.met(locale, point.locales) or point.locale}/"

"""A network as a page of its own, where the letters lead that show it and it names no page elsewhere.

In: a network in the words of an edition, and where its page stands. Out: the page, and the pictures and dates on it by
their paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from newsletter.content.foreign import unmarked
from newsletter.content.model import Network
from newsletter.content.traced import Trace
from newsletter.edition import Edition
from newsletter.render.cldr import Cldr
from newsletter.render.letter import outline
from newsletter.render.letter.addresses import article_address, network_address
from newsletter.render.letter.context import RenderContext
from newsletter.render.resources import Resources
from newsletter.render.web.pages import LanguageLink, Pages, SharedPicture

WIDTH = 640
"""CSS pixels of its picture."""


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """What is shown where; `letter` and `subject` are the path and title of the letter that leads to it."""

    edition: Edition
    network: Network
    path: str
    letter: str
    subject: str
    subscribe: str
    feed: str
    languages: Sequence[LanguageLink]


def network_page(
    of: NetworkPage, shared: Pages, context: RenderContext, trace: Trace | None = None
) -> tuple[bytes, dict[str, bytes]]:
    """The page of a network, public where it has a feed; a picture that can't be shown raises `PictureError`.

    With the trace of its edition it says where its words come from.
    """
    network, key, site = of.network, of.edition.key, shared.site
    issue = of.edition.issue
    cldr = Cldr(key.locale)
    country = cldr.country
    resources = Resources()
    calendar_of = context.calendars.of(
        issue,
        country,
        partial(article_address, site, key.issue, key.locale),
        partial(network_address, site, key.issue, key.locale),
        resources,
    )
    image = network.image
    picture = context.pictures.show(image.src, WIDTH) if image else None
    if picture:
        resources.add(picture.path, picture.data)
    page = shared.page(
        "network.html",
        key.locale,
        of.path,
        trace=trace,
        is_public=bool(of.feed),
        languages=of.languages,
        alternates=of.languages if len(of.languages) > 1 else (),
        title=unmarked(network.name),
        description=unmarked(network.tagline),
        kind="article",
        picture=SharedPicture.of(picture, unmarked(image.alt)) if picture and image else None,
        feed=of.feed,
        subscribe=of.subscribe,
        network=network,
        issue=issue,
        partners=outline.partners_by_country(network, issue.point.country, key.locale, country),
        calendar_of=lambda meeting, words: calendar_of(meeting, words).removeprefix(f"{site}/"),
        when_of=lambda meeting: cldr.when(meeting.when, issue.point.time_zone),
        shown=picture,
        texts=of.edition.text_counts(f"{network.path}/"),
        letter={"path": of.letter, "title": of.subject},
    )
    return page, resources.files

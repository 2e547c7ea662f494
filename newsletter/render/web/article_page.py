"""An article as a page of its own.

In: an article in the words of an edition, and where its page stands. Out: the page, and the pictures and dates on it by
their paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from newsletter.content.foreign import unmarked
from newsletter.content.model import Article
from newsletter.content.traced import Trace
from newsletter.edition import Edition
from newsletter.render.cldr import Cldr
from newsletter.render.letter.addresses import article_address, network_address
from newsletter.render.letter.context import RenderContext
from newsletter.render.letter.markup import document_html
from newsletter.render.resources import Resources
from newsletter.render.web import pages
from newsletter.render.web.pages import LanguageLink, Pages, SharedPicture

WIDTH = 640
"""CSS pixels of its pictures: as wide as those of a letter, so that many are the same files."""
_UP = "../../../"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another article of the issue: its path on the site, and its title."""

    path: str
    title: str


Neighbours = tuple[Neighbour | None, Neighbour | None]
"""The articles before and after one."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """What is shown where; `letter` and `subject` are the path and title of the letter that leads to it."""

    edition: Edition
    article: Article
    path: str
    letter: str
    subject: str
    subscribe: str
    feed: str
    languages: Sequence[LanguageLink]
    beside: Neighbours = (None, None)


def article_page(
    of: ArticlePage, shared: Pages, context: RenderContext, trace: Trace | None = None
) -> tuple[bytes, dict[str, bytes]]:
    """The page of an article, public where it has a feed; a picture that can't be shown raises `PictureError`.

    With the trace of its edition it says where its words come from.
    """
    article, key, site = of.article, of.edition.key, shared.site
    cldr, zone = Cldr(key.locale), of.edition.issue.point.time_zone
    country = cldr.country
    resources = Resources()

    def show(src: str, width: int) -> tuple[str, int, int]:
        found = context.pictures.show(src, width)
        resources.add(found.path, found.data)
        return f"{_UP}{found.path}", found.width, found.height

    image = article.image
    picture = context.pictures.show(image.src, WIDTH) if image else None
    if picture:
        resources.add(picture.path, picture.data)
    body = pages.prose(document_html(article.body, heading=2, picture=show, width=WIDTH))
    calendar = ""
    if article.event:
        of_event = context.calendars.of(
            of.edition.issue,
            country,
            partial(article_address, site, key.issue, key.locale),
            partial(network_address, site, key.issue, key.locale),
            resources,
        )
        calendar = of_event(article.event, article.event.name).removeprefix(f"{site}/")
    office = context.points.get(article.from_)
    network = context.network_names.get(article.network, "") if article.network else ""
    made = shared.page(
        "article.html",
        key.locale,
        of.path,
        trace=trace,
        is_public=bool(of.feed),
        languages=of.languages,
        alternates=of.languages if len(of.languages) > 1 else (),
        title=unmarked(article.title),
        description=unmarked(article.summary),
        kind="article",
        picture=SharedPicture.of(picture, unmarked(image.alt)) if picture and image else None,
        feed=of.feed,
        subscribe=of.subscribe,
        article=article,
        issue=of.edition.issue,
        kicker=country(office.country) if article.from_ != "eu" and office and office.country else network,
        shown=picture,
        body=body,
        calendar=calendar,
        when_of=lambda event: cldr.when(event.when, zone),
        zone=cldr.zone_beside(article.event.when if article.event else None, zone),
        texts=of.edition.text_counts(f"{article.path}/"),
        written_in=pages.language_name(article.locale, key.locale) if article.locale != key.locale else "",
        letter={"path": of.letter, "title": of.subject},
        before=of.beside[0],
        after=of.beside[1],
    )
    return made, resources.files

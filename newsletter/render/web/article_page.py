"""An article as a page of its own.

In: an article in the words of an edition, and where its page stands. Out: the page, and the pictures and dates on it by
their paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from newsletter.content.foreign import unmarked
from newsletter.content.model import Article
from newsletter.content.traced import Trace
from newsletter.edition import Edition
from newsletter.render.cldr import Cldr
from newsletter.render.images import Shown
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
    article, key = of.article, of.edition.key
    cldr, zone = Cldr(key.locale), of.edition.issue.point.time_zone
    resources = Resources()
    picture = _picture_of(article, context, resources)
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
        picture=SharedPicture.of(picture, unmarked(article.image.alt)) if picture and article.image else None,
        feed=of.feed,
        subscribe=of.subscribe,
        article=article,
        issue=of.edition.issue,
        kicker=_kicker_of(article, context, cldr),
        shown=picture,
        body=_body_of(article, context, resources),
        calendar=_calendar_of(of, shared.site, context, cldr, resources),
        when_of=lambda event: cldr.when(event.when, zone),
        zone=cldr.zone_beside(article.event.when if article.event else None, zone),
        texts=of.edition.text_counts(f"{article.path}/"),
        written_in=pages.language_name(article.locale, key.locale) if article.locale != key.locale else "",
        letter={"path": of.letter, "title": of.subject},
        before=of.beside[0],
        after=of.beside[1],
    )
    return made, resources.files


def _picture_of(article: Article, context: RenderContext, resources: Resources) -> Shown | None:
    """The article's own picture as wide as the page."""
    if not article.image:
        return None
    picture = context.pictures.show(article.image.src, WIDTH)
    resources.add(picture.path, picture.data)
    return picture


def _body_of(article: Article, context: RenderContext, resources: Resources) -> Markup:
    """The text, with its pictures."""

    def show(src: str, width: int) -> tuple[str, int, int]:
        found = context.pictures.show(src, width)
        resources.add(found.path, found.data)
        return f"{_UP}{found.path}", found.width, found.height

    return pages.prose(document_html(article.body, heading=2, picture=show, width=WIDTH))


def _calendar_of(of: ArticlePage, site: str, context: RenderContext, cldr: Cldr, resources: Resources) -> str:
    """The path of a file with the article's date; "" where it has none."""
    event, key = of.article.event, of.edition.key
    if not event:
        return ""
    calendar_of = context.calendars.of(
        of.edition.issue,
        cldr.country,
        partial(article_address, site, key.issue, key.locale),
        partial(network_address, site, key.issue, key.locale),
        resources,
    )
    return calendar_of(event, event.name).removeprefix(f"{site}/")


def _kicker_of(article: Article, context: RenderContext, cldr: Cldr) -> str:
    """What stands above the title: the country of the office that tells it, else its network."""
    office = context.points.get(article.from_)
    if article.from_ != "eu" and office and office.country:
        return cldr.country(office.country)
    return context.network_names.get(article.network, "") if article.network else ""

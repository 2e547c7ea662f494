"""One article at a glance, before any issue has it: as a teaser in a letter, as its lead, as its own page.

In: a snapshot that has read all articles, an article, a shape. Out: HTML with the pictures that it shows. A letter says
in `data-u` which value each text is; it holds nothing but this article, in the language in which it is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from newsletter.content.load import Content
from newsletter.content.model import Article
from newsletter.content.pictures import PictureError
from newsletter.content.sections import Section
from newsletter.content.traced import Trace
from newsletter.edition import Edition, EditionKey
from newsletter.pipeline.archive.shared import read_shared
from newsletter.pipeline.snapshot import Snapshot, prepare
from newsletter.problems import Problem
from newsletter.render.web.article_page import ArticlePage, article_page
from newsletter.render.web.pages import stylesheet

_STYLE = re.compile(r'<link rel="stylesheet"[^>]*>')
_UP = re.compile(r'(?<=")(?:\.\./)+(?=images/|assets/)')


class Shape(StrEnum):
    """What an article is looked at as."""

    TEASER = "article"
    LEAD = "lead"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class ArticleLook:
    """An article laid out; `html` is empty where that can't be done, `problems` then say why.

    `resources` are the pictures and calendar files that it shows, by their paths on the site; addresses in `html` begin
    with the project's site, or with `images/` on a page.
    """

    key: EditionKey
    html: str = field(default="", repr=False)
    resources: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()


def edition_for(content: Content, keys: list[EditionKey], article: Article) -> EditionKey | None:
    """The edition in which an article is looked at: of the point that wrote it, in the language it is written in.

    Else another in that language, else the first; None for an issue without editions.
    """
    same = [key for key in keys if key.locale == article.locale]
    own = [key for key in same if key.point == article.from_]
    return next(iter([*own, *same, *keys]), None)


def look_at_article(snapshot: Snapshot, slug: str, shape: Shape, site: str) -> ArticleLook | None:
    """The article as the snapshot has it, its pictures at addresses below `site`; None for one that can't be read."""
    article = snapshot.content.articles.get(slug)
    key = edition_for(snapshot.content, snapshot.editions(), article) if article else None
    if article is None or key is None or snapshot.content.issue is None:
        return None
    alone = _alone(snapshot, article, shape)
    if shape is not Shape.PAGE:
        return _letter(alone, key, site)
    edition = alone.edition(key)
    problems = (*snapshot.theme.problems, *snapshot.catalogs.problems)
    return _page(alone, edition, slug, site) if edition else ArticleLook(key, problems=problems)


def _alone(snapshot: Snapshot, article: Article, shape: Shape) -> Snapshot:
    """The issue with nothing in it but the article."""
    content = snapshot.content
    if content.issue is None:
        raise ValueError(f"{snapshot.slug} has no issue")
    shown = {"articles": (article.slug,)} if shape is Shape.TEASER else {"lead": article.slug}
    at = f"{content.issue.path}/sections/0"
    section = Section.model_construct(at=at, locale=article.locale, id=None, heading=None).model_copy(update=shown)
    issue = content.issue.model_copy(update={"sections": (section,)})
    return replace(snapshot, content=replace(content, issue=issue, overlays={}), shared=snapshot.context)


def _letter(snapshot: Snapshot, key: EditionKey, site: str) -> ArticleLook:
    prepared, own = prepare(snapshot, key, Trace(), with_text=False), snapshot.project.settings.site
    if prepared.letter is None:
        problems = (*prepared.problems, *snapshot.theme.problems, *snapshot.catalogs.problems)
        return ArticleLook(key, problems=problems)
    html = prepared.letter.filled(prepared.letter.samples(own)).html.replace(f"{own}/images/", f"{site}images/")
    return ArticleLook(key, html, prepared.resources)


def _page(snapshot: Snapshot, edition: Edition, slug: str, site: str) -> ArticleLook:
    context, project = snapshot.context, snapshot.project
    shared = read_shared(project, [edition.key.locale])
    if context is None or shared.pages is None:
        return ArticleLook(edition.key, problems=(*snapshot.theme.problems, *shared.problems))
    article = edition.issue.articles[slug]
    path = f"{edition.key.issue}/{edition.key.locale}/{slug}/"
    of = ArticlePage(edition, article, path, "", edition.issue.subject.words, "", "", ())
    try:
        made, assets = article_page(of, shared.pages, context)
    except PictureError as fault:
        return ArticleLook(edition.key, problems=(fault.problem,))
    style = stylesheet(shared.pages.templates, shared.pages.theme).decode()
    html = _STYLE.sub(lambda _: f"<style>{style}</style>", made.decode(), count=1)
    return ArticleLook(edition.key, _UP.sub(site, html), {**assets, **shared.files})

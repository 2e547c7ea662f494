"""One article at a glance, before any issue has it: as a teaser in a letter, as its lead, as its own page.

In: a snapshot that has read all articles, an article, a shape. Out: HTML with the pictures that it shows, which says
in `data-u` which value each text is. A letter holds nothing but this article, in the language in which it is written.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from newsletter.content.load import Content
from newsletter.content.model import Article
from newsletter.content.sections import Section
from newsletter.content.traced import Trace
from newsletter.edition import EditionKey
from newsletter.pipeline.page_look import DocumentLook, page_look
from newsletter.pipeline.snapshot import Snapshot, prepare


class Shape(StrEnum):
    """What an article is looked at as."""

    TEASER = "article"
    LEAD = "lead"
    PAGE = "page"


def edition_for(content: Content, keys: list[EditionKey], article: Article) -> EditionKey | None:
    """The edition in which an article is looked at: of the point that wrote it, in the language it is written in.

    Else another in that language, else the first; None for an issue without editions.
    """
    same = [key for key in keys if key.locale == article.locale]
    own = [key for key in same if key.point == article.from_]
    return next(iter([*own, *same, *keys]), None)


def look_at_article(snapshot: Snapshot, slug: str, shape: Shape, site: str, trace: Trace) -> DocumentLook | None:
    """The article as the snapshot has it, its pictures at addresses below `site`; None for one that can't be read."""
    article = snapshot.content.articles.get(slug)
    key = edition_for(snapshot.content, snapshot.editions(), article) if article else None
    if article is None or key is None or snapshot.content.issue is None:
        return None
    alone = _alone(snapshot, article, shape)
    if shape is not Shape.PAGE:
        return _letter(alone, key, site, trace)
    edition = alone.edition(key, trace)
    problems = (*snapshot.theme.problems, *snapshot.catalogs.problems)
    return page_look(alone, edition, article.path, site, trace) if edition else DocumentLook(key, problems=problems)


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


def _letter(snapshot: Snapshot, key: EditionKey, site: str, trace: Trace) -> DocumentLook:
    prepared, own = prepare(snapshot, key, trace, with_text=False), snapshot.project.settings.site
    if prepared.letter is None:
        problems = (*prepared.problems, *snapshot.theme.problems, *snapshot.catalogs.problems)
        return DocumentLook(key, problems=problems)
    html = prepared.letter.filled(prepared.letter.samples(own)).html.replace(f"{own}/images/", f"{site}images/")
    return DocumentLook(key, html, prepared.resources)

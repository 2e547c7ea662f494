"""The archive's pages of articles: each that a letter leads to or shows, in the languages of the letters.

In: the letters of an issue, the articles that they lead to, the files as they are now. Out: pages, and the pictures and
dates that they show. The page of an article whose file has gone stays as it was, since mailed letters lead to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from newsletter.content.pictures import PictureError
from newsletter.edition import Edition, EditionKey
from newsletter.mail.delivery.published import Published
from newsletter.pipeline.archive.issue_files import IssueFiles
from newsletter.pipeline.archive.making import Making
from newsletter.pipeline.archive.moved import OldNames
from newsletter.pipeline.archive.search_words import PageKind, entry
from newsletter.problems import Location, warning
from newsletter.render.web.article_page import ArticlePage, Neighbour, Neighbours, article_page
from newsletter.render.web.pages import LanguageLink, link_languages
from newsletter.times import write_time

if TYPE_CHECKING:
    from newsletter.content.model import Article


@dataclass(frozen=True, slots=True)
class _Page:
    """An article as one locale's page shows it."""

    edition: Edition
    article: Article
    letter: Published


def article_pages(
    making: Making,
    files: IssueFiles,
    letters: Sequence[Published],
    led_to: Mapping[str, Mapping[str, Published]],
) -> dict[str, Published]:
    """All of them; the paths of what they show, each with the letter of a page that does."""
    shown: dict[str, Published] = {}
    names = OldNames.at(files.project.root, "articles")
    found = _find_articles(making, files, letters, names.by_new_names(led_to))
    beside = _find_neighbours(making.slug, found)
    for slug, by_locale in found.items():
        languages = link_languages({locale: f"{making.slug}/{locale}/{slug}/" for locale in by_locale})
        for locale, page in by_locale.items():
            for path in _write_page(making, files, locale, page, languages, beside[locale, slug]):
                shown.setdefault(path, page.letter)
            if f"{making.slug}/{locale}/{slug}/index.html" in making.record.files:
                path_of = partial("{}/{}/{}/".format, making.slug, locale)
                names.lead_on(making, led_to, locale, slug, page.article.title, path_of)
    return shown


def _find_articles(
    making: Making,
    files: IssueFiles,
    letters: Sequence[Published],
    led_to: Mapping[str, Mapping[str, Published]],
) -> dict[str, dict[str, _Page]]:
    """Articles by slug and locale; one that can't be read any more keeps its page or is told."""
    found: dict[str, dict[str, _Page]] = {}
    for each in files.ranked(letters):
        edition = files.edition(EditionKey(making.slug, each.point, each.locale))
        if edition is None:
            continue
        for slug, article in edition.issue.articles.items():
            if not article.link:
                found.setdefault(slug, {}).setdefault(each.locale, _Page(edition, article, each))
    for locale, slugs in led_to.items():
        for slug, each in slugs.items():
            if locale in found.get(slug, {}):
                continue
            key = EditionKey(making.slug, each.point, each.locale)
            if alone := files.with_article(key, slug):
                found.setdefault(slug, {})[locale] = _Page(alone, alone.issue.articles[slug], each)
            elif not making.keep(locale, f"{making.slug}/{locale}/{slug}/"):
                message = f"the letter {key} leads to the article `{slug}`, which can't be read any more"
                hint = f"bring issues/articles/{slug}.md back; mailed letters lead to its page for ever"
                place = Location(f"issues/articles/{slug}.md")
                making.problems.append(warning("lost-article", message, place, hint).of(str(key)))
    return found


def _find_neighbours(issue: str, found: Mapping[str, Mapping[str, _Page]]) -> dict[tuple[str, str], Neighbours]:
    """For each page, by locale and slug, those before and after it in the same language."""
    rows: dict[str, dict[str, Neighbour]] = {}
    for slug, pages in found.items():
        for locale, page in pages.items():
            rows.setdefault(locale, {})[slug] = Neighbour(f"{issue}/{locale}/{slug}/", page.article.title)
    beside = {}
    for locale, row in rows.items():
        around = [None, *row.values(), None]
        for slug, before, after in zip(row, around, around[2:], strict=False):
            beside[locale, slug] = (before, after)
    return beside


def _write_page(
    making: Making,
    files: IssueFiles,
    locale: str,
    page: _Page,
    languages: Sequence[LanguageLink],
    beside: Neighbours,
) -> list[str]:
    """One page; the paths of what it shows."""
    article, letter, context = page.article, page.letter, files.context()
    path = f"{making.slug}/{locale}/{article.slug}/"
    if context is None:
        return []
    feed = f"{locale}/feed.xml" if letter.opened_at else ""
    subscribe = making.subscribe(letter.point, locale)
    of = ArticlePage(page.edition, article, path, letter.path, letter.subject, subscribe, feed, languages, beside)
    try:
        made, assets = article_page(of, making.pages, context)
    except PictureError as fault:
        making.problems.append(fault.problem.of(str(page.edition.key)))
        making.keep(locale, path)  # as it was, where it was: mailed letters lead to it
        return []
    making.put(path, made)
    files.add_assets(assets)
    listed = making.listed_in(locale)
    listed.articles.append({"path": path, "opened": write_time(letter.opened_at)})
    day = page.edition.issue.date
    listed.words.append(entry(path, PageKind.ARTICLE, article.title, day, locale, article.summary, made))
    return sorted(assets)

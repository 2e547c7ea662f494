"""Title, summary, author and day where a page shows them.

In: the tree of a page. Out: each as `Marked`: its words, where they stand, and the element, so that they are not read
once more as part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from newsletter.content.clean.tree import words_of
from newsletter.content.importing.findings import Origin
from newsletter.content.importing.page_furniture import is_caption, is_named_furniture
from newsletter.content.importing.page_head import day_in, place_of
from newsletter.content.importing.page_pictures import is_icon, real_source
from newsletter.content.moments import date_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TITLES = frozenset(
    {
        "page-title",
        "entry-title",
        "post-title",
        "article-title",
        "documentfirstheading",
        "headline",
        "pw-post-title",
        "msotitle",
    }
)
_SUMMARIES = re.compile(
    r"(?:^|\s)(?:documentdescription|lead|lede|teaser-text|intro|introtext|standfirst|article-(?:summary|intro|lead|excerpt)"
    r"|gh-article-excerpt|field--name-field-(?:summary|teaser|intro|lead|introduction|subtitle)|entry-summary|chapo|vorspann"
    r"|post-subtitle|subtitle|pw-subtitle-paragraph|excerpt)(?:$|\s)",
    re.IGNORECASE,
)
_AUTHORS = re.compile(
    r"(?:^|\s)(?:[\w-]*author(?:-?name)?|byline|byline-?name|fn|posted-by|article-author|createdby)(?:$|\s)", re.I
)
_BY = re.compile(
    r"^(?:written )?(?:by|von|par|por|di|da|door|av|af|autor(?:ka)?|author|auteur|szerző|text|foto)\b:?\s+", re.I
)
_DATES = re.compile(
    r"(?:^|[\s_-])(?:date|datetime|published|pubdate|submitted|created|news-?date|posted-on|documentpublished)(?:$|[\s_-])",
    re.I,
)
_WRITTEN_DAY = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\s?\d{1,2}[./]\s?\d{4}|\d{1,2}(?:st|nd|rd|th|\.|º)?\s+(?:de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?\d{4}"
    r"|[^\W\d_]{3,12}\s+\d{1,2}(?:st|nd|rd|th)?,\s+\d{4}"
)
_SHORT = 400
_LINE = 12
"""Words of a line that tells who has written it, and when."""
_OUTSIDE = frozenset({"nav", "aside", "footer"})


@dataclass(frozen=True, slots=True)
class Marked:
    """Words that a page marks as something, and their element."""

    value: str
    origin: Origin
    element: HtmlElement


def title_on(root: HtmlElement, named: Sequence[str]) -> Marked | None:
    """The title above the text; `named` is what the page calls itself elsewhere, the surest first."""
    found = [(each, words) for each in _headings(root) if (words := _words(each))]
    for name in named:
        for element, words in found:
            if _bare(words) == _bare(name):
                return Marked(words, place_of(element, words), element)
    for element, words in found:
        if element.get("itemprop") == "headline" or _names(element) & _TITLES or _is_title_of_sharepoint(element):
            return Marked(words, place_of(element, words), element)
    tops = [(each, words) for each, words in found if each.tag == "h1" or each.get("aria-level") == "1"]
    inner = [pair for pair in tops if any(True for _ in pair[0].iterancestors("article"))]
    tops = inner if len(inner) == 1 else tops
    whole = " ".join(_bare(name) for name in named)
    within = [pair for pair in tops if _bare(pair[1]) in whole] or ([] if named and len(tops) != 1 else tops)
    return Marked(within[0][1], place_of(within[0][0], within[0][1]), within[0][0]) if within else None


def summary_on(body: HtmlElement, root: HtmlElement) -> Marked | None:
    """The words between title and text that say what it is about."""
    for element in root.iter("p", "div", "h2", "h3", "section"):
        if not _SUMMARIES.search(f"{element.get('class') or ''}") and element.get("itemprop") != "description":
            continue
        words = _words(element)
        holds_text = any(each is element for each in (body, *body.iterancestors()))
        if words and len(words) <= _SHORT and not holds_text and not _is_outside(element):
            return Marked(words, place_of(element, words), element)
    return None


def author_on(root: HtmlElement) -> Marked | None:
    """Who wrote it, by what marks names of people."""
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("body", "html", "article", "section"):
            continue
        is_marked = (
            element.get("rel") == "author"
            or element.get("itemprop") == "author"
            or element.get("data-testid") == "authorName"
            or bool(_AUTHORS.search(element.get("class") or ""))
        )
        if not is_marked or _is_outside(element):
            continue
        words = _BY.sub("", _words(element))
        if re.fullmatch(r"[^\W\d_][\w.'’-]*(?: [\w.'’-]+){1,4}", words) and not re.search(r"\d", words):
            return Marked(words, place_of(element, words), element)
    return None


def date_on(root: HtmlElement) -> tuple[Marked, bool] | None:
    """The day on which it was published, as ISO 8601, and whether that is marked in a form for programs."""
    for element in root.iter("time"):
        written = element.get("datetime") or ""
        if day_in(written) and not _is_outside(element):
            return Marked(written, place_of(element, _words(element)), element), True
    for element in root.iter():
        if not isinstance(element.tag, str) or not _DATES.search(element.get("class") or "") or _is_outside(element):
            continue
        words = _words(element)
        if len(words) > 200 or not (found := _WRITTEN_DAY.search(words)):
            continue
        try:
            day = date_of(found[0])
        except PydanticCustomError:
            continue
        return Marked(day.isoformat(), place_of(element, words), element), False
    return None


def line_around(element: HtmlElement) -> HtmlElement:
    """The short line that an author or a day stands in, with what else it says: `By Ada Moor, 3 May`."""
    found = element
    for around in element.iterancestors():
        if around.tag not in ("p", "div", "span", "address", "small", "a", "em") or len(_words(around).split()) > _LINE:
            break
        found = around
    return found


def lead_picture(body: HtmlElement, title: HtmlElement | None) -> tuple[HtmlElement, str] | None:
    """The picture that a page shows above its text, and its caption; None where there is none."""
    around = next((each for each in body.iterancestors("article", "main")), None)
    if around is None and title is not None:
        around = next((each for each in body.iterancestors() if any(up is each for up in title.iterancestors())), None)
    for element in around.iter() if around is not None else ():
        if element is body:
            return None
        if element.tag != "img" or not real_source(element) or is_icon(element) or _is_outside(element):
            continue
        holders = list(element.iterancestors())[: list(element.iterancestors()).index(around)]
        if any(is_named_furniture(each) for each in holders if each.tag not in ("article", "section")):
            continue
        figures = [each for each in holders[:4] if len(list(each.iter("img"))) == 1]
        captions = [each for holder in figures for each in holder.iter() if is_caption(each)]
        return element, _words(captions[0]) if captions else ""
    return None


def _headings(root: HtmlElement) -> Iterator[HtmlElement]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        is_heading = element.tag in ("h1", "h2", "h3") or element.get("role") == "heading"
        if (is_heading or _names(element) & _TITLES or _is_title_of_sharepoint(element)) and not _is_outside(element):
            yield element


def _is_title_of_sharepoint(element: HtmlElement) -> bool:
    return element.get("data-automation-id") in ("pageTitle", "TitleTextId")


def _names(element: HtmlElement) -> set[str]:
    return set((element.get("class") or "").lower().split())


def _is_outside(element: HtmlElement) -> bool:
    return any(each.tag in _OUTSIDE for each in (element, *element.iterancestors()))


def _words(element: HtmlElement) -> str:
    return " ".join(words_of(element).split())


def _bare(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().casefold()

"""Where on a page its text is.

In: the tree of a page. Out: the element that holds the text, and how it was found: by what a content system calls it,
as `article` or `main`, else as the part with the most words that are no links.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.content.clean.tree import words_of
from newsletter.content.importing.page_furniture import is_named_furniture

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_KNOWN = (
    # What several systems say alike, then Drupal, WordPress, TYPO3, Joomla, Ghost, Squarespace, Wix, SharePoint, Plone.
    "itemprop=articleBody", ".article-body", ".article__body", ".article-content", ".article__content", ".story-body",
    ".field--name-body", ".field-name-body", ".node__content",
    ".entry-content", ".wp-block-post-content", ".post-content", ".post-body", ".td-post-content",
    ".news-text-wrap", ".ce-bodytext", ".article-text",
    ".com-content-article__body", ".item-page",
    ".gh-content", ".post-full-content",
    ".blog-item-content", ".sqs-html-content",
    "data-hook=post-description", "data-hook=rcv-block-root", "data-testid=richTextElement",
    "data-automation-id=textBox", ".ms-rtestate-field", ".CanvasZone",
    "#content-core", "#parent-fieldname-text",
)  # fmt: skip
_ROOMS = ("article", "main", "role=main", "#main-content", "#content", "#main", ".content")
_KEPT_ATTRIBUTES = ("itemprop", "role", "data-hook", "data-testid", "data-automation-id")
_FEW = 25
"""Words: what has fewer is a teaser, or a place that is filled by a script."""
_OUTSIDE = frozenset({"nav", "aside", "footer", "noscript", "template", "dialog"})


@dataclass(frozen=True, slots=True)
class PageBody:
    """Where the text is: `found_by` is the mark (`.entry-content`, `article`), empty for what has the most words."""

    element: HtmlElement
    found_by: str


def find_body(root: HtmlElement) -> PageBody:
    """The element that holds the text of a page."""
    marked = _marked(root)
    for mark in (*_KNOWN, *_ROOMS):
        found = [each for each in marked.get(mark, ()) if not _is_outside(each)]
        found = [each for each in found if not any(other is not each and _holds(other, each) for other in found)]
        sized = [(len(words_of(each).split()), each) for each in found]
        few = 1 if len(found) > 1 or mark in ("article", "main") else _FEW
        sized = [(count, each) for count, each in sized if count >= few]
        is_sure = mark in ("article", "main") and len(sized) == 1
        if not sized or (sum(count for count, _ in sized) < _FEW and not is_sure):
            continue
        if mark in _ROOMS or max(sized, key=_first)[0] >= 0.9 * sum(count for count, _ in sized):
            return PageBody(_with_missing_part(max(sized, key=_first)[1], mark), mark)
        together = _around([each for _, each in sized])
        if together.tag not in ("body", "html"):
            return PageBody(together, mark)
    return PageBody(_most_words(root), "")


def _with_missing_part(element: HtmlElement, mark: str) -> HtmlElement:
    """The room around an element, where that holds far more text: the element was one part of several."""
    if mark in _ROOMS:
        return element
    room = next((each for each in element.iterancestors("article", "main")), None)
    if room is None or _words_to_read(room) < 2 * _words_to_read(element):
        return element
    return room


def _words_to_read(element: HtmlElement) -> int:
    """How many words stand in paragraphs, items and quotations, outside of links and furniture."""
    return sum(
        len(words_of(each).split())
        for each in element.iter("p", "li", "blockquote")
        if not _is_outside(each, within=element) and not any(True for _ in each.iter("a"))
    )


def _first(pair: tuple[int, HtmlElement]) -> int:
    return pair[0]


def _marked(root: HtmlElement) -> dict[str, list[HtmlElement]]:
    """The elements by all that they may be known by."""
    marked: dict[str, list[HtmlElement]] = defaultdict(list)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name in (element.get("class") or "").split():
            marked[f".{name}"].append(element)
        if name := element.get("id"):
            marked[f"#{name}"].append(element)
        for attribute in _KEPT_ATTRIBUTES:
            if value := element.get(attribute):
                marked[f"{attribute}={value}"].append(element)
        marked[element.tag].append(element)
    return marked


def _is_outside(element: HtmlElement, within: HtmlElement | None = None) -> bool:
    """True for what stands in a menu, beside the text, or in furniture."""
    for each in (element, *element.iterancestors()):
        if each is within:
            return False
        if each.tag in _OUTSIDE or (each.tag not in ("html", "body", "main", "article") and is_named_furniture(each)):
            return True
    return False


def _holds(outer: HtmlElement, inner: HtmlElement) -> bool:
    return any(each is outer for each in inner.iterancestors())


def _around(elements: list[HtmlElement]) -> HtmlElement:
    """The smallest element that holds all of these."""
    chain = [elements[0], *elements[0].iterancestors()]
    for other in elements[1:]:
        around = {id(each) for each in (other, *other.iterancestors())}
        chain = [each for each in chain if id(each) in around]
    return chain[0]


def _most_words(root: HtmlElement) -> HtmlElement:
    """The element whose own words, and those of the paragraphs in it, are the most that are no links.

    Words count for the element that holds them and half for the one around it, so that a column of paragraphs wins over
    each of them, and over the page with all its columns.
    """
    body = root if root.tag == "body" else next(root.iter("body"), root)
    boxes = list(body.iter("div", "section", "table", "nav", "ul", "td", "header", "footer"))
    if not any(each.get("class") or each.get("id") or each.tag in ("table", "nav") for each in boxes):
        return body  # a page without any layout
    scores: dict[HtmlElement, float] = defaultdict(float)
    for element in body.iter(
        "p", "td", "div", "li", "blockquote", "section", "pre", "h2", "h3", "font", "span", "center"
    ):
        own = _own_words(element)
        if own < 5 or _is_outside(element):
            continue
        holder: HtmlElement | None = element
        if element.tag in ("p", "li", "blockquote", "pre", "h2", "h3", "font", "span"):
            holder = element.getparent()
        for weight in (1.0, 0.5, 0.25):
            if holder is None or holder.tag in ("html",):
                break
            scores[holder] += own * weight
            holder = holder.getparent()
    best = max(scores, key=lambda each: scores[each], default=body)
    while best is not body and (parent := best.getparent()) is not None and parent is not body:
        if _words_outside_links(parent) < 1.15 * _words_outside_links(best) or _is_row_of_columns(parent):
            break
        best = parent
    return best if best.tag not in ("tbody", "tr", "table") or _words_outside_links(best) else body


def _is_row_of_columns(element: HtmlElement) -> bool:
    return element.tag in ("tr", "table", "tbody")


def _own_words(element: HtmlElement) -> int:
    """The words that stand in an element itself or in what only changes their look, outside of links."""
    count = len((element.text or "").split())
    for child in element:
        count += len((child.tail or "").split())
        if child.tag in ("b", "strong", "i", "em", "u", "sup", "sub"):
            count += len(words_of(child).split())
    return count


def _words_outside_links(element: HtmlElement) -> int:
    linked = sum(len(words_of(each).split()) for each in element.iter("a"))
    return len(words_of(element).split()) - linked

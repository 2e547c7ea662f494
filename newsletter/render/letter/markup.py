"""Documents as HTML: an article's blocks become elements, from the source's own tree.

In: blocks whose words are tagged text. Out: XHTML that has passed nh3. Words are escaped, tags become elements, and a
link leads where the author of the source said; a translation can add none of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape

import nh3
from markupsafe import Markup

from newsletter.content.document import Block, Document, Rich
from newsletter.content.foreign import unmarked
from newsletter.content.tagged import plain, tokens
from newsletter.content.traced import Wrap, unwrap

ELEMENTS = {"b": "strong", "i": "em", "s": "s", "c": "code"}
_ALLOWED = {"a", "strong", "em", "s", "code", "br", "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"}
_ALLOWED |= {"div", "table", "thead", "tbody", "tr", "th", "td", "img"}
_ATTRIBUTES = {
    "a": {"href", "class"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "img": {"src", "alt", "width", "height", "class"},
    "ol": {"start", "class"},
    "th": {"align", "scope", "class"},
    "td": {"align", "class"},
    **{name: {"class"} for name in ("p", "h2", "h3", "h4", "h5", "h6", "ul", "li", "blockquote", "table")},
}
PictureAt = Callable[[str, int], tuple[str, int, int]]


def document_html(document: Document, *, heading: int, picture: PictureAt, width: int, style: str = "p") -> Markup:
    """The blocks as elements with classes of `letter.css`.

    `heading` is the level that the document's first headings get; `picture` gives address, width and height of a file
    shown at most `width` pixels wide; `style` is the class of paragraphs.
    """
    writer = _Writer(heading, picture, width, style)
    return _clean("".join(writer.block(block) for block in document.blocks))


def rich_html(rich: Rich) -> Markup:
    """A text with its inline markup."""
    return _clean(_inline(rich))


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A note without the name below it, and that name; None where its author has put none."""

    words: Document
    signature: Document | None


_SIGNATURE = re.compile(
    r"(?P<farewell>.*?)\s*(?P<name><i(?P<number>[0-9]+)>(?:(?!</?i(?P=number)>).)*</i(?P=number)>)\s*", re.S
)


def split_signature(document: Document) -> SignedNote:
    """A note parted from its signature: the last words of its last paragraph, when they are in italics."""
    last = document.blocks[-1] if document.blocks else None
    if last is None or last.text is None or last.kind != "paragraph":
        return SignedNote(document, None)
    bare, wrap = unwrap(last.text.text)
    found, targets = _SIGNATURE.fullmatch(bare), last.text.targets
    if found is None:
        return SignedNote(document, None)

    def paragraphs(words: str) -> tuple[Block, ...]:
        rich = Rich(wrap.around(words), targets)
        return (replace(last, text=rich),) if words else ()

    before = document.blocks[:-1] + paragraphs(found["farewell"])
    return SignedNote(Document(before), Document(paragraphs(found["name"])))


def plain_words(rich: Rich) -> str:
    """A text without its markup; in the language of its source where it has fallen back to that."""
    words, wrap = unwrap(rich.text)
    return wrap.around(plain(words))


def _clean(html: str) -> Markup:
    cleaned = nh3.clean(
        html,
        tags=_ALLOWED,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
    )
    # nh3 writes HTML; what follows reads XHTML, where an element without content closes itself.
    return Markup(cleaned.replace("<br>", "<br />"))  # noqa: S704 (nh3 has just cleaned it)


def _inline(rich: Rich) -> str:
    targets = dict(rich.targets)
    text, wrap = unwrap(rich.text)
    out = []
    for token in tokens(text):
        letter = token.value[0]
        if token.kind == "words":
            out.append(escape(wrap.around(token.value)))
        elif token.kind == "single":
            out.append("<br />")
        elif letter == "a":
            href = escape(targets.get(token.value, ""))
            out.append(f'<a class="a" href="{href}">' if token.kind == "open" else "</a>")
        else:
            name = ELEMENTS[letter]
            out.append(f"<{name}>" if token.kind == "open" else f"</{name}>")
    return "".join(out)


def _heads(table: Block) -> str:
    """What a table is called: the words of its head, in their order."""
    heads = [cell.text for row in table.children if row.number for cell in row.children if cell.text]
    return ", ".join(filter(None, (unmarked(plain_words(head)) for head in heads)))


class _Writer:
    def __init__(self, heading: int, picture: PictureAt, width: int, style: str) -> None:
        self.heading = heading
        self.picture = picture
        self.width = width
        self.style = style

    def block(self, block: Block) -> str:
        words = _inline(block.text) if block.text else ""
        match block.kind:
            case "heading":
                level = min(6, self.heading + block.number - 2)
                return f'<h{level} class="h3">{words}</h{level}>'
            case "paragraph" | "quote":
                return f'<p class="{self.style}">{words}</p>'
            case "list item":
                return words
            case "list":
                return f'<ul class="list">{self.inside(block)}</ul>'
            case "ordered list":
                start = f' start="{block.number}"' if block.number != 1 else ""
                return f'<ol class="list"{start}>{self.inside(block)}</ol>'
            case "item":
                return f'<li class="item">{self.item(block) if block.is_loose else self.inside(block)}</li>'
            case "quotation":
                return f'<blockquote class="quote">{self.inside(block)}</blockquote>'
            case "table":
                return self.table(block)
            case "image":
                return self.image(block)
            case "more":
                return ""
        raise ValueError(block.kind)

    def inside(self, block: Block) -> str:
        return "".join(self.block(child) for child in block.children)

    def item(self, item: Block) -> str:
        """The blocks of an item of several paragraphs, each paragraph an element, so that they stay apart."""
        parts = (
            f'<p class="within">{self.block(child)}</p>' if child.kind == "list item" else self.block(child)
            for child in item.children
        )
        return "".join(parts)

    def table(self, table: Block) -> str:
        rows = {True: "", False: ""}
        for row in table.children:
            cells = []
            for cell in row.children:
                align = f' align="{cell.align}"' if cell.align else ""
                words = _inline(cell.text) if cell.text else ""
                name, scope = ("th", ' scope="col"') if row.number else ("td", "")
                cells.append(f'<{name} class="cell"{scope}{align}>{words}</{name}>')
            rows[bool(row.number)] += f"<tr>{''.join(cells)}</tr>"
        html = f'<table class="table"><thead>{rows[True]}</thead><tbody>{rows[False]}</tbody></table>'
        # What is too wide for a phone is moved by itself, also by keyboard, never the page (WCAG 2.2, 1.4.10, 2.1.1).
        return f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(_heads(table))}">{html}</div>'

    def image(self, block: Block) -> str:
        words = {child.kind: child.text for child in block.children if child.text}
        url, width, height = self.picture(block.src, self.width)
        bare, wrap = unwrap(plain_words(words["alt text"]))
        alt = escape(Wrap(number=wrap.number).around(bare))  # an attribute has no language of its own
        kind = "picture" if width == self.width else "own"
        html = f'<img class="{kind}" src="{escape(url)}" alt="{alt}" width="{width}" height="{height}">'
        if "caption" in words:
            html += f'<p class="caption">{_inline(words["caption"])}</p>'
        return html

"""HTML of Word, Google Docs, LibreOffice, mail programs and web pages as clean blocks.

In: HTML from a clipboard or a page, of at most some megabytes. Out: a `Cleaned`: every word of the source is in its
blocks or in what was left out.
"""

from __future__ import annotations

from newsletter.content.blocks.body import Node, children
from newsletter.content.clean.cleaned import Cleaned
from newsletter.content.clean.flow import line_of
from newsletter.content.clean.parsing import parse
from newsletter.content.clean.walking import walk


def clean(html: str, *, words_only: bool = False) -> Cleaned:
    """The blocks of a piece of HTML; with `words_only` its paragraphs without any form."""
    cleaned = walk(parse(html))
    if not words_only:
        return cleaned
    return Cleaned(tuple(each for node in cleaned.nodes for each in _words_only(node)), cleaned.left_out)


def _words_only(node: Node) -> list[Node]:
    """The paragraphs of a block; a row of a table is one."""
    if node["type"] in ("paragraph", "heading", "table_row"):
        content = line_of(children(node), without=("link", "strong", "em", "strike", "code"))
        return [{"type": "paragraph", "content": content}] if content else []
    return [each for child in children(node) for each in _words_only(child)]

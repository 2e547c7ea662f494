"""This repository's articles as Markdown in other languages, out of its catalogs: as an old issue would have them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from newsletter.content.document import Block, Document, Rich
from newsletter.content.load import load
from newsletter.content.model import Article
from newsletter.content.tagged import tokens
from newsletter.translate.formats.po import read_catalog
from newsletter.translate.unit import Key
from tests.conftest import REPOSITORY

SLUGS = ("cities-at-heart-is-here", "eu-city-labs", "foro-urbano-granada", "nup-op-stap-heerlen")
LOCALES = ("es", "pl", "fr", "de", "el")
_SIGNS = {"b": "**", "i": "*", "s": "~~", "c": "`"}


@cache
def articles() -> dict[str, Article]:
    content, _ = load(REPOSITORY, "2023-11", "en")
    return dict(content.articles)


@cache
def words_in(locale: str) -> dict[Key, str]:
    catalog, _ = read_catalog(REPOSITORY, locale, "2023-11")
    assert catalog is not None
    return {entry.key: entry.target for entry in catalog.active() if entry.target}


@dataclass(frozen=True)
class Laid:
    """An article in another language: its blocks with words, each with the number of its source's, and the Markdown."""

    blocks: tuple[tuple[int, str], ...]
    markdown: str
    title: str


Change = Callable[[list[tuple[int, str, str]]], list[tuple[int, str, str]]]
"""What somebody has done to the blocks: number of the source (or -1), kind, Markdown."""


def untouched(blocks: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    return blocks


def lay_out(slug: str, locale: str, change: Change = untouched) -> Laid | None:
    """The article's body in a locale, or None where the catalog does not have it."""
    article = articles()[slug]
    known = words_in(locale)
    path = f"articles/{slug}"
    if (f"{path}/title", article.title) not in known:
        return None

    def translated(number: int, block: Block) -> str:
        return known[f"{path}/body/{block.kind.replace(' ', '-')}", block.words]

    body = article.body.with_words(translated)
    blocks = change(list(_lines(body)))
    text = "\n\n".join(line for _, _, line in blocks)
    return Laid(tuple((number, line) for number, _, line in blocks), text, known[f"{path}/title", article.title])


def _lines(document: Document) -> Sequence[tuple[int, str, str]]:
    out: list[tuple[int, str, str]] = []
    number = 0
    for block in document.blocks:
        count = sum(1 for _ in Document((block,)).texts())
        if block.kind == "more":
            continue
        if block.kind in ("list", "ordered list"):
            for item in block.children:
                inner = list(Document((item,)).texts())
                for each in inner:
                    out.append((number, "list item", f"- {_inline(each.text)}"))
                    number += 1
            continue
        out.append((number, block.kind, _markdown(block)))
        number += count
    return out


def _markdown(block: Block) -> str:
    texts = [_inline(each.text) for each in Document((block,)).texts()]
    match block.kind:
        case "heading":
            return f"{'#' * block.number} {texts[0]}"
        case "quotation":
            return "\n>\n".join(f"> {text}" for text in texts)
        case "image":
            caption = f' "{texts[1]}"' if len(texts) > 1 else ""
            return f"![{texts[0]}]({block.src}{caption})"
        case "table":
            rows = [[_inline(cell.text) for cell in row.children] for row in block.children]
            lines = [f"| {' | '.join(row)} |" for row in rows]
            return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
    return texts[0]


def _inline(rich: Rich | None) -> str:
    assert rich is not None
    targets = dict(rich.targets)
    out = []
    for token in tokens(rich.text):
        if token.kind == "words":
            out.append(re.sub(r"([*_\[\]<])", r"\\\1", token.value))
        elif token.kind == "single":
            out.append("\\\n")
        elif token.value in targets:
            out.append("[" if token.kind == "open" else f"]({targets[token.value]})")
        else:
            out.append(_SIGNS[token.value[0]])
    return "".join(out)

"""What a paste has kept, in the person's words: its headings, lists, tables, quotes, links.

In: the blocks of a paste. Out: a phrase for each form that is in it, with how often; plain
paragraphs go without saying.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from newsletter.content.blocks.body import Node, children
from newsletter.studio.words import Words

_FORMS = {"heading": "heading", "bullet_list": "list", "ordered_list": "list", "table": "table", "blockquote": "quote"}


def kept_phrases(nodes: Iterable[Node], words: Words) -> list[str]:
    """One phrase a form."""
    counts, ngettext = Counter(_forms(nodes)), words.ngettext
    said = {
        "heading": ngettext("1 heading", "{n} headings", counts["heading"]),
        "list": ngettext("1 list", "{n} lists", counts["list"]),
        "table": ngettext("1 table", "{n} tables", counts["table"]),
        "quote": ngettext("1 quote", "{n} quotes", counts["quote"]),
        "link": ngettext("1 link", "{n} links", counts["link"]),
    }
    return [phrase.replace("{n}", str(counts[form])) for form, phrase in said.items() if counts[form]]


def _forms(nodes: Iterable[Node], *, in_list: bool = False) -> Iterator[str]:
    """What each block is, those within others too; a list in a list is a part of it."""
    linked = None
    for node in nodes:
        form = _FORMS.get(str(node["type"]), "")
        if form and not (form == "list" and in_list):
            yield form
        link = _address(node)
        if link and link != linked:
            yield "link"
        linked = link
        yield from _forms(children(node), in_list=in_list or form == "list")


def _address(node: Node) -> str:
    marks = node.get("marks") or []
    return next((str(mark["attrs"]["href"]) for mark in marks if mark["type"] == "link"), "")

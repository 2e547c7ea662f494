"""Lists that Word has written as paragraphs, made lists.

In: blocks among which items stand one after the other, each with its level. Out: the same with nested lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newsletter.content.blocks.body import Node, children

LOOSE_ITEM = "loose_item"
"""The type of an item that is in no list yet: `level` from 1, `is_ordered`, `start`."""
_LEVEL = re.compile(r"\bl\d+\s+level(\d+)")
_ORDERED = re.compile(r"\(?(?:(?:\d{1,4}\.)*(\d{1,4})[.)]?|(?:[A-Za-z]|[ivxlIVXL]+)[.)])")
_TYPED = re.compile(r"(?P<bullet>[·•▪●○§◦■□‣⁃-])[\u00a0\t ]+|(?P<number>\d{1,3})[.)][\u00a0\t]+[\u00a0\t ]*")


@dataclass(frozen=True, slots=True)
class Sign:
    """What an item of Word's begins with: whether it counts, and from which number."""

    is_ordered: bool
    start: int = 1


def level_of(style: Mapping[str, str]) -> int:
    """The level of a paragraph that is an item of Word's, from 1; 0 for one that is none."""
    said = style.get("mso-list", "")
    if not said or said == "none" or "skip" in said:
        return 0
    found = _LEVEL.search(said)
    return int(found[1]) if found else 1 if said.startswith("l") else 0


def sign_of(text: str) -> Sign | None:
    """What the sign of an item says, as it is typed: `·`, `o`, `3.`, `b)`; None for what are words."""
    text = text.strip("\u00a0 \t\n")
    found = _ORDERED.fullmatch(text)
    if not found and len(text) > 1:
        return None
    return Sign(bool(found), int(found[1]) if found and found[1] else 1)


def typed_sign(text: str) -> tuple[Sign, int] | None:
    """The sign that a paragraph of plain words begins with, and how many characters it takes."""
    found = _TYPED.match(text)
    if not found:
        return None
    if found["bullet"] == "-" and "\u00a0" not in found[0] and "\t" not in found[0]:
        return None
    return Sign(bool(found["number"]), int(found["number"] or 1)), found.end()


def loose_item(content: Sequence[Node], level: int, sign: Sign) -> Node:
    """An item that is in no list yet."""
    attrs: dict[str, Any] = {"level": level, "is_ordered": sign.is_ordered, "start": sign.start}
    return {"type": LOOSE_ITEM, "attrs": attrs, "content": list(content)}


def without_sign(paragraph: Node, sign_text: str, sign: Sign) -> Node:
    """A paragraph that begins with a typed sign as an item without it."""
    content = [dict(each) for each in children(paragraph)]
    left = len(sign_text)
    while content and left:
        words = content[0].get("text", "")
        if len(words) > left:
            content[0]["text"] = words[left:].lstrip(" \u00a0\t")
            break
        left -= len(words)
        content.pop(0)
    while content and content[0].get("type") == "text" and not content[0]["text"].strip():
        content.pop(0)
    if content and content[0].get("type") == "text":
        content[0]["text"] = content[0]["text"].lstrip(" \u00a0\t")
    if not content:
        return paragraph
    return loose_item([{"type": "paragraph", "content": content}], 1, sign)


def gathered(nodes: Sequence[Node]) -> list[Node]:
    """The blocks with their loose items in lists."""
    out: list[Node] = []
    row: list[Node] = []
    for node in nodes:
        if node["type"] == LOOSE_ITEM:
            row.append(node)
            continue
        out += _lists(row)
        row = []
        out.append(node)
    return out + _lists(row)


def _lists(items: Sequence[Node]) -> list[Node]:
    out: list[Node] = []
    at = 0
    while at < len(items):
        level = items[at]["attrs"]["level"]
        end = at + 1
        while end < len(items) and items[end]["attrs"]["level"] > level:
            end += 1
        is_ordered = items[at]["attrs"]["is_ordered"]
        kind = "ordered_list" if is_ordered else "bullet_list"
        content = [*children(items[at]), *_lists(items[at + 1 : end])]
        item = {"type": "list_item", "content": content}
        if out and out[-1]["type"] == kind:
            out[-1]["content"].append(item)
        else:
            attrs = {"attrs": {"start": items[at]["attrs"]["start"]}} if is_ordered else {}
            out.append({"type": kind, **attrs, "content": [item]})
        at = end
    return out

"""Somebody who edits documents at random: words put in and taken out, marks, blocks split, joined, moved, made."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsletter.content.blocks.body import Node, attribute, split_article
from newsletter.content.blocks.comparing import meanings
from newsletter.content.blocks.reading import read
from tests.conftest import REPOSITORY

NASTY = REPOSITORY / "tests/support/nasty_articles"
PLAIN = ("Granada", "and", "the new", "5", "über", "ως", "城市", "שלום", ", ", "much more ")
ODD = (
    "*", "_x_", "**", "[a](b)", "<b>", "`c`", "\\", "&amp;", "#", "- ", "1. ", "> ", "|", "~~", "!", "«cita»",
    "「引用」", "https://example.org/a_b", "[x]", "]:", "+", "===", "---", "\u00a0", "a*b*c", "&#65;", "<!-- x -->",
    "  ", ")", "1) ", "!", "://", "\\*", "`",
)  # fmt: skip
LINKS = (
    "https://example.org/",
    "https://example.org/a_b(c)?x=1&y=2",
    "/נתיב",
    "mailto:a@example.org",
    "https://example.org/a b",
)
TEXTUAL = ("paragraph", "heading", "table_cell", "table_header")


def articles() -> list[Path]:
    """The articles of the project and small files on which writing has gone wrong."""
    return sorted((REPOSITORY / "issues/articles").glob("*.md")) + sorted(NASTY.glob("*.md"))


def body_of(path: Path) -> str:
    """The text of an article with its line ends, or of a file that is nothing else."""
    text = path.read_bytes().decode("utf-8")
    split = split_article(text)
    return split[1] if split else text


class Editor:
    """One who edits; the same seed makes the same edits."""

    def __init__(self, seed: int, odd: float = 0.5) -> None:
        self.random = random.Random(seed)
        self.odd = odd

    def edited(self, document: Node) -> tuple[Node, str]:
        """A copy of a document with one edit, and what it was."""
        out = copy.deepcopy(document)
        edits: list[Callable[[Node], str]] = [
            self.type, self.type, self.type, self.delete, self.mark, self.mark, self.unmark, self.split, self.join,
            self.drop, self.move, self.make, self.level, self.add_item, self.drop_item, self.cell, self.break_line,
        ]  # fmt: skip
        while True:
            edit = self.random.choice(edits)
            if said := edit(out):
                return out, said

    def words(self) -> str:
        return self.random.choice(ODD if self.random.random() < self.odd else PLAIN)

    def textual(self, document: Node) -> list[Node]:
        found: list[Node] = []

        def walk(node: Node) -> None:
            if node["type"] in TEXTUAL:
                found.append(node)
            for child in node.get("content") or ():
                walk(child)

        walk(document)
        return found

    def pick(self, document: Node) -> Node | None:
        found = [
            node for node in self.textual(document) if any(each["type"] == "text" for each in node.get("content") or ())
        ]
        return self.random.choice(found) if found else None

    def text(self, node: Node) -> Node:
        return self.random.choice([each for each in node["content"] if each["type"] == "text"])

    def type(self, document: Node) -> str:
        node = self.pick(document)
        if node is None:
            return ""
        text, words = self.text(node), self.words()
        at = self.random.randint(0, len(text["text"]))
        text["text"] = text["text"][:at] + words + text["text"][at:]
        return f"type {words!r} at {at}"

    def delete(self, document: Node) -> str:
        node = self.pick(document)
        if node is None:
            return ""
        text = self.text(node)
        at = self.random.randint(0, len(text["text"]))
        end = min(len(text["text"]), at + self.random.randint(1, 12))
        left = text["text"][:at] + text["text"][end:]
        if left:
            text["text"] = left
        else:
            node["content"].remove(text)
        return f"delete {at}:{end}"

    def mark(self, document: Node) -> str:
        node = self.pick(document)
        if node is None:
            return ""
        text = self.text(node)
        begin = self.random.randint(0, len(text["text"]) - 1)
        end = self.random.randint(begin + 1, len(text["text"]))
        kind = self.random.choice(("strong", "em", "strike", "link"))
        mark: dict[str, Any] = {"type": kind}
        if kind == "link":
            mark["attrs"] = {"href": self.random.choice(LINKS), "title": None}
        marks = text.get("marks", [])
        if any(each["type"] in (kind, "code") for each in marks):
            return ""
        parts = [(text["text"][:begin], marks), (text["text"][begin:end], [*marks, mark]), (text["text"][end:], marks)]
        made = [{"type": "text", "text": words, **({"marks": own} if own else {})} for words, own in parts if words]
        at = node["content"].index(text)
        node["content"][at : at + 1] = made
        return f"{kind} {begin}:{end}"

    def unmark(self, document: Node) -> str:
        marked = [text for node in self.textual(document) for text in node.get("content") or () if text.get("marks")]
        if not marked:
            return ""
        text = self.random.choice(marked)
        del text["marks"]
        return "unmark"

    def split(self, document: Node) -> str:
        blocks = [node for node in document["content"] if node["type"] == "paragraph" and node.get("content")]
        if not blocks:
            return ""
        block = self.random.choice(blocks)
        text = block["content"][-1]
        if text["type"] != "text":
            return ""
        at = self.random.randint(0, len(text["text"]))
        other = copy.deepcopy(block)
        other["content"] = [{**text, "text": text["text"][at:]}] if text["text"][at:] else []
        text["text"] = text["text"][:at]
        block["content"] = [each for each in block["content"] if each.get("text") != ""]
        document["content"].insert(document["content"].index(block) + 1, other)
        return "split"

    def join(self, document: Node) -> str:
        pairs = [
            at for at in range(len(document["content"]) - 1)
            if document["content"][at]["type"] == document["content"][at + 1]["type"] == "paragraph"
        ]  # fmt: skip
        if not pairs:
            return ""
        at = self.random.choice(pairs)
        gone = document["content"].pop(at + 1)
        document["content"][at]["content"] = [*document["content"][at].get("content", []), *gone.get("content", [])]
        return "join"

    def drop(self, document: Node) -> str:
        plain = [node for node in document["content"] if node["type"] != "raw"]
        if len(plain) < 2:
            return ""
        document["content"].remove(self.random.choice(plain))
        return "drop a block"

    def move(self, document: Node) -> str:
        if len(document["content"]) < 2:
            return ""
        node = document["content"].pop(self.random.randrange(len(document["content"])))
        document["content"].insert(self.random.randint(0, len(document["content"])), node)
        return f"move {node['type']}"

    def paragraph(self) -> Node:
        return {"type": "paragraph", "content": [{"type": "text", "text": f"{self.words()} {self.words()}"}]}

    def item(self) -> Node:
        return {"type": "list_item", "attrs": {"oid": None}, "content": [self.paragraph()]}

    def make(self, document: Node) -> str:
        kind = self.random.choice(("paragraph", "heading", "bullet_list", "ordered_list", "blockquote", "table"))
        node: Node = {"type": kind, "attrs": {"oid": None}}
        if kind == "paragraph":
            node["content"] = self.paragraph()["content"]
        elif kind == "heading":
            node |= {
                "attrs": {"oid": None, "level": self.random.choice((2, 3, 4))},
                "content": self.paragraph()["content"],
            }
        elif kind in ("bullet_list", "ordered_list"):
            node["content"] = [self.item() for _ in range(self.random.randint(1, 3))]
            if self.random.random() < 0.3:
                node["content"][0]["content"].append({"type": "bullet_list", "content": [self.item(), self.item()]})
        elif kind == "blockquote":
            node["content"] = [self.paragraph(), self.paragraph()]
        else:
            node["content"] = [
                {
                    "type": "table_row",
                    "content": [{"type": cell, "content": self.paragraph()["content"]} for _ in range(2)],
                }
                for cell in ("table_header", "table_cell", "table_cell")
            ]
        document["content"].insert(self.random.randint(0, len(document["content"])), node)
        return f"make {kind}"

    def level(self, document: Node) -> str:
        found = [node for node in document["content"] if node["type"] == "heading"]
        if not found:
            return ""
        self.random.choice(found)["attrs"]["level"] = self.random.choice((2, 3, 4))
        return "level"

    def lists(self, document: Node) -> list[Node]:
        found: list[Node] = []

        def walk(node: Node) -> None:
            if node["type"] in ("bullet_list", "ordered_list"):
                found.append(node)
            for child in node.get("content") or ():
                walk(child)

        walk(document)
        return found

    def add_item(self, document: Node) -> str:
        found = self.lists(document)
        if not found:
            return ""
        node = self.random.choice(found)
        node["content"].insert(self.random.randint(0, len(node["content"])), self.item())
        return "add an item"

    def drop_item(self, document: Node) -> str:
        found = [node for node in self.lists(document) if len(node["content"]) > 1]
        if not found:
            return ""
        node = self.random.choice(found)
        node["content"].pop(self.random.randrange(len(node["content"])))
        return "drop an item"

    def cell(self, document: Node) -> str:
        rows = [row for node in document["content"] if node["type"] == "table" for row in node["content"]]
        if not rows:
            return ""
        cell = self.random.choice(self.random.choice(rows)["content"])
        cell["content"] = self.paragraph()["content"]
        return "cell"

    def break_line(self, document: Node) -> str:
        node = self.pick(document)
        if node is None:
            return ""
        text = self.text(node)
        at = self.random.randint(0, len(text["text"]))
        marks = {"marks": text["marks"]} if "marks" in text else {}
        made = [
            {"type": "text", "text": text["text"][:at], **marks},
            {"type": "hard_break"},
            {"type": "text", "text": text["text"][at:], **marks},
        ]
        place = node["content"].index(text)
        node["content"][place : place + 1] = [each for each in made if each.get("text", "x")]
        return "break"


def touched(before: Node, after: Node) -> set[str]:
    """The names of the blocks that an edit has changed, taken out or put in a new place."""
    old = {attribute(node, "oid"): node for node in before["content"]}
    kept = [attribute(node, "oid") for node in after["content"] if old.get(attribute(node, "oid")) == node]
    return set(old) - set(kept)


def reads_as(text: str, document: Node) -> bool:
    """True when a text reads as what was on screen."""
    return meanings(piece.node for piece in read(text).pieces) == meanings(document["content"])


def words_in(node: Node) -> str:
    """All words of a block, blocks in it on lines of their own."""
    if node["type"] == "text":
        return str(node.get("text", ""))
    if node["type"] == "hard_break":
        return "\n"
    parts = [words_in(child) for child in node.get("content") or ()]
    is_line = any(child["type"] in ("text", "hard_break") for child in node.get("content") or ())
    return "".join(parts) if is_line else "\n".join(parts)

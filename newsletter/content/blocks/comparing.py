"""Whether two blocks say the same.

In: nodes. Out: what they say, in a form that can be compared. List signs, blanks at the ends, marks on blanks alone and
the order of marks don't count; addresses, numbers and what is bold do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

from newsletter.content.blocks.body import Node, attribute, children
from newsletter.content.remarks import MORE

Mark: TypeAlias = tuple[str, ...]
"""A mark by its name; of a link its address and its title too."""
_PART = re.compile(r"\s+|\S+")
_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t\r\n]*")
BREAK = "\\\n"
"""The text of a run that is a break."""


class Run(NamedTuple):
    """Words or blanks that have the same marks; a break is a run of its own."""

    text: str
    marks: frozenset[Mark]

    @property
    def is_blank(self) -> bool:
        """True for white space and breaks."""
        return self.text == BREAK or not self.text.strip()


def same(one: Node, other: Node) -> bool:
    """True where two blocks say the same."""
    return one == other or meaning(one) == meaning(other)


def is_just(one: Node, other: Node) -> bool:
    """True where two blocks are the very same but for their names: told at once, where `same` takes its time."""
    if one["type"] != other["type"] or one.get("content") != other.get("content"):
        return False
    attrs, others = one.get("attrs") or {}, other.get("attrs") or {}
    return all(attrs.get(name) == others.get(name) for name in {*attrs, *others} - {"oid"})


def meanings(nodes: Iterable[Node]) -> tuple[Any, ...]:
    """What blocks say, without those that say nothing."""
    return tuple(said for node in nodes if (said := meaning(node)) is not None)


def meaning(node: Node) -> Any:
    """What a block says; None for an empty paragraph, heading, list or quotation."""
    match node["type"]:
        case "paragraph":
            words = spoken(children(node))
            return ("paragraph", words) if words else None
        case "heading":
            words = spoken(children(node), is_line=True)
            return ("heading", attribute(node, "level") or 2, words) if words else None
        case "bullet_list" | "ordered_list":
            items = tuple(meanings(children(item)) for item in children(node))
            start = attribute(node, "start") if node["type"] == "ordered_list" else None
            first = 1 if start is None and node["type"] == "ordered_list" else start
            return (node["type"], first, items) if items else None
        case "blockquote":
            inner = meanings(children(node))
            return ("blockquote", inner) if inner else None
        case "table":
            return _table(node)
        case "picture":
            alt, caption = attribute(node, "alt") or "", attribute(node, "caption") or ""
            return ("picture", attribute(node, "src") or "", " ".join(alt.split()), " ".join(caption.split()))
        case "more":
            return ("more",)
        case "raw":
            source = str(attribute(node, "source") or "").strip("\r\n")
            return ("more",) if MORE.fullmatch(source.strip()) else ("raw", source)
    return (node["type"],)


def _table(node: Node) -> Any:
    rows = [list(children(row)) for row in children(node)]
    width = len(rows[0]) if rows else 0
    if not width:
        return None
    aligns = tuple(attribute(cell, "align") or "" for cell in rows[0])
    words = tuple(
        tuple(spoken(children(cell), is_line=True) for cell in row) + ((),) * (width - len(row)) for row in rows
    )
    return ("table", aligns, words)


def spoken(nodes: Sequence[Node], *, is_line: bool = False) -> tuple[Any, ...]:
    """What words say: runs, with the marks that can be seen on each; on one line a break is a blank."""
    if len(nodes) == 1 and nodes[0]["type"] == "text" and not nodes[0].get("marks"):  # most there is
        text = _LINE_END.sub(" " if is_line else "\n", nodes[0].get("text", "").strip())
        return ((text, frozenset()),) if text else ()
    runs = runs_of(nodes, is_line=is_line)
    seen = []
    for at, run in enumerate(runs):
        marks = run.marks
        if run.is_blank and ("code",) not in marks:
            around = runs[at - 1].marks & runs[at + 1].marks
            marks = frozenset(mark for mark in marks & around if mark[0] == "link")
        seen.append(Run(run.text, marks))
    return tuple(
        ("".join(run.text for run in group), marks) for marks, group in groupby(seen, key=lambda run: run.marks)
    )


def runs_of(nodes: Sequence[Node], *, is_line: bool = False) -> list[Run]:
    """Words and blanks apart, without blanks at the ends and around breaks; code is one run."""
    runs: list[Run] = []
    for node in nodes:
        marks = frozenset(_mark(mark) for mark in node.get("marks") or ())
        if node["type"] == "hard_break":
            runs.append(Run(" " if is_line else BREAK, marks))
        elif ("code",) in marks:
            text = re.sub(r"[\r\n]+", " ", node.get("text", ""))
            if runs and runs[-1].marks == marks:
                runs[-1] = Run(runs[-1].text + text, marks)
            elif text:
                runs.append(Run(text, marks))
        else:
            for part in _PART.findall(node.get("text", "").replace("\r\n", "\n").replace("\r", "\n")):
                if runs and runs[-1].marks == marks and not runs[-1].is_blank and not part[0].isspace():
                    runs[-1] = Run(runs[-1].text + part, marks)
                else:
                    runs.append(Run(part, marks))
    return _trimmed(_joined(runs, is_line))


def _joined(runs: Sequence[Run], is_line: bool) -> list[Run]:
    """Blanks in a row as one run: a break if there is one, else a line end if there is one."""
    out: list[Run] = []
    for is_blank, group in groupby(runs, key=lambda run: run.is_blank and ("code",) not in run.marks):
        some = list(group)
        if not is_blank:
            out += some
            continue
        breaks = [run for run in some if run.text == BREAK]
        text = "".join(run.text for run in some)
        if breaks:
            out += breaks
        else:
            text = _LINE_END.sub(" " if is_line else "\n", text)
            out.append(Run(text, frozenset.intersection(*(run.marks for run in some))))
    return out


def _trimmed(runs: list[Run]) -> list[Run]:
    """Without what no paragraph keeps at its ends: the parser takes every kind of blank away there."""
    code = ("code",)
    while runs and code not in runs[0].marks and not (runs[0].text.lstrip() and runs[0].text != BREAK):
        del runs[0]
    while runs and code not in runs[-1].marks and not (runs[-1].text.rstrip() and runs[-1].text != BREAK):
        del runs[-1]
    if runs and code not in runs[0].marks:
        runs[0] = Run(runs[0].text.lstrip(), runs[0].marks)
    if runs and code not in runs[-1].marks:
        runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].marks)
    return runs


def _mark(mark: Node) -> Mark:
    if mark["type"] == "link":
        return ("link", str(attribute(mark, "href") or ""), str(attribute(mark, "title") or ""))
    return (str(mark["type"]),)

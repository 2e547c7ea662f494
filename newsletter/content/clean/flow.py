"""Words as they come, gathered into paragraphs.

In: words with their look, breaks, whole blocks. Out: blocks; blanks in a row are one, two breaks in a row end a
paragraph, and what holds no words is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from newsletter.content.blocks.body import Node, children
from newsletter.content.clean.characters import raised, with_blanks, without_invisible
from newsletter.content.clean.look import Look

_BREAK = "\n"
_SPACES = " \t\r\n\f"


@dataclass(slots=True)
class Flow:
    """Blocks that are being gathered, and the words of the paragraph that is not yet ended."""

    nodes: list[Node] = field(default_factory=list)
    runs: list[tuple[str, Look]] = field(default_factory=list)

    def text(self, words: str | None, look: Look) -> None:
        """Words go on."""
        if not words:
            return
        words = without_invisible(words)
        if look.is_typed:
            for number, line in enumerate(re.split(r"\r\n|\r|\n", words)):
                if number:
                    self.end_line()
                if line:
                    self.runs.append((line, look))
            return
        words = re.sub(f"[{_SPACES}]+", " ", words)
        if words:
            self.runs.append((raised(words, look.step) if look.step else words, look))

    def end_line(self) -> None:
        """A break."""
        self.runs.append((_BREAK, Look()))

    def block(self, node: Node) -> None:
        """A whole block; what came before it is ended."""
        self.end()
        self.nodes.append(node)

    def end(self) -> None:
        """End the paragraph."""
        paragraph: list[tuple[str, Look]] = []
        breaks = 0
        for run in self.runs:
            if run[0] == _BREAK:
                breaks += 1
            elif run[0].strip():
                if breaks > 1 and paragraph:
                    self._put(paragraph)
                    paragraph = []
                elif breaks and paragraph:
                    paragraph.append((_BREAK, Look()))
                breaks = 0
                paragraph.append(run)
            elif not breaks:
                paragraph.append(run)
        self._put(paragraph)
        self.runs = []

    def _put(self, runs: Sequence[tuple[str, Look]]) -> None:
        content = inline_of(runs)
        if content:
            self.nodes.append({"type": "paragraph", "content": content})


def inline_of(runs: Sequence[tuple[str, Look]]) -> list[Node]:
    """Inline nodes: one blank between words, none at the ends and beside breaks."""
    whole = "".join(words for words, _ in runs)
    made: list[tuple[str, Look]] = []
    at = 0
    for words, look in runs:
        before, after = whole[max(0, at - 1) : at], whole[at + len(words) : at + len(words) + 1]
        at += len(words)
        made.append((words if words == _BREAK else with_blanks(words, before, after), look))
    joined: list[tuple[str, Look]] = []
    for words, look in made:
        last = joined[-1][0] if joined else _BREAK
        if words != _BREAK and last[-1:] in (" ", _BREAK):
            words = words.lstrip(" \t")
        if words == _BREAK and joined and joined[-1][0] != _BREAK:
            joined[-1] = (joined[-1][0].rstrip(" \t"), joined[-1][1])
        if not words or (words == _BREAK and not joined):
            continue
        look = replace(look, step=0, is_typed=False)
        if joined and joined[-1][1] == look and _BREAK not in (words, joined[-1][0]):
            joined[-1] = (joined[-1][0] + words, look)
        else:
            joined.append((words, look))
    while joined and not joined[-1][0].strip():
        joined.pop()
    if joined:
        joined[-1] = (joined[-1][0].rstrip(), joined[-1][1])
    nodes: list[Node] = []
    for words, look in joined:
        if words == _BREAK:
            nodes.append({"type": "hard_break"})
        elif words:
            marks = look.marks()
            nodes.append({"type": "text", "text": words, **({"marks": marks} if marks else {})})
    return nodes


def line_of(nodes: Sequence[Node], *, without: Sequence[str] = ()) -> list[Node]:
    """The words of blocks on one line, joined by blanks, without some marks: those of a heading or a cell."""
    out: list[Node] = []
    for node in nodes:
        inner = [node] if node["type"] in ("text", "hard_break") else line_of(children(node), without=without)
        if node["type"] == "hard_break":
            inner = [{"type": "text", "text": " "}]
        is_apart = bool(out) and bool(inner) and node["type"] != "text" and node["type"] != "hard_break"
        if is_apart:
            out.append({"type": "text", "text": " "})
        for each in inner:
            marks = [mark for mark in each.get("marks", ()) if mark["type"] not in without]
            bare = {name: value for name, value in each.items() if name != "marks"}
            if out and out[-1].get("marks", []) == marks:
                out[-1] = {**out[-1], "text": out[-1]["text"] + bare["text"]}
            else:
                out.append({**bare, **({"marks": marks} if marks else {})})
    return out

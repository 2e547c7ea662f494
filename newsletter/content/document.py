"""A text in blocks: what an article's body is once it has been read.

In: blocks, each with its words as tagged text beside the addresses that its links lead to. Out: its texts and pictures
in reading order, the same document with other words, its opening.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the text, at a line counted from 0 at its start, where `words` stand in it.

    `nth` of the same words on that line, counted from 0.
    """

    code: str
    message: str
    hint: str
    line: int
    is_error: bool = True
    words: str = ""
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Rich:
    """Words with inline markup: tagged text, and where each link tag leads."""

    text: str
    targets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a document.

    With words: `heading`, `paragraph`, `list item`, `quote`, `table cell`, `alt text`, `caption`. Around others:
    `list`, `ordered list`, `item`, `quotation`, `table`, `row`, `image`. `more` marks the end of a teaser.
    `number` is a heading's level, an ordered list's first number, or 1 for a header row; `align` a cell's side.
    """

    kind: str
    text: Rich | None = None
    children: tuple[Block, ...] = ()
    number: int = 0
    align: str = ""
    src: str = ""
    line: int = field(default=0, compare=False)

    @property
    def words(self) -> str:
        """Its tagged text; empty where it has none of its own."""
        return self.text.text if self.text else ""

    @property
    def is_loose(self) -> bool:
        """True for an item of a list that holds more than one paragraph with the lists below it."""
        below = [child.kind not in ("list", "ordered list") for child in self.children[1:]]
        return self.kind == "item" and any(below)


@dataclass(frozen=True, slots=True)
class Document:
    """A text in blocks, and what is wrong with it."""

    blocks: tuple[Block, ...]
    faults: tuple[Fault, ...] = field(default=(), compare=False)

    def texts(self) -> Iterator[Block]:
        """Every block with words, in reading order."""
        yield from _with_words(self.blocks)

    def images(self) -> Iterator[Block]:
        """Every image block, in reading order."""
        yield from (block for block in _all(self.blocks) if block.kind == "image")

    def with_words(self, words: Callable[[int, Block], str]) -> Document:
        """The same document with other words: `words` is asked with the running number of each block with words."""
        counter = iter(range(1_000_000))

        def renew(block: Block) -> Block:
            text = block.text
            if text is not None:
                text = Rich(words(next(counter), block), text.targets)
            children = tuple(renew(child) for child in block.children) if block.children else ()
            return Block(block.kind, text, children, block.number, block.align, block.src, block.line)

        return Document(tuple(renew(block) for block in self.blocks), self.faults)

    @property
    def has_more(self) -> bool:
        """True when its author has put a `more` line where letters end."""
        return any(block.kind == "more" for block in self.blocks)

    def opening(self) -> Document:
        """What stands before the `more` line, or the first paragraph where there is none."""
        for at, block in enumerate(self.blocks):
            if block.kind == "more":
                return Document(self.blocks[:at])
        first = next((at for at, block in enumerate(self.blocks) if block.kind == "paragraph"), -1)
        return Document(self.blocks[first : first + 1])


def _all(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _all(block.children)


def _with_words(blocks: tuple[Block, ...]) -> Iterator[Block]:
    return (block for block in _all(blocks) if block.text is not None)

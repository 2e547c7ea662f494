"""Setting plain text: wrapped by the width that is seen, addresses never broken.

In: words. Out: lines of at most 72 columns (RFC 3676 section 4.2 asks for 78 or less); wide and combining characters
count as terminals show them.
"""

from __future__ import annotations

import re

from newsletter.content.foreign import unmarked
from newsletter.content.markdown import Block, Document, Rich
from newsletter.content.tagged import tokens

WIDTH = 72
_ONE_EACH = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u200a\u2010-\u2027\u202f-\u205e]*"
)
"""Latin, Greek and Cyrillic letters and their punctuation, which take one column each."""
_BREAKS = re.compile(r"[ \t\n]+")


def columns(text: str) -> int:
    """How many columns a text takes."""
    if _ONE_EACH.fullmatch(text):
        return len(text)
    # Its tables take as long to load as rendering twenty letters, and most letters never need them.
    from wcwidth import wcswidth

    return max(0, wcswidth(text))


def wrapped(text: str, width: int = WIDTH, first: str = "", rest: str = "") -> str:
    """The text in lines of at most `width` columns, begun with `first` and `rest`; a longer word keeps its own line."""
    lines: list[str] = []
    line, used = first, columns(first)
    empty = True
    size_of = len if _ONE_EACH.fullmatch(text) else columns
    for word in _BREAKS.split(text.strip()):
        size = size_of(word)
        if not empty and used + 1 + size > width:
            lines.append(line)
            line, used, empty = rest, columns(rest), True
        line += word if empty else f" {word}"
        used += size if empty else size + 1
        empty = False
    return "\n".join([*lines, line])


def underlined(text: str, mark: str) -> str:
    """A title with a line of `mark` below it, as long as its longest line."""
    lines = wrapped(text)
    return f"{lines}\n{mark * max(columns(line) for line in lines.split(chr(10)))}"


def document_text(document: Document) -> str:
    """The blocks of a document, an empty line between them; where a link leads stands behind its words."""
    return "\n\n".join(part for block in document.blocks if (part := _block(block, "")))


def rich_text(rich: Rich) -> str:
    """A text with the addresses of its links written out, unless its words say the address already."""
    targets = dict(rich.targets)
    out: list[str] = []
    starts: dict[str, int] = {}
    for token in tokens(unmarked(rich.text)):
        if token.kind == "words":
            out.append(token.value)
        elif token.kind == "single":
            out.append(" ")
        elif token.value in targets and token.kind == "open":
            starts[token.value] = len(out)
        elif token.value in targets:
            words, address = "".join(out[starts[token.value] :]), targets[token.value].removeprefix("mailto:")
            if words.strip().rstrip("/") != address.rstrip("/"):
                out.append(f" <{address}>")
    return "".join(out)


def _block(block: Block, indent: str) -> str:
    match block.kind:
        case "heading":
            return underlined(_words(block), "-")
        case "paragraph":
            return wrapped(_words(block), first=indent, rest=indent)
        case "quote":
            return wrapped(_words(block), first=f"{indent}  ", rest=f"{indent}  ")
        case "list" | "ordered list":
            return "\n".join(_item(item, number, block, indent) for number, item in enumerate(block.children))
        case "quotation":
            return "\n\n".join(_block(child, indent) for child in block.children)
        case "table":
            rows = [" | ".join(_words(cell) for cell in row.children) for row in block.children]
            return "\n".join(wrapped(row, first=indent, rest=f"{indent}  ") for row in rows)
        case "image":
            caption = next((_words(child) for child in block.children if child.kind == "caption"), "")
            alt = next((_words(child) for child in block.children if child.kind == "alt text"), "")
            return wrapped(f"[{caption or alt}]", first=indent, rest=indent)
        case _:
            return ""


def _item(item: Block, number: int, around: Block, indent: str) -> str:
    mark = f"{around.number + number}. " if around.kind == "ordered list" else "- "
    inner = indent + " " * len(mark)
    parts: list[str] = []
    for child in item.children:
        if child.kind == "list item" and not parts:
            parts.append(wrapped(_words(child), first=indent + mark, rest=inner))
        elif child.kind == "list item":
            parts.append(wrapped(_words(child), first=inner, rest=inner))
        else:
            parts.append(_block(child, inner))
    return "\n".join(parts)


def _words(block: Block) -> str:
    return rich_text(block.text) if block.text else ""

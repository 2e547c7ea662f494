"""Setting plain text: wrapped by the width that is seen, in columns where that reads better, addresses never broken.

In: words, documents, where links lead. Out: lines of at most 72 columns (RFC 3676 section 4.2 asks for 78 or less);
wide and combining characters count as terminals show them. An address may make its line longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from unicodedata import bidirectional

from newsletter.content.document import Block, Document, Rich
from newsletter.content.foreign import unmarked
from newsletter.content.tagged import tokens
from newsletter.patterns import late
from newsletter.render.line_breaks import LineBreaks

WIDTH = 72
MOST_LEFT = 28
"""The left one of two columns is never wider: the right one keeps most of the line."""
_GAP = 2
_ONE_EACH = late(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u200a\u2010-\u2027\u202f-\u205e"
    "\u20a0-\u20bf\u2116\u2122]*"
)
"""Latin, Greek and Cyrillic letters, their punctuation and the signs of currencies, which take one column each."""
_BREAKS = late(r"[ \t\n]+")
_OPEN, _CLOSE = "（「『【《〈〔", "、。，．：；！？）」』】》〉〕ー々…"
_IDEOGRAPH = "\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_PARTS = late(f"[{_OPEN}]*(?:(?![{_OPEN}{_CLOSE}])[{_IDEOGRAPH}]|[^{_OPEN}{_CLOSE}{_IDEOGRAPH}]+)[{_CLOSE}]*|.")
"""Chinese and Japanese break between any two characters, but not before what closes or after what opens."""
_RIGHT_TO_LEFT_MARK = "\u200f"


class Links:
    """The links of one letter: each gets a number in the text, and its address stands at the end of the section."""

    def __init__(self, breaks: LineBreaks) -> None:
        self._breaks = breaks
        self._section: dict[str, int] = {}
        self._last = 0

    def linked(self, words: str, url: str) -> str:
        """The words with the number of their link; an address has one number in a section."""
        number = self._section.get(url)
        if number is None:
            number = self._section[url] = self._last = self._last + 1
        return f"{words}\u00a0[{number}]"

    def addresses(self) -> str:
        """The addresses since the last time, a line each with its number."""
        lines = [(f"[{number}]", url) for url, number in self._section.items()]
        self._section = {}
        widest = max((len(mark) for mark, _ in lines), default=0)
        return "\n".join(f"{mark:<{widest}} {url}" for mark, url in lines)

    def document(self, document: Document) -> str:
        """The blocks of a document, an empty line between them."""
        return "\n\n".join(part for block in document.blocks if (part := self._block(block, "")))

    def rich(self, rich: Rich) -> str:
        """A text with the numbers of its links, unless the words of one say its address already."""
        targets = dict(rich.targets)
        out: list[str] = []
        starts: dict[str, int] = {}
        for token in tokens(unmarked(rich.text)):
            if token.kind == "words":
                out.append(token.value)
            elif token.kind == "single":
                out.append("\n")
            elif token.value in targets and token.kind == "open":
                starts[token.value] = len(out)
            elif token.value in targets:
                words, address = "".join(out[starts[token.value] :]), _bare(targets[token.value])
                if words.strip().rstrip("/") != address.rstrip("/"):
                    out.append(self.linked("", address))
        return "".join(out)

    def _block(self, block: Block, indent: str) -> str:
        match block.kind:
            case "heading":
                return underline(self._words(block), "-")
            case "paragraph" | "quote":
                return _lines(self._words(block), first=indent, rest=indent)
            case "list" | "ordered list":
                gap = "\n\n" if any(item.is_loose for item in block.children) else "\n"
                return gap.join(self._item(item, number, block, indent) for number, item in enumerate(block.children))
            case "quotation":
                return "\n\n".join(self._block(child, f"{indent}  ") for child in block.children)
            case "table":
                rows = [" | ".join(self._words(cell) for cell in row.children) for row in block.children]
                return "\n".join(wrap(row, first=indent, rest=f"{indent}  ") for row in rows)
            case "image":
                caption = next((self._words(child) for child in block.children if child.kind == "caption"), "")
                alt = next((self._words(child) for child in block.children if child.kind == "alt text"), "")
                return wrap(f"[{caption or alt}]", first=indent, rest=indent)
            case _:
                return ""

    def _item(self, item: Block, number: int, around: Block, indent: str) -> str:
        mark = f"{around.number + number}. " if around.kind == "ordered list" else "- "
        inner = indent + " " * len(mark)
        parts: list[str] = []
        for child in item.children:
            if child.kind == "list item":
                parts.append(_lines(self._words(child), first=inner if parts else indent + mark, rest=inner))
            else:
                parts.append(self._block(child, inner))
        return ("\n\n" if item.is_loose else "\n").join(parts)

    def _words(self, block: Block) -> str:
        return self._breaks.kept(self.rich(block.text)) if block.text else ""


def columns(text: str) -> int:
    """How many columns a text takes."""
    if _is_plain(text):
        return len(text)
    # Its tables take as long to load as rendering twenty letters, and most letters never need them.
    from wcwidth import wcswidth

    return max(0, wcswidth(text))


@lru_cache(maxsize=8192)
def wrap(text: str, width: int = WIDTH, first: str = "", rest: str = "") -> str:
    """The text in lines of at most `width` columns, begun with `first` and `rest`.

    A longer word is parted where it must be; a longer address keeps its own line.
    """
    text = text.strip()
    if "  " in text or "\n" in text or "\t" in text:
        text = _BREAKS.sub(" ", text)
    lines = _plain_lines if _is_plain(text) else break_by_width
    return "\n".join(lines(text, width, first, rest))


def underline(text: str, mark: str) -> str:
    """A title with a line of `mark` below it, as long as its longest line; several lines are of like length."""
    lines = wrap(text).split("\n")
    if len(lines) > 1:
        shortest = -(-columns(text) // len(lines))
        balanced = (wrap(text, width).split("\n") for width in range(shortest, WIDTH))
        lines = next((tried for tried in balanced if len(tried) == len(lines)), lines)
    return "\n".join([*lines, mark * max(map(columns, lines))])


def align(text: str) -> str:
    """Lines of `left TAB right` as two columns; a line that begins with TAB goes on in the right one.

    Where the left is too wide for a column, or an address has no room in the right, each right follows its left.
    """
    rows = [line.strip(" ").partition("\t") for line in text.split("\n") if line.strip()]
    widths = [columns(head) for head, _, _ in rows]
    left = max(widths, default=0) + _GAP
    addresses = [word for _, _, tail in rows if _is_address(tail) for word in tail.split(" ") if _is_address(word)]
    if left - _GAP > MOST_LEFT or any(left + columns(address) > WIDTH for address in addresses):
        return "".join(wrap(f"{head} {tail}", first="" if head else "  ", rest="  ") + "\n" for head, _, tail in rows)
    indent = " " * left
    return "".join(
        wrap(tail, first=head + " " * (left - width), rest=indent if head else f"{indent}  ") + "\n"
        for (head, _, tail), width in zip(rows, widths, strict=True)
    )


def tidy(written: str, turn: str) -> str:
    """The letter without what templates leave behind: trailing blanks, and more than one empty line in a row.

    A plain text takes its direction from the first letter of each line, so that a line of a letter that runs from right
    to left (`turn` is `rtl`) is marked where it begins otherwise (Unicode Standard Annex 9, P2); an address is not.
    """
    out: list[str] = []
    for line in written.strip().split("\n"):
        line = line.rstrip()
        if line or (out and out[-1]):
            out.append(f"{_RIGHT_TO_LEFT_MARK}{line}" if turn == "rtl" and _begins_otherwise(line) else line)
    return "\n".join(out) + "\n"


def _lines(text: str, first: str, rest: str) -> str:
    """Each line of a text wrapped for itself."""
    lines = text.split("\n")
    return "\n".join(wrap(line, first=rest if number else first, rest=rest) for number, line in enumerate(lines))


def _plain_lines(text: str, width: int, first: str, rest: str) -> Iterator[str]:
    """The lines of a text whose characters take a column each, cut where the last space of each stands."""
    head, start = first, 0
    room = width - columns(first)
    while len(text) - start > room:
        end = text.rfind(" ", start, start + room + 1)
        skipped = 1
        if end < 0:
            end = text.find(" ", start)
            end = len(text) if end < 0 else end
            if not _is_address(text[start:end]):
                end, skipped = start + room, 0
        yield head + text[start:end]
        start = end + skipped
        head, room = rest, width - columns(rest)
    if start < len(text) or not text:
        yield head + text[start:]


def break_by_width(text: str, width: int, first: str, rest: str) -> Iterator[str]:
    """The lines of a text whose characters take none to two columns each."""
    line, used, is_empty = first, columns(first), True
    for glue, word, size in _pieces(text, width - max(used, columns(rest))):
        if not is_empty and used + len(glue) + size > width:
            yield line
            line, used, is_empty = rest, columns(rest), True
        line += word if is_empty else glue + word
        used += size if is_empty else len(glue) + size
        is_empty = False
    yield line


def _pieces(text: str, room: int) -> Iterator[tuple[str, str, int]]:
    """What no line parts: what goes before it in a line, itself, its columns (at most `room`, but for addresses)."""
    for word in text.split(" "):
        glue = " "
        for part in [word] if _is_address(word) else _PARTS.findall(word):
            size = columns(part)
            parted = [part] if size <= room or _is_address(part) else _parted(part, room)
            for piece in parted:
                yield glue, piece, size if len(parted) == 1 else columns(piece)
                glue = ""


def _parted(word: str, room: int) -> list[str]:
    """A word that is wider than `room`, cut; never before a character that takes no column of its own."""
    pieces: list[str] = []
    start = 0
    for at in range(1, len(word) + 1):
        if columns(word[start:at]) > room:
            pieces.append(word[start : at - 1])
            start = at - 1
    return [*pieces, word[start:]]


def _is_plain(text: str) -> bool:
    return text.isascii() or _ONE_EACH.fullmatch(text) is not None


def _bare(address: str) -> str:
    """An address as people write it: of mail and telephones without their scheme."""
    return address.removeprefix("mailto:").removeprefix("tel:")


def _is_address(word: str) -> bool:
    return "://" in word or "@" in word


def _begins_otherwise(line: str) -> bool:
    """True for a line with words, or signs, that does not begin from right to left and holds no address."""
    if not line or "://" in line:
        return False
    strong = next((kind for kind in map(bidirectional, line) if kind in ("L", "R", "AL")), "")
    return strong not in ("R", "AL")

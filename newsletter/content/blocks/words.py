"""The words of a block as Markdown that reads as the very same.

In: inline nodes, and what they stand in. Out: Markdown. Several ways of writing are tried, the plainest first, and each
is read again: marks between punctuation and a letter don't read where they stand, there the letter outside is written
as an entity. Where no way reads, the last one is returned, and whoever compares the block refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple
from unicodedata import category

from newsletter.content.blocks.body import Node
from newsletter.content.blocks.comparing import Mark, Run, runs_of, spoken
from newsletter.content.blocks.inline import UnshownError, inline_nodes
from newsletter.content.blocks.parsing import tokens_of
from newsletter.content.marks import SIGNS

_CODE: Mark = ("code",)
_ORDER = {"link": 0, "strike": 1, "strong": 2, "em": 3}
_ENTITY = re.compile(r"&(?=#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
_ASCII_MARKS = r"!-/:-@\[-`{-~"
_BACKSLASH = re.compile(rf"\\(?=[{_ASCII_MARKS}{re.escape(SIGNS)}\n]|\Z)")
_LINE_START = (
    (re.compile(r"(#{1,6}(?=[ \t]|$)|>|[-+*](?=[ \t]|$)|=+[ \t]*$|-+[ \t]*$|[|:](?=[|:\-\s]*$)|-(?=[|:\-\s]+$))"), 0),
    (re.compile(r"\d{1,9}(?=[.)](?:[ \t]|$))"), 1),
    (re.compile(r"[-*_](?:[ \t]*[-*_]){2,}[ \t]*$|~~~|\|"), 0),
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*")
_MAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


class Where(Enum):
    """What words stand in."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CELL = "cell"


class _Way(NamedTuple):
    """One way of writing: which characters are escaped, where entities help marks, and what is slanted with what."""

    is_strict: bool
    entities: int
    slant: str


_WAYS = (
    _Way(False, 0, "*"), _Way(True, 0, "*"), _Way(False, 1, "*"), _Way(True, 1, "*"), _Way(True, 0, "_"),
    _Way(True, 1, "_"), _Way(True, 2, "*"), _Way(True, 2, "_"),
)  # fmt: skip


def write_words(nodes: Sequence[Node], where: Where, references: Mapping[str, Any]) -> str:
    """Inline nodes as Markdown, on one line but in paragraphs; a heading without its sign, a cell without strokes."""
    is_line = where is not Where.PARAGRAPH
    runs = runs_of(nodes, is_line=is_line)
    if not runs:
        return ""
    wanted = spoken(nodes, is_line=is_line)
    written = ""
    tried: set[str] = set()
    for way in _WAYS:
        written = _written(runs, where, way)
        if written in tried:
            continue
        tried.add(written)
        if _reads_as(written, where, references) == wanted:
            return written
    return written


def _reads_as(written: str, where: Where, references: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """What the words say when they are read; None when they are no single block of their kind."""
    text = {Where.HEADING: f"## {written}", Where.CELL: f"| {written} |\n| --- |"}.get(where, written)
    tokens, env = tokens_of(text, references)
    kinds = [token.type for token in tokens if token.level == 0 and token.nesting == 1]
    if kinds != [{Where.HEADING: "heading_open", Where.CELL: "table_open"}.get(where, "paragraph_open")]:
        return None
    inline = [token for token in tokens if token.type == "inline"]
    if len(inline) != 1 or len(env["references"]) != len(references):
        return None
    try:
        return spoken(inline_nodes(inline[0]), is_line=where is not Where.PARAGRAPH)
    except UnshownError:
        return None


class _Kind(Enum):
    WORDS = 0
    BLANK = 1
    OPEN = 2
    CLOSE = 3
    OTHER = 4


class _Bit(NamedTuple):
    """A bit of what is written: `text` as it is meant, `shown` as it is written once that is known."""

    kind: _Kind
    text: str
    in_link: bool = False


def _written(runs: Sequence[Run], where: Where, way: _Way) -> str:
    bits = list(_with_entities(_bits(runs, way, where), way.entities))
    out = []
    for at, bit in enumerate(bits):
        if bit.kind is _Kind.WORDS:
            before, after = _beside(bits, at)
            out.append(_escaped(bit.text, before, after, way.is_strict or bit.in_link, where))
        else:
            out.append(bit.text)
    written = "".join(out)
    if where is Where.PARAGRAPH:
        return "\n".join(_escaped_start(line, way.is_strict) for line in written.split("\n"))
    if where is Where.HEADING:
        return re.sub(r"(^|[ \t])(#+)$", r"\1\\\2", written)
    return written


def _beside(bits: Sequence[_Bit], at: int) -> tuple[str, str]:
    """The characters right before and behind a bit as they will be written, nearly."""
    before = bits[at - 1].text[-1:] if at else ""
    after = bits[at + 1].text[:1] if at + 1 < len(bits) else ""
    return before, after


def _bits(runs: Sequence[Run], way: _Way, where: Where) -> list[_Bit]:
    out: list[_Bit] = []
    stack: list[Mark] = []
    for at, run in enumerate(runs):
        is_code = _CODE in run.marks
        marks = run.marks - {_CODE}
        if run.is_blank and not is_code:
            marks &= (runs[at - 1].marks & runs[at + 1].marks) & frozenset(stack)
        keep = 0
        while keep < len(stack) and stack[keep] in marks:
            keep += 1
        for mark in reversed(stack[keep:]):
            _close(out, mark, way)
        del stack[keep:]
        missing = sorted(marks - set(stack), key=lambda mark: (-_extent(runs, at, mark), _ORDER.get(mark[0], 9)))
        link = next((mark for mark in missing if mark[0] == "link"), None)
        if link:  # a link is never parted: what ends before it does is begun again inside
            reach = _extent(runs, at, link)
            short = next((n for n, mark in enumerate(stack) if _extent(runs, at, mark) < reach), len(stack))
            for mark in reversed(stack[short:]):
                _close(out, mark, way)
            again = stack[short:]
            del stack[short:]
            outside = [mark for mark in missing if mark[0] != "link" and _extent(runs, at, mark) >= reach]
            inside = [mark for mark in missing if mark[0] != "link" and mark not in outside]
            missing = [*outside, link, *again, *inside]
        if auto := _autolink(runs, at, link) if missing == [link] and not is_code else "":
            out.append(_Bit(_Kind.OTHER, auto))
            stack += [mark for mark in missing if mark != link]
            continue
        for mark in missing:
            out.append(_Bit(_Kind.OPEN, _sign(mark, way)))
            stack.append(mark)
        in_link = any(mark[0] == "link" for mark in stack)
        if is_code:
            out.append(_Bit(_Kind.OTHER, _code(run.text, where)))
        elif run.is_blank:
            out.append(_Bit(_Kind.BLANK, run.text))
        else:
            out.append(_Bit(_Kind.WORDS, run.text, in_link))
    for mark in reversed(stack):
        _close(out, mark, way)
    return _cells(out) if where is Where.CELL else out


def _extent(runs: Sequence[Run], at: int, mark: Mark) -> int:
    """How many runs from this one on have the mark; blanks between go with those behind them."""
    end = at
    while end < len(runs) and (mark in runs[end].marks):
        end += 1
    return end


def _sign(mark: Mark, way: _Way) -> str:
    return {"strong": "**", "em": way.slant, "strike": "~~", "link": "["}.get(mark[0], "")


def _close(out: list[_Bit], mark: Mark, way: _Way) -> None:
    """End a mark before the blanks that are there already."""
    blanks = []
    while out and out[-1].kind is _Kind.BLANK:
        blanks.append(out.pop())
    if mark[0] == "link":
        out.append(_Bit(_Kind.OTHER, f"]({target_of(mark[1], mark[2])})"))
    else:
        out.append(_Bit(_Kind.CLOSE, _sign(mark, way)))
    out.extend(reversed(blanks))


def _autolink(runs: Sequence[Run], at: int, link: Mark | None) -> str:
    """`<address>` for a link whose words are its address; empty where it is none."""
    if link is None or _extent(runs, at, link) != at + 1 or link[2]:
        return ""
    words, address = runs[at].text, link[1]
    if (words == address and _SCHEME.fullmatch(words)) or (f"mailto:{words}" == address and _MAIL.fullmatch(words)):
        return f"<{words}>"
    return ""


def target_of(address: str, title: str) -> str:
    """What stands between the round brackets of a link or picture."""
    address = _BACKSLASH.sub(r"\\\\", address)
    address = _ENTITY.sub(r"\\&", address.replace("\n", "%0A").replace("\r", ""))
    if not address or re.search(r"[\s()<>\x00-\x1f\x7f]", address):
        address = "<" + re.sub(r"[<>]", r"\\\g<0>", address) + ">"
    if not title:
        return address
    title = _ENTITY.sub(r"\\&", _BACKSLASH.sub(r"\\\\", re.sub(r"\s*\n\s*", " ", title)))
    quoted = title.replace('"', '\\"')
    return f'{address} "{quoted}"'


def _code(text: str, where: Where) -> str:
    longest = max((len(found) for found in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    is_padded = text[:1] == "`" or text[-1:] == "`" or (text[:1] == text[-1:] == " " and text.strip(" "))
    return f"{fence} {text} {fence}" if is_padded else f"{fence}{text}{fence}"


def _cells(bits: list[_Bit]) -> list[_Bit]:
    """A stroke would end the cell, also in code and addresses."""
    return [
        bit if bit.kind is _Kind.WORDS else bit._replace(text=re.sub(r"(?<!\\)\|", r"\\|", bit.text)) for bit in bits
    ]


def _with_entities(bits: list[_Bit], how: int) -> Iterator[_Bit]:
    """Letters beside marks as entities: 1 only where the mark would not read, 2 wherever a letter is beside one."""
    for at, bit in enumerate(bits):
        if not how or bit.kind is not _Kind.WORDS:
            yield bit
            continue
        first = at > 0 and bits[at - 1].kind is _Kind.CLOSE and _hinders(_inside(bits, at, -1), bit.text[0], how)
        last = (
            at + 1 < len(bits)
            and bits[at + 1].kind is _Kind.OPEN
            and bits[at + 1].text != "["
            and _hinders(_inside(bits, at, 1), bit.text[-1], how)
        )
        text = bit.text
        if first:
            yield _Bit(_Kind.OTHER, f"&#{ord(text[0])};")
            text = text[1:]
        if last and text:
            yield _Bit(_Kind.WORDS, text[:-1], bit.in_link) if text[:-1] else _Bit(_Kind.OTHER, "")
            yield _Bit(_Kind.OTHER, f"&#{ord(text[-1])};")
        elif text:
            yield _Bit(_Kind.WORDS, text, bit.in_link)


def _inside(bits: Sequence[_Bit], at: int, step: int) -> str:
    """The character on the other side of the marks beside a bit."""
    at += step
    while 0 <= at < len(bits) and bits[at].kind in (_Kind.OPEN, _Kind.CLOSE) and bits[at].text != "[":
        at += step
    if not 0 <= at < len(bits):
        return ""
    return bits[at].text[-1:] if step < 0 else bits[at].text[:1]


def _hinders(inside: str, outside: str, how: int) -> bool:
    if _is_mark(outside):
        return False
    return how == 2 or not inside or _is_mark(inside)


def _is_mark(character: str) -> bool:
    return category(character)[0] in "PS"


def _escaped(text: str, before: str, after: str, is_strict: bool, where: Where) -> str:
    """Words as they are read back; `before` and `after` are the characters beside them."""
    if is_strict:
        text = text.replace("\\", "\\\\")
        text = re.sub(r"[`*\[\]<]", r"\\\g<0>", text)
        text = re.sub(r"~(?=~)|(?<=~)~|^~|~$", r"\\~", text)
    else:
        text = re.sub(r"\\", lambda found: _backslash(found, text, before, after), text)
        text = re.sub(r"`", r"\\`", text)
        text = re.sub(r"\*", lambda found: _star(found, text, before, after), text)
        text = re.sub(r"\](?=[\[(:])|!(?=\[)", r"\\\g<0>", text)
        text = re.sub(r"<(?=[A-Za-z/!?])", r"\\<", text)
        text = re.sub(r"~~", r"\\~\\~", text)
    text = re.sub(r"_", lambda found: _underline(found, text, before, after), text)
    text = _ENTITY.sub(r"\\&", text)
    if is_strict:
        text = re.sub(r"!(?=\\\[)", r"\\!", text)
    if after == "[" and text.endswith("!"):
        text = f"{text[:-1]}\\!"
    return re.sub(r"\|", r"\\|", text) if where is Where.CELL else text


def _backslash(found: re.Match[str], text: str, before: str, after: str) -> str:
    _, right = _around(found, text, before, after)
    return "\\" if right and not _BACKSLASH.match(f"\\{right}") else r"\\"


def _star(found: re.Match[str], text: str, before: str, after: str) -> str:
    left, right = _around(found, text, before, after)
    return "*" if (not left or left.isspace()) and (not right or right.isspace()) else r"\*"


def _underline(found: re.Match[str], text: str, before: str, after: str) -> str:
    left, right = _around(found, text, before, after)
    return "_" if left.isalnum() and right.isalnum() else r"\_"


def _around(found: re.Match[str], text: str, before: str, after: str) -> tuple[str, str]:
    start, end = found.span()
    return (text[start - 1] if start else before), (text[end] if end < len(text) else after)


def _escaped_start(line: str, is_strict: bool) -> str:
    """A line of a paragraph that begins no block."""
    rules = _LINE_START if is_strict else _LINE_START[:2]
    for rule, behind in rules:
        if found := rule.match(line):
            at = found.end() if behind else 0
            return f"{line[:at]}\\{line[at:]}"
    return line


def write_alt(words: str) -> str:
    """A picture's words, between its square brackets."""
    words = " ".join(words.split())
    return _ENTITY.sub(r"\\&", re.sub(r"[\\`*_\[\]<~!]", r"\\\g<0>", words))

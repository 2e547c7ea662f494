"""A text with some of its blocks edited: only these are written, and the whole is read again before anybody gets it.

In: a `Body` and the document as it was edited. Out: the new text; or `BlockRefusedError` for a block that would not
read as it was shown: then its Markdown is left to a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from newsletter.content.blocks.body import Body, Node, attribute, children
from newsletter.content.blocks.comparing import is_just, meaning, meanings, same
from newsletter.content.blocks.reading import read, recall
from newsletter.content.blocks.writing import Writer, sign_of
from newsletter.exceptions import NewsletterError


class BlockRefusedError(NewsletterError):
    """A block can't be written so that it reads as it was shown: the number of its node, its name, its Markdown."""

    def __init__(self, index: int, oid: str, source: str) -> None:
        super().__init__("this block can’t be written as it is shown")
        self.index = index
        self.oid = oid
        self.source = source


@dataclass(frozen=True, slots=True)
class _Part:
    """A block on its way into the file; `number` is that of its old piece if it is unchanged."""

    index: int
    oid: str
    node: Node
    source: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Written:
    """An edited document as a text and as it reads; `origins` is the name each block was sent under."""

    body: Body
    origins: tuple[str, ...]


def write(body: Body, document: Node, sources: Mapping[str, str] | None = None) -> Written:
    """An edited document written. `sources` are blocks, by name, that were edited as Markdown.

    Raises `BlockRefusedError`.
    """
    parts = _parts(body, document, sources or {})
    text = _joined(body, parts)
    if text == body.text:
        return Written(body, tuple(piece.oid for piece in body.pieces))
    written = recall(text)
    _verify(parts, written)
    origins: list[str] = []
    for part in parts:
        count = 1 if part.number is not None else len(read(part.source, written.references).pieces)
        origins += [part.oid] + [""] * (count - 1)
    return Written(written, tuple(origins[: len(written.pieces)]) + ("",) * (len(written.pieces) - len(origins)))


def write_block(body: Body, node: Node) -> str:
    """One block alone as it would be written."""
    return "\n".join(Writer(body.items, body.references).write(node))


def _parts(body: Body, document: Node, sources: Mapping[str, str]) -> list[_Part]:
    pieces = {piece.oid: (number, piece) for number, piece in enumerate(body.pieces)}
    writer = Writer(body.items, body.references)
    parts: list[_Part] = []
    for index, node in enumerate(children(document)):
        oid = attribute(node, "oid") or ""
        number, piece = pieces.get(oid, (None, None))
        if oid in sources:
            node = {"type": "raw", "attrs": {"oid": oid, "source": sources[oid]}}
        is_kept = piece is not None and oid not in sources and is_just(node, piece.node)
        if not is_kept:
            if meaning(node) is None and (piece is None or meaning(piece.node) is not None):
                continue
            if node["type"] == "raw" and not str(attribute(node, "source") or "").strip():
                continue
            is_kept = piece is not None and oid not in sources and same(node, piece.node)
        if is_kept and piece is not None:
            parts.append(_Part(index, oid, node, piece.source, number))
        else:
            parts.append(_Part(index, oid, node, "", None))
    for at, part in enumerate(parts):
        before, behind = (parts[at - 1] if at else None), (parts[at + 1] if at + 1 < len(parts) else None)
        if before is not None and _runs_together(body, before, part):
            raise BlockRefusedError(part.index, part.oid, part.source)
        if part.number is None:
            taken = _sign(before, part) + (_sign(behind, part) if behind and behind.number is not None else "")
            was = pieces[part.oid][1].source if part.oid in pieces else ""
            lines = writer.write(part.node, taken, was)
            parts[at] = _Part(part.index, part.oid, part.node, body.newline.join(lines), None)
    return parts


def _sign(part: _Part | None, beside: _Part) -> str:
    if part is None or part.node["type"] != beside.node["type"]:
        return ""
    return sign_of(part.source.splitlines(), part.node)


def _runs_together(body: Body, before: _Part, part: _Part) -> bool:
    """True for two lists that have come to stand side by side, are as they were, and would be read as one."""
    if part.number is None or (before.number is not None and before.number + 1 == part.number):
        return False
    sign = _sign(before, part)
    return bool(sign) and sign == sign_of(part.source.splitlines()[:1], part.node)


def _joined(body: Body, parts: Sequence[_Part]) -> str:
    """The blocks with what stands between them: between old neighbours what stood there, else one empty line."""
    if not parts:
        return body.gaps[0] if body.gaps[0].strip(" \t") or not body.pieces else body.newline
    names = {piece.oid: number for number, piece in enumerate(body.pieces)}
    out = [body.gaps[0]]
    for before, part in pairwise(parts):
        old = names.get(before.oid)
        is_beside = old is not None and names.get(part.oid) == old + 1
        out += [before.source, body.gaps[old + 1] if is_beside and old is not None else body.newline * 2]
    behind = body.gaps[-1] if body.pieces else body.newline
    return "".join([*out, parts[-1].source, behind])


def _verify(parts: Sequence[_Part], written: Body) -> None:
    """Raise `BlockRefusedError` unless the text reads as the document was shown."""
    said = [_alone(written, part) if part.number is None else None for part in parts]
    if _reads_so(parts, said, written):
        return
    wanted = [each if each is not None else meanings([part.node]) for part, each in zip(parts, said, strict=True)]
    owners = [part for part, each in zip(parts, wanted, strict=True) for _ in each]
    found = meanings(piece.node for piece in written.pieces)
    flat = [one for each in wanted for one in each]
    if list(found) == flat:
        return
    at = next((n for n, pair in enumerate(zip(found, flat, strict=False)) if pair[0] != pair[1]), len(flat) - 1)
    owner = owners[min(max(at, 0), len(owners) - 1)] if owners else parts[0]
    changed = [part for part in parts if part.number is None]
    blamed = min(changed, key=lambda part: abs(part.index - owner.index), default=owner)
    raise BlockRefusedError(blamed.index, blamed.oid, blamed.source)


def _reads_so(parts: Sequence[_Part], said: Sequence[tuple[object, ...] | None], written: Body) -> bool:
    """True where each block, one after the other, plainly reads as it should; most have not changed."""
    at = 0
    for part, wanted in zip(parts, said, strict=True):
        count = 1 if wanted is None else len(wanted)
        nodes = [piece.node for piece in written.pieces[at : at + count]]
        at += count
        if len(nodes) != count:
            return False
        if wanted is None and not (is_just(nodes[0], part.node) or same(nodes[0], part.node)):
            return False
        if wanted is not None and meanings(nodes) != wanted:
            return False
    return at == len(written.pieces)


def _alone(written: Body, part: _Part) -> tuple[object, ...]:
    """What a block says when it is read alone, which has to be what was shown."""
    said = meanings(piece.node for piece in read(part.source, written.references).pieces)
    if part.node["type"] != "raw" and said != meanings([part.node]):
        raise BlockRefusedError(part.index, part.oid, part.source)
    return said

"""An article's text edited block by block: opened as a document, saved without touching what was not edited.

In: a workspace, an article's slug, the version that a person read, and the document as they left it. Out: `Written`, or
why nothing was written: a block that both have changed, a block that can't be written as it was shown, a file that is
no article. What two people have done to different blocks is merged; nothing is ever overwritten.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsletter.content.blocks import merging
from newsletter.content.blocks.body import Body, Node, attribute, children, split_article
from newsletter.content.blocks.checking import check_document
from newsletter.content.blocks.matching import match_blocks, plain
from newsletter.content.blocks.reading import read, recall
from newsletter.content.blocks.splicing import BlockRefusedError, Written, write, write_block
from newsletter.content.edit import EditRefusedError, Plain, values_in
from newsletter.files import MAX_TEXT_BYTES, digest, digest_of
from newsletter.pipeline.editing.saving import EditRefused, check_name, read_for_editing, write_version
from newsletter.pipeline.editing.versions import keep, keep_attempt, kept, landed
from newsletter.workspace import Version, Workspace

_TORN = re.compile(r"^<{7} ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is edited: its version, its text as a document, its front matter as texts."""

    version: Version
    document: Node
    front: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class ArticleSaved:
    """The file holds what was asked for; `merged` says that others had written in it since it was read."""

    version: Version
    document: Node
    merged: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A block as one of two people has it, and its Markdown."""

    node: Node
    source: str


@dataclass(frozen=True, slots=True)
class BlockClash:
    """A block that both have changed; None for a side that has taken it out.

    `oid` names it in `document`, where it is number `index`.
    """

    oid: str | None
    index: int
    mine: Side | None
    theirs: Side | None
    base: Side | None


@dataclass(frozen=True, slots=True)
class ArticleClash:
    """Nothing was written. `document` is what to go on with: theirs at `version`, with mine where nothing clashes."""

    version: Version
    document: Node
    clashes: tuple[BlockClash, ...]


@dataclass(frozen=True, slots=True)
class BlockRefused:
    """Nothing was written: a block of the document sent, by its number and name, is left to a person as Markdown."""

    index: int
    oid: str
    source: str
    message: str


Outcome = ArticleSaved | ArticleClash | BlockRefused | EditRefused


def file_of(slug: str) -> str:
    """The name of an article's file in the project."""
    return f"issues/articles/{slug}.md"


def open_article(workspace: Workspace, slug: str) -> Article | EditRefused | None:
    """An article to be edited; None where there is none."""
    file = read_for_editing(workspace, file_of(slug))
    if file is None:
        return None
    parts = _parts(file.data)
    if isinstance(parts, EditRefused):
        return parts
    try:
        front: Mapping[str, Plain] = values_in(file.data, is_article=True)
    except EditRefusedError:
        front = {}  # what is wrong in it is told beside its form
    return Article(file.version, parts.body.document(), front)


def save_article(
    workspace: Workspace,
    slug: str,
    since: Version,
    document: Node,
    *,
    sources: Mapping[str, str] | None = None,
    tab: str = "",
) -> Outcome:
    """Write an edited document. `since` is the version it was opened at, `sources` are blocks edited as Markdown.

    `tab` names the page that sends: what it has sent before, and of which it never had the answer, is no change of
    somebody else's. Raises `NoDocumentError`.
    """
    name = file_of(slug)
    check_name(name)
    check_document(document)
    request = digest_of([slug, tab, since]) if tab else ""
    while True:
        file = read_for_editing(workspace, name)
        if file is None:
            return EditRefused("the article is no longer there", 1)
        now = _parts(file.data)
        if isinstance(now, EditRefused):
            return now
        if since == file.version:
            before: _Parts | EditRefused | None = now
        else:
            before = _parts(data) if (data := kept(workspace, since)) is not None else None
        if not isinstance(before, _Parts):
            return _unknown_base(now, file.version, document)
        try:
            mine = write(before.body, document, sources)
            base, mine_of = _base_of(workspace, before.body, mine, request, file.version)
            text = _merged(base, mine.body, mine_of, now.body)
        except BlockRefusedError as fault:
            return BlockRefused(fault.index, fault.oid, fault.source, str(fault))
        if not isinstance(text, str):
            return _clash(base, mine.body, now, file.version, text)
        try:
            made = now.mark + f"{now.head}{text}".encode()
        except UnicodeEncodeError:
            return EditRefused("a character in this text is half of one, and can’t be written", 1)
        if len(made) > MAX_TEXT_BYTES:
            return EditRefused(f"the file would be larger than {MAX_TEXT_BYTES:,} bytes", 1)
        if request:  # before the write: who is killed behind it sends the same again
            own = now.mark + f"{now.head}{mine.body.text}".encode()
            keep(workspace, digest(own), own)
            keep_attempt(workspace, request, digest(own), digest(made))
        version = file.version if made == file.data else write_version(workspace, name, made, file.version)
        if version is not None:
            return ArticleSaved(version, recall(text).document(), merged=text != mine.body.text)


@dataclass(frozen=True, slots=True)
class _Parts:
    """An article's bytes: the mark of byte order, its head, its text as blocks."""

    mark: bytes
    head: str
    body: Body


def _parts(data: bytes) -> _Parts | EditRefused:
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        text = data[len(mark) :].decode("utf-8")
    except UnicodeDecodeError as fault:
        return EditRefused("this is no text in UTF-8", data.count(b"\n", 0, fault.start) + 1)
    if torn := _TORN.search(text):
        return EditRefused("git could not merge two people’s changes here", text.count("\n", 0, torn.start()) + 1)
    split = split_article(text)
    if split is None:
        return EditRefused("the file does not begin with front matter", 1)
    return _Parts(mark, split[0], recall(split[1]))


def _mine_of(base: Body, origins: tuple[str, ...]) -> dict[int, int]:
    """Which block each of the base's has become, by the names under which they were sent."""
    numbers = {piece.oid: number for number, piece in enumerate(base.pieces)}
    found: dict[int, int] = {}
    for place, oid in enumerate(origins):
        if oid in numbers:
            found.setdefault(numbers[oid], place)
    return found


def _base_of(
    workspace: Workspace, before: Body, mine: Written, request: str, version: Version
) -> tuple[Body, dict[int, int] | None]:
    """What my text is compared with: what I began with, or what of mine has landed since then."""
    sent = landed(workspace, request, version) if request else None
    data = kept(workspace, sent) if sent else None
    last = _parts(data) if data is not None else None
    if isinstance(last, _Parts):
        return last.body, None
    return before, _mine_of(before, mine.origins)


def _merged(base: Body, mine: Body, mine_of: dict[int, int] | None, theirs: Body) -> str | merging.Merged:
    if theirs.text in (base.text, mine.text):
        return mine.text
    if mine.text == base.text:
        return theirs.text
    merged = merging.merge(base, mine, theirs, mine_of)
    return merged if merged.text is None else merged.text


def _clash(base: Body, mine: Body, now: _Parts, version: Version, merged: merging.Merged) -> ArticleClash:
    theirs = now.body
    nodes: list[Node] = []
    clashes: list[BlockClash] = []
    for slot in merged.slots:
        oid = theirs.pieces[slot.theirs].oid if slot.theirs is not None else None
        if slot.theirs is not None and slot.source in (None, theirs.pieces[slot.theirs].source):
            nodes.append(theirs.pieces[slot.theirs].node)
        elif slot.mine is not None and slot.source in (None, mine.pieces[slot.mine].source):
            oid = oid or f"m{slot.mine}"
            nodes.append(merging.adopted(mine.pieces[slot.mine].node, oid, mine, theirs))
        else:
            joined = read(slot.source or "", theirs.references)
            nodes += [merging.adopted(piece.node, oid, joined, theirs) for piece in joined.pieces]
        if slot.source is None:
            sides = [_side(body, at) for body, at in ((mine, slot.mine), (theirs, slot.theirs), (base, slot.base))]
            clashes.append(BlockClash(oid, len(nodes) - 1, *sides))
    return ArticleClash(version, {"type": "doc", "content": nodes}, tuple(clashes))


def _side(body: Body, number: int | None) -> Side | None:
    if number is None:
        return None
    piece = body.pieces[number]
    return Side(merging.adopted(piece.node, None, body, Body("", (), ("",))), piece.source)


def _unknown_base(now: _Parts, version: Version, document: Node) -> ArticleClash:
    """What to answer where nobody knows any longer what this person began with: each block of theirs is a clash."""
    theirs = now.body
    sent = list(children(document))
    sources = [write_block(theirs, _without_names(node)) for node in sent]
    found = {mine: place for place, mine in match_blocks([piece.source for piece in theirs.pieces], sources).items()}
    clashes = []
    for number, (node, source) in enumerate(zip(sent, sources, strict=True)):
        place = found.get(number)
        there = _side(theirs, place)
        if source and (there is None or plain(there.source) != plain(source)):
            oid = theirs.pieces[place].oid if place is not None else None
            index = place if place is not None else len(theirs.pieces)
            clashes.append(BlockClash(oid, index, Side(_without_names(node), source), there, None))
    return ArticleClash(version, theirs.document(), tuple(clashes))


def _without_names(node: Node) -> Node:
    out: dict[str, Any] = dict(node)
    if attribute(node, "oid"):
        out["attrs"] = {**node["attrs"], "oid": None}
    if "content" in node:
        out["content"] = [_without_names(child) for child in children(node)]
    return out

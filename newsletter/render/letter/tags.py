"""The tags of rendered MJML, read with their places in the templates, and checked.

In: MJML as Jinja2 rendered it, with the place of each tag's template line carried along. Out: its pieces, and
problems at the template's line: what mrml would accept in silence (a wrong closing tag, a section in a section),
refuse without saying where, or crash on (tags nested some ten thousand deep).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.patterns import late
from newsletter.problems import Location, Problem, error, nearest
from newsletter.render.letter.components import ATTRIBUTES, CHILDREN, ENDING_TAGS, GLOBAL_ATTRIBUTES, INSTEAD
from newsletter.render.line_marks import Places

MAX_DEPTH = 100
"""mrml crashes the whole process some 10,000 tags deep; a letter has 20."""

_ATTRIBUTE = late(r"\s+([^\s=>/\"'<]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'))?")
_PIECE = late(
    r"(?P<comment><!--.*?-->)"
    r"|(?P<tag><(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)"
    r"(?P<attributes>(?:\s+[^\s=>/\"'<]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'))?)*)\s*(?P<void>/?)>)"
    r"|(?P<text>[^<]+)"
    r"|(?P<stray><)",
    re.DOTALL,
)
_CONDITIONAL = late(r"<!--\[if [^\]]*\]>(.*<!\[endif\]|<!)-->", re.DOTALL)
"""A whole one: some others make mrml panic."""
VOID = frozenset({"br", "img", "hr", "meta", "link", "col", "wbr", "area", "input"})
RAW = frozenset({"mj-style", "style"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A tag, comment, or run of text: `kind` is `open`, `close`, `void`, `comment`, `text` or `raw`."""

    kind: str
    text: str
    start: int
    name: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


def pieces(mjml: str) -> Iterator[Piece]:
    """The pieces of MJML in order; a `<` that begins no tag is a piece of kind `stray`."""
    at = 0
    while at < len(mjml):
        found = _PIECE.match(mjml, at)
        if found is None:  # the pattern ends in a bare `<`, so some arm always matches
            return
        at = found.end()
        kind = str(found.lastgroup) if found.lastgroup in ("comment", "text", "stray") else "tag"
        if kind != "tag":
            yield Piece(kind, found.group(), found.start())
            continue
        name = found["name"]
        attributes = tuple((a[1], (a[2] or '""')[1:-1]) for a in _ATTRIBUTE.finditer(found["attributes"]))
        shape = "close" if found["close"] else "void" if found["void"] or name in VOID else "open"
        yield Piece(shape, found.group(), found.start(), name, attributes)
        if shape == "open" and name in RAW:
            end = mjml.find(f"</{name}", at)
            end = len(mjml) if end < 0 else end
            yield Piece("raw", mjml[at:end], at)
            at = end


def tag_problems(mjml: str, places: Places) -> list[Problem]:
    """Everything wrong with the tags, each at its line in the templates."""
    return list(_Checker(mjml, places).problems())


_STRAYS = {
    "<!--": ("a comment does not end", "end it with `-->`"),
    "<!": ("this is no part of MJML", "take it out: a letter begins with `<mjml>`, and its HTML is made of that"),
    "<?": ("this is no part of MJML", "take it out: a letter begins with `<mjml>`"),
    "<%": ("this is no part of MJML", "templates are filled in by Jinja2: {{ value }} and {% if … %}"),
}


def _said_of(beginning: str) -> tuple[str, str]:
    """What is wrong with a `<` that begins no tag, and what to do."""
    for sign, said in _STRAYS.items():
        if beginning.startswith(sign):
            return said
    hint = "write `&lt;` for the character; put the values of attributes in quotes"
    return "a `<` begins no tag, or the tag does not end", hint


class _Checker:
    def __init__(self, mjml: str, places: Places) -> None:
        self.mjml = mjml
        self.places = places
        self.open: list[Piece] = []

    def problems(self) -> Iterator[Problem]:
        seen_root = False
        for piece in pieces(self.mjml):
            if piece.kind == "stray":
                message, hint = _said_of(self.mjml[piece.start : piece.start + 9])
                yield self.problem("broken-tag", message, piece, hint)
                return
            if piece.kind in ("open", "void"):
                seen_root = seen_root or piece.name == "mjml"
                yield from self.opened(piece)
                if len(self.open) > MAX_DEPTH:
                    message = f"tags are nested more than {MAX_DEPTH} deep"
                    yield self.problem("nested-too-deep", message, piece, "does a template include itself?")
                    return
            elif piece.kind == "close":
                if not self.open or self.open[-1].name != piece.name:
                    inner = f"; `<{self.open[-1].name}>` is still open" if self.open else ""
                    yield self.problem("wrong-closing-tag", f"`</{piece.name}>` closes nothing here{inner}", piece)
                    return
                self.open.pop()
            elif (
                piece.kind == "comment" and piece.text.startswith("<!--[if") and not _CONDITIONAL.fullmatch(piece.text)
            ):
                message = "a comment for Outlook does not end as it has to"
                hint = "write `<!--[if mso]>…<![endif]-->`, with nothing before each `>` and no comment inside"
                yield self.problem("broken-tag", message, piece, hint)
            elif piece.kind == "text" and piece.text.strip():
                yield from self.said(piece)
        for piece in self.open:
            yield self.problem("wrong-closing-tag", f"`<{piece.name}>` is never closed", piece)
        if not seen_root:
            yield error(
                "broken-tag", "the template makes no `<mjml>`", Location(f"templates/{self.places.template}", 1)
            )

    def problem(self, code: str, message: str, piece: Piece, hint: str = "") -> Problem:
        return error(code, message, self.places.at(piece.start), hint)

    def opened(self, piece: Piece) -> Iterator[Problem]:
        parent = self.open[-1].name if self.open else ""
        is_mjml = piece.name.startswith("mj")
        inside_html = any(tag.name in ENDING_TAGS for tag in self.open)
        if piece.name in INSTEAD:
            message = f"letters do not use `<{piece.name}>`"
            yield self.problem("unknown-tag", message, piece, INSTEAD[piece.name])
        elif is_mjml and piece.name not in CHILDREN:
            hint = nearest(piece.name, CHILDREN)
            yield self.problem("unknown-tag", f"MJML has no tag `<{piece.name}>`", piece, hint)
        elif is_mjml and (inside_html or (parent in CHILDREN and piece.name not in CHILDREN[parent])):
            holds = ", ".join(f"<{name}>" for name in sorted(CHILDREN.get(parent, ()))[:6])
            hint = f"`<{parent}>` holds {holds}" if holds else ""
            yield self.problem("misplaced-tag", f"`<{piece.name}>` can't stand in `<{parent}>`", piece, hint)
        elif not is_mjml and parent in CHILDREN and parent not in ENDING_TAGS:
            hint = "put it into an `<mj-text>` or `<mj-raw>`"
            yield self.problem("misplaced-tag", f"`<{piece.name}>` can't stand in `<{parent}>`", piece, hint)
        # Inside <mj-attributes> any component stands for its defaults, with its own attributes.
        if is_mjml and piece.name in ATTRIBUTES:
            known = ATTRIBUTES[piece.name] | GLOBAL_ATTRIBUTES
            for name, _ in piece.attributes:
                if name not in known:
                    hint = nearest(name, known)
                    yield self.problem("unknown-attribute", f"`<{piece.name}>` has no attribute `{name}`", piece, hint)
        if piece.kind == "open":
            self.open.append(piece)

    def remarked(self, piece: Piece) -> Iterator[Problem]:
        if piece.text.startswith("<!--[if") and not _CONDITIONAL.fullmatch(piece.text):
            message = "a comment for Outlook is not written as it has to be"
            hint = "write `<!--[if mso]>…<![endif]-->`, with nothing before each `>` and no comment inside"
            yield self.problem("broken-tag", message, piece, hint)

    def said(self, piece: Piece) -> Iterator[Problem]:
        parent = self.open[-1].name if self.open else ""
        if parent in CHILDREN and parent not in ENDING_TAGS:
            said = piece.text.strip().split("\n")[0][:40]
            hint = "put it into an `<mj-text>`"
            yield self.problem("loose-text", f"the words “{said}” stand in `<{parent}>`", piece, hint)

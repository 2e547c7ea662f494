"""A letter parted into skeleton and words, and put together again.

In: rendered MJML. Out: a *skeleton* (tags, classes, layout; the same for many languages) and its *words* (texts,
addresses, alternative texts). Only the skeleton goes through mrml and premailer, once for each distinct one; words
never do, since both corrupt words. Then the words are filled into the finished HTML, escaped for where they stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape, unescape
from typing import Literal

from newsletter import locales
from newsletter.content.foreign import cut_at, locale_of, unmarked, with_marks
from newsletter.content.traced import Trace, beside_traces, traced_path, with_traces
from newsletter.exceptions import NewsletterError
from newsletter.problems import Path
from newsletter.render.line_breaks import BREAK, HELD, LineBreaks, hold_days

LIFTED = frozenset({"href", "hreflang", "src", "alt", "title", "lang", "aria-label", "background-url"})
"""Attributes whose values are words. No rule of our CSS may select by them, or by `:empty`."""

_TOKEN = re.compile(r"nlw([0-9]+)x\b")
"""A token; MJML may have put something before it (`base-url` of `mj-navbar`)."""
_SPACE = " \t\n"
_RUN = re.compile(f"[{_SPACE}]+")
_PIECE = re.compile(
    r"(?P<kept><!--\[.*?-->|<(?P<raw>mj-style|style)\b.*?</(?P=raw)\s*>)"
    r"|(?P<comment><!--.*?-->)"
    r"|(?P<tag><[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*>)"
    r"|(?P<text>[^<]+)",
    re.DOTALL,
)
_LIFTED_VALUE = re.compile(rf"""(\s(?:{"|".join(sorted(LIFTED))})\s*=\s*)("[^"]*"|'[^']*')""")
_DEFAULTS = re.compile(r"<mj-attributes\b.*?</mj-attributes\s*>", re.DOTALL)
_HEADING = re.compile(r"<h[1-6]\b")
_MARKUP = re.compile(r"<!--.*?-->|<[^>]*>|[^<]+|<", re.DOTALL)
_TRACED_RUN = re.compile(rf'<span data-u="[^"]*">((?:[^<]|{BREAK}|{HELD[0]}[^<]*{HELD[1]})*)</span>')
_TRACE_ALT = ' data-u-alt="'
_TRACED_ALT = re.compile(rf'{_TRACE_ALT}[^"]*"')
_CUT = "\ufdd8"
"""Stands for a place where a title may be parted, until its words are escaped."""
Context = Literal["text", "heading", "plain", "attribute"]


@dataclass(frozen=True, slots=True)
class Parted:
    """MJML with `nlw0x`, `nlw1x`, … in place of its words."""

    skeleton: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledLayout:
    """Finished HTML cut at its tokens: literal, then (word number, context), and so on; a literal ends it."""

    literals: tuple[str, ...]
    slots: tuple[tuple[int, Context], ...]

    def to_json(self) -> bytes:
        """For the cache."""
        return json.dumps([self.literals, self.slots], ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, data: bytes) -> CompiledLayout:
        """From the cache."""
        literals, slots = json.loads(data)
        return cls(tuple(literals), tuple((number, context) for number, context in slots))


class LostWordsError(NewsletterError):
    """A compiled layout asks for words that were never taken out: a bug, no template's fault."""


def extract_words(mjml: str, starts: list[int] | None = None) -> Parted:
    """Take the words out of rendered MJML; equal structures give equal skeletons, whatever the words.

    One pass of one pattern: this runs for every letter, where the careful reader of `tags` runs once a skeleton.
    `starts` gets the position in the MJML of the tag or text that each word stands in.
    """
    words: list[str] = []
    at = 0

    def token(word: str) -> str:
        words.append(unescape(word) if "&" in word else word)
        if starts is not None:
            starts.append(at)
        return f"nlw{len(words) - 1}x"

    def piece(found: re.Match[str]) -> str:
        nonlocal at
        kind = found.lastgroup
        at = found.start()
        if kind == "text":
            before, said, after = _with_space_kept(found[0])
            return f"{before}{token(said)}{after}" if said else before
        if kind == "tag":
            parts = _split_tag(found[0])
            if len(parts) == 1:
                return parts[0]
            out = list(parts)
            out[1::2] = map(token, parts[1::2])
            return "".join(out)
        return "" if kind == "comment" else found[0]

    skeleton = _PIECE.sub(piece, mjml)
    return Parted(skeleton, tuple(words))


@lru_cache(maxsize=8192)
def _split_tag(tag: str) -> tuple[str, ...]:
    """A tag as literals with the values that are words between them: every other one, within quotes, is a word.

    Most tags of a letter stand in the next one as well, and in those of other languages.
    """
    parts = [""]
    last = 0
    for found in _LIFTED_VALUE.finditer(tag):
        value = found[2][1:-1]
        if value:
            parts[-1] += f'{tag[last : found.start()]}{found[1]}"'
            parts += [value, '"']
            last = found.end()
    parts[-1] += tag[last:]
    return tuple(parts)


@lru_cache(maxsize=8192)
def _with_space_kept(text: str) -> tuple[str, str, str]:
    """Words and the white space around them, which belongs to the skeleton; no-break spaces are words."""
    stripped = text.strip(_SPACE)
    if not stripped:
        return "\n" if "\n" in text else " ", "", ""
    before = " " if text[0] in _SPACE else ""
    after = " " if text[-1] in _SPACE else ""
    return before, _RUN.sub(" ", stripped), after


def compile_layout(html: str) -> CompiledLayout:
    """Finished skeleton HTML, cut at its tokens, each with where it stands."""
    literals: list[str] = []
    slots: list[tuple[int, Context]] = []
    last = 0
    in_title = in_heading = False
    for piece in _MARKUP.finditer(html):
        text = piece[0]
        is_markup = text[0] == "<"
        if "nlw" in text:
            context: Context = (
                "attribute" if is_markup else "plain" if in_title else "heading" if in_heading else "text"
            )
            for found in _TOKEN.finditer(html, piece.start(), piece.end()):
                literals.append(html[last : found.start()])
                slots.append((int(found[1]), context))
                last = found.end()
        if is_markup:
            in_title = text.startswith("<title") or (in_title and not text.startswith("</title"))
            in_heading = _HEADING.match(text) is not None or (in_heading and not text.startswith("</h"))
    literals.append(html[last:])
    return CompiledLayout(tuple(literals), tuple(slots))


def find_lost_words(compiled_layout: CompiledLayout, mjml: str) -> list[tuple[int, str]]:
    """The words that the layout of some MJML shows nowhere, each with the position of the tag or text it stands in.

    What an `mj-attributes` says is a default: where nothing needs it, nothing is lost.
    """
    starts: list[int] = []
    words = extract_words(mjml, starts).words
    shown = {number for number, _ in compiled_layout.slots}
    defaults = [found.span() for found in _DEFAULTS.finditer(mjml)]
    return [
        (starts[number], word)
        for number, word in enumerate(words)
        if number not in shown and not any(begin <= starts[number] < end for begin, end in defaults)
    ]


def fill_layout(
    compiled_layout: CompiledLayout, words: Sequence[str], breaks: LineBreaks, trace: Trace | None = None
) -> str:
    """The finished letter: each word where it belongs, as often as the HTML shows it.

    With a trace each traced run says in `data-u` which value it is, and an element one of whose
    attributes holds one in `data-u-alt`; `untraced` takes them out again. Raises `LostWordsError` where words are too
    few.
    """
    if unknown := [number for number, _ in compiled_layout.slots if number >= len(words)]:
        raise LostWordsError(f"there are {len(words)} words, and the compiled layout asks for number {max(unknown)}")
    breaks = breaks.within(words)
    out = []
    owner = ""
    for literal, (number, context) in zip(compiled_layout.literals, compiled_layout.slots, strict=False):
        out.append(_owned(literal, owner) if owner else literal)
        out.append(_in_place(words[number], context, breaks, trace))
        owner = traced_path(words[number], trace.paths) if trace and context == "attribute" else ""
    out.append(_owned(compiled_layout.literals[-1], owner) if owner else compiled_layout.literals[-1])
    return "".join(out)


def untraced(html: str) -> str:
    """The letter as it is mailed, of one that says where its words came from."""
    return _TRACED_ALT.sub("", _TRACED_RUN.sub(r"\1", html))


def _owned(literal: str, path: Path) -> str:
    """What follows an attribute's words, with their path as an attribute behind it."""
    return f'"{_TRACE_ALT}{escape(path)}"{literal[1:]}' if literal.startswith('"') else literal


def _in_place(word: str, context: Context, breaks: LineBreaks, trace: Trace | None) -> str:
    if trace is None or context in ("attribute", "plain"):
        return _escaped(word, context, breaks)
    return _traced_in_place(word, context, breaks, trace)


@lru_cache(maxsize=16_384)
def _traced_in_place(word: str, context: Context, breaks: LineBreaks, trace: Trace) -> str:
    return with_traces(_escaped(word, context, breaks), trace.paths, _traced)


@lru_cache(maxsize=16_384)
def _escaped(word: str, context: Context, breaks: LineBreaks) -> str:
    """A word as HTML for where it stands, its traces left in: the next letter has nearly all of them again."""
    if context in ("attribute", "plain"):
        return escape(unmarked(word), quote=True)
    around = breaks.locale
    if context == "heading":
        title = unmarked(word)
        cuts = replace(breaks, locale=locale_of(word) or around).cuts(title)
        word = cut_at(word, cuts, _CUT) if cuts else word
    escaped = escape(beside_traces(word, breaks.kept), quote=False).replace(_CUT, BREAK)
    escaped = hold_days(escaped)
    return with_marks(escaped, lambda run, other: _in_language(run, other, around))


def _traced(escaped: str, path: Path) -> str:
    return f'<span data-u="{escape(path)}">{escaped}</span>'


def _in_language(escaped: str, other: str, around: str) -> str:
    turn = locales.direction(other)
    direction = f' dir="{turn}"' if turn != locales.direction(around) else ""
    return f'<span lang="{other}"{direction}>{escaped}</span>'

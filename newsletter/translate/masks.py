"""Masks: what no machine may touch leaves a text before it is sent.

In: a unit's source and the terms in it. Out: a `Masked` text, with tokens such as `[X0X]` in place of tags, addresses,
placeholders, terms and rare characters; `restore` puts them back into an engine's answer. `[X0X]` is the form that a
rule engine and a neural one both brought back in each of 30 sentences; braces, angle brackets and emoji the neural one
brought back in none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from newsletter.content.tagged import escape
from newsletter.patterns import late
from newsletter.translate.glossary import Term
from newsletter.translate.placeholders import NAMED

Kind = Literal["open", "close", "single", "word", "sign"]
"""A tag by its side; what stands for a word in its sentence; a sign that does not."""


class Mask(NamedTuple):
    """One thing taken out of a text: how the source has it, and how the translation is to have it."""

    kind: Kind
    written: str
    put: str

    @property
    def tag(self) -> str:
        """The name of a tag (`a1`)."""
        return self.written.strip("</>")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text as it is sent: the token `[X3X]` stands for `masks[3]`.

    `head` and `tail` are what was cut off around it, as the translation is to have them.
    """

    source: str
    text: str
    masks: tuple[Mask, ...]
    head: str = ""
    tail: str = ""

    @property
    def is_empty(self) -> bool:
        """True when no letters are left to translate; `restore(masked, masked.text)` is the translation then."""
        return not any(letter.isalpha() for letter in TOKEN.sub("", self.text))


TOKEN = late(r"\[X([0-9]{1,6})X\]")
# What engines make of tokens: spaces, lower case, full-width forms, a Cyrillic or Greek X, other brackets, marks of
# emphasis or of an unknown word between brackets and token, no brackets at all.
_X = "[XxＸｘХхΧχ]"
_OPEN, _CLOSE = "[［【〔⟦⟨{｛<＜〈", "]］】〕⟧⟩}｝>＞〉"
_CORE = rf"{_X}\s*\d{{1,6}}\s*{_X}"
_BRACKETED = rf"[\[［【]\s*{_CORE}\s*[\]］】]"
# A letter of a language that parts its words: Chinese, Japanese and Korean write names and addresses into their text.
LETTER = r"(?-i:[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
"""One letter or figure, but of those that stand beside others without a space.

Its own case counts: where a pattern disregards case, each sign of these ranges was looked up once more for its other
one, which took two thirds of compiling an address.
"""
_HELD = rf"(?:[{re.escape(_OPEN)}][\s*@#_`]*){{1,3}}{_CORE}(?:[\s*_`]*[{re.escape(_CLOSE)}]){{1,3}}"
DAMAGED = late(
    rf"(?P<round>[(（「『])\s*(?:{_HELD}|{_CORE})\s*[)）」』]|{_HELD}"
    rf"|(?<!{LETTER}){_X}\d{{1,6}}{_X}(?!{LETTER})"
)
"""A token as an engine may bring it back; in `round` brackets only where the text that was sent has none there."""
LEAKED = (
    rf"(?<![/.@-])(?<!{LETTER}){_X}\d{{1,3}}{_X}(?![/@-])(?!{LETTER})"
    rf"|[{re.escape(_OPEN)}(（]\s*{_CORE}\s*[{re.escape(_CLOSE)})）]"
)
"""A token that has stayed in a translation."""

_TAG = r"</?[abisc][1-9]\d*>|<br[1-9]\d*/>"
# A text that looks like a token itself is masked too, so that every token of an answer is one of ours.
_SIGN = (
    rf"\\<[\w/-]{{1,20}}>|\\[\\<]|{_BRACKETED}|{_X}\d{{1,6}}{_X}|[0-9#*]\ufe0f?\u20e3"
    r"|</?[A-Za-z][\w-]*/?>|&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,6});"
)
_WIDE = r"\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef«»“”„"
_PATH = rf"(?:{LETTER}|[./#?=&%+~-])*(?:{LETTER}|/)"
_LABELS = r"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)*\.[a-z]{2,}"
# Without its scheme an address has a label of three letters or a path: `m.in.`, `t.ex.` and `z.b.` are abbreviations.
ADDRESS = (
    rf"(?:https?://|mailto:|www\.)[^\s<>\\{_WIDE}]*(?:[/#=&%+~-]|{LETTER})"
    rf"|(?<![.+-])(?<!{LETTER})(?:{LETTER}|[.+-])*{LETTER}@{LETTER}(?:{LETTER}|-)*(?:\.(?:{LETTER}|-)*{LETTER})+"
    rf"|(?<![.@-])(?<!{LETTER})(?:(?=[a-z0-9.-]*[a-z0-9-]{{3}}\.){_LABELS}(?:/{_PATH})?|{_LABELS}/{_PATH})(?!{LETTER})"
)


@lru_cache(maxsize=1)
def address_pattern() -> re.Pattern[str]:
    """An `ADDRESS`; compiled when it is first needed, since that takes as long as a hundred other patterns."""
    return re.compile(ADDRESS)


_PLACEHOLDER = NAMED + r"|%%|\{\{?\s*\w+(?:[:.|!][\w.:|-]+)?\s*\}\}?"
_LINK = r"<(?P<a>a[1-9]\d*)>(?:(?!</?a\d).)*</(?P=a)>"
# A range is one mask: the local engine lost the dash between two.
_NUMBER = r"(?<![^\W\d_])\d+(?:[.,:’'\u00a0\u202f–-]\d+)*(?:[\u00a0\u202f]?%)?"

# Languages for which Latin-1 is enough: in their texts a word with any other letter is a name (Košice).
_LATIN_1 = {"ca", "da", "de", "en", "es", "eu", "fi", "fo", "fr", "ga", "gl", "is", "it", "lb", "nb", "nl", "nn", "no",
            "oc", "pt", "sq", "sv"}  # fmt: skip
_ACCENTS = "\u0300-\u036f"
_SPACES = " \u00a0\u202f\u2009"
_COMMON = _SPACES + re.escape(".,;:!?¿¡'\"()/%&‘’“”„«»–—…-")
_STRANGE_LETTER = rf"(?:[^\W0-9_A-Za-zÀ-ÖØ-öø-ÿŒœ]|[{_ACCENTS}])"
_STRANGE_WORD = rf"(?<![\w{_ACCENTS}])[\w{_ACCENTS}]*{_STRANGE_LETTER}[\w{_ACCENTS}]*"
_JOINED_WORD = r"°[CFKN]\b|(?<!\w)[@#]\w+|(?<!\w)\w+(?:[@+&*=~°€$£#^|]+\w+)+"
_STRANGE_SIGN = rf"(?:[^\w\s{_COMMON}{_ACCENTS}]|[^\S{_SPACES}])+"


@lru_cache
def _patterns(is_latin_1: bool, more: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is taken out of a text before its terms are, and after them; each group is named by its kind."""
    link = f"(?P<word_l>{_LINK})|" if more else ""
    before = rf"{link}(?P<tag>{_TAG})|(?P<sign>{_SIGN})|(?P<word>{ADDRESS}|{_PLACEHOLDER})"
    words = [_JOINED_WORD, *([_STRANGE_WORD] if is_latin_1 else []), *([_NUMBER] if more else [])]
    return re.compile(before), re.compile(rf"(?P<word>{'|'.join(words)})|(?P<sign>{_STRANGE_SIGN})")


def mask(source: str, terms: Iterable[Term] = (), *, locale: str = "en", more: bool = False) -> Masked:
    """The source (written in `locale`) as it may be sent; with `more`, numbers and whole links are taken out too."""
    before, after = _patterns(locale.split("-")[0] in _LATIN_1, more)
    pieces: list[str | Mask] = _split([source], before, _mask)
    if of_terms := _term_pattern(terms := [term for term in terms if not term.is_forbidden]):
        targets = {words: term for term in terms for words in (term.source, term.source.casefold())}
        pieces = _split(pieces, of_terms, lambda found: _term_mask(found.group(), targets))
    pieces = _split(pieces, after, _mask)
    first, last = _middle(pieces)
    masks = tuple(piece for piece in pieces[first:last] if isinstance(piece, Mask))
    numbers = iter(range(len(masks)))
    text = "".join(f"[X{next(numbers)}X]" if isinstance(piece, Mask) else piece for piece in pieces[first:last])
    sent = text.strip()
    start = len(text) - len(text.lstrip())
    head, tail = _join(pieces[:first]) + text[:start], text[start + len(sent) :] + _join(pieces[last:])
    return Masked(source, sent, masks, head, tail)


def _split(
    pieces: Sequence[str | Mask], pattern: re.Pattern[str], made: Callable[[re.Match[str]], Mask]
) -> list[str | Mask]:
    """The pieces with a mask for whatever the pattern finds in their words."""

    def parts(words: str) -> Iterator[str | Mask]:
        at = 0
        for found in pattern.finditer(words):
            yield words[at : found.start()]
            yield made(found)
            at = found.end()
        yield words[at:]

    out: list[str | Mask] = []
    for piece in pieces:
        out += [piece] if isinstance(piece, Mask) else [part for part in parts(piece) if part]
    return out


def _mask(found: re.Match[str]) -> Mask:
    written, group = found.group(), found.lastgroup or ""
    if group == "tag":
        kind: Kind = "single" if written.endswith("/>") else "close" if written.startswith("</") else "open"
        return Mask(kind, written, written)
    return Mask("sign" if group == "sign" else "word", written, written)


def _term_pattern(terms: Sequence[Term]) -> re.Pattern[str] | None:
    """Whole words, the longest term first."""
    return _compiled(frozenset((term.source, term.is_exact_case) for term in terms)) if terms else None


@lru_cache(maxsize=1024)
def _compiled(terms: frozenset[tuple[str, bool]]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=lambda term: (-len(term[0]), term))
    words = (re.escape(words) if is_exact else f"(?i:{re.escape(words)})" for words, is_exact in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


def _term_mask(written: str, terms: dict[str, Term]) -> Mask:
    term = terms.get(written) or terms.get(written.casefold())
    return Mask("word", written, escape(term.target) if term and term.target and not term.is_read_only else written)


def _middle(pieces: Sequence[str | Mask]) -> tuple[int, int]:
    """Where the text to send begins and ends: without spaces, signs and tags around it, a pair of tags whole."""
    first, last = 0, len(pieces)
    while first < last and _is_edge(pieces[first]):
        first += 1
    while first < last and _is_edge(pieces[last - 1]):
        last -= 1
    while True:
        tags = [
            (at, piece)
            for at, piece in enumerate(pieces)
            if not first <= at < last and isinstance(piece, Mask) and piece.kind in ("open", "close")
        ]
        names = Counter(piece.tag for _, piece in tags)
        halves = [at for at, piece in tags if names[piece.tag] != 2]
        if not halves:
            return first, last
        first = min([first, *halves])
        last = max([last, *(at + 1 for at in halves)])


def _is_edge(piece: str | Mask) -> bool:
    return piece.kind != "word" if isinstance(piece, Mask) else not piece.strip()


def _join(pieces: Sequence[str | Mask]) -> str:
    return "".join(piece.put if isinstance(piece, Mask) else piece for piece in pieces)

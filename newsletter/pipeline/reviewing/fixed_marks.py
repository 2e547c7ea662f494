"""The fixed words of a letter or page, marked for whoever reviews them: a click there opens their text.

In: a letter or page to be looked at, its own texts marked already, and the fixed words of its language. Out: the same
with a mark around each piece of text that is such words. They come out of templates, whose finished layouts are kept
for all letters of a language, so that no mark can travel with them: they are found again by what they say. What is
mailed or published never comes here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape

from newsletter.content.tagged import tokens
from newsletter.files import digest_of
from newsletter.locales import chain
from newsletter.pipeline.chrome import recall_page_units
from newsletter.pipeline.snapshot import Snapshot
from newsletter.problems import Path
from newsletter.translate.chrome import LETTERS, PAGES, SOURCE_LOCALE
from newsletter.translate.placeholders import NAMED
from newsletter.translate.unit import Key

FIXED = (LETTERS, PAGES)
_PIECES = re.compile(r"(<[^>]*>)")
_UNSEEN = re.compile(r"<(style|script|title)\b", re.IGNORECASE)
_VALUE = re.compile(rf"{NAMED}|%%")
_SPACE = re.compile(r"[\s\u00a0\u202f]+")
_JOINS = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff"))
_ENDS = " :：·,.;،。|()–—-"
_LEAST, _MANY = 3, 8
"""As many letters at least tell words with values in them from anything else, and a part of such words."""


@dataclass(frozen=True, slots=True)
class FixedWords:
    """Fixed words of a language: what they say, in whatever form, and the path that stands for them."""

    path: Path
    said: tuple[str, ...]


def fixed_path(catalog: str, key: Key) -> Path:
    """What stands for fixed words, in every language, where texts of an issue have the path of their value."""
    return f"{catalog}/{digest_of(key)[:16]}"


def fixed_words_in(snapshot: Snapshot, locale: str) -> tuple[FixedWords, ...]:
    """The fixed words of a language as its letters and pages show them; the first of a chain has them."""
    if SOURCE_LOCALE in chain(locale):
        of_pages, _ = recall_page_units(snapshot.project.root / "templates", snapshot.project.cache)
        units = ((LETTERS, snapshot.catalogs.chrome_units), (PAGES, of_pages))
        return tuple(
            FixedWords(fixed_path(name, unit.key), tuple(filter(None, (unit.source, unit.plural))))
            for name, listed in units
            for unit in listed
        )
    found: dict[tuple[str, Key], FixedWords] = {}
    for step in chain(locale):
        for name in FIXED:
            catalog = snapshot.catalogs.one(step, name)
            for entry in catalog.active() if catalog else ():
                said = tuple(filter(None, entry.targets)) or (entry.source,)
                found.setdefault((name, entry.key), FixedWords(fixed_path(name, entry.key), said))
    return tuple(found.values())


@lru_cache(maxsize=16)
def with_fixed_marks(html: str, words: tuple[FixedWords, ...]) -> str:
    """A letter or page with each piece of text that is fixed words in `data-u`; the other marks stay."""
    exact, patterns = _ways(words)
    out: list[str] = []
    unseen, is_traced = "", False
    for piece in _PIECES.split(html):
        if piece.startswith("<"):
            if unseen:
                unseen = "" if piece.lower().startswith(f"</{unseen}") else unseen
            elif found := _UNSEEN.match(piece):
                unseen = found[1].lower()
            elif piece.startswith("<span data-u="):
                is_traced = True
            elif piece == "</span>":
                is_traced = False
        elif not unseen and not is_traced and (path := _path_of(piece, exact, patterns)):
            bare = piece.strip()
            start = piece.index(bare)
            end = start + len(bare)
            piece = f'{piece[:start]}<span data-u="{escape(path)}">{bare}</span>{piece[end:]}'
        out.append(piece)
    return "".join(out)


_Patterns = tuple[tuple[re.Pattern[str], Path], ...]


@lru_cache(maxsize=16)
def _ways(words: tuple[FixedWords, ...]) -> tuple[dict[str, Path], _Patterns]:
    """What is looked for: words that are just these, and those with values in them, the longest first."""
    exact: dict[str, Path] = {}
    patterns: dict[str, Path] = {}
    for each in words:
        for run in _runs(each.said):
            if not _VALUE.search(run):
                if any(map(str.isalpha, run)):
                    exact.setdefault(_bare(run), each.path)
            elif _letters(_VALUE.sub("", run)) >= _LEAST:
                patterns.setdefault(_bare(run), each.path)
    for each in words:  # a value may stand in a mark of its own: then the words around it are pieces
        for run in _runs(each.said):
            for part in _VALUE.split(run) if _VALUE.search(run) else ():
                if _letters(part) >= _MANY:
                    exact.setdefault(_bare(part), each.path)
    ordered = sorted(patterns.items(), key=lambda pair: -len(_VALUE.sub("", pair[0])))
    return exact, tuple((_pattern(run), path) for run, path in ordered)


def _letters(words: str) -> int:
    return sum(map(str.isalpha, words))


def _runs(said: tuple[str, ...]) -> Iterator[str]:
    """What stands between tags: a letter has a tag there too."""
    for words in said:
        yield from (token.value for token in tokens(words) if token.kind == "words")


def _pattern(run: str) -> re.Pattern[str]:
    return re.compile(".+?".join(map(re.escape, _VALUE.split(run))))


def _path_of(piece: str, exact: dict[str, Path], patterns: _Patterns) -> Path:
    if not any(map(str.isalpha, piece)):
        return ""
    said = _bare(unescape(piece))
    return exact.get(said) or next((path for pattern, path in patterns if pattern.fullmatch(said)), "")


def _bare(words: str) -> str:
    """Words without what languages and layouts put between and around them."""
    return _SPACE.sub(" ", words.translate(_JOINS)).strip(_ENDS)

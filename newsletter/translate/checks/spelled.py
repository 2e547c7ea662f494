"""Numbers without figures: in words, in Roman and Chinese numerals, as names of months.

In: a plain text and its locale. Out: the values that it may say; and what a word after figures multiplies them by
("2,5 Mio."). The words are in `numerals.toml`, as beginnings, since most languages inflect them. So a text may be taken
to say more than it does: that lets a number pass that is missing from a translation, never one that is wrong in it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from newsletter import locales
from newsletter.translate.checks.eastern import EASTERN, said_in_eastern

Said = frozenset[Decimal]

_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s'’\u00ad\u2011-]*")
_JOINING = frozenset(
    {"and", "und", "en", "et", "y", "e", "i", "és", "og", "och", "ja", "și", "u", "in", "a", "ir", "un", "de"}
    | {"και", "и", "й", "та", "о", "و"}
)
_INSIDE = ("und", "en", "ën", "og", "och", "ja", "in", "e", "o", "i", "a")
"""What joins two numerals within a word: einundzwanzig, vierentwintig, petindvajset."""
_ALIKE = {"bs": "hr", "nn": "nb", "no": "nb", "sr-Latn": "hr"}

# Cyrillic and Greek letters are typed in Roman numerals as well.
_AS_LATIN = str.maketrans("ХІМСΧΙΜⅠⅤⅩ", "XIMCXIMIVX")
_ROMAN = re.compile(
    r"(?<![A-Za-z])(?=[IVXLCM])(M{0,3}(?:C?D|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"
    r"(?:-?(?:ème|ère|er|re|e|è|ᵉ|lea|a|й|го|ти))?(?![A-Za-z])"
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


class _Stem(NamedTuple):
    """A beginning of words with its value; `way` is `x` where it multiplies and `+` where it adds."""

    value: Decimal
    is_whole: bool
    way: str


@lru_cache(maxsize=4096)
def said_in_words(text: str, locale: str) -> Said:
    """The values that a text may say without figures."""
    found = {Decimal(value) for value in _romans(text, locale)}
    language = locale.split("-")[0]
    if language in EASTERN:
        found |= said_in_eastern(text, language)
    elif stems := _stems(locale):
        found |= set(_spelled(text, stems))
    if Decimal("0.5") in found:
        found |= {Decimal(30), Decimal(50)}
    if Decimal("0.25") in found:
        found |= {Decimal(15), Decimal(25)}
    return frozenset(found | {Decimal(month) for month in _months_in(text, locale)})


def is_known(locale: str) -> bool:
    """True when the words for numbers of a language are known."""
    return locale.split("-")[0] in EASTERN or bool(_stems(locale))


def scale_after(text: str, at: int, locale: str) -> tuple[Decimal, int]:
    """What the words that begin at a place multiply the figures before it by, and where they end; 1 for other words."""
    scale = Decimal(1)
    for _ in range(2):  # "2 mil millones"
        found = _SCALE_WORD.match(text, at)
        stem = _longest(found[1].casefold(), _stems(locale)) if found else None
        if not found or stem is None or stem[1].value < 1_000:
            break
        scale *= stem[1].value
        at = found.end()
    return scale, at


_SCALE_WORD = re.compile(r"[ \u00a0\u202f\u2009-]?([^\W\d_]+)")


def _spelled(text: str, stems: dict[str, list[_Stem]]) -> Iterator[Decimal]:
    run: list[_Stem] = []
    end = 0
    for word in _WORD.finditer(text.casefold().replace("’", "").replace("'", "")):
        pieces = _pieces(word[0], stems)
        if run and not _BETWEEN.fullmatch(text.casefold().replace("’", "").replace("'", ""), end, word.start()):
            yield from _values(run)
            run = []
        if pieces:
            run += pieces
        elif word[0] not in _JOINING:
            yield from _values(run)
            run = []
        end = word.end()
    yield from _values(run)


def _pieces(word: str, stems: dict[str, list[_Stem]]) -> list[_Stem]:
    """The numerals that a word begins with, one after the other."""
    found: list[_Stem] = []
    at = 0
    while at < len(word):
        hit = _longest(word[at:], stems, inside=bool(found))
        if hit is None and found:
            joint = next((each for each in _INSIDE if word.startswith(each, at)), "")
            hit = _longest(word[at + len(joint) :], stems, inside=True) if joint else None
            at += len(joint) if hit else 0
        if hit is None and found:
            # An ending may stand between two of them: kahde-lle-toista.
            ahead = (
                (_longest(word[start:], stems, inside=True), start) for start in range(at + 1, min(at + 6, len(word)))
            )
            hit, at = next(((each, start) for each, start in ahead if each and each[1].way), (None, at))
        if hit is None:
            break
        found.append(hit[1])
        at += len(hit[0])
    if not found and len(word) > 3 and word[:1] in "وبلفك":
        return _pieces(word[1:], stems)
    if not found and word.startswith("ال"):
        return _pieces(word[2:], stems)
    return found


def _longest(word: str, stems: dict[str, list[_Stem]], *, inside: bool = False) -> tuple[str, _Stem] | None:
    for length in range(len(word), 0, -1):
        for stem in sorted(stems.get(word[:length], ()), key=lambda stem: stem.way, reverse=inside):
            if (not stem.is_whole or length == len(word)) and (inside or not stem.way):
                return word[:length], stem
    return None


def _values(run: list[_Stem]) -> Iterator[Decimal]:
    """What numerals in a row may say: each alone, and all that stand next to each other as one number."""
    for first in range(len(run)):
        for last in range(first + 1, min(len(run), first + 8) + 1):
            yield _value(run[first:last])
    for before, after in pairwise(run):
        if before.value == 4 and after.value == 20:  # quatre-vingt-dix-huit
            units = [each.value for each in run[run.index(after) + 1 :]]
            yield from (sum(units[:count], Decimal(80)) for count in range(len(units) + 1))


def _value(run: Iterable[_Stem]) -> Decimal:
    total = current = Decimal(0)
    for stem in run:
        value = stem.value
        if value >= 1_000:
            total, current = total + (current or 1) * value, Decimal(0)
        elif (value == 100 and 1 < current < 100) or (stem.way == "x" and 2 <= current <= 9):
            current *= value
        else:
            current += value
    return total + current


@cache
def _stems(locale: str) -> dict[str, list[_Stem]]:
    language = next((_ALIKE[step] for step in locales.chain(locale) if step in _ALIKE), locale.split("-")[0])
    found: dict[str, list[_Stem]] = {}
    for entry in filter(str.strip, _table().get(language, "").split(";")):
        value, *words = entry.split()
        for word in words:
            way = value[-1] if value[-1] in "x+" else ""
            stem = _Stem(Decimal(value.rstrip("x+")), word.endswith("."), way)
            found.setdefault(word.rstrip(".").casefold(), []).append(stem)
    return found


@cache
def _table() -> dict[str, str]:
    return tomllib.loads((Path(__file__).parent / "numerals.toml").read_text("utf-8"))


def _romans(text: str, locale: str) -> Iterator[int]:
    for numeral in _ROMAN.findall(text.translate(_AS_LATIN)):
        if numeral and not (numeral == "I" and locale.startswith("en")):
            values = [_ROMAN_VALUES[letter] for letter in numeral]
            yield sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _months_in(text: str, locale: str) -> Iterator[int]:
    words = _WORD.findall(text)
    folded = [word.casefold() for word in words]
    is_english = locale.startswith("en")
    for month, name, is_whole in _months(locale):
        if is_english:  # may, march
            hit = any(each == name.capitalize() for each in words)
        elif is_whole:
            hit = name in folded
        else:
            hit = any(word.startswith(name) for word in folded)
        if hit:
            yield month


@cache
def _months(locale: str) -> tuple[tuple[int, str, bool], ...]:
    """The months by number: their names as they begin, and their short forms as they are."""
    found = []
    for context in locales.for_babel(locale).months.values():
        for width, names in context.items():
            for month, name in names.items() if width != "narrow" else ():
                word = str(name).casefold().strip(".")
                if not word.isalpha():
                    continue
                is_stem = width == "wide" and len(word) >= 4 and not locale.startswith("en")
                found.append((month, word[: max(4, len(word) - 2)] if is_stem else word, not is_stem))
    return tuple(dict.fromkeys(found))

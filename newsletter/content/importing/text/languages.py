"""The languages of a page: which it is in, and where another one begins.

In: lines. Out: parts, each of one language. What is told by a detector is a guess, and told so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsletter import locales
from newsletter.content.detected_language import family_of, language_of
from newsletter.content.importing.text.page_lines import Line
from newsletter.content.importing.text.partners import ends_with_country

_LANGUAGES = frozenset([
    "bg", "bs", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mk",
    "mt", "nb", "nl", "pl", "pt", "ro", "sk", "sl", "sq", "sr", "sv", "uk", "ca", "eu", "gl", "tr", "is", "lb",
    "ru",
])  # fmt: skip
_TAGS = {"pt": "pt-PT"}
_LEAST_LETTERS, _SURE = 60, 0.9
_SENTENCE_END = re.compile(r"[.!?…:]['\"”’»)]*$")


@dataclass(frozen=True, slots=True)
class Part:
    """Lines in one language; `locale` is empty where nothing tells it."""

    locale: str
    lines: tuple[Line, ...]


def parts_by_language(lines: Sequence[Line], default: str) -> list[Part]:
    """A page as parts of one language each, in their order; one part where it has one language, or none can be told."""
    told = [(number, _language(line.text)) for number, line in enumerate(lines) if _is_prose(line)]
    told = [(number, language) for number, language in told if language]
    runs: list[tuple[int, str]] = []
    for number, language in told:
        if not runs or not _are_near(runs[-1][1], language):
            runs.append((number, language))
    runs = _without_strays(runs, [number for number, _ in told])
    if len(runs) < 2:
        language = runs[0][1] if runs else locale_of(lines)
        return [Part(_tag(language, default, lines), tuple(lines))]
    begins = [0, *(_heading_above(lines, number) for number, _ in runs[1:])]
    parts = []
    for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
        own = lines[begin:end]
        if own:
            parts.append(Part(_tag(locale_of(own), default, own), tuple(own)))
    return parts


def locale_of(lines: Sequence[Line]) -> str:
    """The language of most of what lines say; empty where they say too little."""
    words = [
        word for line in lines if not ends_with_country(line.text) for word in line.text.split() if word[:1].islower()
    ]
    text = " ".join(words)[:5000]
    language = language_of(text)[0] if len(text) >= 25 else ""
    return language if language in _LANGUAGES else ""


def _language(text: str) -> str:
    language, sure = language_of(text)
    return language if sure >= _SURE and language in _LANGUAGES else ""


def _is_prose(line: Line) -> bool:
    small = [word for word in line.text.split() if word[:1].islower()]
    return len(small) >= 8 and sum(map(len, small)) >= _LEAST_LETTERS


def _are_near(one: str, other: str) -> bool:
    return other in family_of(one) or one == other


def _without_strays(runs: list[tuple[int, str]], told: Sequence[int]) -> list[tuple[int, str]]:
    """Runs without those of one paragraph between two of one language: a quotation is no part of a page."""
    kept: list[tuple[int, str]] = []
    for index, (number, language) in enumerate(runs):
        following = runs[index + 1] if index + 1 < len(runs) else None
        length = sum(number <= each < (following[0] if following else 10**9) for each in told)
        is_between = bool(kept and following and _are_near(kept[-1][1], following[1]))
        if length == 1 and is_between:
            continue
        if not kept or not _are_near(kept[-1][1], language):
            kept.append((number, language))
    return kept


def _heading_above(lines: Sequence[Line], number: int) -> int:
    """Where the part begins whose first paragraph is at a place: its title stands above."""
    begin = number
    while begin > 0:
        above = lines[begin - 1]
        if _is_prose(above) or _SENTENCE_END.search(above.text) or above.is_item or len(above.text) > 120:
            break
        begin -= 1
        if lines[begin].is_fresh and lines[begin + 1].is_fresh is False:
            break
    return begin


def _tag(language: str, default: str, lines: Sequence[Line]) -> str:
    """The locale of a language: the project's own where it is of the same language."""
    if not language:
        return ""
    if default.split("-")[0] == language:
        return default
    if language == "sr":
        text = " ".join(line.text for line in lines)
        return "sr" if re.search("[а-я]{3}", text) else "sr-Latn"
    return locales.canonical(_TAGS.get(language, language)) or ""

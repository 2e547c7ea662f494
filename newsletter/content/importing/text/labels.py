"""The labels of a card: what a line says it is.

In: a line, or a text in which line breaks were lost. Out: which label begins it, and what stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from newsletter.content.importing.text import label_words as words
from newsletter.content.importing.text.days import spans_in
from newsletter.content.importing.text.folding import fold
from newsletter.content.importing.text.page_lines import Line
from newsletter.content.importing.text.partners import ends_with_country
from newsletter.content.importing.text.phrases import any_of


class Field(StrEnum):
    """What a label names."""

    NAME = "name"
    TAGLINE = "tagline"
    ABOUT = "about"
    LEAD = "lead"
    PARTNERS = "partners"
    EXPERT = "expert"
    MEETING = "meeting"
    LINK = "link"
    CONTACT = "contact"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it stands in a line, with the rest of the line; `number` is what it counts, None for none."""

    field: Field
    words: str
    rest: str
    number: int | None = None


_PHRASES = {
    Field.LEAD: words.LEAD,
    Field.EXPERT: words.EXPERT,
    Field.PARTNERS: words.PARTNERS,
    Field.LINK: words.LINK,
    Field.CONTACT: words.CONTACT,
    Field.TAGLINE: words.TAGLINE,
    Field.ABOUT: words.ABOUT,
    Field.NAME: words.NAME,
    Field.OTHER: words.OTHER,
}
_COLON = re.compile(r"\s*[:：꞉]\s*")
_BEHIND = re.compile(r"\s*(?:[:：꞉]|\s[-‐-―−](?=\s)|\t)\s*")
_COUNT = re.compile(r"\s*(?:\(\s*(\d{1,2})\s*\)|(\d{1,2}))(?=\s*(?:[:：]|$))")
_COUNTED = re.compile(r"(\d{1,2}|ten|nine|eight|seven|six|five)\s+", re.IGNORECASE)
_MARKED_ORDINAL = re.compile(
    r"(\d{1,2})(?:\s?(?:st|nd|rd|th|ª|º|°|re|er|e|ère|ème|de|te|a|o|ste|\.|-\w{1,3}|η|ος)|(?=\s|$|:))", re.I
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_MOST_LABEL = 70
_SHORT_ALONE = frozenset(
    {"x", "lead", "lp", "leader", "web", "site", "link", "page", "what", "start", "end", "call", "date", "name"}
)


def label_of(text: str) -> Label | None:
    """The label that begins a line; None for a line without one."""
    head = _COLON.search(text[: _MOST_LABEL + 2])
    if head and (field := field_of(text[: head.start()]) or _field_within(text[: head.start()], text[head.end() :])):
        return Label(field, text[: head.start()], text[head.end() :].strip(), number_in(text[: head.start()], field))
    if found := _phrase_at_start(text):
        return found
    if len(text.split()) <= 4 and _is_meeting(fold(text)):
        return Label(Field.MEETING, text, "", number_in(text, Field.MEETING))
    return _meeting_at_start(text)


def field_of(words_before: str) -> Field | None:
    """What a few words name that stand before a colon, or alone on a line; None for any other words."""
    folded = re.sub(r"[\s()\[\]*#.’']+$", "", fold(words_before.strip(" *_#")))
    folded = re.sub(r"\s*\(\s*\d{1,2}\s*\)$|\s+\d{1,2}$|\(s\)|\((?:e|en|in|s|i|es)\)$", "", folded)
    folded = _COUNTED.sub("", folded, count=1) if not _is_meeting(folded) else folded
    for field, pattern in _patterns().items():
        if pattern.fullmatch(folded):
            return field
    return Field.MEETING if _is_meeting(folded) else None


def _field_within(before: str, behind: str) -> Field | None:
    """What a longer label names: `The partners in this network:`; judged by what follows it."""
    folded = fold(before)
    if len(folded.split()) > 6 or re.search(r"[.!?]|\s[‐-―−-]\s", folded):
        return None
    if _stems(words.MEETING).search(folded) and (spans_in(behind) or not behind.strip()):
        return Field.MEETING
    if re.fullmatch(any_of(words.WITH), folded) and ends_with_country(behind):
        return Field.PARTNERS
    is_list = not behind.strip() or ends_with_country(behind)
    for field in (Field.LEAD, Field.EXPERT, Field.PARTNERS):
        found = _within(_PHRASES[field]).search(folded)
        if found and (field is Field.EXPERT or is_list):
            return field
    return None


def _phrase_at_start(text: str) -> Label | None:
    """A phrase alone on its line, before a dash or a tab, or, for a lead partner or an expert, before a capital."""
    folded = fold(text)
    counted = _COUNTED.match(folded)
    start = counted.end() if counted else 0
    for field, pattern in _patterns().items():
        found = pattern.match(folded, start)
        if not found or found.end() == start:
            continue
        behind = text[found.end() :]
        count = _COUNT.match(behind)
        rest = behind[count.end() :] if count else behind
        number = int(count[1] or count[2]) if count else int(counted[1]) if counted and counted[1].isdigit() else None
        if not rest.strip(" :*‐‑‒–—―−-") and (field is not Field.OTHER):
            return Label(field, text[: found.end()], "", number)
        sign = _BEHIND.match(rest)
        if sign and (sign[0].strip() in ("", ":", "：") or field in (Field.LEAD, Field.PARTNERS, Field.EXPERT)):
            return Label(field, text[: found.end()], rest[sign.end() :].strip(), number)
        is_plain = field in (Field.LEAD, Field.EXPERT) and " " in found[0].strip() and rest.startswith(" ")
        if is_plain and rest.strip()[:1].isupper():
            return Label(field, text[: found.end()], rest.strip(), number)
    return None


def _meeting_at_start(text: str) -> Label | None:
    """A meeting that is named without a colon, before a date or a place: `Kick-off meeting 12–13 October, Mula`."""
    days = spans_in(text)
    tokens = list(re.finditer(r"[^\s,;:()]+", text[: days[0].place[0]] if days else text))
    end = 0
    for count in range(min(len(tokens), 6), 0, -1):
        head = text[: tokens[count - 1].end()]
        if _is_meeting(fold(head), is_strict=not days):
            end = tokens[count - 1].end()
            break
    rest = text[end:]
    if not end or not (re.search(r"\d", rest) or not rest.strip(" :-–—")):
        return None
    return Label(Field.MEETING, text[:end], re.sub(r"^[\s:,–—-]+", "", rest), number_in(text[:end], Field.MEETING))


def _is_meeting(folded: str, is_strict: bool = False) -> bool:
    """True where all words are of those that name a meeting, and one does; `is_strict` asks for its kind too."""
    vocabulary = _meeting_words()
    rest = vocabulary["ordinal"].sub(" ", f" {folded} ")
    names = vocabulary["meeting"].search(rest)
    kinds = vocabulary["kind"].search(rest)
    if not (names or (kinds and vocabulary["strong"].search(rest))):
        return False
    if is_strict and not kinds:
        return False
    left = rest
    for key in ("kind", "meeting", "beside"):
        left = vocabulary[key].sub(" ", left)
    return not re.sub(r"[\s\d.#°ºª&/()'‐-―−-]+", "", left) and len(folded) < _MOST_LABEL


def kind_of(label: str) -> str:
    """The kind of a meeting by its label, as files have it; "" where the label names none."""
    folded = f" {fold(label)} "
    if _stems(words.TRANSNATIONAL).search(folded):
        return "transnational"
    if _kick_off().search(folded):
        return "kick-off"
    return "final" if _stems(words.FINAL).search(folded) else ""


def number_in(label: str, field: Field) -> int | None:
    """The number of a meeting, or how many partners a label says there are; None where it says no number."""
    if field is Field.PARTNERS:
        found = re.search(r"\d{1,2}", label)
        return int(found[0]) if found else None
    if field is not Field.MEETING:
        return None
    folded = fold(label)
    if digits := re.search(r"\d{1,2}", folded):
        return int(digits[0]) or None
    for number, names in words.ORDINALS.items():
        if _stems(names).search(f" {folded} "):
            return number
    roman = re.search(r"(?<!\w)(iii|ii|iv|vi|v|i)(?!\w)", folded)
    return _ROMAN[roman[1]] if roman and label[roman.start()].isupper() else None


def part_at_labels(line: Line) -> Iterator[Line]:
    """The line in several, where labels with colons stand within it: line breaks may have been lost."""
    text, cuts = line.text, [0]
    for colon in re.finditer(r"\s?[:：](?=\s|\S)", text):
        start = _label_start(text, colon.start(), cuts[-1])
        if start is not None and start > cuts[-1]:
            cuts.append(start)
    for number, (begin, end) in enumerate(zip(cuts, [*cuts[1:], len(text)], strict=True)):
        piece = text[begin:end].strip(" ,;|•·\t").strip()
        if piece:
            yield replace(line, text=piece, is_fresh=line.is_fresh and not number, is_item=line.is_item and not number)


def _is_numbered_meeting(words_before: str) -> bool:
    """True for a meeting with its number at the beginning, whatever its name is: `2nd Core Network Meeting`."""
    folded = fold(words_before)
    return (
        len(folded.split()) <= 6
        and bool(_meeting_words()["ordinal"].match(folded))
        and bool(re.search(rf"(?<!\w)(?:{any_of(words.MEETING)})$", folded))
    )


def _label_start(text: str, colon: int, least: int) -> int | None:
    """Where the longest label begins that ends at a colon; None for none, and for one in small letters."""
    tokens = list(re.finditer(r"[^\s,;|•]+", text[least:colon]))[-7:]
    for token in tokens:
        start = least + token.start()
        before = text[least:start]
        if (text[start].isdigit() or start == least) and _is_numbered_meeting(text[start:colon]):
            return start
        is_capital = text[start].isupper() or text[start].isdigit()
        if not is_capital and not re.search(r"[.;|•·]\s*$", before) and start != least:
            continue
        field = field_of(text[start:colon])
        if field in (
            Field.LEAD,
            Field.PARTNERS,
            Field.EXPERT,
            Field.MEETING,
            Field.LINK,
            Field.CONTACT,
            Field.ABOUT,
            Field.TAGLINE,
        ):
            if re.fullmatch(r"\d{1,2}", token[0]) and re.search(r"[-‐-―,]\s*$|\b(?:and|to)\s*$", before):
                continue
            if field in (Field.ABOUT, Field.LINK, Field.CONTACT) and not re.search(r"[.;|•·)\d]\s*$|^\s*$", before):
                continue
            return start
    return None


@cache
def _patterns() -> dict[Field, re.Pattern[str]]:
    return {field: re.compile(rf"(?:{any_of(phrases)})(?!\w)") for field, phrases in _PHRASES.items()}


@cache
def _stems(phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(phrases)})(?!\w)")


@cache
def _within(phrases: str) -> re.Pattern[str]:
    """Those phrases that are told within other words: of two words, or with `partner` in them."""
    return _stems(
        "|".join(each for each in phrases.split("|") if " " in each or "partn" in fold(each) or "партн" in each)
    )


@cache
def _kick_off() -> re.Pattern[str]:
    return _stems(words.KICK_OFF)


@cache
def _meeting_words() -> dict[str, re.Pattern[str]]:
    every = "|".join(words.ORDINALS.values())
    kinds = f"{words.TRANSNATIONAL}|{words.KICK_OFF}|{words.FINAL}"
    return {
        "ordinal": re.compile(
            rf"(?<!\w)(?:\d{{1,2}}\s?(?:st|nd|rd|th|ª|º|°|re|er|ere|eme|de|te|ste|e|a|o|\.|-\w{{1,3}}|η)?|"
            rf"{any_of(every)}|"
            rf"i{{1,3}}|iv|v|vi)(?!\w)\.?"
        ),
        "kind": _stems(kinds),
        "meeting": _stems(words.MEETING),
        "strong": _stems("tnm|ttm|kick off|kickoff"),
        "beside": _stems(words.BESIDE_MEETING),
    }

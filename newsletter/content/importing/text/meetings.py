"""Meetings in a text: kind, number, days, place and country, as far as it says them.

In: a label and what stands behind it. Out: each meeting, with the words that nothing was made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from newsletter.content.importing.drafts import MeetingDraft
from newsletter.content.importing.text.country_names import country_of
from newsletter.content.importing.text.days import Span, months_in, spans_in
from newsletter.content.importing.text.labels import Field, field_of, kind_of, label_of, number_in
from newsletter.content.importing.text.partners import partners_of
from newsletter.content.importing.text.phrases import is_absent, without_absent

_ONLINE = re.compile(
    r"(?<!\w)(?:on-?line|on line|virtual(?:ly|e|i|mente)?|zoom|ms teams|teams|en ligne|à distance|en línea|"
    r"telemátic[ao]|"
    r"digital(?:t)?|zdalnie|w formie zdalnej|onlajn|онлайн|в интернет|διαδικτυακ\w+|διαδικτυακά|εξ αποστάσεως|"
    r"veebis|tiešsaistē|nuotoliu|internetu|verkossa|etänä|på nätet|på nettet|ar líne|na daljavu|na daljinu|spletu|"
    r"remote(?:ly)?|a distanza|em linha|videoconferen\w+|webinar)(?!\w)",
    re.IGNORECASE,
)
_HYBRID = re.compile(r"(?<!\w)(?:hybrid\w*|híbrid\w*|ibrid\w*|hybryd\w*|υβριδικ\w*)(?!\w)", re.IGNORECASE)
_SMALL = (
    r"in|at|on|from|the|to|be|held|hosted|by|city|of|and|planned|for|took|place|takes|will|en|el|la|le|les|du|au|à|"
    r"de|los|las|em|no|na|"
    r"nos|a|ad|il|dal|al|der|die|das|dem|den|am|vom|bis|im|op|van|tot|te|w|we|we|dniach|dnia|v|ve|dne|u|on|och|i|den|"
    r"på|og|"
    r"στο|στη|στην|στις|στον|в|във|на|у|gewesen|entre|date|dates|venue|location|where|when|lieu|lugar|luogo|ort|"
    r"miejsce"
)
_EDGE_WORDS = re.compile(rf"^(?:(?:{_SMALL})(?!\w)[\s,:]*)+|(?:[\s,]+(?:{_SMALL}))+$", re.IGNORECASE)
_TIME = re.compile(
    r"(?<!\d)\d{1,2}[:.h]\d{2}(?:\s*(?:[-‐-―−]|to)\s*\d{1,2}[:.h]\d{2})?\s*(?:h|uhr|am|pm|CET|CEST|EET)?(?!\w)",
    re.IGNORECASE,
)
_EDGES = " \t,;:.•·*|/&()[]‐‑‒–—―−-@"
_MOST_PLACE = 60
_AND = "and|then|und|et|puis|y|e|en|i|és|ja|och|og|un|și|in|и|та|και|dhe"
_IN = re.compile(
    r"(?<!\w)(?:in|at|à|en|em|w|v|ve|u|in der|a|nel|presso|"
    r"te)\s+((?:[A-ZÀ-ÝŁŠŽČĆĐΑ-ΩА-Я][\w’'-]*)(?:[ -][A-ZÀ-Ý][\w’'-]*)*)"
)


@dataclass(frozen=True, slots=True)
class FoundMeeting:
    """A meeting as it was read; `words` are those of the source, `beside` what nothing was made of.

    `span` are its days with their place in the words; None where it names none.
    """

    draft: MeetingDraft
    words: str
    line: int
    span: Span | None = None
    beside: str = ""


def meetings_of(label: str, lines: list[tuple[int, str]], locale: str) -> list[FoundMeeting]:
    """The meetings below one label; each line with days of its own is one, and so is each part between semicolons."""
    found: list[FoundMeeting] = []
    for number, words in _grouped(lines, locale):
        found += [each for each in _in_words(label, number, words, locale) if _says_something(each)]
    return found


def _says_something(found: FoundMeeting) -> bool:
    """False for a meeting of which nothing is known: `to be confirmed`, or no more than a year."""
    draft = found.draft
    known = draft.start or draft.country or draft.online or re.search(r"[^\W\d_]", draft.place)
    return bool(known) or not is_absent(without_absent(re.sub(r"\d", "", found.beside)))


def is_online(text: str) -> bool:
    """True where the words say that a meeting is online."""
    return bool(_ONLINE.search(text) or _HYBRID.search(text))


def _grouped(lines: list[tuple[int, str]], locale: str) -> Iterator[tuple[int, str]]:
    """Lines joined so that each has days, where others have them: a place may stand above or below its days."""
    waiting: list[tuple[int, str]] = []
    has_days = False
    for number, text in lines:
        days = bool(spans_in(text, locale))
        if days and has_days:
            yield waiting[0][0], ", ".join(words for _, words in waiting)
            waiting, has_days = [], False
        waiting.append((number, text))
        has_days = has_days or days
    if waiting:
        yield waiting[0][0], ", ".join(words for _, words in waiting)


def _in_words(label: str, line: int, words: str, locale: str) -> Iterator[FoundMeeting]:
    parts = [part for part in re.split(r"\s*[;|•]\s*", words) if part.strip(_EDGES)]
    if len(parts) > 1 and all(spans_in(part, locale) for part in parts):
        for part in parts:
            yield from (_one(label, line, each, locale) for each in _one_by_one(part, locale))
    elif words.strip(_EDGES):
        joined = " , ".join(parts) if "|" in words else words
        yield from (_one(label, line, each, locale) for each in _one_by_one(joined, locale))


def _one_by_one(text: str, locale: str) -> Iterator[str]:
    """The meetings of a text that names several: each has days, and its place before or behind them."""
    spans, at = spans_in(text, locale), 0
    for span, following in pairwise(spans):
        begin, end = span.place[1], following.place[0]
        begin -= text[begin - 1] == "."  # which may end a sentence too
        if cut := _cut(text[begin:end], is_first=not re.search(r"\w", text[: spans[0].place[0]])):
            yield text[at : begin + cut]
            at = begin + cut
    if text[at:].strip(_EDGES):
        yield text[at:]


def _cut(between: str, is_first: bool) -> int:
    """Where in the words between two spans of days the next meeting begins; 0 where they are of one.

    `is_first` is true where days stand before their places.
    """
    if not re.search(r"[^\W\d_]{3}", between):
        return 0
    if sentence := re.search(r"[.!?](?:\s+)(?=[^\W_a-z])", between):
        return sentence.end()
    signs = list(re.finditer(rf"\s*,\s*(?:(?:{_AND})\s+)?|\s+(?:{_AND})\s+", between))
    for sign in signs:
        if field_of(_bare(between[sign.end() :]) or "-") is Field.MEETING:
            return sign.end()
    if is_first:
        return signs[-1].end() if signs and not re.search(r"[^\W\d_]{3}", between[signs[-1].end() :]) else 0
    return signs[0].end() if signs and not between[: signs[0].start()].strip(_EDGES) else 0


def _one(label: str, line: int, words: str, locale: str) -> FoundMeeting:
    own = label_of(words)
    text = words
    if own and own.field is Field.MEETING and own.rest:
        label, text = f"{label} {own.words}" if not kind_of(own.words) else own.words, own.rest
    spans = spans_in(text, locale)
    span = spans[0] if spans else None
    rest = text
    for each in reversed(spans):
        rest = f"{rest[: each.place[0]]} \x00 {rest[each.place[1] :]}"
    vague = months_in(rest)
    months = " ".join(rest[begin:end] for begin, end in vague)
    for begin, end in reversed(vague):
        rest = f"{rest[:begin]} \x00 {rest[end:]}"
    online = bool(_ONLINE.search(rest)) or bool(_ONLINE.search(label))
    is_hybrid = bool(_HYBRID.search(rest))
    rest = _HYBRID.sub(" ", _ONLINE.sub(" ", rest))
    times = " ".join(_TIME.findall(rest))
    rest = _TIME.sub(" ", rest)
    place, country, beside = _place(without_absent(rest))
    left = " ".join(filter(None, (months, times, beside, *(text[each.place[0] : each.place[1]] for each in spans[1:]))))
    draft = MeetingDraft(
        kind=kind_of(label),
        number=number_in(label, Field.MEETING),
        start=span.start if span else None,
        end=span.end if span else None,
        place=place,
        country=country,
        online=online or is_hybrid,
    )
    return FoundMeeting(
        draft, f"{label}: {words}" if label and label not in words else words, line, span, left.strip(_EDGES)
    )


def _place(rest: str) -> tuple[str, str, str]:
    """Place and country of what stands beside the days, and what is left."""
    pieces = [_bare(piece) for piece in re.split(r"\x00|\s[‐-―−-]\s|;", rest)]
    pieces = [piece for piece in pieces if piece and field_of(piece) is not Field.MEETING]
    joined = ", ".join(pieces)
    if not joined:
        return "", "", ""
    for found in partners_of([(0, joined)]):
        if found.country and len(found.name) <= _MOST_PLACE:
            name = _bare(found.name)
            if named := _IN.search(found.name):
                name = named[1] if len(name.split()) > 5 else name
            return name, found.country, found.beside
        break
    if code := country_of(joined):
        return "", code, ""
    words = joined.split()
    if len(words) <= 5 and not re.search(r"[.!?]\s", joined):
        return re.sub(r"\s*,\s*", ", ", joined).strip(_EDGES), "", ""
    if named := _IN.search(joined):
        return named[1], "", joined.replace(named[0], "").strip(_EDGES)
    return "", "", joined


def _bare(piece: str) -> str:
    """A place without signs and little words around it."""
    bare = piece.strip(_EDGES.replace("(", "").replace(")", ""))
    bare = _EDGE_WORDS.sub("", bare).strip(_EDGES.replace("(", "").replace(")", ""))
    if bare.count("(") != bare.count(")"):
        bare = bare.strip("()")
    return re.sub(r"\(\s*\)|\[\s*\]", "", re.sub(r"\s+", " ", bare)).strip(" ,")

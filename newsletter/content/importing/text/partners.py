"""Partners in a text: names with their countries, however they are parted.

In: lines below a label, or the text behind it. Out: each partner, a name with the country behind its last dash, comma
or bracket; a country alone is a partner without a name, a name without a country stays so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from newsletter.content.importing.text import label_words
from newsletter.content.importing.text.country_names import country_of, is_own_name, longest_country
from newsletter.content.importing.text.folding import fold
from newsletter.content.importing.text.phrases import any_of

_DASHES = "‐‑‒–—―−-"
_PARTS = re.compile(r"\s*[;•·▪●|\n]\s*|\s+/\s+|\s+\*\s+")
_OPENING = re.compile(rf"\s*\(\s*|\s*\[\s*|\s+[{_DASHES}]+\s*|\s*[‒–—―−]\s*|[{_DASHES}]\s*|\s*,\s*|\s*[:/|]\s*|\t")
_JOINT = re.compile(
    r"[\s,;.&/+–—-]*(?:(?:and|und|et|y|e|en|i|a|és|ja|och|og|un|ir|și|şi|in|и|й|та|і|και|agus|u|dhe|sowie|as well as|"
    r"plus)\s+"
    r"(?=[^\W\d_a-zà-ÿ]|(?:the|la|le|les|der|die|das|den|il|lo|el|los|las|het|de)\s))?",
)
_ENDS = re.compile(
    r"\s*[)\]]?\s*(?:[.,;]|$|\b(?:and|und|et|y|e|en|i|a|és|ja|och|og|un|ir|și|in|и|та|і|και|agus|u|dhe)\s|&|\()"
)
_EDGES = f" \t,;:.•·*|/&{_DASHES}"
_LONG_LEADS = [each for each in label_words.LEAD.split("|") if " " in each or each == "capofila"]
_LEAD_MARK = re.compile(
    rf"\s*[(\[]\s*(?:the )?(?:{any_of(label_words.LEAD)})\s*[)\]]|"
    rf"(?:\s+[‐-―−-]|,)\s+(?:{any_of('|'.join(_LONG_LEADS))})"
    r"(?!\w)(?=\s*(?:$|[,;.]))"
)
_LEAD_IN = re.compile(r"^(?:(?:together )?with )?(?:its |the )?partners? (?:are |in |from |cities )+", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*")
_CODE_BEHIND = re.compile(r"^(.+?)\s+([A-Z]{2})$")


@dataclass(frozen=True, slots=True)
class Found:
    """A partner as it was read. `words` are those of the source; `is_variant` is true where a country's name is none of
    CLDR's; `is_lead` where the source says beside it that it leads; `beside` is what else stood in its brackets.
    """

    name: str
    country: str
    words: str
    line: int = 0
    is_variant: bool = False
    is_lead: bool = False
    beside: str = ""


def partners_of(lines: Sequence[tuple[int, str]]) -> list[Found]:
    """The partners of lines, each with its number; a country may stand on the line below its name."""
    found: list[Found] = []
    for number, text in lines:
        for piece in _pieces(text):
            for each in _in_piece(piece):
                _add(found, replace(each, line=number))
    return found


def ends_with_country(text: str) -> bool:
    """True for a line that looks like partners: a country is all of it or its end, or closes most of its parts."""
    if _whole(_without_mark(text)):
        return True
    found = [each for piece in _pieces(text) for each in _in_piece(piece)]
    return len(found) > 1 and 2 * sum(bool(each.country) for each in found) > len(found)


def is_marked_lead(text: str) -> bool:
    """True where it says beside a partner that it leads: `Mula, Spain (Lead Partner)`."""
    return bool(_LEAD_MARK.search(fold(text)))


def _without_mark(text: str) -> str:
    for mark in reversed(list(_LEAD_MARK.finditer(fold(text)))):
        text = text[: mark.start()] + text[mark.end() :]
    return text


def _add(found: list[Found], each: Found) -> None:
    """The partner joins the others; a country alone joins the name before it that has none."""
    if not each.name and each.country and found and found[-1].name and not found[-1].country and not each.is_lead:
        last = found.pop()
        each = replace(each, name=last.name, words=f"{last.words} {each.words}", line=last.line, is_lead=last.is_lead)
    elif each.name and not each.country and found and found[-1].country and not found[-1].name and _is_heading(found):
        each = replace(each, country=found[-1].country, is_variant=found[-1].is_variant)
        found.pop()
    found.append(each)


def _is_heading(found: list[Found]) -> bool:
    """True for a country above its partner's name: all before it have been so too, and end with a colon."""
    return found[-1].words.rstrip().endswith(":")


def _pieces(text: str) -> Iterator[str]:
    for piece in _PARTS.split(text):
        if piece.strip(_EDGES + "()"):
            yield piece.strip()


def _in_piece(piece: str) -> Iterator[Found]:
    """The partners of a piece: one, or several where a country is followed by another name."""
    is_lead = is_marked_lead(piece)
    bare = _without_mark(piece).strip()
    whole = _whole(bare)
    marks = list(countries_in(bare))
    if whole and (len(marks) <= 1 or _is_one(marks)):
        yield replace(whole, is_lead=is_lead)
        return
    at = 0
    for number, (begin, end, code, words) in enumerate(marks):
        if number and words == code == marks[number - 1][2] and not bare[at:begin].strip(_EDGES):
            at = end  # `Mula, Spain (ES)`
            continue
        name = _name(bare[at:begin], is_first=at == 0)
        variant = not is_own_name(words, code)
        yield Found(name, code, bare[at:end].strip(_EDGES), is_variant=variant, is_lead=is_lead and len(marks) == 1)
        at = end
    rest = _name(bare[at:], is_first=at == 0)
    if code := country_of(rest):
        yield Found("", code, rest, is_variant=not is_own_name(rest, code))
    elif rest:
        yield from (Found(each, "", each) for each in _without_countries(rest, at == 0))


def _is_one(marks: Sequence[tuple[int, int, str, str]]) -> bool:
    """True where several countries stand in one partner's words: `Luxembourg, Luxembourg`."""
    return len(marks) == 2 and marks[0][2] == marks[1][2] and marks[0][0] == 0


def _whole(text: str) -> Found | None:
    """A text that is one partner: a country alone, or a name and a country at its end or beginning."""
    bare = text.strip(_EDGES.replace(".", "") + " ")
    if code := country_of(bare):
        return Found("", code, text, is_variant=not is_own_name(bare, code))
    for opening in _OPENING.finditer(bare):  # the first one whose rest is a country: the longest name of one
        rest = bare[opening.end() :]
        if opening.start() == 0 or not _is_closed(opening[0], rest):
            continue
        if code := country_of(rest.rstrip(")] ")):
            name = _name(bare[: opening.start()])
            if name:
                return Found(name, code, text, is_variant=not is_own_name(rest, code))
    bracket = list(_BRACKET.finditer(bare))
    if bracket and bracket[-1].end() == len(bare):  # `Mula (Region of Murcia, Spain)`
        head, _, tail = bracket[-1][1].rpartition(",")
        if head and (code := country_of(tail)):
            name = _name(bare[: bracket[-1].start()])
            return Found(name, code, text, is_variant=not is_own_name(tail.strip(), code), beside=head.strip())
    if bracket and bracket[-1].end() < len(bare) and (code := country_of(bracket[-1][1])):
        name = _name(f"{bare[: bracket[-1].start()]} {bare[bracket[-1].end() :].strip(_EDGES)}".strip())
        return Found(name, code, text) if bracket[-1].start() == 0 else None
    if (found := _CODE_BEHIND.match(bare)) and (code := country_of(found[2])):
        return Found(_name(found[1]), code, text)
    code, end = longest_country(bare, 0)  # `Spain: Mula`, `ES – Mula`, `🇪🇸 Mula`
    if code and (sign := re.match(rf"\s*[:\t]\s*|\s+[{_DASHES}]\s+", bare[end:])):
        name = _name(bare[end + sign.end() :])
        return Found(name, code, text, is_variant=not is_own_name(bare[:end], code)) if name else None
    if (flag := re.match("[\U0001f1e6-\U0001f1ff]{2}", bare)) and (code := country_of(flag[0])):
        return Found(_name(bare[flag.end() :]), code, text)
    flag = re.search("[\U0001f1e6-\U0001f1ff]{2}$", bare)
    return Found(_name(bare[: flag.start()]), country_of(flag[0]), text) if flag and country_of(flag[0]) else None


def _is_closed(opening: str, rest: str) -> bool:
    """True where a bracket that opens is closed at the end, and none is where none opens."""
    return (
        rest.rstrip(" .,;")[-1:] in ")]"
        if opening.strip() in ("(", "[")
        else not rest.rstrip(" .,;").endswith((")", "]"))
    )


def countries_in(text: str) -> Iterator[tuple[int, int, str, str]]:
    """The countries that close a partner: where the sign before each stands, where it ends, its code and words."""
    at = 0
    while at <= len(text):
        opening = re.compile(r"(?=\S)").match(text, at) if at == 0 else None
        if at == 0 and opening:
            code, end = longest_country(text, 0)
            if code and _ENDS.match(text, end) and not _repeats(text, end, code):
                yield 0, end, code, text[:end]
                at = end
                continue
        sign = _OPENING.search(text, at)
        if sign is None:
            return
        start = sign.end()
        joint = re.match(r"(?:and|und|et|y|e|en|i|a|és|ja|och|og)\s+", text[start:])
        if joint and sign[0].strip() == ",":
            start += joint.end()
        code, end = longest_country(text, start)
        if code and _is_mark(text, sign[0], start, end):
            words = text[start:end]
            closing = re.match(r"\s*[)\]]", text[end:])
            end += closing.end() if closing else 0
            yield sign.start(), end, code, words
            at = end
        else:
            at = max(sign.end(), at + 1)


def _repeats(text: str, end: int, code: str) -> bool:
    """True where the same country follows: `Luxembourg, Luxembourg` is a city in a country."""
    sign = _OPENING.match(text, end)
    return bool(sign) and longest_country(text, sign.end())[0] == code if sign else False


def _is_mark(text: str, sign: str, start: int, end: int) -> bool:
    """True where a country's name is the whole of what stands between two signs."""
    is_bracket = sign.strip() in ("(", "[")
    if is_bracket:
        return bool(re.match(r"\s*[)\]]", text[end:]))
    if _ENDS.match(text, end):
        return True
    # Line breaks were lost: `Mula - Spain Pori - Finland`.
    is_dash = bool(sign.strip()) and sign.strip()[0] in _DASHES
    following = text[end:]
    return is_dash and bool(re.match(r"\s+[^\W\d_]", following)) and following.strip()[0].isupper()


def _name(text: str, is_first: bool = True) -> str:
    """A name without what parts it from others: signs at its ends, and an `and` before it."""
    bare = text.strip(_EDGES.replace(".", "")) if is_first else text[_JOINT.match(text).end() :].strip(_EDGES)  # type: ignore[union-attr]
    bare = _LEAD_IN.sub("", re.sub(r"^(?:\d{1,2}[.)]\s+)", "", bare)).strip()
    if bare.count("(") != bare.count(")"):
        bare = bare.strip("()[] ")
    return re.sub(r"\s+", " ", bare)


def _without_countries(text: str, is_first: bool) -> Iterator[str]:
    """Names that stand without a country; several where commas part them."""
    for part in re.split(r"\s*,\s*", text) if not is_first or text.count(",") > 1 else [text]:
        pieces = re.split(r"\s+(?:and|und|et|y|och|og|és)\s+(?=[^\W\d_a-z])", part) if "," in text else [part]
        for piece in pieces:
            name = _name(re.sub(r"^(?:and|und|et|y|och|og|és)\s+", "", piece))
            if name and len(fold(name)) > 1:
                yield name

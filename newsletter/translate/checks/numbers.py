"""Numbers by value: the same in two languages, however each writes them.

In: plain texts of a source and its translation, with their locales. Out: the numbers of one that the other does not
have. "5 p.m." and "17:00" and "午後5時", "1,250.5" and "1.250,5", "2.5 million" and "250万", "21st" and "XXI",
"sixty-eight" and "68" are the same; so are "22/11/2023" and a date with the name of its month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from newsletter import locales
from newsletter.translate.checks.spelled import is_known, said_in_words, scale_after
from newsletter.translate.masks import address_pattern
from newsletter.translate.placeholders import NAMED

Values = tuple[Decimal, ...]

_NOT_NUMBERS = re.compile(rf"{NAMED}|&#x?\w+;")
# Figures and signs that other scripts write in their own way; marks of direction say nothing.
_FIGURES = {first + digit: str(digit) for first in (0xFF10, 0x0660, 0x06F0) for digit in range(10)}
_AS_OURS = str.maketrans(_FIGURES) | str.maketrans(
    "，．：／％－〜～٫٬", ",.:/%---.,", "\u200e\u200f\u061c\u2066\u2067\u2068\u2069"
)
_HALVES = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.33", "⅔": "0.67"}
_LATE = r"[pP]\.?[ \u00a0]?[mM]\b|[μΜ]\.?[ \u00a0]?[μΜ]\b|[mM]\.?[dD]\b|م(?:ساءً?)?\b"
_HALF = rf"[aA]\.?[ \u00a0]?[mM]\b|[πΠ]\.?[ \u00a0]?[μΜ]\b|[pP]\.?[dD]\b|{_LATE}"
_EARLY, _AFTERNOON = "AM|午前|上午|凌晨|早上|오전", "PM|午後|下午|晚上|傍晚|오후"
_MYRIADS = "十百千万萬億亿兆십백천만억조"
_NUMBER = re.compile(
    rf"""(?<!\d)(?:
        (?P<date>\d{{1,2}}\.[ \u00a0]?\d{{1,2}}\.[ \u00a0]?\d{{4}}|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{4}}
                 |\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}})(?!\d)
      | (?:(?P<era>令和|平成|昭和|大正|民[國国])[ ]?(?P<year>\d{{1,3}}))
      | (?P<myriad>\d[\d,]*(?:\.\d+)?[ ]?[{_MYRIADS}]+
            (?:[ ]?\d[\d,]*(?:\.\d+)?[ ]?[{_MYRIADS}]+|\d{{1,4}}(?![\d月日時时分年]))*)
      | (?P<century>\d{{1,2}})[ ]?世[紀纪](?P<decade>\d0)年代
      | (?:(?P<part>{_EARLY}|{_AFTERNOON})[ \u00a0\u202f]?(?=\d{{1,2}}[ ]?[時时點点시:])
           |(?=\d{{1,2}}[ ]?[時时點点시](?!間|间)))
        (?P<oclock>\d{{1,2}})
            (?:[ ]?[時时點点시:](?:[ ]?(?P<minutes>\d{{1,2}})(?:[ ]?[分분])?(?!\d)|(?P<thirty>[ ]?[半반]))?)
      | (?P<hour>\d{{1,2}})(?:[.:](?P<minute>\d\d))?[ \u00a0\u202f]?(?P<half>{_HALF})
      | (?P<at>\d{{1,2}})[ \u00a0\u202f]?h[ \u00a0\u202f]?(?P<past>\d\d)?(?![^\W\d_])
      | (?P<long>\d{{1,3}}(?P<by>[.,'’ \u00a0\u202f\u2009])\d{{3}}(?:(?P=by)\d{{3}})*)(?:[.,](?P<rest>\d+))?(?!\d)
      | (?P<one>\d+)(?:(?P<sign>[.,:])(?P<two>\d+))?(?![.,:]?\d)
      | (?P<many>\d+)
    )(?P<fraction>[ ]?[½¼¾⅓⅔])?""",
    re.VERBOSE,
)
_SPACED = re.compile(r"\d[ \u00a0\u202f\u2009]\d")
# Only an English reader takes `m` for a million: elsewhere it may be metres, as it may be here.
_SYMBOL = re.compile(r"[ \u00a0\u202f]?(k|K|m|M|bn|mn|tn|Mio|Mrd|mln|mld|mlrd|Md|Mds|MM)(?![^\W\d_])")
_SYMBOLS = {
    **dict.fromkeys(("k", "K"), 10**3),
    **dict.fromkeys(("m", "M", "mn", "mln", "Mio", "MM"), 10**6),
    **dict.fromkeys(("bn", "mld", "mlrd", "Md", "Mds", "Mrd"), 10**9),
    "tn": 10**12,
}
_CENTURY = re.compile(r"(?:st|nd|rd|th)[ -]century", re.IGNORECASE)
_AMBIGUOUS = {"k", "K", "m", "M"}
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民國": 1911, "民国": 1911}
_LARGE = {"万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12,
          "十": 10, "십": 10, "百": 100, "백": 100, "千": 1_000, "천": 1_000}  # fmt: skip
_GROUP = re.compile(rf"(\d[\d,]*(?:\.\d+)?)[ ]?([{_MYRIADS}]*)")
_EITHER = {"ar", "fa", "he", "hi", "ur"}
"""Languages that group thousands in either way when they write them with our figures."""
# Names that translations say in other words: the disease, round the clock.
_NAMES = re.compile(r"(?i)\bcovid[\s\u2011-]?19\b|\b24/7\b")


class Number(NamedTuple):
    """A number as written, and the values that it may stand for: a time has two, hours and minutes.

    `bare` are its values without the word of scale after it. `is_soft` for a figure that is part of a word (B2B, CO2,
    3D): a translation may say that word otherwise, but not with another figure.
    """

    written: str
    readings: frozenset[Values]
    bare: frozenset[Values]
    is_scaled: bool = False
    is_soft: bool = False

    def is_like(self, other: Number) -> bool:
        """True when both may stand for one value."""
        if self.readings & other.readings:
            return True
        return not (self.is_scaled and other.is_scaled) and bool(self.bare & other.bare)


def differences(source: str, target: str, source_locale: str, locale: str) -> tuple[list[str], list[str]]:
    """The numbers that the target lacks, and those that only it has, as they are written."""
    lost, added = numbers_in(source, source_locale), numbers_in(target, locale)
    if not lost and not added:
        return [], []
    lost, added = _unmatched(lost, added)
    lost, added = _unmatched(_in_groups(lost), _in_groups(added))
    lost = _without(lost, target, locale) if lost else []
    added = _without(added, source, source_locale) if added else []
    if not (any(each.is_soft for each in lost) and any(each.is_soft for each in added)):
        lost, added = ([each for each in side if not each.is_soft] for side in (lost, added))
    return [each.written for each in lost], [each.written for each in added]


def numbers_in(text: str, locale: str) -> list[Number]:
    """The numbers of a plain text in reading order; those in addresses are none."""
    if text.isalpha():
        return []
    text = _NOT_NUMBERS.sub(" ", address_pattern().sub(" ", text.translate(_AS_OURS)))
    names = [found.span() for found in _NAMES.finditer(text)]
    found: list[Number] = []
    before: re.Match[str] | None = None
    for hit in _NUMBER.finditer(text):
        number = _number(text, hit, locale)
        if any(start <= hit.start() < end for start, end in names):
            number = number._replace(is_soft=True)
        if before and (short := _second_year(text, before, hit)):
            number = number._replace(readings=number.readings | {short}, bare=number.bare | {short})
        found.append(number)
        before = hit
    return found


def _number(text: str, found: re.Match[str], locale: str) -> Number:
    bare = frozenset(_readings(found, locale))
    written, scale, is_sure = found.group().strip(), Decimal(1), True
    if found["one"] or found["long"] or found["many"]:
        if symbol := _SYMBOL.match(text, found.end()):
            scale, is_sure = Decimal(_SYMBOLS[symbol[1]]), symbol[1] not in _AMBIGUOUS
            written += symbol.group() if is_sure else ""
        else:
            scale, end = scale_after(text, found.end(), locale)
            written += text[found.end() : end]
    # The 21st century is "2000-talet" in Swedish, "2000-luku" in Finnish.
    if _CENTURY.match(text, found.end()):
        bare |= {((value - 1) * 100,) for value, *rest in bare if not rest}
    # The 1990s are "les années 90".
    bare |= {(value % 100,) for value, *rest in bare if not rest and 1900 <= value < 2100 and value % 10 == 0}
    scaled = frozenset(tuple(value * scale for value in values) if len(values) == 1 else values for values in bare)
    is_scaled = scale != 1 and is_sure
    return Number(written, scaled if is_scaled else scaled | bare, bare, is_scaled, _is_soft(text, found))


def _is_soft(text: str, found: re.Match[str]) -> bool:
    if len(found.group().strip()) > 1:
        return False
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    return _has_case(before) or (after.isupper() and after.isascii())


def _has_case(letter: str) -> bool:
    return letter.lower() != letter.upper()


def _second_year(text: str, before: re.Match[str], found: re.Match[str]) -> Values | None:
    """What the second year of `2023/24` is in full."""
    between = text[before.end() : found.start()]
    if re.fullmatch(r"\d{4}", before.group()) and between in ("/", "-", "–", "\u2011") and len(found.group()) == 2:
        return (Decimal(before.group()[:2] + found.group()) if found.group().isdigit() else Decimal(0),)
    return None


def _readings(found: re.Match[str], locale: str) -> Iterable[Values]:
    parts = found.groupdict()
    if date := parts["date"]:
        yield tuple(sorted(Decimal(group) for group in re.findall(r"\d+", date)))
    elif parts["era"]:
        yield (Decimal(parts["year"]),)
        yield (Decimal(int(parts["year"]) + _ERAS[parts["era"]]),)
    elif parts["myriad"]:
        yield from _myriads(parts["myriad"])
    elif parts["century"]:
        yield (Decimal((int(parts["century"]) - 1) * 100 + int(parts["decade"])),)
    elif parts["oclock"]:
        minutes = 30 if parts["thirty"] else int(parts["minutes"] or 0)
        is_late = (parts["part"] or "") in _AFTERNOON.split("|")
        yield from _times(int(parts["oclock"]), minutes, is_late, bool(parts["part"]))
    elif hour := parts["hour"] or parts["at"]:
        is_late = bool(parts["half"]) and bool(re.match(_LATE, parts["half"]))
        yield from _times(int(hour), int(parts["minute"] or parts["past"] or 0), is_late, bool(parts["half"]))
    else:
        yield from _amounts(parts, locale)
        if parts["sign"] in (":", ".") and len(parts["two"]) == 2 and int(parts["one"]) < 25 and int(parts["two"]) < 60:
            yield from _times(int(parts["one"]), int(parts["two"]), is_late=False, is_half=False)


def _times(hours: int, minutes: int, is_late: bool, is_half: bool) -> Iterator[Values]:
    """A time as it is written, and as it is counted through the day."""
    for each in {hours, hours % 12 + 12 * is_late if is_half else hours}:
        yield (Decimal(each), Decimal(minutes))
        if not minutes:
            yield (Decimal(each),)


def _myriads(written: str) -> Iterator[Values]:
    """2億5000万; in Korean 3조 is an article of a law as well."""
    total = Decimal(0)
    for digits, signs in _GROUP.findall(written):
        scale = 1
        for sign in signs:
            scale *= _LARGE[sign]
        total += Decimal(digits.replace(",", "")) * scale
    yield (total,)
    if re.fullmatch(r"\d+ ?조", written):
        yield (Decimal(re.findall(r"\d+", written)[0]),)


def _amounts(parts: dict[str, str | None], locale: str) -> Iterable[Values]:
    fraction = Decimal(_HALVES.get((parts["fraction"] or "").strip(), "0"))
    if written := parts["long"]:
        by, rest = parts["by"] or "", parts["rest"] or "0"
        is_decimal = written.count(by) == 1 and not parts["rest"] and by in ".,"
        is_either = is_decimal and locale.split("-")[0] in _EITHER
        if is_either or not is_decimal or by != _decimal_sign(locale):
            yield (Decimal(f"{written.replace(by, '')}.{rest}"),)
        if is_either or (is_decimal and by == _decimal_sign(locale)):
            yield (Decimal(written.replace(by, ".")),)
    elif parts["two"] and parts["sign"] != ":":
        yield (Decimal(f"{parts['one']}.{parts['two']}"),)
    elif not parts["two"]:
        yield (Decimal(parts["one"] or parts["many"] or "0") + fraction,)


@cache
def _decimal_sign(locale: str) -> str:
    return str(locales.for_babel(locale).number_symbols["latn"]["decimal"])


def _unmatched(ours: list[Number], theirs: list[Number]) -> tuple[list[Number], list[Number]]:
    """What is left of both when each has been paired with an equal one of the other."""
    left, rest = [], list(theirs)
    for number in ours:
        same = next((each for each in rest if number.is_like(each)), None)
        if same is None:
            left.append(number)
        else:
            rest.remove(same)
    return left, rest


def _in_groups(numbers: list[Number]) -> list[Number]:
    """Dates and times as several numbers: 28.11.2023 is three, 17:00 one hour."""
    out: list[Number] = []
    for number in numbers:
        if any(len(values) > 1 for values in number.readings) or _SPACED.search(number.written):
            groups = [group for group in re.findall(r"\d+", number.written) if group != "00"]
            hours = {values[0] for values in number.readings if len(values) == 2}
            for at, group in enumerate(groups):
                values = frozenset({(Decimal(group),)} | ({(hour,) for hour in hours} if not at else set()))
                out.append(Number(group, values, values))
        else:
            out.append(number)
    return out


def _without(numbers: list[Number], text: str, locale: str) -> list[Number]:
    """The numbers that a text does not say in words either."""
    said = said_in_words(text, locale)
    return [each for each in numbers if not _is_said(each, said, locale)]


def _is_said(number: Number, said: frozenset[Decimal], locale: str) -> bool:
    values = {value for values in number.readings | number.bare for value in values}
    if values & said:
        return True
    if Decimal("0.5") in said and any(value % 1 == Decimal("0.5") and int(value) in said for value in values):
        return True
    # "de jaren zestig" are the 1960s.
    if any(1900 <= value < 2100 and value % 100 in said and value % 10 == 0 for value in values):
        return True
    return not is_known(locale) and any(value in (*range(32), 100, 1_000) for value in values)

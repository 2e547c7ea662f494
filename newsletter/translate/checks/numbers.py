"""Numbers by value: the same in two languages, however each writes them.

In: plain texts of a source and its translation, with their locales. Out: the numbers of one that the other does not
have. "5 p.m." and "17:00", "1,250.5" and "1.250,5", "21st" and "XXI", "sixty-eight" and "68" are the same; so are
"22/11/2023" and a date with the name of its month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from newsletter import locales
from newsletter.translate.masks import ADDRESS

Values = tuple[Decimal, ...]

_NOT_NUMBERS = re.compile(rf"{ADDRESS}|%\(\w+\)[sd]")
_NUMBER = re.compile(
    r"""(?<![^\W\d_])(?:
        (?P<date>\d{1,2}\.[ \u00a0]?\d{1,2}\.[ \u00a0]?\d{4}|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d)(?!\d)
      | (?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))?[ \u00a0\u202f]?(?P<half>[ap]\.?[ \u00a0]?m\b|[πμ]\.[ \u00a0]?μ\b)
      | (?P<at>\d{1,2})[ \u00a0\u202f]?h[ \u00a0\u202f]?(?P<past>\d\d)?(?![^\W\d_])
      | (?P<long>\d{1,3}(?P<by>[.,'’ \u00a0\u202f\u2009])\d{3}(?:(?P=by)\d{3})*)(?:[.,](?P<rest>\d+))?(?!\d)
      | (?P<one>\d+)(?:(?P<sign>[.,:])(?P<two>\d+))?(?![.,:]?\d)
      | (?P<many>\d+)
    )(?P<scale>[ \u00a0\u202f]?(?:k|m|M|bn|thousand|million|billion|mil|mln|mld|Mio|Mrd|millones|milliard|miliard)\w*)?
    """,
    re.VERBOSE,
)
_SPACED = re.compile(r"\d[ \u00a0\u202f\u2009]\d")
_ROMAN = re.compile(r"\b(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}

# From two to twelve, then the tens from twenty on: what languages write in words and in figures by turns.
_SPELLED = {
    "en": "two three four five six seven eight nine ten eleven twelve"
    " twenty thirty forty fifty sixty seventy eighty ninety hundred",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"
    " zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf"
    " twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze"
    " vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix cent",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce"
    " veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici"
    " venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento",
    "pt": "dois três quatro cinco seis sete oito nove dez onze doze"
    " vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem",
    "pl": "dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście"
    " dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt"
    " dziewięćdziesiąt sto",
    "hr": "dva tri četiri pet šest sedam osam devet deset jedanaest dvanaest"
    " dvadeset trideset četrdeset pedeset šezdeset sedamdeset osamdeset devedeset sto",
    "el": "δύο τρεις τέσσερις πέντε έξι επτά οκτώ εννέα δέκα έντεκα δώδεκα"
    " είκοσι τριάντα σαράντα πενήντα εξήντα εβδομήντα ογδόντα ενενήντα εκατό",
}
_VALUES = [*range(2, 13), *range(20, 101, 10)]


class Number(NamedTuple):
    """A number as written, and the values that it may stand for: a time has two, hours and minutes."""

    written: str
    readings: frozenset[Values]


def differences(source: str, target: str, source_locale: str, locale: str) -> tuple[list[str], list[str]]:
    """The numbers that the target lacks, and those that only it has, as they are written."""
    lost, added = numbers_in(source, source_locale), numbers_in(target, locale)
    if not lost and not added:
        return [], []
    lost, added = _unmatched(lost, added)
    lost, added = _unmatched(_in_groups(lost), _in_groups(added))
    lost_names = _without(lost, said_in_words(target, locale)) if lost else []
    return lost_names, (_without(added, said_in_words(source, source_locale)) if added else [])


def numbers_in(text: str, locale: str) -> list[Number]:
    """The numbers of a plain text in reading order; those in addresses and in words such as `C4` are none."""
    text = _NOT_NUMBERS.sub(" ", text) if not text.isalpha() else text
    return [Number(found.group().strip(), frozenset(_readings(found, locale))) for found in _NUMBER.finditer(text)]


def _readings(found: re.Match[str], locale: str) -> Iterable[Values]:
    parts = found.groupdict()
    if date := parts["date"]:
        yield tuple(Decimal(group) for group in re.findall(r"\d+", date))
        return
    if hour := parts["hour"] or parts["at"]:
        hours, minutes = int(hour), int(parts["minute"] or parts["past"] or 0)
        is_late = (parts["half"] or "").startswith(("p", "P", "μ"))
        of_day = hours % 12 + 12 * is_late if parts["half"] else hours
        for each in (hours, of_day):
            yield (Decimal(each), Decimal(minutes))
            if not minutes:
                yield (Decimal(each),)
        return
    for value in _amounts(parts, locale):
        yield (value,)
        if parts["scale"]:
            # A billion is "mil millones", a thousand may be written out in figures.
            yield from ((value * scale,) for scale in (1_000, 1_000_000, 1_000_000_000))
    if parts["sign"] in (":", ".") and len(parts["two"]) == 2 and int(parts["one"]) < 25 and int(parts["two"]) < 60:
        yield (Decimal(parts["one"]), Decimal(parts["two"]))
        if parts["two"] == "00":
            yield (Decimal(parts["one"]),)


def _amounts(parts: dict[str, str | None], locale: str) -> Iterable[Decimal]:
    if written := parts["long"]:
        by, rest = parts["by"] or "", parts["rest"] or "0"
        if written.count(by) == 1 and by == _decimal_sign(locale) and not parts["rest"]:
            yield Decimal(written.replace(by, "."))
        else:
            yield Decimal(f"{written.replace(by, '')}.{rest}")
    elif parts["two"] and parts["sign"] != ":":
        yield Decimal(f"{parts['one']}.{parts['two']}")
    elif not parts["two"]:
        yield Decimal(parts["one"] or parts["many"] or "0")


@cache
def _decimal_sign(locale: str) -> str:
    return str(locales.for_babel(locale).number_symbols["latn"]["decimal"])


def _unmatched(ours: list[Number], theirs: list[Number]) -> tuple[list[Number], list[Number]]:
    """What is left of both when each has been paired with an equal one of the other."""
    left, rest = [], list(theirs)
    for number in ours:
        same = next((each for each in rest if each.written == number.written or each.readings & number.readings), None)
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
            groups = (group for group in re.findall(r"\d+", number.written) if group != "00")
            out += [Number(group, frozenset({(Decimal(group),)})) for group in groups]
        else:
            out.append(number)
    return out


def _without(numbers: list[Number], said: frozenset[int]) -> list[str]:
    return [each.written for each in numbers if not _is_said(each, said)]


def _is_said(number: Number, said: frozenset[int]) -> bool:
    values = {int(value) for values in number.readings for value in values}
    # "de jaren zestig" are the 1960s.
    return bool(values & said) or any(
        1900 <= value < 2100 and value % 100 in said and value % 10 == 0 for value in values
    )


@lru_cache(maxsize=4096)
def said_in_words(text: str, locale: str) -> frozenset[int]:
    """What a text says as numbers without figures: in words, in Roman numerals, as names of months."""
    said = {sum(_roman(numeral)) for numeral in _ROMAN.findall(text)}
    spelled = _spelled(locale.split("-")[0])
    for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold()):
        whole = spelled.get(word)
        parts = [spelled.get(part) for part in word.split("-")]
        said |= {whole} if whole else {sum(part for part in parts if part)} if any(parts) else set()
    return frozenset(said | {month for month, name in _months(locale) if name in text.casefold()})


def _roman(numeral: str) -> list[int]:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    return [-value if value < max(values[at:]) else value for at, value in enumerate(values)]


@cache
def _spelled(language: str) -> dict[str, int]:
    return dict(zip(_SPELLED[language].split(), _VALUES, strict=True)) if language in _SPELLED else {}


@cache
def _months(locale: str) -> tuple[tuple[int, str], ...]:
    """The months by number, each by the stem of its name."""
    names = locales.for_babel(locale).months["format"]["wide"]
    return tuple((number, str(name).casefold()[: max(3, len(name) - 2)]) for number, name in names.items())

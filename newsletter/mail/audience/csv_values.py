"""The values of a subscriber CSV's cells: days and languages as people and spreadsheets write them.

In: the text of one cell. Out: a time in ISO 8601, or locales in their canonical form; or that it holds none.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from newsletter import locales
from newsletter.mail.audience.other_tools import is_never, plain

_IN_BRACKETS = re.compile(r"([^\s,;|>/()][^,;|>/()]*?)\s*\(([^()]*)\)")
_COUNTRIES = {"UK": "GB", "BRASIL": "BR", "BRAZIL": "BR", "USA": "US", "BELGIË": "BE", "BELGIQUE": "BE"}
ORDERS = ("dmy", "mdy")
"""Which comes first where a date is written with strokes: the day or the month."""
_DATE = re.compile(
    r"(?P<a>\d{1,4})\s?(?P<between>[./-])\s?(?P<b>\d{1,2})\s?(?P=between)\s?(?P<c>\d{4}|\d{2})\.?"
    r"(?:[\sT,]+(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:\.\d+)?\s?(?P<half>[ap]\.?m\.?)?)?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{9,10}(\d{3})?")
# Whose own names, and names for each other, are known. All of CLDR's would take 140 MB and two seconds.
_EUROPEAN = """bg bs ca cs cy da de el en es et eu fi fr ga gl hr hu is it ka lb lt lv mk mt nb nl nn pl pt ro ru sk
    sl sq sr sv tr uk"""
_ALSO = {
    "castellano": "es", "español castellano": "es", "castilian": "es", "castillan": "es", "spanish castilian": "es",
    "norsk": "nb", "norwegian": "nb", "norwegisch": "nb", "norvégien": "nb", "noruego": "nb", "norvegese": "nb",
    "bokmål": "nb", "nynorsk": "nn", "flemish": "nl-BE", "vlaams": "nl-BE", "flamand": "nl-BE", "flämisch": "nl-BE",
    "valencià": "ca", "valenciano": "ca", "moldovan": "ro", "moldavian": "ro", "slovene": "sl", "farsi": "fa",
    "british english": "en-GB", "american english": "en-US", "brazilian portuguese": "pt-BR",
    "português do brasil": "pt-BR", "português europeu": "pt-PT", "gaelic": "ga", "gaeilge": "ga", "srpski": "sr-Latn",
    "traditional chinese": "zh-Hant", "simplified chinese": "zh-Hans", "繁體中文": "zh-Hant", "简体中文": "zh-Hans",
}  # fmt: skip
"""Names that CLDR gives otherwise or not at all."""


def moment(text: str, order: str) -> str | None:
    """A time as ISO 8601 has it: as it stands if it does so already, empty for "never", None for what is no time.

    ISO 8601, seconds since 1970, `14.03.2022`, and dates with strokes in the order that is said (`dmy`, `mdy`); where
    none is said, those that can be read in one way only.
    """
    if is_never(text):
        return ""
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return _moment(text, order)
    return text


def needed_order(text: str) -> str:
    """The order that a date with strokes can only have; `either` when both are possible, empty for any other text."""
    found = _DATE.fullmatch(text)
    if found is None or found["between"] == "." or len(found["a"]) > 2:
        return ""
    can_be = [order for order in ORDERS if _moment(text, order)]
    return "either" if len(can_be) == 2 and found["a"] != found["b"] else can_be[0] if len(can_be) == 1 else ""


def _moment(text: str, order: str) -> str | None:
    order = order or needed_order(text)
    if _EPOCH.fullmatch(text):
        return dt.datetime.fromtimestamp(int(text[:10]), dt.UTC).isoformat(timespec="seconds")
    found = _DATE.fullmatch(text)
    if found is None or order == "either":
        return None
    a, b, c = int(found["a"]), int(found["b"]), int(found["c"])
    if len(found["a"]) > 2:
        year, month, day = a, b, c
    else:
        day, month = (b, a) if order == "mdy" and found["between"] != "." else (a, b)
        year = c if len(found["c"]) > 2 else 2000 + c
    hour, half = int(found["hour"] or 0), (found["half"] or "").lower()[:1]
    if half:
        hour = hour % 12 + 12 * (half == "p") if 1 <= hour <= 12 else 99
    try:
        at = dt.datetime(year, month, day, hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        return None
    return at.isoformat() if found["hour"] else at.date().isoformat()


@lru_cache(maxsize=10_000)
def wishes(typed: str) -> tuple[str, str]:
    """Locales in their order and canonical form, each once, separated by blanks; or what is none."""
    found: list[str] = []
    for part in filter(None, re.split(r"[\s,;|>/]+", _IN_BRACKETS.sub(_with_country, typed))):
        tag = locales.canonical(part.partition(".")[0].replace("_", "-")) or _named(part)
        if tag is None:
            whole = _named(typed)  # a name of two words: "Norwegian Bokmål"
            return (whole, "") if whole else ("", part)
        found.append(tag)
    return " ".join(dict.fromkeys(found)), ""


def _with_country(found: re.Match[str]) -> str:
    """`English (UK)` as `en-GB`, `Español (Castellano)` as `es`."""
    tag = locales.canonical(found[1].replace("_", "-")) or _named(found[1])
    if tag is None:
        return found[0]
    inner = found[2].strip().upper()
    country = _COUNTRIES.get(inner, inner)
    return f"{tag.partition('-')[0]}-{country}" if country in locales.country_codes() else tag


def _named(words: str) -> str | None:
    return _names().get(plain(words))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Languages by their names in English, in themselves and in each other, as people and other programs write them."""
    from babel import Locale

    found = {plain(name): tag for name, tag in _ALSO.items()}
    for tag, name in Locale("en").languages.items():
        known = locales.canonical(str(tag).replace("_", "-"))
        if known:
            found.setdefault(plain(str(name)), known)
    european = _EUROPEAN.split()
    for tag in european:
        found.setdefault(plain(str(Locale.parse(tag).get_display_name())), tag)
    for tag in european:
        theirs = Locale.parse(tag).languages
        for other in european:
            if name := theirs.get(other):
                found.setdefault(plain(str(name)), other)
    return found

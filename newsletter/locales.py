"""Locale identifiers: BCP 47 tags inside the project, Babel's form only at this door.

In: tags such as `nl`, `pt-PT`, `sr-Latn`. Out: their canonical form, fallback chain, direction and names
(RFC 5646 for the form, RFC 4647 section 3.4 for the lookup, CLDR through Babel for the data).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from babel import Locale

_TAG = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?")

# European readers expect "21 November 2023" and "15:30"; CLDR's bare `en` is American, its bare `pt` Brazilian.
_CLDR_FORMS = {"en": "en_GB", "pt": "pt_PT", "no": "nb"}
_AUTONYMS = {"pt-PT": "português", "nb": "norsk", "en-GB": "English", "sr-Latn": "srpski"}


def canonical(tag: str) -> str | None:
    """The tag with the usual upper and lower case, or None when CLDR has no data for it.

    A code that was given up long ago becomes today's by CLDR's table of aliases: `iw` is `he`, `sh` is `sr-Latn`.
    """
    found = _TAG.fullmatch(tag)
    if not found:
        return None
    language, script, region = (found[1].lower(), (found[2] or "").title(), (found[3] or "").upper())
    if not _known(language):
        from babel.core import get_global

        alias = str(get_global("language_aliases").get(language, "")).split("_")
        language, (own_script, own_region) = alias[0], _script_and_region(alias[1:])
        script, region = script or own_script, region or own_region
        if not language or not _known(language):
            return None
    return "-".join(filter(None, (language, script, region)))


@cache
def _known(language: str) -> bool:
    from babel import localedata

    return bool(localedata.exists(language))


def _script_and_region(parts: Sequence[str]) -> tuple[str, str]:
    """What follows the language in a tag; empty for what is not there."""
    script = parts[0] if parts and len(parts[0]) == 4 else ""
    rest = parts[1:] if script else parts
    return script, rest[0] if rest else ""


@cache
def _whole(tag: str) -> tuple[str, str, str]:
    """Language, script and region of a tag, what it leaves out filled in by CLDR's likely subtags (UTS 35 section 4.3):
    `zh-TW` is `zh-Hant-TW`. Bare `en` and `pt` are at home in Europe here.
    """
    from babel.core import get_global

    language, *rest = tag.split("-")
    script, region = _script_and_region(rest)
    form = _CLDR_FORMS.get(language, "").split("_")
    language = form[0] or language
    region_here = form[1] if len(form) > 1 else ""
    likely = get_global("likely_subtags")
    for key in (f"{language}_{region}", f"{language}_{script}", language):
        if key in likely:
            _, likely_script, likely_region = str(likely[key]).split("_")
            return language, script or likely_script, region or region_here or likely_region
    return language, script, region or region_here


def chain(tag: str) -> list[str]:
    """The tag and its shorter forms, most specific first: `nl-BE` gives `nl-BE`, `nl` (RFC 4647 section 3.4).

    None of them is in another script: after `sr-Latn` does not come `sr`, which is Cyrillic, and after `zh-TW` comes
    `zh-Hant`, since `zh` is in simplified characters.
    """
    return list(_chain(tag))


@cache
def _chain(tag: str) -> tuple[str, ...]:
    parts = tag.split("-")
    script = _whole(tag)[1]
    steps = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    if _whole(steps[-1])[1] != script:
        steps[-1] = f"{parts[0]}-{script}"
    return tuple(dict.fromkeys(steps))


def looks(wish: str, there: Sequence[str]) -> list[tuple[str, str]]:
    """Each look for a locale among those that are there, with what it found; only the last one can have found any.

    First the wish and its chain (RFC 4647 section 3.4), where two tags that mean the same are the same (`no` and `nb`,
    `zh-TW` and `zh-Hant`); then, as `nl-*`, one of the same language and script for another region: who reads `nl` is
    better off with `nl-BE` than with French. Whoever asks which of some locales a reader gets asks this.
    """
    steps = chain(wish)
    looked: list[tuple[str, str]] = []
    for step in steps:
        same = (tag for tag in there if _whole(tag) == _whole(step))
        looked.append((step, step if step in there else next(same, "")))
        if looked[-1][1]:
            return looked
    near = (tag for tag in there if _whole(tag)[:2] == _whole(wish)[:2])
    return [*looked, (f"{steps[-1]}-*", next(near, ""))]


def met(wish: str, there: Sequence[str]) -> str:
    """The one of some locales that serves a wish, or the empty text."""
    return looks(wish, there)[-1][1]


def script(tag: str) -> str:
    """The script that a locale is written in (ISO 15924): `Latn`, `Grek`."""
    return _whole(tag)[1]


@cache
def for_babel(tag: str) -> Locale:
    """Babel's locale for a tag, with British English for `en`; unknown regions fall back to the language.

    Raises `ValueError` for a language without data.
    """
    from babel import Locale, UnknownLocaleError

    for candidate in chain(tag):
        try:
            return Locale.parse(_CLDR_FORMS.get(candidate, candidate.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            continue
    raise ValueError(f"no locale data for {tag!r}")


@cache
def has_decimal_comma(tag: str) -> bool:
    """True where numbers have a comma; spreadsheets there have semicolons between cells."""
    return str(for_babel(tag).number_symbols.get("latn", {}).get("decimal", ".")) == ","


@cache
def direction(tag: str) -> str:
    """`rtl` for Arabic, Hebrew and the like, else `ltr`."""
    return str(for_babel(tag).text_direction)


@cache
def autonym(tag: str) -> str:
    """The language's name in itself, as a menu shows it: `Français`, `Ελληνικά`."""
    name = _AUTONYMS.get(tag)
    if name is None:
        from babel import Locale, UnknownLocaleError

        # Asked of the bare tag: "English", not the "British English" that `for_babel` would answer.
        name = ""
        for candidate in chain(tag):
            try:
                name = name or Locale.parse(candidate.replace("-", "_")).get_display_name()
            except (UnknownLocaleError, ValueError):
                continue
    name = name or tag
    # Title case, which only Georgian tells from upper case: it has capital letters that no sentence begins with.
    return name[0].title() + name[1:]


def in_order(name: str) -> tuple[str, str]:
    """A key that sorts names of several languages as they are looked for: `Čeština` beside C, marks between equals.

    Roughly the root order of Unicode's collation (UTS 10) without its table; Latin comes before Greek and Cyrillic.
    """
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character)), apart


_NO_COUNTRIES = frozenset({"EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes with a name in CLDR that are no country: the euro zone, outlying Oceania, tests, what is not known."""


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes that CLDR names, and `EU` for the Union itself."""
    from babel import Locale

    names = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in names if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES


# The zone of the capital, or of most people, where a country has several. CLDR has none for Kosovo and the Union.
_MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo",
    "CA": "America/Toronto", "CL": "America/Santiago", "CN": "Asia/Shanghai", "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin", "ES": "Europe/Madrid", "EU": "Europe/Brussels", "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty", "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "US": "America/New_York",
    "UZ": "Asia/Tashkent", "XK": "Europe/Belgrade",
}  # fmt: skip


def main_zone(country: str) -> str:
    """The time zone of a country, or the one most of it lives by; the empty text when that can't be said."""
    zones = zones_of(country)
    return _MAIN_ZONES.get(country) or (zones[0] if len(zones) == 1 else "")


def zones_of(country: str) -> list[str]:
    """The IANA names of a country's time zones; none of a code without a country."""
    from babel.core import get_global

    return [str(zone) for zone in get_global("territory_zones").get(country, [])]


def official_locales(country: str) -> list[str]:
    """The languages of a country that CLDR calls official, as tags, those of most people first."""
    from babel.languages import get_official_languages

    tags = [tag.replace("_", "-") for tag in get_official_languages(country, de_facto=True)]
    # CLDR has `no` beside `nb`, which is what it means, and `bs-Cyrl` beside `bs`.
    doubles = {"no"} & set(tags) if "nb" in tags else set()
    doubles |= {tag for tag in tags if "-" in tag and tag.split("-")[0] in tags}
    return [tag for tag in tags if tag not in doubles]


def home_country(tag: str) -> str:
    """The country that a locale names, else the one most of its readers live in (`GR` of `el`); empty for none.

    The script counts: `zh-Hant` is at home in Taiwan, `zh` in China.
    """
    language, script, region = _whole(tag)
    if region not in country_codes():  # a part of the world (`es-419`), or nothing
        region = _whole(f"{language}-{script}" if script else language)[2]
    return region if region in country_codes() else ""


def tag_of_name(name: str, preferred: Sequence[str] = ()) -> str:
    """The locale of a language by its name in English or in itself ("French", "français"); empty when none has it.

    Where several have it, one of the preferred is taken: "Portuguese" is `pt-PT` where that is what there is.
    """
    from babel import Locale

    wanted = name.strip().casefold()
    english: dict[str, str] = dict(Locale("en").languages)
    for tag in (*preferred, *english):
        plain = tag.replace("_", "-")
        if canonical(plain) != plain:
            continue
        names = [autonym(plain), english.get(plain.replace("-", "_"), "")]
        names += [english.get(plain.partition("-")[0], "")] if tag in preferred else []
        if wanted in (known.casefold() for known in names):
            return next((one for one in preferred if _whole(one) == _whole(plain)), plain)  # `nb` for `no`
    return ""


def code_of_country(name: str) -> str:
    """The code of a country by its code in any case or its name in English or in its own languages; empty for none."""
    from babel import Locale

    wanted = name.strip().casefold()
    if wanted.upper() in country_codes():
        return wanted.upper()
    english = Locale("en").territories
    for code in country_codes():
        if wanted == str(english.get(code, "")).casefold():
            return code
    for code in country_codes():
        for tag in filter(canonical, official_locales(code)):
            if wanted == str(for_babel(tag).territories.get(code, "")).casefold():
                return code
    return ""

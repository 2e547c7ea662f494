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
    from babel import Locale

_TAG = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?")

# European readers expect "21 November 2023" and "15:30"; CLDR's bare `en` is American, its bare `pt` Brazilian.
_CLDR_FORMS = {"en": "en_GB", "pt": "pt_PT", "no": "nb"}
_AUTONYMS = {"pt-PT": "português", "nb": "norsk", "en-GB": "English", "sr-Latn": "srpski"}


def canonical(tag: str) -> str | None:
    """The tag with the usual upper and lower case, or None when CLDR has no data for it."""
    found = _TAG.fullmatch(tag)
    if not found:
        return None
    language, script, region = found.groups()
    parts = [language.lower()]
    if script:
        parts.append(script.title())
    if region:
        parts.append(region.upper())
    tag = "-".join(parts)
    return tag if _known(tag) else None


@cache
def _known(tag: str) -> bool:
    from babel import localedata

    return localedata.exists(tag.replace("-", "_")) or localedata.exists(tag.split("-")[0])


def chain(tag: str) -> list[str]:
    """The tag and its shorter forms, most specific first: `nl-BE` gives `nl-BE`, `nl` (RFC 4647 section 3.4).

    A script that is not the language's usual one stays: readers of `sr-Latn` are not served by `sr`, which is Cyrillic.
    """
    return list(_chain(tag))


@cache
def _chain(tag: str) -> tuple[str, ...]:
    language, *rest = parts = tag.split("-")
    has_own_script = bool(rest) and len(rest[0]) == 4 and rest[0] not in _usual_script(language)
    return tuple("-".join(parts[:length]) for length in range(len(parts), 1 if has_own_script else 0, -1))


def _usual_script(language: str) -> str:
    """CLDR's likely form of a language, `sr_Cyrl_RS`; only asked where a tag names a script."""
    from babel.core import get_global

    return str(get_global("likely_subtags").get(language, ""))


@cache
def script(tag: str) -> str:
    """The script that a locale is written in (ISO 15924): `Latn`, `Grek`."""
    for candidate in chain(tag):
        _, *rest = candidate.split("-")
        parts = rest if rest and len(rest[0]) == 4 else _usual_script(candidate.replace("-", "_")).split("_")[1:]
        if parts:
            return parts[0]
    return ""


@cache
def for_babel(tag: str) -> Locale:
    """Babel's locale for a tag, with British English for `en`; unknown regions fall back to the language."""
    from babel import Locale, UnknownLocaleError

    for candidate in chain(tag):
        try:
            return Locale.parse(_CLDR_FORMS.get(candidate, candidate.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            continue
    raise ValueError(f"no locale data for {tag!r}")


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


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes that CLDR names, and `EU` for the Union itself."""
    from babel import Locale

    names = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in names if len(code) == 2 and code.isalpha())


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
    from babel.core import get_global

    zones = get_global("territory_zones").get(country, [])
    return _MAIN_ZONES.get(country) or (str(zones[0]) if len(zones) == 1 else "")


def official_locales(country: str) -> list[str]:
    """The languages of a country that CLDR calls official, as tags, those of most people first."""
    from babel.languages import get_official_languages

    tags = [tag.replace("_", "-") for tag in get_official_languages(country, de_facto=True)]
    # CLDR has `no` beside `nb`, which is what it means, and `bs-Cyrl` beside `bs`.
    doubles = {"no"} & set(tags) if "nb" in tags else set()
    doubles |= {tag for tag in tags if "-" in tag and tag.split("-")[0] in tags}
    return [tag for tag in tags if tag not in doubles]


def home_country(tag: str) -> str:
    """The country that a locale names, else the one most of its readers live in (`GR` of `el`); empty for none."""
    from babel.core import get_global

    likely = get_global("likely_subtags")
    for form in (_CLDR_FORMS.get(tag), tag.replace("-", "_"), likely.get(tag), likely.get(tag.split("-")[0])):
        region = str(form or "").rpartition("_")[2]
        if region in country_codes():
            return region
    return ""

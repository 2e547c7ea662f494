"""Lines that somebody pastes where a list of partners is meant: each a name with its country.

In: text, and the language of who pastes it. Out: partners as files have them; a country that can't be told is left to
the person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsletter import locales
from newsletter.pipeline.editing.choices import countries_in

MOST_LINES = 100
_BULLET = re.compile(r"^\s*(?:[-–—•*·]|\d{1,3}[.)])\s+")
_BEHIND = re.compile(r"^(?P<name>.*\S)\s*\((?P<country>[^()]+)\)[.;]?$")
_PARTS = re.compile(r"\t+|[,;|]|\s[–—-]\s")


@dataclass(frozen=True, slots=True)
class PastedPartner:
    """One line: `country` is a code, empty where none was understood."""

    name: str
    country: str

    @property
    def item(self) -> dict[str, str]:
        """As it stands in a file."""
        return {**({"name": self.name} if self.name else {}), "country": self.country}


def partners_in(text: str, locale: str) -> list[PastedPartner]:
    """The partners that lines tell, `Name, Country` or `Name (Country)`; a country alone has no name."""
    lines = [_BULLET.sub("", line).strip() for line in text.splitlines()]
    return [_partner(line, locale) for line in lines if line][:MOST_LINES]


def _partner(line: str, locale: str) -> PastedPartner:
    if found := _BEHIND.match(line):
        country = _country(found["country"], locale)
        if country:
            return PastedPartner(found["name"].rstrip(" ,;"), country)
    if country := _country(line, locale):
        return PastedPartner("", country)
    *rest, last = _PARTS.split(line)
    if rest and (country := _country(last, locale)):
        return PastedPartner(line[: line.rindex(last)].rstrip(" \t,;|–—-"), country)
    return PastedPartner(line, "")


def _country(words: str, locale: str) -> str:
    """The code of a country, by its name in the language of who pastes, in English or its own; "" for none."""
    wanted = words.strip().rstrip(".").casefold()
    own = next((code for code, name in countries_in(locale) if name.casefold() == wanted), "")
    return own or (locales.code_of_country(wanted) if wanted else "")

"""The order of names in a reader's own alphabet, from the package alone: bytes must not differ by machine.

In: a locale, names in its words. Out: keys that sort them. What an alphabet says beyond Unicode's root order (UTS 10,
CLDR 46 `collation`) is in one table of ours: the system's ICU differs from machine to machine, and no library that
carries its own tables is kept up. Chinese and Japanese characters stay in the order of their codes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from newsletter import locales

_ALPHABETS = {
    "be": "е<ё з<і<й у<ў",
    "bg": "и<й",
    "bs": "c<č<ć d<dž<đ l<lj n<nj s<š z<ž",
    "cs": "c<č h<ch r<ř s<š z<ž",
    "da": "z<æ<ø<å ä=æ ö=ø aa=å",
    "es": "n<ñ",
    "et": "s<š<z<ž w<õ<ä<ö<ü<x<y",
    "fi": "z<å<ä<ö ø=ö æ=ä",
    "gl": "n<ñ",
    "hr": "c<č<ć d<dž<đ l<lj n<nj s<š z<ž",
    "hu": "c<cs d<dz<dzs g<gy l<ly n<ny o<ö s<sz t<ty u<ü z<zs ő=ö ű=ü",
    "lt": "c<č s<š z<ž y=i",
    "lv": "c<č g<ģ k<ķ l<ļ n<ņ r<ŗ s<š z<ž y=i",
    "mk": "д<ѓ з<ѕ и<ј л<љ н<њ т<ќ ч<џ",
    "mt": "b<ċ<c f<ġ<g<għ<h<ħ<i y<ż<z",
    "nb": "z<æ<ø<å ä=æ ö=ø aa=å",
    "nn": "z<æ<ø<å ä=æ ö=ø aa=å",
    "no": "z<æ<ø<å ä=æ ö=ø aa=å",
    "pl": "a<ą c<ć e<ę l<ł n<ń o<ó s<ś z<ź<ż",
    "ro": "a<ă<â i<î s<ș t<ț ş=ș ţ=ț",
    "ru": "е<ё и<й",
    "sk": "a<ä c<č h<ch o<ô s<š z<ž",
    "sl": "c<č<ć d<đ s<š z<ž",
    "sq": "c<ç d<dh e<ë g<gj l<ll n<nj r<rr s<sh t<th x<xh z<zh",
    "sr": "д<ђ и<ј л<љ н<њ т<ћ ч<џ",
    "sr-Latn": "c<č<ć d<dž<đ l<lj n<nj s<š z<ž",
    "sv": "z<å<ä<ö ø=ö æ=ä",
    "tr": "c<ç g<ğ h<ı<i o<ö s<ş u<ü",
    "uk": "г<ґ е<є и<і<ї<й",
}
"""What stands behind what, as a letter of its own (`h<ch`), and what stands where another one does (`ä=æ`)."""
_ROOT = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
Key = tuple[tuple[tuple[str, int], ...], str]


@lru_cache(maxsize=4096)
def collation_key(locale: str, name: str) -> Key:
    """A key that sorts names as a dictionary of the locale does; equal names have equal keys."""
    alphabet, letters = _alphabet(locale)
    folded = unicodedata.normalize("NFC", name).casefold()
    found: list[tuple[str, int]] = []
    for letter in letters.findall(folded):
        place = alphabet.get(letter)
        if place:
            found.append(place)
            continue
        plain = unicodedata.normalize("NFKD", letter.translate(_ROOT))
        found += [(character, 0) for character in plain if not unicodedata.combining(character)]
    return tuple(found), unicodedata.normalize("NFKD", folded)


@lru_cache(maxsize=64)
def _alphabet(locale: str) -> tuple[dict[str, tuple[str, int]], re.Pattern[str]]:
    """Where each letter of its own stands: behind which, and as which of several; and what cuts a name into letters."""
    rules = next((_ALPHABETS[tag] for tag in locales.chain(locale) if tag in _ALPHABETS), "")
    places: dict[str, tuple[str, int]] = {}
    same: list[tuple[str, str]] = []
    for rule in rules.split():
        if "=" in rule:
            letter, _, other = rule.partition("=")
            same.append((letter, other))
            continue
        base, *behind = rule.split("<")
        places |= {letter: (base, rank) for rank, letter in enumerate(behind, 1)}
    places |= {letter: places.get(other, (other, 0)) for letter, other in same}
    longest = sorted(places, key=len, reverse=True)
    return places, re.compile("|".join([*map(re.escape, longest), "."]), re.DOTALL)

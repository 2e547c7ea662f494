"""Countries by their names in thirty languages and in their own, by variants that people write, by codes and flags.

In: words. Out: the two letters of ISO 3166-1. Names are CLDR's; the variants are those that CLDR does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from newsletter import locales
from newsletter.content.importing.text.folding import fold

_LANGUAGES = [
    "en", "bg", "bs", "cs", "da", "de", "el", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mk",
    "mt", "nb", "nl", "pl", "pt-PT", "ro", "sk", "sl", "sq", "sr-Latn", "sr", "sv", "uk", "ca", "eu", "gl", "is",
    "lb", "tr", "ka", "hy", "be", "az", "ru",
]  # fmt: skip
_VARIANTS = {
    "AL": "Republic of Albania",
    "AT": "Republic of Austria|Republik Österreich",
    "BA": (
        "Bosnia-Herzegovina|Bosnia Herzegovina|Bosnia and Hercegovina|Bosnia-Hercegovina|Bosnia|BiH|B&H|Bosnie|"
        "Bosnien|Bosnie-et-Herzégovine|Bosnie Herzégovine|Bosnien-Herzegowina|Bosnien & Herzegowina|"
        "Bosnia-Erzegovina|Bosnia Erzegovina|Bosnia ed Erzegovina|Bosnia e Erzegovina|Bosna|Bosna-Hercegovina|"
        "Bosna a Hercegovina|Bośnia|Bośnia-Hercegowina|Bosnia y Hercegovina|Bosnia-Hercegovina|"
        "Bosnia e Herzegovina|Bósnia|Bósnia-Herzegovina|Bósnia e Herzegovina|Bosnia și Herțegovina|"
        "Bosnia-Herțegovina|Bosznia|Босна|Босна-Херцеговина|Βοσνία|Βοσνία-Ερζεγοβίνη|Bosnië-Herzegovina|"
        "Bosnien-Hercegovina|Bosnia-Hertsegovina|Republika Srpska"
    ),
    "BE": "Kingdom of Belgium|Flanders|Wallonia",
    "BY": (
        "Belorussia|Weißrussland|Bielorussia|Biélorussie|Bielorrusia|Bielorrússia|Wit-Rusland|Hviderusland|"
        "Vitryssland"
    ),
    "CH": "Suisse/Schweiz|Swiss Confederation|Die Schweiz",
    "CY": "Republic of Cyprus",
    "CZ": (
        "Czech Republic|Czech Rep.|Czech Rep|the Czech Republic|Česká republika|ČR|Tschechische Republik|"
        "République tchèque|Rép. tchèque|République Tchèque|Tchéquie|República Checa|Rep. Checa|Repubblica Ceca|"
        "Rep. Ceca|Tsjechische Republiek|Republika Czeska|Czeska Republika|Cseh Köztársaság|Republica Cehă|Cehia|"
        "Češka republika|Republika Češka|Чешка република|Чешка Република|Чеська Республіка|Τσεχική Δημοκρατία|"
        "Δημοκρατία της Τσεχίας|Tšehhi Vabariik|Čehijas Republika|Čekijos Respublika|Tšekin tasavalta|"
        "Tjeckiska republiken|Tjekkiske Republik|Den Tjekkiske Republik|Den tsjekkiske republikk|"
        "Poblacht na Seice|Repubblika Ċeka|Republika Çeke"
    ),
    "DE": "Federal Republic of Germany|Bundesrepublik Deutschland|BRD",
    "DK": "Kingdom of Denmark",
    "EE": "Republic of Estonia|Eesti Vabariik",
    "ES": "Kingdom of Spain|España|Espanya|Espainia",
    "FR": "French Republic|République française",
    "GB": (
        "UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|Großbritannien|Grossbritannien|"
        "Grande-Bretagne|Grande Bretagne|Angleterre|Royaume Uni|Gran Bretaña|Inglaterra|Gran Bretagna|Regno-Unito|"
        "Inghilterra|Groot-Brittannië|Engeland|Grã-Bretanha|Wielka Brytania|Velká Británie|Veľká Británia|"
        "Nagy-Britannia|Anglia|Marea Britanie|Velika Britanija|Μεγάλη Βρετανία|Αγγλία|Великобритания|"
        "Велика Британія|Велика Британија|Storbritannien|Storbritannia|Iso-Britannia|Suurbritannia|Lielbritānija|"
        "Didžioji Britanija|Britania e Madhe|An Bhreatain Mhór|Escocia|Schottland|Écosse|Scozia|Schotland"
    ),
    "GR": "Hellas|Ελλάς|Hellenic Republic|Ellada|Ellas",
    "HR": "Republic of Croatia|Republika Hrvatska",
    "HU": "Republic of Hungary|Magyarország",
    "IE": "Republic of Ireland|Eire|Éire|République d'Irlande|Republik Irland",
    "IT": "Italian Republic",
    "LT": "Republic of Lithuania",
    "LV": "Republic of Latvia",
    "MD": (
        "Republic of Moldova|Moldova, Republic of|Moldavia|République de Moldavie|Republik Moldau|Moldawien|"
        "Republica Moldova|República de Moldavia|Republika Mołdawii|Moldova Republic"
    ),
    "ME": "Crna Gora|Republic of Montenegro",
    "MK": (
        "Macedonia|FYROM|FYR Macedonia|FYR of Macedonia|Former Yugoslav Republic of Macedonia|"
        "Republic of North Macedonia|N. Macedonia|North-Macedonia|Macédoine|Macédoine du Nord|Mazedonien|"
        "Makedonien|Makedonia|Macedonië|Macedonia de Norte|Macedónia|Macedónia do Norte|Macedonia del Nord|"
        "Македонија|Македония|Македонія|Makedonija|Makedonie|Macedónsko|Makedónia|Macedonia Północna|"
        "Βόρεια Μακεδονία"
    ),
    "MT": "Republic of Malta",
    "NL": (
        "Holland|The Netherlands|Netherlands, The|Kingdom of the Netherlands|Nederland|Hollande|Holanda|Olanda|"
        "Holandia|Holandsko|Nizozemí|Hollandia|Olandă|Holandija|Hollanti|Nyderlandai|Холандия|Холандија|Голландія|"
        "Ολλανδία|Ollanda|An Ollainn|Hollanda|Pays Bas|Países-Bajos|Paesi-Bassi"
    ),
    "NO": "Kingdom of Norway|Noreg",
    "PL": "Republic of Poland|Rzeczpospolita Polska",
    "PT": "Portuguese Republic",
    "RO": "Rumania|Roumania",
    "RS": "Republic of Serbia|Republika Srbija",
    "RU": "Russian Federation",
    "SE": "Kingdom of Sweden",
    "SI": "Republic of Slovenia|Republika Slovenija",
    "SK": (
        "Slovak Republic|Slovenská republika|Slowakische Republik|République slovaque|República Eslovaca|"
        "Repubblica Slovacca|Slowaakse Republiek|Republika Słowacka|Szlovák Köztársaság|Republica Slovacă|"
        "Republika Slovačka|Σλοβακική Δημοκρατία"
    ),
    "TR": (
        "Turkey|Türkiye|Turkiye|Republic of Türkiye|Republic of Turkey|Turquie|Türkei|Turquía|Turchia|Turkije|"
        "Turcja|Turecko|Törökország|Turcia|Turčija|Turska|Турция|Турција|Туреччина|Τουρκία|Türgi|Turcija|Turkija|"
        "Turkki|Turkiet|Tyrkiet|Tyrkia"
    ),
    "UA": "Ukraine|the Ukraine",
    "US": "USA|U.S.A.|U.S.|United States of America|the United States|États-Unis d'Amérique|EUA|EE.UU.|EE. UU.",
    "XK": "Kosova|Kosovo*|Republic of Kosovo|Kosovo under UNSCR 1244",
    "VA": "Vatican|Holy See",
}  # fmt: skip
_CITIES = ("granada", "man", "santa lucia", "palestina")  # which are countries in some language
_CODES = {"EL": "GR", "UK": "GB"}
_ARTICLE = re.compile(r"(?:the|la|le|les|los|las|el|il|lo|i|die|der|das|de|het|o|a|os|as|an|na|η|το|οι)\s+|l'|gli\s+")
_MOST_WORDS = 6
_WORD_END = re.compile(r"(?<=[\w.*])(?!\w)")


def country_of(words: str) -> str:
    """The code of a country by a name, a code in capitals or a flag; "" where the words are none."""
    bare = words.strip().strip("()[]").strip().rstrip(",;:").strip()
    if not bare:
        return ""
    return _code(bare) or _named(fold(bare)) or _named(fold(bare.rstrip("."))) or _of_two_names(bare)


def _of_two_names(bare: str) -> str:
    """The code of a country that stands there twice: `Czechia/Czech Republic`."""
    codes = {_named(fold(part.strip())) for part in bare.split("/")} if "/" in bare else set()
    return codes.pop() if len(codes) == 1 else ""


def is_own_name(words: str, code: str) -> bool:
    """True where the words are CLDR's name of a country in one of the languages, or its code: nothing was guessed."""
    bare = fold(words.strip(" ()[],;."))
    return bare in _by_name()[1] or words.strip(" ()[],;.") == code


def longest_country(text: str, start: int) -> tuple[str, int]:
    """The country whose name begins at a place, and where the longest such name ends; ("", start) for none."""
    ends = [found.start() for found in _ends(text, start)]
    for end in reversed(ends):
        if code := country_of(text[start:end]):
            return code, end
    return "", start


def _ends(text: str, start: int) -> Iterator[re.Match[str]]:
    for count, found in enumerate(_WORD_END.finditer(text, start + 1)):
        if count >= _MOST_WORDS or re.search(r"[;\t|()\[\]]", text[start : found.start()]):
            return
        yield found


def _code(bare: str) -> str:
    if bare in _CODES:
        return _CODES[bare]
    if len(bare) == 2 and bare.isascii() and bare.isupper() and bare in locales.country_codes():
        return bare
    if len(bare) == 2 and all(0x1F1E6 <= ord(each) <= 0x1F1FF for each in bare):
        code = "".join(chr(ord(each) - 0x1F1E6 + 65) for each in bare)
        return code if code in locales.country_codes() else ""
    if len(bare) == 3 and bare.isascii() and bare.isupper():
        return _three_letters().get(bare, "")
    return ""


@lru_cache(maxsize=4096)
def _named(folded: str) -> str:
    names = _by_name()[0]
    plain = re.sub(r"\s*[-‐-―]\s*", "-", re.sub(r"\s+", " ", folded)).replace("&", "and")
    for each in (folded, plain, plain.replace("-", " "), plain.replace(" ", "-")):
        if code := names.get(each) or names.get(_ARTICLE.sub("", each, count=1)):
            return code
    return ""


@cache
def _by_name() -> tuple[dict[str, str], frozenset[str]]:
    """Codes by folded names, and which of those are CLDR's."""
    found: dict[str, str] = {}
    for tag in _LANGUAGES:
        for code, name in locales.for_babel(tag).territories.items():
            if len(code) == 2 and code.isalpha() and code in locales.country_codes() and code != "EU":
                found.setdefault(fold(str(name)), code)
    for city in _CITIES:
        found.pop(city, None)
    known = frozenset(found)
    for code, names in _VARIANTS.items():
        for name in names.split("|"):
            found.setdefault(fold(name), code)
    for name in [each for each in found if "&" in each]:
        found.setdefault(name.replace("&", "and"), found[name])
    return found, known


@cache
def _three_letters() -> dict[str, str]:
    """Codes of three letters (ISO 3166-1 alpha-3), as CLDR's aliases have them."""
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    return {old: new[0] for old, new in aliases.items() if len(old) == 3 and old.isalpha() and len(new) == 1}

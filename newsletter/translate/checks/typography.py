"""Checks of how a language is set: the mark at the end, French spaces, quotation marks, words and spaces said twice.

In: a target beside its unit. Out: warnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.finding import Finding, Languages, new_in, sources
from newsletter.translate.checks.lengths import DENSE
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

# What ends a sentence in any of our scripts, by what it means. The Greek question mark is a semicolon to the eye.
_ENDS = {
    "full stop": ".。｡．։۔।॥።",
    "question mark": "?？؟՞⁇፧",
    "exclamation mark": "!！՜¡",
    "colon": ":：",
    "semicolon": ";；؛",
    "ellipsis": "…⋯‥",
}
_MEANING = {sign: name for name, signs in _ENDS.items() for sign in signs}
_GREEK = {";": "question mark", "\u037e": "question mark", "·": "semicolon", "\u0387": "semicolon"}
_ARMENIAN = {":": "full stop"}
_ARMENIAN_QUESTION = re.compile(r"՞[^\s]*[։:.]?$")
_AFTER_END = " \u00a0\u202f\u3000\"'”“’‘»«›‹)]）］」』】〕》〉*\u200e\u200f\u061c"
# An ordinal's or an abbreviation's full stop may be none of a sentence: "15. ožujka 2026.", "2026 г.", "kovo 15 d.".
_SHORT = re.compile(
    r"\d\.$|(?<![^\W\d_])(?:(?:[^\W\d_]{1,3}\.[ \u00a0]?)+[^\W\d_]{1,3}|[^\W\d_]|"
    "approx|apod|aprox|atd|bl|br|ca|cf|co|dept|dr|ea|ecc|ed|enz|est|etc|fig|gad|gen|gg|god|hl|hod|inc|incl|itd|itp|jne|jr"
    "|kl|krs|lk|ltd|max|min|mld|mln|mlrd|mr|mrd|mrs|ms|mio|nr|no|op|osv|pvz|pp|prof|resp|riik|sek|sen|sl|st|stb|str|t|tel|tis|tj"
    "|tys|usw|val|vol|vs|zb|κ|κλπ|λπ|μμ|πμ|гг|гр|год|др|проф|руб|стр|тыс|ул|ч|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec"
    r")\.$",
    re.IGNORECASE,
)

_COMMA = re.compile(r"[,،、，]$")
# Languages that set a mark at the end, or another one, as the kind of text wants it: headings, lists, exclamations.
_SPARING = DENSE | {"km", "lo", "my", "th"}
_JAPANESE_QUESTION = re.compile(r"[かの][。．]?$")

_DOUBLE_SPACE = re.compile(r"[ \u00a0\u202f\u2009]{2,}|(?<=\S)\t")
_DOUBLED_WORD = re.compile(r"(?<![\w’'-])([^\W\d_]+)[ \u00a0]+\1(?![\w’'-])", re.IGNORECASE)
# Said twice in good sentences: pronouns that meet their own kind, and "one by one".
_LAWFUL_TWICE = {
    "de": "das der die sie",
    "el": "του της τους την ένα ένας μία σιγά λίγο",
    "en": "had that",
    "fr": "nous vous",
    "it": "via piano",
    "nl": "dat die je ze",
    "pt": "se",
    "hr": "se",
}
_STRAIGHT = '"'
_QUOTES = re.compile('[«»„“”‟"]')
# Double quotation marks of a language, first and second choice; a language that is not here is not checked.
_QUOTES_OF = {
    "bg": "„“«»", "bs": "„“”»«", "ca": "«»“”", "cs": "„“»«", "da": "»«”“„", "de": "„“»«", "el": "«»“”", "en": "“”",
    "es": "«»“”", "et": "„“”«»", "eu": "«»“”", "fi": "”»", "fr": "«»“”", "ga": "“”", "gl": "«»“”", "hr": "„”“»«",
    "hu": "„”»«", "is": "„“", "it": "«»“”", "lb": "„“«»", "lt": "„“", "lv": "„“”«»", "mk": "„“", "mt": "“”", "nb": "«»",
    "nl": "“”„", "nn": "«»", "no": "«»", "pl": "„”«»", "pt": "«»“”", "ro": "„”«»", "ru": "«»„“", "sk": "„“»«",
    "sl": "„“»«", "sq": "„“”«»", "sr": "„“”»«", "sv": "”»", "uk": "«»„“”",
}  # fmt: skip

_FRENCH_MARK = re.compile(r"([ \u2009]|(?<=[^\s;:!?»]))([;:!?»]+)(?=\s|$|[)\]”\".,…])")
_FRENCH_OPENING = re.compile(r"«([^\u00a0\u202f])")


def end_mark(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """The text ends as its source does: a sentence as a sentence, a question as a question."""
    found = _end(target, languages.target)
    wanted = {_end(source, languages.source) for source in sources(entry)}
    if found in wanted:
        return
    # The full stop of an abbreviation or an ordinal may end the sentence as well, or not.
    stops = {"", "full stop"}
    if {found, *wanted} <= stops and any(map(_ends_short, (target, *sources(entry)))):
        return
    if {found, *wanted} == {"", "semicolon"} and any(_COMMA.search(plain(text)) for text in (target, *sources(entry))):
        return  # the items of a list
    if languages.language in _SPARING and ("question mark" not in wanted or _JAPANESE_QUESTION.search(plain(target))):
        return
    # Authors of headings put a question or let it be: that is a matter of style between them and translators.
    if {found, *wanted} == {"", "question mark"} and len(plain(entry.source)) < 40:
        return
    ours, theirs = (f"a {mark}" if mark else "no mark" for mark in (found, min(wanted)))
    yield Finding("other-end-mark", f"the text ends with {ours}, its source with {theirs}")


def _end(text: str, locale: str) -> str:
    words = plain(text).rstrip(_AFTER_END)
    language = locale.split("-")[0]
    if words.endswith("..."):
        return "ellipsis"
    if language == "hy" and _ARMENIAN_QUESTION.search(words):
        return "question mark"
    special = {"el": _GREEK, "hy": _ARMENIAN}.get(language, {})
    return special.get(words[-1:]) or _MEANING.get(words[-1:], "")


def _ends_short(text: str) -> bool:
    return bool(_SHORT.search(plain(text).rstrip(_AFTER_END)))


def french_spaces(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """In French a no-break space stands before ; : ! ? and inside « »; in Switzerland and Canada only the last."""
    language, _, region = languages.target.partition("-")
    if language != "fr":
        return
    source, words = plain(entry.source), plain(target)
    marks = "»:" if region == "CA" else "»" if region == "CH" else ";:!?»"
    for found in _FRENCH_MARK.finditer(words):
        space, signs = found.groups()
        word = words[max(0, found.start() - 40) : found.start()].rpartition(" ")[2]
        if signs[0] in marks and f"{word}{signs}" not in source:
            yield Finding("french-spacing", f"`{word}{space}{signs}`: a no-break space belongs before `{signs}`")
            return
    if opening := _FRENCH_OPENING.search(words):
        yield Finding("french-spacing", f"`{opening.group()}`: a no-break space belongs after `«`")


def quotes(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """Quotation marks are those of the language; straight ones only where the source has them."""
    usual = _QUOTES_OF.get(languages.language)
    if usual is None:
        return
    lawful = usual + (_STRAIGHT if any(_STRAIGHT in source for source in sources(entry)) else "")
    if wrong := [sign for sign in dict.fromkeys(_QUOTES.findall(plain(target))) if sign not in lawful]:
        yield Finding(
            "foreign-quotes",
            f"{' '.join(wrong)} is not how {languages.target} writes quotation marks ({' '.join(usual)})",
        )


def doubled_words(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """No word twice in a row that the source does not have so."""
    lawful = _LAWFUL_TWICE.get(languages.language, "").split()
    if any(_DOUBLED_WORD.search(plain(source)) for source in sources(entry)):
        return
    for word in _DOUBLED_WORD.findall(plain(target)):
        if word.casefold() not in lawful:
            yield Finding("doubled-word", f"`{word}` stands there twice in a row")
            return


def doubled_spaces(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """No two spaces in a row and none around the text, where the source has none."""
    if new_in(target, entry, _DOUBLE_SPACE):
        yield Finding("doubled-space", "two spaces stand in a row")
    elif target != target.strip() and not any(source != source.strip() for source in sources(entry)):
        yield Finding("doubled-space", "a space stands before or after the text")

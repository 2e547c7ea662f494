"""`other-end-mark`: the text ends with another kind of mark than its source.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.check import DENSE, Languages, TargetCheck, sources
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


def find(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[str]:
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
    ours, theirs = (_with_article(mark) if mark else "no mark" for mark in (found, min(wanted)))
    yield f"the text ends with {ours}, its source with {theirs}"


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


def _with_article(mark: str) -> str:
    return f"{'an' if mark[0] in 'aeiou' else 'a'} {mark}"


CHECK = TargetCheck(
    "other-end-mark",
    find,
    weblate=(
        "end-stop",
        "end-colon",
        "end-question",
        "end-exclamation",
        "end-semicolon",
        "end-ellipsis",
        "end-interrobang",
    ),
)

"""`foreign-quotes`: quotation marks of another language.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.check import Languages, TargetCheck, sources
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

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


def find(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """Quotation marks are those of the language; straight ones only where the source has them."""
    usual = _QUOTES_OF.get(languages.language)
    if usual is None:
        return
    lawful = usual + (_STRAIGHT if any(_STRAIGHT in source for source in sources(entry)) else "")
    if wrong := [sign for sign in dict.fromkeys(_QUOTES.findall(plain(target))) if sign not in lawful]:
        usual = " ".join(usual)
        yield f"{' '.join(wrong)} is not how {languages.target} writes quotation marks ({usual})"


CHECK = TargetCheck("foreign-quotes", find)

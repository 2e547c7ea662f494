"""The pseudo-translator: what a letter will look like before anybody has translated it.

In: texts. Out: the same, in letters of the target's script that can still be read, about a third longer; digits, tags,
masks, placeholders and addresses as they are. The same text is always the same answer, and nothing leaves the machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

from newsletter.locales import for_babel
from newsletter.translate.placeholders import NAMED
from newsletter.translate.providers.provider import FREE, Answer, Limits, Price, Result

_KEPT = re.compile(
    r"\[[^\W\d_]+\d+[^\W\d_]+\]"  # a mask
    rf"|</?[a-z]+\d+/?>|\{{[^{{}}]*\}}|{NAMED}|%%|&#?\w+;"  # a tag, a placeholder, an entity
    r"|https?://\S+|\S+@\S+\.\w+"
)
_LATIN = str.maketrans(
    "aAeEiIoOuUyYcCnNsSzZ",
    "áÁéÉíÍóÓúÚýÝçÇñÑšŠžŽ",
)
_GREEK = str.maketrans(
    "aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ",
    "άΆβΒκΚδΔέΈφΦγΓηΗίΊξΞκΚλΛμΜνΝόΌπΠθΘρΡσΣτΤύΎβΒώΏχΧψΨζΖ",
)
_CYRILLIC = str.maketrans(
    "aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ",
    "аАбБцЦдДеЕфФгГхХиИйЙкКлЛмМнНоОпПюЮрРсСтТуУвВшШчЧъЪзЗ",
)
_BY_SCRIPT = {"Grek": _GREEK, "Cyrl": _CYRILLIC}
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = re.compile(r"([aeiou])(?!\1)", re.IGNORECASE)

_LIMITS = Limits(texts=1_000, characters=1_000_000)


@dataclass(frozen=True, slots=True)
class Pseudo:
    """The pseudo-translator as a provider."""

    name: str = "pseudo"
    limits: Limits = _LIMITS
    price: Price = FREE
    lack: str = ""

    def can(self, source_locale: str, target_locale: str) -> bool:
        """Whatever there is."""
        return source_locale != target_locale

    def translate(self, texts: Sequence[str], _: str, target_locale: str) -> list[Result]:
        """Each text in its disguise."""
        table = _BY_SCRIPT.get(_script(target_locale), _LATIN)
        return [Answer(pseudo(text, table), self.name) for text in texts]


def pseudo(text: str, table: dict[int, int] = _LATIN) -> str:
    """A text longer by about a third in other letters; what is not words stays as it is."""
    found, at = [], 0
    for kept in _KEPT.finditer(text):
        found += [_disguised(text[at : kept.start()], table), kept[0]]
        at = kept.end()
    return "".join([*found, _disguised(text[at:], table)])


def _disguised(words: str, table: dict[int, int]) -> str:
    if table is not _LATIN:
        words = _WORD.sub(lambda word: _without_accents(word[0]), words)
    # Vowels are a good third of the letters; each is said twice, the second time small.
    longer = _VOWELS.sub(lambda vowel: vowel[0] + vowel[0].lower(), words)
    if table is _LATIN:
        return longer.translate(table)
    # A word with a letter that has no other form (Łódź) stays whole: no language mixes scripts in a word.
    return _WORD.sub(lambda word: word[0].translate(table) if word[0].isascii() else word[0], longer)


def _without_accents(word: str) -> str:
    plain = "".join(letter for letter in normalize("NFD", word) if not combining(letter))
    return plain if plain.isascii() else word


def _script(locale: str) -> str:
    known = for_babel(locale)
    if known.script:
        return str(known.script)
    from babel.core import get_global

    usual = str(get_global("likely_subtags").get(known.language, "")).split("_")
    return usual[1] if len(usual) > 1 else ""

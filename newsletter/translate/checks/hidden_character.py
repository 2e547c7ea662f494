"""`hidden-character`: an invisible character.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.translate.checks.check import Languages, TargetCheck, new_in
from newsletter.translate.checks.control_character import BROKEN
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc]")
STRANGE = re.compile(
    rf"{BROKEN.pattern}|{_INVISIBLE.pattern}|[\x00-\x1f\x7f-\x9f\u2028-\u202e\ufdd0-\ufdef\ufffe\uffff]"
)
"""Characters that stand in no text but where its source has them, or its language needs them."""
# Persian and the languages of India are written with joiners; right-to-left languages need marks of direction.
_WITH_JOINERS = {"ar", "bn", "ckb", "fa", "gu", "hi", "kn", "ml", "mr", "ne", "pa", "ps", "si", "ta", "te", "ur"}
_WITHOUT_SPACES = {"km", "lo", "my", "th"}
_RIGHT_TO_LEFT = frozenset(["ar", "ckb", "dv", "fa", "he", "ps", "ur", "yi"])
_MARKS_OF_DIRECTION = frozenset("\u061c\u200e\u200f\u2066\u2067\u2068\u2069")


def find(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """No invisible characters that neither the source has nor the language is written with."""
    for hidden in new_in(target, entry, _INVISIBLE):
        if not is_lawful(hidden, languages.target):
            yield f"the invisible character U+{ord(hidden):04X} is not in the source"


def is_lawful(hidden: str, locale: str) -> bool:
    """True for an invisible character that the language is written with."""
    language = locale.split("-")[0]
    return (
        (hidden in "\u200c\u200d" and language in _WITH_JOINERS)
        or (hidden == "\u200b" and language in _WITHOUT_SPACES)
        or (hidden in _MARKS_OF_DIRECTION and language in _RIGHT_TO_LEFT)
    )


CHECK = TargetCheck("hidden-character", find, weblate=("zero-width-space",))

"""`hidden-character`: an invisible character.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.invisible import INVISIBLE, is_lawful, without_joined_emoji
from newsletter.translate.checks.check import Languages, TargetCheck, new_in
from newsletter.translate.checks.control_character import BROKEN
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

STRANGE = re.compile(
    rf"{BROKEN.pattern}|{INVISIBLE.pattern}|[\x00-\x1f\x7f-\x9f\u2028-\u202e\ufdd0-\ufdef\ufffe\uffff]"
)
"""Characters that stand in no text but where its source has them, or its language needs them."""


def find(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """No invisible characters that neither the source has nor the language is written with."""
    for hidden in new_in(without_joined_emoji(target), entry, INVISIBLE):
        if not is_lawful(hidden, languages.target):
            yield f"the invisible character U+{ord(hidden):04X} is not in the source"


CHECK = TargetCheck("hidden-character", find, weblate=("zero-width-space",))

"""`lost-letter`: a question mark in the place of a letter.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.translate.checks.check import Languages, TargetCheck, sources, strip_markup
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

# Of scripts that part their words: those before Hebrew, and the later parts of Latin and Greek.
_LETTER = r"[A-Za-z\u00c0-\u058f\u1e00-\u1fff]"
_TORN = re.compile(rf"(?<![\w/=&.?-]){_LETTER}*\?{_LETTER}+(?![\w/=&])")


def find(entry: Translation, target: str, _languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """No question mark inside a word, or right before one, but those of the source."""
    known = {found for source in sources(entry) for found in _TORN.findall(strip_markup(source))}
    for found in dict.fromkeys(_TORN.findall(strip_markup(target))):
        if found not in known:
            yield f"`{found}` has a question mark where a letter or a blank may be meant"


CHECK = TargetCheck("lost-letter", find)

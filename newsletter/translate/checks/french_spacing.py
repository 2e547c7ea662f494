"""`french-spacing`: French wants a no-break space there.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.check import Languages, TargetCheck
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

_FRENCH_MARK = re.compile(r"([ \u2009]|(?<=[^\s;:!?»]))([;:!?»]+)(?=\s|$|[)\]”\".,…])")
_FRENCH_OPENING = re.compile(r"«([^\u00a0\u202f])")


def find(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[str]:
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
            yield f"`{word}{space}{signs}`: a no-break space belongs before `{signs}`"
            return
    if opening := _FRENCH_OPENING.search(words):
        yield f"`{opening.group()}`: a no-break space belongs after `«`"


CHECK = TargetCheck("french-spacing", find, weblate=("punctuation-spacing",))

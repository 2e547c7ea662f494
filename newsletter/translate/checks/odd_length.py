"""`odd-length`: much shorter or longer than the source.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.check import DENSE, Languages, TargetCheck, sources
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation


def find(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """From two fifths to two and a half times the source; short texts may do as they like."""
    lengths = [len(plain(source)) for source in sources(entry)]
    length, least = len(plain(target)), 0.15 if languages.language in DENSE else 0.4
    if min(lengths) >= 30 and not any(least <= length / each <= 2.5 for each in lengths):
        yield f"the text has {length} characters, its source {lengths[0]}"


CHECK = TargetCheck("odd-length", find)

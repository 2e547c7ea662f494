"""`too-long`: more characters than a reader's program shows.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.content.texts import length_fault
from newsletter.translate.checks.check import Languages, TargetCheck
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation


def find(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[str]:
    """No longer than what a reader's program shows."""
    if fault := length_fault("text", plain(target), entry.about.limit):
        yield fault


CHECK = TargetCheck("too-long", find, weblate=("max-length",))

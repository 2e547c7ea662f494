"""`same-plural-forms`: all plural forms are the same.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.translate.checks.check import Languages, TargetCheck
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation


def find(entry: Translation, target: str, _languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """Not one text for all of more than two forms; with two that is common: ein Partner, zwei Partner."""
    if len(entry.targets) > 2 and set(entry.targets) == {target}:
        yield "all plural forms are the same"


CHECK = TargetCheck("same-plural-forms", find, weblate=("same-plurals",))

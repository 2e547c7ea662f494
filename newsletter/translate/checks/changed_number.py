"""`changed-number`: a number is lost or new.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.check import Languages, TargetCheck
from newsletter.translate.checks.numbers import differences
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation


def find(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """Numbers have the values of the source, in whatever form the language writes them."""
    if entry.plural:
        return  # "one partner", "both partners": a form may say its number in words
    lost, added = differences(plain(entry.source), plain(target), languages.source, languages.target)
    said = [
        f"not in the {where}: {', '.join(found)}"
        for where, found in (("translation", lost), ("source", added))
        if found
    ]
    if said:
        yield "; ".join(said)


CHECK = TargetCheck("changed-number", find)

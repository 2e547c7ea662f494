"""`changed-address`: a web or e-mail address has changed.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.check import Languages, TargetCheck, sources
from newsletter.translate.glossary import Glossary
from newsletter.translate.masks import address_pattern
from newsletter.translate.unit import Translation


def find(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[str]:
    """Web and e-mail addresses in the words are those of the source."""
    changed = [changed_addresses(source, target) for source in sources(entry)]
    if all(changed):
        yield f"not the same in both: {', '.join(changed[0])}"


def changed_addresses(source: str, target: str) -> list[str]:
    """The web and e-mail addresses that only one of two tagged texts has, in the order of the alphabet."""
    wanted, found = (set(address_pattern().findall(plain(text))) for text in (source, target))
    return sorted(wanted ^ found)


CHECK = TargetCheck("changed-address", find, weblate=("url",))

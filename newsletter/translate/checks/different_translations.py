"""`different-translations`: the same source is translated otherwise elsewhere in its catalog.

In: a catalog. Out: translations, each with what is wrong with it, in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from newsletter.translate.checks.check import CatalogCheck
from newsletter.translate.unit import Catalog, Translation


def find(catalog: Catalog) -> Iterator[tuple[Translation, str]]:
    """One source has one translation, where it is the same kind of text."""
    groups: dict[tuple[str, str], list[Translation]] = defaultdict(list)
    for entry in catalog.active():
        if entry.target and not entry.plural:
            groups[entry.source, entry.about.kind].append(entry)
    for entries in groups.values():
        for entry in entries:
            other = next((each for each in entries if each.target.casefold() != entry.target.casefold()), None)
            if other:
                yield entry, f"the same source is `{other.target}` in {other.context or 'the templates'}"


CHECK = CatalogCheck("different-translations", find, weblate=("inconsistent",))

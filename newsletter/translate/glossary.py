"""The glossary: names of places and bodies in the words of a locale (Genoa, Genova, Gênes).

In: the `glossary.po` files of a locale's chain. Out: a name's form, with its state. A name that no glossary has stays
as its author wrote it; that is no fault and holds nothing up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.translate.unit import Catalog, State

CONTEXT = "name"
"""The `msgctxt` of names in `glossary.po`."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Names in one locale, each with its state."""

    names: dict[str, tuple[str, State]]

    def name(self, written: str) -> tuple[str, State | None]:
        """The name as the locale says it; without a state where the glossary does not have it."""
        return self.names.get(written, (written, None))


def glossary_of(catalogs: Sequence[Catalog]) -> Glossary:
    """The glossary of a locale from the catalogs of its chain, most specific first."""
    names: dict[str, tuple[str, State]] = {}
    for catalog in reversed(catalogs):
        for entry in catalog.usable():
            if entry.context == CONTEXT:
                names[entry.source] = (entry.target, entry.state)
    return Glossary(names)

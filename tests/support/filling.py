"""Catalogs with gaps for tests: sixty texts as newsletters have them, and a desk that fills them.

desk = Desk(tmp_path, ["de", "el"])
with TranslationServer() as server:
    found = desk.fill(registry(server))
desk.entries("de")
"""

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from newsletter.content.tagged import tag_faults
from newsletter.plurals import rule_for
from newsletter.problems import Problem
from newsletter.translate.checks.blocking import is_blocked
from newsletter.translate.checks.changed_address import changed_addresses
from newsletter.translate.formats.catalog_store import CatalogStore
from newsletter.translate.formats.po import catalog_file, read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.glossary import Glossary, Term
from newsletter.translate.machine.fill import fill
from newsletter.translate.machine.filled import Filled
from newsletter.translate.machine.gaps import gaps_of
from newsletter.translate.machine.plan import Plan, Recall, plan_filling
from newsletter.translate.providers.registry import Registry
from newsletter.translate.unit import Catalog, Key, State, Translation
from newsletter.workspace import Workspace

TODAY = dt.date(2026, 11, 21)
GLOSSARY = Glossary(
    {},
    (
        Term("URBACT", "URBACT", is_read_only=True, is_exact_case=True),
        Term("Cities@Heart", "Cities@Heart", is_read_only=True, is_exact_case=True),
        Term("Ghent", "Gent", is_exact_case=True),
    ),
)
_KINDS = (
    "The <b1>first</b1> bridge of {n} cities opens in <a1>spring</a1>.",
    "Read what URBACT says about housing at https://example.org/housing/{n}?x=1&y=2 today.",
    "Write to info{n}@example.org before 15 March 2026, or ask %(name)s.",
    "<a1><b1>Cities@Heart</b1></a1> follows {n} squares, from Łódź to Ghent.",
    "In {n} years the price rose by 12.5% to €1,234,567 — who pays?",
    "First line of {n} words<br1/>and a second line with <i1>other</i1> words.",
    "Ten cities share good practice on markets, rivers and night work: {n} & more.",
    "Košice & “Bath” have 5 < {n} reasons to \\<b1> think again.",
    "Meet the {n} new networks",
    "Nothing here is <i1>unusual</i1>, apart from the number {n}.",
)
SOURCES = tuple(kind.replace("{n}", str(n)) for n in range(11, 17) for kind in _KINDS)
"""Sixty: tags, addresses, placeholders, names, numbers, signs and letters that engines lose."""
PLURAL = Translation("", "%(num)s new partner", plural="%(num)s new partners")
Remember = Callable[[Translation], Translation]


def nothing(*_: object) -> None:
    """A memory that has nothing."""


@dataclass
class Desk:
    """A folder with a catalog of gaps for each locale; `size` of the sixty, and a plural."""

    root: Path
    locales: Sequence[str]
    size: int = len(SOURCES)

    def __post_init__(self) -> None:
        for locale in self.locales:
            forms = ("",) * rule_for(locale).count
            entries = [Translation("articles/a/body/paragraph", source) for source in SOURCES[: self.size]]
            self.put(locale, *entries, replace(PLURAL, targets=forms))

    def put(self, locale: str, *entries: Translation) -> None:
        """Write the catalog of a locale."""
        before, _ = read_catalog(self.root, locale, "2024-01")
        write_catalog(Workspace(self.root), replace(before or Catalog(locale, ""), entries=entries))

    def catalog(self, locale: str) -> Catalog:
        """The catalog as it stands in its file, which is whole."""
        catalog, problems = read_catalog(self.root, locale, "2024-01")
        assert problems == []
        assert catalog is not None
        return catalog

    def entries(self, locale: str) -> list[Translation]:
        """The translations of a locale as they stand in its file."""
        return list(self.catalog(locale).active())

    def path(self, locale: str) -> Path:
        """Where the catalog of a locale is."""
        return self.root / catalog_file(locale, "2024-01")

    def plans(
        self, recall: Recall = nothing, english: Mapping[Key, str] | None = None, *, is_pseudo: bool = False
    ) -> list[Plan]:
        """What is to be done, for each locale."""
        return [
            plan_filling(
                locale,
                gaps_of(self.catalog(locale), "en", is_pseudo=is_pseudo),
                GLOSSARY,
                recall,
                english or {},
                TODAY,
            )
            for locale in self.locales
        ]

    def fill(self, providers: Registry, plans: Sequence[Plan] | None = None) -> list[Filled]:
        """Fill all gaps; nothing may go wrong with the files."""
        found, problems = self.filled(providers, plans)
        assert problems == []
        return found

    def filled(
        self,
        providers: Registry,
        plans: Sequence[Plan] | None = None,
        progress: Callable[[int, int, str], None] = nothing,
    ) -> tuple[list[Filled], list[Problem]]:
        """Fill all gaps; the figures and the problems."""
        catalog_store = CatalogStore(Workspace(self.root), [self.catalog(locale) for locale in self.locales])
        return fill(
            self.plans() if plans is None else plans,
            providers.for_locale,
            catalog_store,
            today=TODAY,
            now=time.monotonic,
            progress=progress,
        )

    def stored(self) -> list[tuple[str, Translation]]:
        """Every translation that has a text, with its locale."""
        return [(locale, entry) for locale in self.locales for entry in self.entries(locale) if any(entry.targets)]

    def reasons(self) -> list[str]:
        """Why texts have none: one for each of them."""
        missing = [entry for locale in self.locales for entry in self.entries(locale) if entry.state is State.MISSING]
        return [str(entry.record.not_translated or "") for entry in missing]


def blocked(stored: Sequence[tuple[str, Translation]]) -> list[Translation]:
    """Those of the stored translations that no letter may hold."""
    return [entry for _, entry in stored if is_blocked(entry)]


def harmed(stored: Sequence[tuple[str, Translation]]) -> list[Translation]:
    """Those of the stored translations that have lost a tag, an address, a placeholder or a protected name."""
    return [entry for _, entry in stored if any(_is_harmed(entry, target) for target in entry.targets)]


def _is_harmed(entry: Translation, target: str) -> bool:
    names = [name for name in ("URBACT", "Cities@Heart", "Łódź", "%(name)s", "€") if name in entry.source]
    return bool(
        tag_faults(entry.source, target)
        or changed_addresses(entry.source, target)
        or any(target.count(name) != entry.source.count(name) for name in names)
    )

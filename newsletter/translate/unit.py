"""Units, translations and catalogs as values.

A unit is one text to translate: context and source. A translation is what a catalog holds for it. Identity is
text, not position: the key of both is `(context, source)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from newsletter.plurals import PluralRule, rule_for, rule_of
from newsletter.translate.record import NOTHING, Record

Key = tuple[str, str]


class State(StrEnum):
    """How far a translation has come; only reviewed text is mailed."""

    MISSING = "missing"
    NEEDS_REVIEW = "needs-review"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class About:
    """What a translator should know of a text; it is written anew at each update.

    `kind` says what it is to its reader, `limit` how many characters it may have (0 for any number), `source_locale`
    what it is written in (empty for the language of its project), `english` what it is in English where a catalog has
    that. `notes` are further words; the first stands beside the kind and may be empty.
    """

    kind: str = ""
    limit: int = 0
    source_locale: str = ""
    english: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One text to translate, with what a translator should know of it."""

    context: str
    source: str
    about: About = About()
    plural: str = ""

    @property
    def key(self) -> Key:
        """What makes it this unit."""
        return self.context, self.source


@dataclass(frozen=True, slots=True)
class Translation:
    """One entry of a catalog.

    `targets` has one text, or one for each plural form of its file (a form that no number has may be empty).
    `previous` is the source that the targets were made for, when it has changed since; empty when it has not.
    `record` is what people and machines have done about it, `about` that of its unit. `line` is where the entry stood
    when it was read, 0 for a new one.
    """

    context: str
    source: str
    targets: tuple[str, ...] = ("",)
    state: State = State.MISSING
    plural: str = ""
    previous: str = ""
    record: Record = NOTHING
    about: About = About()
    flags: tuple[str, ...] = ()
    is_obsolete: bool = False
    line: int = field(default=0, compare=False)
    previous_plural: str = ""
    previous_context: str = ""
    """The context that the targets were made for, where it was another one."""
    sticky: tuple[str, ...] = ()
    """Flags behind `#=`, as new releases of gettext write them: how a text is to be treated, not how far it is."""

    @property
    def key(self) -> Key:
        """The unit that it translates."""
        return self.context, self.source

    @property
    def target(self) -> str:
        """The translated text (the first form of a plural)."""
        return self.targets[0]

    @property
    def is_stale(self) -> bool:
        """True when the source has changed since the targets were written, and nobody has read them since."""
        return bool(self.previous) and self.state is State.NEEDS_REVIEW


@dataclass(frozen=True, slots=True)
class Catalog:
    """One PO file: the translations of one issue, or of the templates, into one locale.

    `digest` is the SHA-256 of the file as read, empty when there was none: a file that has changed since then is
    not overwritten. `comments` stand above the header. `unusable` names the entries with a fault (a lost tag): they
    count as missing.
    """

    locale: str
    file: str
    entries: tuple[Translation, ...] = ()
    header: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    comments: tuple[str, ...] = ()
    unusable: frozenset[Key] = frozenset()

    @property
    def plural_rule(self) -> PluralRule:
        """Which plural form a number has in this file: by its header, else as a new file of the locale would have it.

        `ValueError` when the header's can't be used; no such file is read.
        """
        return rule_of(self.header.get("Plural-Forms", "")) or rule_for(self.locale)

    def active(self) -> Iterable[Translation]:
        """The translations of what is in the source today."""
        return (entry for entry in self.entries if not entry.is_obsolete)

    def usable(self) -> Iterable[Translation]:
        """The active translations that have a text without a fault."""
        return (
            entry
            for entry in self.entries
            if not entry.is_obsolete and entry.state is not State.MISSING and entry.key not in self.unusable
        )

    def unusable_units(self) -> Iterable[Key]:
        """The units whose text is there and has a fault that keeps it from being used."""
        return (entry.key for entry in self.active() if entry.key in self.unusable) if self.unusable else ()

    def by_key(self) -> dict[Key, Translation]:
        """The active translations by unit."""
        return {entry.key: entry for entry in self.active()}


def through_chain(catalogs: Iterable[Iterable[Translation]]) -> dict[Key, Translation]:
    """What a locale says, from the entries of each catalog of its chain, most specific first.

    A reviewed text of a shorter locale stands before a draft of a longer one: only reviewed text is mailed.
    """
    found: dict[Key, Translation] = {}
    for entries in catalogs:
        for entry in entries:
            known = found.get(entry.key)
            if known is None or (entry.state is State.REVIEWED and known.state is not State.REVIEWED):
                found[entry.key] = entry
    return found


def state_counts(states: Iterable[State]) -> dict[str, int]:
    """How many there are of each state, every state named."""
    counts = Counter(states)
    return {state.value: counts[state] for state in State}

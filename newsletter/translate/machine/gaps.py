"""Gaps: what a machine may fill in a catalog, and with what texts.

In: a catalog that is up to date with its source. Out: its gaps in reading order, and the translation that texts make
of one. What a person has written is never filled: beside such a text that is stale, a machine's version is offered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from newsletter.plurals import PluralRule, rule_for
from newsletter.translate.authorship import PSEUDO, is_of_a_person, machine_of
from newsletter.translate.record import Act, NotTranslated, Origin, add_texts
from newsletter.translate.unit import Catalog, Key, State, Translation

REJECTED_BEFORE = "rejected-before"
"""The reason of a gap for which a machine has just what a person has rejected."""
SHORT = 60
"""What a machine says of a gap is recorded up to so many characters."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What a machine may fill, or with `is_offer` only propose for; its source is written in `source_locale`."""

    file: str
    locale: str
    entry: Translation
    source_locale: str
    is_offer: bool = False
    rule: PluralRule = field(default=rule_for("en"), compare=False)
    """How the catalog counts."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The texts that it wants translated: its source, and that of a plural."""
        entry = self.entry
        return (entry.source, entry.plural) if entry.plural else (entry.source,)


def gaps_of(
    catalog: Catalog, source_locale: str, *, covered: Collection[Key] = (), is_pseudo: bool = False
) -> Iterator[Gap]:
    """The gaps of a catalog; `covered` are the units that a shorter locale has for it.

    For layout work (`is_pseudo`) nothing is offered to anybody. Its texts are gaps for every other provider.
    """
    for entry in catalog.active():
        is_unusable = entry.key in catalog.unusable
        is_missing = entry.state is State.MISSING
        if entry.key in covered or not (is_missing or is_unusable or entry.is_stale or _is_pseudo(entry)):
            continue
        if is_of_a_person(entry):
            has_offer = bool(entry.record.offers)
            if is_pseudo or has_offer or not any(entry.targets):
                continue
        elif is_pseudo and not (is_missing or is_unusable):
            continue
        written_in = entry.about.source_locale or source_locale
        yield Gap(catalog.file, catalog.locale, entry, written_in, is_of_a_person(entry), catalog.plural_rule)


def _is_pseudo(entry: Translation) -> bool:
    return entry.state is State.NEEDS_REVIEW and machine_of(entry) == PSEUDO


def fill_gap(
    gap: Gap,
    targets: tuple[str, ...],
    origin: Origin,
    state: State = State.NEEDS_REVIEW,
    reviews: Sequence[Act] = (),
) -> Translation:
    """The gap with targets, where they are from and who has read them; a text of a person stays and has them beside it.

    `reviews` are those that hold for these targets, and come only with a reviewed state.
    """
    entry = gap.entry
    if gap.is_offer:
        return replace(entry, record=replace(entry.record, not_translated=None, offers=add_texts((), targets)))
    reviews = tuple(dict.fromkeys((*entry.record.reviews, *reviews)))
    record = replace(entry.record, origin=origin, reviews=reviews, not_translated=None, offers=())
    return replace(entry, targets=targets, state=state, previous="", previous_plural="", record=record)


def forms(gap: Gap, texts: Sequence[str]) -> tuple[str, ...]:
    """All plural forms from those of "one" and "other", which are all that machines know."""
    count = len(gap.entry.targets)
    if not gap.entry.plural or count == 1:
        return (texts[-1],)
    # The form of one thing is the first nearly everywhere, in Arabic the second, in Latvian as the file has it.
    one = gap.rule.form(1)
    return tuple(texts[0] if at == one else texts[-1] for at in range(count))


def leave_gap(gap: Gap, reason: str, detail: str, by: str) -> Translation:
    """The gap as it stays, with the reason of today, what the machine said if that is short, and its name."""
    detail = detail if detail.isprintable() and len(detail) <= SHORT else ""
    return replace(gap.entry, record=replace(gap.entry.record, not_translated=NotTranslated(reason, detail, by)))


def is_rejected(gap: Gap, targets: Sequence[str]) -> bool:
    """True when a person has rejected these very texts; False for no text at all."""
    # A file does not tell a line break from a backslash and an n.
    wanted = {target.replace(r"\n", "\n") for target in targets if target}
    return bool(wanted) and wanted <= {text.replace(r"\n", "\n") for text in gap.entry.record.rejected}

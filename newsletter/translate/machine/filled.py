"""What came of filling: the figures of a locale, and of several rounds over the same locales.

In: what one round of `fill` counted. Out: `Filled`, a locale each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from newsletter.translate.providers.counted import CountedProvider


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of one locale: its gaps by where their texts are from, and by the reason why they are left."""

    locale: str
    gaps: int
    from_memory: int
    copied: int
    by_provider: Mapping[str, int]
    offered: int
    left: Mapping[str, int]
    awaited: Mapping[str, int]
    """Those whose answers come later, by provider."""
    requests: int
    characters: int
    seconds: float
    unsent: Mapping[str, int] = field(default_factory=dict)
    """Those that wait for their turn at a provider whose answers come later, by provider."""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


class Rounds:
    """The figures of several rounds over the same locales, as those of one."""

    def __init__(self) -> None:
        self._rounds: dict[str, list[Filled]] = {}

    def add(self, filled: Sequence[Filled]) -> None:
        """Count one more round."""
        for one in filled:
            self._rounds.setdefault(one.locale, []).append(one)

    def filled(self, providers_of: Callable[[str], Sequence[CountedProvider]]) -> list[Filled]:
        """What came of each locale; requests are counted anew, also those sent after its round."""
        return [self._one(locale, rounds, providers_of(locale)) for locale, rounds in self._rounds.items()]

    def _one(self, locale: str, rounds: list[Filled], providers: Sequence[CountedProvider]) -> Filled:
        by_provider = Counter[str]()
        for one in rounds:
            by_provider.update(one.by_provider)
        tallies = [tally for each in providers if (tally := each.tallies.get(locale))]
        return replace(
            rounds[-1],
            gaps=rounds[0].gaps,
            from_memory=sum(one.from_memory for one in rounds),
            copied=sum(one.copied for one in rounds),
            by_provider={each.name: by_provider[each.name] for each in providers if by_provider[each.name]},
            offered=sum(one.offered for one in rounds),
            requests=sum(tally.requests for tally in tallies),
            characters=sum(tally.characters for tally in tallies),
            seconds=sum(one.seconds for one in rounds),
        )

"""A provider as a run of filling has it: counted, told what is known, its answers told from others'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from newsletter.translate.providers.briefing import Briefing
from newsletter.translate.providers.provider import Provider


@dataclass
class Tally:
    """What was sent, counted."""

    requests: int = 0
    characters: int = 0


class CountedProvider(Provider, Protocol):
    """A provider whose requests are counted, and whose answers can be told from those of another place."""

    @property
    def place(self) -> str:
        """Who answers, and where: the provider's name, its address and its model."""
        ...

    @property
    def tallies(self) -> Mapping[str, Tally]:
        """By the locale that was translated into."""
        ...

    @property
    def is_told(self) -> bool:
        """True when it can be told more than texts."""
        ...

    def tell(self, target_locale: str, briefing: Briefing) -> None:
        """What it is told of a locale's texts from now on, if it is one that can be told."""
        ...

    def size(self, texts: Sequence[str], target_locale: str) -> int:
        """How many characters a request for these texts has, with all that it is told of them."""
        ...

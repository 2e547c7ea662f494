"""What a machine is told beside the texts that it translates: what stands around each, and what was agreed.

These are values. A provider that takes them is a `Told`; every other gets the texts alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from newsletter.translate.providers.provider import Result

Pair = tuple[str, str]
"""A source and its translation."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What is known of one text; what is empty is not known.

    `kind` is what it is to readers (`heading`), `limit` how many characters its translation may have. `before` and
    `after` are the sources that stand around it. `marks` says what the tokens in it stand for, `terms` how words in it
    were agreed to be translated, `never` words never to be used. `near` is what a person has reviewed for a source much
    like it, `previous` what stood here before: for an older source, or the words that somebody wants said in another
    way. `rejected` are translations that a person has refused.
    """

    kind: str = ""
    limit: int = 0
    before: str = ""
    after: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[Pair, ...] = ()
    never: tuple[str, ...] = ()
    near: Pair | None = None
    previous: Pair | None = None
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Briefing:
    """What is known of a language's texts: by text as it is sent, and all terms that were agreed for the language."""

    of: Mapping[str, Brief] = field(default_factory=dict)
    terms: tuple[Pair, ...] = ()


@runtime_checkable
class Told(Protocol):
    """A provider that can be told more than texts."""

    def translate_told(
        self, texts: Sequence[str], source_locale: str, target_locale: str, briefing: Briefing
    ) -> list[Result]:
        """One result for each text, in their order."""
        ...

    def size_told(self, texts: Sequence[str], briefing: Briefing) -> int:
        """How many characters are sent and charged beside those of the texts."""
        ...

"""What a provider that answers later is: texts go out in one request; what comes back may come in a minute, or never.

In: an `Outgoing`, with the address at which its answer is awaited. Out: a `Receipt` or a refusal at once; later, of
what `Came` at that address, a result for each text. Whoever asks it keeps a record of what was sent; nothing is
remembered here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from newsletter.translate.providers.provider import Offer, Refusal, Result

LATER = ("etranslation",)
"""The names of the providers that answer later."""

ANSWERS = "mt"
"""The first part of the path under which answers come, and are picked up."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Texts for one language in one request; `reference` is our name for it, the addresses are where answers go."""

    reference: str
    texts: tuple[str, ...] = field(repr=False)
    source_locale: str
    target_locale: str
    answer_address: str = field(repr=False)
    error_address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a request was taken; `number` is the service's name for it, empty where it gives none."""

    number: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """What came to the address of an answer, at a moment: bytes, what they are said to be, and what else was said.

    `is_error`: it came to the address for errors. `fields` are those of the address and of a form, by name.
    """

    at: dt.datetime
    body: bytes = field(repr=False)
    kind: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    is_error: bool = False


class LaterProvider(Offer, Protocol):
    """One service that answers later; the requests `in_flight` of its limits wait for answers, in all languages."""

    @property
    def url(self) -> str:
        """Where it is asked."""
        ...

    @property
    def service(self) -> str:
        """A digest of where and in whose name it is asked: what one has answered is no answer of another."""
        ...

    @property
    def answers_within(self) -> dt.timedelta:
        """After so long an answer that has not come is missing."""
        ...

    def submit(self, outgoing: Outgoing) -> Receipt | Refusal:
        """Send one request; it is under way when this returns a receipt."""
        ...


class AnswerReader(Protocol):
    """Makes of what came a result for each text of its request, or says why it can't be used at all."""

    def __call__(self, came: Came, texts: Sequence[str]) -> list[Result] | Refusal:
        """Results in the order of the texts."""
        ...

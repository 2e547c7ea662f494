"""What a provider is: lists of texts in, for each text an answer or a refusal out.

A provider never raises for what the world does: a refusal says what happened in our own words, so that no key and
no text of an issue can get into a log by way of a server's message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar


class Kind(StrEnum):
    """Why a text was not translated."""

    NO_LANGUAGE = "no-language"
    """The provider does not translate between these languages."""
    NOT_SET_UP = "not-set-up"
    """A key is missing, or a package is not installed."""
    NO_CONNECTION = "no-connection"
    TIMEOUT = "timeout"
    TOO_MANY = "too-many-requests"
    QUOTA = "quota-used-up"
    KEY_REFUSED = "key-refused"
    TOO_LONG = "too-long"
    WRONG_ADDRESS = "wrong-address"
    """Nothing that translates answers at this address."""
    REDIRECTED = "redirected"
    """The address leads elsewhere; texts and keys are not carried there."""
    NOT_ACCEPTED = "not-accepted"
    """The service did not take the request as it was."""
    SERVER_FAULT = "server-fault"
    BROKEN_ANSWER = "broken-answer"
    """What came back is not what the service answers with when it has translated."""
    NO_ANSWER = "no-answer"
    """The service has translated, but has nothing for this text."""
    RESTING = "resting"
    """The provider has failed too often, and is left alone for a while."""
    AWAITED = "awaited"
    """It is sent, and its answer comes later: nobody else is asked meanwhile."""
    LOST_MARK = "lost-mark"
    """The document came back, and this text can't be told from another one in it."""
    MISSING = "missing"
    """It was sent, and no answer came in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A text as a machine has it; `pivot` is the locale whose text was sent in place of the source's, if any."""

    text: str
    provider: str
    pivot: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a text has no answer. `is_passing`: it may be different in a while, after `wait` seconds if it is said.

    `may_have_arrived`: the request may have reached the service, which then deals with it.
    """

    kind: Kind
    detail: str
    is_passing: bool = False
    wait: float | None = None
    provider: str = ""
    may_have_arrived: bool = False


Result = Answer | Refusal
NOTHING = Refusal(Kind.NO_ANSWER, "the service has nothing for this text")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a provider is asked: 0 is "no limit" for what is counted by the minute; `timeout` is in seconds."""

    texts: int = 1
    """In one request."""
    characters: int = 5_000
    """In one request; a longer text goes in parts, cut between its sentences."""
    in_flight: int = 2
    """Requests at the same time."""
    requests_per_minute: int = 0
    characters_per_minute: int = 0
    timeout: float = 12.0


@dataclass(frozen=True, slots=True)
class Price:
    """What a million characters cost; None when nobody has said it."""

    per_million: float | None = None

    def of(self, characters: int) -> float | None:
        """What so many characters cost, or None."""
        return None if self.per_million is None else self.per_million * characters / 1_000_000


FREE = Price(0.0)
UNKNOWN = Price()


class Offer(Protocol):
    """What a machine translation service says of itself before it is asked, whenever it answers."""

    @property
    def name(self) -> str:
        """Its name in `newsletter.toml` and on `--provider`."""
        ...

    @property
    def limits(self) -> Limits:
        """How much it is asked at once and in a minute."""
        ...

    @property
    def price(self) -> Price:
        """What its translations cost."""
        ...

    @property
    def lack(self) -> str:
        """What has to be set up before it can be asked; empty when nothing is."""
        ...

    def can(self, source_locale: str, target_locale: str) -> bool:
        """True when it translates between the two, as far as can be known without asking."""
        ...


class Provider(Offer, Protocol):
    """One machine translation service that answers at once, or what stands for one."""

    def translate(self, texts: Sequence[str], source_locale: str, target_locale: str) -> list[Result]:
        """One result for each text, in their order."""
        ...


Offering = TypeVar("Offering", bound=Offer)


class AroundProvider(Generic[Offering]):
    """What is the provider's own where something else stands around it."""

    def __init__(self, provider: Offering) -> None:
        self._provider = provider

    @property
    def name(self) -> str:
        """The provider's."""
        return self._provider.name

    @property
    def limits(self) -> Limits:
        """The provider's."""
        return self._provider.limits

    @property
    def price(self) -> Price:
        """The provider's."""
        return self._provider.price

    @property
    def lack(self) -> str:
        """The provider's."""
        return self._provider.lack

    def can(self, source_locale: str, target_locale: str) -> bool:
        """What the provider says."""
        return self._provider.can(source_locale, target_locale)


def refused(texts: Sequence[str], refusal: Refusal) -> list[Result]:
    """The same refusal for each text."""
    return [refusal] * len(texts)


def is_text(value: object) -> bool:
    """True for a text that has something in it and can be written down (half a surrogate pair can't)."""
    if not isinstance(value, str) or not value.strip():
        return False
    return not re.search("[\ud800-\udfff]", value)

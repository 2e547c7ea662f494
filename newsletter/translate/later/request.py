"""A request whose answer comes later, as it is recorded, and how it stands.

In: what was sent, to whom, for what and when; what has come; the present moment. Out: a `RequestStanding` with words.
The record is a value: it holds each text with its digest, so that what comes is told apart by what was sent and not by
what a catalog says by then.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from newsletter.files import digest

SET_ASIDE = "set-aside"
"""The outcome of a request that was still open when another service was set."""
GRACE = dt.timedelta(days=7)
"""As long after its deadline an answer is still taken; then the address leads nowhere."""


class RequestStanding(StrEnum):
    """How a request stands."""

    WAITING = "waiting"
    """Nothing was sent: the service takes no more at present."""
    SENDING = "sending"
    SENT = "sent"
    LATE = "late"
    MISSING = "missing"
    EXPIRED = "expired"
    ANSWERED = "answered"
    PARTIAL = "partial"
    SPOILT = "spoilt"
    REFUSED = "refused"


USUAL = dt.timedelta(minutes=30)
"""After so long an answer is late."""


@dataclass(frozen=True, slots=True)
class AskedText:
    """A text as it was sent, masked, and the SHA-256 of it."""

    text: str
    digest: str

    @property
    def is_whole(self) -> bool:
        """True while the record says what was sent."""
        return digest(self.text.encode()) == self.digest


@dataclass(frozen=True, slots=True)
class LaterRequest:
    """One request for one language of an issue.

    `home` is where its answer goes, without the token; `number` the service's own name for it, empty until it is known.
    `deadline` is soon until the service has taken it: a run that is killed while sending blocks nothing for long.
    `service` tells which one was asked: at another, or in another one's name, its answer is no answer.
    `settled` is when what came of it was dealt with, `outcome` how it stood then.
    """

    id: str
    issue: str
    provider: str
    source_locale: str
    target_locale: str
    texts: tuple[AskedText, ...]
    sent: dt.datetime
    deadline: dt.datetime
    home: str
    token: str = field(repr=False)
    number: str = ""
    was_taken: bool = False
    settled: dt.datetime | None = None
    outcome: str = ""
    service: str = ""

    @property
    def expires(self) -> dt.datetime:
        """Until when an answer is taken."""
        return self.deadline + GRACE

    def taken(self, number: str, deadline: dt.datetime) -> LaterRequest:
        """The request once the service has taken it."""
        return replace(self, number=number, was_taken=True, deadline=deadline)


@dataclass(frozen=True, slots=True)
class Unsent:
    """How many texts of an issue, for one language, wait for their turn at a provider, since a run `tried`."""

    provider: str
    issue: str
    locale: str
    texts: int
    tried: dt.datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What of an answer can be used: how many texts of how many; an error's words, empty where it is none."""

    found: int
    texts: int
    refusal: str = ""


def standing_of(request: LaterRequest, reading: Reading | None, now: dt.datetime) -> RequestStanding:
    """How a request stands, by what has come for it (None: nothing)."""
    if reading is not None:
        if reading.refusal:
            return RequestStanding.REFUSED
        if not reading.found:
            return RequestStanding.SPOILT
        return RequestStanding.ANSWERED if reading.found == reading.texts else RequestStanding.PARTIAL
    if now > request.expires:
        return RequestStanding.EXPIRED
    if now > request.deadline:
        return RequestStanding.MISSING
    if not request.was_taken:
        return RequestStanding.SENDING
    return RequestStanding.LATE if now > request.sent + USUAL else RequestStanding.SENT


def asked_texts(texts: tuple[str, ...]) -> tuple[AskedText, ...]:
    """Texts with their digests."""
    return tuple(AskedText(text, digest(text.encode())) for text in texts)


def to_bytes(request: LaterRequest) -> bytes:
    """The record as it stands in its file."""
    values = asdict(request)
    for name in ("sent", "deadline", "settled"):
        values[name] = values[name].isoformat() if values[name] else None
    return json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def of_bytes(data: bytes) -> LaterRequest | None:
    """The record in a file; None where it is none."""
    try:
        values: dict[str, Any] = json.loads(data)
        values["texts"] = tuple(AskedText(**each) for each in values["texts"])
        for name in ("sent", "deadline", "settled"):
            values[name] = dt.datetime.fromisoformat(values[name]) if values[name] else None
        found = LaterRequest(**values)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if all(each.is_whole for each in found.texts) else None

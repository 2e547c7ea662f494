"""Use case: somebody who has just confirmed asks for the latest letter.

In: an open database, the token of the link with which they confirmed, their point's locales, the time. Out: the letter
that they may have, or None. It is mailed by whoever runs rounds next, as all that is unfinished is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from newsletter.database import Connection
from newsletter.mail.audience import self_service
from newsletter.mail.audience.states import SubscriptionState
from newsletter.mail.audience.subscriptions import resolve_edition
from newsletter.mail.delivery.latest import LatestLetter, ask_for_latest, find_latest
from newsletter.mail.message.tokens import Purpose
from newsletter.pipeline.audience.self_service import Keys
from newsletter.pipeline.sending.objections import STALE

Editions = Mapping[str, Sequence[str]]
"""The locales in which each point mails."""


def latest_letter(
    connection: Connection, keys: Keys, token: str, editions: Editions, now: dt.datetime
) -> LatestLetter | None:
    """The newest letter of the reader's point in their language, while they have not had it; nothing changes."""
    with connection.transaction(writes=False):
        found = _find(connection, keys, token, editions, now)
    return found[1] if found else None


def send_latest(
    connection: Connection, keys: Keys, token: str, editions: Editions, now: dt.datetime
) -> LatestLetter | None:
    """Let the reader have it: once, however often they ask."""
    with connection.transaction():
        found = _find(connection, keys, token, editions, now)
        if found and not found[1].is_asked_for:
            ask_for_latest(connection, *found, now)
            found = _find(connection, keys, token, editions, now)
    return found[1] if found else None


def _find(
    connection: Connection, keys: Keys, token: str, editions: Editions, now: dt.datetime
) -> tuple[int, LatestLetter] | None:
    """The reader of a link that has been used, and the letter; None for anybody else."""
    claim = keys.tokens.read(Purpose.CONFIRM, token)
    request = self_service.request_of(connection, claim.subscription) if claim else None
    if request is None or request.confirmed_at is None:
        return None
    point = request.asked.point
    reader = self_service.reader_of(connection, request.subscriber, point)
    if reader is None or (reader.state, reader.point) != (SubscriptionState.ACTIVE, point):
        return None
    resolution = resolve_edition(reader.locales, tuple(editions.get(point, ())), "")
    if resolution.is_default:
        return None  # none of their languages
    latest = find_latest(connection, reader.id, point, resolution.locale, now, STALE)
    return (reader.id, latest) if latest else None

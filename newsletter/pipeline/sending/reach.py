"""Whom a mailing would reach: who gets which edition, and which editions have been opened.

In: an installation, an open database, the editions of a point. Out: a plan, rounds and locales. Nothing is opened, and
no letter is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.content.load import Content
from newsletter.database import Connection
from newsletter.edition import EditionKey
from newsletter.mail.delivery import ledger, opening
from newsletter.mail.delivery.opening import Expected
from newsletter.mail.delivery.rows import Round
from newsletter.pipeline.installation import Installation


@dataclass(frozen=True, slots=True)
class Plan:
    """What a call of `send` would do: recipients by edition, who is left out and why, and seconds at the rate set."""

    expected: list[Expected]
    left_out: dict[str, int]
    per_minute: int
    seconds: float | None
    opened: tuple[str, ...]


def plan(
    installation: Installation,
    connection: Connection,
    content: Content,
    keys: Sequence[EditionKey],
    per_minute: int | None,
) -> Plan:
    """Who would get which edition, without opening anything; `per_minute` stands before the rate that is set."""
    point = content.points[keys[0].point]
    with connection.transaction(writes=False):
        expected, left_out = opening.expect_recipients(
            connection, content.slug, point.slug, point.locales, point.locale
        )
        opened = opened_locales(connection, content.slug, point.slug)
    wanted = {key.locale for key in keys}
    expected = [each for each in expected if each.locale in wanted]
    rate = per_minute if per_minute is not None else installation.project.settings.smtp.messages_per_minute
    count = sum(each.by_wish + each.by_default for each in expected if each.locale not in opened)
    return Plan(expected, left_out, rate, count * 60 / rate if rate else None, opened)


def known_round(connection: Connection, issue: str, point: str) -> Round | None:
    """The round of a point's issue, when a mailing of it has been opened. None where none was."""
    with connection.transaction(writes=False):
        return ledger.find_round(connection, issue, point)


def opened_locales(connection: Connection, issue: str, point: str) -> tuple[str, ...]:
    """The locales of a point's issue whose mailing has been opened."""
    known = ledger.find_round(connection, issue, point)
    if known is None:
        return ()
    return tuple(each.letter.locale for each in ledger.frozen_mailings(connection, known.id).values())


def are_opened(connection: Connection, content: Content, point: str, locales: Sequence[str]) -> bool:
    """True when all these editions of a point, or all that its file names, have been opened already."""
    office = content.points.get(point)
    wanted = locales or (office.locales if office else ())
    with connection.transaction(writes=False):
        opened = opened_locales(connection, content.slug, point)
    return bool(wanted) and set(wanted) <= set(opened)


def unopened(connection: Connection, keys: Sequence[EditionKey]) -> list[EditionKey]:
    """Those of a point's editions whose mailing has not been opened."""
    with connection.transaction(writes=False):
        opened = opened_locales(connection, keys[0].issue, keys[0].point)
    return [key for key in keys if key.locale not in opened]

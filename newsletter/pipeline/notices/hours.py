"""When a person's day is.

In: a person or their roles, the points of the newsletter, the time. Out: their zone, their day, and whether mail may
come. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from newsletter.content.model import NationalPoint
from newsletter.people.roles import Role, RoleKind
from newsletter.people.store import Person
from newsletter.pipeline.people.things import secretariat_of

FROM_HOUR = 7
"""The timer mails nobody before this hour of their day."""


def day_of(person: Person, points: Mapping[str, NationalPoint], now: dt.datetime) -> dt.date:
    """The day where a person is: where their first point is, else where the secretariat is."""
    return _here(person, points, now).date()


def is_morning_over(person: Person, points: Mapping[str, NationalPoint], now: dt.datetime) -> bool:
    """True once mail may come."""
    return _here(person, points, now).hour >= FROM_HOUR


def zone_of(roles: Sequence[Role], points: Mapping[str, NationalPoint]) -> ZoneInfo:
    """By which clocks somebody with these roles lives; there must be a point."""
    own = [points[role.of] for role in roles if role.kind is RoleKind.POINT and role.of in points]
    return ZoneInfo((own or [secretariat_of(points)])[0].time_zone)


def _here(person: Person, points: Mapping[str, NationalPoint], now: dt.datetime) -> dt.datetime:
    return now.astimezone(zone_of(person.roles, points))

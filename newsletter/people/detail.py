"""What one has to know of an act, value by value; words are made of it where it is shown.

In: values that the act knows. Out: the same as JSON's own kinds of values, and back. Pure. No value names a reader.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from newsletter.people.roles import Role, parse_role
from newsletter.times import load_optional_time, write_time


class How(StrEnum):
    """In which of its ways something was done. The value is how it stands in the record."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    ENDED = "ended"
    ASKED = "asked"
    """A mailing was planned as far as another person agrees."""
    TAKEN_BACK = "taken-back"
    GOES_ON = "goes-on"
    REFUSED_AGAIN = "refused-again"
    """Those whom servers refused are mailed to again."""
    UNCERTAIN_AGAIN = "uncertain-again"
    """Those of whom nobody knows whether they got it are mailed to again."""
    UNCERTAIN_LEFT = "uncertain-left"


@dataclass(frozen=True, slots=True)
class Detail:
    """What is None or empty says nothing.

    `readers` is how many it was done to. `due_at` is for when a mailing is meant, None for at once, and `zone` the time
    zone in which that is told. `roles` are those of a person from then on, `roles_before` those until then. `until` is
    the last moment of what ends. `reason` is what a person has typed.
    """

    how: How | None = None
    readers: int | None = None
    due_at: dt.datetime | None = None
    zone: str = ""
    roles: tuple[Role, ...] = ()
    roles_before: tuple[Role, ...] = ()
    until: dt.datetime | None = None
    reason: str = ""

    def values(self) -> dict[str, str | int | list[str]]:
        """JSON's own kinds of values by name, without those that say nothing."""
        named: dict[str, str | int | list[str] | None] = {
            "how": self.how and self.how.value,
            "readers": self.readers,
            "due_at": write_time(self.due_at),
            "zone": self.zone,
            "roles": [str(role) for role in self.roles],
            "roles_before": [str(role) for role in self.roles_before],
            "until": write_time(self.until),
            "reason": self.reason,
        }
        return {name: value for name, value in named.items() if value is not None and value not in ("", [])}


def detail_of(values: Mapping[str, Any]) -> Detail:
    """What `values` of a detail say."""
    return Detail(
        How(values["how"]) if "how" in values else None,
        values.get("readers"),
        load_optional_time(values.get("due_at", "")),
        values.get("zone", ""),
        tuple(_roles(values.get("roles", ()))),
        tuple(_roles(values.get("roles_before", ()))),
        load_optional_time(values.get("until", "")),
        values.get("reason", ""),
    )


def _roles(written: list[str]) -> Iterator[Role]:
    return (role for role, _ in map(parse_role, written) if role)

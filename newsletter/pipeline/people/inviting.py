"""Use cases: a guest is let see one letter, by a link that ends.

In: a place that is the home, an edition, who does it. Out: reports. Making and ending one stand in the record, which
names no guest: nobody asks who they are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from newsletter.edition import EditionKey
from newsletter.people import guests
from newsletter.people.detail import Detail, How
from newsletter.people.guests import MOST_DAYS, GuestLink
from newsletter.people.record import Entry, add_entry
from newsletter.people.rights import Act, ThingKind
from newsletter.pipeline.at_home import database_at, has_database
from newsletter.pipeline.people.managing import Doer
from newsletter.pipeline.use_case import Place, misused, project_at, reporting

__all__ = [
    "MOST_DAYS",
    "GuestLink",
    "MadeLink",
    "end_guest_link",
    "find_guest_link",
    "list_guest_links",
    "make_guest_link",
]


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link that was made; its secret is told once."""

    secret: str = field(repr=False)
    link: GuestLink


@reporting
def make_guest_link(place: Place, key: EditionKey, days: int, doer: Doer, now: dt.datetime) -> MadeLink:
    """Let whoever has the link see an edition for some days."""
    if not 1 <= days <= MOST_DAYS:
        misused(f"A link is good for 1 to {MOST_DAYS} days, not for {days}.")
    with database_at(project_at(place)) as connection, connection.transaction():
        secret, link = guests.make_link(connection, key, (doer.id, doer.name), days, now)
        add_entry(connection, _entry(key, doer, Detail(until=link.ends_at), now))
    return MadeLink(secret, link)


@reporting
def list_guest_links(place: Place, key: EditionKey) -> tuple[GuestLink, ...]:
    """The links of an edition, the newest first; none where there is no database yet."""
    project = project_at(place)
    if not has_database(project):
        return ()
    with database_at(project) as connection, connection.transaction(writes=False):
        return guests.list_links(connection, key)


@reporting
def end_guest_link(place: Place, key: EditionKey, number: int, doer: Doer, now: dt.datetime) -> bool:
    """End a link at once; False where none of that number is open."""
    with database_at(project_at(place)) as connection, connection.transaction():
        is_ended = guests.end_link(connection, key, number, now)
        if is_ended:
            add_entry(connection, _entry(key, doer, Detail(How.ENDED), now))
    return is_ended


@reporting
def find_guest_link(place: Place, secret: str, now: dt.datetime) -> GuestLink | None:
    """The link whose address holds a secret, while it is good."""
    project = project_at(place)
    if not secret or len(secret) > 100 or not has_database(project):
        return None
    with database_at(project) as connection, connection.transaction(writes=False):
        return guests.find_link(connection, secret, now)


def _entry(key: EditionKey, doer: Doer, detail: Detail, now: dt.datetime) -> Entry:
    subject = f"{key.issue}/{key.point}/{key.locale}"
    return Entry(now, doer.id, doer.name, Act.INVITE, ThingKind.EDITION, subject, key.point, detail)

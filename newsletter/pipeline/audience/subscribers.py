"""Subscriptions as lines; one person explained or erased.

In: a project that is the home, an address, the secrets. Out: subscriptions one after the other, what a person gets and
why. What the database can't do is a `DatabaseError`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from newsletter.content.load import Content
from newsletter.edition import EditionKey
from newsletter.mail.audience import subscriptions
from newsletter.mail.audience.address import Address, display_address, hash_address
from newsletter.mail.audience.keyring import address_key
from newsletter.mail.audience.states import SuppressionReason
from newsletter.mail.audience.subscriber_csv import guard_cell
from newsletter.mail.audience.subscriptions import Resolution, Subscription
from newsletter.pipeline.home_database import open_home_database
from newsletter.pipeline.project import Project

EXPORTED = (
    "email", "name", "point", "locales", "state", "since", "consent", "consent-locale", "consent-how", "consent-on",
    "suppressed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explained:
    """What one subscription gets of an issue: an edition, or the reason why not; and each step to the locale."""

    subscription: Subscription
    edition: EditionKey | None
    reason: str
    resolution: Resolution | None


def csv_lines(found: Iterator[Subscription]) -> Iterator[str]:
    """Subscriptions as the lines of a subscriber CSV that an import reads again."""
    yield _csv_line(EXPORTED)
    for subscription in found:
        yield _csv_line([guard_cell(cell) for cell in as_row(subscription).values()])


def _csv_line(cells: tuple[str, ...] | list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def as_row(subscription: Subscription) -> dict[str, str]:
    """All that is known of a subscription, by the names of a subscriber CSV's columns."""
    consent = subscription.consent or subscriptions.Consent("", "", "", "")
    cells = (
        subscription.address, subscription.name, subscription.point, " ".join(subscription.locales),
        subscription.state, subscription.since, consent.words, consent.locale, consent.how, consent.given_on,
        subscription.suppressed,
    )  # fmt: skip
    return dict(zip(EXPORTED, cells, strict=True))


def forget(project: Project, address: Address, secrets: Sequence[str], now: dt.datetime) -> bool:
    """Erase a person and never mail them again; False when nobody had this address."""
    with open_home_database(project) as connection:
        with connection.transaction():
            key = address_key(connection, secrets, keep=True)
            was_there = subscriptions.forget(connection, hash_address(address, key), now)
        connection.empty_log()
    return was_there


def explain(
    project: Project, content: Content, address: Address, secrets: Sequence[str]
) -> tuple[SuppressionReason, list[Explained]]:
    """Why an address is never mailed, if it is not, and what each of its subscriptions gets of an issue."""
    with open_home_database(project) as connection, connection.transaction(writes=False):
        digest = hash_address(address, address_key(connection, secrets, keep=False))
        found = []
        for subscription in subscriptions.subscriptions(connection, digest=digest):
            point = content.points.get(subscription.point)
            editions = point.locales if point else ()
            reason, resolution = subscriptions.explain_subscriptions(
                subscription, editions, editions[0] if editions else ""
            )
            edition = None
            if resolution and not reason:
                edition = EditionKey(content.slug, subscription.point, resolution.locale)
            found.append(Explained(subscription, edition, reason, resolution))
        return subscriptions.suppression(connection, digest), found


def in_own_letters(subscription: Subscription) -> Subscription:
    """The subscription with its address as people read it: `ada@städte.example`."""
    return replace(subscription, address=display_address(subscription.address))

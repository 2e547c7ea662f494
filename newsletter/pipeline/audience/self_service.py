"""What readers do on their own pages: subscribe, confirm, choose, leave, look at their data, have it erased.

In: an open database, tokens as they stand in links, what a form said, the time. Out: what was done, for a page to say.
Each function is one transaction. A token that was not made here, or whose person is gone, gives None.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from newsletter.database import Connection
from newsletter.mail.audience import self_service, subscriptions
from newsletter.mail.audience.address import Address, display_address, hash_address
from newsletter.mail.audience.self_service import Asked, Reader
from newsletter.mail.audience.states import EventKind, SubscriptionState, SuppressionReason
from newsletter.mail.audience.waiting_mails import WaitingMail, keep_mail, take_left_mails
from newsletter.mail.message.tokens import Claim, Purpose, Tokens

ATTEMPTS_A_DAY = 3
"""So many mails a form can send to one address in a day."""
GOOD_DAYS, KEPT_DAYS = 7, 30
"""How long a link to confirm is good, and how long an unconfirmed request is kept."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens links and finds addresses: tokens, and the key of address hashes."""

    tokens: Tokens
    addresses: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class Invitation:
    """A mail that is due: to whom, and the token of its link. With `is_known` it leads to preferences.

    `waiting` is its row, as long as it has not been posted.
    """

    subscriber: int
    address: str
    token: str
    is_known: bool
    waiting: WaitingMail


@dataclass(frozen=True, slots=True, repr=False)
class Seen:
    """Whom a link belongs to, and the point and locale of the letter that it stood in (empty: of none)."""

    claim: Claim
    point: str
    locale: str
    reader: Reader | None

    @property
    def masked(self) -> str:
        """The address so that its owner knows it and nobody else learns it: `a…@example.org`."""
        if self.reader is None:
            return ""
        local, _, domain = display_address(self.reader.address).rpartition("@")
        return f"{local[:1]}…@{domain}"


class LinkState(StrEnum):
    """What a link to confirm is good for; `DONE`: it was used, and its reader is still subscribed."""

    OPEN = "open"
    DONE = "done"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, repr=False)
class Confirmed:
    """A request by its link."""

    state: LinkState
    asked: Asked
    preferences: str


@dataclass(frozen=True, slots=True, repr=False)
class Wishes:
    """What the form of preferences says; `agreed` are the words that stood beside the choice of a point."""

    name: str
    locales: tuple[str, ...]
    point: str
    agreed: str
    agreed_locale: str


def subscribe(
    connection: Connection, keys: Keys, address: Address, asked: Asked, now: dt.datetime, locale: str, owner: str
) -> Invitation | None:
    """Note what somebody wishes for an address, and the mail that goes there: none where it must not, or too often.

    The mail is on record by then, looked after by `owner`; `locale` is the language in which it is written.

    Whoever is subscribed already gets the link to their preferences instead, so that the form tells nobody who reads
    the newsletter. None for no mail.
    """
    digest = hash_address(address, keys.addresses)
    at, since = now, now - dt.timedelta(days=1)
    with connection.transaction():
        if not self_service.count_attempt(connection, digest, ATTEMPTS_A_DAY, since, at):
            return None
        if subscriptions.suppression(connection, digest) not in (SuppressionReason.NONE, SuppressionReason.REQUEST):
            return None
        subscriber = self_service.subscriber_of(connection, digest)
        if subscriber and self_service.state_of(connection, subscriber, asked.point) is SubscriptionState.ACTIVE:
            token = keys.tokens.make(Purpose.PREFERENCES, Claim(subscriber))
            waiting = keep_mail(connection, owner, WaitingMail(0, subscriber, 0, asked.point, locale, at))
            return Invitation(subscriber, str(address), token, True, waiting)
        subscriber = subscriber or self_service.add_subscriber(connection, digest, str(address), at)
        number = self_service.ask(connection, subscriber, asked, at)
        waiting = keep_mail(connection, owner, WaitingMail(0, subscriber, number, asked.point, locale, at))
    token = keys.tokens.make(Purpose.CONFIRM, Claim(number))
    return Invitation(subscriber, str(address), token, False, waiting)


def find_left(connection: Connection, keys: Keys, owner: str) -> list[Invitation]:
    """The mails that a process has left which is gone; this owner looks after them from now on."""
    found = []
    for each in take_left_mails(connection, owner):
        with connection.transaction(writes=False):
            address = self_service.address_of(connection, each.subscriber)
        purpose = Purpose.CONFIRM if each.request else Purpose.PREFERENCES
        token = keys.tokens.make(purpose, Claim(each.request or each.subscriber))
        found.append(Invitation(each.subscriber, address, token, not each.request, each))
    return found


def request(connection: Connection, keys: Keys, token: str, now: dt.datetime) -> Confirmed | None:
    """What a link to confirm is about; nothing changes. None where no key opens the link, or its request is gone."""
    claim = keys.tokens.read(Purpose.CONFIRM, token)
    if claim is None:
        return None
    with connection.transaction(writes=False):
        return _confirmed(connection, keys, claim, now)


def confirm(connection: Connection, keys: Keys, token: str, now: dt.datetime) -> Confirmed | None:
    """Confirm what a link is about; a second time changes nothing.

    None where no key opens the link, or its request is gone.
    """
    claim = keys.tokens.read(Purpose.CONFIRM, token)
    if claim is None:
        return None
    with connection.transaction():
        found = _confirmed(connection, keys, claim, now)
        if found and found.state is LinkState.OPEN:
            stored = self_service.request_of(connection, claim.subscription)
            assert stored is not None  # noqa: S101 (seen in this very transaction)
            self_service.confirm(connection, stored, now)
            return _confirmed(connection, keys, claim, now)
    return found


def _confirmed(connection: Connection, keys: Keys, claim: Claim, now: dt.datetime) -> Confirmed | None:
    stored = self_service.request_of(connection, claim.subscription)
    if stored is None:
        return None
    if stored.confirmed_at:
        is_active = self_service.state_of(connection, stored.subscriber, stored.asked.point) is SubscriptionState.ACTIVE
        state = LinkState.DONE if is_active else LinkState.EXPIRED
    else:
        is_good = stored.asked_at > now - dt.timedelta(days=GOOD_DAYS)
        state = LinkState.OPEN if is_good else LinkState.EXPIRED
    token = keys.tokens.make(Purpose.PREFERENCES, Claim(stored.subscriber)) if state is LinkState.DONE else ""
    return Confirmed(state, stored.asked, token)


def find_reader(connection: Connection, keys: Keys, purpose: Purpose, token: str) -> Seen | None:
    """Whom a link of a letter belongs to; nothing changes. None where no key opens the link."""
    claim = keys.tokens.read(purpose, token)
    if claim is None:
        return None
    with connection.transaction(writes=False):
        return _find_reader(connection, claim)


def _find_reader(connection: Connection, claim: Claim) -> Seen:
    point, locale = self_service.mailing_of(connection, claim.mailing) if claim.mailing else ("", "")
    return Seen(claim, point, locale, self_service.reader_of(connection, claim.subscription, point))


def leave(connection: Connection, keys: Keys, tokens: Sequence[str], now: dt.datetime) -> list[Seen | None]:
    """For each link, end what its letter came by: the subscription to its point, or all where no letter is known.

    As often as one likes, for every letter ever mailed (RFC 8058 section 3.2). All in one transaction, since after a
    mailing many readers click in the same second, and a commit takes as long for one as for a hundred. None for a link
    that opens nothing.
    """
    claims = [keys.tokens.read(Purpose.LEAVE, token) for token in tokens]
    if not any(claims):
        return [None] * len(claims)
    with connection.transaction():
        return [_left(connection, claim, now) if claim else None for claim in claims]


def _left(connection: Connection, claim: Claim, now: dt.datetime) -> Seen:
    point, locale = self_service.mailing_of(connection, claim.mailing) if claim.mailing else ("", "")
    ended = self_service.leave(connection, claim.subscription, point, now)
    if ended and point:
        self_service.note(connection, claim.mailing, claim.subscription, EventKind.LEFT, "", now)
    return Seen(claim, point, locale, self_service.reader_of(connection, claim.subscription, point))


def always(connection: Connection, keys: Keys, token: str, locale: str, now: dt.datetime) -> Seen | None:
    """Put a locale before all others of the subscription that the letter came by.

    None where no key opens the link.
    """
    claim = keys.tokens.read(Purpose.ALWAYS, token)
    if claim is None:
        return None
    with connection.transaction():
        found = _find_reader(connection, claim)
        if found.reader and found.reader.locales[:1] != (locale,):
            rest = (each for each in found.reader.locales if each != locale)
            self_service.prefer(connection, found.reader, (locale, *rest), now)
            if found.point:
                self_service.note(connection, claim.mailing, claim.subscription, EventKind.SWITCHED, locale, now)
    return found


def choose(connection: Connection, keys: Keys, token: str, wishes: Wishes, now: dt.datetime) -> Seen | None:
    """Save name, locales and point. Whoever has left stays out: they join again by the form.

    None where no key opens the link.
    """
    claim = keys.tokens.read(Purpose.PREFERENCES, token)
    if claim is None:
        return None
    at = now
    with connection.transaction():
        found = _find_reader(connection, claim)
        reader = found.reader
        if reader is None:
            return found
        self_service.rename(connection, reader, wishes.name)
        self_service.prefer(connection, reader, wishes.locales, at)
        if wishes.point != reader.point and reader.state is SubscriptionState.ACTIVE:
            asked = Asked(wishes.point, wishes.name, wishes.locales, wishes.agreed, wishes.agreed_locale)
            self_service.move(connection, reader, asked, at)
            return Seen(claim, found.point, found.locale, self_service.reader_of(connection, reader.id, wishes.point))
        return _find_reader(connection, claim)


def export_own(connection: Connection, keys: Keys, token: str) -> dict[str, Any] | None:
    """All that is stored about the person whom a link belongs to.

    None where no key opens the link.
    """
    claim = keys.tokens.read(Purpose.PREFERENCES, token)
    if claim is None:
        return None
    with connection.transaction(writes=False):
        return self_service.all_of(connection, claim.subscription)


def erase(connection: Connection, keys: Keys, token: str, now: dt.datetime) -> Seen | None:
    """Erase the person whom a link belongs to, from the file of the database too, and never write to them again.

    None where no key opens the link.
    """
    claim = keys.tokens.read(Purpose.PREFERENCES, token)
    if claim is None:
        return None
    with connection.transaction():
        found = _find_reader(connection, claim)
        if found.reader:
            subscriptions.forget(connection, found.reader.hash, now)
    if found.reader:
        connection.empty_log()
    return found


def expire(connection: Connection, now: dt.datetime) -> int:
    """Take out what nobody has confirmed for 30 days; how many subscriptions went."""
    before = now - dt.timedelta(days=KEPT_DAYS)
    with connection.transaction():
        return self_service.expire(connection, before, now - dt.timedelta(days=1))

"""The readers of one point: the one way by which whoever works for a point reaches readers.

In: an open database in a transaction, a point. Out: that point's readers, counts and letters. Nothing that another
point knows of a person comes out of here, and nothing done here reaches another point: each statement names the point.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newsletter.database import Connection
from newsletter.mail.audience.self_service import draw_number
from newsletter.mail.audience.states import SubscriptionState, SuppressionReason
from newsletter.mail.audience.subscriptions import Subscription, subscriptions
from newsletter.times import write_time


@dataclass(frozen=True, slots=True)
class Standing:
    """How many there are: who may be mailed, who has not confirmed, who has left, and who is never mailed and why."""

    active: int
    pending: int
    ended: int
    suppressed: Mapping[SuppressionReason, int]

    @property
    def is_empty(self) -> bool:
        """True where nobody has ever been a reader."""
        return not (self.active or self.pending or self.ended or self.suppressed)


@dataclass(frozen=True, slots=True, repr=False)
class Agreed:
    """What a reader agreed to, when, by which way; `confirmed_at` is empty where no link was pressed."""

    given_on: str
    how: str
    words: str
    locale: str
    recorded_at: str
    confirmed_at: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was mailed to a reader, and how that went."""

    issue: str
    locale: str
    state: str
    reason: str
    changed_at: str


@dataclass(frozen=True, slots=True, repr=False)
class UncertainReader:
    """A reader of whom nobody can know whether they got an issue, and the locale of their letter."""

    number: int
    address: str
    name: str
    locale: str


@dataclass(frozen=True, slots=True, repr=False)
class PointReader:
    """One reader as the point knows them; `since` and `changed_at` are times in ISO 8601."""

    number: int
    address: str
    name: str
    state: SubscriptionState
    locales: tuple[str, ...]
    since: str
    changed_at: str
    suppressed: SuppressionReason


_READERS = """select subscriber_id, hash, address, name, state, locales, created_at, changed_at, suppression
from addressees where point = :point"""
_COUNTED = """select state, suppression, count(*) from addressees where point = :point group by state, suppression"""
_WISHES = """select locales, count(*) from addressees where point = :point and barred = '' group by locales"""
_JOINED = """select substr(created_at, 1, 7), count(*) from addressees
where point = :point and state in ('active', 'ended') group by 1"""
_LEFT = """select substr(changed_at, 1, 7), count(*) from addressees
where point = :point and state = 'ended' group by 1"""
_AGREED = """select given_on, how, words, locale, recorded_at, confirmed_at from point_consents
where point = :point and subscriber_id = :id order by recorded_at"""
_LETTERS = """select issue, locale, state, reason, changed_at from point_letters
where point = :point and subscriber_id = :id order by changed_at desc, issue desc limit :limit"""
_UNCERTAIN = """select a.subscriber_id, a.address, a.name, l.locale from point_letters l
join addressees a on a.point = l.point and a.subscriber_id = l.subscriber_id
where l.point = :point and l.issue = :issue and l.state = 'uncertain' order by a.address limit :limit"""
_WORDINGS = "select distinct wording from consents where point = :point and subscriber_id = :id"
# What is still to be mailed keeps its number: the mailing finds nobody by it, and counts them as skipped.
_LETTERS_OF_NOBODY = """update deliveries set subscriber_id = :nobody where subscriber_id = :id
and state in ('accepted', 'refused', 'skipped') and round_id in (select id from rounds where point = :point)"""
_EVENTS_OF_NOBODY = """update events set subscriber_id = :nobody where subscriber_id = :id
and mailing_id in (select m.id from mailings m join rounds r on r.id = m.round_id where r.point = :point)"""
_GONE = (
    "delete from requests where point = :point and subscriber_id = :id",
    "delete from consents where point = :point and subscriber_id = :id",
    "delete from subscriptions where point = :point and subscriber_id = :id",
)
_FORGET = """insert into forgotten (hash, point, created_at) values (:hash, :point, :now)
on conflict (hash, point) do nothing"""


class PointReaders:
    """The readers of one point."""

    def __init__(self, connection: Connection, point: str) -> None:
        if not point:
            raise ValueError("readers are those of a point")
        self._connection = connection
        self.point = point

    def standing(self) -> Standing:
        """How many there are."""
        states: Counter[str] = Counter()
        suppressed: Counter[SuppressionReason] = Counter()
        for state, reason, count in self._rows(_COUNTED):
            if reason:
                suppressed[SuppressionReason(reason)] += count
            else:
                states[state] += count
        return Standing(states["active"], states["pending"], states["ended"], dict(suppressed))

    def wishes(self) -> Counter[tuple[str, ...]]:
        """How many of those who may be mailed have each list of wishes, best first."""
        return Counter({tuple(locales.split()): count for locales, count in self._rows(_WISHES)})

    def growth(self, months: Sequence[str]) -> tuple[int, ...]:
        """How many there were at the end of each of these months (`2024-01`); who has not confirmed is none yet."""
        joined, left = dict(map(tuple, self._rows(_JOINED))), dict(map(tuple, self._rows(_LEFT)))
        return tuple(
            sum(count for month, count in joined.items() if month <= upto)
            - sum(count for month, count in left.items() if month <= upto)
            for upto in months
        )

    def find(self, typed: str, digest: str, limit: int) -> tuple[PointReader, ...]:
        """Readers with an address of this keyed hash, else those whose address or name has what was typed in it."""
        if digest:
            found = [_reader_of(row) for row in self._rows(f"{_READERS} and hash = :hash", {"hash": digest})]
            if found:
                return tuple(found)
        part = "".join(f"\\{each}" if each in "\\%_" else each for each in typed.lower())
        sql = rf"""{_READERS} and (lower(address) like :part escape '\' or lower(name) like :part escape '\')
        order by address limit :limit"""
        return tuple(_reader_of(row) for row in self._rows(sql, {"part": f"%{part}%", "limit": limit}))

    def reader(self, number: int) -> PointReader | None:
        """The reader with a number; None for nobody, and for who reads another point only."""
        row = self._connection.row(f"{_READERS} and subscriber_id = :id", {"point": self.point, "id": number})
        return _reader_of(row) if row else None

    def agreed(self, number: int) -> tuple[Agreed, ...]:
        """What a reader agreed to for this point, the last one last."""
        return tuple(Agreed(*row) for row in self._rows(_AGREED, {"id": number}))

    def letters(self, number: int, limit: int = 1_000_000) -> tuple[Letter, ...]:
        """What this point has mailed to a reader, the newest first."""
        return tuple(Letter(*row) for row in self._rows(_LETTERS, {"id": number, "limit": limit}))

    def uncertain(self, issue: str, limit: int) -> tuple[UncertainReader, ...]:
        """Of whom nobody can know whether they got an issue of this point, by address."""
        rows = self._rows(_UNCERTAIN, {"issue": issue, "limit": limit})
        return tuple(UncertainReader(int(number), *rest) for number, *rest in rows)

    def subscriptions(self, state: SubscriptionState = SubscriptionState.NONE) -> Iterator[Subscription]:
        """All of them, or those in a state, to be handed on whole."""
        return subscriptions(self._connection, point=self.point, state=state)

    def forget(self, number: int, now: dt.datetime) -> bool:
        """Erase all that this point knows of somebody, and keep them out of it; False when they are no reader here.

        Letters stay as numbers that belong to nobody. Of whoever reads no other point, nothing is left but the hash.
        """
        of = {"point": self.point, "id": number}
        row = self._connection.row(f"{_READERS} and subscriber_id = :id", of)
        if row is None:
            return False
        keys = [{"key": each.wording} for each in self._connection.rows(_WORDINGS, of)]
        nobody = draw_number(self._connection, "subscriber")
        for sql in (_LETTERS_OF_NOBODY, _EVENTS_OF_NOBODY):
            self._connection.run(sql, {**of, "nobody": nobody})
        for sql in _GONE:
            self._connection.run(sql, of)
        self._connection.run(_FORGET, {"hash": row.hash, "point": self.point, "now": write_time(now)})
        self._connection.run(
            """delete from subscribers where id = :id
            and not exists (select 1 from subscriptions p where p.subscriber_id = subscribers.id)""",
            {"id": number},
        )
        self._connection.run(
            "delete from wordings where key = :key and not exists (select 1 from consents where wording = :key)", keys
        )
        return True

    def _rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[Any]:
        return list(self._connection.rows(sql, {"point": self.point, **(values or {})}))


def _reader_of(row: Any) -> PointReader:
    return PointReader(
        int(row.subscriber_id), row.address, row.name, SubscriptionState(row.state), tuple(row.locales.split()),
        row.created_at, row.changed_at, SuppressionReason(row.suppression),
    )  # fmt: skip

"""Use cases: a point's people look at their readers: how many, since when, who, and why somebody gets what.

In: a place that is the home, a point, what was typed. Out: reports about that point's readers alone. Nothing is
written.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.mail.audience.address import display_address, hash_address, parse_address
from newsletter.mail.audience.keyring import address_key
from newsletter.mail.audience.point_readers import Agreed, Letter, PointReader, PointReaders, Standing
from newsletter.mail.audience.states import SubscriptionState, SuppressionReason
from newsletter.mail.audience.subscriptions import Resolution, resolve_edition
from newsletter.mail.message.tokens import tokens_from
from newsletter.pipeline.at_home import database_at, has_database
from newsletter.pipeline.use_case import Place, project_at, reporting
from newsletter.settings.project import SECRET

MONTHS = 13
"""A year, and the month that it is compared with."""
MOST_FOUND = 20
LETTERS_SHOWN = 6
NOBODY = Standing(0, 0, 0, {})


@dataclass(frozen=True, slots=True)
class Overview:
    """How many readers a point has: now, by first wish (empty: none chosen), by wishes, by month (`2024-01`)."""

    standing: Standing
    first: Counter[str]
    wishes: Counter[tuple[str, ...]]
    growth: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class FoundReaders:
    """Those found, some of them where there are more."""

    readers: tuple[PointReader, ...]
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class KnownReader:
    """What a point knows of one reader, and why they get what they get.

    `reason` is why they get nothing: `suppressed`, `pending`, `ended`, `no-edition`; empty for who gets a letter.
    """

    reader: PointReader
    shown_address: str
    agreed: tuple[Agreed, ...]
    letters: tuple[Letter, ...]
    reason: str
    resolution: Resolution | None


@reporting
def look_at_readers(place: Place, point: str, today: dt.date) -> Overview:
    """How many readers a point has; nobody where there is no database yet."""
    project, months = project_at(place), months_until(today)
    if not has_database(project):
        return Overview(NOBODY, Counter(), Counter(), tuple((month, 0) for month in months))
    with database_at(project) as connection, connection.transaction(writes=False):
        readers = PointReaders(connection, point)
        wishes = readers.wishes()
        growth = tuple(zip(months, readers.growth(months), strict=True))
        first: Counter[str] = Counter()
        for each, count in wishes.items():
            first[each[0] if each else ""] += count
        return Overview(readers.standing(), first, wishes, growth)


@reporting
def find_readers(place: Place, point: str, typed: str) -> FoundReaders:
    """Readers by a whole address, however it is written, else by a part of address or name."""
    project, wanted = project_at(place), " ".join(typed.split())
    if not wanted or not has_database(project):
        return FoundReaders(())
    address, _ = parse_address(wanted)
    with database_at(project) as connection, connection.transaction(writes=False):
        digest = ""
        if address and (secrets := secrets_in(place)):
            digest = hash_address(address, address_key(connection, secrets, keep=False))
        found = PointReaders(connection, point).find(wanted, digest, MOST_FOUND + 1)
    return FoundReaders(found[:MOST_FOUND], len(found) > MOST_FOUND)


@reporting
def look_at_reader(place: Place, point: str, number: int, editions: Sequence[str]) -> KnownReader | None:
    """One reader of a point, by number; `editions` are the locales that it mails, its default first."""
    with database_at(project_at(place)) as connection, connection.transaction(writes=False):
        readers = PointReaders(connection, point)
        reader = readers.reader(number)
        if reader is None:
            return None
        resolution = resolve_edition(reader.locales, tuple(editions), editions[0]) if editions else None
        return KnownReader(
            reader, display_address(reader.address), readers.agreed(number), readers.letters(number, LETTERS_SHOWN),
            why_not(reader, editions), resolution,
        )  # fmt: skip


def why_not(reader: PointReader, editions: Sequence[str]) -> str:
    """Why somebody gets no letter of the point; empty for who gets one."""
    if not editions:
        return "no-edition"
    if reader.suppressed is not SuppressionReason.NONE:
        return "suppressed"
    return "" if reader.state is SubscriptionState.ACTIVE else reader.state.value


def months_until(today: dt.date) -> tuple[str, ...]:
    """The last thirteen months, this one last: `2024-01`."""
    last = today.year * 12 + today.month - 1
    return tuple(f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(last - MONTHS + 1, last + 1))


def secrets_in(place: Place) -> tuple[str, ...]:
    """The secrets of a place; none where the environment has none: an address is then found as it is written alone."""
    tokens, _ = tokens_from(place.environ.get(SECRET, ""))
    return tokens.secrets if tokens else ()

"""Rows become subscribers of a point, or stay out: all of those that may join, or none.

In: an open database, rows, what they agreed to. Out: who joined, who has left, and who did not join and why, by
line. Rows wait in a temporary table, so that memory does not grow with them and other programs can go on writing
until the last moment.

Who has left stays out, in whatever order files and rows come: a row that says so counts before any other of the same
address, and ends a subscription that is there. Only one who has signed up here since, by our form and the link in our
mail, stays: that is a new consent. Who left at a time that no row tells, is taken to have left before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from newsletter.database import Connection
from newsletter.files import digest_of
from newsletter.mail.audience.address import hash_address
from newsletter.mail.audience.states import SubscriptionState, SuppressionReason
from newsletter.mail.audience.subscriber_csv import SubscriberRow
from newsletter.times import write_time

_MERGED_AT_ONCE = 20_000
BARRED = "barred"
"""The state of a row that says no more than why its address must never be mailed: of it a hash is kept, no row."""
_WAITING = """
create temporary table csv_rows (
  line integer primary key, hash text not null, address text not null, name text not null, locales text not null,
  state text not null, since text not null, given_on text not null, how text not null, wording text not null,
  words text not null, words_locale text not null, suppressed text not null, left_on text not null,
  confirmed integer not null, fate text not null, subscriber integer not null
)
"""
# A subscription to the point, in a state; a subscription that its reader has confirmed here since they left elsewhere.
_HERE = """hash in (
  select s.hash from subscribers s join subscriptions p on p.subscriber_id = s.id
  where p.point = :point and p.state in ({states})
)"""
_OPEN, _ENDED, _ANY = (
    _HERE.format(states=states) for states in ("'active', 'pending'", "'ended'", "'active', 'pending', 'ended'")
)
_FORGOTTEN = "hash in (select hash from forgotten where point = :point)"
_SIGNED_UP = """exists (
  select 1 from subscribers s join subscriptions p on p.subscriber_id = s.id and p.state = 'active'
  join consents c on c.subscriber_id = s.id and c.point = p.point
  where s.hash = csv_rows.hash and c.confirmed_at <> '' and (csv_rows.left_on = '' or csv_rows.left_on < c.confirmed_at)
  and (csv_rows.state = 'barred' or p.point = :point)
)"""
_IS_READER = "state not in ('ended', 'barred')"
_OF_LEAVERS = ("(state =", "state =", _IS_READER)
"""How conditions begin that no row meets where none has left."""
# What becomes of a row; the first that holds. `:point` is the point that they wish to join, or have left.
_FATES = (
    ("stays", f"(state = 'ended' or (state = 'barred' and suppressed <> 'complaint')) and {_SIGNED_UP}"),
    ("barred", "state = 'barred'"),
    ("ended", f"{_IS_READER} and hash in (select hash from csv_rows where state = 'ended')"),  # noqa: S608
    ("suppressed", f"{_IS_READER} and suppressed = '' and hash in (select hash from csv_rows where suppressed <> '')"),  # noqa: S608
    (
        "repeated",
        """line in (
          select a.line from csv_rows a join (
            select hash, min(line) as first from csv_rows where fate = 'new' group by hash having count(*) > 1
          ) d on d.hash = a.hash and a.line > d.first
        )""",
    ),
    ("closed", f"state = 'ended' and {_OPEN}"),
    ("gone", f"state = 'ended' and (hash in (select hash from suppressions) or {_FORGOTTEN} or {_ENDED})"),  # noqa: S608
    ("left", "state = 'ended'"),
    ("suppressed", f"(hash in (select hash from suppressions) or {_FORGOTTEN})"),  # noqa: S608
    ("ended", _ENDED),
    ("there", _ANY),
)
FATES = ("new", "there", "repeated", "ended", "suppressed", "left", "closed", "gone", "barred", "stays")
"""Joins; is there already; stands in the table twice; has left, must not be mailed, and would have joined; has left and
was unknown, was subscribed until now, was known to have left; is never mailed from now on; has left elsewhere and
signed up here since."""
_FIND = """
update csv_rows set subscriber = s.id from subscribers s where s.hash = csv_rows.hash and fate in ('new', 'left')
"""
"""Who is known by another point already, which few are; who is not, gets a number by the line. So nobody is looked for
in the table that grows meanwhile."""
_ROWS = "from csv_rows a where a.fate in ('new', 'left') and a.line > :after and a.line <= :upto"
_ID = "case when a.subscriber > 0 then a.subscriber else :base + a.line end"
_MERGE = (
    f"""insert into wordings (key, words, locale) select distinct a.wording, a.words, a.words_locale {_ROWS}
        and a.words <> '' on conflict (key) do nothing""",
    f"""insert into subscribers (id, address, hash, created_at)
        select :base + a.line, a.address, a.hash, a.since {_ROWS} and a.subscriber = 0 order by a.line""",
    f"""insert into subscriptions (subscriber_id, point, state, locales, created_at, changed_at, name)
        select {_ID}, :point, a.state, a.locales, a.since, :now, a.name {_ROWS}""",
    f"""insert into consents (subscriber_id, point, given_on, how, wording, recorded_at)
        select {_ID}, :point, a.given_on, a.how, a.wording, :now {_ROWS} and a.words <> ''""",
)
_CLOSE = """
update subscriptions set state = 'ended', changed_at = :now where point = :point and state <> 'ended'
and subscriber_id in (select s.id from csv_rows a join subscribers s on s.hash = a.hash where a.fate = 'closed')
"""
# Confirming anew lifts a request, so a reason that it must not lift takes its place.
_SUPPRESS = """
insert into suppressions (hash, reason, created_at)
select distinct a.hash, a.suppressed, :now from csv_rows a
where a.suppressed = :reason and (a.fate <> 'stays' or :reason = 'complaint')
on conflict (hash) do update set reason = excluded.reason
where suppressions.reason = 'request' and excluded.reason <> 'request'
"""
_BY_WEIGHT = (
    SuppressionReason.COMPLAINT,
    SuppressionReason.HARD_BOUNCE,
    SuppressionReason.SOFT_BOUNCES,
    SuppressionReason.REQUEST,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is true of each row that says nothing else: the words agreed to, in which locale, how it came."""

    consent: str
    consent_locale: str
    how: str
    now: dt.datetime


def wait(connection: Connection, subscriber_rows: Iterable[SubscriberRow], terms: Terms, key: bytes) -> None:
    """Put rows into the waiting room of this connection; nothing of the database is touched."""
    connection.run(_WAITING)
    begun = write_time(terms.now)
    connection.fill("csv_rows", (_waiting(each, terms, key, begun) for each in subscriber_rows))
    connection.run("create index csv_rows_by_hash on csv_rows (hash, line)")
    # Without it PostgreSQL takes a new table for a small one, and compares each row with each.
    connection.run("analyze csv_rows")


def _waiting(row: SubscriberRow, terms: Terms, key: bytes, begun: str) -> tuple[str | int, ...]:
    """A row as it waits, column by column; since `begun`, as it is written, where it does not say since when."""
    # Who has left agrees to nothing but what their own row says.
    words = row.consent or ("" if row.is_leaver else terms.consent)
    words_locale = row.consent_locale or terms.consent_locale
    state = row.state or (BARRED if row.suppressed else SubscriptionState.ACTIVE)
    return (
        row.line, hash_address(row.address, key), str(row.address), row.name, row.locales, str(state),
        row.since or begun, row.consent_on, row.consent_how or terms.how, _wording(words, words_locale), words,
        words_locale, str(row.suppressed), row.left_on, int(row.is_confirmed), "new", 0,
    )  # fmt: skip


@lru_cache(maxsize=100)
def _wording(words: str, locale: str) -> str:
    return digest_of([words, locale])[:32]


def judge(connection: Connection, point: str) -> dict[str, int]:
    """Decide what becomes of each that waits; how many there are of each fate."""
    has_leavers = bool(
        connection.row("select count(*) from csv_rows where state in ('ended', 'barred') or suppressed <> ''")[0]
    )
    for fate, holds in _FATES:
        if holds.startswith(_OF_LEAVERS) and not has_leavers:
            continue
        values = {"point": point} if ":point" in holds else {}
        connection.run(f"update csv_rows set fate = '{fate}' where fate = 'new' and {holds}", values)  # noqa: S608
    counts = {str(row[0]): int(row[1]) for row in connection.rows("select fate, count(*) from csv_rows group by fate")}
    return {fate: counts.get(fate, 0) for fate in FATES}


def count_unproven(connection: Connection) -> tuple[int, int, int]:
    """Of those judged new: how many wait for a confirmation that another tool asked for; and of the rest, how many
    have no time of consent, and how many no confirmed sign-up.
    """
    row = connection.row(
        """select coalesce(sum(case when state = 'pending' then 1 else 0 end), 0),
        coalesce(sum(case when state = 'active' and given_on = '' then 1 else 0 end), 0),
        coalesce(sum(case when state = 'active' and confirmed = 0 then 1 else 0 end), 0)
        from csv_rows where fate = 'new'"""
    )
    return int(row[0]), int(row[1]), int(row[2])


def left_out(connection: Connection, fate: str, limit: int) -> list[tuple[int, int]]:
    """The lines of the first rows of a fate, each with that of another row of its address that decides; 0 for none.

    The row that decides is one that says they have left or must not be mailed, else the first.
    """
    decides = {"ended": "b.state = 'ended'", "suppressed": "b.suppressed <> ''", "repeated": "b.line < a.line"}
    rows = connection.rows(
        f"""select a.line, coalesce((
          select min(b.line) from csv_rows b where b.hash = a.hash and b.line <> a.line and {decides.get(fate, "1 = 0")}
        ), 0) from csv_rows a where a.fate = :fate order by a.line limit :limit""",  # noqa: S608
        {"fate": fate, "limit": limit},
    )
    return [(int(row[0]), int(row[1])) for row in rows]


def merge(connection: Connection, point: str, now: dt.datetime, progress: Callable[[int, int], None]) -> None:
    """Let all that were judged new join, and keep out all that have left; to be run in one transaction with the
    judgement.
    """
    written = write_time(now)
    connection.run(_CLOSE, {"point": point, "now": written})
    for reason in _BY_WEIGHT:
        connection.run(_SUPPRESS, {"reason": reason, "now": written})
    connection.run(_FIND)
    last = int(connection.row("select coalesce(max(line), 0) from csv_rows")[0])
    counted = connection.row(
        "update counters set value = value + :last where name = 'subscriber' returning value", {"last": last}
    )
    base = int(counted[0]) - last
    for after in range(0, last, _MERGED_AT_ONCE):
        upto = min(after + _MERGED_AT_ONCE, last)
        values = {"base": base, "point": point, "now": written, "after": after, "upto": upto}
        for statement in _MERGE:
            connection.run(statement, {name: value for name, value in values.items() if f":{name}" in statement})
        progress(upto, last)
    connection.learn_sizes("subscribers", "subscriptions", "consents")

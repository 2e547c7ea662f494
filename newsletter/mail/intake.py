"""Arrivals become subscribers of a point: all of those that may join, or none.

In: an open database, arrivals, what they agreed to. Out: who joined, and who did not and why, by line. Arrivals wait
in a temporary table, so that memory does not grow with them and other programs can go on writing until the last moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from newsletter.database import Connection
from newsletter.files import digest_of
from newsletter.mail.address import hashed
from newsletter.mail.roster import Arrival

_BATCH = 5_000
_MERGED_AT_ONCE = 20_000
_WAITING = """
create temporary table arrivals (
  line integer primary key, hash text not null, address text not null, name text not null, locales text not null,
  state text not null, since text not null, given_on text not null, how text not null, wording text not null,
  words text not null, words_locale text not null, suppressed text not null, fate text not null
)
"""
_WAIT = """
insert into arrivals values (
  :line, :hash, :address, :name, :locales, :state, :since, :given_on, :how, :wording, :words, :words_locale,
  :suppressed, 'new'
)
"""
# What becomes of an arrival; the first that holds. `:point` is the point that they wish to join.
_FATES = (
    (
        "repeated",
        """line in (
          select a.line from arrivals a join (
            select hash, min(line) as first from arrivals group by hash having count(*) > 1
          ) d on d.hash = a.hash and a.line > d.first
        )""",
    ),
    ("suppressed", "hash in (select hash from suppressions)"),
    (
        "ended",
        """hash in (
          select s.hash from subscribers s join subscriptions p on p.subscriber_id = s.id
          where p.point = :point and p.state = 'ended'
        )""",
    ),
    (
        "there",
        """hash in (
          select s.hash from subscribers s join subscriptions p on p.subscriber_id = s.id where p.point = :point
        )""",
    ),
)
_ROWS = "from arrivals a where a.fate = 'new' and a.line > :after and a.line <= :upto"
_JOINED = (
    "from arrivals a join subscribers s on s.hash = a.hash where a.fate = 'new' and a.line > :after and a.line <= :upto"
)
_MERGE = (
    f"""insert into wordings (key, words, locale) select distinct a.wording, a.words, a.words_locale {_ROWS}
        on conflict (key) do nothing""",
    f"""insert into subscribers (id, address, hash, name, created_at)
        select :base + a.line, a.address, a.hash, a.name, a.since {_ROWS} order by a.line
        on conflict (hash) do nothing""",
    f"""insert into subscriptions (subscriber_id, point, state, locales, created_at, changed_at)
        select s.id, :point, a.state, a.locales, a.since, :now {_JOINED}""",
    f"""insert into consents (subscriber_id, point, given_on, how, wording, recorded_at)
        select s.id, :point, a.given_on, a.how, a.wording, :now {_JOINED}""",
    f"""insert into suppressions (hash, reason, created_at) select a.hash, a.suppressed, :now {_ROWS}
        and a.suppressed <> '' on conflict (hash) do nothing""",
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is true of each arrival that says nothing else: the words agreed to, in which locale, how it came."""

    consent: str
    consent_locale: str
    how: str
    now: str


def wait(connection: Connection, arrivals: Iterable[Arrival], terms: Terms, key: bytes) -> None:
    """Put arrivals into the waiting room of this connection; nothing of the database is touched."""
    connection.run(_WAITING)
    batch: list[dict[str, object]] = []
    for arrival in arrivals:
        words = arrival.consent or terms.consent
        words_locale = arrival.consent_locale or terms.consent_locale
        batch.append(
            {
                "line": arrival.line,
                "hash": hashed(arrival.address, key),
                "address": str(arrival.address),
                "name": arrival.name,
                "locales": arrival.locales,
                "state": arrival.state or "active",
                "since": arrival.since or terms.now,
                "given_on": arrival.consent_on,
                "how": arrival.consent_how or terms.how,
                "wording": _wording(words, words_locale),
                "words": words,
                "words_locale": words_locale,
                "suppressed": arrival.suppressed,
            }
        )
        if len(batch) == _BATCH:
            connection.run(_WAIT, batch)
            batch.clear()
    connection.run(_WAIT, batch)
    connection.run("create index arrivals_by_hash on arrivals (hash, line)")


@lru_cache(maxsize=100)
def _wording(words: str, locale: str) -> str:
    return digest_of([words, locale])[:32]


def judge(connection: Connection, point: str) -> dict[str, int]:
    """Decide what becomes of each that waits; how many there are of each fate."""
    for fate, holds in _FATES:
        values = {"point": point} if ":point" in holds else {}
        connection.run(f"update arrivals set fate = '{fate}' where fate = 'new' and {holds}", values)  # noqa: S608
    counts = {str(row[0]): int(row[1]) for row in connection.rows("select fate, count(*) from arrivals group by fate")}
    return {fate: counts.get(fate, 0) for fate in ("new", *(fate for fate, _ in _FATES))}


def left_out(connection: Connection, limit: int) -> Iterator[tuple[int, str, int]]:
    """Those that do not join because of what we know: line, fate, and the line of the first of the same address."""
    rows = connection.rows(
        """select a.line, a.fate, (select min(b.line) from arrivals b where b.hash = a.hash)
        from arrivals a where a.fate in ('repeated', 'suppressed', 'ended') order by a.line limit :limit""",
        {"limit": limit},
    )
    for row in rows:
        yield int(row[0]), str(row[1]), int(row[2])


def merge(connection: Connection, point: str, now: str, progress: Callable[[int, int], None]) -> None:
    """Let all that were judged new join; to be run in one transaction with the judgement."""
    last = int(connection.row("select coalesce(max(line), 0) from arrivals")[0])
    counted = connection.row(
        "update counters set value = value + :last where name = 'subscriber' returning value", {"last": last}
    )
    base = int(counted[0]) - last
    for after in range(0, last, _MERGED_AT_ONCE):
        upto = min(after + _MERGED_AT_ONCE, last)
        values = {"base": base, "point": point, "now": now, "after": after, "upto": upto}
        for statement in _MERGE:
            connection.run(statement, {name: value for name, value in values.items() if f":{name}" in statement})
        progress(upto, last)

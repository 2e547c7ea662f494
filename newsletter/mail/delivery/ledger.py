"""The ledger: rounds, mailings and the delivery of each recipient, as durable rows.

In: an open database. Out: a mailing opened with its letter and recipients frozen, recipients to be mailed next, and
intents and outcomes committed in groups. Nobody is in a round twice; what a dead sender left on its way is `uncertain`
until a person settles it. All functions but `commit` are to be called in a transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from newsletter.database import Connection
from newsletter.mail.delivery import losses
from newsletter.mail.delivery.rows import Change, Decision, Decisions, Frozen, Group, Round
from newsletter.mail.delivery.states import DeliveryState, PauseCause, RoundState
from newsletter.mail.message.recipient import Places
from newsletter.mail.smtp.route import FrozenRoute
from newsletter.render.letter.letter import Letter
from newsletter.times import cut_time, load_optional_time, load_time, write_time
from newsletter.translate.text_counts import TextCounts

GROUP = 16
"""Intents that one statement grants."""


def open_round(
    connection: Connection, issue: str, point: str, now: dt.datetime, route: FrozenRoute, time_zone: str
) -> Round:
    """The round of an issue and point, opened where it is not yet: then by this route, told in this time zone."""
    known = find_round(connection, issue, point)
    if known:
        return known
    number = next_number(connection, "round")
    connection.run(
        """insert into rounds (
          id, issue, point, state, pause_cause, pause_reason, opened_at, active_at,
          route, server, connections, per_connection, per_minute, time_zone, restored_at, ended_at, ended_by, end_reason
        ) values (
          :id, :issue, :point, 'open', '', '', :now, :now,
          :route, :server, :connections, :per_connection, :per_minute, :zone, '', '', '', ''
        )""",
        {
            "id": number, "issue": issue, "point": point, "now": write_time(now), "route": route.name,
            "server": route.url, "connections": route.connections, "per_connection": route.per_connection,
            "per_minute": route.per_minute, "zone": time_zone,
        },
    )  # fmt: skip
    at = cut_time(now)
    return Round(number, issue, point, RoundState.OPEN, PauseCause.NONE, "", at, at, route, time_zone)


def find_round(connection: Connection, issue: str, point: str) -> Round | None:
    """The round of an issue and point; None when nothing of it was ever opened."""
    found = list(rounds(connection, issue, point))
    return found[0] if found else None


def rounds(connection: Connection, issue: str = "", point: str = "") -> Iterator[Round]:
    """All rounds, or those of an issue or point, in the order in which they were opened."""
    rows = connection.rows(
        """select * from rounds
        where (:issue = '' or issue = :issue) and (:point = '' or point = :point) order by id""",
        {"issue": issue, "point": point},
    )
    for row in rows:
        route = FrozenRoute(row.route, row.server, row.connections, row.per_connection, row.per_minute)
        yield Round(
            row.id, row.issue, row.point, RoundState(row.state), PauseCause(row.pause_cause), row.pause_reason,
            load_time(row.opened_at), load_time(row.active_at), route, row.time_zone,
            load_optional_time(row.restored_at), load_optional_time(row.ended_at), row.ended_by, row.end_reason,
        )  # fmt: skip


def touch(connection: Connection, number: int, now: dt.datetime) -> None:
    """Note that somebody works at a round."""
    connection.run("update rounds set active_at = :now where id = :id", {"id": number, "now": write_time(now)})


def frozen_mailings(connection: Connection, round_id: int) -> dict[int, Frozen]:
    """The letters of a round by the numbers of their mailings."""
    rows = connection.rows(
        """select m.*, r.issue, r.point from mailings m join rounds r on r.id = m.round_id
        where m.round_id = :round order by m.id""",
        {"round": round_id},
    )
    return {int(row.id): _thawed(row) for row in rows}


def _thawed(row: object) -> Frozen:
    get = row._mapping.__getitem__  # type: ignore[attr-defined]
    letter = Letter(
        edition=f"{get('issue')}/{get('point')}/{get('locale')}",
        locale=get("locale"),
        subject=get("subject"),
        preheader=get("preheader"),
        sender=(get("sender_name"), get("sender_address")),
        reply_to=get("reply_to"),
        html=get("html"),
        text=get("words"),
        web_address=get("web_address"),
    )
    release = Decision(get("release_reason"), get("released_by"))
    untranslated = Decision(get("untranslated_reason"), get("untranslated_by"))
    places = Places(get("site"), get("mail_domain"))
    kinds = ("reviewed", "machine", "unread", "untranslated")
    texts = TextCounts(*(get(f"texts_{kind}") for kind in kinds))
    decisions = Decisions(release, untranslated)
    return Frozen(letter, places, get("issue_date"), get("title"), texts, decisions, get("signed_by"))


def last_signature(connection: Connection, domain: str) -> str:
    """The keys that signed the last mailing from a domain; empty when it was not signed, or there was none."""
    row = connection.row(
        "select signed_by from mailings where lower(sender_address) like :ending order by id desc limit 1",
        {"ending": f"%@{domain.lower()}"},
    )
    return str(row[0]) if row else ""


def barred(connection: Connection, round_id: int, subscriber: int) -> str:
    """Why a recipient may not be mailed any more: `erased`, `suppressed`, `left`; empty when they may."""
    row = connection.row(
        """select a.barred from rounds r join addressees a on a.point = r.point
        where r.id = :round and a.subscriber_id = :subscriber""",
        {"round": round_id, "subscriber": subscriber},
    )
    return str(row[0]) if row else "erased"


def waiting(connection: Connection, round_id: int) -> tuple[int, dt.datetime | None]:
    """How many recipients are still to be mailed, and when the turn of the first of them comes (None: now)."""
    row = connection.row(
        "select count(*), min(due_at) from deliveries where round_id = :round and state = 'pending'",
        {"round": round_id},
    )
    return int(row[0]), load_optional_time(row[1])


def has_unfinished(connection: Connection, round_id: int) -> bool:
    """True when recipients are still to be mailed, or a sender left some between intent and outcome."""
    row = connection.row(
        """select 1 from deliveries where round_id = :round and state in ('pending', 'sending') limit 1""",
        {"round": round_id},
    )
    return row is not None


def count_uncertain(connection: Connection, round_id: int, reader: int | None = None) -> int:
    """Of how many recipients, or whether of this one, nobody can know whether the server took their message."""
    row = connection.row(
        """select count(*) from deliveries where round_id = :round and state = 'uncertain'
        and (:reader = -1 or subscriber_id = :reader)""",
        {"round": round_id, "reader": -1 if reader is None else reader},
    )
    return int(row[0])


_LOSSES = """select count(distinct changed_at) from deliveries
where round_id = :round and state = 'uncertain' and reason = :reason and changed_at > (
  select coalesce(max(changed_at), '') from deliveries where round_id = :round and state = 'accepted'
)"""


def find_losses(connection: Connection, round_id: int) -> int:
    """The losses of a round since its last acceptance that nobody has settled; those of one second count once.

    To be called in a transaction.
    """
    row = connection.row(_LOSSES, {"round": round_id, "reason": losses.REASON})
    return int(row[0]) if row else 0


def find_uncertain(connection: Connection, round_id: int, now: dt.datetime) -> int:
    """What a dead sender left between intent and outcome becomes `uncertain`; to be called by its successor."""
    return connection.run(
        """update deliveries set state = 'uncertain', reason = 'interrupted', reply = '', changed_at = :now
        where round_id = :round and state = 'sending'""",
        {"round": round_id, "now": write_time(now)},
    )


def settle(
    connection: Connection, round_id: int, *, resend: bool, now: dt.datetime, until: dt.datetime | None = None,
    reader: int | None = None,
) -> int:  # fmt: skip
    """A person's decision on all that is `uncertain`, or on one reader: mail it again, with the same Message-ID, or
    leave it.

    What was interrupted after `until` stays as it is: a machine that only stood still may mail it yet.
    """
    state, reason = (DeliveryState.PENDING, "") if resend else (DeliveryState.SKIPPED, "dropped")
    return connection.run(
        """update deliveries set state = :state, reason = :reason, reply = '', due_at = '', changed_at = :now
        where round_id = :round and state = 'uncertain'
          and (:until = '' or reason <> 'interrupted' or changed_at <= :until)
          and (:reader = -1 or subscriber_id = :reader)""",
        {
            "round": round_id,
            "state": state,
            "reason": reason,
            "now": write_time(now),
            "until": write_time(until),
            "reader": -1 if reader is None else reader,
        },
    )


def retry_refused(connection: Connection, round_id: int, now: dt.datetime) -> int:
    """Let those be mailed again whom the servers refused, but for those who may not be mailed any more."""
    return connection.run(
        """update deliveries set state = 'pending', due_at = '', deferred_at = '', attempts = 0, changed_at = :now
        where round_id = :round and state = 'refused' and exists (
          select 1 from rounds r join addressees a on a.point = r.point
          where r.id = deliveries.round_id and a.subscriber_id = deliveries.subscriber_id and a.barred = ''
        )""",
        {"round": round_id, "now": write_time(now)},
    )


@lru_cache(maxsize=16)
def _intending(count: int, clock: str = "") -> str:
    """The statement that grants intents for so many recipients at most; with a database's clock, to a shard's owner."""
    return f"""
update deliveries set state = 'sending', changed_at = :now
where round_id = :round and subscriber_id in ({", ".join(f":s{at}" for at in range(count))}) and state = 'pending'
  and exists (select 1 from rounds r where r.id = deliveries.round_id and r.state = 'open')
  and exists (
    select 1 from rounds r join addressees a on a.point = r.point
    where r.id = deliveries.round_id and a.subscriber_id = deliveries.subscriber_id and a.barred = ''
  )
  {f"and exists ({_OWN} and s.held_until > {clock})" if clock else ""}
returning subscriber_id
"""  # noqa: S608 (names of parameters)


_OWN = """select 1 from shards s where s.round_id = deliveries.round_id and s.owner = :owner
    and deliveries.subscriber_id between s.first and s.last"""
_FENCE = "select number from shards where round_id = :round and owner = :owner for share"
"""Whoever takes over a shard waits for the intents that its owner is committing."""
_IS_UNSETTLED = "state in ('pending', 'sending')"
_IS_OURS = f"""(
  {_IS_UNSETTLED} and exists ({_OWN})
  or :state = 'accepted' and ({_IS_UNSETTLED} or state = 'uncertain' and reason = 'interrupted')
)"""
"""A process that has lost its shard settles what the server took, so that nobody mails it again, and nothing else."""
_SETTLE = """
update deliveries set
  state = case when :state = 'pending' and exists (select 1 from rounds r where r.id = :round and r.state = 'ended')
    then 'skipped' else :state end,
  reason = :reason, reply = :reply, due_at = :due_at, deferred_at = :deferred_at,
  attempts = :attempts, changed_at = :now, put_off_for = :put_off_for
where round_id = :round and subscriber_id = :subscriber and """


def commit(
    connection: Connection, groups: Mapping[int, Group], now: dt.datetime, owner: str = ""
) -> set[tuple[int, int]]:
    """Make the groups of several rounds durable in one transaction; the pairs of round and subscriber that may go out.

    An intent is granted while the recipient is pending, subscribed and not suppressed, and the round is open: the
    database says so in the same moment in which it records it. With an `owner` they are granted in this owner's shards
    alone, for as long as its leases last.
    """
    statements: list[tuple[str, Any]] = []
    written = write_time(now)
    asked: list[int] = []
    own = {"owner": owner} if owner else {}
    settle, clock = (_SETTLE + _IS_OURS, connection.clock) if owner else (_SETTLE + _IS_UNSETTLED, "")
    for number, group in groups.items():
        if owner and group.intents:
            statements.append((_FENCE, {"round": number, **own}))
            asked.append(0)
        if group.changes:
            statements.append((settle, [_settle_row(number, change, written) | own for change in group.changes]))
            asked.append(0)
        for at in range(0, len(group.intents), GROUP):
            some = group.intents[at : at + GROUP]
            # Few sizes, so that the database knows the statements.
            size = 1 << (len(some) - 1).bit_length()
            names = {f"s{place}": some[place] if place < len(some) else -1 for place in range(size)}
            statements.append((_intending(size, clock), {"round": number, "now": written, **own, **names}))
            asked.append(number)
    found = connection.at_once(statements) if statements else []
    return {(number, int(row[0])) for number, rows in zip(asked, found, strict=True) if number for row in rows}


def _settle_row(number: int, change: Change, written: str) -> dict[str, object]:
    return {
        "round": number, "subscriber": change.subscriber, "state": change.state.value, "reason": change.reason,
        "reply": change.reply, "due_at": write_time(change.due_at),
        "deferred_at": write_time(change.deferred_at),
        "attempts": change.attempts, "put_off_for": change.put_off_for, "now": written,
    }  # fmt: skip


def next_number(connection: Connection, counter: str) -> int:
    """A number that was never given out before."""
    row = connection.row("update counters set value = value + 1 where name = :name returning value", {"name": counter})
    return int(row[0])

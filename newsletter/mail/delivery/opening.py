"""Opening: a mailing's letter and recipients, frozen in one statement each.

In: an open database, a round, a frozen letter, the point's editions. Out: the mailing with a delivery for each of its
recipients; or, without opening anything, who would get which edition and who is left out. To be called in a
transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.mail.audience.subscriptions import resolve_edition
from newsletter.mail.delivery.ledger import next_number
from newsletter.mail.delivery.rows import Frozen, Round
from newsletter.times import write_time


def open_mailing(
    connection: Connection, of: Round, frozen: Frozen, editions: Sequence[str], default: str, now: dt.datetime
) -> tuple[int, int]:
    """Freeze a letter and its recipients; the mailing's number and how many there are.

    Recipients are all active subscribers of the point to whom this edition is resolved, who are not suppressed and not
    in the round yet. One statement chooses them, so memory does not grow with their number.
    """
    number = next_number(connection, "mailing")
    letter, places, texts, decided = frozen.letter, frozen.places, frozen.texts, frozen.decisions
    connection.run(
        """insert into mailings (
          id, round_id, locale, opened_at, issue_date, title, subject, preheader, sender_name, sender_address, reply_to,
          html, words, web_address, site, mail_domain, texts_reviewed, texts_machine, texts_unread, texts_untranslated,
          release_reason, released_by, untranslated_reason, untranslated_by, signed_by
        ) values (
          :id, :round, :locale, :now, :date, :title, :subject, :preheader, :sender_name, :sender_address, :reply_to,
          :html, :words, :web_address, :site, :domain, :reviewed, :machine, :unread, :untranslated,
          :reason, :by, :untranslated_reason, :untranslated_by, :signed_by
        )""",
        {
            "id": number, "round": of.id, "locale": letter.locale, "now": write_time(now), "date": frozen.issue_date,
            "title": frozen.title, "subject": letter.subject, "preheader": letter.preheader,
            "sender_name": letter.sender[0], "sender_address": letter.sender[1], "reply_to": letter.reply_to,
            "html": letter.html, "words": letter.text, "web_address": letter.web_address, "site": places.site,
            "domain": places.domain, "reviewed": texts.reviewed, "machine": texts.machine, "unread": texts.unread,
            "untranslated": texts.untranslated, "reason": decided.release.reason, "by": decided.release.by,
            "untranslated_reason": decided.untranslated.reason, "untranslated_by": decided.untranslated.by,
            "signed_by": frozen.signed_by,
        },
    )  # fmt: skip
    _resolve_wishes(connection, of.point, editions, default)
    count = connection.run(
        """insert into deliveries (
          round_id, subscriber_id, mailing_id, state, reason, reply, attempts, deferred_at, due_at, changed_at,
          put_off_for
        )
        select :round, a.subscriber_id, :mailing, 'pending', '', '', 0, '', '', :now, ''
        from addressees a join wishes w on w.locales = a.locales
        where a.point = :point and a.barred = '' and w.locale = :locale
        on conflict (round_id, subscriber_id) do nothing""",
        {"round": of.id, "mailing": number, "now": write_time(now), "point": of.point, "locale": letter.locale},
    )
    connection.learn_sizes("deliveries")
    return number, count


def _resolve_wishes(connection: Connection, point: str, editions: Sequence[str], default: str) -> None:
    """A temporary table of all lists of locales that subscribers of a point have, each with the edition it leads to.

    There are few of them, however many subscribers there are.
    """
    connection.run("drop table if exists wishes")
    connection.run("create temporary table wishes (locales text primary key, locale text not null)")
    lists = connection.rows("select distinct locales from subscriptions where point = :point", {"point": point})
    found = []
    for row in list(lists):
        resolution = resolve_edition(tuple(str(row[0]).split()), tuple(editions), default)
        found.append({"locales": row[0], "locale": resolution.locale})
    connection.run("insert into wishes (locales, locale) values (:locales, :locale)", found)


@dataclass(frozen=True, slots=True)
class Expected:
    """Who would get an edition: by wish, because no wish could be met, and who is in the round already."""

    locale: str
    by_wish: int
    by_default: int
    already: int


def expect_recipients(
    connection: Connection, issue: str, point: str, editions: Sequence[str], default: str
) -> tuple[list[Expected], dict[str, int]]:
    """Recipients of a point by edition, and how many are left out by reason, without opening anything."""
    by_wish, by_default, already = (dict.fromkeys(editions, 0) for _ in range(3))
    for locales, every, inside in _count_by_wish(connection, issue, point):
        resolution = resolve_edition(locales, tuple(editions), default)
        (by_default if resolution.is_default else by_wish)[resolution.locale] += every - inside
        already[resolution.locale] += inside
    found = [Expected(each, by_wish[each], by_default[each], already[each]) for each in editions]
    return found, _left_out(connection, point)


def _count_by_wish(connection: Connection, issue: str, point: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Who may be mailed by the locales they name, in their order: how many, and how many have had the issue."""
    rows = connection.rows(
        """select a.locales, count(*), count(d.subscriber_id) from addressees a
        left join deliveries d on d.subscriber_id = a.subscriber_id and d.round_id = (
          select id from rounds where issue = :issue and point = :point
        )
        where a.point = :point and a.barred = '' group by a.locales""",
        {"issue": issue, "point": point},
    )
    for locales, every, inside in rows:
        yield tuple(str(locales).split()), int(every), int(inside)


def _left_out(connection: Connection, point: str) -> dict[str, int]:
    """How many of a point's are not mailed, by reason."""
    rows = connection.rows(
        """select case when a.barred = 'suppressed' then 'suppressed: ' || a.suppression else a.state end, count(*)
        from addressees a where a.point = :point and a.barred <> '' group by 1 order by 1""",
        {"point": point},
    )
    return {str(row[0]): int(row[1]) for row in rows}


@dataclass(frozen=True, slots=True)
class Wish:
    """Readers of a point who name the same languages, in their order, and the edition that they get.

    With `is_default` none of these could be met. `count` are those who have not had the issue yet.
    """

    locales: tuple[str, ...]
    edition: str
    is_default: bool
    count: int


def expect_wishes(
    connection: Connection, issue: str, point: str, editions: Sequence[str], default: str
) -> tuple[list[Wish], dict[str, int]]:
    """Who would get which edition because of which wish, the most first, and how many are left out by reason."""
    wishes = []
    for locales, every, inside in _count_by_wish(connection, issue, point):
        resolution = resolve_edition(locales, tuple(editions), default)
        wishes.append(Wish(locales, resolution.locale, resolution.is_default, every - inside))
    wishes.sort(key=lambda wish: (-wish.count, wish.locales))
    return [wish for wish in wishes if wish.count], _left_out(connection, point)

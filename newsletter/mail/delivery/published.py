"""What is public: the editions whose mailing has opened, out of the ledger.

In: a connection. Out: each mailing in a few words, and its frozen letter one at a time, since ten years of letters are
more than memory should hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from newsletter.database import Connection
from newsletter.times import load_optional_time
from newsletter.translate.text_counts import TextCounts


@dataclass(frozen=True, slots=True)
class Published:
    """An edition that everybody may read; `opened_at` is None for a preview of what is not mailed.

    `number` is its mailing's, `site` the address of the site at that time.
    """

    number: int
    issue: str
    point: str
    locale: str
    opened_at: dt.datetime | None
    issue_date: str
    subject: str
    preheader: str
    sender: str
    site: str
    texts: TextCounts

    @property
    def path(self) -> str:
        """Where its page stands on the site."""
        return f"{self.issue}/{self.point}/{self.locale}/"


@dataclass(frozen=True, slots=True)
class Frozen:
    """A letter as it was mailed, with marked slots."""

    html: str
    text: str


def find_published(connection: Connection, issue: str = "") -> Iterator[Published]:
    """Every mailing that has opened, or those of one issue; by issue, in the order in which they were opened."""
    rows = connection.rows(
        """select m.id, r.issue, r.point, m.locale, m.opened_at, m.issue_date, m.subject, m.preheader, m.sender_name,
          m.site, m.texts_reviewed, m.texts_machine, m.texts_unread, m.texts_untranslated
        from mailings m join rounds r on r.id = m.round_id
        where :issue = '' or r.issue = :issue order by r.issue, m.id""",
        {"issue": issue},
    )
    for row in rows:
        values: list[Any] = [*row[:4], load_optional_time(row.opened_at), *row[5:10], TextCounts(*row[10:])]
        yield Published(*values)


def frozen_letter(connection: Connection, number: int) -> Frozen:
    """The letter of a mailing that is there."""
    row: Any = connection.row("select html, words from mailings where id = :id", {"id": number})
    return Frozen(str(row[0]), str(row[1]))

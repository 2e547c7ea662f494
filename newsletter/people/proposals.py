"""Proposals: what one person asks to be mailed, and the agreement of another, which is bound to it.

In: an open database in a transaction, who asks for what or agrees. Out: a `Proposal`, and what of it has changed since.
Bound are the letters, their languages, what was decided about their texts, and how many get them: who joins one by one
is no other mailing, a list that is imported is one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from newsletter.database import Connection
from newsletter.mail.delivery.rows import Decision, Decisions, Frozen
from newsletter.times import load_optional_time, load_time, write_time
from newsletter.translate.acceptance import is_same_person

GROWTH, SOME = 0.1, 10
"""An edition may get a tenth more readers than were agreed to, and ten in any case; it may lose as many as leave."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who asks or agrees, by the name of then; `id` is 0 for whoever has a shell, or a studio of their own."""

    name: str
    id: int = 0

    def is_same(self, other: Signer) -> bool:
        """True for one person, in a browser or on a command line."""
        return (self.id != 0 and self.id == other.id) or is_same_person(self.name, other.name)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is to be mailed: the digest of each letter, and how many get it, by locale.

    `locales` are those that somebody has named, empty for all of the point's. `due_at` None is as soon as may be.
    """

    locales: tuple[str, ...]
    due_at: dt.datetime | None
    letters: Mapping[str, str]
    readers: Mapping[str, int]
    decisions: Decisions = field(default_factory=Decisions)

    @property
    def digest(self) -> str:
        """A name for all of it, by which somebody says what they have seen."""
        decided = [(each.reason, each.by) for each in (self.decisions.release, self.decisions.untranslated)]
        values = [self.locales, write_time(self.due_at), sorted(self.letters.items()), sorted(self.readers.items())]
        return hashlib.sha256(json.dumps([*values, decided]).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody has asked for; `agreed_by` is None until another person has agreed."""

    issue: str
    point: str
    terms: Terms
    asked_by: Signer
    asked_at: dt.datetime
    agreed_by: Signer | None = None
    agreed_at: dt.datetime | None = None

    @property
    def name(self) -> str:
        """`2023-11/es`."""
        return f"{self.issue}/{self.point}"


class Lapse(StrEnum):
    """What has changed since somebody asked."""

    LETTERS = "letters"
    READERS = "readers"
    LANGUAGES = "languages"
    PEOPLE = "people"
    """Whoever asked or agreed may not mail for the point any more."""


def digest_of_letter(frozen: Frozen) -> str:
    """A name for a letter as readers get it, and for what was decided about its texts; which key signs is not in it."""
    letter, decided = frozen.letter, frozen.decisions
    parts = [
        letter.locale, letter.subject, letter.preheader, *letter.sender, letter.reply_to, letter.html, letter.text,
        frozen.places.site, decided.release.reason, decided.untranslated.reason,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def find_lapse(agreed: Terms, letters: Mapping[str, str], readers: Mapping[str, int]) -> Lapse | None:
    """What of these letters, which are about to be mailed, is not what was agreed to; None when all is."""
    for locale, digest in letters.items():
        if locale not in agreed.letters:
            return Lapse.LANGUAGES
        if agreed.letters[locale] != digest:
            return Lapse.LETTERS
        known = agreed.readers.get(locale, 0)
        if readers.get(locale, 0) > known + max(SOME, int(known * GROWTH)):
            return Lapse.READERS
    return None


def propose(connection: Connection, proposal: Proposal) -> None:
    """Keep what somebody asks for in place of what was asked for before, agreed to or not."""
    drop(connection, proposal.issue, proposal.point)
    terms, decided = proposal.terms, proposal.terms.decisions
    connection.run(
        """insert into proposals (
          issue, point, locales, due_at, letters, readers, release_reason, released_by, untranslated_reason,
          untranslated_by, asked_by_id, asked_by, asked_at, agreed_by_id, agreed_by, agreed_at
        ) values (
          :issue, :point, :locales, :due, :letters, :readers, :reason, :by, :untranslated, :untranslated_by,
          :asked_by_id, :asked_by, :asked_at, 0, '', ''
        )""",
        {
            "issue": proposal.issue, "point": proposal.point, "locales": " ".join(terms.locales),
            "due": write_time(terms.due_at), "letters": json.dumps(dict(terms.letters)),
            "readers": json.dumps(dict(terms.readers)), "reason": decided.release.reason, "by": decided.release.by,
            "untranslated": decided.untranslated.reason, "untranslated_by": decided.untranslated.by,
            "asked_by_id": proposal.asked_by.id, "asked_by": proposal.asked_by.name,
            "asked_at": write_time(proposal.asked_at),
        },
    )  # fmt: skip


def agree(connection: Connection, proposal: Proposal, by: Signer, now: dt.datetime) -> bool:
    """Write down who has agreed; False when somebody has asked for something else meanwhile, or agreed already."""
    return (
        connection.run(
            """update proposals set agreed_by_id = :id, agreed_by = :name, agreed_at = :now
            where issue = :issue and point = :point and asked_at = :asked and asked_by = :asked_by
              and agreed_at = '' and letters = :letters and due_at = :due""",
            {
                "id": by.id, "name": by.name, "now": write_time(now), "issue": proposal.issue,
                "point": proposal.point, "asked": write_time(proposal.asked_at), "asked_by": proposal.asked_by.name,
                "letters": json.dumps(dict(proposal.terms.letters)), "due": write_time(proposal.terms.due_at),
            },
        )
        == 1
    )  # fmt: skip


def drop(connection: Connection, issue: str, point: str) -> int:
    """Take back what was asked for; how many proposals there were."""
    sql = "delete from proposals where issue = :issue and point = :point"
    return connection.run(sql, {"issue": issue, "point": point})


def find_proposal(connection: Connection, issue: str, point: str) -> Proposal | None:
    """What was asked for last of a point's issue, whether it was mailed since or not; None where nobody asked."""
    sql = "select * from proposals where issue = :issue and point = :point"
    row = connection.row(sql, {"issue": issue, "point": point})
    return _proposal(row) if row else None


def waiting_proposals(connection: Connection) -> tuple[Proposal, ...]:
    """Those that nobody has agreed to yet, the oldest first."""
    rows = connection.rows("select * from proposals where agreed_at = '' order by asked_at, issue, point")
    return tuple(_proposal(row) for row in rows)


def _proposal(row: Any) -> Proposal:
    decisions = Decisions(
        Decision(row.release_reason, row.released_by), Decision(row.untranslated_reason, row.untranslated_by)
    )
    terms = Terms(
        tuple(row.locales.split()), load_optional_time(row.due_at), json.loads(row.letters), json.loads(row.readers),
        decisions,
    )  # fmt: skip
    agreed_at = load_optional_time(row.agreed_at)
    agreed_by = Signer(row.agreed_by, row.agreed_by_id) if agreed_at else None
    asked_by = Signer(row.asked_by, row.asked_by_id)
    return Proposal(row.issue, row.point, terms, asked_by, load_time(row.asked_at), agreed_by, agreed_at)


def note_test(connection: Connection, of: tuple[str, str], person: int, letters: str, now: dt.datetime) -> None:
    """Somebody had letters of `(issue, point)` mailed to themselves; `letters` is their digest."""
    key = {"issue": of[0], "point": of[1], "person": person}
    connection.run("delete from tests_mailed where issue = :issue and point = :point and person_id = :person", key)
    connection.run(
        """insert into tests_mailed (issue, point, person_id, letters, mailed_at)
        values (:issue, :point, :person, :letters, :now)""",
        {**key, "letters": letters, "now": write_time(now)},
    )


def find_test(connection: Connection, of: tuple[str, str], person: int) -> tuple[str, dt.datetime] | None:
    """The digest of the letters that somebody tried last, and when; None where they have tried none."""
    row = connection.row(
        """select letters, mailed_at from tests_mailed
        where issue = :issue and point = :point and person_id = :person""",
        {"issue": of[0], "point": of[1], "person": person},
    )
    return (row.letters, load_time(row.mailed_at)) if row else None

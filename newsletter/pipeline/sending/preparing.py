"""Use case: all that a person looks at before a point's letter is mailed; nothing is opened.

In: an installation, its open database, an issue opened, a point, who asks. Out: a `Preparation`: what is ready and what
stands in the way, who would get it and why, what was tried, asked for, agreed to and planned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from newsletter.content.model import NationalPoint
from newsletter.content.scope import problems_for
from newsletter.database import Connection
from newsletter.edition import EditionKey
from newsletter.mail.delivery import ledger, opening, schedule
from newsletter.mail.delivery.opening import Wish
from newsletter.mail.delivery.rows import Decision, Decisions, Frozen, Round
from newsletter.mail.delivery.schedule import Appointment
from newsletter.people import proposals
from newsletter.people.proposals import Lapse, Proposal, Signer, Terms
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.sending.agreeing import find_lapse, people_needed, people_who_may, terms_of
from newsletter.pipeline.sending.gate import judge_editions
from newsletter.pipeline.sending.objections import objection_to_opening
from newsletter.pipeline.sending.readiness import Readiness
from newsletter.pipeline.snapshot import Snapshot
from newsletter.problems import Problem, has_errors, ordered
from newsletter.render.letter.letter import Letter

_ASKED = frozenset({"unreviewed-edition", "untranslated-edition"})
"""What a decision lets go; told by language, and not among what has to be mended."""
_TO_SEE = Decisions(Decision("to be seen", "-"), Decision("to be seen", "-"))


@dataclass(frozen=True, slots=True)
class EditionStanding:
    """One letter of the point: how many texts it has, those that nobody has read, those not translated, its octets.

    `letter` is None where it can't be laid out.
    """

    locale: str
    texts: int
    unread: int
    untranslated: int
    letter: Letter | None
    is_opened: bool

    @property
    def octets(self) -> int:
        """Of HTML and text, as they are before what is personal."""
        return len(self.letter.html.encode()) + len(self.letter.text.encode()) if self.letter else 0


@dataclass(frozen=True, slots=True)
class Preparation:
    """A point's issue before it is mailed.

    `faults` have to be mended, `warnings` should be seen. `wishes` say who would get which edition and why, `left_out`
    who gets none. `terms` are what would be asked for now, None while something is in the way; `letters` is their
    digest, also where texts are still to be read. `tried_at` is when this person had these very letters mailed to
    themselves, `tried_before` when they had others. `seconds` is how long it takes at the rate that is set, or None.
    """

    issue: str
    point: NationalPoint
    editions: tuple[EditionStanding, ...]
    faults: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    wishes: tuple[Wish, ...]
    left_out: Mapping[str, int]
    needed: int
    others: tuple[str, ...]
    proposal: Proposal | None
    lapse: Lapse | None
    planned: tuple[Appointment, ...]
    round: Round | None
    terms: Terms | None
    letters: str
    tried_at: dt.datetime | None
    tried_before: dt.datetime | None
    seconds: float | None

    @property
    def waiting(self) -> tuple[EditionStanding, ...]:
        """The editions that have not been opened."""
        return tuple(each for each in self.editions if not each.is_opened)

    @property
    def unread(self) -> int:
        """How many texts of the editions that wait nobody has read."""
        return sum(each.unread for each in self.waiting)

    @property
    def untranslated(self) -> int:
        """How many of their texts are not translated."""
        return sum(each.untranslated for each in self.waiting)

    @property
    def readers(self) -> int:
        """How many would get one of the editions that wait."""
        locales = {each.locale for each in self.waiting}
        return sum(wish.count for wish in self.wishes if wish.edition in locales)


def prepare_mailing(
    installation: Installation, connection: Connection, snapshot: Snapshot, point: str, by: Signer
) -> Preparation:
    """A point's issue as it is now; the point is one of the issue's."""
    content = snapshot.content
    of = content.points[point]
    keys = [key for key in snapshot.editions() if key.point == point]
    with connection.transaction(writes=False):
        round_ = ledger.find_round(connection, content.slug, point)
        opened = (
            {each.letter.locale for each in ledger.frozen_mailings(connection, round_.id).values()} if round_ else set()
        )
        wishes, left_out = opening.expect_wishes(connection, content.slug, point, of.locales, of.locale)
        proposal = proposals.find_proposal(connection, content.slug, point)
        needed = people_needed(installation.project.settings, connection, point)
        may = [Signer(each.name, each.id) for each in people_who_may(connection, point)]
        planned = tuple(schedule.appointments(connection, content.slug, point))
        tried = proposals.find_test(connection, (content.slug, point), by.id)
    waiting = [key for key in keys if key.locale not in opened]
    judging = judge_editions(installation, connection, snapshot, waiting, _TO_SEE)
    problems = [*installation.warnings, *_of_files(snapshot, point), *judging.problems]
    if forgotten := objection_to_opening(installation, connection, content.slug, point):
        problems.append(forgotten)
    faults = [each for each in dict.fromkeys(problems) if has_errors([each])]
    warnings = [each for each in dict.fromkeys(problems) if not has_errors([each]) and each.code not in _ASKED]
    seen = {locale: _as_decided(frozen, Decisions()) for locale, frozen in judging.letters.items()}
    letters = {locale: proposals.digest_of_letter(frozen) for locale, frozen in seen.items()}
    terms, lapse = _terms(connection, snapshot, judging, waiting, proposal, has_faults=bool(faults))
    digest = Terms((), None, letters, {}).digest
    is_tried = tried is not None and tried[0] == digest
    rate = installation.project.settings.smtp.messages_per_minute
    count = sum(wish.count for wish in wishes if wish.edition not in opened)
    return Preparation(
        content.slug,
        of,
        tuple(_standing(judging, key, is_opened=key.locale in opened) for key in keys),
        tuple(ordered(faults)),
        tuple(ordered(warnings)),
        tuple(wishes),
        left_out,
        needed,
        tuple(each.name for each in may if not each.is_same(by)),
        proposal,
        lapse,
        planned,
        round_,
        terms,
        digest,
        tried[1] if tried and is_tried else None,
        tried[1] if tried and not is_tried else None,
        count * 60 / rate if rate else None,
    )


def _of_files(snapshot: Snapshot, point: str) -> list[Problem]:
    return [each for each in problems_for(snapshot.content, point, list(snapshot.of_content)) if has_errors([each])]


def _standing(judging: Readiness, key: EditionKey, *, is_opened: bool) -> EditionStanding:
    frozen = judging.letters.get(key.locale)
    counts = frozen.texts if frozen else None
    texts = counts.reviewed + counts.machine + counts.unread + counts.untranslated if counts else 0
    return EditionStanding(
        key.locale,
        texts,
        len(judging.unreviewed.get(str(key), ())),
        len(judging.untranslated.get(str(key), ())),
        judging.ready_or_not.get(key),
        is_opened,
    )


def _terms(
    connection: Connection, snapshot: Snapshot, judging: Readiness, waiting: Sequence[EditionKey],
    proposal: Proposal | None, *, has_faults: bool,
) -> tuple[Terms | None, Lapse | None]:  # fmt: skip
    """What would be asked for now, and what of an earlier proposal has changed since."""
    if not waiting or has_faults or not judging.letters:
        return None, Lapse.LETTERS if proposal and waiting else None
    decided = proposal.terms.decisions if proposal else Decisions()
    letters = {locale: _as_decided(frozen, decided) for locale, frozen in judging.letters.items()}
    with connection.transaction(writes=False):
        now = terms_of(connection, snapshot.content, letters, (), None, Decisions())
        if proposal is None:
            return now, None
        asked = {
            each: digest
            for each, digest in now.letters.items()
            if not proposal.terms.locales or each in proposal.terms.locales
        }
        return now, find_lapse(connection, proposal, asked, now.readers)


def _as_decided(frozen: Frozen, decided: Decisions) -> Frozen:
    """A letter with what was really decided about those of its texts that need a decision."""
    needed = frozen.decisions
    release = decided.release if needed.release.reason else Decision()
    untranslated = decided.untranslated if needed.untranslated.reason else Decision()
    return replace(frozen, decisions=Decisions(release, untranslated))

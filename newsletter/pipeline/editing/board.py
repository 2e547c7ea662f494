"""How far an issue is, edition by edition, and what comes next for whoever composes it.

In: an issue opened. Out: an `IssueBoard`. No letter is laid out and no text checked for it: it is quick enough to be
asked for with each look.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from newsletter.content.texts import Walked
from newsletter.edition import EditionKey
from newsletter.locales import chain
from newsletter.pipeline.editions import EditionName, edition_names, states_of
from newsletter.pipeline.snapshot import Snapshot
from newsletter.pipeline.translation.status import asked_in, needs_of
from newsletter.problems import Severity, open_problems
from newsletter.translate.acceptance import is_same_person
from newsletter.translate.authorship import machine_of
from newsletter.translate.unit import Key

Stage = Literal["broken", "composing", "review", "ready"]


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition: its texts by state (`reviewed`, `needs-review`, `stale`, `missing`, each text in one of them).

    `due` is the day until which it is to be reviewed: the point's own, else the issue's. `questions` counts the texts
    about which somebody has asked, and nobody has answered. `people` have accepted texts of the issue in this language,
    those who have accepted most first.
    """

    name: EditionName
    states: Mapping[str, int]
    due: dt.date | None = None
    questions: int = 0
    people: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        """True when every text is reviewed."""
        return not self.open_texts

    @property
    def open_texts(self) -> int:
        """The texts that somebody has still to write or read."""
        return sum(count for state, count in self.states.items() if state != "reviewed")


@dataclass(frozen=True, slots=True)
class IssueBoard:
    """An issue: its editions, those with most left to do first; errors and warnings of its files by count.

    `stage` says what it waits for: `broken` files keep it from having letters, `composing` until it is handed to those
    who review it in every language, or some of it is translated, `review`, `ready`. `questions` counts the texts, in
    each catalog once, about which somebody has asked.
    """

    slug: str
    rows: tuple[EditionRow, ...]
    errors: int
    warnings: int
    stage: Stage
    questions: int = 0

    @property
    def states(self) -> Mapping[str, int]:
        """The texts of all editions by state."""
        total: Counter[str] = Counter()
        for row in self.rows:
            total.update(row.states)
        return dict(total)

    @property
    def languages(self) -> int:
        """In how many languages the issue is mailed."""
        return len({row.name.key.locale for row in self.rows})


def board_of(snapshot: Snapshot) -> IssueBoard:
    """The board of an issue."""
    rows, walked = [], Walked()
    asked: set[tuple[str, str, Key]] = set()
    for name in edition_names(snapshot.content, snapshot.editions()):
        needs = needs_of(snapshot, name.key, walked)
        states = states_of(needs)
        if needs is None or states is None:
            continue
        found_in = asked_in(snapshot.catalogs, name.key)
        questions = found_in.keys() & needs.states.keys()
        asked |= {(found_in[unit], *unit) for unit in questions}
        people = _people(snapshot, name.key)
        rows.append(EditionRow(name, states, _due(snapshot, name.key.point), len(questions), people))
    problems = open_problems(snapshot.problems)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    rows.sort(key=lambda row: -row.open_texts)
    with_texts = [row for row in rows if sum(row.states.values())]
    is_handed = bool(with_texts) and all(_has_catalog(snapshot, row.name.key) for row in with_texts)
    stage = _stage(errors, rows, is_handed=is_handed)
    return IssueBoard(snapshot.slug, tuple(rows), errors, len(problems) - errors, stage, len(asked))


def _people(snapshot: Snapshot, key: EditionKey) -> tuple[str, ...]:
    """Who has accepted texts of the issue's catalogs in an edition's chain: each person once, machines never."""
    names, counts = dict[str, str](), Counter[str]()
    for locale in chain(key.locale):
        catalog = snapshot.catalogs.one(locale, key.issue)
        for entry in catalog.active() if catalog else ():
            for act in (*entry.record.reviews, *entry.record.acceptances):
                if act.is_named and not is_same_person(act.who, machine_of(entry)):
                    plain = act.who.casefold()
                    names.setdefault(plain, act.who)
                    counts[plain] += 1
    return tuple(names[plain] for plain, _ in counts.most_common())


def _due(snapshot: Snapshot, point: str) -> dt.date | None:
    overlay = snapshot.content.overlays.get(point)
    issue = snapshot.content.issue
    own = overlay.review_by if overlay else None
    return own or (issue.review_by if issue else None)


def _has_catalog(snapshot: Snapshot, key: EditionKey) -> bool:
    """True where an edition's texts are with those who review it: some catalog of its chain has the issue's."""
    found = (snapshot.catalogs.one(locale, key.issue) for locale in chain(key.locale))
    return any(catalog is not None and any(True for _ in catalog.active()) for catalog in found)


def _stage(errors: int, rows: list[EditionRow], *, is_handed: bool) -> Stage:
    if errors or not rows:
        return "broken"
    if all(row.is_ready for row in rows):
        return "ready"
    translated = [row for row in rows if row.states.get("missing", 0) < sum(row.states.values())]
    return "review" if is_handed or len(translated) > 1 or len(rows) == 1 else "composing"

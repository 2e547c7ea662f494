"""Who stands behind a text: who has accepted it, when, where its words are from, of which source they speak.

In: a project, an issue, an edition's language. Out: an `Approval` for each text. Names and days are those of the
catalogs; where a text is reviewed and no day stands there, git knows since when it has been so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from newsletter.edition import EditionKey
from newsletter.locales import chain
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import Snapshot
from newsletter.pipeline.translation.review import Entry, unit_id, units
from newsletter.pipeline.translation.status import needed
from newsletter.problems import Problem
from newsletter.translate.acceptance import acceptances_of, people_left, writer_of
from newsletter.translate.authorship import origin_of
from newsletter.translate.checks.blocking import is_blocked
from newsletter.translate.formats.po import catalog_file, parse_catalog
from newsletter.translate.record import Act, digest_words
from newsletter.translate.unit import Key, State, Translation

Versions = Callable[[str], Iterable[tuple[str, bytes | None]]]
"""The versions of a file that git has, the newest first: the day (ISO), and the bytes, None where it was not there."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One text in one language, with who stands behind it.

    `locale` is that of the catalog that has it. `people` is how many have to accept it, `left` how many still have to.
    `since` is the day (ISO) of the commit that the translation is from: only of a reviewed text by which no day stands,
    and empty where git does not know.
    """

    locale: str
    entry: Entry
    people: int
    left: int
    since: str = ""

    @property
    def accepted(self) -> tuple[Act, ...]:
        """Who has accepted these very words as the translation of this very source."""
        return self.entry.acceptances

    @property
    def is_by_nobody(self) -> bool:
        """True for a reviewed text by which no name stands."""
        return self.entry.translation.state is State.REVIEWED and not self.accepted

    @property
    def is_unusable(self) -> bool:
        """True for a text that is there and has a fault that keeps it from being mailed, whoever has accepted it."""
        return self.entry.translation.state is not State.MISSING and is_blocked(self.entry.translation)

    @property
    def state(self) -> State:
        """How far the text is; one that can't be used counts as missing, as it does in `status`."""
        return State.MISSING if self.is_unusable else self.entry.translation.state

    @property
    def source_version(self) -> str:
        """Six characters that stand for the source of today; they change with each letter of it."""
        return digest_words(self.entry.translation.source, self.entry.translation.plural)

    @property
    def origin(self) -> str:
        """Where the words are from, in words: a machine, a person, an earlier issue; empty where nobody knows."""
        found, writer = origin_of(self.entry.translation), writer_of(self.entry.translation)
        if writer:
            return f"written by {writer}"
        return str(found) if found else ""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        entry = self.entry.translation
        found, writer = origin_of(entry), writer_of(entry)
        return {
            "id": self.entry.id,
            "locale": self.locale,
            "catalog": self.entry.catalog,
            "context": entry.context,
            "kind": entry.about.kind,
            "source": entry.source,
            "source_version": self.source_version,
            "previous_source": entry.previous,
            "translation": list(entry.targets) if entry.plural else entry.target,
            "state": self.state.value,
            "unusable": self.is_unusable,
            "people": self.people,
            "people_left": self.left,
            "accepted": [asdict(act) for act in self.accepted],
            "by_nobody_named": self.is_by_nobody,
            "in_git_since": self.since,
            "origin": asdict(found) if found else None,
            "written": asdict(writer) if writer else None,
            "past_reviewers": [asdict(act) for act in entry.record.past_reviews],
            "rejections": [asdict(act) for act in entry.record.rejections],
            "minor_edits": [asdict(act) for act in entry.record.minor_edits],
            "open_questions": [asdict(said) for said in self.entry.questions],
        }


class Approvals:
    """The approvals of one issue, each catalog read once."""

    def __init__(self, project: Project, slug: str, versions: Versions) -> None:
        self.project, self.slug = project, slug
        self.problems: list[Problem] = []
        self._versions = versions
        self._units = cache(self._read)
        self._days = cache(self._read_history)

    def of(self, locale: str, name: str) -> Approval | None:
        """The approval of the text of an id in one catalog's language; None where it has no such text."""
        entry = next((each for each in self._units(locale) if each.id == name), None)
        return self._approval(locale, entry) if entry else None

    def ids(self, locale: str) -> list[str]:
        """The ids of a language's texts."""
        return [entry.id for entry in self._units(locale)]

    def of_edition(self, snapshot: Snapshot, key: EditionKey) -> list[Approval]:
        """The approvals of all texts that an edition needs, in the order of its catalogs.

        Each is of the catalog of the language's chain that it is taken from.
        """
        edition = snapshot.edition(key)
        if edition is None:
            return []
        wanted = needed(edition)
        found: dict[tuple[str, Key], tuple[str, Entry]] = {}
        for step in chain(key.locale):
            for entry in self._units(step):
                unit = (entry.catalog, entry.translation.key)
                if unit in wanted and _is_better(entry, found.get(unit)):
                    found[unit] = (step, entry)
        lacking = (unit for unit in wanted if unit not in found)
        found |= {unit: (key.locale, _missing(*unit)) for unit in lacking}
        return [self._approval(*each) for each in found.values()]

    def _approval(self, locale: str, entry: Entry) -> Approval:
        rule = self.project.rule(locale)
        made = Approval(locale, entry, rule.people, people_left(entry.translation, rule))
        return replace(made, since=self._since(made)) if made.is_by_nobody else made

    def _since(self, approval: Approval) -> str:
        return self._days(approval.locale, approval.entry.catalog).get(approval.entry.translation.key, "")

    def _read(self, locale: str) -> Sequence[Entry]:
        found, problems = units(self.project, self.slug, locale)
        self.problems += [each for each in problems if each not in self.problems]
        return found

    def _read_history(self, locale: str, name: str) -> Mapping[Key, str]:
        """By unit the day of the commit since which a text stands as it does, for those reviewed by nobody named."""
        file = catalog_file(locale, name)
        found = [each.translation for each in self._units(locale) if each.catalog == name]
        waiting = {each.key: each for each in found if each.state is State.REVIEWED and not acceptances_of(each)}
        since: dict[Key, str] = {}
        for day, data in self._versions(file) if waiting else ():
            catalog = parse_catalog(data, locale, file)[0] if data is not None else None
            then = catalog.by_key() if catalog else {}
            waiting = {key: each for key, each in waiting.items() if _stood(then.get(key), each)}
            since |= dict.fromkeys(waiting, day)
            if not waiting:
                break
        return since


def _missing(name: str, key: Key) -> Entry:
    """A text that no catalog has yet: nobody has brought them up to date."""
    return Entry(unit_id(*key), name, Translation(*key))


def _stood(then: Translation | None, now: Translation) -> bool:
    return then is not None and then.state is State.REVIEWED and then.targets == now.targets


def _is_better(entry: Entry, known: tuple[str, Entry] | None) -> bool:
    """A reviewed text of a shorter locale stands before a draft of a longer one, and any words before none."""
    if known is None:
        return True
    order = (State.MISSING, State.NEEDS_REVIEW, State.REVIEWED)
    return order.index(entry.translation.state) > order.index(known[1].translation.state)


def by_person(approvals: Sequence[Approval]) -> Iterator[tuple[str, int]]:
    """Who has accepted how many of them, who did most first."""
    counts: dict[str, int] = {}
    for approval in approvals:
        for act in approval.accepted:
            counts[act.who] = counts.get(act.who, 0) + 1
    yield from sorted(counts.items(), key=lambda each: (-each[1], each[0]))

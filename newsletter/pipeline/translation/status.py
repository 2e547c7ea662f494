"""`newsletter status`: the readiness board, every edition of an issue with its texts by state.

In: an issue opened. Out: for each edition how many texts are reviewed, to be reviewed, stale and
missing, those of its chrome included, and how many have something wrong with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from newsletter.content.texts import Walked, walk
from newsletter.edition import Edition, EditionKey
from newsletter.locales import chain
from newsletter.pipeline.catalogs import Catalogs
from newsletter.pipeline.snapshot import Snapshot
from newsletter.problems import Problem
from newsletter.translate.chrome import LETTERS
from newsletter.translate.extract import is_unit
from newsletter.translate.glossary import CONTEXT
from newsletter.translate.talk import open_questions
from newsletter.translate.unit import Key, State, state_counts, through_chain

if TYPE_CHECKING:
    from newsletter.pipeline.translation.findings import Checked

GLOSSARY = "glossary"
Standing = Literal["ready", "to review", "stale", "unusable", "missing"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far one edition is.

    `stale` counts those of `needs-review` whose source has changed, `unusable` those of `missing` that are there with a
    fault that keeps them from being used; `questions` texts about which somebody has asked, and nobody has answered.
    """

    edition: str
    point: str
    locale: str
    states: dict[str, int]
    stale: int
    problems: int = 0
    unusable: int = 0
    questions: int = 0

    @property
    def is_ready(self) -> bool:
        """True when every text is reviewed."""
        return not self.states["missing"] and not self.states["needs-review"]

    @property
    def standing(self) -> Standing:
        """What is left to do first: translate what is missing, mend what can't be used, compare what is stale, read."""
        if self.states["missing"]:
            return "missing" if self.states["missing"] > self.unusable else "unusable"
        return "stale" if self.stale else "to review" if self.states["needs-review"] else "ready"

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "edition": self.edition,
            "point": self.point,
            "locale": self.locale,
            "states": self.states,
            "stale": self.stale,
            "unusable": self.unusable,
            "problems": self.problems,
            "questions": self.questions,
            "ready": self.is_ready,
        }


def readiness(snapshot: Snapshot) -> tuple[list[Readiness], list[Problem]]:
    """The board: every edition of an issue. One whose catalogs can't be read is not on it."""
    content, catalogs = snapshot.content, snapshot.catalogs
    from newsletter.pipeline.translation.findings import Checked  # all checks take a while to load

    checked = Checked(snapshot)
    board: list[Readiness] = []
    for key in snapshot.editions():
        issue, translations = content.issue_for(key.point), catalogs.translations(key.locale)
        edition = snapshot.edition(key)
        if issue is None or translations is None or edition is None:
            continue
        shown = [(text.context, text.words) for text in walk(issue) if is_unit(text, key.locale)]
        found = [translations.words.get(unit) for unit in shown]
        stale = sum(entry.is_stale for entry in found if entry) + _stale_chrome(catalogs, edition)
        wrong = {unit for unit in shown if unit in _wrong(catalogs, checked, edition, content.slug)}
        wrong |= edition.chrome.states.keys() & _wrong(catalogs, checked, edition, "chrome")
        wrong |= {(each.text.context, each.text.words) for each in edition.too_long}
        problems = len(wrong)
        wanted = needed(edition)
        states = state_counts(wanted.values())
        questions = len(asked_in(catalogs, key).keys() & wanted.keys())
        unusable = len({unit for unit in shown if unit in translations.unusable}) + len(edition.chrome.unusable)
        board.append(Readiness(str(key), key.point, key.locale, states, stale, problems, unusable, questions))
    return board, catalogs.problems


def needed(edition: Edition) -> dict[tuple[str, Key], State]:
    """What an edition needs, by catalog and unit, with its state: a text that stands in two places is one text."""
    found: dict[tuple[str, Key], State] = {}
    for path, state in edition.states.items():
        text = edition.words[path][0]
        where = (GLOSSARY, (CONTEXT, text.words)) if text.is_name else (edition.key.issue, (text.context, text.words))
        found[where] = state
    return found | {(LETTERS, key): state for key, state in edition.chrome.states.items()}


@dataclass(frozen=True, slots=True)
class Needs:
    """What an edition needs, as `needed` has it; `stale` counts the texts whose translation is of an older source."""

    states: Mapping[tuple[str, Key], State]
    stale: int


def needs_of(snapshot: Snapshot, key: EditionKey, walked: Walked | None = None) -> Needs | None:
    """What an edition needs, without putting words in place; None when its point, the issue or a catalog can't be read.

    Whoever asks for several editions of a snapshot gives one `walked` to all.
    """
    issue = snapshot.content.issue_for(key.point)
    words = snapshot.catalogs.translations(key.locale) if issue else None
    if issue is None or words is None:
        return None
    found: dict[tuple[str, Key], State] = {}
    stale, spoken = 0, frozenset(chain(key.locale))
    for text in walk(snapshot.led(issue, key.locale), walked):
        if text.is_name:
            name = words.glossary.name(text.words)[1]
            if name:
                found[GLOSSARY, (CONTEXT, text.words)] = name
        elif text.locale not in spoken:
            unit = text.context, text.words
            entry = words.words.get(unit)
            # A text that stands in several places is one.
            stale += (key.issue, unit) not in found and bool(entry and entry.is_stale)
            found[key.issue, unit] = entry.state if entry else State.MISSING
    return Needs(found | {(LETTERS, unit): state for unit, state in words.chrome.states.items()}, stale)


def asked_in(catalogs: Catalogs, key: EditionKey) -> dict[tuple[str, Key], str]:
    """The units with a question that nobody has answered, by catalog and unit: in which locale of the chain."""
    return {
        (name, entry.key): locale
        for locale in chain(key.locale)
        for name in (key.issue, LETTERS, GLOSSARY)
        if (catalog := catalogs.one(locale, name)) is not None
        for entry in catalog.active()
        if entry.record.talk and open_questions(entry.record)
    }


def _wrong(catalogs: Catalogs, checked: Checked, edition: Edition, name: str) -> frozenset[Key]:
    """The units of a catalog in the edition's chain with a text that can't be used, or in which a check finds fault."""
    units: set[Key] = set()
    for locale in chain(edition.key.locale):
        catalog = catalogs.one(locale, name)
        units |= (catalog.unusable if catalog else frozenset()) | checked.of(locale, name).keys()
    return frozenset(units)


def _stale_chrome(catalogs: Catalogs, edition: Edition) -> int:
    found = (catalogs.one(locale, "chrome") for locale in chain(edition.key.locale))
    entries = through_chain(catalog.usable() for catalog in found if catalog)
    return sum(key in entries and entries[key].is_stale for key in edition.chrome.states)

"""The editions of an issue side by side: how far each is, and what makes it another one than the central issue.

In: an issue opened. Out: values for each edition, in the editions' order. No letter is laid out for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from newsletter.content.load import Content
from newsletter.content.model import NationalPoint
from newsletter.content.sections import Section
from newsletter.content.texts import Walked
from newsletter.edition import EditionKey
from newsletter.locales import autonym
from newsletter.pipeline.snapshot import Snapshot
from newsletter.pipeline.translation.status import Needs, needs_of
from newsletter.problems import Path
from newsletter.render.cldr import Cldr
from newsletter.translate.unit import state_counts


@dataclass(frozen=True, slots=True)
class Differences:
    """What a point changes in the central issue; all of it empty where it mails that as it is.

    `own` are the fields with words of its own (`subject`, `preheader`), `lead` the title of its lead; `left_out` and
    `added` are titles, names and headings; `moved` counts sections.
    """

    own: tuple[str, ...] = ()
    lead: str = ""
    left_out: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    moved: int = 0
    has_note: bool = False

    def __bool__(self) -> bool:
        return bool(self.own or self.lead or self.left_out or self.added or self.moved or self.has_note)


@dataclass(frozen=True, slots=True)
class EditionName:
    """An edition as people call it: the country and the language, each in that language."""

    key: EditionKey
    country: str
    language: str

    @property
    def address(self) -> str:
        """The part of an address that names it below its issue: `es/es`."""
        return f"{self.key.point}/{self.key.locale}"


@dataclass(frozen=True, slots=True)
class EditionState:
    """How far an edition is: its texts by state (None where it can't be read), and what its point changes."""

    name: EditionName
    states: Mapping[str, int] | None
    differences: Differences

    @property
    def open_texts(self) -> int:
        """How many texts nobody has accepted yet."""
        states = self.states or {}
        return sum(count for state, count in states.items() if state != "reviewed")

    @property
    def is_ready(self) -> bool:
        """True when a person has read every text of it."""
        return self.states is not None and not self.open_texts


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that letters have in common: the path of the text that stands there, and what it says."""

    path: Path
    words: str


def edition_names(content: Content, keys: list[EditionKey]) -> list[EditionName]:
    """What each edition is called."""
    return [EditionName(key, name_of_point(content.points, key.point, key.locale), autonym(key.locale)) for key in keys]


def edition_states(snapshot: Snapshot) -> list[EditionState]:
    """How far each edition is."""
    found, walked = [], Walked()
    for name in edition_names(snapshot.content, snapshot.editions()):
        states = states_of(needs_of(snapshot, name.key, walked))
        found.append(EditionState(name, states, differences_of(snapshot.content, name.key.point)))
    return found


def states_of(needs: Needs | None) -> dict[str, int] | None:
    """The texts of an edition, each in one of `reviewed`, `needs-review`, `stale`, `missing`; None for one unread."""
    if needs is None:
        return None
    states = {str(state): count for state, count in state_counts(needs.states.values()).items()}
    stale = min(needs.stale, states.get("needs-review", 0))
    return {**states, "stale": stale, "needs-review": states.get("needs-review", 0) - stale}


def differences_of(content: Content, point: str) -> Differences:
    """What a point changes in the central issue."""
    overlay = content.overlays.get(point)
    if overlay is None:
        return Differences()
    return Differences(
        own=tuple(field for field in ("subject", "preheader") if getattr(overlay, field)),
        lead=_title(content, overlay.lead) if overlay.lead else "",
        left_out=tuple(_title(content, slug) for slug in overlay.omit),
        added=tuple(_of_section(content, section) for section in overlay.add),
        moved=len(overlay.move),
        has_note=overlay.note is not None,
    )


def spots_of(content: Content) -> list[Spot]:
    """What may be shown at the top of every letter: the central issue's sections."""
    return list(_spots(content))


def _spots(content: Content) -> Iterator[Spot]:
    for section in content.issue.sections if content.issue else ():
        if section.heading:
            yield Spot(f"{section.path}/heading", section.heading)
        elif section.article_slugs and section.article_slugs[0] in content.articles:
            article = content.articles[section.article_slugs[0]]
            yield Spot(f"{article.path}/title", article.title)


def name_of_point(points: Mapping[str, NationalPoint], slug: str, locale: str) -> str:
    """A point by its country, in a language; one that works for many by its sender; its slug where there is none."""
    point = points.get(slug)
    if point is None:
        return slug
    return Cldr(locale).country(point.country) if point.country else point.from_.name


def _title(content: Content, slug: str) -> str:
    if slug in content.articles:
        return content.articles[slug].title
    if slug in content.networks:
        return content.networks[slug].name
    sections = content.issue.sections if content.issue else ()
    found = next((section for section in sections if section.id == slug), None)
    return _of_section(content, found) if found else slug


def _of_section(content: Content, section: Section) -> str:
    if section.heading:
        return section.heading
    slugs = (*section.article_slugs, *section.networks)
    return _title(content, slugs[0]) if slugs else section.kind

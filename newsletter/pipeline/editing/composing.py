"""An issue as its editor composes it: a card for each section, and how long its subject is in each language.

In: the issue's file as a form, what there is to choose from, the issue opened. Out: `Card` and `Length` values.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsletter.content.edit import Plain
from newsletter.content.sections import section_kinds
from newsletter.edition import EditionKey
from newsletter.pipeline.editing.forms import FormFile
from newsletter.pipeline.editing.library import ArticleEntry, NetworkEntry, Shelves
from newsletter.pipeline.snapshot import Snapshot

SEVERAL = ("articles", "networks", "events")
"""The kinds of sections that show any number of things."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a section shows: an article or a network; neither where there is none of that name, or it has faults."""

    number: int
    slug: str
    article: ArticleEntry | None = None
    network: NetworkEntry | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A section of an issue.

    `value` is what stands in the file; `kind` is empty where it has none. `title` is what it is called in a sentence:
    its heading, else the title of what it shows, else empty.
    """

    number: int
    kind: str
    value: Plain
    heading: str
    items: tuple[Item, ...]
    title: str

    @property
    def refers(self) -> str:
        """What it shows: `article`, `network`, or "" for words of its own."""
        return section_kinds().get(self.kind, "")

    @property
    def is_several(self) -> bool:
        """True where it may show any number."""
        return self.kind in SEVERAL


def cards_of(form: FormFile, shelves: Shelves, key: str = "sections") -> list[Card]:
    """A card for each section of an issue, or for what a point adds (`add`), in their order."""
    return [_card(form, shelves, (key, number), value) for number, value in enumerate(form.items((key,)))]


def lead_card(form: FormFile, shelves: Shelves) -> Card:
    """A point's own lead as a card."""
    slug = form.text(("lead",))
    article = shelves.articles.get(slug)
    return Card(0, "lead", {}, "", (Item(0, slug, article),) if slug else (), article.title if article else slug)


def _card(form: FormFile, shelves: Shelves, path: tuple[str, int], value: Plain) -> Card:
    held = value if isinstance(value, dict) else {}
    kind = next((kind for kind in section_kinds() if kind in held), "")
    refers = section_kinds().get(kind, "")
    items: list[Item] = []
    for number, slug in enumerate(form.items((*path, kind)) if refers else ()):
        name = str(slug)
        if refers == "network":
            items.append(Item(number, name, network=shelves.networks.get(name)))
        else:
            items.append(Item(number, name, article=shelves.articles.get(name)))
    heading = form.text((*path, "heading"))
    shown = items[0].article or items[0].network if items else None
    return Card(path[1], kind, value, heading, tuple(items), heading or (shown.title if shown else ""))


@dataclass(frozen=True, slots=True)
class Length:
    """How long the subject of an edition is, and how long it may be."""

    key: EditionKey
    length: int
    limit: int


def longest_subject(snapshot: Snapshot, limit: int) -> Length | None:
    """The edition with the longest subject; None while there is no edition."""
    lengths = []
    for key in snapshot.editions():
        edition = snapshot.edition(key)
        if edition:
            lengths.append(Length(key, len(edition.issue.subject.words), limit))
    return max(lengths, key=lambda each: each.length, default=None)

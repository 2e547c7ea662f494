"""What stands where in a letter: the sections that say something, its list of contents, rows of networks, dates ahead.

In: an issue in the words of a reader. Out: values for templates; HTML and text are laid out from the same ones, so that
both say the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from newsletter.content.issue import Issue
from newsletter.content.model import Article, Meeting, Network
from newsletter.content.sections import Section
from newsletter.content.when import Moment, When
from newsletter.render.collation import collation_key

MOST_ENTRIES = 8
"""A list of contents is read at a glance."""
MOST_PARTNERS = 12
"""Of a network that shares a row with another."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: the id it leads to, its words, and the rubric that the first story of a section has."""

    id: str
    words: str
    rubric: str = ""


@dataclass(frozen=True, slots=True)
class Partners:
    """A country with its partners in a network; a name that is not known is None."""

    country: str
    names: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A meeting that is not over, with its network."""

    network: Network
    meeting: Meeting


def shown_sections(issue: Issue) -> tuple[Section, ...]:
    """The sections without those of events of which everything is told elsewhere."""
    gathered = meetings_ahead(issue)
    first = next((section for section in issue.sections if section.events), None)
    return tuple(
        section
        for section in issue.sections
        if not section.events or untold(issue, section.events) or (section is first and gathered)
    )


def programme_in(sections: Sequence[Section], section: Section) -> Section | None:
    """The section right behind one of articles that is told with one of those: its programme, without a heading.

    None where there is none.
    """
    at = next((number for number, each in enumerate(sections) if each is section), len(sections))
    after = sections[at + 1] if at + 1 < len(sections) else None
    return after if after and not after.heading and after.agenda in section.articles else None


def has_own_place(sections: Sequence[Section], section: Section) -> bool:
    """False for a programme that is told with its article."""
    return not any(programme_in(sections, each) is section for each in sections)


def day_told(article: Article) -> dt.date | None:
    """The day that an article's event says before its programme does: that of an event of one day."""
    when = article.event.when if article.event else None
    return when.first if when and when.first == when.last else None


def untold(issue: Issue, slugs: Iterable[str]) -> list[Article]:
    """Of articles with events those that the letter shows nowhere else, in the order of their dates."""
    told = {slug for section in issue.sections for slug in ((section.lead,) if section.lead else section.articles)}
    found = [issue.articles[slug] for slug in dict.fromkeys(slugs) if slug not in told]
    # An overlay may name what has no event; that is told where it stands.
    undated = When(Moment(issue.date))
    return sorted(found, key=lambda article: (article.event.when if article.event else undated).in_order)


def meetings_ahead(issue: Issue) -> list[Ahead]:
    """All meetings of the issue's networks that are not over, in the order of their dates."""
    found = [
        Ahead(network, meeting)
        for network in issue.networks.values()
        for meeting in network.meetings
        if meeting.when.last >= issue.date
    ]
    return sorted(found, key=lambda each: each.meeting.when.in_order)


def contents_of(issue: Issue, sections: Sequence[Section]) -> list[Entry]:
    """What a letter holds below its lead, at most `MOST_ENTRIES` with its note.

    Stories by their titles, other sections by their headings. Where that is too much, the section with most stories is
    told by its heading alone, and so on; what is still too much at the end is left out.
    """
    room = MOST_ENTRIES - (issue.note is not None)
    groups = [_entries(issue, section) for section in sections]
    headed = {number for number, section in enumerate(sections) if section.heading}
    while sum(map(len, groups)) > room:
        number = max(headed, key=lambda at: len(groups[at]), default=-1)
        if number < 0 or len(groups[number]) < 2:
            break
        section = sections[number]
        groups[number] = [Entry(section.id or "", section.heading or "")]
    return [entry for group in groups for entry in group][:room]


def _entries(issue: Issue, section: Section) -> list[Entry]:
    heading = section.heading or ""
    if section.articles:
        titles = [(slug, issue.articles[slug].title) for slug in section.articles]
        return [Entry(slug, title, "" if number else heading) for number, (slug, title) in enumerate(titles)]
    return [Entry(section.id or "", heading)] if heading and not section.lead else []


def rows_of(networks: Sequence[Network]) -> list[tuple[Network, ...]]:
    """Networks in rows of two; one with more than `MOST_PARTNERS`, or without another beside it, has its own."""
    rows: list[tuple[Network, ...]] = []
    waiting: list[Network] = []
    for network in networks:
        if len(network.partners) > MOST_PARTNERS:
            rows += [tuple(waiting)] * bool(waiting) + [(network,)]
            waiting = []
            continue
        waiting.append(network)
        if len(waiting) == 2:
            rows.append(tuple(waiting))
            waiting = []
    return rows + [tuple(waiting)] * bool(waiting)


def partners_by_country(
    network: Network, own: str | None, locale: str, name_of: Callable[[str], str]
) -> list[Partners]:
    """A network's partners by country, the reader's `own` first, then in the order of the reader's alphabet."""
    by_country: dict[str, list[str | None]] = {}
    for partner in network.partners:
        by_country.setdefault(partner.country, []).append(partner.name)
    order = sorted(by_country, key=lambda code: (code != own, collation_key(locale, name_of(code))))
    return [Partners(code, tuple(by_country[code])) for code in order]

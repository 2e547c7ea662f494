"""What an issue holds and a template has not even looked at: sections of an unknown kind, articles, hours, a note.

In: the issue, the templates, what one of them looked at while it was filled in. Out: problems at its loop. Templates
are copied into a project when it is made, so that an older project knows less than the program that reads its files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsletter.content.issue import Issue
from newsletter.content.model import Occasion
from newsletter.content.sections import Section
from newsletter.problems import Location, Problem, error, warning
from newsletter.render.environment import Templates
from newsletter.render.sandbox import LookedAt

_OF_ARTICLE = {"agenda": ("agenda",), "events": ("event",)}
"""By these an article is shown in sections of some kinds; in others it is shown by its words."""
_WORDS = ("title", "summary", "body")
HOURS = "hours"
"""What is looked at of an event or meeting by whoever prints when it is, with its hours."""
_NEW = "`newsletter init` in a new folder writes templates that have it"


@dataclass(frozen=True, slots=True)
class _Reader:
    """What a template has looked at while it was filled in."""

    looked_at: LookedAt

    def has_read(self, value: object, *names: str) -> bool:
        return any((id(value), name) in self.looked_at for name in names)


def find_unshown(issue: Issue, templates: Templates, looked_at: LookedAt, name: str, base: str) -> list[Problem]:
    """What the template `name` leaves out by what it has looked at; `base` is the one that a point's own extends."""
    places = [templates.place(name, " in sections"), templates.place(base, " in sections"), templates.place(name, "")]
    place = next((place for place in places if place.line), places[-1])
    return list(dict.fromkeys(_unshown(issue, templates, _Reader(looked_at), name, place)))


def _unshown(issue: Issue, templates: Templates, reader: _Reader, name: str, place: Location) -> Iterator[Problem]:
    for section in issue.sections:
        if not reader.has_read(section, section.kind):
            message = f"the template shows nothing of a section of the kind `{section.kind}`, such as `{section.id}`"
            hint = f'add `{{% elif section.kind == "{section.kind}" %}}` with a block `{section.kind}`; {_NEW}'
            block = templates.place(name, f"block {section.kind} ")
            if block.line:
                hint = f"print the section in the block `{section.kind}`, or take it out of the issue"
            yield error("unshown-section", message, replace(block if block.line else place, path=section.path), hint)
            continue
        if section.heading and not reader.has_read(section, "heading"):
            message = f"the template does not show the heading of the section `{section.id}`"
            at = replace(place, path=f"{section.path}/heading")
            yield warning("left-out", message, at, "take the heading out, or print `section.heading` there")
        yield from _of_section(issue, section, reader, place)
    yield from _of_hours(issue, reader, place)
    if issue.note and not reader.has_read(issue.note, "body"):
        message = "the template does not show the point's note"
        hint = f"add `{{% if issue.note %}}` with a block `note`; {_NEW}"
        yield error("unshown-section", message, replace(place, path=issue.note.path), hint)


def _of_hours(issue: Issue, reader: _Reader, place: Location) -> Iterator[Problem]:
    """Events and meetings that the template shows, and of whose hours it has printed nothing."""
    shown: list[tuple[str, Occasion]] = [(each.path, each.event) for each in issue.articles.values() if each.event]
    shown += [(each.path, meeting) for each in issue.networks.values() for meeting in each.meetings]
    for path, occasion in shown:
        is_shown = reader.has_read(occasion, "name", "when", "place", "online")
        if occasion.when.has_hours and is_shown and not reader.has_read(occasion, HOURS):
            message = f"the template prints the days of `{path.rpartition('/')[2]}` and not its hours"
            hint = "print `when_of(event)`, or `hours_of(event)` beside its days"
            yield warning("left-out", message, replace(place, path=path), hint)


def _of_section(issue: Issue, section: Section, reader: _Reader, place: Location) -> Iterator[Problem]:
    """Articles and networks that their section's part of the template leaves out."""
    seen_by = _OF_ARTICLE.get(section.kind, _WORDS)
    named = [("article", slug, issue.articles[slug], seen_by) for slug in section.article_slugs]
    met = [("network", slug, issue.networks[slug], ("name", "tagline", "about")) for slug in section.networks]
    for what, slug, value, fields in (*named, *met):
        if not reader.has_read(value, *fields):
            message = f"the template shows nothing of the {what} `{slug}` in the section `{section.id}`"
            at = replace(place, path=f"{what}s/{slug}")
            yield warning("left-out", message, at, "take it out of the section, or show it")

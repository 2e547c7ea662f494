"""What editors' files say of each other: articles, networks, points, sections and pictures that must be there.

In: validated files with their sources. Out: problems, each at the reference, with the nearest name that exists.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from newsletter.content.document import Document
from newsletter.content.issue import named
from newsletter.content.model import Article, IssueFile, NationalPoint, Network, Overlay
from newsletter.content.parts import Picture
from newsletter.content.pictures import CAMERA_NAME, find_picture
from newsletter.content.sections import Section, section_kinds
from newsletter.content.source import Keys, Source
from newsletter.files import inside
from newsletter.patterns import late
from newsletter.problems import Location, Problem, error, nearest, warning

_FILE_NAME = late(rf"[^\n]+\.(?:jpe?g|png|gif|heic|tiff?|webp)|{CAMERA_NAME.pattern}", re.IGNORECASE)
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif")


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a reference may name, and the folder of pictures."""

    articles: Collection[str]
    networks: Collection[str]
    points: Collection[str]
    images: Path


def of_article(article: Article, source: Source, known: Known) -> Iterator[Problem]:
    """References of an article to its point, network and pictures."""
    yield from _named(article.from_, known.points, "point", source.location(("from",)))
    if article.network:
        yield from _named(article.network, known.networks, "network", source.location(("network",)))
    yield from _picture(article.image, source, known)
    topics = source.value.get("topics")
    if isinstance(topics, str) and "," in topics:
        listed = ", ".join(part.strip() for part in topics.split(","))
        message = f"`{topics[:60]}` is one topic, with its commas"
        yield warning(
            "list-without-brackets", message, source.location(("topics",)), f"write `[{listed[:60]}]` for several"
        )


def of_network(network: Network, source: Source, known: Known) -> Iterator[Problem]:
    """References of a network to its picture."""
    yield from _picture(network.image, source, known)


def of_issue(issue: IssueFile, source: Source, articles: Mapping[str, Article], known: Known) -> Iterator[Problem]:
    """References of an issue's sections; ids and articles that occur twice."""
    seen_ids: set[str] = set()
    seen: set[tuple[str, str]] = set()
    for number, section in enumerate(issue.sections):
        path: Keys = ("sections", number)
        if section.id and section.id in seen_ids:
            at = source.location((*path, "id"))
            yield error("duplicate-id", f"another section has the id `{section.id}`", at, "give it another one")
        seen_ids.add(section.id or "")
        yield from _of_section(section, path, source, articles, known)
        for place, slug in _slugs(section, path, ("lead", "articles", "networks")):
            what = "network" if section.networks else "article"
            if (what, slug) in seen:
                message = f"the {what} `{slug}` is in this issue a second time"
                yield warning("shown-twice", message, source.location(place), "take one of them out")
            seen.add((what, slug))
    yield from _deadline(issue.review_by, issue, source)
    leads = [number for number, section in enumerate(issue.sections) if section.lead]
    for number in leads[1:]:
        at = source.location(("sections", number, "lead"))
        yield error("two-leads", "an issue has one lead, and this is another", at, "write `articles` instead of `lead`")


def _deadline(day: dt.date | None, issue: IssueFile, source: Source) -> Iterator[Problem]:
    if day and issue.date and day > issue.date:  # of an issue whose day can't be read, that is told
        message = f"texts would be read until {day}, and the issue is mailed on {issue.date}"
        hint = "name a day before the issue is mailed"
        yield warning("late-deadline", message, source.location(("review-by",)), hint)


def of_overlay(
    overlay: Overlay,
    source: Source,
    issue: IssueFile | None,
    point: NationalPoint | None,
    articles: Mapping[str, Article],
    known: Known,
) -> Iterator[Problem]:
    """References of a point's overlay to articles, and to what the central issue holds."""
    if point is None:
        message = f"no point is called `{overlay.slug}`, so nobody mails what this file changes"
        hint = nearest(overlay.slug, known.points) or f"write issues/points/{overlay.slug}.yaml, or rename this file"
        yield error("unknown-point", message, source.at(1, 1), hint)
    if overlay.lead:
        yield from _named(overlay.lead, known.articles, "article", source.location(("lead",)))
    for number, addition in enumerate(overlay.add):
        yield from _of_section(addition, ("add", number), source, articles, known)
    if issue is None:
        return
    yield from _deadline(overlay.review_by, issue, source)
    sections = named(issue.sections)
    ids = {section.id or "" for section in sections} | {section.id for section in overlay.add if section.id}
    kept = [section for section in sections if section.id not in overlay.omit]
    shown = {slug for section in kept for slug in section.article_slugs if section.kind in ("lead", "articles")}
    taken = {section.id for section in sections}
    for number, addition in enumerate(overlay.add):
        if addition.id and addition.id in taken:
            at = source.location(("add", number, "id"))
            yield error("duplicate-id", f"another section has the id `{addition.id}`", at, "give it another one")
        taken.add(addition.id)
        for place, slug in _slugs(addition, ("add", number), ("lead", "articles")):
            if slug in shown - set(overlay.omit):
                message = f"the central issue shows the article `{slug}` already"
                yield warning("shown-twice", message, source.location(place), "take it out, or `omit` it as well")
        for key, name in (("before", addition.before), ("after", addition.after)):
            if name:
                yield from _named(name, ids, "section", source.location(("add", number, key)))
    for number, move in enumerate(overlay.move):
        for key, name in (("section", move.section), ("before", move.before), ("after", move.after)):
            if name:
                yield from _named(name, ids, "section", source.location(("move", number, key)))
    there = ids | {slug for s in sections for slug in (*s.article_slugs, *s.networks)}
    for number, name in enumerate(overlay.omit):
        if name not in there:
            message = f"`{name}` is not in the central issue, so it can't be omitted"
            at = source.location(("omit", number))
            yield error("nothing-to-omit", message, at, nearest(name, there))


def _of_section(
    section: Section, path: Keys, source: Source, articles: Mapping[str, Article], known: Known
) -> Iterator[Problem]:
    there = {"article": known.articles, "network": known.networks}
    for kind, what in section_kinds().items():
        for place, slug in _slugs(section, path, (kind,)) if what else ():
            yield from _named(slug, there[what], what, source.location(place))
    for place, slug in _slugs(section, path, ("agenda",)):
        if slug in articles and not articles[slug].agenda:
            hint = "add an `agenda` to the article, or take the section out"
            yield error("no-agenda", f"the article `{slug}` has no agenda", source.location(place), hint)
    for place, slug in _slugs(section, path, ("events",)):
        if slug in articles and not articles[slug].event:
            hint = "add an `event` to the article, or take it out of the list"
            yield error("no-event", f"the article `{slug}` has no event", source.location(place), hint)


def _slugs(section: Section, path: Keys, fields: tuple[str, ...]) -> Iterator[tuple[Keys, str]]:
    for field in fields:
        value = getattr(section, field)
        if isinstance(value, str):
            yield (*path, field), value
        elif value:
            yield from (((*path, field, number), slug) for number, slug in enumerate(value))


def _named(name: str, known: Collection[str], what: str, at: Location) -> Iterator[Problem]:
    if name and name not in known:
        hint = nearest(name, known) or f"there are: {', '.join(sorted(known)[:8]) or 'none yet'}"
        yield error(f"unknown-{what}", f"no {what} is called `{name}`", at, hint)


def _picture(picture: Picture | None, source: Source, known: Known) -> Iterator[Problem]:
    if picture and picture.src:
        yield from _file(picture.src, source.location(("image", "src")), known)
    if picture and picture.alt:
        yield from _alt(picture.alt, source.location(("image", "alt")))


def _alt(words: str, at: Location) -> Iterator[Problem]:
    """A file's name where it should be said what a picture shows, as programs fill it in."""
    if _FILE_NAME.fullmatch(words.strip()):
        message = f"`{words.strip()[:60]}` is the name of a file, and says nothing of what the picture shows"
        yield warning("alt-of-file-name", message, at, "say what it shows, for those who can't see it")


def _file(src: str, at: Location, known: Known) -> Iterator[Problem]:
    found = find_picture(known.images, src)
    if found is None and not _may_lie_in(known.images, src):
        hint = "name a file in issues/images/"
        yield error("outside-project", f"`{src}` leads out of the folder of pictures", at, hint)
    elif found is None:
        pictures = (path for path in known.images.rglob("*") if path.suffix.lower() in PICTURE_ENDINGS)
        names = [str(picture.relative_to(known.images)) for picture in pictures]
        last = re.split(r"[\\/]", src)[-1]
        hint = nearest(src[:200], names) or "put the file into issues/images/"
        if last != src and find_picture(known.images, last):
            hint = f"write its name alone: `{last[:200]}`"
        yield error("missing-picture", f"there is no picture `{src[:200]}`", at, hint)
    elif found.suffix.lower() not in PICTURE_ENDINGS:
        hint = "save it as PNG or JPEG; mail programs don't show other kinds"
        yield error("unknown-picture-kind", f"`{src}` is no kind of picture that mail programs show", at, hint)


def _may_lie_in(folder: Path, src: str) -> bool:
    try:
        return inside(folder, folder / src)
    except (OSError, ValueError):  # a name that no file can have: too long, or with a NUL
        return True


def of_document(document: Document, source: Source, path: Keys, known: Known) -> Iterator[Problem]:
    """What reading a Markdown text found, and its pictures, at their places in the file."""
    first = source.places.get(path, (1, 1))[0]
    for fault in document.faults:
        make = error if fault.is_error else warning
        at = source.at_words(fault.words, first + fault.line, fault.nth, path)
        yield make(fault.code, fault.message, at, fault.hint)
    for image in document.images():
        yield from _file(image.src, source.at_words(image.src or "]()", first + image.line, path=path), known)
        alt = image.children[0].words
        yield from _alt(alt, source.at_words(alt, first + image.line, path=path))

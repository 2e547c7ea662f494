"""An issue as one point mails it: the central issue with the point's overlay applied.

In: `IssueFile`, `Overlay`, articles, networks, the point. Out: an `Issue`, every text of which knows its locale
and its path in the editors' files. Texts in several locales may meet in one issue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsletter.content.document import Document
from newsletter.content.model import Article, IssueFile, NationalPoint, Network, Overlay
from newsletter.content.sections import Section, section_kinds
from newsletter.problems import Path

FORMER_LEAD = "former-lead"
"""The id of the section in which the central lead stands below a point's own."""


@dataclass(frozen=True, slots=True)
class Line:
    """A single line of text with its place and locale."""

    words: str
    path: Path
    locale: str


@dataclass(frozen=True, slots=True)
class Note:
    """A point's words to its readers."""

    body: Document
    path: Path
    locale: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One dated number of the newsletter, as one point mails it."""

    slug: str
    date: dt.date
    point: NationalPoint
    subject: Line
    preheader: Line
    sections: tuple[Section, ...]
    articles: Mapping[str, Article]
    networks: Mapping[str, Network]
    note: Note | None = None


def issue_of(
    file: IssueFile,
    overlay: Overlay | None,
    point: NationalPoint,
    articles: Mapping[str, Article],
    networks: Mapping[str, Network],
) -> Issue:
    """The issue that `point` mails; what refers to what is not there has been reported and is left out."""
    sections = named(file.sections)
    if overlay:
        sections = changed_by(overlay, sections)
    sections = [kept for section in sections if (kept := _existing(section, articles, networks))]
    shown = [slug for section in sections for slug in section.article_slugs]
    met = [slug for section in sections for slug in section.networks]
    return Issue(
        slug=file.slug,
        date=file.date,
        point=point,
        subject=_line(file, overlay, "subject"),
        preheader=_line(file, overlay, "preheader"),
        sections=tuple(sections),
        articles={slug: articles[slug] for slug in dict.fromkeys(shown)},
        networks={slug: networks[slug] for slug in dict.fromkeys(met)},
        note=Note(overlay.note, f"{overlay.path}/note", overlay.locale) if overlay and overlay.note else None,
    )


def documents_of(issue: Issue) -> list[Path]:
    """The paths of the files that an issue is made of as one point mails it."""
    found = [f"issues/{issue.slug}", f"issues/{issue.slug}/points/{issue.point.slug}", issue.point.path]
    found += [article.path for article in issue.articles.values()]
    return found + [network.path for network in issue.networks.values()]


def named(sections: tuple[Section, ...]) -> list[Section]:
    """The sections, each with an id: its own, else its kind with a number from the second of a kind on."""
    names = ids_of([(section.id, section.kind) for section in sections])
    return [section.model_copy(update={"id": name}) for section, name in zip(sections, names, strict=True)]


def ids_of(sections: Sequence[tuple[str | None, str]]) -> list[str]:
    """The id of each section by the one that it says and its kind, as `named` gives them."""
    taken = {own for own, _ in sections if own}
    out = []
    for own, kind in sections:
        name, number = own or kind, 1
        while not own and name in taken:
            number += 1
            name = f"{kind}-{number}"
        taken.add(name)
        out.append(name)
    return out


def _line(file: IssueFile, overlay: Overlay | None, field: str) -> Line:
    words = getattr(overlay, field) if overlay else None
    source = overlay if overlay and words else file
    return Line(words or getattr(file, field), f"{source.path}/{field}", source.locale)


def changed_by(overlay: Overlay, sections: list[Section]) -> list[Section]:
    """The sections, each with an id, as the point has them.

    Omit, then lead, then add, then move: each step sees what the one before left.
    """
    if overlay.omit:
        named_by_id = [section for section in sections if section.id not in overlay.omit]
        sections = [kept for section in named_by_id if (kept := _without(section, set(overlay.omit)))]
    if overlay.lead:
        sections = _led_by(sections, overlay.lead)
    for addition in overlay.add:
        added = named((*sections, addition))[-1]
        sections = _placed(sections, added, addition.before, addition.after)
    for move in overlay.move:
        moved = next((section for section in sections if section.id == move.section), None)
        rest = [section for section in sections if section is not moved]
        # Beside a section that the point omits there is no place: the moved one stays where it is.
        if moved and any(section.id in (move.before, move.after) for section in rest):
            sections = _placed(rest, moved, move.before, move.after)
    return sections


def _placed(sections: list[Section], section: Section, before: str | None, after: str | None) -> list[Section]:
    for at, other in enumerate(sections):
        if other.id == before:
            return [*sections[:at], section, *sections[at:]]
        if other.id == after:
            return [*sections[: at + 1], section, *sections[at + 1 :]]
    return [*sections, section]


def _without(section: Section, left_out: set[str]) -> Section | None:
    """The section without some articles and networks; None when nothing of it is left."""
    shown = section.slugs_of(section.kind) if section_kinds()[section.kind] else ()
    kept = tuple(slug for slug in shown if slug not in left_out)
    if kept == shown:
        return section
    return section.model_copy(update={section.kind: kept}) if kept else None


def _led_by(sections: list[Section], slug: str) -> list[Section]:
    """The issue with another article in the lead; the former one follows right below, as an ordinary article."""
    former = next((section for section in sections if section.lead), None)
    if former and former.lead == slug:
        return sections
    led: list[Section] = []
    if not former:
        led.append(Section.model_validate({"@at": "", "@locale": "", "id": "lead", "lead": slug}))
    for section in sections:
        if section is former:
            below = {"id": FORMER_LEAD, "lead": None, "articles": (former.lead,), "heading": None}
            led += [former.model_copy(update={"lead": slug}), former.model_copy(update=below)]
        elif kept := _without(section, {slug}) if section.articles else section:
            led.append(kept)
    return led


def _existing(section: Section, articles: Mapping[str, Article], networks: Mapping[str, Network]) -> Section | None:
    if section.empty:
        return None
    missing = {slug for slug in section.article_slugs if slug not in articles}
    missing |= {slug for slug in section.events if slug in articles and not articles[slug].event}
    if section.agenda and section.agenda in articles and not articles[section.agenda].agenda:
        missing.add(section.agenda)
    missing |= {slug for slug in section.networks if slug not in networks}
    return _without(section, missing) if missing else section

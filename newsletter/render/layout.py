"""The layout of an edition: templates, skeleton, styles, words, text, in this order.

In: an `Edition` and a `Workshop` of what all editions of a build share. Out: a `Letter` with its pictures, or the
problem of the template or picture that stopped it. Touches the project's templates, pictures and cache, never the
network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from newsletter import locales
from newsletter.content.brand import Theme
from newsletter.content.document import Document
from newsletter.content.foreign import unmarked
from newsletter.content.model import Article, Meeting, NationalPoint, Network
from newsletter.content.pictures import PictureError
from newsletter.edition import Edition, EditionKey
from newsletter.files import Cache, digest_of, program_digest
from newsletter.problems import Location, Problem, error
from newsletter.render import tags, text
from newsletter.render.calendar import Calendars
from newsletter.render.cldr import Cldr
from newsletter.render.environment import Filters, TemplateError, Templates
from newsletter.render.images import Pictures
from newsletter.render.letter import LEAVE, NAME, PREFERENCES, WEB, Letter, always_slot
from newsletter.render.markup import document_html, is_signed
from newsletter.render.share import share_links
from newsletter.render.skeleton import Mould, cut, part, pour
from newsletter.render.weight import weight_problems

LETTER, TEXT, STYLES = "newsletter.mjml", "newsletter.txt", "letter.css"
BODY_WIDTH = 560


class BrokenTagsError(Exception):
    """The rendered MJML is not in order; `problems` has the places in the templates."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


@dataclass(slots=True)
class Workshop:
    """What all letters of a build share; each distinct skeleton is finished once."""

    templates: Templates
    theme: Theme
    site: str
    pictures: Pictures
    calendars: Calendars
    cache: Cache
    points: Mapping[str, NationalPoint]
    network_names: Mapping[str, str]
    editions: tuple[EditionKey, ...]
    moulds: dict[str, Mould] = field(default_factory=dict)
    styles: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        root: Path,
        theme: Theme,
        site: str,
        cache: Cache,
        points: Mapping[str, NationalPoint],
        networks: Mapping[str, Network],
        editions: tuple[EditionKey, ...],
    ) -> Workshop:
        """The workshop of a project's folder."""
        return cls(
            templates=Templates(root / "templates", cache),
            theme=theme,
            site=site,
            pictures=Pictures(root / "issues" / "images", site, cache, root / "templates" / "images"),
            calendars=Calendars(site, cache),
            cache=cache,
            points=points,
            network_names={slug: network.name for slug, network in networks.items()},
            editions=editions,
        )

    def assets(self) -> dict[str, bytes]:
        """What the letters laid out so far show or offer, by its path on the site."""
        pictures = {f"images/{name}": data for name, data in self.pictures.data.items()}
        return pictures | {f"calendar/{name}": data for name, data in self.calendars.data.items()}


def letter_of(edition: Edition, workshop: Workshop) -> tuple[Letter | None, list[Problem]]:
    """The letter of an edition; None when a template or picture is broken."""
    key, issue, point = edition.key, edition.issue, edition.issue.point
    cldr = Cldr(key.locale)
    values = _values(edition, workshop, cldr)
    workshop.templates.speak(edition.chrome, _filters(cldr))
    try:
        html = _html(key, values, workshop)
        written = workshop.templates.render(workshop.templates.for_point(TEXT, key.point), values)
    except (TemplateError, PictureError) as fault:
        return None, [fault.problem.of(str(key))]
    except BrokenTagsError as fault:
        return None, [problem.of(str(key)) for problem in fault.problems]
    letter = Letter(
        edition=str(key),
        locale=key.locale,
        subject=unmarked(issue.subject.words),
        preheader=unmarked(issue.preheader.words),
        sender=(unmarked(point.from_.name), point.from_.address),
        reply_to=point.reply_to,
        html=html,
        text=text.tidy(unmarked(written), values["dir"]),
        web_address=edition_address(workshop.site, key),
    )
    return letter, [problem.of(str(key)) for problem in weight_problems(html)]


def edition_address(site: str, key: EditionKey) -> str:
    """Where an edition will stand on the web; fixed for ever, since mailed letters hold it."""
    return f"{site}/{key.issue}/{key.point}/{key.locale}/"


def article_address(site: str, issue: str, locale: str, article: Article) -> str:
    """Where an article can be read in full: its own link, else its page in the archive."""
    return article.link or f"{site}/{issue}/{locale}/{quote(article.slug)}/"


def _html(key_of: EditionKey, values: Mapping[str, Any], workshop: Workshop) -> str:
    templates = workshop.templates
    rendered = templates.render(templates.for_point(LETTER, key_of.point), values)
    parted = part(tags.unmarked(rendered))
    sheet = (templates.for_point(STYLES, key_of.point), values["dir"])
    styles = workshop.styles.get(sheet)
    if styles is None:
        styles = workshop.styles[sheet] = templates.render(sheet[0], values)
    key = digest_of([program_digest(), parted.skeleton, styles])
    mould = workshop.moulds.get(key)
    if mould is None:
        kept = workshop.cache.get("skeletons", key)
        # A skeleton that has been finished before has passed the check of its tags.
        mould = (
            Mould.from_json(kept) if kept is not None else _mould(rendered, parted.skeleton, styles, sheet[0], workshop)
        )
        if kept is None:
            workshop.cache.put("skeletons", key, mould.to_json())
        workshop.moulds[key] = mould
    return pour(mould, parted.words, key_of.locale)


def _mould(rendered: str, skeleton: str, styles: str, sheet: str, workshop: Workshop) -> Mould:
    """The finished HTML of a skeleton, by mrml and premailer, once its tags are in order."""
    problems = tags.tag_problems(tags.unmarked(rendered), tags.Places(rendered))
    if problems:
        raise BrokenTagsError([workshop.templates.shown(problem) for problem in problems])
    from newsletter.render.inline import StyleError, inlined
    from newsletter.render.mjml import MjmlError, to_html

    try:
        return cut(inlined(to_html(skeleton), styles))
    except MjmlError as fault:
        problem = error("broken-template", f"MJML can't be laid out: {fault}", Location(f"templates/{LETTER}"))
        raise BrokenTagsError([problem]) from fault
    except StyleError as fault:
        message = f"the rule `{fault.selector}` can't be put into style attributes"
        hint = "select by one element's classes, such as `.name`; any other rule belongs into letter-rules.css"
        found = [workshop.templates.place(name, fault.selector) for name in (sheet, STYLES)]
        place = next((place for place in found if place.line), found[0])
        problem = error("unknown-selector", message, place, hint)
        raise BrokenTagsError([problem]) from fault


def _filters(cldr: Cldr) -> Filters:
    return {
        "date": cldr.date,
        "weekday": cldr.weekday,
        "day_range": lambda days: cldr.day_range(*days),
        "days": lambda days: cldr.days(*days),
        "month": cldr.month,
        "time_range": lambda times: cldr.time_range(*times),
        "country": cldr.country,
        "listed": cldr.listed,
        "number": cldr.number,
        "bare": lambda url: str(url).removeprefix("https://").removeprefix("http://").rstrip("/"),
        "wrapped": lambda words, first="", rest="": text.wrapped(unmarked(str(words)), first=first, rest=rest),
        "underlined": lambda words, mark: text.underlined(unmarked(str(words)), mark),
        "aligned": lambda rows: text.aligned(unmarked(str(rows))),
        "rule": lambda _: "-" * text.WIDTH,
    }


def _values(edition: Edition, workshop: Workshop, cldr: Cldr) -> dict[str, Any]:
    """Everything a template may use."""
    key, issue, site = edition.key, edition.issue, workshop.site
    turn = locales.direction(key.locale)
    links = text.Links()
    link_of = partial(article_address, site, issue.slug, key.locale)

    def picture(src: str, width: int) -> dict[str, Any]:
        address, shown_width, height = workshop.pictures.shown(src, width)
        return {"url": address, "width": shown_width, "height": height}

    def brand_picture(src: str, width: int) -> dict[str, Any]:
        address, shown_width, height = workshop.pictures.of_brand(src, width)
        return {"url": address, "width": shown_width, "height": height}

    def prose(document: Document, heading: int, style: str) -> Any:
        return document_html(document, heading=heading, picture=workshop.pictures.shown, width=BODY_WIDTH, style=style)

    def meeting_of(network: Network) -> Meeting | None:
        return network.meeting_for(issue.date)

    return {
        "issue": issue,
        "sections": issue.sections,
        "point": issue.point,
        "locale": key.locale,
        "dir": turn,
        "start": "right" if turn == "rtl" else "left",
        "end": "left" if turn == "rtl" else "right",
        "theme": workshop.theme,
        "site": site,
        "contents": _contents(edition),
        "slots": {"name": NAME, "leave": LEAVE, "preferences": PREFERENCES, "web": WEB},
        "always": [
            {"locale": locale, "name": locales.autonym(locale), "slot": always_slot(locale)}
            for locale in edition.other_locales
        ],
        "other_editions": _other_editions(key, workshop),
        "social": _social(issue.point),
        "link_of": link_of,
        "share_of": lambda article: share_links(link_of(article)),
        "calendar_of": workshop.calendars.of(issue, cldr.country, link_of, edition_address(site, key)),
        "picture": picture,
        "brand_picture": brand_picture,
        "funding": edition.chrome.gettext(workshop.theme.funding.line) if workshop.theme.funding else "",
        "prose": prose,
        "text": links.document,
        "linked": links.linked,
        "addresses": links.addresses,
        "is_signed": is_signed,
        "meeting_of": meeting_of,
        "country_of": lambda point: cldr.country(workshop.points[point].country) if point in workshop.points else "",
        "issue_network_name": lambda slug: workshop.network_names.get(slug, slug),
    }


def _contents(edition: Edition) -> list[dict[str, str]]:
    """What the letter holds below its lead: each heading, or the titles of articles that stand without one."""
    entries = []
    for section in edition.issue.sections:
        if section.heading:
            entries.append({"id": section.id or "", "words": section.heading})
        elif section.articles:
            titles = [(slug, edition.issue.articles[slug].title) for slug in section.articles]
            entries += [{"id": slug, "words": title} for slug, title in titles]
    return entries


def _other_editions(key: EditionKey, workshop: Workshop) -> list[dict[str, str]]:
    """The issue in each other language, once: where several points write in it, the first of them."""
    found: dict[str, EditionKey] = {}
    for other in workshop.editions:
        if other.locale != key.locale:
            found.setdefault(other.locale, other)
    named = [
        {"locale": locale, "name": locales.autonym(locale), "url": edition_address(workshop.site, other)}
        for locale, other in found.items()
    ]
    return sorted(named, key=lambda entry: locales.in_order(entry["name"]))


_SOCIAL_NAMES = {
    "facebook": "Facebook",
    "x": "X",
    "linkedin": "LinkedIn",
    "instagram": "Instagram",
    "youtube": "YouTube",
}


def _social(point: NationalPoint) -> list[tuple[str, str]]:
    given = point.social.model_dump()
    return [(name, given[key]) for key, name in _SOCIAL_NAMES.items() if given.get(key)]

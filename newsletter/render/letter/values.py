"""What templates of letters may use.

In: an edition and what all editions of a build share. Out: the values by name; the pictures and dates that a template
uses go to the resources.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from markupsafe import Markup

from newsletter import locales
from newsletter.content.brand import Logo
from newsletter.content.document import Document
from newsletter.content.issue import Issue
from newsletter.content.model import Meeting, NationalPoint, Network, Occasion
from newsletter.content.sections import Section
from newsletter.edition import Edition, EditionKey
from newsletter.render import writing
from newsletter.render.cldr import Cldr
from newsletter.render.icons import Tint
from newsletter.render.images import Shown
from newsletter.render.letter import outline, text
from newsletter.render.letter.addresses import article_address, edition_address, network_address
from newsletter.render.letter.context import RenderContext
from newsletter.render.letter.letter import LEAVE, NAME, PREFERENCES, WEB, always_slot
from newsletter.render.letter.markup import document_html, split_signature
from newsletter.render.letter.share import share_links
from newsletter.render.letter.unshown import HOURS
from newsletter.render.line_breaks import LineBreaks
from newsletter.render.resources import Resources
from newsletter.render.sandbox import note_look

OF_ISSUE = frozenset({
    "issue", "sections", "leads", "contents", "gathers_meetings", "calendar_of", "when_of", "hours_of",
    "meetings_ahead", "untold", "programme_in", "has_own_place", "rows_of",
})  # fmt: skip
"""Values that hang on the whole issue: no other knows any text but its arguments."""
COUNTING = frozenset({"text", "linked", "addresses"})
"""Values that hang on what was laid out before: they number the links of a letter."""

BODY_WIDTH = 560
LOGO_WIDTH = 240
"""CSS pixels: what a head has on a phone of 320 px, with room for its margins."""


def letter_values(
    edition: Edition, context: RenderContext, cldr: Cldr, breaks: LineBreaks, resources: Resources
) -> dict[str, Any]:
    """Everything a template may use; the pictures and dates that it uses go to the resources."""
    links = text.Links(breaks)
    return {
        **_of_language(edition.key.locale, cldr),
        **_of_edition(edition, context),
        **_of_sections(edition.issue),
        **_of_addresses(edition, context, cldr, resources),
        **_of_pictures(context, resources),
        **_of_occasions(edition.issue, cldr),
        **_of_partners(edition, context, cldr),
        "text": links.document,
        "linked": links.linked,
        "addresses": links.addresses,
        "split_signature": split_signature,
    }


def _of_language(locale: str, cldr: Cldr) -> dict[str, Any]:
    """How a language is written."""
    is_leftward = locales.direction(locale) == "rtl"
    return {
        "locale": locale,
        "dir": "rtl" if is_leftward else "ltr",
        "start": "right" if is_leftward else "left",
        "end": "left" if is_leftward else "right",
        "slant": writing.slant(locale),
        "has_whole_phrases": writing.has_whole_phrases(locale),
        "has_half_days": cldr.has_half_days,
        "comma": writing.comma(locale),
        "mirrored": Markup(' dir="rtl"') if is_leftward else "",
    }


def _of_edition(edition: Edition, context: RenderContext) -> dict[str, Any]:
    """The issue, its point, and the other languages that it is there in."""
    theme = context.theme
    return {
        "issue": edition.issue,
        "point": edition.issue.point,
        "theme": theme,
        "site": context.site,
        "slots": {"name": NAME, "leave": LEAVE, "preferences": PREFERENCES, "web": WEB},
        "always": [
            {"locale": locale, "name": locales.autonym(locale), "slot": always_slot(locale)}
            for locale in edition.other_locales
        ],
        "other_editions": _other_editions(edition.key, context),
        "social": _social(edition.issue.point),
        "funding": edition.chrome.gettext(theme.funding.line) if theme.funding else "",
    }


def _of_sections(issue: Issue) -> dict[str, Any]:
    """What is shown, in what order, and what is told elsewhere."""
    sections = outline.shown_sections(issue)
    gathering = next((section for section in sections if section.events), None)

    def meetings_ahead(section: Section) -> list[outline.Ahead]:
        return outline.meetings_ahead(issue) if section is gathering else []

    def rows_of(slugs: Sequence[str]) -> list[tuple[Network, ...]]:
        return outline.rows_of([issue.networks[slug] for slug in slugs])

    return {
        "sections": sections,
        "leads": any(section.lead for section in sections),
        "contents": outline.contents_of(issue, sections),
        "meetings_ahead": meetings_ahead,
        "gathers_meetings": gathering is not None,
        "untold": partial(outline.untold, issue),
        "programme_in": partial(outline.programme_in, sections),
        "has_own_place": partial(outline.has_own_place, sections),
        "day_told": outline.day_told,
        "rows_of": rows_of,
    }


def _of_addresses(edition: Edition, context: RenderContext, cldr: Cldr, resources: Resources) -> dict[str, Any]:
    """Where the letter leads to on its site, and the calendar files that lie there."""
    site, slug, locale = context.site, edition.issue.slug, edition.key.locale
    link_of = partial(article_address, site, slug, locale)
    network_link = partial(network_address, site, slug, locale)
    return {
        "link_of": link_of,
        "network_link": network_link,
        "share_of": lambda article: share_links(link_of(article)),
        "calendar_of": context.calendars.of(edition.issue, cldr.country, link_of, network_link, resources),
    }


def _of_pictures(context: RenderContext, resources: Resources) -> dict[str, Any]:
    """Pictures alone and in prose; those that are used go to the resources."""
    pictures, site = context.pictures, context.site

    def used(shown: Shown) -> Shown:
        resources.add(shown.path, shown.data, shown.problem)
        return shown

    def sized(shown: Shown) -> dict[str, Any]:
        return {"url": f"{site}/{used(shown).path}", "width": shown.width, "height": shown.height}

    def picture(src: str, width: int, focus: str | None = None) -> dict[str, Any]:
        return sized(pictures.show(src, width, "" if focus in (None, "whole") else focus))

    def icon(name: str, width: int) -> dict[str, Any]:
        light = context.theme.light
        return sized(pictures.icon(name, width, Tint(light.primary, light.paper)))

    def brand_picture(src: str, width: int) -> dict[str, Any]:
        return sized(pictures.of_brand(src, width))

    def logo_of(logo: Logo) -> dict[str, Any]:
        """As high as it should be, and no wider than the head of a letter on the narrowest phone."""
        whole = pictures.of_brand(logo.src, LOGO_WIDTH)
        width = min(whole.width, max(1, round(logo.height * whole.width / whole.height)))
        return brand_picture(logo.src, width)

    def in_prose(src: str, width: int) -> tuple[str, int, int]:
        shown = used(pictures.show(src, width))
        return f"{site}/{shown.path}", shown.width, shown.height

    def prose(document: Document, heading: int, style: str) -> Any:
        return document_html(document, heading=heading, picture=in_prose, width=BODY_WIDTH, style=style)

    return {"picture": picture, "icon": icon, "brand_picture": brand_picture, "logo_of": logo_of, "prose": prose}


def _of_occasions(issue: Issue, cldr: Cldr) -> dict[str, Any]:
    """When things are, in the time of the point."""
    date, zone = issue.date, issue.point.time_zone

    def when_of(occasion: Occasion) -> str:
        note_look(occasion, HOURS)
        return cldr.when(occasion.when, zone)

    def hours_of(occasion: Occasion) -> tuple[str, ...]:
        note_look(occasion, HOURS)
        return cldr.hours(occasion.when, zone)

    def meeting_of(network: Network) -> Meeting | None:
        return network.meeting_for(date)

    return {
        "when_of": when_of,
        "hours_of": hours_of,
        "zone_beside": lambda article: cldr.zone_beside(article.event.when if article.event else None, zone),
        "meeting_of": meeting_of,
    }


def _of_partners(edition: Edition, context: RenderContext, cldr: Cldr) -> dict[str, Any]:
    """Who takes part, and from where."""
    locale, own_country = edition.key.locale, edition.issue.point.country

    def country_of(point: str) -> str:
        office = context.points.get(point)
        return cldr.country(office.country) if office and office.country else ""

    def partners_of(network: Network) -> list[outline.Partners]:
        return outline.partners_by_country(network, own_country, locale, cldr.country)

    return {
        "country_of": country_of,
        "partners_of": partners_of,
        "issue_network_name": lambda slug: context.network_names.get(slug, slug),
    }


def _other_editions(key: EditionKey, context: RenderContext) -> list[dict[str, str]]:
    """The issue in each other language, once: where several points write in it, the first of them."""
    found: dict[str, EditionKey] = {}
    for other in context.editions:
        if other.locale != key.locale:
            found.setdefault(other.locale, other)
    named = [
        {"locale": locale, "name": locales.autonym(locale), "url": edition_address(context.site, other)}
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

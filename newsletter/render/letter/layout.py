"""The layout of an edition: templates, skeleton, styles, words, text, in this order.

In: an `Edition` and a `RenderContext` of what all editions of a build share. Out: a `Letter` with its pictures and
calendar files, or the problem of the template or picture that stopped it. Touches the project's templates, pictures
and cache, never the network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from newsletter import locales
from newsletter.content.brand import Logo
from newsletter.content.document import Document
from newsletter.content.foreign import unmarked
from newsletter.content.model import Article, Meeting, NationalPoint, Network, Occasion, Section
from newsletter.content.pictures import PictureError
from newsletter.content.traced import Trace
from newsletter.edition import Edition, EditionKey
from newsletter.exceptions import NewsletterError
from newsletter.files import digest_of, program_digest
from newsletter.problems import Location, Problem, error
from newsletter.render import line_marks, writing
from newsletter.render.cldr import Cldr
from newsletter.render.environment import Filters, Language, TemplateError
from newsletter.render.icons import Tint
from newsletter.render.images import Shown
from newsletter.render.letter import outline, tags, text
from newsletter.render.letter.context import RenderContext
from newsletter.render.letter.letter import LEAVE, NAME, PREFERENCES, WEB, Letter, always_slot
from newsletter.render.letter.markup import document_html, split_signature
from newsletter.render.letter.sentence import first_sentence
from newsletter.render.letter.share import share_links
from newsletter.render.letter.skeleton import (
    CompiledLayout,
    compile_layout,
    extract_words,
    fill_layout,
    find_lost_words,
)
from newsletter.render.letter.unshown import HOURS, find_unshown
from newsletter.render.line_breaks import LineBreaks
from newsletter.render.resources import Resources
from newsletter.render.sandbox import LookedAt, note_look

LETTER, TEXT, STYLES = "newsletter.mjml", "newsletter.txt", "letter.css"
BODY_WIDTH = 560
LOGO_WIDTH = 240
"""CSS pixels: what a head has on a phone of 320 px, with room for its margins."""


class BrokenTagsError(NewsletterError):
    """The rendered MJML is not in order; `problems` has the places in the templates."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Laid:
    """An edition laid out.

    Its letter, None when a template or picture is broken; the pictures and calendar files it shows, by their paths on
    the site; what is wrong with any of it.
    """

    letter: Letter | None
    resources: Mapping[str, bytes]
    problems: tuple[Problem, ...]


def lay_out(edition: Edition, context: RenderContext, trace: Trace | None = None, *, with_text: bool = True) -> Laid:
    """The letter of an edition. Equal arguments give equal letters, whatever other threads lay out meanwhile.

    With the `trace` that the edition was localised with, the HTML says of each text which value it is; without those
    marks (`skeleton.untraced`) it is the same to the byte. A look at it needs no plain text: without one `text` is
    empty.
    """
    key, issue, point = edition.key, edition.issue, edition.issue.point
    cldr = Cldr(key.locale)
    resources = Resources()
    breaks = LineBreaks.of(key.locale, edition.names)
    values = _values(edition, context, cldr, breaks, resources)
    language = Language(edition.chrome, letter_filters(cldr, breaks))
    templates = context.templates
    letter_name, text_name = (templates.for_point(name, key.point) for name in (LETTER, TEXT))
    of_letter: LookedAt = set()
    of_text: LookedAt = set()
    try:
        rendered = templates.render(letter_name, values, language, of_letter)
        html = _html(rendered, letter_name, key, values, context, language, breaks, trace)
        written = templates.render(text_name, values, language, of_text) if with_text else ""
    except (TemplateError, PictureError) as fault:
        return Laid(None, {}, (fault.problem.of(str(key)),))
    except BrokenTagsError as fault:
        return Laid(None, {}, tuple(problem.of(str(key)) for problem in fault.problems))
    letter = Letter(
        edition=str(key),
        locale=key.locale,
        subject=unmarked(issue.subject.words),
        preheader=unmarked(issue.preheader.words),
        sender=(unmarked(point.from_.name), point.from_.address),
        reply_to=point.reply_to,
        html=html,
        text=text.tidy(unmarked(written), values["dir"]) if with_text else "",
        web_address=edition_address(context.site, key),
    )
    pages = letter.html + letter.text
    shown = {path: data for path, data in resources.files.items() if path in pages}
    to_show = replace(issue, sections=values["sections"])
    problems = find_unshown(to_show, templates, of_letter, letter_name, LETTER)
    problems += find_unshown(to_show, templates, of_text, text_name, TEXT) if with_text else []
    problems = [problem.of(str(key)) for problem in problems]
    return Laid(letter, shown, (*problems, *resources.problems))


def edition_address(site: str, key: EditionKey) -> str:
    """Where an edition will stand on the web; fixed for ever, since mailed letters hold it."""
    return f"{site}/{key.issue}/{key.point}/{key.locale}/"


def article_address(site: str, issue: str, locale: str, article: Article) -> str:
    """Where an article can be read in full: its own link, else its page in the archive."""
    return article.link or f"{site}/{issue}/{locale}/{quote(article.slug)}/"


def network_address(site: str, issue: str, locale: str, network: Network) -> str:
    """Where a network is told of: its own link, else its page in the archive."""
    return network.link or f"{site}/{network_path(issue, locale, network.slug)}"


def network_path(issue: str, locale: str, slug: str) -> str:
    """The path on the site of a network's page; no article's, whose slug has no `/`."""
    return f"{issue}/{locale}/networks/{quote(slug)}/"


def _html(
    rendered: str,
    name: str,
    key_of: EditionKey,
    values: Mapping[str, Any],
    context: RenderContext,
    language: Language,
    breaks: LineBreaks,
    trace: Trace | None,
) -> str:
    templates = context.templates
    parted = extract_words(line_marks.unmarked(rendered))
    sheet = (templates.for_point(STYLES, key_of.point), values["dir"], values["slant"], values["has_half_days"])
    styles = context.styles.get(sheet)
    if styles is None:
        styles = context.styles[sheet] = templates.render(sheet[0], values, language)
    key = digest_of([program_digest(), parted.skeleton, styles])
    compiled_layout = context.compiled_layouts.get(key)
    if compiled_layout is None:
        kept = context.cache.get("skeletons", key)
        # A skeleton that has been finished before has passed the check of its tags.
        compiled_layout = (
            CompiledLayout.from_json(kept)
            if kept is not None
            else _compile(line_marks.Places(rendered, name), parted.skeleton, styles, sheet[0], context)
        )
        if kept is None:
            context.cache.put("skeletons", key, compiled_layout.to_json())
        context.compiled_layouts[key] = compiled_layout
    return fill_layout(compiled_layout, parted.words, breaks, trace.paths if trace else None)


def _compile(
    places: line_marks.Places, skeleton: str, styles: str, sheet: str, context: RenderContext
) -> CompiledLayout:
    """The finished HTML of a skeleton, by mrml and premailer, once its tags are in order; no word of it is lost."""
    mjml = line_marks.unmarked(places.rendered)
    problems = tags.tag_problems(mjml, places)
    if problems:
        raise BrokenTagsError([context.templates.with_line(problem) for problem in problems])
    from newsletter.render.letter.inline import StyleError, inline_styles
    from newsletter.render.letter.mjml import MjmlError, to_html

    try:
        compiled_layout = compile_layout(inline_styles(to_html(skeleton), styles))
    except MjmlError as fault:
        place = Location(f"templates/{places.template}", 1)
        problem = error("broken-template", f"MJML can't be laid out: {fault}", place)
        raise BrokenTagsError([context.templates.with_line(problem)]) from fault
    except StyleError as fault:
        message = f"the rule `{fault.selector}` can't be put into style attributes"
        hint = "select by one element's classes, such as `.name`; any other rule belongs into letter-rules.css"
        found = [context.templates.place(name, fault.selector) for name in (sheet, STYLES)]
        place = next((place for place in found if place.line), found[0])
        problem = error("unknown-selector", message, place, hint)
        raise BrokenTagsError([problem]) from fault
    problems = [_lost(word, places.at(start)) for start, word in find_lost_words(compiled_layout, mjml)]
    if problems:
        raise BrokenTagsError([context.templates.with_line(problem) for problem in problems])
    return compiled_layout


def _lost(word: str, place: Location) -> Problem:
    shown = word if len(word) <= 60 else f"{word[:59]}…"
    hint = "take it out, or put it where a letter shows it; of two titles, previews or bodies one is used"
    return error("lost-words", f"MJML shows “{unmarked(shown)}” nowhere in the letter", place, hint)


def letter_filters(cldr: Cldr, breaks: LineBreaks) -> Filters:
    """What templates of letters may write after a `|`, in the words of one locale."""

    def of_text(words: Any) -> str:
        return breaks.kept(unmarked(str(words)))

    return {
        "date": cldr.date,
        "weekday": cldr.weekday,
        "day_range": lambda days: cldr.day_range(*days),
        "days": lambda days: cldr.days(*days),
        "month": cldr.month,
        "months": lambda days: cldr.months(*days),
        "time_range": lambda times: cldr.time_range(*times),
        "country": lambda code: cldr.country(code) if code else "",
        "listed": lambda items: cldr.listed(_several(items)),
        "number": cldr.number,
        "lean": lambda rules: Markup(lean_rules(str(rules))),  # noqa: S704 (a style element knows no escapes)
        "sentence": lambda words: first_sentence(str(words)),
        "bare": lambda url: str(url).removeprefix("https://").removeprefix("http://").rstrip("/"),
        "wrapped": lambda words, first="", rest="": text.wrapped(of_text(words), first=first, rest=rest),
        "underlined": lambda words, mark: text.underlined(of_text(words), mark),
        "aligned": lambda rows: text.aligned(of_text(rows)),
        "rule": lambda _: "-" * text.WIDTH,
    }


def lean_rules(css: str) -> str:
    """Rules without the blanks that mean nothing: 1.5 KB of a letter."""
    return re.sub(r"\s*([{};,>])\s*", r"\1", " ".join(css.split())).replace(";}", "}").replace(": ", ":")


def _several(items: Any) -> Any:
    """A list, and no text, which is one of letters."""
    if isinstance(items, str):
        raise TypeError("`listed` takes a list, not a text")
    return items


def _values(
    edition: Edition, context: RenderContext, cldr: Cldr, breaks: LineBreaks, resources: Resources
) -> dict[str, Any]:
    """Everything a template may use; the pictures and dates that it uses go to the resources."""
    key, issue, site = edition.key, edition.issue, context.site
    turn = locales.direction(key.locale)
    links = text.Links(breaks)
    link_of = partial(article_address, site, issue.slug, key.locale)
    network_link = partial(network_address, site, issue.slug, key.locale)

    def used(shown: Shown) -> Shown:
        resources.add(shown.path, shown.data, shown.problem)
        return shown

    def sized(shown: Shown) -> dict[str, Any]:
        return {"url": f"{site}/{used(shown).path}", "width": shown.width, "height": shown.height}

    def picture(src: str, width: int, focus: str | None = None) -> dict[str, Any]:
        return sized(context.pictures.show(src, width, "" if focus in (None, "whole") else focus))

    def icon(name: str, width: int) -> dict[str, Any]:
        light = context.theme.light
        return sized(context.pictures.icon(name, width, Tint(light.primary, light.paper)))

    def brand_picture(src: str, width: int) -> dict[str, Any]:
        return sized(context.pictures.of_brand(src, width))

    def logo_of(logo: Logo) -> dict[str, Any]:
        """As high as it should be, and no wider than the head of a letter on the narrowest phone."""
        whole = context.pictures.of_brand(logo.src, LOGO_WIDTH)
        width = min(whole.width, max(1, round(logo.height * whole.width / whole.height)))
        return brand_picture(logo.src, width)

    def in_prose(src: str, width: int) -> tuple[str, int, int]:
        shown = used(context.pictures.show(src, width))
        return f"{site}/{shown.path}", shown.width, shown.height

    def prose(document: Document, heading: int, style: str) -> Any:
        return document_html(document, heading=heading, picture=in_prose, width=BODY_WIDTH, style=style)

    def country_of(point: str) -> str:
        office = context.points.get(point)
        return cldr.country(office.country) if office and office.country else ""

    def meeting_of(network: Network) -> Meeting | None:
        return network.meeting_for(issue.date)

    def when_of(occasion: Occasion) -> str:
        note_look(occasion, HOURS)
        return cldr.when(occasion.when, issue.point.time_zone)

    def hours_of(occasion: Occasion) -> tuple[str, ...]:
        note_look(occasion, HOURS)
        return cldr.hours(occasion.when, issue.point.time_zone)

    def partners_of(network: Network) -> list[outline.Partners]:
        return outline.partners_by_country(network, issue.point.country, key.locale, cldr.country)

    def meetings_ahead(section: Section) -> list[outline.Ahead]:
        return outline.meetings_ahead(issue) if section is gathering else []

    def rows_of(slugs: Sequence[str]) -> list[tuple[Network, ...]]:
        return outline.rows_of([issue.networks[slug] for slug in slugs])

    sections = outline.shown_sections(issue)
    gathering = next((section for section in sections if section.events), None)

    return {
        "issue": issue,
        "sections": sections,
        "point": issue.point,
        "locale": key.locale,
        "dir": turn,
        "start": "right" if turn == "rtl" else "left",
        "end": "left" if turn == "rtl" else "right",
        "slant": writing.slant(key.locale),
        "has_whole_phrases": writing.has_whole_phrases(key.locale),
        "has_half_days": cldr.has_half_days,
        "comma": writing.comma(key.locale),
        "mirrored": Markup(' dir="rtl"') if turn == "rtl" else "",
        "theme": context.theme,
        "site": site,
        "leads": any(section.lead for section in sections),
        "contents": outline.contents_of(issue, sections),
        "slots": {"name": NAME, "leave": LEAVE, "preferences": PREFERENCES, "web": WEB},
        "always": [
            {"locale": locale, "name": locales.autonym(locale), "slot": always_slot(locale)}
            for locale in edition.other_locales
        ],
        "other_editions": _other_editions(key, context),
        "social": _social(issue.point),
        "link_of": link_of,
        "share_of": lambda article: share_links(link_of(article)),
        "calendar_of": context.calendars.of(issue, cldr.country, link_of, network_link, resources),
        "picture": picture,
        "brand_picture": brand_picture,
        "icon": icon,
        "logo_of": logo_of,
        "funding": edition.chrome.gettext(context.theme.funding.line) if context.theme.funding else "",
        "prose": prose,
        "text": links.document,
        "linked": links.linked,
        "addresses": links.addresses,
        "split_signature": split_signature,
        "network_link": network_link,
        "when_of": when_of,
        "hours_of": hours_of,
        "zone_beside": lambda article: cldr.zone_beside(
            article.event.when if article.event else None, issue.point.time_zone
        ),
        "meeting_of": meeting_of,
        "meetings_ahead": meetings_ahead,
        "gathers_meetings": gathering is not None,
        "untold": partial(outline.untold, issue),
        "programme_in": partial(outline.programme_in, sections),
        "has_own_place": partial(outline.has_own_place, sections),
        "day_told": outline.day_told,
        "rows_of": rows_of,
        "partners_of": partners_of,
        "country_of": country_of,
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

"""What can be put into a section, or taken as a lead: articles or networks that a search finds, as a list with ticks.

In: a request with what is looked for (`q`, `narrow`, `language`), the place that it is for. Out: a part of a page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from newsletter.content.model import IssueFile
from newsletter.content.sections import section_kinds
from newsletter.pipeline.editing.choices import language_within, name_of_language
from newsletter.pipeline.editing.composing import Card
from newsletter.pipeline.editing.description import describe
from newsletter.pipeline.editing.forms import FormFile
from newsletter.pipeline.editing.library import Entry, last_use, search, suits
from newsletter.render.cldr import Cldr
from newsletter.studio.request import StudioRequest, StudioResponse
from newsletter.studio.studio import Studio
from newsletter.studio.words import Words

_MOST_SHOWN = 40
_LABELS = {each.key: each.label for part in describe(IssueFile) for each in part.fields if part.key == "sections"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is put: the section `card` of a file, whose contents stand `at` a path.

    `name` is that of the place on the page, `swap` are the parts of the page that show it, `day` is that of the issue,
    None for one that can't be read. With `may_repeat` it may be
    what the central issue shows already.
    """

    issue: str
    form: FormFile
    card: Card
    at: list[str | int]
    name: str
    swap: str
    day: dt.date | None
    may_repeat: bool = False


def kinds_in(words: Words) -> Mapping[str, str]:
    """What each kind of section is called."""
    return {key: words.gettext(_LABELS[key]) for key in section_kinds()}


def pick_from(studio: Studio, request: StudioRequest, place: Place) -> StudioResponse:
    """The list."""
    shelves, query, card = studio.library.shelves(), request.query, place.card
    if card.refers == "network":
        every: list[Entry] = sorted(shelves.networks.values(), key=lambda each: each.title.casefold())
    else:
        suited = [each for each in shelves.articles.values() if suits(each, card.kind)]
        every = [*sorted(suited, key=lambda each: (each.date, each.slug), reverse=True)]
    narrow, language = query.get("narrow", ""), query.get("language", "")
    entries = every
    if narrow == "new":
        entries = [each for each in entries if last_use(each, place.issue) is None]
    elif narrow == "out":
        entries = [each for each in entries if not any(use.issue == place.issue for use in each.uses)]
    if language:
        entries = [each for each in entries if each.locale == language]
    found = search(entries, query.get("q", ""), [request.words.locale])
    locale = request.words.locale
    return studio.part(
        request,
        "picker.html",
        card=card,
        form=place.form,
        at=place.at,
        place=place.name,
        swap=place.swap,
        may_repeat=place.may_repeat,
        may_make=request.visitor.may_make("network" if card.refers == "network" else "article"),
        issue=place.issue,
        found=found[:_MOST_SHOWN],
        count=len(found),
        every=len(every),
        never=sum(last_use(each, place.issue) is None for each in every),
        languages={each.locale: name_of_language(locale, each.locale) for each in every},
        day=place.day,
        asked=query.get("q", ""),
        narrow=narrow,
        language=language,
        last_use=lambda entry: last_use(entry, place.issue),
        here={each.slug: each.number for each in card.items},
        uses={each.slug: [use for use in each.uses if use.issue == place.issue] for each in every},
        points=shelves.points,
        kinds=kinds_in(request.words),
        cldr=Cldr(locale),
        names=lambda tag: name_of_language(locale, tag),
        language_within=lambda tag: language_within(locale, tag),
    )

"""The layout of an edition: templates, skeleton, styles, words, text, in this order.

In: an `Edition` and a `RenderContext` of what all editions of a build share. Out: a `Letter` with its pictures and
calendar files, or the problem of the template or picture that stopped it. Touches the project's templates, pictures
and cache, never the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from newsletter.content.foreign import unmarked
from newsletter.content.pictures import PictureError
from newsletter.content.traced import Trace
from newsletter.edition import Edition, EditionKey
from newsletter.exceptions import NewsletterError
from newsletter.files import digest_of, program_digest
from newsletter.problems import Location, Problem, error
from newsletter.render import line_marks
from newsletter.render.cldr import Cldr
from newsletter.render.environment import Language, TemplateError
from newsletter.render.letter import tags, text
from newsletter.render.letter.addresses import edition_address
from newsletter.render.letter.context import RenderContext
from newsletter.render.letter.filters import letter_filters
from newsletter.render.letter.letter import Letter
from newsletter.render.letter.skeleton import (
    CompiledLayout,
    compile_layout,
    extract_words,
    fill_layout,
    find_lost_words,
)
from newsletter.render.letter.unshown import find_unshown
from newsletter.render.letter.values import COUNTING, OF_ISSUE, letter_values
from newsletter.render.line_breaks import LineBreaks
from newsletter.render.resources import Resources
from newsletter.render.sandbox import LookedAt

LETTER, TEXT, STYLES = "newsletter.mjml", "newsletter.txt", "letter.css"


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
    values = letter_values(edition, context, cldr, breaks, resources)
    language = Language(edition.chrome, letter_filters(cldr, breaks))
    templates = context.templates
    letter_name, text_name = (templates.for_point(name, key.point) for name in (LETTER, TEXT))
    of_letter: LookedAt = set()
    of_text: LookedAt = set()
    try:
        rendered = _render(letter_name, edition, values, context, language, breaks, trace, of_letter, resources)
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


def _render(
    name: str,
    edition: Edition,
    values: Mapping[str, Any],
    context: RenderContext,
    language: Language,
    breaks: LineBreaks,
    trace: Trace | None,
    looked_at: LookedAt,
    resources: Resources,
) -> str:
    """The template filled in; in a program that stays only what is not as it was in the letter before."""
    fragments, issue = context.fragments, edition.issue
    if fragments is None:
        return context.templates.render(name, values, language, looked_at)
    stands_on = (
        context.templates, context.theme, context.pictures, context.calendars, context.site, context.points,
        context.network_names, context.editions, edition.chrome, edition.other_locales, breaks, trace,
        issue.slug, issue.date, issue.point.model_dump(),
    )  # fmt: skip
    place = (str(edition.key), name, trace is None)
    rendering = fragments.begin(place, stands_on, values, OF_ISSUE, COUNTING, resources)
    rendered = context.templates.render(name, values, language, looked_at, rendering)
    fragments.end(rendering)
    return rendered


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
    return fill_layout(compiled_layout, parted.words, breaks, trace)


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

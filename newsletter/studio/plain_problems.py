"""What is wrong with a value, in the words of a form: without keys, codes of countries and marks of files.

In: the person’s words, a problem beside its field. Out: a sentence and what to do, in their language; where a problem
is rare, what `newsletter check` says of it, in English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from newsletter.problems import Problem
from newsletter.studio.problem_words import PROBLEM_WORDS
from newsletter.studio.sending_problem_words import SENDING_PROBLEM_WORDS
from newsletter.studio.words import SOURCE, Words

_MOST_TYPED = 40
_COMMAND = "`newsletter "
_RARE = {**PROBLEM_WORDS, **SENDING_PROBLEM_WORDS}
"""Problems whose own English sentences say more than ours."""

Said = tuple[Markup, Markup, str]
"""A sentence, a hint (either may be empty), and the locale that they are in."""


def plain_words(words: Words, problem: Problem) -> Said:
    """What is wrong, and what to do about it."""
    if found := known_words(words, problem):
        sentence, hint = found
        return Markup(escape(sentence)), Markup(escape(hint)), words.locale  # noqa: S704 (escaped)
    return quoted(problem.message), quoted(hint_here(problem)), SOURCE


def hint_here(problem: Problem) -> str:
    """What to do about a problem on a page, in English; nothing where only the command line could do it."""
    if problem.code in SENDING_PROBLEM_WORDS:
        return SENDING_PROBLEM_WORDS[problem.code][1]
    return "" if _COMMAND in problem.hint else problem.hint


def known_words(words: Words, problem: Problem) -> tuple[str, str] | None:
    """A sentence and a hint as a form says them; None where the problem's own words are better, or all there is.

    Its own words are English, and name the very value: who reads English gets them, unless they name keys of files.
    """
    code = "unknown-country" if _is_country(problem) else problem.code
    known = _known(words.gettext).get(code)
    if known and code == "mark-as-typed" and (typed := _typed(problem)):
        return words.gettext("“{typed}” is shown as it is typed.").format(typed=typed), known[1]
    if known is None and code in _RARE and words.locale != SOURCE:
        sentence, hint = _RARE[code]
        known = words.gettext(sentence), words.gettext(hint)
    return known


def as_text(sentence: Markup) -> str:
    """A sentence without marks: what it quotes stands in quotation marks."""
    return Markup(sentence.replace("<code>", "“").replace("</code>", "”")).unescape()  # noqa: S704 (escaped before)


def _typed(problem: Problem) -> str:
    """What stands at the place of a problem, up to the next blank; "" where the place is not known so well."""
    at = problem.location
    typed = at.excerpt[at.column - 1 :].split(maxsplit=1)[:1] if at and at.column else []
    return "".join(each if len(each) <= _MOST_TYPED else f"{each[: _MOST_TYPED - 1]}…" for each in typed)


def _is_country(problem: Problem) -> bool:
    return problem.path.endswith("/country") and problem.code in ("empty-value", "missing-key")


def known_codes() -> frozenset[str]:
    """The codes of all problems of files that have words here."""
    return frozenset({*_known(str), *PROBLEM_WORDS})


def _known(_: Callable[[str], str]) -> Mapping[str, tuple[str, str]]:
    """The problems that people meet while they fill in a form, by code."""
    nothing = (_("Nothing stands here."), _("Write something here, or take it out."))
    return {
        "empty-value": nothing,
        "missing-key": nothing,
        "empty-section": (
            _("This section has nothing in it yet."),
            _("It is left out of the letter until something stands in it."),
        ),
        "unknown-country": (_("Which country?"), _("Choose one from the list.")),
        "broken-date": (
            _("This can’t be read as one day."),
            _("Write year, month, day: 2024-02-20, and an hour behind it where there is one: 2024-02-20 18:30."),
        ),
        "bad-address": (_("This is no mail address."), _("Write it like name@example.org.")),
        "bad-name": (
            _("A name has small letters, digits and hyphens."),
            _("It stands in addresses, such as six-networks."),
        ),
        "unknown-time-zone": (_("There is no such time zone."), _("Choose one from the list, such as Europe/Madrid.")),
        "end-before-start": (_("It ends before it begins."), _("One of the two is mistyped.")),
        "picture-not-imported": (
            _("A picture was not brought in."),
            _("Save it, and put it into the article yourself."),
        ),
        "missing-picture": (_("There is no such picture."), _("Choose one from the list.")),
        "unknown-picture-kind": (
            _("Letters can’t show a picture of this kind."),
            _("Open it in a program for pictures and save it as JPEG or PNG."),
        ),
        "broken-picture": (
            _("This is no picture, or a damaged one."),
            _("Open it in a program for pictures and save it as JPEG or PNG."),
        ),
        "picture-too-large": (
            _("This picture is too large to work on."),
            _("Scale it down to 2,000 pixels wide, and bring it again."),
        ),
        "heavy-picture": (_("This picture takes long to load."), _("Make it smaller, or save it as JPEG.")),
        "small-picture": (
            _("This picture has too few pixels for its place, and looks blurred there."),
            _("Take a larger copy: 1,280 pixels wide is best."),
        ),
        "tall-picture": (
            _("This picture is higher than wide: it fills more than a screen."),
            _("Choose what matters in it, or cut it."),
        ),
        "flat-picture": (
            _("This picture is so much wider than high that it looks like a line."),
            _("Take a higher picture, or leave it out."),
        ),
        "event-without-place": (_("It has no place yet."), _("Name a place and a country, or say that it is online.")),
        "mark-as-typed": (
            _("Something in it is shown as it is typed."),
            _("Take away marks and notes that readers should not see."),
        ),
        "heading-level": (
            _("A heading of this size can’t stand here."),
            _("Choose one that is one step smaller than the heading above it, or “Heading” where there is none above."),
        ),
        "section-kind": (
            _("This section is of no kind, or of more than one."),
            _("Open the text of the file, or remove the section."),
        ),
        "unreviewed-edition": (
            _("The letter has texts that nobody has read."),
            _("Have them read at the review desk, or open “Or let the letter go as it is” and say why."),
        ),
        "untranslated-edition": (
            _("The letter has texts that are not translated."),
            _("Write them at the review desk, or open “Or let the letter go as it is” and say why."),
        ),
        "pseudo-text": (
            _("The letter has texts that are no translation: they were made to try how it looks."),
            _("Write them at the review desk."),
        ),
        "two-leads": (_("The letter has another lead already."), _("Put the article into a section of articles.")),
        "listed-twice": (_("This is in the list twice."), _("Take one of them out.")),
    }


def quoted(sentence: str) -> Markup:
    """A sentence of a problem with a capital and a full stop; what it quotes from a file is set apart."""
    if not sentence:
        return Markup("")
    words = sentence if sentence.startswith("`") else sentence[:1].upper() + sentence[1:]
    ended = words if words.endswith((".", "?", "!")) else f"{words}."
    return Markup(re.sub(r"`([^`]*)`", r"<code>\1</code>", str(escape(ended))))  # noqa: S704 (escaped before)

"""What was found in a source, in the words of whoever works with the studio.

In: findings, questions, drafts. Out: sentences. A value is called as the form of its file calls it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from newsletter.content.importing.findings import Doubt, Finding, Question, Reason
from newsletter.content.model import Article, Network
from newsletter.pipeline.editing.description import describe
from newsletter.studio.words import N_, Words

_REASONS: Mapping[str, str] = {
    "bold-line": N_("It is a bold line that stands alone."),
    Reason.PAGE_TITLE: N_("It is the title of the window."),
    Reason.FILE_NAME: N_("It is what the file is called."),
    Reason.FIRST_HEADING: N_("It is the first heading."),
    Reason.FIRST_LINE: N_("It is how the first line begins."),
    Reason.SLUG_OF_TITLE: N_("It is made of the title."),
    Reason.LANGUAGE_OF_WORDS: N_("The words are most like that language."),
    Reason.PROJECT_LOCALE: N_("Nothing says another language."),
    Reason.MARKUP: N_("The page marks it so."),
    Reason.ANSWERED: N_("You have said so."),
    Reason.COUNTRY_NAME: N_("It is another name of that country."),
    Reason.COUNTRY_OF_PLACE: N_("It is the country of a partner there."),
    Reason.LAST_DASH: N_("It stands at the last dash."),
    Reason.NAME_IN_TEXT: N_("There is no title; the text uses this name."),
    Reason.ORDER: N_("It is told by what stands around it."),
    Reason.YEAR_OF_ISSUE: N_("It is the year of the issue."),
    Reason.USUAL_KIND: N_("Most meetings are of this kind."),
}
_DOUBTS = {
    Doubt.HEADING_OR_CAPTION: N_("What is this line?"),
    Doubt.YEAR: N_("Of which year? The page doesn’t say."),
    Doubt.WHICH_DAY: N_("Which day is it?"),
    Doubt.WHICH_LANGUAGE: N_("The page is in several languages. Which one?"),
    Doubt.NAME: N_("What is it called? The page doesn’t say."),
}
_CHOICES = {
    "heading": N_("Heading"),
    "caption": N_("Caption"),
    "text": N_("Text"),
    "leave-out": N_("Leave out"),
    "each": N_("Each by itself"),
}


def asked_in_words(question: Question, words: Words) -> str:
    """What is asked."""
    return words.gettext(_DOUBTS[question.doubt])


def choice_in_words(question: Question, choice: str, words: Words, languages: dict[str, str]) -> str:
    """One answer, as its button says it."""
    if question.doubt is Doubt.WHICH_LANGUAGE and choice in languages:
        return languages[choice]
    return words.gettext(_CHOICES[choice]) if choice in _CHOICES else choice


def reason_in_words(finding: Finding, words: Words) -> str:
    """How a value was guessed; "" for one that was not."""
    found = _REASONS.get(finding.reason) if finding.reason else None
    return words.gettext(found) if found else ""


def field_in_words(path: str, words: Words) -> str:
    """What a value is called in its form, with its number in a list: `Partners 4, Country`."""
    kind, _, rest = path.partition("/")
    fields = describe(Network if kind == "networks" else Article)
    said: list[str] = []
    for key in rest.split("/")[1:]:
        if re.fullmatch(r"\d+", key):
            said[-1:] = [f"{each} {int(key) + 1}" for each in said[-1:]]
            continue
        found = next((each for each in fields if each.key == key), None)
        if found is not None:
            said += [words.gettext(found.label)] if found.label else []
            fields = found.fields or (found.item.fields if found.item else ())
    return ", ".join(said) or words.gettext(_TEXT)


_TEXT = N_("Text")

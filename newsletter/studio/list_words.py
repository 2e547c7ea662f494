"""What the page of readers says of a list that is looked at: of its columns, of refused rows, of the list itself.

In: the person's words, problems of an import. Out: sentences in their language, without what only a terminal has. Who
reads English gets the import's own words about a row, which name the very value.
"""

from __future__ import annotations

from newsletter.problems import Problem
from newsletter.studio.words import SOURCE, Words

_VALUES = ("bad-day", "bad-language", "bad-recipient", "bad-row", "future-consent", "long-row", "own-address")
"""Problems whose own words say more than ours: which value, and what is wrong with it."""


def columns_said(words: Words) -> dict[str, str]:
    """What a column can be read as, in the order in which it is offered; "" is nothing."""
    _ = words.gettext
    return {
        "": _("nothing: left out"),
        "-": _("nothing, whatever it sounds like"),
        "email": _("address"),
        "name": _("name"),
        "first-name": _("first name"),
        "last-name": _("last name"),
        "locales": _("languages, in their order"),
        "since": _("reader since"),
        "consent": _("the words they agreed to"),
        "consent-locale": _("the language of these words"),
        "consent-on": _("the day they agreed"),
        "consent-how": _("how they agreed"),
        "confirmed": _("has confirmed by mail"),
        "point": _("point"),
        "state": _("state: reads, waits or has left"),
        "joined": _("reads the newsletter: yes or no"),
        "left": _("has left: never mailed"),
        "bounced": _("mail came back: never mailed"),
        "complained": _("has complained: never mailed"),
        "suppressed": _("is blocked: never mailed"),
        "lists": _("lists that are read or left"),
    }


def row_said(words: Words, problem: Problem, holds: str = "") -> str:
    """Why a row does not join; `holds` is what stands in the column of addresses."""
    _ = words.gettext
    if problem.code == "bad-recipient" and not holds:
        return _("The address is missing.")
    if problem.code in _VALUES and words.locale == SOURCE:
        return f"{problem.message[:1].upper()}{problem.message[1:]}.".replace("`", "“", 1).replace("`", "”", 1)
    return {
        "bad-recipient": _("This is no address that can be mailed."),
        "bad-day": _("A date can’t be read. Write it like 2023-11-21."),
        "bad-language": _("The language can’t be read. Write its short name, such as es or nl-BE."),
        "bad-row": _("A cell of this row can’t be read."),
        "long-row": _("It has more cells than there are columns. Put a text with a comma in quotes."),
        "formula-cell": _("A formula, not a text. Write its outcome."),
        "own-address": _("That is an address of this newsletter itself."),
        "future-consent": _("It names a day that has not come yet."),
        "without-consent": _("Nothing says what this person agreed to."),
        "repeated-recipient": _("The same address stands in an earlier row, which counts."),
        "suppressed-recipient": _("This address must not be mailed again. Only the person can undo it, by the form."),
        "recipient-has-left": _("This person has left. They can join again themselves, by the form."),
        "signed-up-since": _("They have left elsewhere, and signed up here by the form since: they stay."),
        "unmapped-leaving": _("It sounds as if this person had left, or wanted no mail. Say what the column tells."),
    }.get(problem.code, words.gettext("This row can’t be read."))


def list_said(words: Words, problem: Problem) -> str:
    """Why a list can't be taken yet, and what to do."""
    _ = words.gettext
    return {
        "unmapped-column": _("No column is read as the address. Choose the one that holds it."),
        "unmapped-leaving": _(
            "A column sounds as if it said who has left or is blocked. Say what it tells, or that it tells nothing."
        ),
        "without-consent": _(
            "Nothing says what these people agreed to. Write it below, or choose the column that has it."
        ),
        "file-of-leavers": _("By its name the file holds people who have left. Say below whether it does."),
        "ambiguous-date": _("Its dates can be read in two ways. Say below which comes first, the day or the month."),
        "unknown-encoding": _("Its letters can’t be read. Save it as “CSV UTF-8” and choose it again."),
        "unsafe-file": _("It holds what no list needs, such as macros. Save it as “CSV UTF-8” and choose it again."),
        "file-too-large": _("It has more rows than a workbook may. Save it as “CSV UTF-8” and choose it again."),
    }.get(problem.code, _("It can’t be read as a table. Save it as “CSV UTF-8” and choose it again."))

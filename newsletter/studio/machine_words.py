"""Why a machine has no answer for one text, and why something was not done as it was asked for, in the person's words.

In: a reason by its name, or a refusal. Out: the end of a sentence, or a sentence. The rest of the project says both in
English, at times for a terminal.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.pipeline.use_case import Refused
from newsletter.studio.words import N_, SOURCE, Words
from newsletter.translate.machine.gaps import REJECTED_BEFORE
from newsletter.translate.providers.provider import Kind

_NOT_REACHED = N_("the service can’t be reached, or fails: try again later")
_RESTS = N_("the service takes no more at present: try again in some minutes")
_NOTHING = N_("nothing came back")
LEFT: Mapping[str, str] = {
    "empty": _NOTHING,
    "error-page": N_("a web page or a record of an error came back"),
    "error-text": N_("the message of a service came back"),
    "refusal": N_("a language model talked about the text"),
    "markup": N_("the answer has tags, brackets or backslashes of its own"),
    "control-character": N_("the answer has invisible or broken characters"),
    "line-break": N_("the answer has more than one line"),
    "loop": N_("the answer says the same over and over"),
    "length": N_("the answer is much shorter or longer than the text"),
    "unchanged": N_("the text came back as it was sent"),
    "lost-mask": N_("a link, address, number or name is missing"),
    "doubled-mask": N_("a link, address, number or name is there twice"),
    "unknown-mask": N_("the answer has something that was not in the text"),
    "tags": N_("links and emphasis cross each other"),
    "addresses": N_("web or mail addresses have changed"),
    "numbers": N_("numbers have changed"),
    "script": N_("the answer is in the letters of another language"),
    "blocked": N_("the answer breaks a check of every translation"),
    REJECTED_BEFORE: N_("the machine says again what somebody has rejected"),
    Kind.NO_LANGUAGE: N_("the service does not translate into this language"),
    Kind.NOT_SET_UP: N_("the service is not set up: whoever runs the newsletter looks at it"),
    Kind.KEY_REFUSED: N_("the service does not take the key: whoever runs the newsletter looks at it"),
    Kind.QUOTA: N_("what may be sent to the service is used up"),
    Kind.TOO_LONG: N_("it is too long for the service"),
    Kind.NOT_ACCEPTED: N_("the service did not take it"),
    Kind.NO_CONNECTION: _NOT_REACHED,
    Kind.TIMEOUT: _NOT_REACHED,
    Kind.SERVER_FAULT: _NOT_REACHED,
    Kind.WRONG_ADDRESS: _NOT_REACHED,
    Kind.REDIRECTED: _NOT_REACHED,
    Kind.TOO_MANY: _RESTS,
    Kind.RESTING: _RESTS,
    Kind.BROKEN_ANSWER: N_("what came back is no translation"),
    Kind.NO_ANSWER: _NOTHING,
    Kind.AWAITED: N_("its answer comes later"),
    Kind.LOST_MARK: N_("it can’t be told from another text in what came back"),
    Kind.MISSING: N_("no answer came in time"),
}
"""All for which a text is left, by name."""
_REFUSED = {
    said: said
    for said in (
        N_("Names and terms are agreed upon by people: no machine is asked for them."),
        N_("The address that the test goes to is missing."),
        N_("Nothing was sent."),
        N_("Nothing was agreed to."),
        N_("It goes on as it was."),
    )
} | {
    "A machine that answers later is not asked for one text: name another provider.": N_(
        "The machine of this language answers later, and is not asked for one text."
    )
}
_IS_OF_AN_ADDRESS = "The address "


def left_words(words: Words, left: str) -> str:
    """Why a text is left, by the name of the reason."""
    return words.gettext(LEFT.get(left, LEFT[Kind.BROKEN_ANSWER]))


def refusal_words(words: Words, refused: Refused) -> str:
    """What a use case says that was not asked for in earnest; whoever reads English gets its own sentence."""
    said = refused.misuse or refused.advice
    if known := _REFUSED.get(said):
        return words.gettext(known)
    if words.locale == SOURCE:
        return said
    if said.startswith(_IS_OF_AN_ADDRESS):
        return words.gettext("This is no mail address.")
    return words.gettext("It could not be done as it was asked for.")

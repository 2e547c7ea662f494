"""What eTranslation's numbers below zero mean, in our kinds and words.

In: a number as the service says it, at once or to the address for errors. Out: a refusal. One that is not in the table
is told by its number.
"""

from __future__ import annotations

from newsletter.translate.providers.provider import Kind, Refusal

_LANGUAGES = (Kind.NO_LANGUAGE, "it does not know one of the languages, or not as a pair")
_CALLER = (Kind.KEY_REFUSED, "it does not know the application, or does not let it in")
_ADDRESS = (Kind.NOT_ACCEPTED, "it can't use the address that answers are to go to")
_FORM = (Kind.NOT_ACCEPTED, "it does not take the document as it was sent")
_LARGE = (Kind.TOO_LONG, "the document is larger than it takes")
_WORDS: dict[int, tuple[Kind, str]] = {
    20000: _LANGUAGES,
    20001: _LANGUAGES,
    20002: _LANGUAGES,
    20003: _LANGUAGES,
    20005: _CALLER,
    20006: _CALLER,
    20007: _CALLER,
    20010: _ADDRESS,
    20012: (Kind.NOT_ACCEPTED, "it was given more than one thing to translate"),
    20013: (Kind.NO_LANGUAGE, "its domain does not have the pair of languages: see `domain`"),
    20021: (Kind.TOO_LONG, "the text is longer than it takes"),
    20024: (Kind.NOT_ACCEPTED, "it was given too many addresses for the answer"),
    20026: _ADDRESS,
    20027: _ADDRESS,
    20028: (Kind.TOO_MANY, "as many requests as it allows are under way"),
    20029: _FORM,
    20030: (Kind.NOT_ACCEPTED, "the document is empty"),
    20031: (Kind.NOT_ACCEPTED, "the document is empty"),
    20034: _FORM,
    20041: (Kind.NOT_ACCEPTED, "the document is empty"),
    20043: (Kind.NOT_ACCEPTED, "the document is in another language than it was said to be in"),
    20046: _LARGE,
    40010: (Kind.TOO_LONG, "the document has more segments than it takes"),
}
NUMBERS = tuple(_WORDS)
"""Those that have words of their own."""


def refusal_of_number(number: int) -> Refusal:
    """What an error number says; its sign does not matter."""
    kind, words = _WORDS.get(abs(number), (Kind.SERVER_FAULT, "it reports an error that is not in our table"))
    # What is wrong today may be right in a while: a quota, and whatever we have never heard of.
    return Refusal(kind, f"{words} (-{abs(number)})", is_passing=kind in (Kind.TOO_MANY, Kind.SERVER_FAULT))

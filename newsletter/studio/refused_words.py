"""What a refused change says to the person: the sentences of the project's code in the language of the studio.

In: the person's words, and a refusal as code says it, in English. Out: the same in their language; where a program
that reads YAML has said it, which names tokens and streams, that the file can't be read from there on.
"""

from __future__ import annotations

from newsletter.files import MAX_TEXT_BYTES
from newsletter.studio.words import N_, Words

REFUSALS = frozenset(
    {
        N_("this file is changed as a whole text"),
        N_("a character in this text is half of one, and can’t be written"),
        N_("the article is no longer there"),
        N_("this is no text in UTF-8"),
        N_("git could not merge two people’s changes here"),
        N_("the file does not begin with front matter"),
        N_("the front matter does not end"),
        N_("the file is no list of keys"),
        N_("the file is empty"),
        N_("this file can’t be begun here"),
        N_("there is no such value"),
        N_("there is nothing to put it into"),
        N_("there is no such place in the list"),
        N_("the last key of a file between braces is taken out by hand"),
        N_("the whole file is not one value"),
        N_("anchors and aliases are changed by hand"),
        N_("keys that begin with `?` are changed by hand"),
        N_("the items of this list can’t be told apart"),
        N_("this text can’t be written in YAML"),
        N_("this is no YAML"),
        N_("this can’t be changed without touching what stands around it"),
    }
)
"""All that refuses a change in a sentence of its own, as it is raised."""


def as_sentence(refusal: str) -> str:
    """Why a change was refused, where it stands alone."""
    return f"{refusal[:1].upper()}{refusal[1:]}."


def refused_words(words: Words, message: str) -> str:
    """Why a change was refused."""
    _ = words.gettext
    if message in REFUSALS:
        return _(message)
    if f"{MAX_TEXT_BYTES:,} bytes" in message:
        return _("the file would be larger than a megabyte")
    return _("the file can’t be read from here on")

"""A letter: an edition laid out once for all its readers, with marked slots for what is personal.

A slot is an ASCII mark (`@@leave@@`) that no text of an editor or translator may hold. Filling them in is all that
happens for each recipient.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape

NAME, LEAVE, PREFERENCES, WEB = "@@name@@", "@@leave@@", "@@preferences@@", "@@web@@"
_SLOT = re.compile(r"@@([A-Za-z-]+)@@")


def always_slot(locale: str) -> str:
    """The slot of the link "always send me this letter in …"."""
    return f"@@always-{locale}@@"


def cut_at_slots(text: str) -> tuple[list[str], list[str]]:
    """The text around the slots, one piece more than there are slots, and the slots' names."""
    pieces = _SLOT.split(text)
    return pieces[::2], pieces[1::2]


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject, preheader, HTML and text of one edition; `sender` is the name and address it comes from."""

    edition: str
    locale: str
    subject: str
    preheader: str
    sender: tuple[str, str]
    reply_to: str
    html: str = field(repr=False)
    text: str = field(repr=False)
    web_address: str

    def slots(self) -> frozenset[str]:
        """The names of the personal slots that occur, without their marks."""
        return frozenset(_SLOT.findall(self.html)) | frozenset(_SLOT.findall(self.text))

    def filled(self, values: Mapping[str, str]) -> Letter:
        """The letter for one reader; a slot without a value raises `KeyError`, so that none is ever mailed open."""
        return replace(
            self,
            html=_SLOT.sub(lambda slot: escape(values[slot[1]]), self.html),
            text=_SLOT.sub(lambda slot: values[slot[1]], self.text),
        )

    def samples(self, site: str) -> dict[str, str]:
        """Harmless values for every slot, for a look at the letter: no token in them works."""
        values = {"name": "reader@example.org", "web": self.web_address}
        for slot in self.slots() - set(values):
            kind, _, locale = slot.partition("-")
            values[slot] = {
                "leave": f"{site}/u/sample",
                "preferences": f"{site}/p/sample",
                "always": f"{site}/l/sample/{locale}",
            }[kind]
        return values

"""What the page of readers says of states, reasons and ways, in the language of whoever works with it.

In: the person's words. Out: what the database's own words mean to people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from newsletter.studio.words import Words

_OF_LIST = "imported from "


@dataclass(frozen=True, slots=True)
class Said:
    """Words by what stands in the database: why never mailed, how a letter went, how somebody agreed, why no letter."""

    suppressed: Mapping[str, str]
    letters: Mapping[str, str]
    ways: Mapping[str, str]
    nothing: Mapping[str, str]
    imported: str = "{file}"

    def way(self, how: str) -> str:
        """How somebody agreed, as a consent holds it: a way that is known, a list, or words that came with one."""
        came, of_list, file = how.partition(_OF_LIST)
        return self.imported.format(file=file) if of_list and not came else self.ways.get(how, how)


def said_of(words: Words) -> Said:
    """All of them."""
    _ = words.gettext
    return Said(
        {
            "hard-bounce": _("address does not exist"),
            "soft-bounces": _("came back again and again"),
            "complaint": _("complained"),
            "request": _("asked us never to write"),
        },
        {
            "pending": _("is to be mailed"),
            "sending": _("is being mailed"),
            "accepted": _("taken by their mail server"),
            "refused": _("refused by their mail server"),
            "uncertain": _("nobody knows whether it arrived"),
            "skipped": _("left out"),
        },
        {
            "form, confirmed by mail": _("by the form, and confirmed by mail"),
            "preferences": _("on the page of their preferences"),
        },
        {
            "suppressed": _("They get nothing: this address is never mailed."),
            "pending": _("They get nothing yet: they have not pressed the link in the mail that asks."),
            "ended": _("They get nothing: they have left."),
            "no-edition": _("They get nothing: this point mails in no language."),
        },
        _("taken in with the list {file}"),
    )

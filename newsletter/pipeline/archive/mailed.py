"""What the ledger says was mailed: for each issue a name of its mailings, and every language.

In: the open ledger. Out: a `Mailed`, in which letters that are about to open can be counted in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from newsletter.database import Connection
from newsletter.files import digest_of
from newsletter.mail.delivery.published import Published, find_published


@dataclass(frozen=True, slots=True)
class Mailed:
    """For each issue that was mailed a digest of its mailings, and the locales of all of them; both empty for none."""

    mailings: Mapping[str, str] = field(default_factory=dict)
    locales: frozenset[str] = frozenset()

    def including(self, issue: str, letters: Sequence[Published]) -> Mailed:
        """The same with these as all letters of the issue.

        Their numbers don't count: one that is about to open has none yet.
        """
        name = digest_of(repr(replace(each, number=0)) for each in letters)
        return Mailed({**self.mailings, issue: name}, self.locales | {each.locale for each in letters})


def mailed_so_far(connection: Connection) -> Mailed:
    """What has been opened, by the ledger; to be called in a transaction."""
    mailings, locales = dict[str, str](), set[str]()
    for issue, letters in groupby(find_published(connection), key=lambda each: each.issue):
        own = Mailed().including(issue, list(letters))
        mailings.update(own.mailings)
        locales |= own.locales
    return Mailed(mailings, frozenset(locales))

"""How many texts of a letter or page a person has read, and how many not, as it is kept with each mailing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextCounts:
    """Texts of a letter or page, each counted once.

    `reviewed` are those that a person has read and accepted; of those that nobody has, `machine` were written by a
    machine and `unread` by somebody else; `untranslated` were left in the language they were written in.
    """

    reviewed: int = 0
    machine: int = 0
    unread: int = 0
    untranslated: int = 0

    @property
    def open(self) -> int:
        """Those that are translated and that nobody has accepted."""
        return self.machine + self.unread

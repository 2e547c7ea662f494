"""What the studio says, in the language of whoever works with it.

In: the catalogs beside this module, and languages that a browser or a person asks for. Out: `Words`, from which pages
take theirs. English is the source; a language counts as one of the studio's when it has a catalog.
"""

from __future__ import annotations

import gettext
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from newsletter import locales

SOURCE = "en"
CATALOGS = Path(__file__).parent / "locales"
_FILE = "LC_MESSAGES/studio.po"


def N_(words: str) -> str:  # noqa: N802 (the name by which catalogs find words that are said later)
    """Words that are translated when they are shown."""
    return words


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one locale; where one is missing it is English."""

    locale: str
    catalog: gettext.NullTranslations

    def gettext(self, message: str) -> str:
        """A message in this language; nothing where there is none, which catalogs take for their own head."""
        return self.catalog.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, number: int) -> str:
        """A message with a number, in the form that the number has in this language; `{n}` is put in by the caller."""
        return self.catalog.ngettext(one, many, number)

    def pgettext(self, context: str, message: str) -> str:
        """A message that is another word elsewhere."""
        return self.catalog.pgettext(context, message)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return locales.direction(self.locale)


def languages() -> tuple[str, ...]:
    """The locales that the studio speaks, English first."""
    return (SOURCE, *sorted(path.name for path in CATALOGS.iterdir() if (path / _FILE).is_file()))


@lru_cache
def words_of(locale: str) -> Words:
    """The words of one of the studio's locales; English for any other."""
    path = CATALOGS / locale / _FILE
    if locale == SOURCE or locale not in languages():
        return Words(SOURCE, gettext.NullTranslations())
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale.replace("-", "_")))
    compiled.seek(0)
    return Words(locale, gettext.GNUTranslations(compiled))


def words_for(wishes: Sequence[str]) -> Words:
    """The words for somebody with these wishes, the dearest first."""
    for wish in wishes:
        found = locales.met(wish, languages())
        if found:
            return words_of(found)
    return words_of(SOURCE)

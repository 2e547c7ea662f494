"""What a script asks of a letter: whether it slants, how it parts what stands in a row.

In: a locale. Out: a value of CSS, or a mark with its space. Scripts are ISO 15924's.
"""

from __future__ import annotations

from newsletter import locales

_SLANTED = frozenset({"Latn", "Grek", "Cyrl", "Armn", "Geor"})
"""Scripts with an italic of their own; a browser only pushes the letters of others aside, which hurts their shapes."""
_BY_PHRASE = frozenset({"Hans", "Hant", "Jpan", "Kore", "Thai"})
"""Scripts whose browsers end a line within a word; the places where a title may end one are marked, or are spaces."""
_COMMAS = {"Arab": "\u060c ", "Thaa": "\u060c ", "Hans": "\uff0c", "Hant": "\uff0c", "Jpan": "\u3001"}


def slant(locale: str) -> str:
    """The `font-style` of what is set apart: `italic`, or `normal` where the script knows none."""
    return "italic" if locales.script(locale) in _SLANTED else "normal"


def comma(locale: str) -> str:
    """The comma between a name and what follows it, with its space if the script has one there."""
    return _COMMAS.get(locales.script(locale), ", ")


def has_whole_phrases(locale: str) -> bool:
    """True where the lines of a title end between words only because they are told to."""
    return locales.script(locale) in _BY_PHRASE

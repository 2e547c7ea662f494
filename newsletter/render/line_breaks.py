"""Words that stay on one line, and titles that end their lines between words: what a careful typesetter does.

In: words, or the HTML of a page, and their locale. Out: the same words, with no-break spaces where a line must not end,
and `<wbr>` in titles of scripts that have no spaces. Nothing else changes, and what is kept together already stays so.

- A day and its month, a number and what it counts stay together when the number has one or two digits.
- A spaced dash, or a dot between, belongs to the word before it: a line may end with it and never begins with it.
- Prepositions and conjunctions of one letter go with the next word in Polish, Czech, Slovak, Croatian, Slovenian,
  Ukrainian and the like, where typesetting asks for it.
- Short names (City Labs, Isabel González) are read as one.

Letters, their texts, pages and mails all go by this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from html import escape, unescape
from itertools import accumulate

from newsletter.content.foreign import cut_at, unmarked
from newsletter.content.traced import beside_traces
from newsletter.render.phrases import has_phrases, phrases

LONGEST_NAME = 16
"""Characters: what a title of 30 px has room for on a phone of 320 px, so that no name is wider than its line."""
BREAK = "<wbr>"
HELD = '<span style="white-space:nowrap">', "</span>"

_KEEP = "\u00a0"
_CUT = "\ufdd8"
_LETTER_LANGUAGES = frozenset({"be", "bs", "cs", "hr", "pl", "ru", "sk", "sl", "sr", "uk"})
_DASH = re.compile(r" (?=[\u2013\u2014\u00b7](?: |$))")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(?<![\w.,:/\u2009-])(\d{1,2}(?:\.|er)?) (?=[^\W\d_])")
_RANGE = re.compile(r"(?<=[\d.]\u00a0\u2013) (?=\d)")
_DAYS = re.compile(r"(?<![\d\u2013-])\d{1,2}\.?\u2013\d{1,2}\.?(?=\u00a0)")
_LETTER = re.compile(r"(?<![\w'\u2019-])([^\W\d_]) (?=[\w(\u201e\u00ab\"])")
_PIECE = re.compile(
    r"<!--.*?-->|<(?P<raw>script|style|title|textarea|option|pre|code)\b.*?</(?P=raw)\s*>|<[^>]*>|[^<]+", re.DOTALL
)
_HEADING = re.compile(r"<(/?)h[1-6]\b")


@dataclass(frozen=True, slots=True)
class LineBreaks:
    """Where lines end in the words of a locale; `names` are those that are read as one, the shorter ones of them."""

    locale: str
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, locale: str, names: Iterable[str] = ()) -> LineBreaks:
        """The rules of a locale, for words in which these names may stand."""
        return cls(locale, tuple(sorted({name for name in names if " " in name and len(name) <= LONGEST_NAME})))

    def within(self, words: Iterable[str]) -> LineBreaks:
        """The same, without the names that none of the words holds."""
        whole = "\n".join(words)
        return replace(self, names=tuple(name for name in self.names if name in whole))

    def kept(self, words: str) -> str:
        """The words with what belongs together on one line."""
        return _keep_together(words, self.locale, self.names) if " " in words else words

    def cuts(self, words: str) -> list[int]:
        """Where the lines of a title may end besides its spaces: before which of its characters."""
        parts = phrases(words, self.locale)
        return list(accumulate(map(len, parts[:-1])))

    def title(self, words: str) -> str:
        """A title as HTML, escaped, with the places where its lines may end."""
        kept = beside_traces(words, self.kept)
        return escape(cut_at(kept, self.cuts(unmarked(kept)), _CUT), quote=False).replace(_CUT, BREAK)

    def in_html(self, html: str) -> str:
        """A page whose words are kept together, and whose titles are parted; what is not read stays as it is."""
        parts_titles, in_title, out = has_phrases(self.locale), False, []
        for found in _PIECE.finditer(html):
            piece = found[0]
            if piece[0] == "<":
                heading = _HEADING.match(piece)
                in_title = not heading[1] if heading else in_title
            elif in_title and parts_titles:
                piece = self.title(unescape(piece))
            else:
                piece = beside_traces(piece, self.kept)
            out.append(piece)
        return "".join(out)


@lru_cache(maxsize=8192)
def _keep_together(words: str, locale: str, names: tuple[str, ...]) -> str:
    for name in names:
        if name in words:
            words = words.replace(name, name.replace(" ", _KEEP))
    if not words.isascii():  # most have neither a dash nor a number, which takes less time to see than to look for
        words = _DASH.sub(_KEEP, words)
        words = _RANGE.sub(_KEEP, words)
    if _DIGIT.search(words):
        words = _NUMBER.sub(rf"\1{_KEEP}", words)
    if _binds_letters(locale):
        # Twice: of `a i o`, the second letter is the one that follows the first.
        words = _LETTER.sub(rf"\1{_KEEP}", words)
        words = _LETTER.sub(rf"\1{_KEEP}", words)
    return words


def hold_days(html: str) -> str:
    """Words as HTML with no line that ends at the dash of `22–23 November`.

    A word joiner would do so too; Word's engine (Outlook) draws a box for it.
    """
    return _DAYS.sub(lambda days: f"{HELD[0]}{days[0]}{HELD[1]}", html) if "\u2013" in html else html


@cache
def _binds_letters(locale: str) -> bool:
    return locale.partition("-")[0] in _LETTER_LANGUAGES

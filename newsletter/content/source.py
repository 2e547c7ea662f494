"""One file as read: its value, with the place of every key and value in it; and the characters that no file may hold.

In: a path in the value, or words. Out: the line and column where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

from newsletter.content.invisible import invisible_in
from newsletter.files import digest_of
from newsletter.problems import Location, Path, Problem, error, warning

Keys = tuple[str | int, ...]
Place = tuple[int, int]

# Controls, line ends that are no line ends to an editor's program, the bidirectional overrides that can disguise text,
# the non-characters that rendering uses for itself.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\ufdd0-\ufdef\ufffe\uffff]")
_NO_BREAK = "\u00a0"
_SLOT = re.compile(r"@@[A-Za-z-]+@@")
# A character that was lost, one that a single font knows (Word's bullets), and UTF-8 read as Windows-1252.
_HIGH = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_GARBLED = re.compile(
    rf"[\ufffd\ue000-\uf8ff]+|Ã[\u00a0-\u00ba\u00bc-\u00bf‰€ˆ‡„œŸŠš‹ŒƒŽž†˜™]|Ã–(?=[^\W\d_])|Â[\u00a0-\u00ba\u00bc-\u00bf]|â€[{_HIGH}]"
    rf"|(?:[ÎÏÐÑ][{_HIGH}]){{2,}}"
)
# Several letters in one character, as PDF files have them, and letters of mathematics, as some sites set bold words.
_SHAPED = re.compile(r"[\ufb00-\ufb06]|[\U0001d400-\U0001d7ff]+(?: [\U0001d400-\U0001d7ff]+)*")
# Words that no line may part any more: a paste has made all blanks of a text no-break ones.
_UNBROKEN = re.compile(r"[^\W\d_]{2,}(?:\u00a0[^\W\d_]{2,}){4,}")
_CONFLICT = re.compile(r"<{7} ")


@dataclass(slots=True)
class Source:
    """One file as read: its value, and the place (line and column from 1) of each value and key by its path in it.

    `written` is what stands in the file for each value that YAML takes for a number or a truth value (`1.10`);
    `unread` are the values that could not be read and have been reported; `has_gaps` says that whole lines were left
    out because of their form, so that what seems to be missing may stand there; `is_broken` that only the text below
    the front matter could be read; `is_torn` that a merge has left two versions, of which the first was read.
    """

    file: str
    lines: list[str]
    value: Any = None
    places: dict[Keys, Place] = field(default_factory=dict)
    keys: dict[Keys, Place] = field(default_factory=dict)
    written: dict[Keys, str] = field(default_factory=dict)
    unread: set[Keys] = field(default_factory=set)
    has_gaps: bool = False
    is_broken: bool = False
    is_torn: bool = False

    @property
    def path(self) -> Path:
        """The address of the whole file (`articles/heerlen`), with which those of its values begin."""
        return path_of(self.file)

    def path_at(self, keys: Keys) -> Path:
        """The address of one of its values; empty in a file that is none of an issue's."""
        return "/".join([self.path, *map(str, keys)]) if self.path else ""

    @property
    def digest(self) -> str:
        """SHA-256 of the file's text: two sources with the same digest say the same."""
        return digest_of(self.lines)

    def location(self, path: Keys = (), *, key: bool = False) -> Location:
        """Where the value (or its key) at `path` stands, or the nearest thing around it; the address stays its own."""
        around = path
        while True:
            place = (self.keys if key else self.places).get(around) or self.places.get(around)
            if place or not around:
                return self.at(*(place or (1, 1)), path)
            around, key = around[:-1], False

    def at(self, line: int, column: int = 0, path: Keys = ()) -> Location:
        """A line of this file as a location, with the line itself; `path` leads to the value that it is of."""
        excerpt = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Location(self.file, line, column, excerpt, self.path_at(path))

    def at_words(self, words: str, line: int, nth: int = 0, path: Keys = ()) -> Location:
        """Where the words stand, from a line on and before the next empty line; else the first character there.

        Where they stand several times on their line, `nth` from 0 says which is meant.

        Fifty lines are looked at, so that a file with very many faults is still read in a moment.
        """
        begin = (
            r"(?<!\w)" if words[:1].isalpha() or words[:1].isdecimal() else ""
        )  # a raised figure stands behind its word
        wanted = re.compile(begin + re.escape(words)) if words else None
        for number, text in enumerate(self.lines[line - 1 : line + 49], line):
            if number > line and not text.strip():
                break
            if found := list(wanted.finditer(text)) if wanted else []:
                return self.at(number, found[min(nth, len(found) - 1)].start() + 1, path)
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return self.at(line, len(text) - len(text.lstrip()) + 1, path)


_FILES = re.compile(
    r"issues/(?:((?:articles|networks|points)/[^/]+)\.(?:md|yaml)|([^/]+)/issue\.yaml|([^/]+/points/[^/]+)\.yaml)"
)


def path_of(file: str) -> Path:
    """The address of what a file holds: `articles/heerlen`, `issues/2023-11/points/es`; empty for one of no issue."""
    found = _FILES.fullmatch(file)
    if not found:
        return ""
    return found[1] or f"issues/{found[2] or found[3]}"


def first_version(lines: list[str]) -> list[str]:
    """The lines as the first of the two people has them, where git could not merge; no line moves."""
    kept: list[str] = []
    inside = is_second = False
    for line in lines:
        if _CONFLICT.match(line):
            inside, is_second, line = True, False, ""
        elif inside and line.startswith(("=======", "|||||||")):
            is_second = True
        elif inside and line.startswith(">>>>>>>"):
            inside, line = False, ""
        kept.append("" if inside and is_second else line)
    return kept


def character_problems(source: Source) -> Iterator[Problem]:
    """Characters and marks that may stand nowhere in an editor's file, each at its place."""
    for number, line in enumerate(source.lines, 1):
        for found in _FORBIDDEN.finditer(line):
            message = f"the character U+{ord(found.group()):04X} may not stand in a text"
            hint = "it is invisible: delete it and type the text around it anew"
            yield error("forbidden-character", message, source.at(number, found.start() + 1), hint)
        for found in _SLOT.finditer(line) if "@@" in line else ():
            message = f"`{found.group()}` is what letters use for their personal parts"
            yield error("reserved-text", message, source.at(number, found.start() + 1), "write it another way")
        yield from _beyond_ascii(line, number, source) if not line.isascii() else ()
        if _CONFLICT.match(line):
            message = "git could not merge two people's changes here"
            hint = "keep one of the two versions, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>"
            yield error("merge-conflict", message, source.at(number, 1), hint)


def _beyond_ascii(line: str, number: int, source: Source) -> Iterator[Problem]:
    """Of a line that has other characters than those: letters that were lost or shaped, and what nobody sees."""
    for found in _GARBLED.finditer(line):
        message = f"`{found[0]}` is what is left of another character"
        hint = "type the character itself; the text was read in another encoding than it was written in"
        yield warning("garbled-text", message, source.at(number, found.start() + 1), hint)
    for found in _SHAPED.finditer(line):
        message = f"`{found[0]}` are no letters to a screen reader or a search"
        plain = normalize("NFKC", found[0])
        yield warning("garbled-text", message, source.at(number, found.start() + 1), f"write `{plain}`")
    for start, message, hint in invisible_in(line):
        yield warning("hidden-character", message, source.at(number, start + 1), hint)
    if unbroken := _UNBROKEN.search(line):
        message = f"no-break blanks keep {unbroken[0].count(_NO_BREAK) + 1} words in a row on one line"
        hint = "write blanks: a no-break one keeps a number and its unit together"
        yield warning("hidden-character", message, source.at(number, unbroken.start() + 1), hint)


def has_forbidden(text: str) -> bool:
    """True when a text holds what no text may hold."""
    return bool(_FORBIDDEN.search(text) or _SLOT.search(text))


def without_forbidden(text: str) -> str:
    """The text with a replacement character for what no text may hold."""
    return _SLOT.sub(lambda found: "\ufffd" * len(found[0]), _FORBIDDEN.sub("\ufffd", text))

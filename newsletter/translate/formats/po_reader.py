"""The lines of a PO file as translations.

In: lines that `po` has found to be in order, one by one. Out: the header's fields and the translations. With the
order of the lines known there is no syntax left to guess at: polib, which guesses, takes twice as long. An entry in
the plainest form, which is nearly every entry, is read by one pattern in a fifth of the time (`plain_parts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from newsletter.patterns import late
from newsletter.plurals import PluralRule, rule_of
from newsletter.translate.formats.about import about_in
from newsletter.translate.formats.comments import read_lines
from newsletter.translate.glossary import CONTEXTS
from newsletter.translate.record import NOTHING
from newsletter.translate.unit import State, Translation

_FIELD = late(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s*)?"(.*)"\s*', re.DOTALL)
_ESCAPE = late(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


_TEXT = r'"([^"\\\n]*(?:\\[abfnrtv"\\][^"\\\n]*)*)"'
_PLAIN = late(rf"((?:\#[.,]?\ [^\n]*\n)*)(?:msgctxt\ {_TEXT}\n)?msgid\ {_TEXT}\nmsgstr\ {_TEXT}\n?", re.VERBOSE)


@dataclass(slots=True)
class _Entry:
    """What has been read of an entry so far; `previous` has the fields behind `#|`."""

    line: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    previous: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    sticky: list[str] = field(default_factory=list)
    is_obsolete: bool = False

    @property
    def is_whole(self) -> bool:
        """True once its translation has begun: another keyword or comment belongs to the next entry."""
        return any(name.startswith("msgstr") for name in self.fields)


@dataclass(slots=True)
class Read:
    """The header's fields, the comments above it, and every translation with the line it begins on."""

    header: dict[str, str] = field(default_factory=dict)
    comments: tuple[str, ...] = ()
    translations: list[Translation] = field(default_factory=list)

    def add(self, lines: Sequence[str], first: int = 1) -> None:
        """Read lines that are in order; `first` is the number of the first of them."""
        for entry in _entries(lines, first):
            is_head = entry.fields["msgid"] == "" and "msgctxt" not in entry.fields
            if is_head and not self.translations and not self.header:
                self.header = _header(entry.fields.get("msgstr", ""))
                self.comments = tuple(line for line in entry.comments if line)
            else:
                self.translations.append(_translation(entry, self._rule()))

    def _rule(self) -> PluralRule | None:
        try:
            return rule_of(self.header.get("Plural-Forms", ""))
        except ValueError:
            return None  # told by `po`


def plain_parts(lines: Sequence[str]) -> Iterator[tuple[int, list[str], Translation | None]]:
    """The file's parts between empty lines: number of the first line, lines, and the translation of a plain entry.

    Plain is an entry of comments, notes and flags, then at most one line each of `msgctxt`, `msgid` and `msgstr`.
    Neighbours that are not plain come as one part. It is None for parts that only the whole reader understands.
    """
    rest: list[str] = []
    rest_at = at = 1
    for paragraph in "\n".join(lines).split("\n\n"):
        found = _PLAIN.fullmatch(paragraph)
        count = paragraph.count("\n") + 2
        if found is None or not found[3]:
            rest_at = rest_at if rest else at
            rest += [*paragraph.split("\n"), ""]
        else:
            if rest:
                yield rest_at, rest, None
                rest = []
            yield at, [], _plain(found, at)
        at += count
    if rest:
        yield rest_at, rest, None


def _plain(found: re.Match[str], line: int) -> Translation:
    comments: list[str] = []
    notes: list[str] = []
    flags: list[str] = []
    said, written_context, source, written = found.groups()
    for comment in said.split("\n"):
        kind = comment[1:2]
        if kind == ".":
            notes.append(comment[3:])
        elif kind == ",":
            flags += _flags(comment[3:])
        elif kind:
            comments.append(comment[2:])
    target = _or_none(_unescaped(written))
    is_draft = "fuzzy" in flags
    if is_draft:
        flags = [flag for flag in flags if flag != "fuzzy"]
    context = _unescaped(written_context) if written_context else ""
    return Translation(
        context=context,
        source=_unescaped(source),
        targets=(target,),
        state=State.MISSING if not target else State.NEEDS_REVIEW if is_draft else State.REVIEWED,
        record=read_lines([line for line in comments if line], is_term=context in CONTEXTS) if comments else NOTHING,
        about=about_in([line for line in notes if line]),
        flags=tuple(flags),
        line=line,
    )


def _entries(lines: Sequence[str], first: int) -> Iterator[_Entry]:
    entry = _Entry()
    last = ""
    for number, line in enumerate(lines, first):
        written = line.lstrip(" \t")
        line = written.rstrip(" \t")
        if not line:
            continue
        is_obsolete = line.startswith("#~")
        if is_obsolete:
            line = line[2:].lstrip()
            is_previous = line.startswith("|")
        else:
            is_previous = line.startswith("#|")
        if not line:
            continue
        if line[0] == "#" and not is_previous:
            if entry.is_whole:
                yield entry
                entry = _Entry()
            entry.line = entry.line or number
            _note(entry, written)
            continue
        found = _FIELD.fullmatch(line.lstrip("#|").lstrip() if is_previous else line)
        if found is None:
            continue
        keyword, text = found.groups()
        if (keyword in ("msgctxt", "msgid") or is_previous) and entry.is_whole:
            yield entry
            entry = _Entry()
        entry.line = entry.line or number
        fields = entry.previous if is_previous else entry.fields
        last = keyword or last
        fields[last] = fields.get(last, "") + _unescaped(text)
        entry.is_obsolete = is_obsolete
    if entry.is_whole:
        yield entry


def _note(entry: _Entry, line: str) -> None:
    kind, text = line[1:2], line[2:].removeprefix(" ")
    if kind == ".":
        entry.notes.append(text)
    elif kind == ",":
        entry.flags += _flags(text)
    elif kind == "=":
        entry.sticky += [flag.strip() for flag in text.split(",") if flag.strip()]
    elif kind != ":":
        entry.comments.append(line[1:].removeprefix(" "))


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text)


# Most entries have one of a few lines of them.
@lru_cache(maxsize=1024)
def _flags(text: str) -> tuple[str, ...]:
    """The flags of a line; the mark of a draft is one however somebody has typed it."""
    flags = (flag.strip() for flag in text.split(",") if flag.strip())
    return tuple("fuzzy" if flag.lower() == "fuzzy" else flag for flag in flags)


def _or_none(words: str) -> str:
    """A translation as it stands; blanks alone are none."""
    return words if words.strip() else ""


def _other(previous: str, context: str) -> str:
    return previous if previous != context else ""


def _header(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.split("\n") if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _translation(entry: _Entry, rule: PluralRule | None) -> Translation:
    plural = entry.fields.get("msgid_plural", "")
    if plural:
        names = sorted(name for name in entry.fields if name.startswith("msgstr["))
        targets = tuple(_or_none(entry.fields[name]) for name in names)
    else:
        targets = (_or_none(entry.fields.get("msgstr", "")),)
    state = State.NEEDS_REVIEW if "fuzzy" in entry.flags else State.REVIEWED
    is_whole = rule.is_whole(targets) if plural and rule and len(targets) == rule.count else all(targets)
    context = entry.fields.get("msgctxt", "")
    return Translation(
        context=context,
        source=entry.fields["msgid"],
        targets=targets or ("",),
        state=state if targets and is_whole else State.MISSING,
        plural=plural,
        previous=entry.previous.get("msgid", ""),
        record=read_lines([line for line in entry.comments if line], is_term=context in CONTEXTS),
        about=about_in([line for line in entry.notes if line]),
        flags=tuple(flag for flag in entry.flags if flag != "fuzzy"),
        is_obsolete=entry.is_obsolete,
        line=entry.line,
        previous_plural=entry.previous.get("msgid_plural", ""),
        previous_context=_other(entry.previous.get("msgctxt", ""), context),
        sticky=tuple(entry.sticky),
    )

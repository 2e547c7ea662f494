"""The lines of a PO file as translations.

In: lines that `po` has found to be in order, one by one. Out: the header's fields and the translations. With the
order of the lines known there is no syntax left to guess at: polib, which guesses, takes twice as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from newsletter.translate.unit import State, Translation

_FIELD = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s*)?"(.*)"\s*', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(slots=True)
class _Entry:
    """What has been read of an entry so far; `previous` has the fields behind `#|`."""

    line: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    previous: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    is_obsolete: bool = False

    @property
    def is_whole(self) -> bool:
        """True once its translation has begun: another keyword or comment belongs to the next entry."""
        return any(name.startswith("msgstr") for name in self.fields)


def entries_of(lines: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...], list[Translation]]:
    """The header's fields, the comments above it, and every translation with the line it begins on."""
    header: dict[str, str] = {}
    comments: tuple[str, ...] = ()
    translations: list[Translation] = []
    for entry in _entries(lines):
        if not translations and not header and entry.fields["msgid"] == "" and "msgctxt" not in entry.fields:
            header = _header(entry.fields.get("msgstr", ""))
            comments = tuple(line for line in entry.comments if line)
        else:
            translations.append(_translation(entry))
    return header, comments, translations


def _entries(lines: Sequence[str]) -> Iterator[_Entry]:
    entry = _Entry()
    last = ""
    for number, line in enumerate(lines, 1):
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
        entry.flags += [flag.strip() for flag in text.split(",") if flag.strip()]
    elif kind != ":":
        entry.comments.append(line[1:].removeprefix(" "))


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text)


def _header(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.split("\n") if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _translation(entry: _Entry) -> Translation:
    plural = entry.fields.get("msgid_plural", "")
    if plural:
        names = sorted(name for name in entry.fields if name.startswith("msgstr["))
        targets = tuple(entry.fields[name] for name in names)
    else:
        targets = (entry.fields.get("msgstr", ""),)
    state = State.NEEDS_REVIEW if "fuzzy" in entry.flags else State.REVIEWED
    return Translation(
        context=entry.fields.get("msgctxt", ""),
        source=entry.fields["msgid"],
        targets=targets or ("",),
        state=state if targets and all(targets) else State.MISSING,
        plural=plural,
        previous=entry.previous.get("msgid", ""),
        comments=tuple(line for line in entry.comments if line),
        notes=tuple(line for line in entry.notes if line),
        flags=tuple(flag for flag in entry.flags if flag != "fuzzy"),
        is_obsolete=entry.is_obsolete,
        line=entry.line,
        previous_plural=entry.previous.get("msgid_plural", ""),
    )

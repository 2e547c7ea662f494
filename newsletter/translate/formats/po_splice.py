"""Single entries of a PO file put in place of others: every other byte of the file stays.

In: the bytes of a file, the catalog that was read from them, and translations by the units whose entries they take the
place of. Out: the bytes of the file with them. What stands above and between entries, how lines end and whether others
are wrapped is as it was.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_writer import entry_text, to_bytes
from newsletter.translate.unit import Catalog, Key, Translation

_LONE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")


def splice_entries(data: bytes, catalog: Catalog, changes: Mapping[Key, Translation]) -> bytes:
    """The file with other entries in the places of some; the very same bytes where none of them is another one.

    A file whose entries can't be told apart by their lines is written anew as a whole.
    """
    wanted = {
        entry.key: changes[entry.key]
        for entry in catalog.active()
        if entry.key in changes and not _is_same(entry, changes[entry.key])
    }
    if not wanted:
        return data
    entries = tuple(entry if entry.is_obsolete else wanted.get(entry.key, entry) for entry in catalog.entries)
    spliced = _spliced(data, catalog, wanted)
    again = parse_catalog(spliced, catalog.locale, catalog.file)[0] if spliced is not None else None
    if spliced is not None and again is not None and [*map(_words, again.entries)] == [*map(_words, entries)]:
        return spliced
    return to_bytes(replace(catalog, entries=entries))


def _is_same(one: Translation, other: Translation) -> bool:
    return one == other and one.record.layout == other.record.layout


def _words(entry: Translation) -> object:
    return entry.key, entry.targets, entry.is_obsolete, entry.previous, entry.record


def _spliced(data: bytes, catalog: Catalog, wanted: Mapping[Key, Translation]) -> bytes | None:
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    body = data.removeprefix(mark)
    end = "\r\n" if b"\r\n" in body else "\n"
    if b"\r" in body and _LONE_END.search(body):
        return None  # lines end in more than one way: numbers of lines don't say where they are
    lines = body.decode("utf-8").split(end)
    out: list[str] = []
    at = 0
    for first, last, entry in _spans(lines, catalog):
        after = None if entry.is_obsolete else wanted.get(entry.key)
        if after is not None:
            out += lines[at:first]
            out += entry_text(after).rstrip("\n").split("\n")
            at = last
    return mark + end.join([*out, *lines[at:]]).encode()


def _spans(lines: list[str], catalog: Catalog) -> Iterator[tuple[int, int, Translation]]:
    """Each entry with its first line and the one behind its last, counted from 0, in the order of the file."""
    entries = sorted(catalog.entries, key=lambda entry: entry.line)
    for number, entry in enumerate(entries):
        last = entries[number + 1].line - 1 if number + 1 < len(entries) else len(lines)
        while last > entry.line and not lines[last - 1].strip():
            last -= 1
        yield entry.line - 1, last, entry

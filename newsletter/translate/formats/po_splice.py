"""A catalog's file with other entries in the places of some; every other byte stays as it is.

In: the bytes of a PO file, the catalog that was read from them, and the same catalog with some entries changed. Out:
the new bytes, and the catalog that reading them would give. Nothing is written anew but the entries that differ, and
each is read again and compared before anybody gets it. What can't be put in so is written whole (`po_writer`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from newsletter.files import digest
from newsletter.translate.authorship import state_as_read
from newsletter.translate.checks.blocking import is_blocked
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_reader import Read
from newsletter.translate.formats.po_syntax import line_problems
from newsletter.translate.formats.po_writer import entry_text, to_bytes
from newsletter.translate.unit import Catalog, Key, Translation
from newsletter.workspace import MovedOnError, Workspace

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Spliced:
    """The bytes of a file, and its catalog as they are read."""

    data: bytes
    catalog: Catalog


def splice(data: bytes, before: Catalog, after: Catalog) -> Spliced:
    """The file `data`, of which `before` was read, as `after`."""
    found = _spliced(data, before, after)
    if found is not None:
        return found
    whole = to_bytes(after)
    catalog, _ = parse_catalog(whole, after.locale, after.file)
    return Spliced(whole, catalog or replace(after, digest=digest(whole)))


def splice_entries(data: bytes, catalog: Catalog, changes: Mapping[Key, Translation]) -> bytes:
    """The file `data`, of which `catalog` was read, with other entries in the places of some, by the unit of each."""
    entries = tuple(entry if entry.is_obsolete else changes.get(entry.key, entry) for entry in catalog.entries)
    return splice(data, catalog, replace(catalog, entries=entries)).data


def write_changes(workspace: Workspace, before: Catalog, after: Catalog) -> None:
    """Write the entries that differ into the file that `before` was read from.

    `MovedOnError` when somebody has written it meanwhile.
    """
    held = workspace.read(before.file)
    if held is None or held.version != before.digest:
        raise MovedOnError(before.file, held)
    workspace.write(before.file, splice(held.data, before, after).data, held.version)


def _spliced(data: bytes, before: Catalog, after: Catalog) -> Spliced | None:
    """None where more than entries in their places has changed, or where one reads otherwise once it is written."""
    if digest(data) != before.digest or (before.header, before.comments) != (after.header, after.comments):
        return None
    pairs = list(zip(before.entries, after.entries, strict=False))
    if len(before.entries) != len(after.entries) or any(_place(old) != _place(new) for old, new in pairs):
        return None
    text = data.decode("utf-8")
    if text.count("\r") not in (0, text.count("\n")) or text.count("\r") != text.count("\r\n"):
        return None  # lines end in more than one way: numbers of lines don't say where they are
    lines = text.split("\n")
    starts = [entry.line for entry in before.entries]
    if sorted(set(starts)) != starts or (starts and not 0 < starts[-1] <= len(lines)):
        return None
    entries: list[Translation] = []
    unusable = set(before.unusable)
    out: list[str] = []
    taken, grown = 0, 0
    for number, (old, new) in enumerate(pairs):
        line = old.line + grown
        if new is old or (new == old and new.record.layout == old.record.layout):
            entries.append(replace(old, line=line) if grown else old)
            continue
        first = old.line - 1
        last = starts[number + 1] - 1 if number + 1 < len(pairs) else len(lines)
        while not lines[last - 1].strip():
            last -= 1
        written = entry_text(new).rstrip("\n").split("\n")
        read = _read_again(written, before, new)
        if read is None or (first == 0 and lines[0].startswith(_BOM)):
            return None
        end = "\r" if lines[first].endswith("\r") else ""
        out += lines[taken:first]
        # The file's last line may have no end of its own.
        out += [*(each + end for each in written[:-1]), written[-1] + ("\r" if lines[last - 1].endswith("\r") else "")]
        taken = last
        grown += len(written) - (last - first)
        entries.append(replace(read, line=line))
        if not new.is_obsolete:
            (unusable.add if any(read.targets) and is_blocked(read) else unusable.discard)(read.key)
    made = "\n".join([*out, *lines[taken:]]).encode("utf-8")
    catalog = replace(before, entries=tuple(entries), digest=digest(made), unusable=frozenset(unusable))
    return Spliced(made, catalog)


def _place(entry: Translation) -> tuple[str, str, str, bool]:
    return entry.context, entry.source, entry.plural, entry.is_obsolete


def _read_again(written: Sequence[str], catalog: Catalog, wanted: Translation) -> Translation | None:
    """The entry as its lines are read; None where that is not the entry wanted."""
    if any(line_problems(list(written), catalog.file)):
        return None
    read = Read(header=dict(catalog.header))
    read.add(written)
    found = [state_as_read(entry) for entry in read.translations]
    return found[0] if found == [wanted] else None

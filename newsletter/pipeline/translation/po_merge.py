"""Use case: two people's catalogs are merged unit by unit, as git's merge driver.

In: `MergeRequest` with three files, as git hands them over. Out: the merged catalog in the second of them, and a
`MergeReport` with the units that both wrote in different ways. A file that can't be read is left alone, and so is ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from newsletter.files import FileChangedError, digest, write_atomically
from newsletter.locales import canonical
from newsletter.problems import Location, Problem, error
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.merge import with_contexts
from newsletter.translate.threeway import three_way
from newsletter.translate.unit import Catalog, Translation, Unit

BEFORE = "the version before"

_LANGUAGE = re.compile(rb'^"Language: ([A-Za-z_@-]+)\\n"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """The version before, ours and theirs; `name` is what the file is called in the project, for messages."""

    base: Path
    ours: Path
    theirs: Path
    name: str = ""


@dataclass(frozen=True, slots=True)
class MergeReport:
    """The entries that both wrote in different ways; both texts are kept, to be reviewed."""

    name: str
    conflicts: tuple[Translation, ...]
    problems: tuple[Problem, ...]


def merge_catalogs(request: MergeRequest) -> MergeReport:
    """Merge theirs into ours."""
    name = request.name or request.ours.name
    conflicts, problems = _merge_files(request.base, request.ours, request.theirs, name)
    return MergeReport(name, tuple(conflicts), tuple(problems))


def _merge_files(base: Path, ours: Path, theirs: Path, name: str) -> tuple[list[Translation], list[Problem]]:
    read: list[bytes] = []
    for path in (base, ours, theirs):
        try:
            read.append(path.read_bytes())
        except OSError as fault:
            reason = (fault.strerror or "it can't be read").lower()
            return [], [error("unreadable-file", f"the file can't be read: {reason}", Location(str(path)))]
    locale = next((tag for data in (read[1], read[2], read[0]) if (tag := _locale_of(data))), None)
    if locale is None:
        message = "no header of these files says which language they are in"
        hint = 'write a line "Language: es\\n" into the head of the file'
        return [], [error("unknown-locale", message, Location(name), hint)]
    problems: list[Problem] = []
    catalogs = []
    for side, data in zip((BEFORE, "your version", "their version"), read, strict=True):
        if side == BEFORE and not data.strip():
            # Both have begun the file: git hands over an empty one.
            catalogs.append(Catalog(locale, name))
            continue
        catalog, faults = parse_catalog(data, locale, f"{name} ({side})")
        problems += faults
        catalogs += [catalog] if catalog else []
    if problems:
        return [], problems
    before, ours_read, theirs_read = catalogs
    merged, conflicts = three_way(
        before, _in_context(ours_read, before, theirs_read), _in_context(theirs_read, before, ours_read)
    )
    data = to_bytes(merged)
    again, problems = parse_catalog(data, locale, name)
    if again is None:
        return [], problems
    try:
        write_atomically(ours, data, unless_changed_from=digest(read[1]))
    except FileChangedError:
        message = "somebody else wrote this file meanwhile; nothing was merged"
        return [], [error("file-changed", message, Location(name), "run the command again")]
    return conflicts, []


def _in_context(side: Catalog, base: Catalog, other: Catalog) -> Catalog:
    """The catalog with the contexts that a tool has dropped from it, as the two others have them."""
    known = [*base.active(), *(other.active() if any(entry.context for entry in other.active()) else ())]
    return with_contexts(side, [Unit(*entry.key) for entry in known])


def _locale_of(data: bytes) -> str | None:
    found = _LANGUAGE.search(data)
    return canonical(found[1].decode().replace("_", "-")) if found else None

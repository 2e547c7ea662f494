"""The catalog store: catalogs held open while texts come in, written each time.

In: a project's workspace, catalogs as they were read, translations that take the place of others. Out: the files, in
which no other entry changes. One that somebody has written meanwhile is read again, and only what they have not touched
is changed in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from newsletter.problems import Location, Problem, error
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_splice import splice
from newsletter.translate.unit import Catalog, Key, Translation
from newsletter.workspace import MovedOnError, Workspace

Change = tuple[Translation, Translation]
"""A translation as it was, and what takes its place."""
_TRIES = 5
"""As often a file is read again that somebody else keeps writing."""


class CatalogStore:
    """Some catalogs of a project, by file."""

    def __init__(self, workspace: Workspace, catalogs: Sequence[Catalog]) -> None:
        self._root, self._workspace = workspace.root, workspace
        self._catalogs = {catalog.file: catalog for catalog in catalogs}

    def put(self, file: str, changes: Sequence[Change]) -> tuple[set[Key], list[Problem]]:
        """Write changes; which of them are in the file now, and why it could not be written."""
        for _ in range(_TRIES):
            wanted = {before.key: (before, after) for before, after in changes}
            before = self._catalogs[file]
            catalog, done = _with(before, wanted)
            held = self._workspace.read(file)
            made = splice(held.data if held else b"", before, catalog)
            try:
                self._workspace.write(file, made.data, before.digest)
            except MovedOnError:
                again, problems = self._again(file)
                if again is None:
                    return set(), problems
                self._catalogs[file] = again
                continue
            self._catalogs[file] = made.catalog
            return done, []
        message = "somebody else keeps writing this file; it was left as it is"
        return set(), [error("file-changed", message, Location(file), "run the command again")]

    def has_texts(self, locale: str) -> bool:
        """True when anything is translated in the catalogs of a locale."""
        found = (each for each in self._catalogs.values() if each.locale == locale)
        return any(any(entry.targets) for each in found for entry in each.active())

    def _again(self, file: str) -> tuple[Catalog | None, list[Problem]]:
        try:
            data = (self._root / file).read_bytes()
        except FileNotFoundError:
            message = "somebody has taken this file away while it was being filled"
            return None, [error("file-changed", message, Location(file), "run the command again")]
        return parse_catalog(data, self._catalogs[file].locale, file)


def _with(catalog: Catalog, wanted: dict[Key, Change]) -> tuple[Catalog, set[Key]]:
    entries = list(catalog.entries)
    done: set[Key] = set()
    for at, entry in enumerate(entries):
        before, after = wanted.get(entry.key, (None, None))
        if after and entry == before:
            entries[at] = after
            done.add(entry.key)
    return replace(catalog, entries=tuple(entries)), done

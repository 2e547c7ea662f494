"""What an archive remembers of itself, so that a run touches only what has changed.

In: the folder of the archive. Out: for each issue a `Record` in `.archive/` there: what its pages were made of, which
files they are, and the titles that lists show. Whatever stands in the folder and in no record is somebody else's and is
left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from newsletter.files import digest, write_atomically

FOLDER = ".archive"
LISTS = "lists"
"""The name of the record of all that is no single issue's: indexes, feeds, site maps."""


@dataclass(slots=True)
class Record:
    """The pages of an issue. `sources` and `files` have a stamp for each file; `assets` are pictures, dates and styles.

    `letters` and `articles` are what lists say of them; `words` the SHA-256 of each language's words to search.
    """

    inputs: str
    sources: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    assets: list[str] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)
    articles: list[dict[str, Any]] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)


class Site:
    """The folder of an archive: files are put there whole, and only where they differ."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written = 0
        self.removed = 0

    def put(self, record: Record, path: str, data: bytes) -> None:
        """A page or list of a record; a path that ends in a slash is a folder with that page in it."""
        path = f"{path}index.html" if not path or path.endswith("/") else path
        self.written += write_atomically(self.folder / path, data, durably=False)
        record.files[path] = stamp(self.folder / path)

    def has(self, path: str) -> bool:
        """True for a file that is there."""
        return (self.folder / path).is_file()

    def add(self, path: str, data: bytes) -> None:
        """A picture, date or letter's style: its name says what is in it, so it is never changed, and never removed."""
        if not self.has(path):
            self.written += write_atomically(self.folder / path, data, durably=False)

    def put_words(self, record: Record, issue: str, locale: str, entries: list[list[str]]) -> None:
        """What the search of a language knows of an issue."""
        data = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
        write_atomically(self.folder / FOLDER / issue / f"{locale}.json", data, durably=False)
        record.words[locale] = digest(data)

    def words(self, issue: str, locale: str) -> bytes:
        """What was put for that search: a list in JSON."""
        try:
            return (self.folder / FOLDER / issue / f"{locale}.json").read_bytes()
        except OSError:
            return b"[]"

    def records(self) -> Iterator[str]:
        """The issues that have a record."""
        yield from sorted(path.stem for path in (self.folder / FOLDER).glob("*.json") if path.stem != LISTS)

    def record(self, name: str) -> Record | None:
        """A record; None where there is none, or one that another version wrote."""
        try:
            return Record(**json.loads((self.folder / FOLDER / f"{name}.json").read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, name: str, record: Record) -> None:
        """Keep a record, after all its files."""
        data = json.dumps(asdict(record), ensure_ascii=False).encode()
        write_atomically(self.folder / FOLDER / f"{name}.json", data, durably=False)

    def forget(self, name: str, record: Record) -> None:
        """Remove all pages of a record, and itself."""
        self.remove(record.files)
        for path in (self.folder / FOLDER / name).glob("*.json"):
            path.unlink()
        (self.folder / FOLDER / f"{name}.json").unlink(missing_ok=True)

    def remove(self, files: Mapping[str, str]) -> None:
        """Remove files that a record says we wrote, unless somebody has changed them since; empty folders go too."""
        for name, known in files.items():
            path = self.folder / name
            if stamp(path) != known:
                continue
            path.unlink()
            self.removed += 1
            for parent in path.parents:
                if parent == self.folder or any(parent.iterdir()):
                    break
                parent.rmdir()

    def is_current(self, record: Record | None, inputs: str, root: Path) -> bool:
        """True when a record was made of the same, and all its files are as they were written."""
        return (
            record is not None
            and record.inputs == inputs
            and all(stamp(root / name) == known for name, known in record.sources.items())
            and all(stamp(self.folder / name) == known for name, known in record.files.items())
            and all(self.has(name) for name in record.assets)
        )


def stamp(path: Path) -> str:
    """Size and time of a file, which change with it; empty where there is none."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_size}:{found.st_mtime_ns}"

"""What an archive remembers of itself, so that a run touches only what has changed.

In: the folder of the archive. Out: for each issue a `Record` in `.archive/` there: what its pages were made of, and
which files they are; beside it, for each of its languages, what lists say of it. Whatever stands in the folder and in
no record is somebody else's and is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO, Any

from newsletter.files import digest, write_atomically, write_parts

FOLDER = ".archive"
LISTS = "lists"
"""The name of the record of all that is no single issue's: indexes, feeds, site maps."""


@dataclass(slots=True)
class Record:
    """The pages of an issue. `sources` and `files` have a stamp for each file; `assets` are pictures, dates and styles.

    `letter_count` and `article_count` say how many are public; `listed` has for each language the SHA-256 of what lists
    say of the issue in it.
    """

    inputs: str
    sources: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    assets: list[str] = field(default_factory=list)
    listed: dict[str, str] = field(default_factory=dict)
    letter_count: int = 0
    article_count: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Listed:
    """What lists say of an issue in one language: its letters, its articles, and the words of each page to search."""

    letters: list[dict[str, Any]] = field(default_factory=list)
    articles: list[dict[str, Any]] = field(default_factory=list)
    words: list[list[str]] = field(default_factory=list)


class Site:
    """The folder of an archive: files are put there whole, and only where they differ."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written = 0
        self.removed = 0

    def hold(self) -> IO[bytes]:
        """Nobody else changes the archive until what comes back is closed; waits for whoever does now."""
        import fcntl

        folder = self.folder / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("ab")
        fcntl.flock(file, fcntl.LOCK_EX)
        return file

    def put(self, record: Record, path: str, data: bytes) -> None:
        """A page or list of a record; a path that ends in a slash is a folder with that page in it."""
        path = f"{path}index.html" if not path or path.endswith("/") else path
        self.written += write_atomically(self.folder / path, data, durably=False)
        record.files[path] = stamp(self.folder / path)

    def put_parts(self, record: Record, path: str, parts: Iterable[bytes]) -> None:
        """A file of a record that need never be in memory as a whole."""
        self.written += write_parts(self.folder / path, parts)
        record.files[path] = stamp(self.folder / path)

    def has(self, path: str) -> bool:
        """True for a file that is there."""
        return (self.folder / path).is_file()

    def read(self, path: str) -> bytes | None:
        """A file that is there, or None."""
        try:
            return (self.folder / path).read_bytes()
        except OSError:
            return None

    def add(self, path: str, data: bytes) -> None:
        """A picture, date or letter's style: its name says what is in it, so it is never changed, and never removed."""
        if not self.has(path):
            self.written += write_atomically(self.folder / path, data, durably=False)

    def put_listed(self, record: Record, issue: str, listed: Mapping[str, Listed]) -> None:
        """What lists say of an issue, a file for each language: titles in its first line, words in its second."""
        folder = self.folder / FOLDER / issue
        for locale, each in listed.items():
            titles = {"letters": each.letters, "articles": each.articles}
            data = b"\n".join(map(_json, (titles, each.words)))
            write_atomically(folder / f"{locale}.json", data, durably=False)
            record.listed[locale] = digest(data)
        for path in folder.glob("*.json"):
            if path.stem not in listed:
                path.unlink()

    def listed(self, issue: str, locale: str) -> Listed:
        """What lists say of an issue in a language, without its words; nothing where it is not in that language."""
        try:
            with (self.folder / FOLDER / issue / f"{locale}.json").open("rb") as file:
                return Listed(**json.loads(file.readline()))
        except (OSError, ValueError, TypeError):
            return Listed()

    def words(self, issue: str, locale: str) -> bytes:
        """What the search of a language knows of an issue: a list in JSON."""
        try:
            with (self.folder / FOLDER / issue / f"{locale}.json").open("rb") as file:
                file.readline()
                return file.read() or b"[]"
        except OSError:
            return b"[]"

    def words_of(self, issue: str, locale: str, paths: Collection[str]) -> list[list[str]]:
        """What the search knows of these pages."""
        return [each for each in json.loads(self.words(issue, locale)) if each[0] in paths] if paths else []

    def records(self) -> Iterator[str]:
        """The issues that have a record."""
        yield from sorted(path.stem for path in (self.folder / FOLDER).glob("*.json") if path.stem != LISTS)

    def record(self, name: str) -> Record | None:
        """A record; None where there is none. Of one that another version wrote, what this one knows of."""
        try:
            kept = json.loads((self.folder / FOLDER / f"{name}.json").read_bytes())
            return Record(**{each.name: kept[each.name] for each in fields(Record) if each.name in kept})
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, name: str, record: Record) -> None:
        """Keep a record, after all its files."""
        write_atomically(self.folder / FOLDER / f"{name}.json", _json(asdict(record)), durably=False)

    def forget(self, name: str, record: Record) -> None:
        """Remove all pages of a record, and itself."""
        self.remove(record.files)
        self.put_listed(record, name, {})
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


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

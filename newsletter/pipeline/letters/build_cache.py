"""What a build made: an edition's files with their sizes, states and problems, as values and as plain records.

In: records that a build keeps in the cache. Out: `Built` and `Build`, and an edition's files put back where they
belong. This module stands on next to nothing, so that a build of what has not changed costs next to nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsletter.files import Cache, digest, digest_of, program_digest, write_atomically
from newsletter.problems import Problem, as_json, from_plain, to_plain

FILES = ("letter.html", "letter.txt", "letter.eml")
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif"})


@dataclass(frozen=True, slots=True)
class Built:
    """One edition's letter in files: sizes in bytes and SHA-256 by file name, texts by state, problems.

    `inputs` is the name of everything it was made of; `assets` are the pictures it shows and the calendar files it
    offers, by their paths on the site.
    """

    point: str
    locale: str
    edition: str
    folder: Path
    inputs: str
    subject: str
    preheader: str
    sizes: dict[str, int]
    digests: dict[str, str]
    assets: tuple[str, ...]
    states: dict[str, int]
    problems: tuple[Problem, ...]
    was_laid_out: bool = True

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values for whoever runs the command."""
        return {
            "edition": self.edition,
            "point": self.point,
            "locale": self.locale,
            "subject": self.subject,
            "preheader": self.preheader,
            "files": {name.rpartition(".")[2]: str(self.folder / name) for name in FILES},
            "bytes": {name.rpartition(".")[2]: size for name, size in self.sizes.items()},
            "states": self.states,
            "problems": [as_json(problem) for problem in self.problems],
            "laid_out": self.was_laid_out,
        }

    def to_record(self) -> dict[str, Any]:
        """Everything but the folder, for the cache."""
        record = {name: getattr(self, name) for name in self.__slots__ if name not in ("folder", "was_laid_out")}
        return record | {"problems": [to_plain(problem) for problem in self.problems]}


@dataclass(slots=True)
class Build:
    """The result of a build; `problems` holds everything, those of single editions too.

    `gallery` has the SHA-256 of the gallery's files by their names in the folder.
    """

    issue: str
    folder: Path
    editions: list[Built] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    gallery: dict[str, str] = field(default_factory=dict)


def keep(cache: Cache, built: Built, files: Mapping[str, bytes], gallery_data: bytes) -> None:
    """Keep a finished letter under the name of its inputs: its record on one line, then its files one after another.

    Beside it stands its sheet, which is read for the gallery alone.
    """
    record = json.dumps(built.to_record(), ensure_ascii=False).encode()
    cache.put("sheets", built.inputs, gallery_data)
    cache.put("letters", built.inputs, b"\n".join([record, b"".join(files[name] for name in built.sizes)]))


def recall_gallery_data(cache: Cache, built: Built) -> bytes:
    """What was kept beside a finished letter; it is there where `kept` has found the letter."""
    return (cache.folder / "sheets" / built.inputs).read_bytes()


def recall(cache: Cache, inputs: str, folder: Path) -> Built | None:
    """The letter that was made of the same inputs, its files and assets in their places; None when any is lost."""
    data = cache.get("letters", inputs)
    return _restored(cache, data, folder) if data and cache.has("sheets", inputs) else None


def _restored(cache: Cache, data: bytes, folder: Path) -> Built | None:
    head, _, files = data.partition(b"\n")
    record = json.loads(head)
    record["problems"] = tuple(from_plain(values) for values in record["problems"])
    record["assets"] = tuple(record["assets"])
    built = Built(folder=folder / record["point"] / record["locale"], was_laid_out=False, **record)
    at = 0
    for name, size in built.sizes.items():
        if not _is_there(built.folder / name, built.digests[name]):
            file = files[at : at + size]
            if digest(file) != built.digests[name]:
                return None
            write_atomically(built.folder / name, file, durably=False)
        at += size
    for path in built.assets:
        if not (folder / path).is_file():
            asset = cache.get("assets", path)
            if asset is None:
                return None
            write_atomically(folder / path, asset, durably=False)
    return built


def _is_there(path: Path, wanted: str) -> bool:
    try:
        return digest(path.read_bytes()) == wanted
    except OSError:
        return False


def whole_inputs(root: Path, slug: str, wanted: tuple[object, ...], environ: Mapping[str, str]) -> str:
    """A name for all that a build of an issue may read: every text by content, pictures by size and time."""
    parts = [program_digest(), slug, repr(wanted)]
    parts += sorted(f"{name}={value}" for name, value in environ.items() if name.startswith("NEWSLETTER_"))
    for folder in ("newsletter.toml", "templates", "locales", "issues"):
        for path in sorted([root / folder, *(root / folder).rglob("*")]):
            if not path.is_file():
                continue
            if path.suffix.lower() in _PICTURES:
                stat = path.stat()
                parts.append(f"{path.relative_to(root)}:{stat.st_size}:{stat.st_mtime_ns}")
            else:
                parts.append(f"{path.relative_to(root)}:{digest(path.read_bytes())}")
    return digest_of(parts)


def keep_whole(cache: Cache, key: str, build: Build) -> None:
    """Keep the outcome of a whole build."""
    plain = {
        "editions": [built.inputs for built in build.editions],
        "problems": [to_plain(problem) for problem in build.problems],
        "gallery": build.gallery,
    }
    cache.put("builds", key, json.dumps(plain, ensure_ascii=False).encode())


def keep_gallery(cache: Cache, slug: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """Keep the files of an issue's gallery, the newest only, since it is as large as all its letters; their SHA-256."""
    for name, data in files.items():
        cache.put("galleries", f"{slug}/{name}", data)
    return {name: digest(data) for name, data in files.items()}


def recall_whole(cache: Cache, key: str, slug: str, folder: Path) -> Build | None:
    """The outcome of a build whose inputs were all the same, its files in their places; None when there was none."""
    data = cache.get("builds", key)
    if data is None:
        return None
    plain = json.loads(data)
    editions = [recall(cache, inputs, folder) for inputs in plain["editions"]]
    found = [built for built in editions if built]
    if len(found) < len(editions):
        return None
    for name, wanted in plain["gallery"].items():
        if not _is_there(folder / name, wanted):
            file = cache.get("galleries", f"{slug}/{name}")
            if file is None or digest(file) != wanted:
                return None
            write_atomically(folder / name, file, durably=False)
    return Build(slug, folder, found, [from_plain(values) for values in plain["problems"]], plain["gallery"])

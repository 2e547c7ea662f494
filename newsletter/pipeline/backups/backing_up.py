"""Use case: a backup of the home, while everything goes on.

In: `BackUpRequest`. Out: a folder that holds the database's rows as they were at one moment and the project's own
files, with a manifest; `BackedUp` says what is in it. It holds people's addresses and no secret: neither
NEWSLETTER_SECRET nor a key that signs, which are to be kept apart from it. The mark of the backup guard stays out too:
by it a restored database is known for an old one.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from newsletter.database import Connection, copy_out, step_of
from newsletter.files import inside
from newsletter.mail.delivery.backup_record import record_backup
from newsletter.mail.message.dkim import Key
from newsletter.pipeline.at_home import database_at, secrets_at
from newsletter.pipeline.backups.manifest import (
    FILE,
    FORM,
    PROJECT,
    ROWS,
    Manifest,
    fingerprint_of_secret,
    fingerprints_of_keys,
)
from newsletter.pipeline.installation import DKIM_KEYS
from newsletter.pipeline.project import Project
from newsletter.pipeline.use_case import Place, project_at, refuse, reporting
from newsletter.problems import Problem, error
from newsletter.settings import project as settings
from newsletter.version import __version__

_FILES = (settings.FILE, ".gitignore", "README.md")
"""Without the second, whoever keeps what was restored in git would keep its readers there too."""
_FOLDERS = ("issues", "templates", "locales", "schemas", ".starter", ".vscode")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class BackUpRequest:
    """Where the home is, and a folder that is new or empty."""

    place: Place
    folder: Path
    clock: Callable[[], dt.datetime] = _now


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup: rows of each table, how many files of the project, and bytes in all."""

    folder: Path
    rows: dict[str, int]
    files: int
    size: int
    problems: tuple[Problem, ...] = ()


@reporting
def back_up(request: BackUpRequest) -> BackedUp:
    """Write a backup, whole or not at all, and record in the database that it was made."""
    project, folder = project_at(request.place), request.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"`{folder}` is there and not empty, so no backup was written"
        refuse([error("folder-not-empty", message, None, "name a new folder for each backup")])
    secrets, keys, now = secrets_at(request.place), _keys(request.place), request.clock()
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        with database_at(project) as connection:
            rows, digest, step = _write_rows(connection, made / ROWS)
            files = {ROWS: digest, **_copy_files(project, made / PROJECT)}
            manifest = Manifest(
                form=FORM, program=__version__, step=step, made_at=now.replace(microsecond=0), rows=rows,
                database="sqlite" if project.settings.database.url.startswith("sqlite") else "postgresql",
                secrets=tuple(map(fingerprint_of_secret, secrets)), keys=fingerprints_of_keys(keys), files=files,
            )  # fmt: skip
            _write(made / FILE, manifest.written())
            size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file())
            made.replace(folder)
            record_backup(connection, now)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return BackedUp(folder, rows, len(files) - 1, size)


def _keys(place: Place) -> list[Key]:
    from newsletter.mail.message.dkim import read_keys

    folder = place.environ.get(DKIM_KEYS, "")
    return read_keys(Path(folder))[0] if folder else []


def _write_rows(connection: Connection, path: Path) -> tuple[dict[str, int], str, int]:
    with _private(path) as raw:
        # Without a name or a time in it the same rows are the same bytes.
        with gzip.GzipFile("", "wb", compresslevel=3, fileobj=raw, mtime=0) as packed:
            rows = copy_out(connection, packed)
        _settle(raw)
    with connection.transaction(writes=False):
        step = step_of(connection)
    with path.open("rb") as file:
        return rows, hashlib.file_digest(file, "sha256").hexdigest(), step


def _copy_files(project: Project, to: Path) -> dict[str, str]:
    """Copy what people have written and what is public; each file by its name in the backup, with its digest."""
    found = {}
    for name in _names(project):
        data = (project.root / name).read_bytes()
        _write(to / name, data)
        found[f"{PROJECT}/{name}"] = hashlib.sha256(data).hexdigest()
    for path in (to, *to.rglob("*")):
        if path.is_dir():
            path.chmod(0o700)
    return found


def _names(project: Project) -> Iterator[str]:
    """The project's own files by name; what can be made again, and what links lead to elsewhere, is not among them."""
    root = project.root
    folders = [root / name for name in _FOLDERS]
    if project.archive_folder.is_relative_to(root):
        folders.append(project.archive_folder)
    alone = [root / name for name in _FILES]
    for path in (*alone, *(each for folder in folders for each in sorted(folder.rglob("*")))):
        if path.is_file() and inside(root, path):
            yield path.relative_to(root).as_posix()


def _write(path: Path, data: bytes) -> None:
    with _private(path) as file:
        file.write(data)
        _settle(file)


def _private(path: Path) -> IO[bytes]:
    """A new file that nobody else may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def _settle(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())

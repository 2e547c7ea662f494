"""What a backup says of itself: what is in it, of which program, and which secret and keys belong to it.

In: a folder. Out: `Manifest`, or the problems that keep the backup from being used. No secret stands in it: a
fingerprint tells whether one is the same, and nothing else about it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from newsletter.database import newest_step
from newsletter.mail.message.dkim import Key
from newsletter.problems import Problem, error

FILE, ROWS, PROJECT = "backup.json", "database.jsonl.gz", "project"
FORM = 1
"""The form of backups that this program writes; one with a higher number is of a newer program."""


class Manifest(BaseModel):
    """`files` are all others of the backup with their SHA-256; `step` is that of the database's schema."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    form: int
    program: str
    step: int
    made_at: dt.datetime
    database: str
    rows: dict[str, int]
    secrets: tuple[str, ...]
    keys: dict[str, str]
    files: dict[str, str]

    def written(self) -> bytes:
        """As it stands in its file: the values, and last their digest."""
        values = self.model_dump(mode="json")
        return json.dumps({**values, "digest": _digest(values)}, indent=1, ensure_ascii=False).encode() + b"\n"


def _digest(values: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def fingerprint_of_secret(secret: str) -> str:
    """Tells whether a secret is the same; whoever has it can't make the secret of it."""
    return hmac.digest(secret.encode(), b"newsletter backup", "sha256").hex()[:16]


def fingerprints_of_keys(keys: Iterable[Key]) -> dict[str, str]:
    """The keys that sign by the names of their records, with what tells their public halves apart."""
    return {
        f"{key.selector}._domainkey.{key.domain}": hashlib.sha256(key.record().encode()).hexdigest()[:16]
        for key in keys
    }


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file, however large it is."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> tuple[Manifest | None, list[Problem]]:
    """What a backup says of itself, once each of its files has been found to be as it was written."""
    try:
        read = json.loads((folder / FILE).read_bytes())
        digest = read.pop("digest")
        form = read["form"]
    except FileNotFoundError:
        hint = f"name the folder that `newsletter backup` has made: `{FILE}` stands in it"
        return None, [error("no-backup", f"`{folder}` is no backup", None, hint)]
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        return None, [_damaged(folder, FILE)]
    if isinstance(form, int) and form > FORM:
        return None, [_newer(folder, str(read.get("program", "")))]
    try:
        manifest = Manifest.model_validate(read)
    except ValidationError:
        return None, [_damaged(folder, FILE)]
    if _digest(read) != digest:
        return None, [_damaged(folder, FILE)]
    if manifest.step > newest_step():
        return None, [_newer(folder, manifest.program)]
    broken = [name for name, told in manifest.files.items() if not _is_whole(folder, name, told)]
    return manifest, [_damaged(folder, name) for name in broken]


def _is_whole(folder: Path, name: str, told: str) -> bool:
    path = folder / name
    if ".." in Path(name).parts or Path(name).is_absolute() or not path.is_file():
        return False
    return digest_of_file(path) == told


def _damaged(folder: Path, name: str) -> Problem:
    message = f"`{name}` of the backup `{folder}` is not as it was written"
    return error("damaged-backup", message, None, "take another backup; nothing was restored from this one")


def _newer(folder: Path, program: str) -> Problem:
    message = f"the backup `{folder}` is of a newer program ({program[:20]})"
    return error("newer-backup", message, None, "install that release, or a later one, and restore with it")

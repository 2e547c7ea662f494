"""Who works here: the name that git has, or that was told once; and how this person likes the studio.

In: a project's folder and the environment. Out: a `Person`. What was chosen is kept in the cache folder: it is nobody
else's, and no part of the newsletter.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from newsletter.files import CACHE_FOLDER, write_atomically

FILE = f"{CACHE_FOLDER}/studio/person.json"
NAME_LENGTH = 80
Scheme = Literal["", "light", "dark"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name, empty until it is known, and what they have chosen.

    `locale` is the studio's language and empty for the browser's, `scheme` is empty for the system's; `has_keys` says
    whether single letters are keys.
    """

    name: str = ""
    locale: str = ""
    scheme: Scheme = ""
    has_keys: bool = True


def person_at(root: Path, environ: Mapping[str, str]) -> Person:
    """The person who works in this folder; what can't be read counts as not chosen."""
    try:
        kept = json.loads((root / FILE).read_bytes())
    except (OSError, ValueError):
        kept = {}
    person = _person_of(kept if isinstance(kept, dict) else {})
    return person if person.name else replace(person, name=_known_in_git(root, environ))


def keep_person(root: Path, person: Person) -> None:
    """Remember what a person has told and chosen."""
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(asdict(person), ensure_ascii=False, indent=1).encode("utf-8"))


def clean_name(name: str) -> str:
    """A name as it may stand in files: one line, no more than `NAME_LENGTH` characters."""
    return " ".join(name.split())[:NAME_LENGTH]


def _person_of(kept: Mapping[str, Any]) -> Person:
    def text(name: str) -> str:
        value = kept.get(name)
        return value if isinstance(value, str) else ""

    scheme: Scheme = next((each for each in SCHEMES if each == text("scheme")), "")
    return Person(clean_name(text("name")), text("locale"), scheme, kept.get("has_keys") is not False)


_known: dict[Path, str] = {}
"""What git has answered: asking it takes longer than answering a request."""


def _known_in_git(root: Path, environ: Mapping[str, str]) -> str:
    if not _known.get(root):
        _known[root] = _name_in_git(root, environ)
    return _known[root]


def _name_in_git(root: Path, environ: Mapping[str, str]) -> str:
    git = shutil.which("git", path=environ.get("PATH"))
    if git is None:
        return ""
    command = [git, "-C", str(root), "config", "--get", "user.name"]
    try:
        answer = subprocess.run(command, capture_output=True, env=dict(environ), timeout=5, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return clean_name(answer.stdout.decode("utf-8", errors="replace"))

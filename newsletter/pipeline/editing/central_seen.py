"""The central issue as the people of a point have seen it last.

In: a project's folder, an issue, a point. Out: `Seen`, the issue's file as it was then. That is what somebody has said
to have seen on this machine; before anybody has, what it was in the commit that last changed the point's part; before
there is one, what it is at the first look.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsletter.content.edit import EditRefusedError, Plain, values_in
from newsletter.files import CACHE_FOLDER, write_atomically
from newsletter.pipeline.editing.git import Git, NoGitError


@dataclass(frozen=True, slots=True)
class Seen:
    """The values of the central issue as they were at a time; `who` has committed the point's part then, "" where it is
    what somebody has said to have seen here.
    """

    values: Mapping[str, Plain]
    when: dt.datetime
    who: str = ""


def central_as_seen(root: Path, environ: Mapping[str, str], issue: str, point: str) -> Seen | None:
    """What was seen last; None where nothing is known of it, and while it could not be read."""
    try:
        kept = json.loads(_file(root, issue, point).read_bytes())
        return Seen(_values(kept["text"]), dt.datetime.fromisoformat(kept["at"]))
    except (OSError, ValueError, KeyError, TypeError, EditRefusedError):
        pass
    git = Git(root, environ)
    try:
        found = git.commits([f"issues/{issue}/points/{point}.yaml"], 1)
        data = git.file(found[0].id, f"issues/{issue}/issue.yaml") if found else None
        return Seen(_values(data.decode("utf-8", "replace")), found[0].when, found[0].who) if data else None
    except (NoGitError, EditRefusedError):
        return None


def keep_as_seen(root: Path, issue: str, point: str, now: dt.datetime) -> None:
    """Remember the central issue as it is now."""
    try:
        text = (root / f"issues/{issue}/issue.yaml").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return
    path = _file(root, issue, point)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps({"at": now.isoformat(), "text": text}, ensure_ascii=False).encode("utf-8"))


def _file(root: Path, issue: str, point: str) -> Path:
    return root / CACHE_FOLDER / "studio/seen" / issue / f"{point}.json"


def _values(text: str) -> Mapping[str, Plain]:
    return values_in(text.encode("utf-8"))

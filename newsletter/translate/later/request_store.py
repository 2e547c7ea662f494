"""Records of requests, a file each in `.requests` of a project's folder: open ones, and for a month those settled.

In: requests. Out: files that are on disk when a call returns, and the requests in them. A process that is killed leaves
each record as it was or as it was to be; one that is both open and settled is settled.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from dataclasses import asdict, replace
from pathlib import Path

from newsletter.files import digest, write_atomically
from newsletter.translate.later.mailbox import FOLDER, keep_from_git
from newsletter.translate.later.request import LaterRequest, Unsent, of_bytes, to_bytes

KEPT = dt.timedelta(days=30)
"""As long a settled request is known: what it was answered is not asked for again."""


class RequestStore:
    """The records of one project; any number of processes may have one each."""

    def __init__(self, root: Path) -> None:
        self._open = root / FOLDER / "open"
        self._settled = root / FOLDER / "settled"
        self._unsent = root / FOLDER / "unsent"

    def put(self, request: LaterRequest) -> None:
        """Write an open request, or what is known of it now."""
        keep_from_git(self._open.parent)
        write_atomically(self._open / f"{request.id}.json", to_bytes(request))

    def drop(self, request: LaterRequest) -> None:
        """Take away an open request that never went out."""
        (self._open / f"{request.id}.json").unlink(missing_ok=True)

    def settle(self, request: LaterRequest, outcome: str, now: dt.datetime) -> None:
        """Close a request: what came of it has been dealt with."""
        settled = replace(request, settled=now, outcome=outcome)
        write_atomically(self._settled / f"{request.id}.json", to_bytes(settled))
        self.drop(request)

    def open_requests(self) -> list[LaterRequest]:
        """Those that wait for an answer, or for somebody to deal with it; the oldest first."""
        closed = {path.name for path in self._settled.glob("*.json")}
        found = (_read(path) for path in self._open.glob("*.json") if path.name not in closed)
        return sorted((each for each in found if each), key=lambda each: (each.sent, each.id))

    def settled_requests(self) -> list[LaterRequest]:
        """Those of the last month that are settled."""
        return [found for path in sorted(self._settled.glob("*.json")) if (found := _read(path))]

    def put_unsent(self, one: Unsent) -> None:
        """Write that texts wait for their turn."""
        keep_from_git(self._unsent.parent)
        values = asdict(one) | {"tried": one.tried.isoformat()}
        write_atomically(self._unsent_file(one.issue, one.locale), json.dumps(values, ensure_ascii=False).encode())

    def drop_unsent(self, issue: str, locale: str) -> None:
        """Take that away: nothing waits any more."""
        self._unsent_file(issue, locale).unlink(missing_ok=True)

    def unsent(self) -> list[Unsent]:
        """What waits for its turn."""
        found: list[Unsent] = []
        for path in sorted(self._unsent.glob("*.json")):
            with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
                values = json.loads(path.read_bytes())
                found.append(Unsent(**values | {"tried": dt.datetime.fromisoformat(values["tried"])}))
        return found

    def _unsent_file(self, issue: str, locale: str) -> Path:
        return self._unsent / f"{locale}.{digest(issue.encode())[:16]}.json"

    def forget(self, request: LaterRequest) -> None:
        """Take away what is known of a settled request."""
        (self._settled / f"{request.id}.json").unlink(missing_ok=True)


def _read(path: Path) -> LaterRequest | None:
    try:
        return of_bytes(path.read_bytes())
    except OSError:
        return None

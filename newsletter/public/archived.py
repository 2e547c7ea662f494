"""The archive's files over HTTP, as any web server serves a folder.

In: the folder that `newsletter archive` writes. Out: an ASGI app, and for a file the headers that go with it. What a
plain web server has to be told to answer in the same way stands in docs/operators/archive.md.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import IO
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.files import inside
from newsletter.web.guard import App, Receive, Scope, Send

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".xml": "text/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
"""Of all that an archive holds; told here, since what Python guesses depends on the machine it runs on."""
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The archive searches with a script of its own, and letters bring their styles on their elements."""
_NEVER_CHANGED = ("images", "calendar", "assets")
"""Folders of files that are named by what is in them."""
_FOR_EVER, _FOR_NOW = "public, max-age=31536000, immutable", "max-age=300"
_PART = 64 * 1024


def serve_archive(folder: Path, door: App) -> App:
    """The files of a folder; `door` answers at the root until the archive has a page there."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        scope["newsletter.route"] = "archive"
        path = str(scope["path"])
        if path == "/" and not (folder / "index.html").is_file():
            await door(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405)
        name = _name(path)
        if name is None:
            raise HTTPException(404)
        if not name.endswith("/") and await run_in_threadpool((folder / name / "index.html").is_file):
            # Without scheme and host, which a proxy may have changed; with one slash, so that no host stands there.
            asked = quote(scope.get("query_string", b"").decode("latin-1"), safe="=&%+")
            headers = {"location": f"/{quote(name)}/{'?' if asked else ''}{asked}", "cache-control": _FOR_NOW}
            await Response(status_code=301, headers=headers)(scope, receive, send)
            return
        file = await run_in_threadpool(_opened, folder, f"{name}index.html" if name.endswith("/") else name)
        if file is None:
            raise HTTPException(404)
        with file:
            headers = _headers(name, file)
            if _is_known(Headers(scope=scope), headers):
                kept = {key: value for key, value in headers.items() if key not in ("content-type", "content-length")}
                await Response(status_code=304, headers=kept)(scope, receive, send)
                return
            raw = [(key.encode(), value.encode()) for key, value in headers.items()]
            await send({"type": "http.response.start", "status": 200, "headers": raw})
            while scope["method"] == "GET" and (part := await run_in_threadpool(file.read, _PART)):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

    return answered


def _name(path: str) -> str | None:
    """What is meant in the folder; None when nothing can be, or what the archive keeps for itself."""
    parts = [part for part in path.split("/") if part]
    if any(part.startswith(".") for part in parts):
        return None
    return "/".join(parts) + "/" * path.endswith("/")


def _opened(folder: Path, name: str) -> IO[bytes] | None:
    """A file of the folder, which stays the same while it is sent: the archive puts another one in its place."""
    path = folder / name.lstrip("/")
    try:
        return path.open("rb") if inside(folder, path) and path.is_file() else None
    except (FileNotFoundError, PermissionError, ValueError):
        return None  # it has just gone, is not for us, or no file can have this name
    except OSError as fault:
        if fault.errno == errno.ENAMETOOLONG:
            return None
        raise


def _headers(name: str, file: IO[bytes]) -> dict[str, str]:
    """What goes with a file; a 304 has it too, since what a browser keeps takes its headers from there."""
    found = os.fstat(file.fileno())
    return {
        "content-type": KINDS.get(Path(file.name).suffix, "application/octet-stream"),
        "content-length": str(found.st_size),
        "last-modified": formatdate(found.st_mtime, usegmt=True),
        "etag": f'"{found.st_mtime_ns:x}-{found.st_size:x}"',
        "cache-control": _FOR_EVER if name.partition("/")[0] in _NEVER_CHANGED else _FOR_NOW,
        "content-security-policy": POLICY,
    }


def _is_known(asked: Headers, headers: Mapping[str, str]) -> bool:
    """True when whoever asks has this very file (RFC 9110 section 13.2.2)."""
    if tags := asked.get("if-none-match"):
        return tags.strip() == "*" or headers["etag"] in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    try:
        since = parsedate_to_datetime(asked["if-modified-since"])
        return parsedate_to_datetime(headers["last-modified"]) <= since
    except (KeyError, TypeError, ValueError):
        return False  # not asked, or no date

"""Versions of files that somebody has read, kept for a while: what they change later is merged by them.

In: a workspace, bytes and their version. Out: the same bytes by their version, or None. What is kept only helps to
merge, and may be deleted at any time.
"""

from __future__ import annotations

import itertools
import re

from newsletter.files import CACHE_FOLDER, Cache
from newsletter.workspace import Version, Workspace

_KIND, _LANDED = "versions", "landed"
_MOST_KEPT = 512
_MOST_ATTEMPTS = 8
_SWEEP_EVERY = 64
_kept = itertools.count(1)


def keep(workspace: Workspace, version: Version, data: bytes) -> None:
    """Keep a version by its name; the newest few hundred stay."""
    cache = _cache(workspace)
    if cache.has(_KIND, version):
        return
    try:
        cache.put(_KIND, version, data)
        if next(_kept) % _SWEEP_EVERY == 0:
            _sweep(cache, _KIND)
            _sweep(cache, _LANDED)
    except OSError:  # a full disk, say
        return


def kept(workspace: Workspace, version: Version) -> bytes | None:
    """What a file was at a version; None where that is no longer known."""
    return _cache(workspace).get(_KIND, version) if re.fullmatch(r"[0-9a-f]{64}", version) else None


def keep_attempt(workspace: Workspace, request: str, sent: Version, made: Version) -> None:
    """Note what a request has sent and which version it is about to make of the file, by the request's digest.

    Noted before the file is written: whoever is killed behind the write has left word of it.
    """
    attempts = [*_attempts(workspace, request), (sent, made)][-_MOST_ATTEMPTS:]
    try:
        _cache(workspace).put(_LANDED, request, "\n".join(map(" ".join, attempts)).encode())
    except OSError:
        return


def landed(workspace: Workspace, request: str, version: Version) -> Version | None:
    """What a request has sent last of what is in the file, or was; None where nothing of it is known.

    `version` is the file's now. A version that was there before is kept by whoever has read it since.
    """
    for sent, made in reversed(_attempts(workspace, request)):
        if made == version or _cache(workspace).has(_KIND, made):
            return sent
    return None


def _attempts(workspace: Workspace, request: str) -> list[tuple[Version, Version]]:
    data = _cache(workspace).get(_LANDED, request) or b""
    pairs = (line.split() for line in data.decode().splitlines())
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]


def _cache(workspace: Workspace) -> Cache:
    return Cache(workspace.root / CACHE_FOLDER)


def _sweep(cache: Cache, kind: str) -> None:
    folder = cache.folder / kind
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)[:-_MOST_KEPT]:
        path.unlink(missing_ok=True)

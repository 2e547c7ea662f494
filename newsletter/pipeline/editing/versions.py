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


def keep_landed(workspace: Workspace, request: str, version: Version) -> None:
    """Keep which version a request has made, by the request's digest: its answer may never have arrived."""
    try:
        _cache(workspace).put(_LANDED, request, version.encode())
    except OSError:
        return


def landed(workspace: Workspace, request: str) -> Version | None:
    """The version that a request has made; None where none such is known."""
    data = _cache(workspace).get(_LANDED, request)
    return data.decode() if data else None


def _cache(workspace: Workspace) -> Cache:
    return Cache(workspace.root / CACHE_FOLDER)


def _sweep(cache: Cache, kind: str) -> None:
    folder = cache.folder / kind
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)[:-_MOST_KEPT]:
        path.unlink(missing_ok=True)

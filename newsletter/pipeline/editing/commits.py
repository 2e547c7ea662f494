"""Commits made without git's index, so that a kill leaves nothing that stops the next one.

In: a file of the project as it was saved, whose save it is. Out: one commit on the branch that is checked out. Blob,
trees and commit are written first, and seen by nobody until the branch is set to the commit, which fails where somebody
else was first; then the trees are made anew on what is there now.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pygit2
from pygit2.enums import FileMode, Option

from newsletter.pipeline.editing.authors import Author, NoCommitsError

_TRIES = 50
_STALE_SECONDS = 2.0
"""A lock of the branch that is older was left by a process that is no more: setting a branch takes a millisecond."""


class Commits:
    """The branch that a project's folder has checked out."""

    def __init__(self, root: Path, committer: Author) -> None:
        """Raises `NoCommitsError` where there is no repository with files of its own, or no branch is checked out."""
        found = pygit2.discover_repository(str(root))
        if found is None:
            raise NoCommitsError("the project is in no git repository")
        pygit2.option(Option.ENABLE_FSYNC_GITDIR, 1)
        self._repository = pygit2.Repository(found)
        if self._repository.is_bare or self._repository.head_is_detached:
            raise NoCommitsError("no branch is checked out")
        self._branch = str(self._repository.lookup_reference("HEAD").target)
        self._prefix = root.resolve().relative_to(Path(self._repository.workdir).resolve()).parts
        self._committer = committer
        self._remove_stale_lock()

    def commit(self, name: str, data: bytes | None, author: Author, when: dt.datetime, message: str) -> str:
        """The id of the commit in which a file of the project holds these bytes, or is no more (None).

        Empty where the branch has it so already. Raises `NoCommitsError` where others are first for too long, or
        nothing can be written.
        """
        try:
            return self._commit(name, data, author, when, message)
        except (pygit2.GitError, OSError) as fault:
            raise NoCommitsError(str(fault)) from None

    def _commit(self, name: str, data: bytes | None, author: Author, when: dt.datetime, message: str) -> str:
        repository = self._repository
        parts = (*self._prefix, *Path(name).parts)
        blob = repository.create_blob(data) if data is not None else None
        who = pygit2.Signature(author.name, author.address, int(when.timestamp()), _minutes(when))
        by = pygit2.Signature(self._committer.name, self._committer.address, int(when.timestamp()), _minutes(when))
        for attempt in range(_TRIES):
            # The reference is taken once: looked up anew at the end, it would be set over what another has made since.
            reference = self._reference()
            parent = repository[reference.target] if reference else None
            before = parent.peel(pygit2.Tree) if parent else None
            tree = self._with(before, parts, blob) or repository.TreeBuilder().write()
            if (before is not None and tree == before.id) or (before is None and blob is None):
                return ""
            made = repository.create_commit(None, who, by, message, tree, [parent.id] if parent else [])
            try:
                if reference is None:
                    repository.create_reference_direct(self._branch, made, force=False)
                else:
                    reference.set_target(made, message)
            except (
                pygit2.GitError,
                OSError,
                ValueError,
            ):  # somebody was first, or is setting it right now, or was killed at it
                self._remove_stale_lock()
                time.sleep(0.001 * min(attempt + 1, 20))
                continue
            return str(made)
        raise NoCommitsError("others write to the branch without end")

    def file(self, name: str) -> bytes | None:
        """A file as the branch has it; None where it has none."""
        reference = self._reference()
        if reference is None:
            return None
        found: pygit2.Object = reference.peel(pygit2.Tree)
        for part in (*self._prefix, *Path(name).parts):
            if not isinstance(found, pygit2.Tree) or part not in found:
                return None
            found = found / part
        return bytes(found.data) if isinstance(found, pygit2.Blob) else None

    def _reference(self) -> pygit2.Reference | None:
        try:
            return self._repository.lookup_reference(self._branch)
        except KeyError:
            return None  # nothing has been committed yet

    def _with(self, tree: pygit2.Tree | None, parts: Sequence[str], blob: pygit2.Oid | None) -> pygit2.Oid | None:
        """The tree with another blob at a path; None for one in which nothing is left."""
        builder = self._repository.TreeBuilder(tree) if tree is not None else self._repository.TreeBuilder()
        first, rest = parts[0], parts[1:]
        if rest:
            inner = tree / first if tree is not None and first in tree else None
            made = self._with(inner if isinstance(inner, pygit2.Tree) else None, rest, blob)
            mode = FileMode.TREE
        else:
            made, mode = blob, FileMode.BLOB
        if made is not None:
            builder.insert(first, made, mode)
        elif tree is not None and first in tree:
            builder.remove(first)
        return builder.write() if len(builder) else None

    def _remove_stale_lock(self) -> None:
        lock = Path(self._repository.path) / f"{self._branch}.lock"
        with suppress(FileNotFoundError):
            if time.time() - lock.stat().st_mtime > _STALE_SECONDS:
                lock.unlink()


def _minutes(when: dt.datetime) -> int:
    """How far the clock of a time is from UTC, as git writes it."""
    offset = when.utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0

"""What git knows of a project's files, by the `git` program: commits, and files as they were.

In: a project's folder. Out: `Commit` values and bytes. Nothing is written, no hook runs, and a folder that is in no
repository, or a machine without the program, is a `NoGitError` that says so.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from newsletter.exceptions import NewsletterError

CONTENT = ("issues", "locales")
"""Where the newsletter's content is."""
EDITED = (*CONTENT, "templates", "newsletter.toml")
"""Where the editors' files are; settings and templates tell how the machine is kept."""
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_SECONDS = 20
_FIELD, _RECORD = "\x1f", "\x1e"


class GitFault(StrEnum):
    """Why there is no history to read: no program, no repository around the folder, or a git that does not answer."""

    NO_PROGRAM = "no-program"
    NO_REPOSITORY = "no-repository"
    NO_ANSWER = "no-answer"


class NoGitError(NewsletterError):
    """There is no history to read; the text says why in git's own words."""

    def __init__(self, fault: GitFault, words: str) -> None:
        super().__init__(words)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Commit:
    """Somebody's changes: `files` are their names in the project, each with A (added), D (removed) or M (changed)."""

    id: str
    who: str
    when: dt.datetime
    subject: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Git:
    """The repository that a project's folder is in."""

    root: Path
    environ: Mapping[str, str]

    def commits(
        self,
        paths: Sequence[str],
        count: int,
        skip: int = 0,
        who: str = "",
        since: dt.datetime | None = None,
        before: dt.datetime | None = None,
    ) -> list[Commit]:
        """The newest commits that touch these paths of the project, the newest first. Raises `NoGitError`.

        `who` is the name of whoever made them, `since` the first moment and `before` the first one after; without them
        all there are.
        """
        if not self._run("rev-parse", "--verify", "--quiet", "HEAD", is_asking=True):
            return []
        form = f"--format={_RECORD}%H{_FIELD}%an{_FIELD}%aI{_FIELD}%s"
        options = ["--no-merges", "--no-renames", "--name-status", "--relative", "--no-ext-diff", "-z", form]
        options += ["--fixed-strings", f"--author={who} <"] if who else []
        options += [f"--since={since.isoformat()}"] if since else []
        options += [f"--until={(before - dt.timedelta(seconds=1)).isoformat()}"] if before else []
        said = self._run(
            "log", *options, f"-n{count}", f"--skip={skip}", "--", *(f":(literal){path}" for path in paths)
        )
        return [_commit(record) for record in said.decode("utf-8", "replace").split(_RECORD) if record.strip("\0\n")]

    def file(self, commit: str, name: str) -> bytes | None:
        """A file as it was in a commit, None where it was not there."""
        try:
            return self._run("cat-file", "blob", f"{commit}:./{name}")
        except NoGitError:
            return None

    def changed(self, paths: Sequence[str]) -> list[tuple[str, str]]:
        """The files that are not as the last commit has them, with A, D or M; those that git ignores are left out."""
        said = self._run("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", *paths)
        top = self._run("rev-parse", "--show-prefix").decode("utf-8", "replace").strip()
        found = []
        for entry in filter(None, said.decode("utf-8", "replace").split("\0")):
            state, name = entry[:2], entry[3:].removeprefix(top)
            found.append((name, "A" if "?" in state or "A" in state else "D" if "D" in state else "M"))
        return found

    def _run(self, *arguments: str, is_asking: bool = False) -> bytes:
        program = shutil.which("git", path=self.environ.get("PATH"))
        if program is None:
            raise NoGitError(GitFault.NO_PROGRAM, "the program git is not installed")
        command = [program, "-C", str(self.root), "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=", *arguments]
        env = {**self.environ, **_QUIET}
        try:
            done = subprocess.run(command, capture_output=True, env=env, timeout=_SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise NoGitError(GitFault.NO_ANSWER, f"git did not answer: {fault}") from fault
        if done.returncode and not is_asking:
            words = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ").split("\n")[0]
            lost = GitFault.NO_REPOSITORY if "not a git repository" in words else GitFault.NO_ANSWER
            raise NoGitError(lost, words or "git refused")
        return done.stdout


def _commit(record: str) -> Commit:
    head, _, rest = record.partition("\0")
    head, _, first = head.partition("\n")
    identifier, who, when, subject = head.split(_FIELD)
    parts = [part.strip("\n") for part in (first, *rest.split("\0")) if part.strip("\n")]
    files = tuple(zip(parts[1::2], (each[:1] for each in parts[::2]), strict=False))
    return Commit(identifier, who, dt.datetime.fromisoformat(when), subject, files)

"""Saves on the home become commits, under the name of whoever made them, whatever else is going on."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from newsletter.pipeline.editing.authors import Author, NoCommitsError
from newsletter.pipeline.editing.commits import Commits
from newsletter.pipeline.editing.saves import Saves
from newsletter.workspace import NO_FILE, Workspace
from tests.conftest import REPOSITORY

STUDIO = Author("studio", "studio@example.org")
ANA, BO = Author("Ana", "person-1@example.org"), Author("Bò", "person-2@example.org")
NOON = dt.datetime(2024, 1, 16, 12, tzinfo=dt.UTC)


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True, timeout=30)
    return done.stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose folder `news` is the project, with one commit."""
    git(tmp_path, "init", "-q", "-b", "main")
    project = tmp_path / "news"
    (project / "issues").mkdir(parents=True)
    (project / "issues/a.yaml").write_text("a: 1\n")
    (tmp_path / "README").write_text("beside\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "-c", "user.name=X", "-c", "user.email=x@example.org", "commit", "-qm", "begun")
    return project


@dataclass
class Desk:
    """People who save into one folder, and a clock."""

    root: Path
    clock: list[dt.datetime] = field(default_factory=lambda: [NOON])
    who: list[Author] = field(default_factory=lambda: [ANA])

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        plain = Workspace(self.root)

        def read(name: str) -> bytes | None:
            file = plain.read(name)
            return file.data if file else None

        self.saves = Saves(
            Commits(self.root, STUDIO), self.root / ".cache/saves", read, lambda: self.clock[0], plain.alone
        )
        self.workspace = Workspace(self.root, check=lambda name, old, new: self.saves.begin(name, old, self.who[0]))

    def save(self, author: Author, name: str, text: str) -> None:
        self.who[0] = author
        file = self.workspace.read(name)
        self.workspace.write(name, text.encode(), file.version if file else NO_FILE)

    def later(self, seconds: float) -> None:
        self.clock[0] += dt.timedelta(seconds=seconds)

    @property
    def log(self) -> list[tuple[str, str, str]]:
        """Author, file and its words in each commit since the first, the oldest first."""
        found = []
        for line in git(self.root, "log", "--reverse", "--format=%H %an").splitlines()[1:]:
            commit, _, author = line.partition(" ")
            (name,) = git(self.root, "diff-tree", "--no-commit-id", "--name-only", "-r", commit).splitlines()
            found.append((author, name, git(self.root, "show", f"{commit}:{name}")))
        return found


@pytest.fixture
def desk(root: Path) -> Desk:
    return Desk(root)


def test_saves_of_one_person_to_one_file_within_a_minute_are_one_commit(desk: Desk) -> None:
    for number in range(3):
        desk.save(ANA, "issues/a.yaml", f"a: {number + 2}\n")
        desk.later(10)
    assert desk.saves.commit_due() == 0
    desk.later(30)
    assert desk.saves.commit_due() == 1
    desk.save(ANA, "issues/a.yaml", "a: 9\n")
    desk.saves.commit_all()
    assert desk.log == [("Ana", "news/issues/a.yaml", "a: 4\n"), ("Ana", "news/issues/a.yaml", "a: 9\n")]


def test_what_another_has_saved_is_committed_under_their_name_before(desk: Desk) -> None:
    desk.save(ANA, "issues/a.yaml", "a: 2\n")
    desk.save(BO, "issues/b.yaml", "b: 1\n")
    desk.save(BO, "issues/a.yaml", "a: 3\n")
    desk.save(ANA, "issues/a.yaml", "a: 4\n")
    desk.saves.commit_all()
    assert sorted(desk.log) == [
        ("Ana", "news/issues/a.yaml", "a: 2\n"),
        ("Ana", "news/issues/a.yaml", "a: 4\n"),
        ("Bò", "news/issues/a.yaml", "a: 3\n"),
        ("Bò", "news/issues/b.yaml", "b: 1\n"),
    ]


def test_what_was_not_committed_when_the_process_ended_is_committed_under_the_right_name(desk: Desk) -> None:
    desk.save(BO, "issues/a.yaml", "a: 2\n")
    desk.open()
    assert [pending.author for pending in desk.saves.waiting] == [BO]
    desk.save(ANA, "issues/a.yaml", "a: 3\n")
    desk.saves.commit_all()
    assert [(author, words) for author, _, words in desk.log] == [("Bò", "a: 2\n"), ("Ana", "a: 3\n")]


@pytest.mark.slow
def test_who_saves_waits_for_no_branch_that_somebody_holds(desk: Desk) -> None:
    lock = desk.root.parent / ".git/refs/heads/main.lock"
    lock.touch()
    desk.save(ANA, "issues/a.yaml", "a: 2\n")
    desk.save(BO, "issues/a.yaml", "a: 3\n")
    with pytest.raises(NoCommitsError):
        desk.saves.commit_all()
    desk.save(ANA, "issues/a.yaml", "a: 4\n")
    desk.open()  # killed, and started again
    os.utime(lock, (1, 1))  # whoever had it was killed long ago
    desk.saves.commit_all()
    assert not lock.exists()
    assert [(author, words) for author, _, words in desk.log] == [
        ("Ana", "a: 2\n"),
        ("Bò", "a: 3\n"),
        ("Ana", "a: 4\n"),
    ]
    assert list((desk.root / ".cache/saves").iterdir()) == []


def test_a_note_that_was_torn_stops_nothing(desk: Desk) -> None:
    desk.save(ANA, "issues/a.yaml", "a: 2\n")
    desk.save(BO, "issues/a.yaml", "a: 3\n")
    for name in ("000000000009.kept", "0123.json"):
        (desk.root / ".cache/saves" / name).write_bytes(b'{"number": 9')
    desk.open()
    assert desk.saves.commit_all() == 2


def test_a_file_that_was_removed_is_gone_and_a_save_that_changed_nothing_is_no_commit(desk: Desk) -> None:
    desk.save(ANA, "issues/new/b.yaml", "b: 1\n")
    desk.saves.commit_all()
    desk.who[0] = BO
    file = desk.workspace.read("issues/new/b.yaml")
    assert file is not None
    desk.workspace.remove("issues/new/b.yaml", file.version)
    desk.saves.commit_all()
    assert git(desk.root, "ls-tree", "-r", "--name-only", "--full-tree", "HEAD").split() == [
        "README",
        "news/issues/a.yaml",
    ]
    head = git(desk.root, "rev-parse", "HEAD")
    desk.save(ANA, "issues/a.yaml", "a: 2\n")
    desk.save(ANA, "issues/a.yaml", "a: 1\n")
    desk.saves.commit_all()
    assert git(desk.root, "rev-parse", "HEAD") == head


def test_of_people_who_commit_at_once_none_takes_back_what_another_did(root: Path) -> None:
    commits = [Commits(root, STUDIO) for _ in range(4)]

    def save(number: int) -> str:
        who = Author(f"P{number % 4}", f"person-{number % 4}@example.org")
        return commits[number % 4].commit(f"issues/{number}.yaml", b"x\n", who, NOON, "saved")

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(save, range(60)))
    assert len(git(root, "ls-tree", "-r", "--name-only", "HEAD").split()) == 61
    assert len(git(root, "log", "--format=%an").splitlines()) == 61


def test_the_first_commit_of_a_repository_is_one_like_any_other(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    assert Commits(tmp_path, STUDIO).commit("a.yaml", b"a: 1\n", ANA, NOON, "saved")
    assert git(tmp_path, "log", "--format=%an %ae %cn").strip() == "Ana person-1@example.org studio"


def _without(folder: Path) -> None:
    """No repository at all."""


def _detached(folder: Path) -> None:
    git(folder, "checkout", "-q", "--detach")


@pytest.mark.parametrize(("prepare", "told"), [(_without, "no git repository"), (_detached, "no branch")])
def test_where_nothing_can_be_committed_it_is_told(
    root: Path, tmp_path_factory: pytest.TempPathFactory, prepare: Callable[[Path], None], told: str
) -> None:
    folder = tmp_path_factory.mktemp("plain") if prepare is _without else root
    prepare(folder)
    with pytest.raises(NoCommitsError, match=told):
        Commits(folder, STUDIO)


_COMMITTING = """
import datetime as dt, itertools, sys
from pathlib import Path
from newsletter.pipeline.editing.authors import Author
from newsletter.pipeline.editing.commits import Commits
by = Author("K", "k@example.org")
commits = Commits(Path(sys.argv[1]), by)
for number in itertools.count():
    words = f"{sys.argv[2]} {number}\\n".encode()
    commits.commit("issues/k.yaml", words, by, dt.datetime.now(dt.UTC), "s")
    print(number, flush=True)
"""


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_commits_leaves_nothing_that_stops_the_next(root: Path) -> None:
    lock = root.parent / ".git/refs/heads/main.lock"
    for run in range(5):
        command = [sys.executable, "-c", _COMMITTING, str(root), str(run)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as process:
            assert process.stdout is not None
            for _ in range(3 + run):
                assert process.stdout.readline()
            process.kill()
        if lock.exists():  # it was killed within the microseconds of a swap: as if some time had passed
            os.utime(lock, (0, 0))
    assert Commits(root, STUDIO).commit("issues/a.yaml", b"a: 2\n", ANA, NOON, "saved")
    assert "error" not in git(root, "fsck", "--no-dangling")

"""Editors' files are written by version: what another person saved is never overwritten, and nothing lies outside."""

import subprocess
import sys
from pathlib import Path

import pytest

from newsletter.workspace import NO_FILE, MovedOnError, OutsideProjectError, Workspace
from tests.conftest import REPOSITORY


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def test_a_file_is_written_from_the_version_that_was_read(workspace: Workspace) -> None:
    first = workspace.write("issues/a.yaml", b"one\n", NO_FILE)
    read = workspace.read("issues/a.yaml")
    assert read
    assert (read.data, read.version) == (b"one\n", first)
    second = workspace.write("issues/a.yaml", b"two\n", first)
    assert second != first
    assert (workspace.root / "issues/a.yaml").read_bytes() == b"two\n"


def test_a_file_that_may_not_be_written_to_is_left_alone(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever guards a file means it, also where the folder would take a new one in its place."""
    first = workspace.write("a.yaml", b"one\n", NO_FILE)
    monkeypatch.setattr("os.access", lambda path, mode: False)  # whoever is root may always
    with pytest.raises(PermissionError):
        workspace.write("a.yaml", b"two\n", first)
    assert (workspace.root / "a.yaml").read_bytes() == b"one\n"


def test_a_file_that_has_moved_on_is_left_alone_and_shown(workspace: Workspace) -> None:
    first = workspace.write("a.yaml", b"one\n", NO_FILE)
    (workspace.root / "a.yaml").write_bytes(b"theirs\n")
    for attempt in (first, NO_FILE):
        with pytest.raises(MovedOnError) as moved:
            workspace.write("a.yaml", b"mine\n", attempt)
        assert moved.value.current
        assert moved.value.current.data == b"theirs\n"
    with pytest.raises(MovedOnError):
        workspace.remove("a.yaml", first)
    assert (workspace.root / "a.yaml").read_bytes() == b"theirs\n"


def test_a_file_that_was_taken_away_is_not_brought_back(workspace: Workspace) -> None:
    first = workspace.write("a.yaml", b"one\n", NO_FILE)
    workspace.remove("a.yaml", first)
    assert workspace.read("a.yaml") is None
    with pytest.raises(MovedOnError) as moved:
        workspace.write("a.yaml", b"two\n", first)
    assert moved.value.current is None


def test_what_is_there_already_is_written_by_nobody(workspace: Workspace) -> None:
    version = workspace.write("a.yaml", b"one\n", NO_FILE)
    before = (workspace.root / "a.yaml").stat()
    assert workspace.write("a.yaml", b"one\n", "some older version") == version
    after = (workspace.root / "a.yaml").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize(
    "name",
    ["../a.yaml", "/etc/hostname", "issues/../../a", ".git/config", ".cache/x", ".requests/open/x", "", "link/a"],
)
def test_no_name_leads_out_of_the_project(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    (workspace.root / "link").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    for attempt in (
        workspace.read,
        lambda name: workspace.write(name, b"", NO_FILE),
        lambda name: workspace.remove(name, ""),
    ):
        with pytest.raises(OutsideProjectError):
            attempt(name)


PROGRAM = """
import sys
from pathlib import Path
from newsletter.workspace import MovedOnError, Workspace
workspace, won = Workspace(Path(sys.argv[1])), 0
for number in range(60):
    file = workspace.read("lines.txt")
    try:
        workspace.write("lines.txt", file.data + f"{sys.argv[2]} {number}\\n".encode(), file.version)
        won += 1
    except MovedOnError:
        pass
print(won)
"""


@pytest.mark.slow
def test_of_several_processes_that_write_at_once_none_takes_back_what_another_wrote(workspace: Workspace) -> None:
    workspace.write("lines.txt", b"", NO_FILE)
    command = [sys.executable, "-c", PROGRAM, str(workspace.root)]
    writers = [subprocess.Popen([*command, str(number)], stdout=subprocess.PIPE, cwd=REPOSITORY) for number in range(4)]
    won = sum(int(writer.communicate()[0]) for writer in writers)
    file = workspace.read("lines.txt")
    assert file
    assert len(set(file.data.splitlines())) == won > 0

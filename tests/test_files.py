"""Files are written whole or not at all, and a fault names the file that was meant."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsletter.files import Cache, inside
from tests.conftest import REPOSITORY

PROGRAM = """
import resource, signal, sys
from pathlib import Path
from newsletter import files
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))  # what a full disk does, for one process
path = Path(sys.argv[2])
try:
    if sys.argv[1] == "whole":
        files.write_atomically(path, b"x" * 5_000)
    elif sys.argv[1] == "parts":
        files.write_parts(path, [b"x" * 5_000, b"x" * 5_000])
    else:
        files.Cache(path.parent).put(".", path.name, b"x" * 5_000)
except OSError as fault:
    print(fault.filename)
"""


@pytest.mark.parametrize("way", ["whole", "parts", "cache"])
def test_a_disk_that_is_full_is_told_with_the_file_and_leaves_what_was_there(way: str, tmp_path: Path) -> None:
    path = tmp_path / "letter.html"
    path.write_text("before")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, way, str(path)], capture_output=True, text=True, cwd=REPOSITORY, check=True
    )
    assert Path(done.stdout.strip()).name == "letter.html", done.stderr
    assert path.read_text() == "before"


def test_threads_that_keep_the_same_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    cache, begun = Cache(tmp_path), threading.Barrier(8)

    def keep() -> None:
        begun.wait(20)
        for number in range(200):
            cache.put("catalogs", str(number % 3), b"the same")

    with ThreadPoolExecutor(8) as threads:
        for each in [threads.submit(keep) for _ in range(8)]:
            each.result(60)
    assert cache.get("catalogs", "1") == b"the same"
    assert [path.name for path in (tmp_path / "catalogs").iterdir() if path.name.startswith(".")] == []


def test_what_lies_in_a_folder_is_told_with_all_links_followed(tmp_path: Path) -> None:
    root, other = tmp_path / "project", tmp_path / "other"
    for folder in (root / "a/b", other / "b"):
        folder.mkdir(parents=True)
        (folder / "file").touch()
    (root / "a/again").symlink_to(root / "a/b")
    (root / "a/out").symlink_to(other)
    (root / "a/b/link").symlink_to(other / "b/file")
    (root / "a/b/up").symlink_to("../b/file")
    (tmp_path / "linked").symlink_to(root)
    (other / "home").symlink_to(root)
    names = [
        "a/b/file", "a/b/missing", "missing/file", "a/again/file", "a/out/b/file", "a/out/missing",
        "a/out/home/a/b/file", "a/b/link", "a/b/up", "../other/b/file", "a/../a/b/file", "a/../../other/b/file",
        "../project/a/b/file", "a/b/./file", "", ".", "..",
    ]  # fmt: skip
    outside = {"a/out/b/file", "a/out/missing", "a/b/link", "../other/b/file", "a/../../other/b/file", ".."}
    for folder in (root, tmp_path / "linked"):
        found = {name for name in names if not inside(folder, folder / name)}
        assert found == outside
        assert found == {name for name in names if not (folder / name).resolve().is_relative_to(root.resolve())}
    assert not inside(root, tmp_path / "project-of-another/file")
    assert inside(root, tmp_path / "linked/a/b/file")

"""Files that others save are told by name, whatever they are saved with."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.files import write_atomically
from newsletter.studio.watching import Watching
from tests.conftest import Sample

BRIDGES = "issues/articles/bridges.md"


class Heard:
    """The names that were told, in order; who waits for one is woken."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._changed = threading.Condition()

    def __call__(self, names: list[str]) -> None:
        with self._changed:
            self.names += names
            self._changed.notify_all()

    def wait_for(self, name: str) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: name in self.names, 30)


@pytest.fixture
def heard(sample: Sample) -> Iterator[Heard]:
    told = Heard()
    watching = Watching(sample.root, told)
    watching.start()
    # Watches are set in threads: until the first change is told, a file of its own is written again and again.
    probe = sample.root / "issues/images/probe.txt"
    ready = threading.Event()
    thread = threading.Thread(target=_keep_writing, args=(probe, ready))
    thread.start()
    assert told.wait_for("issues/images/probe.txt")
    ready.set()
    thread.join()
    yield told
    watching.stop()


def _keep_writing(path: Path, ready: threading.Event) -> None:
    number = 0
    while not ready.wait(0.05):
        number += 1
        path.write_text(str(number))


def test_a_file_that_is_written_over_is_told(heard: Heard, sample: Sample) -> None:
    sample.edit(BRIDGES, "Bridges over the river", "Two bridges")
    assert heard.wait_for(BRIDGES)


def test_a_file_that_is_put_in_place_as_a_whole_is_told_by_its_own_name_alone(heard: Heard, sample: Sample) -> None:
    write_atomically(sample.root / BRIDGES, b"---\ntitle: New\n---\n")
    assert heard.wait_for(BRIDGES)
    assert not [name for name in heard.names if "/." in name or name.startswith(".")]


def test_a_file_that_goes_and_one_that_comes_are_told(heard: Heard, sample: Sample) -> None:
    (sample.root / BRIDGES).unlink()
    assert heard.wait_for(BRIDGES)
    sample.write("issues/articles/quays.md", "---\ntitle: Quays\n---\n")
    assert heard.wait_for("issues/articles/quays.md")


def test_what_editors_keep_for_themselves_is_not_told(heard: Heard, sample: Sample) -> None:
    sample.write("issues/articles/.bridges.md.swp", "x")
    sample.write("issues/articles/bridges.md~", "x")
    sample.write("issues/articles/markets.md", "---\ntitle: Markets\n---\n")
    assert heard.wait_for("issues/articles/markets.md")
    assert {name for name in heard.names if "bridges" in name} == set()


def test_nothing_is_told_once_it_has_stopped(sample: Sample) -> None:
    told = Heard()
    watching = Watching(sample.root, told)
    watching.start()
    watching.stop()
    before = list(told.names)
    sample.edit(BRIDGES, "Bridges over the river", "Two bridges")
    assert told.names == before

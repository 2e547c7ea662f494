"""A studio for the tests of a module, on a copy of the small project, and a browser."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Sample
from tests.support.browser import chromium
from tests.support.studio import Opened, Seen, studio_at


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, for the tests of one module."""
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def reading_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The studio on the small project, for tests that change nothing."""
    with studio_at(Sample.made(tmp_path_factory.mktemp("studio")).root) as opened:
        yield opened


@pytest.fixture
def studio(reading_studio: Opened) -> Iterator[Opened]:
    """The same, for a test that changes files: they are put back behind it."""
    root = reading_studio.root
    kept = {path: path.read_bytes() for path in sorted((root / "issues").rglob("*")) if path.is_file()}
    yield reading_studio
    for path in sorted((root / "issues").rglob("*"), reverse=True):
        if path.is_symlink() or path.is_file():
            if path not in kept:
                path.unlink()
        elif not any(each.is_relative_to(path) for each in kept):
            path.rmdir()
    for path, data in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
    shutil.rmtree(root / "locales", ignore_errors=True)
    (root / ".cache/studio/person.json").unlink(missing_ok=True)


@pytest.fixture
def seen(studio: Opened, browser: Any) -> Iterator[Seen]:
    """A window that has been let into that studio, to open a page in; nothing may have gone wrong in it."""
    page = studio.window(browser)
    yield page
    faults = list(page.faults)
    page.close()
    assert faults == []

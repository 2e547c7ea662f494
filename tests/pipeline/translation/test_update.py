"""The catalogs of this repository are whole, sound, and honest about who has read them."""

import subprocess
from pathlib import Path

import pytest

from newsletter.content.load import load
from newsletter.edition import editions_of
from newsletter.locales import chain
from newsletter.pipeline.catalogs import Catalogs
from newsletter.pipeline.project import open_project
from newsletter.pipeline.translation.update import update_catalogs
from newsletter.translate.checks.blocking import blocking_problems
from newsletter.translate.formats.comments import write_lines
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.unit import State
from tests.conftest import REPOSITORY, needs
from tests.support.catalogs import FILES, catalog_of


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
class TestEachFile:
    @needs("msgfmt")
    def test_msgfmt_accepts_it(self, path: Path) -> None:
        done = subprocess.run(
            ["msgfmt", "--check", "-o", "/dev/null", str(path)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def test_it_is_written_as_we_would_write_it(self, path: Path) -> None:
        assert to_bytes(catalog_of(path)) == path.read_bytes()

    def test_it_is_complete_and_every_text_can_be_used(self, path: Path) -> None:
        for entry in catalog_of(path).active():
            assert entry.state is not State.MISSING, entry.source
            assert blocking_problems(entry) == [], entry.source

    def test_nothing_claims_a_review_that_nobody_did(self, path: Path) -> None:
        reviewed = [entry for entry in catalog_of(path).active() if entry.state is State.REVIEWED]
        assert all(any(line.startswith("reviewed: ") for line in write_lines(entry.record)) for entry in reviewed)

    def test_its_typography_is_that_of_its_language(self, path: Path) -> None:
        locale = path.parts[-3]
        for entry in catalog_of(path).active():
            for target in entry.targets:
                assert '"' not in target, "straight quotation marks"
                assert "'" not in target, "straight apostrophes"
                assert "  " not in target
                if locale == "fr":
                    for mark in (":", ";", "!", "?", "»"):
                        words = target.replace("https:", "").replace("Circular!", "")
                        assert f" {mark}" not in words, f"an ordinary space before {mark}: {target}"
                        found = words.find(mark)
                        assert found <= 0 or words[found - 1] in "\u00a0\u202f)", f"no space before {mark}: {target}"


@pytest.mark.slow
def test_every_unit_of_every_edition_is_in_its_catalog_and_an_update_changes_nothing(tmp_path: Path) -> None:
    import shutil

    for name in ("issues", "templates", "locales"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    shutil.copy(REPOSITORY / "newsletter.toml", tmp_path)
    project, _ = open_project(tmp_path, {})
    assert project is not None
    content, problems = project.content("2023-11")
    assert problems == []
    updates, problems = update_catalogs(project, content, ())
    assert problems == []
    assert len(updates) == 28, "ten locales, nine of which need fixed words: their source is English"
    assert [update.file for update in updates if update.was_written] == []


def test_all_ten_locales_are_there() -> None:
    content, _ = load(REPOSITORY, "2023-11", "en")
    locales = {key.locale for key in editions_of(content)}
    assert locales == {"en", "es", "nl", "fr", "de", "it", "pt-PT", "pl", "el", "hr"}
    project, _ = open_project(REPOSITORY, {})
    assert project is not None
    catalogs = Catalogs(project, "2023-11")
    assert all(catalogs.one(step, "2023-11") for locale in locales for step in chain(locale))

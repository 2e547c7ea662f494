"""What the browser runs: built from locked sources to the bytes that are committed, and small."""

import gzip
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from newsletter.studio.static_files import FOLDER, StaticFiles
from tests.conftest import IN_CI, REPOSITORY

BUNDLE = REPOSITORY / "studio-bundle"
MOST = 130_000
"""Bytes of script that a page loads, compressed."""


@pytest.fixture(scope="module")
def packages() -> Path:
    """What the bundle is made with."""
    if not (BUNDLE / "node_modules").is_dir():
        if not IN_CI:
            pytest.skip("`npm ci` in studio-bundle was not run")
        subprocess.run(["npm", "ci", "--silent"], cwd=BUNDLE, check=True)
    return BUNDLE / "node_modules"


@pytest.mark.usefixtures("packages")
def test_the_bundle_is_what_its_sources_make(tmp_path: Path) -> None:
    subprocess.run([str(shutil.which("node")), "build.mjs", str(tmp_path)], cwd=BUNDLE, check=True)
    for name in ("studio.js", "writing.js", "review.js", "looking.js", "LICENCES.txt"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), "run `make studio-bundle`"


def test_the_script_is_small() -> None:
    for lazy in ("writing.js", "review.js", "looking.js"):
        assert sum(len(gzip.compress((FOLDER / name).read_bytes())) for name in ("studio.js", lazy)) < MOST, lazy


def test_what_is_written_with_marks_shares_the_studio_that_its_page_has_loaded() -> None:
    address = StaticFiles().address("studio.js").removeprefix("/static/")
    for name in ("writing.js", "review.js", "looking.js"):
        assert f'"./{address}"' in (FOLDER / name).read_text("utf-8"), name


def test_nothing_in_the_bundle_is_fetched_from_elsewhere() -> None:
    for name in ("studio.js", "writing.js", "review.js", "looking.js"):
        script = (FOLDER / name).read_text("utf-8")
        assert "sourceMappingURL" not in script
        assert "https://cdn" not in script


def test_no_page_and_no_style_has_what_the_policy_forbids() -> None:
    for page in sorted((REPOSITORY / "newsletter/studio/templates").glob("*.html")):
        text = page.read_text("utf-8")
        assert " style=" not in text, page.name
        assert " onclick=" not in text, page.name
        assert "<style" not in text, page.name


@pytest.mark.slow
def test_what_was_written_in_lists_is_undone_and_done_again_also_across_saves(packages: Path, tmp_path: Path) -> None:
    script = (REPOSITORY / "tests/support/undone.mjs").read_text("utf-8")
    made = tmp_path / "undone.mjs"
    bundling = [str(packages / ".bin/esbuild"), "--bundle", "--format=esm", "--platform=node", f"--outfile={made}"]
    subprocess.run([*bundling, "--log-level=warning"], input=script, text=True, cwd=BUNDLE / "src", check=True)
    told = subprocess.run([str(shutil.which("node")), str(made), "500"], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == []


@pytest.mark.slow
def test_a_page_is_renewed_for_what_others_save_after_the_last_key_and_never_for_its_own_saves(
    packages: Path, tmp_path: Path
) -> None:
    script = (REPOSITORY / "tests/support/settled.mjs").read_text("utf-8")
    made = tmp_path / "settled.mjs"
    bundling = [str(packages / ".bin/esbuild"), "--bundle", "--format=esm", "--platform=node", f"--outfile={made}"]
    subprocess.run([*bundling, "--log-level=warning"], input=script, text=True, cwd=BUNDLE / "src", check=True)
    told = subprocess.run(
        [str(shutil.which("node")), str(made)], capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(told.stdout) == {  # milliseconds after each course has begun
        "the event of the next save is late": [],
        "somebody types on": [],
        "others save while nothing is typed": [500],
        "others save while somebody types": [1050],
    }

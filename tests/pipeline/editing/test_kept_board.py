"""A board that was counted is seen again as it was, for as long as the files are as they were."""

import os
from pathlib import Path

import pytest

from newsletter.pipeline.editing.board import board_of
from newsletter.pipeline.editing.kept_board import keep_board, recall_board, state_of
from newsletter.pipeline.snapshot import open_snapshot
from tests.conftest import Sample

ISSUE = "2024-01"
FILE = "issues/2024-01/issue.yaml"


def let_settle(root: Path) -> None:
    """As if everything had been saved an hour ago."""
    for path in root.rglob("*"):
        if path.is_file():
            os.utime(path, ns=(0, path.stat().st_mtime_ns - 3_600 * 10**9))


@pytest.fixture
def kept(sample: Sample) -> Sample:
    """A project whose board was counted and kept."""
    let_settle(sample.root)
    project = sample.project()
    keep_board(project, board_of(open_snapshot(project, ISSUE)), state_of(project))
    return sample


def test_a_board_is_recalled_as_it_was_counted(kept: Sample) -> None:
    project = kept.project()
    counted = board_of(open_snapshot(project, ISSUE))
    assert counted.rows
    assert recall_board(project, ISSUE) == counted
    assert recall_board(project, "2023-12") is None


@pytest.mark.parametrize("change", ["changed", "added", "gone", "touched"])
def test_once_any_file_has_changed_it_is_counted_again(kept: Sample, change: str) -> None:
    path = kept.root / FILE
    if change == "changed":
        path.write_bytes(path.read_bytes() + b"# a remark\n")
    elif change == "added":
        (kept.root / "issues/networks/new.yaml").write_text("name: New\n", "utf-8")
    elif change == "gone":
        path.unlink()
    let_settle(kept.root) if change == "touched" else None
    assert recall_board(kept.project(), ISSUE) is None


def test_what_was_changed_while_it_was_counted_is_not_kept(sample: Sample) -> None:
    let_settle(sample.root)
    project = sample.project()
    before = state_of(project)
    counted = board_of(open_snapshot(project, ISSUE))
    (sample.root / FILE).write_bytes((sample.root / FILE).read_bytes() + b"# a remark\n")
    keep_board(project, counted, before)
    assert state_of(project) == "", "what was changed just now may change again at the same time of its clock"
    let_settle(sample.root)
    assert recall_board(project, ISSUE) is None


def test_what_can_not_be_read_is_counted_again(kept: Sample) -> None:
    project = kept.project()
    for data in (b"", b"\xff\xff", state_of(project).encode() + b'\n{"slug": 3}', state_of(project).encode()):
        project.cache.put("boards", ISSUE, data)
        assert recall_board(project, ISSUE) is None


def test_a_folder_that_leads_elsewhere_keeps_nothing(kept: Sample, tmp_path: Path) -> None:
    (kept.root / "issues/elsewhere").symlink_to(tmp_path, target_is_directory=True)
    assert state_of(kept.project()) == ""
    assert recall_board(kept.project(), ISSUE) is None

"""Who types on while nothing is answered sends again what may have landed in part."""

import pytest

from newsletter.content.edit import Set
from newsletter.pipeline.editing.merging import Edit
from newsletter.pipeline.editing.saving import Conflict, Saved, save_edits
from newsletter.workspace import Workspace
from tests.conftest import Sample

ISSUE = "issues/2024-01/issue.yaml"
TYPED = (
    Edit(Set(("subject",), None), "A small issue"),
    Edit(Set(("subject",), "Bri"), None),
    Edit(Set(("subject",), "Bridges"), "Bri"),
)


@pytest.mark.parametrize("landed", range(4))
def test_the_whole_row_is_sent_again_wherever_it_broke_off(sample: Sample, landed: int) -> None:
    workspace = Workspace(sample.root)
    base = workspace.read(ISSUE)
    assert base is not None
    if landed:
        assert isinstance(save_edits(workspace, ISSUE, base.version, TYPED[:landed]), Saved)
    assert isinstance(save_edits(workspace, ISSUE, base.version, TYPED), Saved)
    assert "subject: Bridges\n" in sample.read(ISSUE)


def test_what_another_has_written_is_still_not_overwritten(sample: Sample) -> None:
    workspace = Workspace(sample.root)
    base = workspace.read(ISSUE)
    assert base is not None
    sample.edit(ISSUE, "A small issue", "Theirs")
    outcome = save_edits(workspace, ISSUE, base.version, TYPED)
    assert isinstance(outcome, Conflict)
    assert [(each.mine, each.theirs) for each in outcome.conflicts] == [("Bridges", "Theirs")]
    assert "subject: Theirs\n" in sample.read(ISSUE)

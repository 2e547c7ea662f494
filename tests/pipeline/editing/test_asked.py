"""What a page asks for becomes edits; anything else is refused before a file is looked at."""

import pytest

from newsletter.content.edit import Insert, Move, Remove, Set
from newsletter.pipeline.editing.asked import BadEditsError, edits_from
from newsletter.pipeline.editing.merging import Edit


def test_each_kind_of_edit_is_read() -> None:
    asked = [
        {"op": "set", "path": ["subject"], "value": "New", "was": "Old"},
        {"op": "set", "path": ["heading"], "value": None, "was": "Old"},
        {"op": "insert", "path": ["sections", 1], "value": {"text": "Hi"}, "was": None},
        {"op": "remove", "path": ["partners", 2], "was": {"country": "ES", "online": True}},
        {"op": "move", "path": ["sections", 3], "to": 0, "was": {"lead": "x"}},
    ]
    assert edits_from({"edits": asked}) == (
        Edit(Set(("subject",), "New"), "Old"),
        Edit(Set(("heading",), None), "Old"),
        Edit(Insert(("sections", 1), {"text": "Hi"})),
        Edit(Remove(("partners", 2)), {"country": "ES", "online": "true"}),
        Edit(Move(("sections", 3), 0), {"lead": "x"}),
    )


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"edits": []},
        {"edits": ["x"]},
        {"edits": [{"op": "drop", "path": ["a"]}]},
        {"edits": [{"op": "set", "path": []}]},
        {"edits": [{"op": "set", "path": [True]}]},
        {"edits": [{"op": "set", "path": [-1]}]},
        {"edits": [{"op": "insert", "path": ["a", 0]}]},
        {"edits": [{"op": "move", "path": ["a", 0], "to": "1"}]},
        {"edits": [{"op": "remove", "path": "a"}] * 201},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(body: object) -> None:
    with pytest.raises(BadEditsError):
        edits_from(body)


def test_a_value_without_end_is_refused() -> None:
    value: object = "x"
    for _ in range(2000):
        value = [value]
    with pytest.raises(BadEditsError, match="too deep"):
        edits_from({"edits": [{"op": "set", "path": ["a"], "value": value}]})

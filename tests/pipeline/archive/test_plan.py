"""What a run over the archive has to do: a table, and what digests stand for."""

import pytest

from newsletter.pipeline.archive.plan import Inputs, Plan, plan_run
from newsletter.pipeline.archive.record import Record


@pytest.mark.parametrize(
    ("is_current", "records", "lists_are_current", "plan"),
    [
        ({}, [], True, Plan((), (), makes_lists=False)),
        ({}, [], False, Plan((), (), makes_lists=True)),
        ({"2024-01": True}, ["2024-01"], True, Plan((), (), makes_lists=False)),
        ({"2024-01": True, "2024-02": False}, ["2024-01"], True, Plan(("2024-02",), (), makes_lists=True)),
        ({"2024-01": True}, ["2023-12", "2024-01"], True, Plan((), ("2023-12",), makes_lists=True)),
        ({"2024-01": True}, ["2024-01"], False, Plan((), (), makes_lists=True)),
        ({"2024-02": False}, ["2024-01"], False, Plan(("2024-02",), ("2024-01",), makes_lists=True)),
    ],
)
def test_what_has_to_be_done(
    is_current: dict[str, bool], records: list[str], lists_are_current: bool, plan: Plan
) -> None:
    assert plan_run(is_current, records, lists_are_current=lists_are_current) == plan


def test_pages_have_another_name_when_what_they_are_made_of_is_another() -> None:
    inputs = Inputs("program", {"2024-01": "mailed once"})
    names = [
        inputs.of_issue("2024-01"),
        inputs.of_issue("2024-02"),
        Inputs("program", {"2024-01": "mailed twice"}).of_issue("2024-01"),
        Inputs("another", {"2024-01": "mailed once"}).of_issue("2024-01"),
    ]
    assert len(set(names)) == 4
    assert Inputs("program", {"2024-01": "mailed once", "2024-02": "x"}).of_issue("2024-01") == names[0]


def test_lists_have_another_name_when_a_record_says_something_else() -> None:
    inputs, none = Inputs("program", {}), Record("")
    names = [
        inputs.of_lists({}),
        inputs.of_lists({"2024-01": None}),
        inputs.of_lists({"2024-01": none}),
        inputs.of_lists({"2024-01": Record("", listed={"nl": "a"})}),
        inputs.of_lists({"2024-01": Record("", listed={"nl": "b"})}),
    ]
    assert len(set(names)) == 5
    assert inputs.of_lists({"2024-01": Record("other inputs")}) == names[2], "what lists show counts alone"

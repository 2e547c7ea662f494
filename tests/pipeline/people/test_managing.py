"""People are let in, given roles and let out, by command; what was done to them is recorded."""

from __future__ import annotations

import json
import re

import pytest

from newsletter.database import absolute, connect
from newsletter.people import record
from newsletter.people.detail import Detail, How
from newsletter.people.roles import Role, RoleKind
from tests.conftest import Sample
from tests.support.command_line import run

BY = {"NEWSLETTER_BY": "AK"}


def people(sample: Sample) -> list[tuple[str, str]]:
    listed = json.loads(run(sample, "people", "list", "--json").stdout)["people"]
    return [(each["name"], " ".join(each["roles"])) for each in listed]


@pytest.fixture
def home(sample: Sample) -> Sample:
    """A project with an operator."""
    added = run(sample, "people", "add", "AK", "ana@example.org", "--role", "operator", env=BY)
    assert added.exit_code == 0, added.output
    return sample


def test_somebody_is_let_in_given_roles_and_let_out(home: Sample) -> None:
    added = run(
        home, "people", "add", " Landelijk  Punt ", "nl@example.org", "--role", "point:nl", "--locale", "nl", env=BY
    )
    assert added.stdout == "Landelijk Punt may sign in: point:nl.\n"
    changed = run(home, "people", "roles", "NL@example.org", "--add", "reviewer:pt-pt", "--take", "point:nl", env=BY)
    assert changed.stdout == "Landelijk Punt: reviewer:pt-PT.\n"
    assert people(home) == [("AK", "operator"), ("Landelijk Punt", "reviewer:pt-PT")]
    assert run(home, "people", "remove", "landelijk punt", env=BY).exit_code == 0
    assert people(home) == [("AK", "operator")]


def test_what_was_done_to_people_is_recorded_by_name(home: Sample) -> None:
    run(home, "people", "add", "MH", "mh@example.org", "--role", "editor", env=BY)
    run(home, "people", "roles", "MH", "--add", "point:nl", env=BY)
    run(home, "people", "remove", "MH", env={"NEWSLETTER_BY": "Ben"})
    with connect(absolute("sqlite:///newsletter.db", home.root)) as connection, connection.transaction(writes=False):
        told = [(entry.person, entry.subject, entry.detail) for entry in record.entries(connection)]
    editor, point = Role(RoleKind.EDITOR), Role(RoleKind.POINT, "nl")
    assert told == [
        ("Ben", "MH", Detail(How.REMOVED, roles_before=(editor, point))),
        ("AK", "MH", Detail(How.CHANGED, roles=(editor, point), roles_before=(editor,))),
        ("AK", "MH", Detail(How.ADDED, roles=(editor,))),
        ("AK", "AK", Detail(How.ADDED, roles=(Role(RoleKind.OPERATOR),))),
    ]
    changed = run(home, "people", "acts").stdout.splitlines()[1]
    assert changed.endswith("AK: write people MH (changed, roles: editor point:nl, roles before: editor)")
    (values,) = (json.loads(line) for line in run(home, "people", "acts", "--lines").stdout.splitlines()[1:2])
    assert values["detail"] == {"how": "changed", "roles": ["editor", "point:nl"], "roles_before": ["editor"]}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["add", "ak", "b@example.org", "--role", "editor"], 1, "known-person"),
        (["add", "Ben", "ANA@example.org", "--role", "editor"], 1, "known-person"),
        (["add", "Ben", "b@example", "--role", "editor"], 2, "The address"),
        (["add", "Ben\tB", "b@example.org", "--role", "editor"], 2, "holds what no name has"),
        (["add", "B" * 81, "b@example.org", "--role", "editor"], 2, "the limit is 80"),
        (["add", "Ben", "b@example.org", "--role", "admin"], 2, "`admin` is no role"),
        (["add", "Ben", "b@example.org", "--role", "point:nll"], 2, "did you mean `nl`?"),
        (["add", "Ben", "b@example.org", "--role", "reviewer:xx"], 2, "`xx` is no locale"),
        (["add", "Ben", "b@example.org"], 2, "--role"),
        (["roles", "AK"], 2, "--add ROLE"),
        (["roles", "AK", "--take", "operator"], 2, "could do nothing"),
        (["roles", "AK", "--take", "operator", "--add", "editor"], 1, "last-operator"),
        (["remove", "AK"], 1, "last-operator"),
        (["remove", "Anna"], 1, "unknown-person"),
    ],
)
def test_what_cannot_be_meant_changes_nobody(home: Sample, arguments: list[str], code: int, told: str) -> None:
    ended = run(home, "people", *arguments, env=BY)
    assert (ended.exit_code, told in ended.output) == (code, True), ended.output
    assert people(home) == [("AK", "operator")]


def test_nobody_does_it_without_a_name(home: Sample) -> None:
    ended = run(home, "people", "remove", "AK", env={"NEWSLETTER_BY": ""})
    assert (ended.exit_code, "--by NAME" in ended.output) == (2, True)


def test_before_the_first_the_list_says_how_to_begin_and_makes_no_database(sample: Sample) -> None:
    listed = run(sample, "people", "list")
    assert "lets the first one in" in listed.stdout
    assert not (sample.root / "newsletter.db").exists()
    refused = run(sample, "people", "add", "AK", "ana@example.org", "--role", "editor", env=BY)
    assert (refused.exit_code, "last-operator" in refused.output) == (1, True)


def test_what_was_done_is_listed_for_people_and_a_line_each_for_programs(sample: Sample) -> None:
    assert "Nothing is in the record." in run(sample, "people", "acts").output
    run(sample, "people", "add", "AK", "ana@example.org", "--role", "operator", env=BY)
    assert re.search(r"Z  AK: write people AK \(added, roles: operator\)", run(sample, "people", "acts").output)
    (line,) = run(sample, "people", "acts", "--lines").output.splitlines()
    told = json.loads(line)
    assert (told["person"], told["act"], told["kind"], told["subject"]) == ("AK", "write", "people", "AK")
    assert json.loads(run(sample, "people", "acts", "--json", "--who", "Nobody").output)["acts"] == []
    assert json.loads(run(sample, "people", "acts", "--json", "--point", "nl").output)["acts"] == []
    assert run(sample, "people", "acts", "--json", "--lines").exit_code == 2

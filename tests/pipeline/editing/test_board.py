"""How far an issue is, edition by edition."""

import datetime as dt

from newsletter.content.texts import Walked
from newsletter.pipeline.editing.board import IssueBoard, board_of
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.pipeline.translation.status import needed, needs_of
from newsletter.pipeline.translation.update import update_catalogs
from tests.conftest import Sample

ISSUE, OVERLAY = "issues/2024-01/issue.yaml", "issues/2024-01/points/nl.yaml"


HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: nl\\n"
"""


def board(sample: Sample) -> IssueBoard:
    return board_of(open_snapshot(sample.project(), "2024-01"))


def test_every_edition_has_its_texts_each_in_one_state(sample: Sample) -> None:
    found = board(sample)
    assert {str(row.name.key) for row in found.rows} == {"2024-01/eu/en", "2024-01/nl/nl", "2024-01/nl/nl-BE"}
    assert all(sum(row.states.values()) == row.open_texts + row.states.get("reviewed", 0) for row in found.rows)
    assert [row.open_texts for row in found.rows] == sorted((row.open_texts for row in found.rows), reverse=True)
    assert found.languages == 3


def test_what_an_edition_needs_is_known_without_putting_words_in_place(sample: Sample) -> None:
    sample.write("locales/nl/LC_MESSAGES/2024-01.po", HEADER)
    snapshot, walked = open_snapshot(sample.project(), "2024-01"), Walked()
    for key in snapshot.editions():
        needs, edition = needs_of(snapshot, key, walked), snapshot.edition(key)
        assert needs
        assert edition
        assert needs.states == needed(edition)


def test_who_has_accepted_texts_stands_beside_the_language_once_and_no_machine(sample: Sample) -> None:
    assert {row.people for row in board(sample).rows} == {()}
    texts = [
        ("Ana Example", "en van rivieren"),
        ("Ben Example", "over bruggen"),
        ("ana example", "markten"),
    ]
    entries = "".join(
        f'\n# accepted: {who} 2024-01-10 3f9a1c\n#, fuzzy\nmsgctxt "{n}"\nmsgid "x{n}"\nmsgstr "{words}"\n'
        for n, (who, words) in enumerate(texts)
    )
    sample.write("locales/nl/LC_MESSAGES/2024-01.po", HEADER + entries)
    people = {row.name.key.locale: row.people for row in board(sample).rows}
    assert people == {"en": (), "nl": ("Ana Example", "Ben Example"), "nl-BE": ("Ana Example", "Ben Example")}


def test_an_issue_is_composed_until_it_is_with_those_who_review_it(sample: Sample) -> None:
    assert board(sample).stage == "composing"
    project = sample.project()
    update_catalogs(project, project.content("2024-01")[0], ["nl"])
    assert board(sample).stage == "composing", "nobody has it in English yet"
    update_catalogs(project, project.content("2024-01")[0], ())
    assert board(sample).stage == "review", "although nothing is translated"


def test_the_deadline_is_the_points_own_or_that_of_the_issue(sample: Sample) -> None:
    assert {row.due for row in board(sample).rows} == {None}
    sample.edit(ISSUE, "date: 2024-01-16", "date: 2024-01-16\nreview-by: 2024-01-12")
    sample.edit(OVERLAY, "note:", "review-by: 2024-01-10\nnote:")
    due = {row.name.key.point: row.due for row in board(sample).rows}
    assert due == {"eu": dt.date(2024, 1, 12), "nl": dt.date(2024, 1, 10)}


def test_a_deadline_is_no_fault_of_an_issue_whose_day_can_not_be_read(sample: Sample) -> None:
    sample.edit(ISSUE, "date: 2024-01-16", "date: 2024-02-30\nreview-by: 2024-01-12")
    sample.edit(OVERLAY, "note:", "review-by: 2024-01-10\nnote:")
    found = board(sample)
    assert (found.stage, found.errors) == ("broken", 1)


def test_broken_files_are_what_the_issue_waits_for(sample: Sample) -> None:
    sample.edit(ISSUE, "networks: [rivers]", "networks: [rivers, nowhere]")
    found = board(sample)
    assert (found.stage, found.errors) == ("broken", 1)

"""Questions and answers about texts: they stand in the catalog, outlive every merge, and are counted until answered."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.pipeline.editing.board import board_of
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.pipeline.translation.review import unit_id
from newsletter.translate.formats.po import catalog_file, parse_catalog
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.merge import merge_units
from newsletter.translate.record import Record, Said
from newsletter.translate.talk import merge_talk, open_questions, say
from newsletter.translate.threeway import three_way
from newsletter.translate.unit import Catalog, State, Unit
from tests.conftest import Sample, needs
from tests.support.reviewing import TITLE, TODAY, desk, held

__all__ = ["desk"]
ID = unit_id(*TITLE.key)
FILE = catalog_file("nl", "2024-01")
Q1, A1, Q2, A2 = (
    Said("question", "Ana", "2024-02-12", "which river?"),
    Said("answer", "Ed", "2024-02-13", "the Maas"),
    Said("question", "Bo", "2024-02-12", "how many cities?"),
    Said("answer", "Flo", "2024-02-14", "three"),
)


def ran(sample: Sample, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(
        main, ["--project", str(sample.root), "review", "2024-01", "--locale", "nl", *arguments]
    )
    assert result.exit_code == code, result.output
    return result.output


def test_a_question_goes_and_its_answer_comes_and_both_stand_as_comments_that_poedit_shows(desk: Sample) -> None:
    before = (desk.root / FILE).read_text("utf-8").split("\n")
    asked = ran(desk, "--ask", ID, "Which river:  the Maas?", "--by", "Ana")
    assert "question: Ana 20" in asked
    assert ID in ran(desk, "--questions")
    after = (desk.root / FILE).read_text("utf-8").split("\n")
    (line,) = (line for line in after if line not in before)
    assert line.startswith("# question: Ana 20")
    assert line.endswith(": Which river: the Maas?")
    assert [each for each in after if each != line] == before, "no other entry is touched"
    assert "answer: the editors 20" in ran(desk, "--answer", ID, "Yes.", "--by", "the editors")
    assert "0 texts" in ran(desk, "--questions")
    values = json.loads(ran(desk, "--all", "--json"))["units"]
    (unit,) = (unit for unit in values if unit["id"] == ID)
    assert [(said["kind"], said["who"], said["words"]) for said in unit["talk"]] == [
        ("question", "Ana", "Which river: the Maas?"),
        ("answer", "the editors", "Yes."),
    ]


@pytest.mark.slow
def test_open_questions_count_in_status_and_on_the_board_once_a_catalog(desk: Sample) -> None:
    def counted() -> tuple[int, list[int], list[int]]:
        board = board_of(open_snapshot(desk.project(), "2024-01"))
        result = CliRunner().invoke(main, ["--project", str(desk.root), "status", "2024-01", "--json"])
        rows = [row for row in json.loads(result.stdout)["editions"] if row["point"] == "nl"]
        return (
            board.questions,
            [row["questions"] for row in sorted(rows, key=lambda row: row["locale"])],
            [row.questions for row in board.rows if row.name.key.locale == "nl"],
        )

    assert counted() == (0, [0, 0], [0])
    ran(desk, "--ask", ID, "Which river?", "--by", "Ana")
    ran(desk, "--ask", ID, "And which towns?", "--by", "Bo")
    assert counted() == (1, [1, 1], [1]), "in nl, and in nl-BE, which takes its words from it"
    ran(desk, "--answer", ID, "The Maas.", "--by", "Ed")
    assert counted() == (0, [0, 0], [0])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--ask", "00000000", "why?", "--by", "Ana"), "no unit of 2024-01 in nl has the id `00000000`"),
        (("--ask", ID, "  ", "--by", "Ana"), "Say what the question is."),
        (("--ask", ID, "x" * 501, "--by", "Ana"), "The question has 501 characters; it may have 500."),
        (("--answer", ID, "yes", "--by", "Ed"), f"Nobody has asked about `{ID}`."),
        (("--ask", ID, "why?"), "Say who decides"),
        (("--ask", ID, "why?", "--accept", ID, "--by", "Ana"), "one text at a time"),
    ],
)
def test_what_can_not_be_asked_is_told_and_nothing_is_written(
    desk: Sample, arguments: tuple[str, ...], told: str
) -> None:
    before = (desk.root / FILE).read_bytes()
    result = CliRunner().invoke(main, ["--project", str(desk.root), "review", "2024-01", "--locale", "nl", *arguments])
    assert result.exit_code != 0
    assert told in result.output
    assert (desk.root / FILE).read_bytes() == before


def test_questions_outlive_a_changed_source_a_text_that_goes_and_comes_and_an_acceptance(desk: Sample) -> None:
    ran(desk, "--ask", ID, "Which river?", "--by", "Ana")
    ran(desk, "--accept", ID, "--by", "Bo")
    catalog = held(desk)
    (entry,) = (entry for entry in catalog.entries if entry.key == TITLE.key)
    assert [said.words for said in open_questions(entry.record)] == ["Which river?"]
    changed = merge_units(catalog, [Unit(TITLE.context, "Bridges over the rivers")])
    gone = merge_units(catalog, [])
    back = merge_units(gone, [Unit(*TITLE.key)])
    for each, source in ((changed, "Bridges over the rivers"), (gone, TITLE.source), (back, TITLE.source)):
        read, problems = parse_catalog(to_bytes(each), "nl", FILE)
        assert (read is not None, problems) == (True, [])
        (found,) = (entry for entry in read.entries if entry.source == source)  # type: ignore[union-attr]
        assert [said.words for said in open_questions(found.record)] == ["Which river?"], source


@pytest.mark.parametrize(
    ("start", "ours", "theirs", "merged", "is_open"),
    [
        ((), (Q1,), (Q2,), (Q1, Q2), 2),
        ((Q1,), (Q1, A1), (Q1, Q2), (Q1, A1, Q2), 1),
        ((Q1,), (Q1, Q2), (Q1, A1), (Q1, A1, Q2), 1),
        ((Q1,), (Q1, A1), (Q1, A2), (Q1, A2, A1), 0),
        ((Q1,), (Q1, A1), (Q1, Q2, A2), (Q1, A1, Q2, A2), 0),
        ((Q1,), (), (Q1, Q2), (Q2,), 1),
        ((Q1,), (Q1,), (Q1, A1), (Q1, A1), 0),
    ],
)
def test_what_both_sides_of_a_merge_say_is_kept_and_no_answer_passes_as_one_to_another_question(
    start: tuple[Said, ...], ours: tuple[Said, ...], theirs: tuple[Said, ...], merged: tuple[Said, ...], is_open: int
) -> None:
    assert merge_talk(start, ours, theirs) == merged
    assert len(open_questions(Record(talk=merged))) == is_open
    entry = replace(TITLE, state=State.NEEDS_REVIEW)
    base, one, other = (
        Catalog("nl", FILE, (replace(entry, record=Record(talk=talk)),)) for talk in (start, ours, theirs)
    )
    found, conflicts = three_way(base, one, other)
    assert (found.entries[0].record.talk, conflicts) == (merged, [])


def test_the_same_thing_is_said_once() -> None:
    once = say(TITLE, "question", "Ana", TODAY, "which river?")
    assert say(once, "question", "Ana", TODAY, "which  river?") == once


@pytest.mark.slow
@needs("msgmerge")
def test_questions_outlive_msgmerge_and_are_right_for_msgfmt(desk: Sample, tmp_path: Path) -> None:
    ran(desk, "--ask", ID, "Which river?", "--by", "Ana")
    ran(desk, "--answer", ID, "The Maas.", "--by", "Ed")
    template = tmp_path / "2024-01.pot"
    bare = [replace(each, targets=("",), state=State.MISSING, record=Record()) for each in held(desk).active()]
    template.write_bytes(to_bytes(replace(held(desk), entries=tuple(bare))))
    merged = tmp_path / "merged.po"
    subprocess.run(
        [str(shutil.which("msgmerge")), "--quiet", "-o", merged, desk.root / FILE, template], check=True, timeout=60
    )
    catalog, _ = parse_catalog(merged.read_bytes(), "nl", FILE)
    assert catalog is not None
    assert [(said.kind, said.who) for said in catalog.by_key()[TITLE.key].record.talk] == [
        ("question", "Ana"),
        ("answer", "Ed"),
    ]
    subprocess.run(
        [str(shutil.which("msgfmt")), "-c", "-o", tmp_path / "nl.mo", desk.root / FILE], check=True, timeout=60
    )

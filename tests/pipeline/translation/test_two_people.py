"""Where two people have to read a text: status, gate, review, merge driver and update agree on when that is so."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.edition import EditionKey
from newsletter.mail.delivery.rows import Decisions
from newsletter.pipeline.editing.board import board_of
from newsletter.pipeline.resident import Resident
from newsletter.pipeline.reviewing.acts import Act
from newsletter.pipeline.reviewing.desk import Desk
from newsletter.pipeline.sending.readiness import judge_readiness
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.pipeline.translation.deciding import decide
from newsletter.pipeline.translation.review import entries, of_point, unit_id
from newsletter.pipeline.translation.update import update_catalogs
from newsletter.pipeline.use_case import Place
from newsletter.settings.project import read_settings
from newsletter.settings.review import Review
from newsletter.translate.formats.po import catalog_file, parse_catalog
from newsletter.translate.formats.po_writer import to_bytes, write_catalog
from newsletter.translate.memory import Memory
from newsletter.translate.threeway import three_way
from newsletter.translate.unit import Catalog, State, Translation, Unit
from newsletter.workspace import Workspace
from tests.conftest import Sample, needs
from tests.support.reviewing import TODAY, held

FILE = catalog_file("nl", "2024-01")
TITLE = ("articles/bridges/title", "Bridges over the river")


@pytest.fixture
def two(sample: Sample) -> Sample:
    """A project in which two people have to read Dutch, with a machine's words for all that its letter needs."""
    sample.write("newsletter.toml", sample.read("newsletter.toml") + "[review]\npeople = { default = 1, nl = 2 }\n")
    ran("--project", str(sample.root), "translate", "2024-01", "--to", "nl", "--provider", "none")
    for name in ("2024-01", "chrome", "glossary"):
        write_catalog(Workspace(sample.root), _machine_translated(held(sample, name)))
    return sample


def _machine_translated(catalog: Catalog) -> Catalog:
    def filled(entry: Translation) -> Translation:
        return replace(entry, targets=tuple(f"{entry.source}." for _ in entry.targets), state=State.NEEDS_REVIEW)

    return replace(catalog, entries=tuple(map(filled, catalog.entries)))


def ran(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    return result.output


def accept_all(sample: Sample, by: str) -> None:
    found, _ = entries(sample.project(), "2024-01", "nl")
    ids = [entry.id for entry in found if entry.translation.state is not State.MISSING]
    assert decide(sample.project(), "2024-01", "nl", accept=ids, by=by, today=TODAY).problems == []


def counted(sample: Sample) -> tuple[int, bool]:
    """How many texts of the Dutch letter have still to be read, and whether it may be mailed; all who say so agree."""
    project, key = sample.project(), EditionKey("2024-01", "nl", "nl")
    snapshot = open_snapshot(project, "2024-01")
    (row,) = (row for row in board_of(snapshot).rows if row.name.key == key)
    status = json.loads(ran("--project", str(sample.root), "status", "--json"))
    (line,) = (line for line in status["editions"] if line["edition"] == str(key))
    needed = of_point(entries(project, "2024-01", "nl")[0], project, "2024-01", "nl", "nl")
    waiting = [entry for entry in needed if entry.translation.state is State.NEEDS_REVIEW]
    gate = judge_readiness(snapshot, [key], Decisions())
    assert row.states["needs-review"] == line["states"]["needs-review"] == len(waiting)
    is_free = not any(problem.code == "unreviewed-edition" for problem in gate.problems)
    assert row.is_ready == line["ready"] == is_free == (not waiting)
    return len(waiting), is_free


@pytest.mark.slow
def test_two_people_have_to_accept_each_text_before_it_may_be_mailed(two: Sample) -> None:
    untouched = counted(two)
    assert untouched[0] > 0
    accept_all(two, "Ada")
    assert counted(two) == untouched, "one is not enough"
    accept_all(two, "Bo")
    assert counted(two) == (0, True)


@pytest.mark.slow
def test_a_mark_that_another_tool_has_taken_off_is_one_acceptance_by_nobody(two: Sample) -> None:
    untouched = counted(two)
    for name in ("2024-01", "chrome"):
        path = two.root / catalog_file("nl", name)
        path.write_text(path.read_text("utf-8").replace("#, fuzzy, ", "#, ").replace("#, fuzzy\n", ""), "utf-8")
    assert counted(two) == untouched
    accept_all(two, "Ada")
    assert counted(two) == untouched, "nobody and Ada are one"
    two.write("newsletter.toml", two.read("newsletter.toml").replace("nl = 2", "nl = 1"))
    assert counted(two) == (0, True), "of one person it is enough, as ever"


@pytest.mark.slow
def test_the_command_says_who_waits_and_refuses_the_same_person_twice(two: Sample) -> None:
    name = unit_id(*TITLE)
    review = ("--project", str(two.root), "review", "2024-01", "--locale", "nl")
    assert "1 of them waits for another person" in ran(*review, "--accept", name, "--by", "Ada")
    assert "accepted by Ada 2" in ran(*review, "--document", "articles/bridges")
    again = ran(*review, "--accept", name, "--by", "ADA")
    assert "accepted-before" in again
    assert "0 translations changed" in again
    assert "waits" not in ran(*review, "--accept", name, "--by", "Bo")
    assert [entry.translation.state for entry in entries(two.project(), "2024-01", "nl")[0] if entry.id == name] == [
        State.REVIEWED
    ]


@pytest.mark.slow
def test_the_desk_goes_by_the_same_rule(two: Sample) -> None:
    resident = Resident(Place(two.root))
    try:
        desk = Desk(resident, Workspace(two.root, told=resident.touched))

        def accepted(by: str) -> tuple[str, State]:
            texts = desk.texts("2024-01", "nl")
            (text,) = (each for each in texts.values() if each.entry.key == TITLE)
            (outcome,) = desk.carry_out("2024-01", "nl", [Act(by, text.id, "accept", text.version)], by, TODAY)
            (after,) = (each for each in desk.texts("2024-01", "nl").values() if each.entry.key == TITLE)
            return type(outcome).__name__, after.entry.state

        path = two.root / FILE
        path.write_text(path.read_text("utf-8").replace("#, fuzzy, ", "#, ").replace("#, fuzzy\n", ""), "utf-8")
        resident.touched(FILE)
        assert accepted("Ada") == ("Done", State.NEEDS_REVIEW), "nobody and Ada are one"
        assert accepted(" ada ") == ("Done", State.NEEDS_REVIEW), "and so is Ada alone"
        assert accepted("Bo") == ("Done", State.REVIEWED)
        listed = {entry.translation.key: entry for entry in entries(two.project(), "2024-01", "nl")[0]}
        assert (listed[TITLE].state, [act.who for act in listed[TITLE].acceptances]) == ("reviewed", ["Ada", "Bo"])
    finally:
        resident.close()


@pytest.mark.slow
def test_two_reviewers_in_two_branches_are_two_people_once_merged(two: Sample) -> None:
    base = held(two)
    sides = []
    for by in ("Ada", "Bo"):
        accept_all(two, by)
        sides.append(held(two))
        write_catalog(Workspace(two.root), replace(base, digest=held(two).digest))
    merged, conflicts = three_way(base, *sides)
    assert conflicts == []
    write_catalog(Workspace(two.root), replace(merged, digest=held(two).digest))
    assert counted(two) == (0, True)
    data = to_bytes(merged)
    assert b"#, fuzzy" in data, "other tools see it once the catalog is written again"
    project = two.project()
    update_catalogs(project, project.content("2024-01")[0], ["nl"])
    assert b"fuzzy" not in (two.root / FILE).read_bytes()
    assert counted(two) == (0, True)


@pytest.mark.slow
def test_an_acceptance_speaks_of_one_source_and_no_other_words(two: Sample) -> None:
    accept_all(two, "Ada")
    two.edit("issues/articles/bridges.md", "Bridges over the river", "Bridges over a river")
    ran("--project", str(two.root), "translate", "2024-01", "--to", "nl", "--provider", "none")
    (title,) = (entry for entry in entries(two.project(), "2024-01", "nl")[0] if entry.translation.previous == TITLE[1])
    assert title.acceptances == ()
    assert decide(two.project(), "2024-01", "nl", accept=[title.id], by="Bo", today=TODAY).waiting == 1


@pytest.mark.slow
def test_what_the_memory_has_from_one_person_waits_for_another(two: Sample) -> None:
    accept_all(two, "Ada")
    with Memory(two.root / "memory.sqlite") as memory:
        memory.refresh(two.root)
        found = memory.exact(Unit(*TITLE), "nl")
    assert found is not None
    assert (found.state, found.reviews) == (State.NEEDS_REVIEW, ())


def test_a_term_is_reviewed_by_two_people_too(two: Sample) -> None:
    table = two.write("terms.csv", "term,nl,kind\nGhent,Gent,name\n")
    ran("--project", str(two.root), "glossary", "import", str(table), "--by", "Ada")
    (term,) = (entry for entry in entries(two.project(), "2024-01", "nl")[0] if entry.translation.source == "Ghent")
    assert [act.who for act in term.acceptances] == ["Ada"]
    assert term.state == "needs-review"


@needs("msgmerge")
def test_acceptances_outlive_msgmerge_and_the_catalog_is_one_for_msgfmt(two: Sample, tmp_path: Path) -> None:
    accept_all(two, "Ada")
    template = tmp_path / "2024-01.pot"
    untranslated = [replace(e, targets=("",) * len(e.targets), state=State.MISSING) for e in held(two).entries]
    template.write_bytes(to_bytes(replace(held(two), entries=tuple(untranslated))))
    merged = tmp_path / "merged.po"
    msgmerge = str(shutil.which("msgmerge"))
    subprocess.run([msgmerge, "--quiet", "--no-wrap", "-o", merged, two.root / FILE, template], check=True, timeout=60)
    catalog, problems = parse_catalog(merged.read_bytes(), "nl", FILE)
    assert (catalog is not None, problems) == (True, [])
    assert {entry.record for entry in catalog.active()} == {entry.record for entry in held(two).active()}  # type: ignore[union-attr]
    msgfmt = str(shutil.which("msgfmt"))
    subprocess.run([msgfmt, "--check", "-o", tmp_path / "nl.mo", two.root / FILE], check=True, timeout=60)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("0", "is no number of people from 1 to 9"),
        ("12", "is no number of people from 1 to 9"),
        ("true", "is no number of people from 1 to 9"),
        ('"two"', "is no number of people from 1 to 9"),
        ("{ es = 2.5 }", "is no number of people from 1 to 9"),
        ("{ es_ES = 2 }", "which is no locale"),
        ("{ Spanish = 2 }", "which is no locale"),
    ],
)
def test_what_is_no_number_of_people_is_told_at_its_line(sample: Sample, value: str, told: str) -> None:
    sample.write("newsletter.toml", f"[review]\npeople = {value}\n")
    settings, problems = read_settings(sample.root, {})
    assert settings is None
    assert [(each.code, each.location and each.location.line) for each in problems] == [("bad-setting", 2)]
    assert told in problems[0].message


def test_a_locale_has_as_many_people_as_it_or_its_shorter_form_says() -> None:
    assert Review().people_for("es") == 1
    review = Review.model_validate({"people": {"default": 2, "es": 3, "pt-PT": 1}})
    assert [review.people_for(locale) for locale in ("nl", "es", "es-MX", "pt-PT", "pt")] == [2, 3, 3, 1, 2]
    assert Review.model_validate({"people": 2}).people_for("nl") == 2

"""The readiness board: how far each edition is."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.content.load import Content
from newsletter.pipeline.project import Project, open_project
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.pipeline.translation.review import entries
from newsletter.pipeline.translation.status import Readiness, readiness
from newsletter.pipeline.translation.update import update_catalogs
from newsletter.translate.formats.comments import read_lines
from newsletter.translate.formats.po import catalog_file, read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.unit import State
from newsletter.workspace import Workspace
from tests.conftest import REPOSITORY, Sample
from tests.support.board import board
from tests.support.reviewing import MORE, NAME, PARTNERS, TITLE, decided, desk, held, put

__all__ = ["desk"]


class TestBoard:
    def fill(self, sample: Sample, locale: str, state: State) -> Content:
        content, _ = sample.load(everything=False)
        updates, problems = update_catalogs(sample.project(), content, [locale])
        assert problems == []
        for update in updates:
            name = update.file.rpartition("/")[2].removesuffix(".po")
            filled = [
                replace(entry, targets=(f"{entry.source} – nl",) * len(entry.targets), state=state)
                for entry in held(sample, name, locale).entries
            ]
            put(sample, *filled, name=name, locale=locale)
        return content

    def test_each_edition_has_its_texts_by_state(self, desk: Sample) -> None:
        found = board(desk)
        assert list(found) == ["2024-01/eu/en", "2024-01/nl/nl", "2024-01/nl/nl-BE"]
        assert found["2024-01/eu/en"].states == {"missing": 7, "needs-review": 0, "reviewed": 0}
        dutch = found["2024-01/nl/nl"]
        # The title, two texts of the chrome and the name wait; the paragraph has lost its tags.
        assert (dutch.states["needs-review"], dutch.states["reviewed"]) == (4, 1)
        assert (dutch.point, dutch.locale) == ("nl", "nl")
        assert found["2024-01/nl/nl-BE"].states == dutch.states, "it asks the catalogs of nl"
        assert not any(row.is_ready for row in found.values())

    @pytest.mark.slow
    def test_an_edition_is_ready_when_every_text_of_issue_and_chrome_is_reviewed(self, sample: Sample) -> None:
        self.fill(sample, "nl", State.REVIEWED)
        assert board(sample)["2024-01/nl/nl"].is_ready
        assert board(sample)["2024-01/nl/nl-BE"].is_ready
        assert not board(sample)["2024-01/eu/en"].is_ready
        self.fill(sample, "en", State.REVIEWED)
        assert board(sample)["2024-01/eu/en"].is_ready
        first = held(sample, "chrome").entries[0]
        put(sample, replace(first, state=State.NEEDS_REVIEW), *held(sample, "chrome").entries[1:], name="chrome")
        assert not board(sample)["2024-01/nl/nl"].is_ready, "chrome counts like everything else"

    @pytest.mark.slow
    def test_a_name_that_waits_holds_its_edition_up_and_can_be_accepted(self, sample: Sample) -> None:
        self.fill(sample, "nl", State.REVIEWED)
        put(sample, NAME, name="glossary")
        assert not board(sample)["2024-01/nl/nl"].is_ready
        assert decided(sample, accept=[NAME]) == (1, [])
        assert board(sample)["2024-01/nl/nl"].is_ready

    @pytest.mark.slow
    def test_an_edit_of_the_source_makes_one_text_stale(self, sample: Sample) -> None:
        self.fill(sample, "nl", State.REVIEWED)
        sample.edit("issues/articles/bridges.md", "Three cities build bridges.", "Four cities build bridges.")
        content, _ = sample.load(everything=False)
        update_catalogs(sample.project(), content, ["nl"])
        row = board(sample)["2024-01/nl/nl"]
        assert (row.states["needs-review"], row.states["missing"], row.stale) == (1, 0, 1)
        found, _ = entries(sample.project(), "2024-01", "nl")
        decided(sample, accept=[entry.translation for entry in found if entry.translation.is_stale])
        row = board(sample)["2024-01/nl/nl"]
        assert (row.is_ready, row.stale) == (True, 0)

    def test_only_what_an_edition_shows_is_stale_in_it(self, desk: Sample) -> None:
        assert [row.stale for row in board(desk).values()] == [0, 1, 1]
        put(desk, replace(TITLE, previous="", state=State.REVIEWED), locale="nl-BE")
        assert [row.stale for row in board(desk).values()] == [0, 1, 0], "nl-BE has a text of its own, which is read"
        desk.write("issues/2024-01/points/nl.yaml", "omit: [bridges]\n")
        assert [row.stale for row in board(desk).values()] == [0, 0, 0]

    def test_a_stale_text_of_the_chrome_counts_too(self, desk: Sample) -> None:
        put(desk, replace(MORE, previous="Read on"), PARTNERS, name="chrome")
        assert board(desk)["2024-01/nl/nl"].stale == 2

    def test_a_mark_that_another_tool_left_on_a_reviewed_text_makes_nothing_stale(self, desk: Sample) -> None:
        path = desk.root / catalog_file("nl", "2024-01")
        text = path.read_text("utf-8")
        path.write_text(text.replace("#, fuzzy, ignore-same", "#, ignore-same"), "utf-8")
        assert board(desk)["2024-01/nl/nl"].stale == 0

    def test_a_locale_whose_catalog_is_broken_is_not_on_the_board(self, desk: Sample) -> None:
        desk.write(catalog_file("nl-BE", "2024-01"), 'msgid "a\n')
        rows, problems = readiness(open_snapshot(desk.project(), "2024-01"))
        assert [row.edition for row in rows] == ["2024-01/eu/en", "2024-01/nl/nl"]
        assert "broken-po" in {problem.code for problem in problems}

    def test_what_cannot_be_used_or_is_too_long_is_counted(self, desk: Sample) -> None:
        assert [row.problems for row in board(desk).values()] == [0, 1, 1], "the paragraph that lost its tags"
        put(desk, replace(TITLE, targets=("x" * 121,)), name="2024-01")
        put(desk, replace(PARTNERS, targets=("%(nom)s partner", "%(num)s partners")), name="chrome")
        rows, _ = readiness(open_snapshot(desk.project(), "2024-01"))
        assert [row.problems for row in rows] == [0, 2, 2]

    @pytest.mark.parametrize(
        ("states", "stale", "standing"),
        [
            ((0, 0, 5), 0, "ready"),
            ((0, 2, 3), 0, "to review"),
            ((0, 2, 3), 1, "stale"),
            ((1, 2, 3), 1, "missing"),
        ],
    )
    def test_what_is_to_be_done_first_stands_for_the_edition(
        self, states: tuple[int, int, int], stale: int, standing: str
    ) -> None:
        named = dict(zip(("missing", "needs-review", "reviewed"), states, strict=True))
        assert Readiness("2024-01/nl/nl", "nl", "nl", named, stale).standing == standing

    def test_what_is_there_and_broken_is_no_text_that_nobody_has_translated(self) -> None:
        states = {"missing": 1, "needs-review": 2, "reviewed": 3}
        assert Readiness("2024-01/nl/nl", "nl", "nl", states, 1, unusable=1).standing == "unusable"
        assert Readiness("2024-01/nl/nl", "nl", "nl", states | {"missing": 2}, 1, unusable=1).standing == "missing"


@pytest.fixture
def november(tmp_path: Path) -> Project:
    """A copy of this repository's issue in which somebody has reviewed every text."""
    for name in ("issues", "templates", "locales"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    shutil.copy(REPOSITORY / "newsletter.toml", tmp_path)
    of_its_languages = (path.parent for path in tmp_path.glob("locales/*/LC_MESSAGES/2023-11.po"))
    for path in [path for folder in of_its_languages for path in folder.glob("*.po")]:
        catalog, _ = read_catalog(tmp_path, path.parts[-3], path.stem)
        assert catalog is not None
        read = (
            replace(e, state=State.REVIEWED, record=read_lines(("reviewed: Ada 2026-11-24",))) for e in catalog.entries
        )
        write_catalog(Workspace(tmp_path), replace(catalog, entries=tuple(read)))
    project, problems = open_project(tmp_path, {})
    assert project is not None, problems
    return project


@pytest.mark.slow
def test_five_edits_of_november_reopen_exactly_what_they_touch_in_every_language(november: Project) -> None:
    before, problems = readiness(open_snapshot(november, "2023-11"))
    assert problems == []
    assert len(before) == 12
    assert all(row.is_ready for row in before)
    path = november.root / "issues/articles/eu-city-labs.md"
    text = path.read_text("utf-8")
    moved = "None of them stands alone."
    paragraph = next(part for part in text.split("\n\n") if part.startswith(moved))
    labs = "A second City Lab, on food, follows in early 2024."
    for old, new in (
        ("Every other city has to make the same journey", "Every other city must make the same journey"),
        (labs, labs.replace("2024", "2025")),
        ("[urbact.eu](https://urbact.eu)", "[urbact.eu](https://urbact.eu/news)"),
        ("## Two days in Viladecans", "Viladecans is half an hour from the sea.\n\n## Two days in Viladecans"),
        (f"{paragraph}\n\n", ""),
        ("Has a colleague passed", f"{paragraph}\n\nHas a colleague passed"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    content, problems = november.content("2023-11")
    assert problems == []
    update_catalogs(november, content, [])
    after, problems = readiness(open_snapshot(november, "2023-11"))
    assert problems == []
    for row, old_row in zip(after, before, strict=True):
        touched = {"missing": 1, "needs-review": 2, "reviewed": old_row.states["reviewed"] - 2}
        is_source = row.locale == "en"
        assert row.states == (old_row.states if is_source else touched), row.edition
        assert row.stale == (0 if is_source else 2), row.edition
    for locale in {row.locale for row in after} - {"en"}:
        catalog, _ = read_catalog(november.root, locale, "2023-11")
        assert catalog is not None
        reopened = [entry.source for entry in catalog.active() if entry.state is not State.REVIEWED]
        assert [source.partition(" ")[0] for source in reopened] == ["The", "Viladecans", "A"], locale

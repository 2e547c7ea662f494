"""The readiness board: how far each edition is."""

from dataclasses import replace

import pytest

from newsletter.content.load import Content
from newsletter.pipeline.review import entries
from newsletter.pipeline.status import Readiness, readiness
from newsletter.pipeline.translate import update_catalogs
from newsletter.problems import Severity
from newsletter.translate.po import catalog_file
from newsletter.translate.unit import State
from tests.conftest import Sample
from tests.test_review import MORE, NAME, PARTNERS, TITLE, decided, desk, held, put

__all__ = ["desk"]


def board(sample: Sample) -> dict[str, Readiness]:
    content, problems = sample.load()
    assert [problem for problem in problems if problem.severity is Severity.ERROR] == []
    rows, problems = readiness(sample.project(), content)
    assert {problem.code for problem in problems} <= {"lost-tag"}
    return {row.edition: row for row in rows}


class TestBoard:
    def fill(self, sample: Sample, locale: str, state: State) -> Content:
        content, _ = sample.load(everything=False)
        updates, problems = update_catalogs(sample.project(), content, [locale])
        assert problems == []
        for update in updates:
            name = update.file.rpartition("/")[2].removesuffix(".po")
            filled = [
                replace(entry, targets=(entry.source,) * len(entry.targets), state=state)
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

    def test_a_name_that_waits_holds_its_edition_up_and_can_be_accepted(self, sample: Sample) -> None:
        self.fill(sample, "nl", State.REVIEWED)
        put(sample, NAME, name="glossary")
        assert not board(sample)["2024-01/nl/nl"].is_ready
        assert decided(sample, accept=[NAME]) == (1, [])
        assert board(sample)["2024-01/nl/nl"].is_ready

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
        content, _ = desk.load()
        rows, problems = readiness(desk.project(), content)
        assert [row.edition for row in rows] == ["2024-01/eu/en", "2024-01/nl/nl"]
        assert "broken-po" in {problem.code for problem in problems}

    def test_what_cannot_be_used_or_is_too_long_is_counted(self, desk: Sample) -> None:
        assert [row.problems for row in board(desk).values()] == [0, 1, 1], "the paragraph that lost its tags"
        put(desk, replace(TITLE, targets=("x" * 121,)), name="2024-01")
        put(desk, replace(PARTNERS, targets=("%(nom)s partner", "%(num)s partners")), name="chrome")
        content, _ = desk.load()
        rows, _ = readiness(desk.project(), content)
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

"""Reviewing: what a person has to read, what they decide, and how far each edition is."""

import datetime as dt
from dataclasses import replace

import pytest

from newsletter.content.load import Content
from newsletter.pipeline import review
from newsletter.pipeline.review import Readiness, decide, entries, readiness, unit_id
from newsletter.pipeline.translate import update_catalogs
from newsletter.problems import Problem, Severity
from newsletter.translate.po import catalog_file, read_catalog, write_catalog
from newsletter.translate.unit import Catalog, State, Translation
from tests.conftest import Sample

TODAY = dt.date(2026, 11, 21)
TITLE = Translation(
    "articles/bridges/title",
    "Bridges over the river",
    ("Bruggen",),
    State.NEEDS_REVIEW,
    previous="Bridges over a river",
    comments=("from: libre 2026-11-20", "a note of Bea"),
    notes=("title, at most 120 characters",),
    flags=("ignore-same",),
)
SUMMARY = Translation("articles/bridges/summary", "Three cities build bridges.")
PARAGRAPH = Translation(
    "articles/bridges/body/paragraph",
    "The <b1>first</b1> bridge opens in <a1>spring</a1>.",
    ("De eerste brug.",),
    State.NEEDS_REVIEW,
)
QUOTE = Translation(
    "articles/bridges/body/quote", "A bridge is a promise.", ("Een brug is een belofte.",), State.REVIEWED,
    comments=("reviewed: Bea 2026-11-01",),
)  # fmt: skip
GONE = Translation("c", "Gone", ("Weg",), State.NEEDS_REVIEW, is_obsolete=True)
MORE = Translation("", "Read more", ("Lees verder",), State.NEEDS_REVIEW)
PARTNERS = Translation(
    "", "%(num)s partner", ("%(num)s partner", "%(num)s partners"), State.NEEDS_REVIEW, plural="%(num)s partners"
)
NAME = Translation("name", "Genoa", ("Genua",), State.NEEDS_REVIEW)


def put(sample: Sample, *translations: Translation, name: str = "2024-01", locale: str = "nl") -> None:
    before, _ = read_catalog(sample.root, locale, name)
    assert before is not None
    write_catalog(sample.root, replace(before, entries=translations))


@pytest.fixture
def desk(sample: Sample) -> Sample:
    put(sample, TITLE, SUMMARY, PARAGRAPH, QUOTE, GONE)
    put(sample, MORE, PARTNERS, name="chrome")
    put(sample, NAME, name="glossary")
    return sample


def held(sample: Sample, name: str = "2024-01", locale: str = "nl") -> Catalog:
    catalog, problems = read_catalog(sample.root, locale, name)
    assert problems == []
    assert catalog is not None
    return catalog


def decided(
    sample: Sample, accept: list[Translation] | None = None, reject: list[Translation] | None = None, by: str = "Ada"
) -> tuple[int, list[Problem]]:
    ids = [[unit_id(*entry.key) for entry in chosen or []] for chosen in (accept, reject)]
    return decide(sample.project(), "2024-01", "nl", accept=ids[0], reject=ids[1], by=by, today=TODAY)


class TestList:
    def test_every_unit_of_a_locale_is_listed_the_issues_first_then_chrome_then_names(self, desk: Sample) -> None:
        found, problems = entries(desk.project(), "2024-01", "nl")
        assert problems == []
        assert [(entry.catalog, entry.translation) for entry in found] == [
            ("2024-01", TITLE),
            ("2024-01", SUMMARY),
            ("2024-01", PARAGRAPH),
            ("2024-01", QUOTE),
            ("chrome", MORE),
            ("chrome", PARTNERS),
            ("glossary", NAME),
        ]

    def test_an_id_stays_while_the_text_does_and_no_two_are_the_same(self, desk: Sample) -> None:
        found, _ = entries(desk.project(), "2024-01", "nl")
        assert len({entry.id for entry in found}) == len(found)
        assert found[0].id == unit_id("articles/bridges/title", "Bridges over the river") == "f5bf9aa3"
        assert unit_id("a", "bc") != unit_id("ab", "c")

    def test_a_machine_reads_all_that_a_person_does(self, desk: Sample) -> None:
        found, _ = entries(desk.project(), "2024-01", "nl")
        values = {entry.translation.source: entry.as_json() for entry in found}
        assert values["Bridges over the river"] == {
            "id": "f5bf9aa3",
            "catalog": "2024-01",
            "context": "articles/bridges/title",
            "state": "needs-review",
            "stale": True,
            "source": "Bridges over the river",
            "translation": "Bruggen",
            "previous_source": "Bridges over a river",
        }
        assert values["%(num)s partner"]["translation"] == ["%(num)s partner", "%(num)s partners"]
        assert "previous_source" not in values["Three cities build bridges."]

    def test_a_broken_catalog_is_said_and_the_others_are_listed(self, desk: Sample) -> None:
        desk.write(catalog_file("nl", "2024-01"), 'msgid "a\n')
        found, problems = entries(desk.project(), "2024-01", "nl")
        assert [problem.code for problem in problems] == ["broken-po"]
        assert [entry.catalog for entry in found] == ["chrome", "chrome", "glossary"]


class TestAccept:
    def test_an_accepted_text_is_reviewed_with_who_and_when(self, desk: Sample) -> None:
        assert decided(desk, accept=[TITLE]) == (1, [])
        assert held(desk).entries[0] == replace(
            TITLE,
            state=State.REVIEWED,
            previous="",
            comments=("from: libre 2026-11-20", "a note of Bea", "reviewed: Ada 2026-11-21"),
        )
        text = desk.read(catalog_file("nl", "2024-01"))
        assert text.count("# reviewed: Ada 2026-11-21\n") == 1
        entry = text[text.index("# from: libre") : text.index('msgstr "Bruggen"')]
        assert "fuzzy" not in entry
        assert "#|" not in entry

    def test_nothing_else_in_the_catalog_changes(self, desk: Sample) -> None:
        decided(desk, accept=[TITLE])
        assert held(desk).entries[1:] == (SUMMARY, PARAGRAPH, QUOTE, GONE)
        assert held(desk, "chrome").entries == (MORE, replace(PARTNERS, flags=PARTNERS.flags))

    def test_texts_of_all_catalogs_are_accepted_at_once(self, desk: Sample) -> None:
        assert decided(desk, accept=[TITLE, MORE, PARTNERS, NAME]) == (4, [])
        assert {entry.state for entry in held(desk, "chrome").entries} == {State.REVIEWED}
        assert held(desk, "glossary").entries[0].comments == ("reviewed: Ada 2026-11-21",)

    def test_who_reads_last_is_who_is_named(self, desk: Sample) -> None:
        assert decided(desk, accept=[QUOTE]) == (1, [])
        assert held(desk).entries[3].comments == ("reviewed: Ada 2026-11-21",)
        assert decided(desk, accept=[QUOTE]) == (0, []), "the same again changes nothing"

    def test_an_empty_text_is_not_accepted(self, desk: Sample) -> None:
        before = held(desk)
        count, (problem,) = decided(desk, accept=[SUMMARY])
        assert count == 0
        assert (problem.code, problem.severity) == ("nothing-to-accept", Severity.WARNING)
        assert problem.location is not None
        assert problem.location.line == before.entries[1].line
        assert held(desk) == before

    def test_half_a_plural_is_not_accepted(self, desk: Sample) -> None:
        half = replace(PARTNERS, targets=("%(num)s partner", ""), state=State.MISSING)
        put(desk, half, name="chrome")
        count, problems = decided(desk, accept=[half])
        assert (count, [problem.code for problem in problems]) == (0, ["nothing-to-accept"])

    def test_a_text_that_lost_a_tag_is_not_accepted_and_the_others_are(self, desk: Sample) -> None:
        count, (problem,) = decided(desk, accept=[PARAGRAPH, TITLE])
        assert count == 1
        assert (problem.code, problem.severity) == ("unusable-translation", Severity.ERROR)
        assert "the tag <" in problem.message
        assert [entry.state for entry in held(desk).entries[:3]] == [
            State.REVIEWED, State.MISSING, State.NEEDS_REVIEW,
        ]  # fmt: skip

    def test_a_gone_entry_of_the_same_text_stays_as_it_was(self, desk: Sample) -> None:
        gone = replace(TITLE, targets=("Oude bruggen",), previous="", notes=(), is_obsolete=True)
        put(desk, TITLE, gone)
        assert decided(desk, accept=[TITLE]) == (1, [])
        assert held(desk).entries[1] == gone

    def test_a_gone_text_has_no_id(self, desk: Sample) -> None:
        count, problems = decided(desk, accept=[GONE])
        assert (count, [problem.code for problem in problems]) == (0, ["unknown-unit"])


class TestReject:
    def test_a_rejected_text_is_emptied_and_says_by_whom(self, desk: Sample) -> None:
        assert decided(desk, reject=[TITLE]) == (1, [])
        assert held(desk).entries[0] == replace(
            TITLE,
            targets=("",),
            state=State.MISSING,
            previous="",
            comments=("a note of Bea", "rejected: Ada 2026-11-21"),
        )

    def test_a_plural_loses_all_its_forms(self, desk: Sample) -> None:
        decided(desk, reject=[PARTNERS])
        entry = held(desk, "chrome").entries[1]
        assert (entry.targets, entry.state) == (("", ""), State.MISSING)

    def test_a_rejected_review_is_no_review_any_more(self, desk: Sample) -> None:
        decided(desk, reject=[QUOTE])
        assert held(desk).entries[3].comments == ("rejected: Ada 2026-11-21",)

    def test_a_new_text_takes_the_rejection_away(self, desk: Sample) -> None:
        decided(desk, reject=[TITLE])
        catalog = held(desk)
        entry = replace(catalog.entries[0], targets=("Bruggen over de rivier",), state=State.NEEDS_REVIEW)
        put(desk, entry, *catalog.entries[1:])
        decided(desk, accept=[TITLE], by="Bea")
        assert held(desk).entries[0].comments == ("a note of Bea", "reviewed: Bea 2026-11-21")

    def test_some_are_accepted_while_others_are_rejected(self, desk: Sample) -> None:
        assert decided(desk, accept=[MORE], reject=[TITLE, NAME]) == (3, [])
        assert held(desk, "chrome").entries[0].state is State.REVIEWED
        assert held(desk, "glossary").entries[0].state is State.MISSING


class TestRefused:
    def test_an_unknown_id_stops_every_decision(self, desk: Sample) -> None:
        before = held(desk)
        name = unit_id(*TITLE.key)
        count, problems = decide(desk.project(), "2024-01", "nl", accept=[name], reject=["0000"], by="Ada", today=TODAY)
        assert count == 0
        assert [(problem.code, problem.message) for problem in problems] == [
            ("unknown-unit", "no unit of 2024-01 in nl has the id `0000`")
        ]
        assert held(desk) == before

    def test_a_broken_catalog_stops_every_decision(self, desk: Sample) -> None:
        desk.write(catalog_file("nl", "chrome"), 'msgid "a\n')
        before = held(desk)
        count, problems = decided(desk, accept=[TITLE])
        assert (count, [problem.code for problem in problems]) == (0, ["broken-po"])
        assert held(desk) == before

    def test_a_catalog_that_somebody_writes_meanwhile_is_left_alone(
        self, desk: Sample, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = desk.root / catalog_file("nl", "2024-01")
        theirs = path.read_text("utf-8").replace("Een brug is een belofte.", "Een brug is beloofd.")
        accepted = review._accepted

        def slowly(entry: Translation, by: str, today: dt.date) -> Translation:
            path.write_text(theirs, "utf-8")
            return accepted(entry, by, today)

        monkeypatch.setattr(review, "_accepted", slowly)
        count, problems = decided(desk, accept=[TITLE, MORE])
        assert (count, [problem.code for problem in problems]) == (1, ["file-changed"])
        assert path.read_text("utf-8") == theirs


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

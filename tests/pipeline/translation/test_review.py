"""Reviewing: what a person has to read, and what they decide."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.pipeline.project import open_project
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.pipeline.translation import deciding, review
from newsletter.pipeline.translation.deciding import decide
from newsletter.pipeline.translation.review import (
    Entry,
    acceptable,
    chosen,
    documents,
    entries,
    of_point,
    short_names,
    shown_mark,
    suggestions,
    unit_id,
)
from newsletter.pipeline.translation.status import readiness
from newsletter.problems import Severity
from newsletter.translate import acceptance
from newsletter.translate.authorship import reviews_of
from newsletter.translate.formats.comments import read_lines, write_lines
from newsletter.translate.formats.po import catalog_file
from newsletter.translate.unit import About, State, Translation
from tests.conftest import REPOSITORY, Sample
from tests.support.reviewing import (
    GONE,
    MORE,
    NAME,
    PARAGRAPH,
    PARTNERS,
    QUOTE,
    SUMMARY,
    TITLE,
    TODAY,
    decided,
    desk,
    held,
    put,
)
from tests.support.signing import signed, unsigned

__all__ = ["desk"]


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
            "unusable": False,
            "source": "Bridges over the river",
            "translation": "Bruggen",
            "problems": [],
            "kind": "title",
            "limit": 120,
            "notes": ["a note of Bea"],
            "previous_source": "Bridges over a river",
        }
        assert values["%(num)s partner"]["translation"] == ["%(num)s partner", "%(num)s partners"]
        assert "previous_source" not in values["Three cities build bridges."]

    def test_a_broken_catalog_is_said_and_the_others_are_listed(self, desk: Sample) -> None:
        desk.write(catalog_file("nl", "2024-01"), 'msgid "a\n')
        found, problems = entries(desk.project(), "2024-01", "nl")
        assert [problem.code for problem in problems] == ["broken-po"]
        assert [entry.catalog for entry in found] == ["chrome", "chrome", "glossary"]

    def test_two_ids_that_begin_alike_are_longer_and_no_others(self) -> None:
        assert short_names(["0123456789ab", "0123456789cd", "0123456780", "abcdefabcd"]) == [
            "0123456789a",
            "0123456789c",
            "0123456780",
            "abcdefab",
        ]
        assert short_names(["a" * 64, "a" * 64]) == ["a" * 64] * 2

    def test_what_two_ids_begin_with_names_neither(self, desk: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(review, "digest_of", lambda key: "0123456789abcdef" if key == TITLE.key else "0123456789ff")
        put(desk, TITLE, QUOTE)
        for name in ("chrome", "glossary"):
            put(desk, name=name)
        found = decide(desk.project(), "2024-01", "nl", accept=["01234567"], reject=[], by="Ada", today=TODAY)
        count, (problem,) = found.changed, found.problems
        assert (count, problem.code) == (0, "unknown-unit")
        assert problem.message == "no unit of 2024-01 in nl has the id `01234567`; 2 begin with it"
        assert problem.hint == "write one of `0123456789a`, `0123456789f`"


class TestChosen:
    def found(self, desk: Sample, document: str = "", states: tuple[str, ...] = (), problem: str = "") -> list[str]:
        every, _ = entries(desk.project(), "2024-01", "nl")
        return [entry.translation.source for entry in chosen(every, document, states, problem)]

    def test_all_texts_of_a_document(self, desk: Sample) -> None:
        put(desk, TITLE, replace(SUMMARY, context="articles/bridges-of-avila/summary"))
        assert self.found(desk, "articles/bridges") == [TITLE.source]
        assert self.found(desk, "articles/bridges/") == [TITLE.source]
        assert self.found(desk, "chrome") == [MORE.source, PARTNERS.source]
        every, _ = entries(desk.project(), "2024-01", "nl")
        assert documents(every) == ["articles/bridges", "articles/bridges-of-avila", "chrome", "glossary"]

    @pytest.mark.parametrize(
        ("state", "sources"),
        [
            ("missing", [SUMMARY.source]),
            ("unusable", [PARAGRAPH.source]),
            ("stale", [TITLE.source]),
            ("needs-review", [TITLE.source, PARAGRAPH.source]),
            ("reviewed", [QUOTE.source]),
        ],
    )
    def test_texts_in_a_state(self, desk: Sample, state: str, sources: list[str]) -> None:
        assert self.found(desk, "articles", (state,)) == sources

    def test_texts_with_a_problem(self, desk: Sample) -> None:
        put(desk, replace(TITLE, targets=("x" * 121,)), PARAGRAPH, QUOTE)
        assert self.found(desk, problem="lost-tag") == [PARAGRAPH.source]
        assert self.found(desk, problem="too-long") == [TITLE.source]


class TestSuggestions:
    def test_what_is_missing_or_stale_is_shown_beside_what_was_translated_like_it(self, desk: Sample) -> None:
        old = replace(QUOTE, source="Bridges over the rivers", targets=("Bruggen over rivieren",))
        put(desk, old, replace(SUMMARY, source="Four cities build bridges of wood.", targets=("Vier",),
            state=State.REVIEWED), replace(SUMMARY, source="Three cities build a bridge.", targets=("Drie",),
            state=State.REVIEWED), name="2023-12")  # fmt: skip
        every, _ = entries(desk.project(), "2024-01", "nl")
        near = suggestions(desk.project(), "nl", every)
        ids = {entry.id: entry.translation.source for entry in every}
        assert {ids[key]: [match.targets for match in found] for key, found in near.items()} == {
            TITLE.source: [("Bruggen over rivieren",)],
            SUMMARY.source: [("Drie",)],
        }

    def test_where_all_is_read_nothing_is_looked_up(self, desk: Sample) -> None:
        put(desk, QUOTE)
        every, _ = entries(desk.project(), "2024-01", "nl")
        assert suggestions(desk.project(), "nl", chosen(every, "articles")) == {}
        assert not (desk.root / ".cache/memory.sqlite").exists()


class TestAccept:
    def test_an_accepted_text_is_reviewed_with_who_and_when(self, desk: Sample) -> None:
        assert decided(desk, accept=[TITLE]) == (1, [])
        after = held(desk).entries[0]
        assert replace(after, record=read_lines(unsigned(write_lines(after.record)))) == replace(
            TITLE,
            state=State.REVIEWED,
            previous="",
            record=read_lines(("from: libre 2026-11-20", "a note of Bea", "reviewed: Ada 2026-11-21")),
        )
        assert [act.who for act in reviews_of(after)] == ["Ada"]
        text = desk.read(catalog_file("nl", "2024-01"))
        assert text.count("# reviewed: Ada 2026-11-21 ") == 1
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
        assert unsigned(write_lines(held(desk, "glossary").entries[0].record)) == ("reviewed: Ada 2026-11-21",)

    def test_who_reads_last_is_who_is_named(self, desk: Sample) -> None:
        assert decided(desk, accept=[QUOTE]) == (1, [])
        assert unsigned(write_lines(held(desk).entries[3].record)) == ("reviewed: Ada 2026-11-21",)
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

    def test_pseudo_text_is_not_accepted_since_it_is_no_translation(self, desk: Sample) -> None:
        pseudo = signed(replace(TITLE, record=read_lines(("from: pseudo 2026-11-20",))))
        put(desk, pseudo)
        count, (problem,) = decided(desk, accept=[pseudo])
        assert (count, problem.code) == (0, "unusable-translation")
        every, _ = entries(desk.project(), "2024-01", "nl")
        assert pseudo.key not in [entry.translation.key for entry in acceptable(every)]

    def test_a_gone_entry_of_the_same_text_stays_as_it_was(self, desk: Sample) -> None:
        gone = replace(TITLE, targets=("Oude bruggen",), previous="", about=About(), is_obsolete=True)
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
            record=read_lines(("a note of Bea", "rejected: Ada 2026-11-21", "rejected text: Bruggen")),
        )

    def test_a_plural_loses_all_its_forms(self, desk: Sample) -> None:
        decided(desk, reject=[PARTNERS])
        entry = held(desk, "chrome").entries[1]
        assert (entry.targets, entry.state) == (("", ""), State.MISSING)

    def test_a_rejected_review_is_no_review_any_more(self, desk: Sample) -> None:
        decided(desk, reject=[QUOTE])
        assert write_lines(held(desk).entries[3].record) == (
            "rejected: Ada 2026-11-21",
            "rejected text: Een brug is een belofte.",
        )

    def test_a_new_text_takes_the_rejection_away(self, desk: Sample) -> None:
        decided(desk, reject=[TITLE])
        catalog = held(desk)
        entry = replace(catalog.entries[0], targets=("Bruggen over de rivier",), state=State.NEEDS_REVIEW)
        put(desk, entry, *catalog.entries[1:])
        decided(desk, accept=[TITLE], by="Bea")
        assert unsigned(write_lines(held(desk).entries[0].record)) == (
            "a note of Bea",
            "rejected text: Bruggen",
            "reviewed: Bea 2026-11-21",
        )

    def test_every_form_that_was_rejected_is_kept_once_and_on_a_line_of_its_own(self, desk: Sample) -> None:
        lines = replace(PARTNERS, source="a\n%(num)s", targets=("b\n%(num)s", "c\n%(num)s"))
        put(desk, replace(lines, record=read_lines(("rejected text: c\\n%(num)s",))), name="chrome")
        decided(desk, reject=[lines])
        assert write_lines(held(desk, "chrome").entries[0].record) == (
            "rejected: Ada 2026-11-21",
            "rejected text: c\\n%(num)s",
            "rejected text: b\\n%(num)s",
        )

    def test_who_had_read_it_before_gives_way_to_who_decides_now(self, desk: Sample) -> None:
        put(
            desk,
            replace(TITLE, record=read_lines(("was reviewed: Bea 2026-11-01", "theirs: Brug", "offered: De brug"))),
        )
        decided(desk, accept=[TITLE])
        assert unsigned(write_lines(held(desk).entries[0].record)) == ("reviewed: Ada 2026-11-21",)

    def test_some_are_accepted_while_others_are_rejected(self, desk: Sample) -> None:
        assert decided(desk, accept=[MORE], reject=[TITLE, NAME]) == (3, [])
        assert held(desk, "chrome").entries[0].state is State.REVIEWED
        assert held(desk, "glossary").entries[0].state is State.MISSING


class TestRefused:
    def test_an_unknown_id_stops_every_decision(self, desk: Sample) -> None:
        before = held(desk)
        name = unit_id(*TITLE.key)
        found = decide(desk.project(), "2024-01", "nl", accept=[name], reject=["0000"], by="Ada", today=TODAY)
        count, problems = found.changed, found.problems
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

    @pytest.mark.parametrize(("times", "changed", "codes"), [(1, 2, []), (99, 1, ["file-changed"])])
    def test_a_catalog_that_somebody_writes_meanwhile_is_read_again_and_never_overwritten(
        self, desk: Sample, monkeypatch: pytest.MonkeyPatch, times: int, changed: int, codes: list[str]
    ) -> None:
        path = desk.root / catalog_file("nl", "2024-01")
        theirs = path.read_text("utf-8").replace("Een brug is een belofte.", "Een brug is beloofd.")
        written: list[str] = []
        accepted = acceptance.accept_text

        def slowly(entry: Translation, *of: Any) -> Translation:
            if entry.key == TITLE.key and len(written) < times:
                written.append(f"# {len(written)}\n{theirs}")
                path.write_text(written[-1], "utf-8")
            return accepted(entry, *of)

        monkeypatch.setattr(deciding, "accept_text", slowly)
        count, problems = decided(desk, accept=[TITLE, MORE])
        assert (count, [problem.code for problem in problems]) == (changed, codes)
        assert "Een brug is beloofd." in path.read_text("utf-8")
        assert (path.read_text("utf-8") == written[-1]) == bool(codes)

    def test_a_text_that_changes_before_the_decision_is_written_is_left_to_be_read(
        self, desk: Sample, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = desk.root / catalog_file("nl", "2024-01")
        accepted = acceptance.accept_text

        def slowly(entry: Translation, *of: Any) -> Translation:
            path.write_text(path.read_text("utf-8").replace('"Bruggen"', '"Andere bruggen"'), "utf-8")
            return accepted(entry, *of)

        monkeypatch.setattr(deciding, "accept_text", slowly)
        count, problems = decided(desk, accept=[TITLE])
        assert (count, [problem.code for problem in problems]) == (0, ["file-changed"])
        assert held(desk).entries[0].state is State.NEEDS_REVIEW


class TestOfAPoint:
    @pytest.mark.slow
    def test_a_point_sees_what_its_edition_needs_and_status_counts_the_same(self, tmp_path: Path) -> None:
        project, _ = open_project(copy_of_the_repository(tmp_path / "november"), {})
        assert project is not None
        board, _ = readiness(open_snapshot(project, "2023-11"))
        for point, locale in (("es", "es"), ("nl", "nl"), ("be", "fr")):
            every, _ = entries(project, "2023-11", locale)
            found = of_point(every, project, "2023-11", point, locale)
            (row,) = (row for row in board if (row.point, row.locale) == (point, locale))
            for state in ("missing", "needs-review", "reviewed"):
                assert len(chosen(found, states=(state,))) == row.states[state]
            assert 0 < len(found) < len(every)


class TestAcceptShown:
    def test_the_mark_holds_for_just_the_texts_that_were_shown(self, desk: Sample) -> None:
        def shown() -> list[Entry]:
            every, _ = entries(desk.project(), "2024-01", "nl")
            return acceptable(chosen(every, "articles/bridges"))

        mark = shown_mark(shown())
        assert [entry.translation.source for entry in shown()] == [TITLE.source], "not the missing and the broken one"
        assert shown_mark(shown()) == mark
        put(desk, replace(TITLE, targets=("Andere bruggen",)), SUMMARY, PARAGRAPH, QUOTE, GONE)
        assert shown_mark(shown()) != mark
        assert shown_mark([]) == ""

    def test_a_document_is_accepted_whole_after_it_was_shown(self, desk: Sample) -> None:
        command = ["--project", str(desk.root), "review", "--locale", "nl", "--document", "articles/bridges"]
        shown = CliRunner().invoke(main, command)
        found = re.search(r"run the same with `--accept-shown (\w{8}) --by", shown.stdout)
        assert found, shown.output
        refused = CliRunner().invoke(main, [*command, "--accept-shown", "00000000", "--by", "Ada"])
        assert (refused.exit_code, held(desk).entries[0].state) == (2, State.NEEDS_REVIEW)
        assert "These are not the texts that were shown" in refused.output
        done = CliRunner().invoke(main, [*command, "--accept-shown", found[1], "--by", "Ada"])
        assert "1 translation changed." in done.stdout
        assert [act.who for act in reviews_of(held(desk).entries[0])] == ["Ada"]

    @pytest.mark.parametrize(
        ("option", "value", "said"),
        [
            ("--problem", "too-lon", "No text can have the problem `too-lon`; the nearest is `too-long`."),
            ("--problem", "zzz", "there are: control-character, "),
            ("--point", "nll", "No point is called `nll`; the nearest is `nl`."),
            ("--point", "eu", "The point `eu` does not write in `nl`; there are: en."),
            ("--locale", "nl-NL", "No point writes in `nl-NL`; the nearest is `nl`, in which `nl` writes."),
            ("--locale", "Dutch", "No point writes in `Dutch`; the nearest is `nl`, in which `nl` writes."),
            ("--locale", "nl_BE", "No point writes in `nl_BE`; the nearest is `nl-BE`, in which `nl` writes."),
            ("--locale", "en-US", "No point writes in `en-US`; the nearest is `en`, in which `eu` writes."),
            ("--locale", "fr", "No point writes in `fr`; there are: en, nl, nl-BE."),
        ],
    )
    def test_what_nobody_has_is_told_with_the_nearest(self, desk: Sample, option: str, value: str, said: str) -> None:
        done = CliRunner().invoke(main, ["--project", str(desk.root), "review", "--locale", "nl", option, value])
        assert (done.exit_code, said in done.output) == (2, True), done.output


def copy_of_the_repository(folder: Path) -> Path:
    for name in ("issues", "templates", "locales"):
        shutil.copytree(REPOSITORY / name, folder / name)
    shutil.copy(REPOSITORY / "newsletter.toml", folder)
    return folder

"""The glossary's page: terms with where they occur, a term added by whoever reads, the memory searched."""

from dataclasses import replace
from typing import Any

import pytest

from newsletter.pipeline.translation.glossary_page import (
    AddTermReport,
    AddTermRequest,
    SearchMemoryRequest,
    TermsReport,
    TermsRequest,
    add_term,
    search_memory,
    show_terms,
)
from newsletter.pipeline.translation.review import entries
from newsletter.pipeline.use_case import Place, Refused, require_done
from newsletter.translate.record import Record
from newsletter.translate.unit import State, Translation
from tests.conftest import Sample
from tests.support.reviewing import TODAY, held, put

TITLE = Translation("articles/bridges/title", "Bridges over the river", ("Bruggen over de rivier",), State.REVIEWED)
SUMMARY = Translation(
    "articles/bridges/summary", "Three cities build bridges.", ("Drie steden bouwen pontons.",), State.NEEDS_REVIEW
)
BRIDGE = Translation("term", "bridge", ("brug",), State.REVIEWED, record=Record(term_forms=("bridges", "bruggen")))


@pytest.fixture
def desk(sample: Sample) -> Sample:
    put(sample, TITLE, SUMMARY)
    put(sample, BRIDGE, name="glossary")
    return sample


def added(sample: Sample, **values: Any) -> AddTermReport:
    values = {"source": "river", "target": "rivier", "by": "Ada", **values}
    return require_done(add_term(AddTermRequest(Place(sample.root), TODAY, "nl", **values)))


def shown(sample: Sample, words: str = "") -> TermsReport:
    return require_done(show_terms(TermsRequest(Place(sample.root), "nl", words=words)))


def test_each_term_stands_with_the_texts_that_have_it_and_those_that_lack_its_words(desk: Sample) -> None:
    (term,) = (each for each in shown(desk).terms if each.term.source == "bridge")
    assert [entry.translation.source for entry in term.places] == [TITLE.source, SUMMARY.source]
    assert [entry.translation.source for entry in term.lacking] == [SUMMARY.source]
    found = {entry.id for entry in entries(desk.project(), "2024-01", "nl")[0]}
    assert {entry.id for entry in term.places} <= found
    assert [each.term.source for each in shown(desk, "BRUG").terms] == ["bridge"]
    assert shown(desk, "no such term").terms == ()


def test_what_somebody_or_something_of_the_issue_is_called_is_said_to_be_a_name_in_it(desk: Sample) -> None:
    issue = desk.project().content("2024-01")[0].issue_for("nl")
    assert issue is not None
    partner = next(iter(issue.networks.values())).partners[0].name
    assert partner
    put(desk, Translation("name", partner, ("Gemeente",)), BRIDGE, name="glossary")
    named = {each.term.source: each.is_named for each in shown(desk).terms}
    assert (named[partner], named["bridge"]) == (True, False)


def test_a_term_is_added_by_name_and_no_other_entry_is_touched(desk: Sample) -> None:
    before = held(desk, "glossary").entries
    assert added(desk, note="where ships go", forms=("rivers",)).glossary.new == ("river",)
    after = held(desk, "glossary").entries
    assert after[: len(before)] == before
    assert (after[-1].source, after[-1].target, after[-1].state) == ("river", "rivier", State.REVIEWED)
    assert [act.who for act in after[-1].record.reviews] == ["Ada"]
    assert added(desk, note="where ships go", forms=("rivers",)).glossary.same == 1
    assert added(desk, target="stroom").glossary.changed == ("river",)
    assert held(desk, "glossary").entries[-1].record.replaced == ("rivier",)
    (term,) = (each for each in shown(desk).terms if each.term.source == "river")
    assert [entry.translation.source for entry in term.places] == [TITLE.source]


def test_a_term_is_never_translated_or_has_a_translation_that_is_never_used(desk: Sample) -> None:
    added(desk, source="Rivers", target="")
    added(desk, target="kanaal", is_forbidden=True)
    terms = {each.term.source: each.term for each in shown(desk).terms if each.term.source != "bridge"}
    assert terms["Rivers"].is_read_only
    assert (terms["river"].is_forbidden, terms["river"].target) == (True, "kanaal")


def test_where_two_people_read_a_term_waits_for_the_second(desk: Sample) -> None:
    desk.write("newsletter.toml", desk.read("newsletter.toml") + "[review]\npeople = 2\n")
    added(desk)
    assert held(desk, "glossary").entries[-1].state is State.NEEDS_REVIEW
    assert [act.who for act in held(desk, "glossary").entries[-1].record.acceptances] == ["Ada"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"source": "  "}, "which term"),
        ({"source": "x" * 201}, "201 characters"),
        ({"kind": "verb"}, "is a `verb`"),
        ({"target": "", "is_forbidden": True}, "never to be used"),
        ({"locale": "xx"}, "No point writes in `xx`"),
    ],
)
def test_what_is_no_term_is_told(desk: Sample, values: dict[str, Any], told: str) -> None:
    request = replace(AddTermRequest(Place(desk.root), TODAY, "nl", "river", "Ada", "rivier"), **values)
    report = add_term(request)
    assert isinstance(report, Refused)
    assert told in report.misuse


def test_the_memory_is_searched_by_percentage_and_then_for_sources_that_have_the_words(desk: Sample) -> None:
    def found(words: str) -> list[tuple[str, bool]]:
        report = require_done(search_memory(SearchMemoryRequest(Place(desk.root), "nl", words)))
        scores = [match.score for match in report.matches]
        assert scores == sorted(scores, reverse=True)
        return [(match.targets[0], match.was_reviewed) for match in report.matches]

    assert found("Bridges over the river") == [(TITLE.target, True)]
    assert found("Bridges over a river") == [(TITLE.target, True)]
    assert found("BRIDGES") == [(TITLE.target, True), (SUMMARY.target, False)]
    assert found("no such words at all") == []
    assert isinstance(search_memory(SearchMemoryRequest(Place(desk.root), "nl", " ")), Refused)

"""What one person asks to be mailed, and what another agrees to: bound to letters, languages and readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.database import IN_MEMORY, Connection, connect
from newsletter.mail.delivery.rows import Decision, Decisions
from newsletter.people import proposals
from newsletter.people.proposals import Lapse, Proposal, Signer, Terms, find_lapse
from tests.support.postgres import needs_postgres, postgres

NOW = dt.datetime(2023, 11, 20, 9, tzinfo=dt.UTC)
ANA, BO = Signer("Ana", 1), Signer("Bo", 2)
TERMS = Terms((), None, {"es": "a", "ca": "b"}, {"es": 1_000, "ca": 5})
ASKED = Proposal("2023-11", "es", TERMS, ANA, NOW)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.slow, needs_postgres])], scope="module")
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    if request.param == "sqlite":
        with connect(IN_MEMORY) as connection:
            yield connection
        return
    assert isinstance(tmp_path_factory.getbasetemp(), Path)
    with postgres() as url, connect(url) as connection:
        yield connection


def test_what_is_asked_for_comes_back_as_it_was_and_another_ask_takes_its_place(home: Connection) -> None:
    decided = Decisions(Decision("the event is tomorrow", "Ana"))
    later = replace(ASKED, terms=replace(TERMS, locales=("es",), due_at=NOW, decisions=decided))
    with home.transaction():
        for each in (ASKED, later):
            proposals.propose(home, each)
            assert proposals.find_proposal(home, "2023-11", "es") == each
        assert proposals.waiting_proposals(home) == (later,)
        assert proposals.drop(home, "2023-11", "es") == 1
        assert proposals.find_proposal(home, "2023-11", "es") is None


def test_an_agreement_is_given_once_and_only_to_what_is_asked_for_now(home: Connection) -> None:
    changed = replace(ASKED, terms=replace(TERMS, letters={"es": "another", "ca": "b"}))
    at_nine = replace(ASKED, terms=replace(TERMS, due_at=NOW + dt.timedelta(hours=1)))
    with home.transaction():
        proposals.propose(home, ASKED)
        assert not proposals.agree(home, changed, BO, NOW)
        assert not proposals.agree(home, at_nine, BO, NOW)
        assert proposals.agree(home, ASKED, BO, NOW)
        assert not proposals.agree(home, ASKED, Signer("Cy", 3), NOW), "one agreement is enough"
        agreed = proposals.find_proposal(home, "2023-11", "es")
        assert agreed == replace(ASKED, agreed_by=BO, agreed_at=NOW)
        proposals.propose(home, ASKED)
        assert proposals.find_proposal(home, "2023-11", "es") == ASKED, "who asks anew has to be agreed to anew"


def test_a_test_is_remembered_by_person_and_by_what_was_looked_at(home: Connection) -> None:
    with home.transaction():
        proposals.note_test(home, ("2023-11", "es"), 1, "old", NOW)
        proposals.note_test(home, ("2023-11", "es"), 1, "new", NOW)
        assert proposals.find_test(home, ("2023-11", "es"), 1) == ("new", NOW)
        assert proposals.find_test(home, ("2023-11", "es"), 2) is None


@pytest.mark.parametrize(
    ("letters", "readers", "lapse"),
    [
        ({"es": "a", "ca": "b"}, {"es": 1_000, "ca": 5}, None),
        ({"es": "a"}, {"es": 1_000}, None),
        ({"es": "a", "ca": "b"}, {"es": 1, "ca": 0}, None),
        ({"es": "a", "ca": "b"}, {"es": 1_100, "ca": 15}, None),
        ({"es": "a", "ca": "b"}, {"es": 1_101, "ca": 5}, Lapse.READERS),
        ({"es": "a", "ca": "b"}, {"es": 1_000, "ca": 16}, Lapse.READERS),
        ({"es": "changed", "ca": "b"}, {"es": 1_000}, Lapse.LETTERS),
        ({"es": "a", "ca": "b", "gl": "c"}, {"es": 1_000}, Lapse.LANGUAGES),
    ],
)
def test_an_agreement_lapses_by_other_letters_languages_or_many_more_readers(
    letters: dict[str, str], readers: dict[str, int], lapse: Lapse | None
) -> None:
    assert find_lapse(TERMS, letters, readers) is lapse


def test_one_person_is_one_in_a_browser_and_on_a_command_line() -> None:
    assert ANA.is_same(Signer("Ana Renamed", 1))
    assert ANA.is_same(Signer("ana"))
    assert not ANA.is_same(BO)
    assert not Signer("Ana").is_same(Signer("Bo")), "number 0 is nobody's"


def test_terms_that_differ_in_anything_have_another_name() -> None:
    others = [
        replace(TERMS, locales=("es",)),
        replace(TERMS, due_at=NOW),
        replace(TERMS, letters={"es": "a"}),
        replace(TERMS, readers={"es": 1_001, "ca": 5}),
        replace(TERMS, decisions=Decisions(Decision("why", "Ana"))),
    ]
    assert len({TERMS.digest, *(each.digest for each in others)}) == 6

"""When a text counts as reviewed: by how many people, of which words."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.translate.acceptance import (
    ONE,
    Rule,
    accept_text,
    acceptances_of,
    is_reviewed,
    judge,
    may_accept,
    people_left,
    settle,
    write_words,
    writer_of,
)
from newsletter.translate.authorship import PSEUDO, is_of_a_person, sign_origin, sign_review
from newsletter.translate.record import NOBODY, Act, Origin, Record
from newsletter.translate.unit import State, Translation

TODAY = dt.date(2026, 11, 21)
TWO, THREE, NAMED = Rule(2), Rule(3), Rule(1, is_named=True)
FUZZY, CLEAR = State.NEEDS_REVIEW, State.REVIEWED
MACHINE = sign_origin(Origin(provider="deepl", day="2026-11-20"), ("Diez ciudades",))


def text(state: State, *, reviewed: str = "", accepted: str = "", is_machine: bool = True) -> Translation:
    """Words of a machine; `reviewed` and `accepted` name people, `~` before a name: of other words."""
    bare = Translation("articles/a/title", "Ten cities", ("Diez ciudades",), state)

    def acts(names: str) -> tuple[Act, ...]:
        found = [name.strip() for name in names.split(",") if name.strip()]
        other = replace(bare, source="Nine cities")
        return tuple(
            sign_review(
                Act(NOBODY if name == "nobody" else name.strip("~"), "2026-11-20"), other if name[0] == "~" else bare
            )
            for name in found
        )

    record = Record(origin=MACHINE if is_machine else None, reviews=acts(reviewed), acceptances=acts(accepted))
    return replace(bare, record=record)


@pytest.mark.parametrize(
    ("entry", "one", "named", "two"),
    [
        (text(FUZZY), False, False, False),
        (text(CLEAR), True, False, False),  # another tool has taken the mark off
        (text(CLEAR, reviewed="nobody"), True, False, False),
        (text(CLEAR, reviewed="Ada"), True, True, False),
        (text(CLEAR, reviewed="Ada, nobody"), True, True, False),
        (text(CLEAR, reviewed="Ada, Bo"), True, True, True),
        (text(CLEAR, reviewed="Ada, ADA"), True, True, False),  # one person, typed in two ways
        (text(CLEAR, reviewed="Ada,  ada "), True, True, False),
        (text(CLEAR, reviewed="Ada, ~Bo"), True, True, False),  # of another source
        (text(CLEAR, reviewed="~Ada, ~Bo"), True, False, False),
        (text(CLEAR, reviewed="Ada, deepl"), True, True, False),  # the machine that wrote it
        (text(CLEAR, reviewed="Ada, deepl", is_machine=False), True, True, True),
        (text(FUZZY, reviewed="Ada, Bo"), False, False, False),  # another tool has reopened it
        (text(FUZZY, accepted="Ada"), True, True, False),
        (text(FUZZY, accepted="Ada, Bo"), True, True, True),  # each in a file of their own, merged
        (text(FUZZY, accepted="Ada, ~Bo"), True, True, False),
        (text(FUZZY, reviewed="Cleo", accepted="Ada"), True, True, False),
        (text(CLEAR, accepted="Ada"), True, True, False),  # and another tool has taken the mark off
        (text(CLEAR, reviewed="Bo", accepted="Ada"), True, True, True),
        (replace(text(FUZZY, accepted="Ada, Bo"), targets=("Diez pueblos",)), False, False, False),
        (replace(text(CLEAR, reviewed="Ada, Bo"), targets=("",), state=State.MISSING), False, False, False),
    ],
)
def test_a_text_is_reviewed_once_enough_people_have_accepted_these_very_words(
    entry: Translation, one: bool, named: bool, two: bool
) -> None:
    assert [is_reviewed(entry, rule) for rule in (ONE, NAMED, TWO)] == [one, named, two]
    for rule, expected in ((ONE, one), (NAMED, named), (TWO, two)):
        assert (judge(entry, rule).state is CLEAR) == expected
        assert bool(people_left(entry, rule)) != expected
        assert (judge(judge(entry, rule), rule)) == judge(entry, rule)


def test_pseudo_text_is_reviewed_by_nobody() -> None:
    words = text(FUZZY, accepted="Ada, Bo")
    pseudo = replace(words, record=replace(words.record, origin=replace(MACHINE, provider=PSEUDO)))
    assert not is_reviewed(pseudo, TWO)


def test_of_two_people_the_first_leaves_the_mark_and_all_that_the_second_has_to_see() -> None:
    start = replace(text(FUZZY), previous="Nine cities", record=replace(text(FUZZY).record, offers=("10 ciudades",)))
    first = accept_text(start, "Ada", TODAY, TWO)
    assert (first.state, first.previous, first.record.offers) == (FUZZY, "Nine cities", ("10 ciudades",))
    assert [act.who for act in first.record.acceptances] == ["Ada"]
    assert (people_left(first, TWO), first.record.reviews) == (1, ())
    assert accept_text(first, " ada", TODAY + dt.timedelta(1), TWO) == first, "nobody is two people"
    second = accept_text(first, "Bo", TODAY, TWO)
    assert (second.state, second.previous, second.record.offers) == (CLEAR, "", ())
    assert [act.who for act in second.record.reviews] == ["Ada", "Bo"]
    assert second.record.acceptances == ()
    assert people_left(second, THREE) == 1
    third = accept_text(second, "Cleo", TODAY, THREE)
    assert [act.who for act in third.record.reviews] == ["Ada", "Bo", "Cleo"]


def test_one_person_decides_alone_as_ever() -> None:
    alone = accept_text(text(CLEAR, reviewed="Bo"), "Ada", TODAY)
    assert (alone.state, [act.who for act in alone.record.reviews]) == (CLEAR, ["Ada"])


def test_an_acceptance_of_nobody_is_none_of_two() -> None:
    first = accept_text(text(CLEAR, reviewed="nobody"), "Ada", TODAY, TWO)
    assert (first.state, [act.who for act in acceptances_of(first)]) == (FUZZY, ["Ada"])


def test_who_wrote_a_text_is_one_of_two_and_never_both() -> None:
    entry = write_words(text(CLEAR, reviewed="Bo"), ("Diez urbes",), "Ada", TODAY, is_whole=True)
    assert (entry.state, [act.who for act in entry.record.past_reviews]) == (FUZZY, ["Bo"])
    writer = writer_of(entry)
    assert writer is not None
    assert writer.who == "Ada"
    assert is_of_a_person(entry), "no machine may overwrite it"
    own = accept_text(entry, "Ada", TODAY, TWO)
    assert people_left(own, TWO) == 1
    assert is_reviewed(accept_text(own, "Bo", TODAY, TWO), TWO)
    assert writer_of(replace(own, targets=("Diez pueblos",))) is None
    gone = write_words(entry, ("",), "Ada", TODAY, is_whole=True)
    assert (gone.state, gone.record.written) == (State.MISSING, None)


def test_no_machine_accepts_its_own_words() -> None:
    assert not may_accept(text(FUZZY), "DeepL")
    assert may_accept(text(FUZZY), "Ada")
    assert may_accept(text(FUZZY, is_machine=False), "deepl")


@given(
    st.lists(st.sampled_from(["Ada", "ada", "Bo", "Cleo", "deepl"]), max_size=6),
    st.sampled_from([ONE, TWO, THREE, NAMED]),
    st.sampled_from([FUZZY, CLEAR]),
)
def test_whatever_happens_nothing_is_reviewed_by_fewer_people_than_the_rule_wants(
    names: list[str], rule: Rule, state: State
) -> None:
    entry = text(state)
    for name in names:
        if may_accept(entry, name):
            entry = accept_text(entry, name, TODAY, rule)
    people = {name.lower() for name in names} - {"deepl"}
    assert (judge(entry, rule).state is CLEAR) == (len(people) >= rule.people or (rule == ONE and state is CLEAR))
    assert settle(entry, rule) in (entry, judge(entry, rule))
    if rule.people > 1:
        assert {act.who.lower() for act in acceptances_of(entry)} == people, "no act is lost"

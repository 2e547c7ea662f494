"""What is most to be doubted is read first; nothing is left out, and nothing is called right."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from newsletter.problems import Problem, Severity
from newsletter.translate.authorship import sign_origin
from newsletter.translate.doubt import Doubted, order_by_doubt
from newsletter.translate.record import Act, Origin, Record, Said
from newsletter.translate.unit import State, Translation

PLAIN = Translation(
    "c", "The first bridge opens in spring.", ("De eerste brug opent in de lente.",), State.NEEDS_REVIEW
)
OF_MACHINE = sign_origin(Origin(provider="libre", day="2026-11-20"), PLAIN.targets)


def problem(code: str, severity: Severity = Severity.WARNING) -> Problem:
    return Problem(code, "it is so", None, "", severity)


UNITS = {
    "plain": Doubted("plain", PLAIN),
    "error": Doubted("error", PLAIN, (problem("lost-tag", Severity.ERROR),)),
    "sense": Doubted("sense", PLAIN, (problem("changed-number"),)),
    "check": Doubted("check", PLAIN, (problem("doubled-space"),)),
    "merged": Doubted("merged", replace(PLAIN, record=Record(theirs=("Anders",)))),
    "rejected": Doubted("rejected", replace(PLAIN, record=Record(rejections=(Act("Ada", "2026-11-20"),)))),
    "stale": Doubted("stale", replace(PLAIN, previous="The bridge opens in spring.")),
    "question": Doubted(
        "question", replace(PLAIN, record=Record(talk=(Said("question", "Ana", "2026-11-20", "which?"),)))
    ),
    "length": Doubted("length", replace(PLAIN, targets=("De brug.",))),
    "machine": Doubted("machine", replace(PLAIN, record=Record(origin=OF_MACHINE))),
    "by-way-of": Doubted("by-way-of", replace(PLAIN, record=Record(origin=replace(OF_MACHINE, pivot="en")))),
    "numbers": Doubted("numbers", replace(PLAIN, source="The first 2 bridges open in spring.")),
    "new-words": Doubted("new-words", replace(PLAIN, source="Pontoon caissons arrive upstream tomorrow.")),
}


def test_what_is_known_to_be_wrong_comes_before_what_only_may_be() -> None:
    read = [PLAIN.source, "first bridges open"]
    found = order_by_doubt(list(UNITS.values()), read)
    assert {doubt.id: doubt.reasons for doubt in found} == {
        "plain": (),
        **{name: (name,) for name in UNITS if name not in ("plain", "by-way-of")},
        "by-way-of": ("by-way-of", "machine"),
    }
    order = [doubt.id for doubt in found]
    assert order[:4] == ["error", "sense", "merged", "rejected"]
    assert order[-1] == "plain"


def test_without_anything_read_no_word_is_new_and_what_is_missing_is_not_doubted() -> None:
    missing = Doubted("missing", replace(PLAIN, targets=("",), state=State.MISSING), (problem("lost-tag"),))
    found = order_by_doubt([UNITS["new-words"], missing])
    assert [(doubt.id, doubt.reasons) for doubt in found] == [("new-words", ()), ("missing", ())]


@given(st.lists(st.sampled_from(sorted(UNITS)), unique=True))
def test_every_text_comes_once_and_as_much_to_be_doubted_in_the_order_it_had(names: list[str]) -> None:
    found = order_by_doubt([UNITS[name] for name in names])
    assert sorted(doubt.id for doubt in found) == sorted(names)
    assert [doubt.weight for doubt in found] == sorted((doubt.weight for doubt in found), reverse=True)
    for one, other in pairwise(found):
        if one.weight == other.weight:
            assert names.index(one.id) < names.index(other.id)

"""Other people's memories suggest, and never take over."""

from pathlib import Path

import pytest

from newsletter.pipeline.translation.words_in import ImportWordsReport, ImportWordsRequest, import_words
from newsletter.pipeline.use_case import Place, Refused
from newsletter.translate.exchange.tmx import Suggestion, read_tmx, write_tmx
from newsletter.translate.memory import Memory
from newsletter.translate.unit import State, Unit
from tests.conftest import Sample
from tests.support.reviewing import QUOTE, SUMMARY, TODAY, desk

__all__ = ["desk"]
TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="EN-GB"/><body>
<tu><tuv xml:lang="EN-GB"><seg>Three cities <bpt i="1">&lt;b></bpt>build<ept i="1">&lt;/b></ept> bridges.</seg></tuv>
<tuv xml:lang="nl-NL"><seg>Drie steden slaan bruggen.</seg></tuv><tuv xml:lang="PL"><seg>Trzy miasta.</seg></tuv></tu>
<tu><tuv lang="en"><seg>Three towns build bridges.</seg></tuv><tuv lang="nl"><seg>Drie stadjes.</seg></tuv></tu>
<tu><tuv lang="fr"><seg>Trois</seg></tuv><tuv lang="nl"><seg>Drie</seg></tuv></tu>
</body></tmx>
"""
PAIRS = [
    Suggestion("nl", "Three cities build bridges.", "Drie steden slaan bruggen."),
    Suggestion("nl", "Three towns build bridges.", "Drie stadjes."),
]


def test_the_pairs_in_our_languages_are_read_without_other_tools_marks() -> None:
    assert read_tmx(TMX.encode(), "x.tmx", "en", ["en", "nl", "de"]) == (PAIRS, [])
    assert read_tmx(write_tmx(PAIRS, "en"), "x.tmx", "en", ["nl"]) == (PAIRS, [])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (TMX.replace('SYSTEM "tmx14.dtd"', '[<!ENTITY a "b">]').encode(), "unsafe-file"),
        (TMX[:300].encode(), "broken-tmx"),
        (b"<xliff/>", "broken-tmx"),
    ],
)
def test_what_is_no_memory_is_refused(data: bytes, code: str) -> None:
    pairs, problems = read_tmx(data, "x.tmx", "en", ["nl"])
    assert pairs == []
    assert [problem.code for problem in problems] == [code]


def test_a_memory_suggests_and_fills_nothing(desk: Sample, tmp_path: Path) -> None:
    file = tmp_path / "the Commission, 2024.tmx"
    file.write_text(TMX)
    before = desk.read("locales/nl/LC_MESSAGES/2024-01.po")
    report = import_words(ImportWordsRequest(Place(desk.root), TODAY, file))
    assert isinstance(report, ImportWordsReport)
    assert (report.suggestions, report.files) == (2, ("memories/the-Commission-2024.tmx",))
    assert desk.read("locales/nl/LC_MESSAGES/2024-01.po") == before
    with Memory(tmp_path / "memory.sqlite") as memory:
        memory.refresh(desk.root)
        unit = Unit(SUMMARY.context, SUMMARY.source)
        assert memory.exact(unit, "nl") is None, "only our own texts are taken over"
        near = memory.near(unit, "nl")
        assert [(match.targets, match.issue) for match in near] == [
            (("Drie steden slaan bruggen.",), "the-Commission-2024"),
            (("Drie stadjes.",), "the-Commission-2024"),
        ]
        assert near[0].score == 100
        assert {match.state for match in near} == {State.NEEDS_REVIEW}
        assert not any(match.was_reviewed for match in near)
        assert memory.exact(Unit(QUOTE.context, QUOTE.source), "nl") is not None
        (desk.root / "memories/the-Commission-2024.tmx").unlink()
        memory.refresh(desk.root)
        assert memory.near(unit, "nl") == []


def test_a_memory_of_other_languages_is_told(desk: Sample, tmp_path: Path) -> None:
    file = tmp_path / "x.tmx"
    file.write_text(TMX.replace("nl", "hu"))
    report = import_words(ImportWordsRequest(Place(desk.root), TODAY, file))
    assert isinstance(report, Refused)
    assert [problem.code for problem in report.problems] == ["broken-tmx"]

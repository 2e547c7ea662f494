"""A translation of before is brought into a catalog: what people have written there stays, and all of it waits."""

import json

import pytest

from newsletter.pipeline.translation.words_aligned import AlignWordsReport, AlignWordsRequest, align_words
from newsletter.pipeline.use_case import Place, Refused
from newsletter.translate.authorship import origin_of
from newsletter.translate.unit import Catalog, State, Translation
from tests.conftest import Sample
from tests.support.command_line import run
from tests.support.reviewing import TODAY, held

PATH = "articles/bridges"
DUTCH = """---
title: Bruggen over de rivier
summary: Drie steden bouwen bruggen.
image: {alt: Tekening van een brug}
---

De **eerste** brug gaat open in de [lente](https://example.org/spring/).

## Wat volgt

- De tweede brug
- De derde brug

| Stad | Lengte |
| --- | --- |
| Avila | 40 m |

> Een brug is een belofte.
"""


@pytest.fixture
def empty(sample: Sample) -> Sample:
    run(sample, "translate", "--to", "nl", "--provider", "none")
    return sample


def aligned(sample: Sample, text: str = DUTCH, **more: object) -> AlignWordsReport:
    request = AlignWordsRequest(Place(sample.root), TODAY, text.encode(), "bruggen.md", "bridges", "nl", **more)  # type: ignore[arg-type]
    report = align_words(request)
    assert isinstance(report, AlignWordsReport), report
    return report


def of_article(catalog: Catalog) -> dict[str, Translation]:
    return {entry.source: entry for entry in catalog.active() if entry.context.startswith(PATH)}


def test_an_article_of_before_fills_its_texts_and_all_of_them_wait(empty: Sample) -> None:
    report = aligned(empty)
    assert (report.texts, report.new, report.same, report.kept) == (12, 12, 0, 0)
    assert report.doubts == report.problems == ()  # type: ignore[comparison-overlap]
    entries = of_article(held(empty))
    assert entries["Bridges over the river"].target == "Bruggen over de rivier"
    assert entries["Illustration of a bridge"].target == "Tekening van een brug"
    paragraph = entries["The <b1>first</b1> bridge opens in <a1>spring</a1>."]
    assert paragraph.target == "De <b1>eerste</b1> brug gaat open in de <a1>lente</a1>."
    assert {entry.state for entry in entries.values()} == {State.NEEDS_REVIEW}
    assert {str(origin_of(entry)) for entry in entries.values()} == {"aligned from bruggen.md 2026-11-21"}
    assert "# from: aligned from bruggen.md 2026-11-21 " in empty.read("locales/nl/LC_MESSAGES/2024-01.po")
    again = aligned(empty)
    assert (again.new, again.same) == (0, 12)


def test_a_persons_words_stay_unless_they_are_to_be_replaced(empty: Sample) -> None:
    aligned(empty)
    text = DUTCH.replace("Wat volgt", "Wat nog volgt")
    assert (aligned(empty, text).new, aligned(empty, text).kept) == (0, 1)
    assert aligned(empty, text, is_replacing=True).new == 1
    assert of_article(held(empty))["What comes next"].target == "Wat nog volgt"


def test_a_reviewed_text_that_is_replaced_is_to_be_reviewed_again(empty: Sample) -> None:
    aligned(empty)
    file = "locales/nl/LC_MESSAGES/2024-01.po"
    empty.write(file, empty.read(file).replace("#, fuzzy, max-length:120\n", "#, max-length:120\n"))
    assert of_article(held(empty))["Bridges over the river"].state is State.REVIEWED
    text = DUTCH.replace("Bruggen over de rivier", "De bruggen")
    assert aligned(empty, text).kept == 1
    aligned(empty, text, is_replacing=True)
    entry = of_article(held(empty))["Bridges over the river"]
    assert (entry.target, entry.state) == ("De bruggen", State.NEEDS_REVIEW)


def test_the_title_may_be_the_first_heading_and_what_lacks_is_told(empty: Sample) -> None:
    text = "# Bruggen\n\nDe **eerste** brug gaat open in de lente.\n\n> Een brug is een belofte.\n\nTot 2030!\n"
    report = aligned(empty, text)
    entries = of_article(held(empty))
    assert entries["Bridges over the river"].target == "Bruggen"
    assert entries["A bridge is a promise."].target == "Een brug is een belofte."
    codes = [(doubt.codes, doubt.line) for doubt in report.doubts]
    assert (("lost-tag",), 3) in codes
    assert (("left",), 7) in codes
    assert (("untranslated",), 0) in codes


def test_the_command_lists_doubts_a_line_each_and_writes_nothing_when_it_is_only_tried(empty: Sample) -> None:
    empty.write("bruggen.md", DUTCH.replace("40 m", "41 m"))
    file = str(empty.root / "bruggen.md")
    before = empty.read("locales/nl/LC_MESSAGES/2024-01.po")
    result = run(empty, "words", "align", file, "--of", "articles/bridges", "--to", "nl", "--dry-run")
    assert "bruggen.md:16  has other figures: “40 m” ← “41 m”" in result.output
    assert "12 of 12 texts" in result.output
    assert empty.read("locales/nl/LC_MESSAGES/2024-01.po") == before
    result = run(empty, "words", "align", "-", "--of", "bridges", "--to", "nl", "--json", answer=DUTCH)
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["new"] == 12


@pytest.mark.parametrize(
    ("article", "locale", "words"),
    [
        ("brigdes", "nl", "No issue shows an article `brigdes`; the nearest is `bridges`."),
        ("markets", "nl", "`articles/markets` is written in nl itself."),
        ("bridges", "fr", "No point writes in `fr`"),
        ("bridges", "nl-BE", "run `newsletter translate 2024-01 --to nl-BE --provider none` first."),
    ],
)
def test_what_can_not_be_meant_is_said(empty: Sample, article: str, locale: str, words: str) -> None:
    report = align_words(AlignWordsRequest(Place(empty.root), TODAY, b"# A", "a.md", article, locale))
    assert isinstance(report, Refused)
    assert words in report.misuse


def test_a_file_that_is_no_text_is_refused(empty: Sample) -> None:
    for data, code in ((b"\xff\xfe\x00", "not-utf-8"), (b"---\ntitle: x\n", "no-front-matter")):
        report = align_words(AlignWordsRequest(Place(empty.root), TODAY, data, "a.md", "bridges", "nl"))
        assert isinstance(report, Refused)
        assert code in [problem.code for problem in report.problems]


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"<!DOCTYPE html><html><body><p>De brug gaat open.</p></body></html>", "unknown-format", "a web page"),
        (b"%PDF-1.7", "unknown-source", "a PDF"),
        (DUTCH.replace("title:", "locale: pl\ntitle:").encode(), "other-language", "says that it is in `pl`"),
    ],
)
def test_what_is_no_markdown_or_of_another_language_is_refused(
    empty: Sample, data: bytes, code: str, words: str
) -> None:
    before = empty.read("locales/nl/LC_MESSAGES/2024-01.po")
    refused = align_words(AlignWordsRequest(Place(empty.root), TODAY, data, "bruggen.md", "bridges", "nl"))
    assert isinstance(refused, Refused)
    assert [(each.code, words in each.message) for each in refused.problems] == [(code, True)]
    assert empty.read("locales/nl/LC_MESSAGES/2024-01.po") == before


def test_words_that_seem_to_be_of_another_language_are_told(empty: Sample) -> None:
    polish = "Pierwszy most otwiera się na wiosnę, a drugi za rok. " * 3
    report = aligned(empty, DUTCH.partition("De **")[0] + polish)
    assert [each.code for each in report.problems if each.code == "other-language"] == ["other-language"]

"""An edit reaches the reviewers when an editor hands it on: what they will read again is said before."""

import datetime as dt
from dataclasses import replace

import pytest

from newsletter.pipeline.editing.handing import hand_over, look_at_handover
from newsletter.pipeline.translation.update import update_catalogs
from newsletter.translate.authorship import sign_review
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.record import Act
from newsletter.translate.unit import State
from newsletter.workspace import Workspace
from tests.conftest import Sample

TODAY = dt.date(2024, 1, 10)
BY = Act("Eva", "2024-01-09")


def handed(sample: Sample) -> None:
    """The issue is with the reviewers, who have read all of it."""
    project = sample.project()
    update_catalogs(project, project.content("2024-01")[0], ())
    for path in sorted((sample.root / "locales").glob("*/LC_MESSAGES/2024-01.po")):
        catalog, _ = project.catalog(path.parts[-3], "2024-01")
        assert catalog
        read = [replace(entry, targets=(f"{entry.source} +",), state=State.REVIEWED) for entry in catalog.entries]
        signed = [replace(each, record=replace(each.record, reviews=(sign_review(BY, each),))) for each in read]
        write_catalog(Workspace(sample.root), replace(catalog, entries=tuple(signed)))


def test_nothing_is_to_be_handed_over_where_nothing_has_changed(sample: Sample) -> None:
    handed(sample)
    told = look_at_handover(sample.project(), "2024-01")
    assert not told.is_needed
    assert told.problems == ()


def test_what_has_changed_is_counted_before_and_nothing_is_written(sample: Sample) -> None:
    handed(sample)
    before = {path: path.read_bytes() for path in sample.root.glob("locales/*/*/*.po")}
    sample.edit("issues/articles/bridges.md", "title: ", "title: New ")
    told = look_at_handover(sample.project(), "2024-01")
    assert (told.texts, told.changed, told.documents) == (1, 1, ("articles/bridges",))
    assert told.locales
    assert {path: path.read_bytes() for path in before} == before
    done = hand_over(sample.project(), "2024-01", today=TODAY)
    assert (done.texts, done.locales) == (told.texts, told.locales)
    assert not look_at_handover(sample.project(), "2024-01").is_needed


@pytest.mark.slow
def test_over_a_mended_typo_reviews_are_kept_and_a_number_is_none(sample: Sample) -> None:
    sample.edit("issues/articles/bridges.md", "title: ", "title: Some brigdes of 1900 and ")
    handed(sample)
    sample.edit("issues/articles/bridges.md", "brigdes", "bridges")
    told = hand_over(sample.project(), "2024-01", today=TODAY, by="Ana", only_typos=True)
    assert told.kept == len(told.locales)
    assert told.problems == ()
    catalog, _ = sample.project().catalog(told.locales[0], "2024-01")
    assert catalog
    title = next(entry for entry in catalog.active() if entry.context == "articles/bridges/title")
    assert title.state is State.REVIEWED
    sample.edit("issues/articles/bridges.md", "1900", "1910")
    refused = hand_over(sample.project(), "2024-01", today=TODAY, by="Ana", only_typos=True)
    assert refused.kept == 0
    assert {problem.code for problem in refused.problems} == {"not-minor"}


def entries(sample: Sample, locale: str) -> dict[str, str]:
    """Each entry of a catalog as its file has it, by the lines of its context and source."""
    text = (sample.root / f"locales/{locale}/LC_MESSAGES/2024-01.po").read_text("utf-8")
    found = {}
    for block in text.split("\n\n"):
        key = [line for line in block.splitlines() if line.startswith(("msgctxt", "msgid"))]
        found["\n".join(key)] = block
    return found


def with_a_point_that_writes(sample: Sample) -> None:
    """The Dutch point writes in English, for readers in Dutch and French; the secretariat reads Spanish."""
    sample.edit("issues/points/nl.yaml", "locales: [nl, nl-BE]", "locales: [nl, fr]")
    sample.edit("issues/points/eu.yaml", "locales: en", "locales: [en, es]")
    sample.edit("issues/articles/markets.md", "locale: nl", "locale: en")
    sample.write("issues/2024-01/points/nl.yaml", "subject: Our own issue\nlocale: en\n")


def test_a_point_hands_over_its_own_texts_in_its_languages_and_nothing_of_others(sample: Sample) -> None:
    with_a_point_that_writes(sample)
    handed(sample)
    sample.edit("issues/articles/bridges.md", "title: ", "title: New ")
    sample.edit("issues/2024-01/issue.yaml", "Two articles", "Some articles")
    sample.edit("issues/articles/markets.md", "Markten in de stad", "Markten in de steden")
    sample.edit("issues/2024-01/points/nl.yaml", "Our own issue", "Our very own issue")
    before = {locale: entries(sample, locale) for locale in ("nl", "fr", "es")}
    told = look_at_handover(sample.project(), "2024-01", "nl")
    assert (told.texts, told.changed, sorted(told.locales)) == (2, 2, ["fr", "nl"])
    assert {locale: entries(sample, locale) for locale in before} == before
    done = hand_over(sample.project(), "2024-01", today=TODAY, point="nl")
    assert (done.texts, done.locales) == (told.texts, told.locales)
    assert entries(sample, "es") == before["es"]
    for locale in ("nl", "fr"):
        now = entries(sample, locale)
        fresh = {key: block for key, block in now.items() if before[locale].get(key) != block}
        assert {key.split('"')[1] for key in fresh} == {"articles/markets/title", "issues/2024-01/points/nl/subject"}
        gone = before[locale].keys() - now.keys()
        assert {key.split('"')[1] for key in gone} == {"articles/markets/title", "issues/2024-01/points/nl/subject"}
        assert all("fuzzy" in block and "#|" in block for block in fresh.values())
    assert not look_at_handover(sample.project(), "2024-01", "nl").is_needed
    left = look_at_handover(sample.project(), "2024-01")
    assert left.documents == ("articles/bridges", "articles/markets", "issues/2024-01")


def test_the_first_hand_over_of_a_point_puts_its_texts_where_the_letter_has_them(sample: Sample) -> None:
    """An editor who hands over the rest afterwards changes no place of what is there."""
    with_a_point_that_writes(sample)
    own = hand_over(sample.project(), "2024-01", today=TODAY, point="nl")
    assert own.texts
    first = list(entries(sample, "nl"))
    hand_over(sample.project(), "2024-01", today=TODAY)
    assert [key for key in entries(sample, "nl") if key in first] == first
    sample.edit("issues/2024-01/points/nl.yaml", "Our own issue", "Our very own issue")
    before = list(entries(sample, "nl"))
    hand_over(sample.project(), "2024-01", today=TODAY, point="nl")
    assert [key.replace("very ", "") for key in entries(sample, "nl")] == before


def test_what_is_broken_at_other_points_does_not_bar_a_point_and_its_own_does(sample: Sample) -> None:
    with_a_point_that_writes(sample)
    handed(sample)
    sample.edit("issues/articles/markets.md", "Markten in de stad", "Markten in de steden")
    sample.write("issues/2024-01/points/eu.yaml", "subject: [\n")
    assert look_at_handover(sample.project(), "2024-01").is_barred
    assert look_at_handover(sample.project(), "2024-01", "nl").texts == 1
    sample.write("issues/2024-01/points/nl.yaml", "subject: [\n")
    told = look_at_handover(sample.project(), "2024-01", "nl")
    assert told.is_barred
    assert {problem.location.file for problem in told.problems if problem.location} >= {"issues/2024-01/points/nl.yaml"}


@pytest.mark.slow
@pytest.mark.parametrize("broken", ["", "no front matter", "---\ntitle: [\n---\n\nText.\n", b"\xff\xfe\x00"])
def test_a_points_article_that_cannot_be_read_bars_it_though_it_says_no_more_whose_it_is(
    sample: Sample, broken: str | bytes
) -> None:
    with_a_point_that_writes(sample)
    text = "---\nlocale: en\ntitle: A square\ndate: 2024-01-16\nfrom: nl\nsummary: About it.\n---\n\nText.\n"
    sample.write("issues/articles/square.md", text)
    sample.write("issues/2024-01/points/nl.yaml", "subject: Our own issue\nlocale: en\nlead: square\n")
    handed(sample)
    assert not look_at_handover(sample.project(), "2024-01", "nl").is_barred
    (sample.root / "issues/articles/square.md").write_bytes(broken if isinstance(broken, bytes) else broken.encode())
    told = look_at_handover(sample.project(), "2024-01", "nl")
    assert told.is_barred
    assert {problem.location.file for problem in told.problems if problem.location} == {"issues/articles/square.md"}
    assert not look_at_handover(sample.project(), "2024-01", "eu").is_barred
    before = {locale: entries(sample, locale) for locale in ("nl", "fr", "es")}
    assert hand_over(sample.project(), "2024-01", today=TODAY, point="nl").is_barred
    assert {locale: entries(sample, locale) for locale in before} == before


@pytest.mark.slow
def test_over_a_points_mended_typo_reviews_are_kept_and_those_of_others_stay_open(sample: Sample) -> None:
    with_a_point_that_writes(sample)
    sample.edit("issues/articles/markets.md", "Markten in de stad", "Some makrets in towns")
    handed(sample)
    sample.edit("issues/articles/markets.md", "makrets", "markets")
    sample.edit("issues/articles/bridges.md", "river", "water")
    told = hand_over(sample.project(), "2024-01", today=TODAY, by="Nina", only_typos=True, point="nl")
    assert (told.kept, told.problems) == (2, ())
    assert look_at_handover(sample.project(), "2024-01").documents == ("articles/bridges", "articles/markets")


def test_what_a_point_shows_again_comes_with_its_own_where_reviewers_of_others_have_it(sample: Sample) -> None:
    """A heading of the issue that stands in no letter of the point waits for no editor, who has handed it on before."""
    with_a_point_that_writes(sample)
    with_part = (sample.root / "issues/2024-01/points/nl.yaml").read_text("utf-8")
    sample.write("issues/2024-01/points/nl.yaml", f"{with_part}omit: [networks]\n")
    handed(sample)
    sample.edit("issues/2024-01/issue.yaml", "Two articles", "Some articles")
    sample.write("issues/2024-01/points/nl.yaml", with_part)
    assert look_at_handover(sample.project(), "2024-01", "nl").texts > 0
    before = entries(sample, "es")
    hand_over(sample.project(), "2024-01", today=TODAY, point="nl")
    for locale in ("nl", "fr"):
        catalog, _ = sample.project().catalog(locale, "2024-01")
        assert catalog
        sources = {entry.source for entry in catalog.active()}
        assert "A network" in sources
        assert "Some articles and a network." not in sources
    assert entries(sample, "es") == before
    assert not look_at_handover(sample.project(), "2024-01", "nl").is_needed

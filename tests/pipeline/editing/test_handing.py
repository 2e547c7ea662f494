"""An edit reaches the reviewers when an editor hands it on: what they will read again is said before."""

import datetime as dt
from dataclasses import replace

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

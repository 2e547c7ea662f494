"""Minor edits: a mended typo keeps its reviews, anything else is reopened and said."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from newsletter.pipeline.translation.minor import update_after_minor_edit
from newsletter.pipeline.translation.update import update_catalogs
from newsletter.problems import Problem
from newsletter.translate.acceptance import Rule, accept_text, is_reviewed, people_left
from newsletter.translate.formats.comments import read_lines, write_lines
from newsletter.translate.formats.po import read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.record import NOTHING
from newsletter.translate.unit import State, Translation
from newsletter.workspace import Workspace
from tests.conftest import Sample
from tests.support.command_line import run
from tests.support.signing import signed, unsigned

TODAY = dt.date(2026, 11, 24)
ARTICLE = "issues/articles/bridges.md"
QUOTE, PARAGRAPH = "articles/bridges/body/quote", "articles/bridges/body/paragraph"


@pytest.fixture
def desk(sample: Sample) -> Sample:
    """The small project with every text of its Dutch reviewed by Ada."""
    sample.edit(ARTICLE, "A bridge is a promise.", "A brigde is a promise that Ghent made in 2024, not a wall.")
    update(sample)
    catalog, _ = read_catalog(sample.root, "nl", "2024-01")
    assert catalog is not None
    read = [
        signed(
            replace(
                entry,
                targets=(f"→ {entry.source}",),
                state=State.REVIEWED,
                record=read_lines(("reviewed: Ada 2026-11-21",)),
            )
        )
        for entry in catalog.entries
    ]
    write_catalog(Workspace(sample.root), replace(catalog, entries=tuple(read)))
    return sample


def update(sample: Sample) -> None:
    content, _ = sample.load(everything=False)
    update_catalogs(sample.project(), content, ["nl"])


def minor(sample: Sample, document: str = "bridges") -> tuple[int, list[Problem]]:
    content, _ = sample.load(everything=False)
    _, kept, problems = update_after_minor_edit(sample.project(), content, ["nl"], document, by="Bea", today=TODAY)
    return kept, problems


def entry(sample: Sample, context: str = QUOTE) -> Translation:
    catalog, _ = read_catalog(sample.root, "nl", "2024-01")
    assert catalog is not None
    return next(each for each in catalog.active() if each.context == context)


def test_a_mended_typo_keeps_its_review_and_says_who_called_it_minor(desk: Sample) -> None:
    before = entry(desk)
    desk.edit(ARTICLE, "brigde", "bridge")
    assert minor(desk) == (1, [])
    after = entry(desk)
    assert after.source == "A bridge is a promise that Ghent made in 2024, not a wall."
    assert (after.targets, after.state, after.previous) == (before.targets, State.REVIEWED, "")
    assert unsigned(write_lines(after.record)) == ("reviewed: Ada 2026-11-21", "minor edit: Bea 2026-11-24")
    assert minor(desk) == (0, []), "nothing is left to do"
    assert entry(desk) == after


def test_an_edit_that_an_update_has_reopened_already_can_still_be_minor(desk: Sample) -> None:
    desk.edit(ARTICLE, "brigde", "bridge")
    update(desk)
    assert unsigned(write_lines(entry(desk).record)) == ("was reviewed: Ada 2026-11-21",)
    assert minor(desk) == (1, [])
    assert unsigned(write_lines(entry(desk).record)) == ("reviewed: Ada 2026-11-21", "minor edit: Bea 2026-11-24")


@pytest.mark.parametrize("is_updated", [False, True], ids=["at once", "after an update"])
def test_what_one_of_two_has_accepted_stays_accepted(desk: Sample, is_updated: bool) -> None:
    desk.write("newsletter.toml", desk.read("newsletter.toml") + "[review]\npeople = 2\n")
    catalog, _ = read_catalog(desk.root, "nl", "2024-01")
    assert catalog is not None
    two, fresh = Rule(people=2), entry(desk)
    fresh = replace(fresh, state=State.NEEDS_REVIEW, record=NOTHING)
    once = accept_text(fresh, "Ada", TODAY, two)
    entries = tuple(once if each.key == once.key else each for each in catalog.entries)
    write_catalog(Workspace(desk.root), replace(catalog, entries=entries))
    desk.edit(ARTICLE, "brigde", "bridge")
    if is_updated:
        update(desk)
        assert people_left(entry(desk), two) == 2
    assert minor(desk) == (1, [])
    after = entry(desk)
    assert (after.state, after.previous, people_left(after, two)) == (State.NEEDS_REVIEW, "", 1)
    assert [act.who for act in after.record.minor_edits] == ["Bea"]
    assert is_reviewed(accept_text(after, "Cem", TODAY, two), two)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("2024", "2025", "a number has changed: it lost `2024` and got `2025`"),
        ("Ghent", "Bruges", "a name has changed: it lost `Ghent` and got `Bruges`"),
        ("not a wall", "even a wall", "a negation has changed: it lost `not`"),
        ("a promise", "a *promise*", "its tags have changed"),
    ],
)
def test_what_changes_the_statement_is_reopened_and_said_at_its_line(
    desk: Sample, old: str, new: str, why: str
) -> None:
    desk.edit(ARTICLE, "brigde", "bridge")
    desk.edit(ARTICLE, old, new)
    kept, (problem,) = minor(desk)
    found = entry(desk)
    assert (kept, problem.code) == (0, "not-minor")
    assert problem.message.endswith(f"is not minor: {why}")
    assert problem.location is not None
    assert (problem.location.file, problem.location.line) == ("locales/nl/LC_MESSAGES/2024-01.po", found.line)
    assert (found.state, found.is_stale) == (State.NEEDS_REVIEW, True)


def test_other_texts_of_the_article_keep_theirs_when_one_is_refused(desk: Sample) -> None:
    desk.edit(ARTICLE, "2024", "2025")
    desk.edit(ARTICLE, "bridge opens in", "brdge opens in")
    kept, problems = minor(desk)
    assert (kept, [problem.code for problem in problems]) == (1, ["not-minor"])
    assert entry(desk, PARAGRAPH).state is State.REVIEWED


def test_an_edit_of_another_document_is_reopened(desk: Sample) -> None:
    desk.edit("issues/networks/rivers.yaml", "Cities at the water", "Cities at the waters")
    assert minor(desk) == (0, [])
    assert entry(desk, "networks/rivers/tagline").is_stale
    assert minor(desk, "networks/rivers") == (1, [])


def test_what_nobody_had_reviewed_is_not_reviewed_now(desk: Sample) -> None:
    catalog, _ = read_catalog(desk.root, "nl", "2024-01")
    assert catalog is not None
    drafts = tuple(replace(each, state=State.NEEDS_REVIEW, record=read_lines(())) for each in catalog.entries)
    write_catalog(Workspace(desk.root), replace(catalog, entries=drafts))
    desk.edit(ARTICLE, "brigde", "bridge")
    assert minor(desk) == (0, [])
    assert entry(desk).is_stale


def test_an_article_that_the_issue_does_not_show_is_said(desk: Sample) -> None:
    kept, (problem,) = minor(desk, "bridge")
    assert (kept, problem.code, problem.hint) == (0, "unknown-document", "the nearest is `articles/bridges`")


def test_the_command_asks_for_a_name_and_says_what_it_kept(desk: Sample) -> None:
    desk.edit(ARTICLE, "brigde", "bridge")
    assert run(desk, "translate", "--minor", "bridges").exit_code == 2
    done = run(desk, "translate", "--to", "nl", "--minor", "bridges", "--by", "Bea", "--json")
    assert (done.exit_code, json.loads(done.stdout)["kept"]) == (0, 1)
    assert "0 reviews kept." in run(desk, "translate", "--minor", "bridges", "--by", "Bea").stdout
    desk.edit(ARTICLE, "2024", "2025")
    assert run(desk, "translate", "--minor", "bridges", "--by", "Bea").exit_code == 1

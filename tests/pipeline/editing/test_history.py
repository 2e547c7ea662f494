"""Who has changed what, read from git, and taken back."""

import os
import subprocess
from pathlib import Path

import pytest

from newsletter.pipeline.editing.git import GitFault
from newsletter.pipeline.editing.history import Act, author_of, read_history, take_back
from newsletter.pipeline.editing.saving import Conflict, Saved
from newsletter.workspace import Workspace
from tests.conftest import Sample

ISSUE = "issues/2024-01/issue.yaml"
ENVIRON = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "c",
    "GIT_COMMITTER_EMAIL": "c@example.org",
}


def git(root: Path, *arguments: str, who: str = "Clara") -> None:
    command = ["git", "-C", str(root), *arguments]
    subprocess.run(command, check=True, capture_output=True, env={**ENVIRON, "GIT_AUTHOR_NAME": who})


def commit(root: Path, who: str = "Clara") -> None:
    git(root, "add", "-A", who=who)
    git(root, "commit", "-qm", "A change", who=who)


@pytest.fixture
def kept(sample: Sample) -> Sample:
    """The small project in a repository of its own."""
    sample.write(".gitignore", "/.cache/\n")
    git(sample.root, "init", "-q")
    commit(sample.root)
    return sample


def acts(sample: Sample) -> list[Act]:
    found = read_history(sample.root, ENVIRON, "Ana")
    assert not found.missing
    return list(found.acts)


def test_what_is_saved_and_in_no_commit_yet_is_told_of_the_person_who_works_here(kept: Sample) -> None:
    kept.edit(ISSUE, "A small issue", "A larger issue")
    act = acts(kept)[0]
    assert (act.who, act.file, act.kind, act.title, act.commit) == ("Ana", ISSUE, "M", "A larger issue", "now")
    assert [(each.path, each.before, each.after) for each in act.changes] == [
        (("subject",), "A small issue", "A larger issue")
    ]


def test_commits_are_told_value_by_value_with_their_author(kept: Sample) -> None:
    kept.edit("issues/networks/rivers.yaml", "Ghent, country: BE}\n  -", "Gent, country: BE}\n  -")
    kept.edit("issues/articles/markets.md", "De markt is terug in de stad.", "De markt is weer terug.")
    commit(kept.root, "Pieter")
    found = {act.file: act for act in acts(kept) if act.who == "Pieter"}
    assert [each.path for each in found["issues/networks/rivers.yaml"].changes] == [("partners", 0, "name")]
    body = found["issues/articles/markets.md"].changes[0]
    assert (body.path, body.after) == ((), "\nDe markt is weer terug.\n")


def test_items_in_another_order_are_one_change(kept: Sample) -> None:
    text = kept.read(ISSUE)
    lead, networks = "  - lead: bridges\n", "  - networks: [rivers]\n    heading: A network\n"
    kept.write(ISSUE, text.replace(lead + networks, networks + lead).encode())
    assert [each.path for each in acts(kept)[0].changes] == [("sections",)]


def test_a_change_is_taken_back_and_what_came_behind_it_elsewhere_stays(kept: Sample) -> None:
    kept.edit(ISSUE, "A small issue", "A larger issue")
    commit(kept.root)
    kept.edit(ISSUE, "Two articles and a network.", "Something else.")
    changed = next(act for act in acts(kept) if act.commit != "now" and act.kind == "M")
    outcome = take_back(Workspace(kept.root), ENVIRON, changed.commit, ISSUE)
    assert isinstance(outcome, Saved)
    assert "subject: A small issue\npreheader: Something else.\n" in kept.read(ISSUE)


def test_what_was_changed_once_more_since_is_left(kept: Sample) -> None:
    kept.edit(ISSUE, "A small issue", "A larger issue")
    commit(kept.root)
    kept.edit(ISSUE, "A larger issue", "The largest issue")
    changed = next(act for act in acts(kept) if act.commit != "now" and act.kind == "M")
    assert isinstance(take_back(Workspace(kept.root), ENVIRON, changed.commit, ISSUE), Conflict)
    assert "The largest issue" in kept.read(ISSUE)


def test_what_is_in_no_commit_yet_goes_back_to_the_last_one_byte_for_byte(kept: Sample) -> None:
    before = kept.read(ISSUE)
    kept.edit(ISSUE, "A small issue", "A larger issue")
    assert isinstance(take_back(Workspace(kept.root), ENVIRON, "now", ISSUE), Saved)
    assert kept.read(ISSUE) == before


@pytest.mark.slow
def test_a_file_that_was_removed_is_brought_back(kept: Sample) -> None:
    before = kept.read("issues/networks/rivers.yaml")
    (kept.root / "issues/networks/rivers.yaml").unlink()
    commit(kept.root)
    removed = acts(kept)[0]
    assert (removed.kind, removed.title, removed.can_be_undone) == ("D", "Rivers", True)
    assert isinstance(take_back(Workspace(kept.root), ENVIRON, removed.commit, removed.file), Saved)
    assert kept.read("issues/networks/rivers.yaml") == before


def test_a_folder_without_git_has_no_history_and_says_why(sample: Sample) -> None:
    assert read_history(sample.root, ENVIRON, "Ana").missing is GitFault.NO_REPOSITORY
    assert read_history(sample.root, {"PATH": str(sample.root)}, "Ana").missing is GitFault.NO_PROGRAM


def test_a_new_repository_without_a_commit_has_only_what_is_saved(sample: Sample) -> None:
    git(sample.root, "init", "-q")
    found = read_history(sample.root, ENVIRON, "Ana")
    assert not found.missing
    assert {act.kind for act in found.acts} == {"A"}


@pytest.mark.slow
def test_a_project_in_a_folder_of_a_repository_is_read_by_its_own_names(tmp_path: Path) -> None:
    sample = Sample.made(tmp_path)
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    sample.edit(ISSUE, "A small issue", "A larger issue")
    commit(tmp_path, "Pieter")
    assert (acts(sample)[0].file, acts(sample)[0].who) == (ISSUE, "Pieter")
    assert author_of(sample.root, ENVIRON, ISSUE, (sample.root / ISSUE).read_bytes()) == "Pieter"
    sample.edit(ISSUE, "A larger issue", "Not committed")
    assert author_of(sample.root, ENVIRON, ISSUE, (sample.root / ISSUE).read_bytes()) == ""


def test_languages_that_several_people_have_written_are_told_of_each_of_them(kept: Sample) -> None:
    """Who has handed over, and who has read one of the languages since."""
    names = [f"locales/{locale}/LC_MESSAGES/2024-01.po" for locale in ("de", "en", "fr", "mt", "nl")]
    for name in names:
        kept.write(name, 'msgid ""\nmsgstr ""\n\nmsgctxt "a"\nmsgid "Word"\nmsgstr "Woord"\n')
    waiting = {**dict.fromkeys(names[:4], "Edda"), names[4]: "Carmen"}
    found = read_history(kept.root, ENVIRON, "", waiting=waiting).acts
    told = {act.who: (act.file, act.languages) for act in found if act.commit == "now"}
    assert told == {"Edda": (names[0], 4), "Carmen": (names[4], 0)}

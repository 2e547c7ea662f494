"""What people change in a file is merged by value, and nothing that somebody has saved is ever overwritten."""

import random
import threading
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from newsletter.content.edit import Insert, Move, Plain, Remove, Set, values_in
from newsletter.pipeline.editing.merging import Clash, Edit
from newsletter.pipeline.editing.saving import (
    Conflict,
    EditRefused,
    NotAnEditorsFileError,
    Saved,
    read_for_editing,
    save_edits,
    save_text,
)
from newsletter.workspace import NO_FILE, OutsideProjectError, Workspace
from tests.conftest import REPOSITORY
from tests.support.editors_files import NASTY, TEXTS, differing, paths, real_files
from tests.support.trying import ALL, QUARTER, tries

NAME = "issues/2024-03/issue.yaml"
ISSUE = """\
date: 2024-03-05
subject: We are here # for now
sections:
  - id: lead
    lead: bridges
  # news
  - articles: [markets, rivers]
    heading: News
  - heading: Networks
    networks: [water, wood]
people: Ana
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def begin(workspace: Workspace, text: str = ISSUE) -> str:
    workspace.write(NAME, text.encode(), NO_FILE)
    file = read_for_editing(workspace, NAME)
    assert file
    return file.version


def move_on(workspace: Workspace, text: str) -> None:
    """Somebody else writes the file with another program."""
    (workspace.root / NAME).write_bytes(text.encode())


def text_of(workspace: Workspace) -> str:
    return (workspace.root / NAME).read_text("utf-8")


def forget_versions(workspace: Workspace) -> None:
    for path in (workspace.root / ".cache/versions").iterdir():
        path.unlink()


HEADING = Edit(Set(("sections", 1, "heading"), "Fresh news"), "News")


def test_an_edit_of_the_version_that_is_there_is_made(workspace: Workspace) -> None:
    saved = save_edits(workspace, NAME, begin(workspace), [HEADING])
    assert isinstance(saved, Saved)
    assert not saved.merged
    assert text_of(workspace) == ISSUE.replace("heading: News\n", "heading: Fresh news\n")
    file = workspace.read(NAME)
    assert file
    assert file.version == saved.version


@pytest.mark.parametrize("is_known", [True, False])
def test_an_edit_is_made_in_the_newest_file_beside_what_another_has_written(
    workspace: Workspace, is_known: bool
) -> None:
    since = begin(workspace)
    theirs = ISSUE.replace("We are here", "Somewhere else")
    move_on(workspace, theirs)
    if not is_known:
        forget_versions(workspace)
    saved = save_edits(workspace, NAME, since, [HEADING])
    assert isinstance(saved, Saved)
    assert saved.merged
    assert text_of(workspace) == theirs.replace("heading: News\n", "heading: Fresh news\n")


@pytest.mark.parametrize("is_known", [True, False])
def test_an_item_is_found_where_others_have_moved_it(workspace: Workspace, is_known: bool) -> None:
    since = begin(workspace)
    theirs = ISSUE.replace("  - id: lead\n    lead: bridges\n", "  - text: Hello\n  - text: Bye\n")
    move_on(workspace, theirs)
    if not is_known:
        forget_versions(workspace)
    assert isinstance(save_edits(workspace, NAME, since, [HEADING]), Saved)
    assert text_of(workspace) == theirs.replace("heading: News\n", "heading: Fresh news\n")


def test_a_new_key_goes_to_the_item_that_was_meant(workspace: Workspace) -> None:
    since = begin(workspace)
    move_on(workspace, ISSUE.replace("  - id: lead\n", "  - text: Hello\n  - id: lead\n"))
    saved = save_edits(workspace, NAME, since, [Edit(Set(("sections", 0, "heading"), "First"))])
    assert isinstance(saved, Saved)
    assert "id: lead\n    heading: First\n    lead: bridges\n" in text_of(workspace)


def test_a_new_key_whose_item_can_not_be_told_is_shown_to_the_person(workspace: Workspace) -> None:
    since = begin(workspace)
    theirs = ISSUE.replace("  - id: lead\n", "  - text: Hello\n  - id: lead\n")
    move_on(workspace, theirs)
    forget_versions(workspace)
    edit = Edit(Set(("sections", 0, "heading"), "First"))
    assert isinstance(save_edits(workspace, NAME, since, [edit]), Conflict)
    assert text_of(workspace) == theirs


def test_two_different_texts_at_one_place_are_both_shown_and_neither_is_lost(workspace: Workspace) -> None:
    since = begin(workspace)
    theirs = ISSUE.replace("We are here", "Theirs")
    move_on(workspace, theirs)
    edits = [Edit(Set(("subject",), "Mine"), "We are here"), HEADING]
    conflict = save_edits(workspace, NAME, since, edits)
    file = workspace.read(NAME)
    assert file
    assert conflict == Conflict(file.version, (Clash(("subject",), "Mine", "Theirs"),))
    assert text_of(workspace) == theirs, "nothing is half saved"
    kept = save_edits(workspace, NAME, file.version, [Edit(Set(("subject",), "Mine"), "Theirs"), HEADING])
    assert isinstance(kept, Saved)


def test_the_same_text_by_two_people_is_no_conflict(workspace: Workspace) -> None:
    since = begin(workspace)
    move_on(workspace, ISSUE.replace("We are here", "Mine"))
    saved = save_edits(workspace, NAME, since, [Edit(Set(("subject",), "Mine"), "We are here")])
    assert isinstance(saved, Saved)


@pytest.mark.parametrize(
    "edit",
    [
        Edit(Insert(("sections", 1, "articles", 1), "wells"), "rivers"),
        Edit(Remove(("sections", 2, "networks", 0)), "water"),
        Edit(Move(("sections", 2), 0), {"heading": "Networks", "networks": ["water", "wood"]}),
        Edit(Set(("preheader",), "Soon")),
        Edit(Remove(("people",)), "Ana"),
    ],
)
def test_what_is_asked_for_twice_is_done_once(workspace: Workspace, edit: Edit) -> None:
    """The answer to a save may be lost, when the server is killed, say; then the page asks again."""
    since = begin(workspace)
    assert isinstance(save_edits(workspace, NAME, since, [edit]), Saved)
    once = text_of(workspace)
    assert isinstance(save_edits(workspace, NAME, since, [edit]), Saved)
    assert text_of(workspace) == once


def test_an_item_that_another_has_changed_is_not_taken_out(workspace: Workspace) -> None:
    since = begin(workspace)
    theirs = ISSUE.replace("heading: News", "heading: Other news")
    move_on(workspace, theirs)
    gone = Edit(Remove(("sections", 1)), {"articles": ["markets", "rivers"], "heading": "News"})
    conflict = save_edits(workspace, NAME, since, [gone])
    assert isinstance(conflict, Conflict)
    assert conflict.conflicts[0].theirs == {"articles": ["markets", "rivers"], "heading": "Other news"}
    assert text_of(workspace) == theirs


def test_an_edit_in_an_item_that_another_has_taken_out_is_shown(workspace: Workspace) -> None:
    since = begin(workspace)
    move_on(workspace, ISSUE.replace("  # news\n  - articles: [markets, rivers]\n    heading: News\n", ""))
    conflict = save_edits(workspace, NAME, since, [HEADING])
    assert isinstance(conflict, Conflict)
    assert conflict.conflicts == (Clash(("sections", 1, "heading"), "Fresh news", None, is_gone=True),)


def test_moving_and_changing_the_same_item_are_both_done(workspace: Workspace) -> None:
    since = begin(workspace)
    moved = Edit(Move(("sections", 1), 2), {"articles": ["markets", "rivers"], "heading": "News"})
    assert isinstance(save_edits(workspace, NAME, since, [moved]), Saved)
    assert isinstance(save_edits(workspace, NAME, since, [HEADING]), Saved)
    assert values_in((workspace.root / NAME).read_bytes())["sections"] == [
        {"id": "lead", "lead": "bridges"},
        {"heading": "Networks", "networks": ["water", "wood"]},
        {"articles": ["markets", "rivers"], "heading": "Fresh news"},
    ]


def test_both_peoples_new_items_are_there(workspace: Workspace) -> None:
    since = begin(workspace)
    for name in ("wells", "brooks"):
        edit = Edit(Insert(("sections", 1, "articles", 2), name))
        assert isinstance(save_edits(workspace, NAME, since, [edit]), Saved)
    assert "articles: [markets, rivers, wells, brooks]" in text_of(workspace)


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ("people: Ana\n", Edit(Insert(("people", 1), "Ben")), "people:\n  - Ana\n  - Ben\n"),
        ("people: Ana\n", Edit(Remove(("people", 0)), "Ana"), ""),
        ("people: Ana\n", Edit(Set(("people", 0), "Eva"), "Ana"), "people: Eva\n"),
        ("people: Ana\n", Edit(Set(("people", "name"), "Eva")), "people: Eva\n"),
        ("people: Ana\n", Edit(Set(("people", "role"), "host")), "people:\n  name: Ana\n  role: host\n"),
        ("", Edit(Set(("image", "src"), "a.png")), "image:\n  src: a.png\n"),
        ("image: {src: a.png}\n", Edit(Set(("image", "src"), None), "a.png"), ""),
        ("image: {src: a.png, alt: A}\n", Edit(Set(("image", "src"), None), "a.png"), "image: {alt: A}\n"),
        ("", Edit(Insert(("list", 0), {"country": "ES"})), "list:\n  - country: ES\n"),
        ("note: |\n  One.\n", Edit(Set(("note",), "Two."), "One."), "note: |\n  Two.\n"),
        ("", Edit(Set(("note",), "One.\n\nTwo.")), "note: |\n  One.\n\n  Two.\n"),
    ],
)
def test_short_forms_and_missing_parents_are_written_as_a_person_would(
    workspace: Workspace, before: str, edit: Edit, after: str
) -> None:
    since = begin(workspace, f"date: 2024-03-05\n{before}")
    assert isinstance(save_edits(workspace, NAME, since, [edit]), Saved)
    assert text_of(workspace) == f"date: 2024-03-05\n{after}"


def test_a_file_is_begun_and_one_that_was_taken_away_is_not(workspace: Workspace) -> None:
    name = "issues/2024-03/points/es.yaml"
    subject = Edit(Set(("subject",), "Hola"))
    first = save_edits(workspace, name, NO_FILE, [subject, Edit(Set(("lead",), "x"))])
    assert isinstance(first, Saved)
    assert (workspace.root / name).read_text() == "subject: Hola\nlead: x\n"
    (workspace.root / name).unlink()
    assert isinstance(save_edits(workspace, name, first.version, [subject]), Conflict)
    assert not (workspace.root / name).exists()


@pytest.mark.parametrize(
    ("text", "edits", "line"),
    [
        ("a: &x 1\nb: *x\n", [Edit(Set(("b",), "2"), "1")], 1),
        ("a: 1\nb: [1\n", [Edit(Set(("a",), "2"), "1")], 3),
        ("a: 1\n", [Edit(Set(("a",), "half \ud800"), "1")], 1),
        ("- x\n", [Edit(Set(("a",), "2"))], 1),
    ],
)
def test_what_can_not_be_changed_in_place_says_its_line(
    workspace: Workspace, text: str, edits: list[Edit], line: int
) -> None:
    refused = save_edits(workspace, NAME, begin(workspace, text), edits)
    assert isinstance(refused, EditRefused)
    assert refused.line == line
    assert text_of(workspace) == text


def test_bytes_that_are_no_text_are_left_alone(workspace: Workspace) -> None:
    since = workspace.write(NAME, b"a: 1\nb: \xff\n", NO_FILE)
    assert save_edits(workspace, NAME, since, [Edit(Set(("a",), "2"), "1")]) == EditRefused(
        "this is no text in UTF-8", 2
    )


@pytest.mark.parametrize(
    "name", ["locales/es/LC_MESSAGES/chrome.po", "issues/.x.yaml", "a.yaml", "issues/images/a.png"]
)
def test_what_editors_do_not_write_is_not_written(workspace: Workspace, name: str) -> None:
    with pytest.raises(NotAnEditorsFileError):
        save_text(workspace, name, NO_FILE, "x")
    with pytest.raises(NotAnEditorsFileError):
        save_edits(workspace, name, NO_FILE, [])


@pytest.mark.parametrize("name", ["../a.yaml", "issues/../../a.yaml", "issues/link/a.yaml"])
def test_nothing_outside_the_project_is_read_or_written(workspace: Workspace, name: str, tmp_path: Path) -> None:
    (workspace.root / "issues").mkdir()
    (workspace.root / "issues/link").symlink_to(tmp_path.parent)
    for act in (
        lambda: read_for_editing(workspace, name),
        lambda: save_text(workspace, name, NO_FILE, "x"),
        lambda: save_edits(workspace, name, NO_FILE, [Edit(Set(("a",), "1"))]),
    ):
        with pytest.raises((OutsideProjectError, NotAnEditorsFileError)):
            act()


def test_a_whole_text_keeps_line_ends_and_the_mark_of_byte_order(workspace: Workspace) -> None:
    since = workspace.write(NAME, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", NO_FILE)
    saved = save_text(workspace, NAME, since, "a: 1\nb: 3\n")
    assert isinstance(saved, Saved)
    assert (workspace.root / NAME).read_bytes() == b"\xef\xbb\xbfa: 1\r\nb: 3\r\n"
    assert save_text(workspace, NAME, since, "a: 1\nb: 3\n") == Saved(saved.version, merged=True)
    conflict = save_text(workspace, NAME, since, "a: 9\n")
    assert isinstance(conflict, Conflict)
    assert (conflict.version, conflict.conflicts[0].mine) == (saved.version, "a: 9\n")


def every_file() -> Iterator[tuple[str, str, bytes]]:
    for path in real_files():
        yield path.stem, path.relative_to(REPOSITORY).as_posix(), path.read_bytes()
    for name, text in NASTY.items():
        yield name, NAME, text.encode()


def edits_of(name: str, values: dict[str, Plain]) -> Iterator[Edit]:
    """Every value set to other texts, every item moved, put in and taken out."""
    by_chance = random.Random(name)
    for path, old in paths(values):
        if isinstance(old, str):
            yield from (Edit(Set(path, text), old) for text in by_chance.sample(TEXTS, 2))
        if isinstance(old, list):
            yield Edit(Insert((*path, len(old)), {"kind": "new", "text": "a: b"}))
            yield from (Edit(Move((*path, n), (n + 1) % len(old)), each) for n, each in enumerate(old))
            yield from (Edit(Remove((*path, n)), each) for n, each in enumerate(old))


@pytest.mark.slow
def test_almost_all_edits_of_real_files_are_taken_and_touch_nothing_else(tmp_path: Path) -> None:
    """All of them in CI and those of nasty files everywhere; where somebody waits a quarter of the others."""
    by_turns = cycle((True, *(ALL,) * (QUARTER - 1)))
    tried = taken = 0
    for number, (label, name, data) in enumerate(every_file()):
        workspace = Workspace(tmp_path / str(number))
        values = values_in(data, is_article=name.endswith(".md")) if label != "keys" else {}
        for edit in edits_of(label, values):
            if not next(by_turns) and label not in NASTY:
                continue
            (workspace.root / name).unlink(missing_ok=True)
            since = workspace.write(name, data, NO_FILE)
            saved = save_edits(workspace, name, since, [edit])
            after = (workspace.root / name).read_bytes()
            if label not in NASTY:
                tried, taken = tried + 1, taken + isinstance(saved, Saved)
            if not isinstance(saved, Saved):
                assert isinstance(saved, EditRefused), "nobody else writes"
                assert after == data
                assert saved.line >= 1
            elif isinstance(edit.change, Set) and label not in NASTY:
                gone, come = differing(data, after)
                assert gone.count(b"\n") <= str(edit.was).count("\n") + 1
                assert come.count(b"\n") <= str(edit.change.value).count("\n") + str(edit.was).count("\n") + 1
    assert tried > tries(800)
    assert taken >= 0.98 * tried, f"{taken} of {tried}"


@pytest.mark.slow
@pytest.mark.parametrize("is_known", [True, False])
def test_two_writers_a_thousand_times_overwrite_nothing(tmp_path: Path, is_known: bool) -> None:
    """Whatever one of them saves stays until the other, having seen it, replaces it."""
    workspace = Workspace(tmp_path)
    text = "a: 0\nb: 0 # remark\nlist:\n  - {id: x, n: 0}\n  - {id: y, n: 0}\n  - {id: z, n: 0}\n"
    workspace.write(NAME, text.encode(), NO_FILE)
    by_chance = random.Random(17)
    holds: dict[str, str] = {}
    seen = {}
    for writer in "pq":
        file = read_for_editing(workspace, NAME)
        assert file
        seen[writer] = (file.version, values_in(file.data))
    saves = conflicts = 0
    for number in range(tries(1000)):
        writer = by_chance.choice("pq")
        version, values = seen[writer]
        assert isinstance(values["list"], list)
        at = by_chance.randrange(len(values["list"]))
        item = values["list"][at]
        assert isinstance(item, dict)
        if by_chance.random() < 0.2:
            edit = Edit(Move(("list", at), by_chance.randrange(3)), item)
        else:
            path, key = by_chance.choice([(("a",), "a"), (("b",), "b"), (("list", at, "n"), str(item["id"]))])
            was = item["n"] if len(path) > 1 else values[key]
            edit = Edit(Set(path, f"{writer}{number}"), was)
        saved = save_edits(workspace, NAME, version, [edit])
        if isinstance(saved, Saved):
            saves += 1
            if isinstance(edit.change, Set):
                assert holds.get(key, "0") == edit.was, "what is replaced was seen"
                holds[key] = f"{writer}{number}"
        else:
            assert isinstance(saved, Conflict)
            conflicts += 1
        now = values_in((workspace.root / NAME).read_bytes())
        assert isinstance(now["list"], list)
        of_items = {str(each["id"]): each["n"] for each in now["list"] if isinstance(each, dict)}
        assert len(of_items) == 3
        for key, value in holds.items():
            assert (now[key] if key in "ab" else of_items[key]) == value
        if isinstance(saved, Conflict) or by_chance.random() < 0.4:
            file = read_for_editing(workspace, NAME)
            assert file
            seen[writer] = (file.version, values_in(file.data))
        if not is_known:
            forget_versions(workspace)
    assert saves > tries(400)
    assert conflicts > tries(50)


def test_writers_at_the_same_instant_are_all_there(workspace: Workspace) -> None:
    since = begin(workspace, "date: 1\nlist: [first]\n")
    together = threading.Barrier(8)
    answers: list[object] = []

    def write(writer: int) -> None:
        together.wait()
        answers.extend(
            save_edits(workspace, NAME, since, [Edit(Insert(("list", 1), f"w{writer}-{n}"))]) for n in range(10)
        )

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(each, Saved) for each in answers)
    found = values_in((workspace.root / NAME).read_bytes())["list"]
    assert isinstance(found, list)
    assert sorted(map(str, found)) == sorted(["first", *(f"w{writer}-{n}" for writer in range(8) for n in range(10))])


NOTE = "note: |\n  First.\n\n  Second.\n\n  Third.\n"


def test_paragraphs_that_only_one_of_two_has_changed_are_both_kept(workspace: Workspace) -> None:
    since = begin(workspace, NOTE)
    move_on(workspace, NOTE.replace("Third", "Third, theirs"))
    mine = Edit(Set(("note",), "First, mine.\n\nSecond.\n\nThird."), "First.\n\nSecond.\n\nThird.")
    assert isinstance(save_edits(workspace, NAME, since, [mine]), Saved)
    assert text_of(workspace) == "note: |\n  First, mine.\n\n  Second.\n\n  Third, theirs.\n"


def test_where_both_have_changed_one_paragraph_the_others_are_in_what_is_mine(workspace: Workspace) -> None:
    since = begin(workspace, NOTE)
    move_on(workspace, NOTE.replace("First", "First, theirs").replace("Third", "Third, theirs"))
    mine = Edit(Set(("note",), "First, mine.\n\nSecond.\n\nThird."), "First.\n\nSecond.\n\nThird.")
    conflict = save_edits(workspace, NAME, since, [mine])
    assert isinstance(conflict, Conflict)
    assert conflict.conflicts[0].mine == "First, mine.\n\nSecond.\n\nThird, theirs."


def test_lines_of_a_whole_text_are_merged_and_both_texts_told_only_where_they_differ(workspace: Workspace) -> None:
    since = begin(workspace)
    move_on(workspace, ISSUE.replace("We are here", "Theirs"))
    saved = save_text(workspace, NAME, since, ISSUE.replace("heading: News", "heading: Mine"))
    assert isinstance(saved, Saved)
    assert saved.merged
    assert text_of(workspace) == ISSUE.replace("We are here", "Theirs").replace("heading: News", "heading: Mine")
    typed_on = save_text(workspace, NAME, saved.sent, ISSUE.replace("heading: News", "heading: Mine, typed on"))
    assert isinstance(typed_on, Saved)
    assert text_of(workspace) == ISSUE.replace("We are here", "Theirs").replace(
        "heading: News", "heading: Mine, typed on"
    )
    clashing = save_text(workspace, NAME, since, ISSUE.replace("We are here", "Mine"))
    assert isinstance(clashing, Conflict)
    assert clashing.conflicts[0].mine == text_of(workspace).replace("Theirs", "Mine")

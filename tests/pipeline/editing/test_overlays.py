"""What a point changes, row by row beside the central issue, and each of it taken back."""

import datetime as dt
import random
from pathlib import Path
from textwrap import dedent

import pytest

from newsletter.content.edit import values_in
from newsletter.content.issue import changed_by, named
from newsletter.content.load import Content
from newsletter.content.moved import Moved
from newsletter.pipeline.editing.asked import edits_from
from newsletter.pipeline.editing.central_changes import GoneSection, SectionChange, changes_between
from newsletter.pipeline.editing.central_seen import central_as_seen, keep_as_seen
from newsletter.pipeline.editing.forms import blank_form, read_form
from newsletter.pipeline.editing.lost import Change
from newsletter.pipeline.editing.overlays import OverlayRows, SectionRow, overlay_rows
from newsletter.pipeline.editing.saving import Saved, save_edits
from newsletter.workspace import Workspace
from tests.conftest import Sample

FILE = "issues/2024-01/points/nl.yaml"
ISSUE = """\
date: 2024-01-16
subject: A small issue
preheader: Two articles and a network.
sections:
  - lead: bridges
  - id: water
    heading: Water
    networks: [rivers]
  - heading: News
    articles: [markets, parks]
  - heading: More
    articles: [squares]
  - events: [parks]
"""


@pytest.fixture
def project(sample: Sample) -> Sample:
    sample.write("issues/2024-01/issue.yaml", ISSUE)
    for slug in ("parks", "squares"):
        event = "event: {name: A day, start: 2024-05-05, online: true}\n" if slug == "parks" else ""
        sample.write(
            f"issues/articles/{slug}.md", f"---\ntitle: All {slug}\nsummary: Of {slug}.\n{event}---\n\nWords.\n"
        )
    return sample


def rows_of(project: Sample, overlay: str | None = None) -> OverlayRows:
    if overlay is not None:
        project.write(FILE, dedent(overlay))
    content, _ = project.load()
    assert content.issue
    form = read_form(Workspace(project.root), FILE) or blank_form(FILE)
    return overlay_rows(content.issue, content.overlays.get("nl"), form)


def told(row: SectionRow) -> str:
    """A row in a line: `news partly: markets, -parks`."""
    signs = {"shown": "", "left-out": "-", "leads": "^"}
    shown = ", ".join(f"{signs[item.state]}{item.slug}" for item in row.items)
    beside = f" {'before' if row.is_before else 'after'} {row.moved_beside}" if row.moved_beside else ""
    return f"{row.id} {row.fate}{beside}: {shown}".strip()


CENTRAL = [
    "lead follows: bridges",
    "water follows: rivers",
    "articles follows: markets, parks",
    "articles-2 follows: squares",
    "events follows: parks",
]


def with_(*changes: tuple[int, str]) -> list[str]:
    lines = list(CENTRAL)
    for number, line in changes:
        lines[number] = line
    return lines


TABLE = {
    "nothing": ("", CENTRAL, 0),
    "own words": ("subject: Anders\npreheader: Ook anders\nnote: Dag.\n", CENTRAL, 3),
    "a section left out": ("omit: [water]", with_((1, "water left-out: rivers")), 1),
    "an article left out wherever it stands": (
        "omit: [parks]",
        with_((2, "articles partly: markets, -parks"), (4, "events emptied: -parks")),
        1,
    ),
    "all of a section left out": (
        "omit: [squares, rivers]",
        with_((1, "water emptied: -rivers"), (3, "articles-2 emptied: -squares")),
        2,
    ),
    "own lead": (
        "lead: parks",
        [
            "lead own-lead: bridges",
            "former-lead former-lead: bridges",
            "water follows: rivers",
            "articles follows: markets, ^parks",
            "articles-2 follows: squares",
            "events follows: parks",
        ],
        1,
    ),
    "own lead, and the central one left out": (
        "lead: markets\nomit: [bridges]",
        with_((0, "lead own-lead: -bridges"), (2, "articles follows: ^markets, parks")),
        2,
    ),
    "moved": (
        "move: [{section: water, after: articles}]",
        [CENTRAL[0], CENTRAL[2], "water moved after articles: rivers", CENTRAL[3], CENTRAL[4]],
        1,
    ),
    "moved twice, and partly left out": (
        "move: [{section: articles, after: events}, {section: articles, before: events}]\nomit: [markets]",
        [CENTRAL[0], CENTRAL[1], CENTRAL[3], "articles moved before events: -markets, parks", CENTRAL[4]],
        3,
    ),
    "added": (
        "add: [{articles: [squares]}, {text: Dag, before: water, id: greeting}]",
        [CENTRAL[0], "greeting added before water:", *CENTRAL[1:], "articles-3 added: squares"],
        2,
    ),
    "added and empty": ("add: [{articles: []}]", [*CENTRAL, "articles-3 added:"], 1),
    "moved beside what is not there": (
        "move: [{section: water, after: gone}]",
        with_((1, "water moved after gone: rivers")),
        1,
    ),
    "a file that can't be read as a whole": (
        "add: [{lead: bridges, text: Two kinds}]\nomit: [water]",
        [CENTRAL[0], "water left-out: rivers", *CENTRAL[2:], "/add/0 added: bridges"],
        2,
    ),
}


@pytest.mark.parametrize("what", TABLE)
def test_a_row_says_what_becomes_of_a_section(project: Sample, what: str) -> None:
    overlay, expected, differences = TABLE[what]
    rows = rows_of(project, overlay)
    assert [told(row) for row in rows.sections] == expected
    assert rows.differences == differences


def test_a_point_without_a_file_follows_in_everything(project: Sample) -> None:
    (project.root / FILE).unlink()
    rows = rows_of(project)
    assert ([told(row) for row in rows.sections], rows.differences) == (CENTRAL, 0)


def test_the_first_thing_that_a_point_changes_may_be_an_order(project: Sample) -> None:
    (project.root / FILE).unlink()
    assert [bool(row.down) for row in rows_of(project).sections] == [True, True, True, True, False]
    press(project, rows_of(project).sections[1].down)
    assert project.read(FILE) == "move:\n  - section: water\n    after: articles\n"
    assert [row.id for row in rows_of(project).sections][1:3] == ["articles", "water"]


@pytest.mark.parametrize("words", ["", "\n", "# Nothing at the moment.\n"])
def test_a_point_that_has_taken_back_its_last_change_follows_in_everything(project: Sample, words: str) -> None:
    assert rows_of(project, "omit: [news]\n").differences == 1
    assert rows_of(project, words).differences == 0
    content, problems = project.load()
    assert "nl" in content.overlays
    assert [each for each in problems if "points/nl" in str(each.location)] == []


def test_what_the_central_issue_no_longer_has_is_told_with_a_way_to_take_it_back(project: Sample) -> None:
    rows = rows_of(project, "omit: [gone, water]\nmove: [{section: lost, after: water}]\n")
    assert [(row.key, row.name, row.unit) for row in rows.lost] == [
        ("omit", "gone", "omit/0"),
        ("move", "lost", "move/0"),
    ]
    for row in rows.lost:
        press(project, row.take_back)
    after = rows_of(project)
    assert (after.lost, after.differences) == ((), 1)


def press(project: Sample, change: Change) -> None:
    workspace = Workspace(project.root)
    form = read_form(workspace, FILE) or blank_form(FILE)
    saved = save_edits(workspace, FILE, form.version, edits_from({"edits": [dict(each) for each in change]}))
    assert isinstance(saved, Saved), saved


def order_of(content: Content) -> list[str]:
    assert content.issue
    sections, overlay = named(content.issue.sections), content.overlays.get("nl")
    return [section.id or "" for section in (changed_by(overlay, sections) if overlay else sections)]


def test_a_step_puts_a_section_just_one_place_further_and_back_again(project: Sample) -> None:
    rows = rows_of(project, "lead: parks\nadd: [{text: Dag}]\n").sections
    before = order_of(project.load()[0])
    assert [bool(row.up) for row in rows] == [False, False, True, True, True, True, True]
    water = next(row for row in rows if row.id == "water")
    press(project, water.down)
    assert "move:\n  - section: water\n    after: articles\n" in project.read(FILE)
    water = next(row for row in rows_of(project).sections if row.id == "water")
    press(project, water.up)
    assert "move:" not in project.read(FILE)
    assert order_of(project.load()[0]) == before
    text = next(row for row in rows_of(project).sections if row.fate == "added")
    press(project, text.up)
    assert "add: [{text: Dag, after: articles-2}]\n" in project.read(FILE)
    assert [row.id for row in rows_of(project).sections][-2:] == ["text", "events"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_pressed_does_what_it_says_and_can_be_taken_back(project: Sample, seed: int) -> None:
    chance = random.Random(seed)
    project.write(FILE, "# of the point\nadd:\n  - text: Dag\n    id: greeting\n")
    for _ in range(25):
        rows = rows_of(project).sections
        order = order_of(project.load()[0])
        shown = [row.id for row in rows if row.id in order]
        assert shown == order
        row = chance.choice([row for row in rows if row.fate != "former-lead"])
        changes = {"up": row.up, "down": row.down, "out": row.leave_out}
        changes["back"] = row.take_back if row.fate != "added" else ()
        for item in row.items:
            changes |= {f"-{item.slug}": item.leave_out, f"+{item.slug}": item.take_back}
        what = chance.choice([name for name, change in changes.items() if change] or ["none"])
        if what == "none":
            continue
        press(project, changes[what])
        now = order_of(project.load()[0])
        if what in ("up", "down"):
            assert now.index(row.id) - order.index(row.id) == (1 if what == "down" else -1), (seed, row)
        assert what != "out" or row.id not in now
    for _ in range(60):
        left = rows_of(project)
        backs = [change for row in left.sections for change in (row.move_back, row.take_back) if change]
        backs += [item.take_back for row in left.sections for item in row.items if item.take_back]
        if not backs:
            break
        press(project, backs[0])
    assert left.differences == 0
    assert project.read(FILE).startswith("# of the point\n")
    assert order_of(project.load()[0]) == [row.partition(" ")[0] for row in CENTRAL]


BEFORE = values_in(ISSUE.encode())


@pytest.mark.parametrize(
    ("old", "new", "sections", "gone"),
    [
        ("heading: Water", "heading: Rivers", {1: SectionChange(heading="Water")}, ()),
        ("[markets, parks]", "[parks, squares]", {2: SectionChange(came=("squares",), went=("markets",))}, ()),
        ("  - events: [parks]\n", "", {}, (GoneSection("events", "", ("parks",)),)),
        ("  - events", "  - text: New\n  - events", {4: SectionChange(is_new=True)}, ()),
        ("  - lead: bridges\n", "", {}, (GoneSection("lead", "", ("bridges",)),)),
        (
            "  - lead: bridges",
            "  - lead: squares",
            {0: SectionChange(is_new=True)},
            (GoneSection("lead", "", ("bridges",)),),
        ),
    ],
)
def test_what_has_changed_centrally_is_told_by_section(
    old: str, new: str, sections: dict[int, SectionChange], gone: tuple[GoneSection, ...]
) -> None:
    assert old in ISSUE
    changes = changes_between(BEFORE, values_in(ISSUE.replace(old, new).encode()))
    assert (dict(changes.sections), changes.gone) == (sections, gone)
    assert changes.count == len(sections) + len(gone)


def test_what_has_changed_centrally_is_told_with_the_words_before() -> None:
    now = values_in(ISSUE.replace("subject: A small issue", "subject: A larger issue").encode())
    assert changes_between(BEFORE, now).lines == {"subject": "A small issue"}
    assert changes_between(BEFORE, BEFORE).count == 0


def test_only_the_section_that_was_moved_is_called_moved() -> None:
    moved = ISSUE.replace("  - events: [parks]\n", "").replace("sections:\n", "sections:\n  - events: [parks]\n")
    assert dict(changes_between(BEFORE, values_in(moved.encode())).sections) == {0: SectionChange(is_moved=True)}


NOON = dt.datetime(2024, 1, 3, 12, tzinfo=dt.UTC)


def test_what_was_seen_is_the_commit_of_the_points_part_until_somebody_says_so(project: Sample, tmp_path: Path) -> None:
    import subprocess

    environ = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "GIT_AUTHOR_DATE": "2024-01-02T10:00:00Z"}
    for name in ("AUTHOR", "COMMITTER"):
        environ |= {f"GIT_{name}_NAME": "Ana Example", f"GIT_{name}_EMAIL": "ana@example.org"}

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(project.root), *arguments], env=environ, check=True, capture_output=True)

    assert central_as_seen(project.root, environ, "2024-01", "nl") is None
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "All of it")
    project.edit("issues/2024-01/issue.yaml", "heading: Water", "heading: Rivers")
    git("commit", "-qam", "A heading")
    seen = central_as_seen(project.root, environ, "2024-01", "nl")
    assert seen
    assert (seen.who, seen.when.isoformat()[:10]) == ("Ana Example", "2024-01-02")
    now = values_in(project.read("issues/2024-01/issue.yaml").encode())
    assert dict(changes_between(seen.values, now).sections) == {1: SectionChange(heading="Water")}
    keep_as_seen(project.root, "2024-01", "nl", NOON)
    seen = central_as_seen(project.root, environ, "2024-01", "nl")
    assert seen
    assert (seen.who, seen.when, changes_between(seen.values, now).count) == ("", NOON, 0)
    assert central_as_seen(project.root, environ, "2024-01", "eu") is None


def test_what_was_only_renamed_has_not_changed_centrally() -> None:
    moved = Moved({"articles": {"bridges": "crossings", "markets": "stalls"}, "networks": {"rivers": "waters"}})
    now = ISSUE.replace("bridges", "crossings").replace("markets, parks", "stalls, parks, roofs")
    changes = changes_between(BEFORE, values_in(now.replace("[rivers]", "[waters]").encode()), moved)
    assert dict(changes.sections) == {2: SectionChange(came=("roofs",))}

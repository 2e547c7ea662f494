"""Two people's catalogs become one: by unit, in a real git repository, and without losing anybody's words."""

import datetime as dt
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.cli import main
from newsletter.translate.acceptance import Rule, accept_text, acceptances_of, is_reviewed, judge, people_left
from newsletter.translate.authorship import is_of_a_person, reviews_of
from newsletter.translate.formats.comments import read_lines, write_lines
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.merge import merge_units
from newsletter.translate.threeway import three_way
from newsletter.translate.unit import Catalog, State, Translation, Unit
from tests.conftest import REPOSITORY, needs
from tests.support.signing import signed, unsigned
from tests.support.trying import tries

FILE = "locales/nl/LC_MESSAGES/2024-01.po"


def catalog(*entries: Translation) -> Catalog:
    return Catalog("nl", FILE, entries)


def text(source: str, target: str = "", state: State = State.REVIEWED, *comments: str, **values: object) -> Translation:
    entry = Translation("c", source, (target,), state if target else State.MISSING, record=read_lines(comments))
    return signed(replace(entry, **values))  # type: ignore[arg-type]


def both(base: Catalog, ours: Catalog, theirs: Catalog) -> tuple[tuple[Translation, ...], int]:
    found, conflicts = three_way(base, ours, theirs)
    assert all(entry in found.entries for entry in conflicts)
    return found.entries, len(conflicts)


A, B, C = text("a"), text("b"), text("c")
READ = text("a", "x", State.REVIEWED, "reviewed: Ada 2026-11-21")
DRAFT = text("a", "y", State.NEEDS_REVIEW, "from: libre 2026-11-20")


class TestUnits:
    def test_each_side_s_work_is_in_it_in_our_order(self) -> None:
        ours = catalog(text("n"), replace(READ), B, C)
        theirs = catalog(A, text("b", "z"), text("m", "new"), C)
        assert both(catalog(A, B, C), ours, theirs) == ((text("n"), READ, text("b", "z"), text("m", "new"), C), 0)

    def test_what_one_side_took_out_is_out(self) -> None:
        assert both(catalog(A, B), catalog(A), catalog(A, B)) == ((A,), 0)
        assert both(catalog(A, B), catalog(A, B), catalog(B)) == ((B,), 0)

    def test_what_one_side_took_out_and_the_other_translated_stays(self) -> None:
        assert both(catalog(A, B), catalog(B), catalog(READ, B)) == ((READ, B), 0)

    def test_a_review_of_words_that_stayed_the_same_counts(self) -> None:
        start = text("a", "x", State.NEEDS_REVIEW, "from: libre 2026-11-20")
        done = replace(
            start, state=State.REVIEWED, record=read_lines((*write_lines(start.record), "reviewed: Ada 2026-11-21"))
        )
        noted = replace(
            start, record=read_lines((*write_lines(start.record), "ignore-same: a street")), flags=("ignore-same",)
        )
        assert both(catalog(start), catalog(noted), catalog(done)) == (
            (
                replace(
                    done,
                    record=read_lines((*write_lines(done.record), "ignore-same: a street")),
                    flags=("ignore-same",),
                ),
            ),
            0,
        )

    def test_the_same_words_of_both_are_read_when_either_has_read_them(self) -> None:
        draft = text("a", "x", State.NEEDS_REVIEW)
        assert both(catalog(A), catalog(draft), catalog(READ)) == ((READ,), 0)
        assert both(catalog(A), catalog(READ), catalog(draft)) == ((READ,), 0)

    def test_different_words_of_both_are_kept_both_and_nobody_has_read_them(self) -> None:
        theirs = text("a", "w", State.REVIEWED, "reviewed: Bea 2026-11-22")
        (entry,), conflicts = both(catalog(A), catalog(READ), catalog(theirs))
        assert (entry.targets, entry.state, conflicts) == (("x",), State.NEEDS_REVIEW, 1)
        said = ("was reviewed: Ada 2026-11-21", "was reviewed: Bea 2026-11-22", "theirs: w")
        assert unsigned(write_lines(entry.record)) == said

    def test_whoever_has_read_the_same_words_on_either_side_is_named(self) -> None:
        theirs = text("a", "x", State.REVIEWED, "reviewed: Bea 2026-11-22")
        (entry,), conflicts = both(catalog(A), catalog(READ), catalog(theirs))
        assert (entry.state, conflicts) == (State.REVIEWED, 0)
        assert [act.who for act in reviews_of(entry)] == ["Ada", "Bea"]

    def test_who_has_read_other_words_is_not_named_beside_them(self) -> None:
        ours = text("a", "z", State.REVIEWED, "reviewed: Bea 2026-11-22")
        (entry,), conflicts = both(catalog(READ), catalog(ours), catalog(replace(READ, flags=("no-wrap",))))
        assert (write_lines(entry.record), entry.flags, conflicts) == (write_lines(ours.record), ("no-wrap",), 0)

    def test_two_texts_that_were_read_in_tools_without_names_stay_a_persons(self) -> None:
        ours, theirs = (text("a", words, State.REVIEWED, "from: libre 2026-11-20") for words in ("x", "w"))
        (entry,), conflicts = both(catalog(A), catalog(ours), catalog(theirs))
        assert (entry.state, conflicts) == (State.NEEDS_REVIEW, 1)
        assert is_of_a_person(entry)
        assert "was reviewed: by nobody named" in write_lines(entry.record)

    def test_a_persons_words_stand_before_a_machines(self) -> None:
        (entry,), conflicts = both(catalog(A), catalog(DRAFT), catalog(READ))
        assert (entry.targets, entry.state, conflicts) == (("x",), State.NEEDS_REVIEW, 1)
        assert unsigned(write_lines(entry.record)) == ("was reviewed: Ada 2026-11-21", "theirs: y")

    def test_a_text_that_one_rejected_and_the_other_read_is_read_again(self) -> None:
        rejected = text("a", "", State.MISSING, "rejected: Bea 2026-11-22", "rejected text: y")
        read = text("a", "y", State.REVIEWED, "reviewed: Ada 2026-11-21")
        (entry,), conflicts = both(catalog(DRAFT), catalog(rejected), catalog(read))
        assert (entry.targets, entry.state, conflicts) == (("y",), State.NEEDS_REVIEW, 1)
        assert "rejected text: y" in write_lines(entry.record)

    def test_a_review_of_the_old_source_lands_on_the_new_one_to_be_read_again(self) -> None:
        start = catalog(replace(DRAFT, source="Ten cities share what they learn."))
        ours = merge_units(start, [Unit("c", "Twelve cities share what they learn.")])
        assert ours.entries[0].is_stale
        theirs = catalog(
            replace(
                start.entries[0], targets=("z",), state=State.REVIEWED, record=read_lines(("reviewed: Ada 2026-11-21",))
            )
        )
        for one, other in ((ours, theirs), (theirs, ours)):
            (entry,), conflicts = both(start, one, other)
            assert conflicts == 0
            assert entry.key == ours.entries[0].key
            assert (entry.targets, entry.state, entry.previous) == (("z",), State.NEEDS_REVIEW, start.entries[0].source)
            assert write_lines(entry.record) == ("was reviewed: Ada 2026-11-21",)

    def test_a_plural_keeps_every_form_of_both(self) -> None:
        one, other = (
            Translation("", "%(n)s", forms, State.NEEDS_REVIEW, plural="%(n)ss") for forms in (("a", "b"), ("a", "c"))
        )
        (entry,), conflicts = both(catalog(), catalog(one), catalog(other))
        assert (entry.targets, write_lines(entry.record), conflicts) == (("a", "b"), ("theirs: c",), 1)

    def test_headers_of_both_are_kept(self) -> None:
        base, ours, theirs = catalog(), catalog(), catalog()
        ours = replace(ours, header={"Last-Translator": "Ada", "X-Generator": "Poedit"})
        theirs = replace(theirs, header={"Language-Team": "Dutch"}, comments=("a word",))
        found, _ = three_way(base, ours, theirs)
        assert found.header == {"Last-Translator": "Ada", "X-Generator": "Poedit", "Language-Team": "Dutch"}
        assert found.comments == ("a word",)


STATES = st.sampled_from([State.NEEDS_REVIEW, State.REVIEWED])
COMMENTS = st.lists(
    st.sampled_from(["from: libre 2026-11-20", "reviewed: Ada 2026-11-21", "a note", "ignore-same: a street"]),
    max_size=2,
    unique=True,
).map(tuple)
WORDS = st.sampled_from(["ten cities share", "ten cities shared", "a river", "the rivers", "b"])
ENTRIES = st.builds(
    text,
    WORDS,
    st.sampled_from(["", "een", "twee", "drie"]),
    STATES,
    record=COMMENTS.map(read_lines),
    is_obsolete=st.booleans(),
)
CATALOGS = st.lists(ENTRIES, max_size=4, unique_by=lambda entry: entry.key).map(
    lambda entries: catalog(*sorted(entries, key=lambda entry: entry.is_obsolete))
)


class TestAnyTwoCatalogs:
    @pytest.mark.slow
    @settings(max_examples=tries(200), deadline=None)
    @given(CATALOGS, CATALOGS, CATALOGS)
    def test_no_words_are_lost_and_the_outcome_is_a_catalog(
        self, base: Catalog, ours: Catalog, theirs: Catalog
    ) -> None:
        found, conflicts = three_way(base, ours, theirs)
        again, problems = parse_catalog(to_bytes(found), "nl", FILE)
        assert problems == []
        assert again is not None
        assert again.entries == found.entries
        said = {words for entry in found.entries for words in (*entry.targets, *write_lines(entry.record))}
        before = {(entry.key, entry.target) for entry in base.entries}
        for entry in (*ours.entries, *theirs.entries):
            if entry.target and (entry.key, entry.target) not in before:
                assert {entry.target, f"theirs: {entry.target}"} & said
        assert all(entry.state is not State.REVIEWED for entry in conflicts)

    @pytest.mark.slow
    @settings(deadline=None)
    @given(CATALOGS, CATALOGS)
    def test_what_only_one_side_did_is_done(self, base: Catalog, side: Catalog) -> None:
        assert three_way(base, side, base) == (side, [])
        entries, conflicts = both(base, base, side)
        assert conflicts == 0
        assert sorted(entries, key=repr) == sorted(side.entries, key=repr)

    @pytest.mark.slow
    @settings(deadline=None)
    @given(CATALOGS, CATALOGS)
    def test_what_both_did_alike_is_done_once(self, base: Catalog, side: Catalog) -> None:
        assert three_way(base, side, side) == (side, [])


def merge(folder: Path, **files: bytes) -> Result:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return CliRunner().invoke(main, ["po-merge", *(str(folder / name) for name in ("base", "ours", "theirs"))])


class TestFiles:
    def test_the_outcome_is_in_ours_and_what_both_wrote_is_said(self, tmp_path: Path) -> None:
        theirs = text("a", "w")
        done = merge(
            tmp_path, base=to_bytes(catalog(A, B)), ours=to_bytes(catalog(READ, B)), theirs=to_bytes(catalog(theirs, B))
        )
        assert (done.exit_code, done.stdout) == (0, "")
        assert done.stderr == "ours: 1 text was written by both sides; both are kept, to be reviewed:\n  c: a\n"
        found, _ = parse_catalog((tmp_path / "ours").read_bytes(), "nl", "ours")
        assert found is not None
        assert unsigned(write_lines(found.entries[0].record)) == ("was reviewed: Ada 2026-11-21", "theirs: w")

    @pytest.mark.parametrize("side", ["ours", "theirs"])
    def test_contexts_that_a_tool_has_dropped_from_one_side_are_those_of_the_other(
        self, tmp_path: Path, side: str
    ) -> None:
        other = "ours" if side == "theirs" else "theirs"
        words = replace(text("a", "w"), context=""), replace(B, context=""), text("d", "v", context="")
        files = {"base": catalog(A, B), other: catalog(READ, text("b", "z")), side: catalog(*words)}
        done = merge(tmp_path, **{name: to_bytes(each) for name, each in files.items()})
        assert done.stderr == "ours: 1 text was written by both sides; both are kept, to be reviewed:\n  c: a\n"
        found, _ = parse_catalog((tmp_path / "ours").read_bytes(), "nl", "ours")
        assert found is not None
        assert [(entry.context, entry.source) for entry in found.entries] == [("c", "a"), ("c", "b"), ("", "d")]
        assert {found.entries[0].target, *(line[-1] for line in write_lines(found.entries[0].record))} >= {"x", "w"}
        assert found.entries[1].target == "z"

    def test_a_text_that_stands_without_a_context_too_is_left_where_it_stands(self, tmp_path: Path) -> None:
        fixed = replace(A, context="")
        ours = to_bytes(catalog(READ, replace(fixed, targets=("k",), state=State.REVIEWED)))
        done = merge(tmp_path, base=to_bytes(catalog(A, fixed)), ours=ours, theirs=to_bytes(catalog(A, fixed)))
        assert (done.exit_code, done.output) == (0, "")
        assert (tmp_path / "ours").read_bytes() == ours

    def test_a_file_that_both_began_has_no_version_before(self, tmp_path: Path) -> None:
        done = merge(tmp_path, base=b"", ours=to_bytes(catalog(READ)), theirs=to_bytes(catalog(text("b", "w"))))
        assert (done.exit_code, done.output) == (0, "")
        found, _ = parse_catalog((tmp_path / "ours").read_bytes(), "nl", "ours")
        assert found is not None
        assert set(found.entries) == {READ, text("b", "w")}

    @pytest.mark.parametrize(
        ("broken", "code"),
        [
            ({"theirs": b'msgid "a\n'}, "broken-po"),
            ({"base": b'msgid "a\n'}, "broken-po"),
            ({"ours": b'msgid "a"\nmsgstr "b"\n', "theirs": b'msgid "a"\nmsgstr "b"\n', "base": b""}, "unknown-locale"),
        ],
    )
    def test_a_broken_file_fails_and_leaves_ours_alone(
        self, tmp_path: Path, broken: dict[str, bytes], code: str
    ) -> None:
        files = {name: to_bytes(catalog(READ)) for name in ("base", "ours", "theirs")} | broken
        done = merge(tmp_path, **files)
        assert done.exit_code == 1
        assert f"error[{code}]" in done.stderr
        assert (tmp_path / "ours").read_bytes() == files["ours"]


@needs("git")
class TestGit:
    def git(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environ = {
            **os.environ,
            **{"PYTHONPATH": str(REPOSITORY), "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"},
            **{f"GIT_{who}_NAME": "Ada Example" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "ada@example.org" for who in ("AUTHOR", "COMMITTER")},
        }
        return subprocess.run(["git", *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False)

    def commit(self, folder: Path, *entries: Translation) -> None:
        (folder / FILE).parent.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_bytes(to_bytes(catalog(*entries)))
        self.git(folder, "add", "-A")
        assert self.git(folder, "commit", "-m", "work").returncode == 0

    @pytest.fixture
    def repository(self, tmp_path: Path) -> Path:
        """Two branches in which the same two units were translated."""
        self.git(tmp_path, "init", "-b", "main")
        self.git(
            tmp_path, "config", "merge.newsletter.driver", f"{sys.executable} -m newsletter po-merge %O %A %B --name %P"
        )
        (tmp_path / ".gitattributes").write_text("*.po merge=newsletter\n", "utf-8")
        self.commit(tmp_path, A, B)
        self.git(tmp_path, "checkout", "-b", "theirs")
        self.commit(tmp_path, text("a", "w"), text("b", "z"))
        self.git(tmp_path, "checkout", "main")
        self.commit(tmp_path, READ, B)
        return tmp_path

    @pytest.mark.slow
    def test_git_merges_two_branches_by_unit(self, repository: Path) -> None:
        done = self.git(repository, "merge", "theirs")
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"{FILE}: 1 text was written by both sides" in done.stdout + done.stderr
        found, problems = parse_catalog((repository / FILE).read_bytes(), "nl", FILE)
        assert problems == []
        assert found is not None
        assert [(entry.targets, entry.state) for entry in found.entries] == [
            (("x",), State.NEEDS_REVIEW),
            (("z",), State.REVIEWED),
        ]
        assert self.git(repository, "status", "--porcelain").stdout == ""

    @pytest.mark.slow
    def test_git_stops_at_a_broken_file_and_keeps_ours(self, repository: Path) -> None:
        self.git(repository, "checkout", "theirs")
        (repository / FILE).write_text('msgid "a\n', "utf-8")
        self.git(repository, "commit", "-am", "broken")
        self.git(repository, "checkout", "main")
        before = (repository / FILE).read_bytes()
        done = self.git(repository, "merge", "theirs")
        assert done.returncode != 0
        assert f"{FILE} (their version)" in done.stdout + done.stderr
        assert (repository / FILE).read_bytes() == before


def test_two_people_who_have_each_accepted_a_text_in_a_file_of_their_own_are_enough(tmp_path: Path) -> None:
    two, day = Rule(people=2), dt.date(2026, 11, 21)
    start = text("a", "x", State.NEEDS_REVIEW, "from: libre 2026-11-20")
    sides = {
        "base": start,
        "ours": accept_text(start, "Ada", day, two),
        "theirs": accept_text(start, "Bo", day, two),
    }
    for name, entry in sides.items():
        (tmp_path / name).write_bytes(to_bytes(catalog(entry)))
    done = CliRunner().invoke(main, ["po-merge", *(str(tmp_path / name) for name in sides)])
    assert done.exit_code == 0, done.output
    merged, problems = parse_catalog((tmp_path / "ours").read_bytes(), "nl", FILE)
    assert merged
    assert problems == []
    (entry,) = merged.entries
    assert entry.state is State.NEEDS_REVIEW, "the file does not know how many people the project wants"
    assert {act.who for act in acceptances_of(entry)} == {"Ada", "Bo"}
    assert is_reviewed(entry, two)
    assert judge(entry, two).state is State.REVIEWED
    # The same person on both sides is one.
    (tmp_path / "ours").write_bytes(to_bytes(catalog(sides["ours"])))
    (tmp_path / "theirs").write_bytes(to_bytes(catalog(sides["ours"])))
    CliRunner().invoke(main, ["po-merge", *(str(tmp_path / name) for name in sides)])
    again, _ = parse_catalog((tmp_path / "ours").read_bytes(), "nl", FILE)
    assert again
    assert people_left(again.entries[0], two) == 1

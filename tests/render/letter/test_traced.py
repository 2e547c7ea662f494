"""A letter that says where its words came from is, without that, the letter that is mailed."""

import re
from pathlib import Path

import pytest

from newsletter.content.traced import Trace, Wrap, beside_traces, traced_path, unwrap, with_traces
from newsletter.pipeline.letters.build import build
from newsletter.pipeline.project import open_project
from newsletter.pipeline.snapshot import Snapshot, open_snapshot, prepare
from newsletter.render.letter.skeleton import untraced
from tests.conftest import REPOSITORY, Sample, copy_of_the_repository

MARKS = re.compile("[\ufdd0-\ufdd2\ufdd5-\ufdef]")
"""Of languages and of traces; compiled templates keep those of lines."""


def opened(root: Path) -> Snapshot:
    project, problems = open_project(root, {})
    assert project, problems
    return open_snapshot(project, project.issue_slug(None)[0] or "")


@pytest.fixture(scope="module")
def november(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Snapshot:
    return opened(copy_of_the_repository(tmp_path_factory.mktemp("november"), compiled))


@pytest.mark.slow
def test_without_its_marks_each_edition_is_byte_for_byte_the_letter_that_is_mailed(november: Snapshot) -> None:
    keys = november.editions()
    for key in keys:
        mailed = prepare(november, key)
        trace = Trace()
        looked_at = prepare(november, key, trace)
        assert mailed.letter
        assert looked_at.letter
        assert looked_at.letter.html != mailed.letter.html
        assert untraced(looked_at.letter.html) == mailed.letter.html, key
        assert looked_at.letter.text == mailed.letter.text
        assert (looked_at.letter.subject, looked_at.letter.preheader) == (
            mailed.letter.subject,
            mailed.letter.preheader,
        )
        assert looked_at.letter.sender == mailed.letter.sender
        assert looked_at.resources == mailed.resources, "a calendar file is the same, and so are pictures"
        assert looked_at.problems == mailed.problems
        assert not MARKS.search(looked_at.letter.html + looked_at.letter.text)
    assert len(keys) >= 12


def test_every_text_that_a_letter_shows_leads_to_its_value(november: Snapshot) -> None:
    key = november.editions()[0]
    trace = Trace()
    prepared = prepare(november, key, trace)
    assert prepared.letter
    found = set(re.findall(r' data-u(?:-alt)?="([^"]*)"', prepared.letter.html))
    assert found <= set(trace.paths)
    assert {"issues/2023-11/subject", "issues/2023-11/preheader"} & found
    assert len(found) > 100
    for path in found:
        assert november.content.location(path), path
    assert 'data-u-alt="articles/' in prepared.letter.html, "a picture leads to its alternative text"


def test_text_in_another_language_is_marked_inside_of_its_language(sample: Sample) -> None:
    snapshot = opened(sample.root)
    key = next(key for key in snapshot.editions() if key.locale == "nl")
    prepared = prepare(snapshot, key, Trace())
    assert prepared.letter
    assert '<span lang="en"><span data-u="articles/bridges/title">' in prepared.letter.html
    mailed = prepare(snapshot, key).letter
    assert mailed
    assert untraced(prepared.letter.html) == mailed.html


def test_titles_that_end_their_lines_between_words_are_the_mailed_ones(sample: Sample) -> None:
    sample.edit("issues/points/nl.yaml", "locales: [nl, nl-BE]", "locales: [ja, nl]")
    sample.edit("issues/articles/bridges.md", "title: Bridges over the river", "title: 都市中心部の新しい均衡を求めて")
    sample.edit("issues/articles/bridges.md", "locale: en", "locale: ja")
    snapshot = opened(sample.root)
    key = next(key for key in snapshot.editions() if key.locale == "ja")
    mailed, looked_at = prepare(snapshot, key).letter, prepare(snapshot, key, Trace()).letter
    assert mailed
    assert looked_at
    assert "<wbr>" in mailed.html
    assert untraced(looked_at.html) == mailed.html


@pytest.mark.slow
def test_no_mark_reaches_a_file_of_a_build(sample: Sample) -> None:
    opened_project, _ = open_project(sample.root, {})
    assert opened_project
    snapshot = open_snapshot(opened_project, "2024-01")
    for key in snapshot.editions():  # looked at before: what is remembered of that is not what is written
        assert prepare(snapshot, key, Trace()).letter
    build(opened_project, "2024-01")
    for path in sample.root.rglob("*"):
        if path.is_file() and path.suffix not in (".png", ".jpg"):
            data = path.read_bytes().decode("utf-8", "replace")
            assert not MARKS.search(data), path
            assert "data-u" not in data, path


def test_white_space_and_cut_marks_belong_to_nobody() -> None:
    trace = Trace()
    wrap = Wrap("en", trace.number("articles/a/title"))
    marked = wrap.around(" two words ")
    assert unwrap(marked) == (" two words ", wrap)
    inner = Wrap("", wrap.number).around("two words")
    assert with_traces(inner[:6], trace.paths, lambda words, path: f"[{path}|{words}]") == "two w"[: len(inner[:6]) - 3]
    assert with_traces(f"a {inner} b", trace.paths, lambda words, path: f"[{words}]") == "a [two words] b"
    assert traced_path(f"a {inner}", trace.paths) == "articles/a/title"
    assert beside_traces(f"1 {inner}", str.upper) == f"1 {inner}".upper()


def test_what_a_line_must_not_part_is_seen_through_marks() -> None:
    trace = Trace()
    first, second = (Wrap("", trace.number(path)).around(words) for path, words in (("a", "5"), ("b", "May")))
    kept = beside_traces(f"{first} {second}", lambda bare: bare.replace("5 May", "5\u00a0May"))
    assert with_traces(kept, trace.paths, lambda words, _: words) == "5\u00a0May"


def test_only_a_look_at_a_letter_traces_its_words() -> None:
    package = REPOSITORY / "newsletter"
    makers = {path.relative_to(package).as_posix() for path in package.rglob("*.py") if "Trace()" in path.read_text()}
    assert makers == {"pipeline/resident.py"}

"""What is recorded of a text is fields; only the reader and the writer of PO know how it looks as comments."""

import ast
import datetime as dt
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.translate.authorship import machine_of, origin_of, review_by, reviews_of, sign_origin
from newsletter.translate.formats.catalog_json import from_json, to_json
from newsletter.translate.formats.comments import read_lines, write_lines
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.record import NOTHING, Act, Dismissal, NotTranslated, Origin, Record, Said
from newsletter.translate.unit import Catalog, State, Translation
from tests.conftest import REPOSITORY
from tests.support.sources import PACKAGE, trees

TODAY = dt.date(2026, 11, 24)
READ = Translation("articles/a/title", "Ten cities", ("Tien steden",), State.REVIEWED)
FULL = Record(
    notes=("a note of Bea", "Weblate: needs a look"),
    dismissals=(Dismissal("same", "a name"), Dismissal("url")),
    talk=(
        Said("question", "Ana", "2026-11-22", "Which town: the old one, or the new?"),
        Said("answer", "the editors", "2026-11-23", "The old one.\nSee 2023-10."),
    ),
    rejections=(Act("Bea", "2026-11-24"),),
    rejected=("Tien dorpen",),
    origin=Origin("2023-11", "libre", "2026-11-20", "en", "3f9a1c"),
    written=Act("Bea", "2026-11-20", "3f9a1c"),
    reviews=(Act("Ada Lovelace", "2026-11-24", "3f9a1c"), Act("by nobody named", "", "3f9a1c")),
    acceptances=(Act("J. B.", "2026-11-25", "3f9a1c"),),
    past_reviews=(Act("Cleo", "2026-11-01"),),
    minor_edits=(Act("Bea", "2026-11-02"),),
    replaced=("Steden",),
    set_aside=("een stad",),
    theirs=("Tien\nsteden",),
    offers=("10 steden",),
    not_translated=NotTranslated("lost-tag", "<b1>", "libre"),
)
LINES = (
    "a note of Bea",
    "Weblate: needs a look",
    "ignore-same: a name",
    "ignore-url",
    "question: Ana 2026-11-22: Which town: the old one, or the new?",
    r"answer: the editors 2026-11-23: The old one.\nSee 2023-10.",
    "rejected: Bea 2026-11-24",
    "rejected text: Tien dorpen",
    "from: memory 2023-11, libre 2026-11-20 by way of en 3f9a1c",
    "written: Bea 2026-11-20 3f9a1c",
    "reviewed: Ada Lovelace 2026-11-24 3f9a1c",
    "reviewed: by nobody named 3f9a1c",
    "accepted: J. B. 2026-11-25 3f9a1c",
    "was reviewed: Cleo 2026-11-01",
    "minor edit: Bea 2026-11-02",
    "was: Steden",
    "set aside: een stad",
    r"theirs: Tien\nsteden",
    "offered: 10 steden",
    "not translated: lost-tag: <b1> (libre)",
)
NASTY = (
    *LINES,
    "from: libre 2026-11-20",
    "from: deepl 2026-01-02 abcd",
    "from: memory 2023-11",
    "from: memory 2026-11-20 3f9a",
    "from: the Dutch original, see page 3",
    "reviewed: by nobody named 2026-11-21",
    "reviewed: see our style guide",
    "question: which bridge?",
    "question: Ana 2026-11-21:",
    "answer: Bea 2026-11-21: no 2026-11-22: yes",
    "written: Bea 2026-11-20",
    "reviewed:  Ada 2026-11-21",
    "rejected text: ",
    "not translated: names of streets",
    "not translated: blocked (libre) (deepl)",
    "ignore-same:no blank",
    "ignore-",
    "forms: Genui,Genua",
    "forms:",
    "forms: a",
    "read-only",
    "exact-case",
    ": ",
    " from: libre 2026-11-20",
    "a\ttab",
)
ANY_LINE = st.sampled_from(NASTY) | st.text(min_size=1, max_size=12).filter(lambda line: "\n" not in line)
ANY_LINES = st.lists(ANY_LINE, max_size=8).map(tuple)


def test_all_that_is_recorded_of_a_text_comes_as_values_and_goes_as_lines() -> None:
    assert read_lines(LINES) == FULL
    assert write_lines(FULL) == LINES
    assert read_lines(LINES).layout == ()
    named = {each.name for each in fields(Record) if getattr(FULL, each.name)}
    assert named == {each.name for each in fields(Record)} - {"term_marks", "term_forms", "layout"}


def test_a_term_says_more_and_no_other_text_does() -> None:
    lines = ("a town", "read-only", "exact-case", "forms: Genui, Genua")
    assert read_lines(lines, is_term=True) == Record(("a town",), ("read-only", "exact-case"), ("Genui", "Genua"))
    assert read_lines(lines) == Record(lines)


@given(ANY_LINES, st.booleans())
@example(("from: libre 2026-11-20", "reviewed: Ada 2026-11-21", "from: deepl 2026-01-02"), False)
@example(("forms: a", "forms: b,c"), True)
def test_lines_that_nobody_touches_stay_as_they_are(lines: tuple[str, ...], is_term: bool) -> None:
    assert write_lines(read_lines(lines, is_term=is_term), is_term=is_term) == lines


@given(ANY_LINES, st.booleans())
@example(("forms: Genui,Genua", "forms: Genova"), True)
@example(("forms:", "a note", "from: libre 2026-11-20"), True)
def test_what_is_added_follows_and_every_other_line_stays_in_its_place(lines: tuple[str, ...], is_term: bool) -> None:
    record = read_lines(lines, is_term=is_term)
    after = replace(record, offers=(*record.offers, "something new"), minor_edits=(Act("Eve", "2026-12-01"),))
    written = write_lines(after, is_term=is_term)
    gone = {line for line in lines if line.startswith("minor edit: ")}
    assert [line for line in written if line in lines] == [line for line in lines if line not in gone]
    assert {"offered: something new", "minor edit: Eve 2026-12-01"} <= set(written)
    assert read_lines(written, is_term=is_term) == after


@given(ANY_LINES)
def test_a_cache_gives_back_the_same_record(lines: tuple[str, ...]) -> None:
    catalog = Catalog("nl", "nl.po", (replace(READ, record=read_lines(lines)),))
    (entry,) = from_json(to_json(catalog), "nl", "nl.po").entries
    assert (entry, entry.record.layout) == (catalog.entries[0], catalog.entries[0].record.layout)


@pytest.mark.parametrize("path", sorted((REPOSITORY / "locales").rglob("*.po")), ids=lambda path: path.parts[-3])
def test_every_catalog_of_the_project_is_written_as_it_was_read(path: Path) -> None:
    data = path.read_bytes()
    catalog, problems = parse_catalog(data, path.parts[-3], path.name)
    assert [problem for problem in problems if problem.code != "unnamed-review"] == []
    assert catalog is not None
    assert to_bytes(catalog) == data


def test_the_comments_of_a_file_stay_in_their_order_when_a_review_comes() -> None:
    lines = ("from: libre 2026-11-20", "Poedit: see the map", "ignore-same: a name", "a question to the editors")
    entry = replace(READ, record=read_lines(lines))
    after = replace(entry, record=replace(entry.record, reviews=(Act("Ada", "2026-11-21"),)))
    assert write_lines(after.record) == (*lines, "reviewed: Ada 2026-11-21")
    for each in (entry, after, replace(entry, record=replace(entry.record, layout=()))):
        text = to_bytes(Catalog("nl", "nl.po", (each,))).decode()
        found = [line[2:] for line in text.split("\n") if line.startswith("# ")]
        assert found == list(write_lines(each.record)), "equal entries in another layout are written differently"


def test_what_speaks_of_other_words_is_nobodys_review_and_no_origin() -> None:
    record = Record(
        origin=sign_origin(Origin(provider="libre", day="2026-11-20"), READ.targets),
        reviews=(review_by("Ada", TODAY, READ),),
    )
    entry = replace(READ, record=record)
    assert (machine_of(entry), [act.who for act in reviews_of(entry)]) == ("libre", ["Ada"])
    changed = replace(entry, targets=("Elf steden",))
    assert (origin_of(changed), machine_of(changed), reviews_of(changed)) == (None, "", ())


def test_of_most_texts_nothing_is_recorded() -> None:
    assert read_lines(()) is NOTHING


BEGINNINGS = (
    "question: ",
    "answer: ",
    "written: ",
    "accepted: ",
    "from: ",
    "reviewed: ",
    "was reviewed: ",
    "rejected: ",
    "rejected text: ",
    "offered: ",
    "theirs: ",
    "set aside: ",
    "ignore-",
    "not translated: ",
    "minor edit: ",
    "forms: ",
    "source: ",
    "English: ",
    "memory ",
)
HERE = {"translate/formats/comments.py", "translate/formats/about.py"}
OTHERS = {
    "translate/checks/every.py",
    "translate/checks/leftover_source.py",
    "translate/exchange/parcel.py",
    "translate/record.py",
}
"""Flags of Weblate, a message, a note to an agency, and how an origin is said to people, which begin like comments."""


def strings_made(tree: ast.AST) -> Iterator[str]:
    """What a module would make or take apart of comments: texts that begin like ours."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(BEGINNINGS):
            yield repr(node.value)


@pytest.mark.slow
def test_no_other_module_makes_or_reads_comments() -> None:
    of_others = [(name, tree) for name, tree in trees("translate", "pipeline") if name not in HERE | OTHERS]
    assert len(of_others) > 200
    assert [f"{name}: {each}" for name, tree in of_others for each in strings_made(tree)] == []


def test_only_the_reader_and_the_writer_of_po_ask_for_them() -> None:
    asking = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "newsletter.translate.formats.comments" in path.read_text("utf-8")
    }
    assert asking == {"translate/formats/po_reader.py", "translate/formats/po_writer.py"}


def test_the_search_would_find_one() -> None:
    assert list(strings_made(ast.parse("'from: me'; f'reviewed: {x}'; 'offered: '")))


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        (
            "from: aligned from Granada (pl).md 2026-11-30 3f9a1c",
            Origin(day="2026-11-30", digest="3f9a1c", aligned="Granada (pl).md"),
        ),
        ("from: file november pl.xlf 2026-11-30", Origin(day="2026-11-30", file="november pl.xlf")),
    ],
)
def test_a_text_of_people_may_be_from_a_file(line: str, origin: Origin) -> None:
    record = read_lines((line,))
    assert record.origin == origin
    assert write_lines(record) == (line,)
    entry = replace(READ, state=State.NEEDS_REVIEW, record=replace(record, origin=sign_origin(origin, READ.targets)))
    assert origin_of(entry) is not None
    assert machine_of(entry) == ""

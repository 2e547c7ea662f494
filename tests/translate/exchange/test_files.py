"""Texts go out as XLIFF and as a table, and come back as they were; what is dangerous is not read."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook
from translate.storage import xliff

from newsletter.translate.exchange import guard
from newsletter.translate.exchange.inline import NAMESPACE, read_inline, write_inline
from newsletter.translate.exchange.parcel import Parcel, Returned, Sent, form_id, parsed_id, sent_mark, source_of
from newsletter.translate.exchange.states import FROM_XLIFF, Mark, mark_of_cell, mark_of_xliff
from newsletter.translate.exchange.table import read_table, write_table
from newsletter.translate.exchange.taking import By, Known, sort_forms, take_groups
from newsletter.translate.exchange.xliff_reader import read_xliff
from newsletter.translate.exchange.xliff_writer import write_xliff
from newsletter.translate.formats.po_splice import splice_entries
from newsletter.translate.unit import About, State, Translation
from tests.support.catalogs import FILES, catalog_of

TITLE = Translation(
    "articles/a/title", "Ten cities", ("Tien steden",), State.REVIEWED, about=About("title", 120, notes=("short",))
)
LINK = Translation(
    "articles/a/body/paragraph", "Mail <b1>us</b1><br1/>or <a1>see</a1>.", ("Mail <b1>ons</b1><br1/>of <a1>zie</a1>.",),
    State.NEEDS_REVIEW, previous="Mail <b1>us</b1>.",
)  # fmt: skip
MISSING = Translation("articles/a/summary", "A \\<b1> & a < b", about=About("summary", 400, "nl"))
PLURAL = Translation(
    "", "%(num)s city", ("%(num)s stad", "%(num)s steden"), State.NEEDS_REVIEW, plural="%(num)s cities"
)
BROKEN = Translation("articles/a/body/quote", "<b1>Yes</b1>", ("<b1>Ja</i1>",), State.NEEDS_REVIEW)
FORMULA = Translation("articles/a/body/quote", "=1+1", ('=HYPERLINK("https://example.org")',), State.NEEDS_REVIEW)
TEXTS = (TITLE, LINK, MISSING, PLURAL, BROKEN, FORMULA)
PARCEL = Parcel("2024-01", "nl", tuple(
    Sent(f"{at:08x}", "2024-01", each, each.about.source_locale or "en") for at, each in enumerate(TEXTS)
))  # fmt: skip


def rows(returned: Returned) -> dict[tuple[str, int], tuple[str, str]]:
    assert returned.problems == ()
    return {(form.id, form.number): (form.source, form.target) for form in returned.forms}


WAYS = [(write_xliff, read_xliff), (write_table, read_table)]


@pytest.mark.parametrize(("write", "read"), WAYS)
def test_what_goes_out_comes_back_as_it_was(write, read) -> None:  # type: ignore[no-untyped-def]
    data = write(PARCEL)
    assert data == write(PARCEL), "the same texts give the same bytes"
    returned = read(data, "x")
    assert (returned.issue, returned.locale) == ("2024-01", "nl")
    assert rows(returned) == {
        (sent.id, number): (source_of(sent.entry, number), target)
        for sent in PARCEL.texts
        for number, target in enumerate(sent.entry.targets)
    }
    assert {form.sent for form in returned.forms} == {sent_mark(each) for entry in TEXTS for each in entry.targets}
    assert [form.mark for form in returned.forms][:2] == [Mark.APPROVED, Mark.DRAFT]
    assert not any(form.remarks for form in returned.forms)


NOVEMBER = [path for path in FILES if path.stem == "2023-11"]


@pytest.mark.parametrize(
    ("path", "write", "read"),
    [pytest.param(path, *WAYS[0], id=f"{path.parts[-3]}-xliff") for path in NOVEMBER]
    + [pytest.param(path, *WAYS[1], id=f"{path.parts[-3]}-xlsx", marks=pytest.mark.slow) for path in NOVEMBER],
)
def test_novembers_catalogs_come_back_with_no_byte_changed_and_no_state_raised(path, write, read) -> None:  # type: ignore[no-untyped-def]
    catalog, data = catalog_of(path), path.read_bytes()
    known = {f"{at:08x}": Known("2023-11", entry) for at, entry in enumerate(catalog.active())}
    texts = [Sent(name, "2023-11", each.entry, each.entry.about.source_locale or "en") for name, each in known.items()]
    returned = read(write(Parcel("2023-11", catalog.locale, tuple(texts))), "x")
    groups, problems = sort_forms(known, returned.forms)
    taken = take_groups(catalog, groups["2023-11"], By("x", dt.date(2026, 11, 30), "Bea"))
    assert problems == taken.problems == list(returned.problems) == []
    assert {name: count for name, count in taken.counts.items() if count} == {"same": len(texts)}
    assert splice_entries(data, catalog, taken.changes) == data


def test_another_program_reads_our_xliff() -> None:
    file = xliff.xlifffile.parsestring(write_xliff(PARCEL))  # type: ignore[no-untyped-call]
    units = [unit for unit in file.units if not unit.isheader()]
    assert [unit.target for unit in units][:1] == ["Tien steden"]
    assert [unit.isapproved() for unit in units][:3] == [True, False, False]
    assert [unit.istranslated() for unit in units][2] is False
    assert "title, at most 120 characters" in units[0].getnotes()
    assert [unit.getid().rpartition("\x04")[2] for unit in units][-4:-2] == ["00000003[1]", "00000004"]


def test_another_program_writes_our_xliff_and_it_is_read_again() -> None:
    file = xliff.xlifffile.parsestring(write_xliff(PARCEL))  # type: ignore[no-untyped-call]
    unit = next(unit for unit in file.units if unit.source == "Ten cities")
    unit.target = "Tien dorpen"
    returned = read_xliff(bytes(file), "x.xlf")
    assert rows(returned)["00000000", 0] == ("Ten cities", "Tien dorpen")
    assert not any(form.remarks for form in returned.forms)


def test_limits_states_and_notes_stand_where_xliff_has_them() -> None:
    root: Any = etree.fromstring(write_xliff(PARCEL))
    ns = {"x": NAMESPACE}
    (title,) = root.xpath("//x:trans-unit[@id='00000000']", namespaces=ns)
    assert (title.get("maxwidth"), title.get("size-unit"), title.get("approved")) == ("120", "char", "yes")
    (link,) = root.xpath("//x:trans-unit[@id='00000001']", namespaces=ns)
    assert [each.get("ctype") for each in link.xpath("x:source/x:g", namespaces=ns)] == ["bold", "link"]
    assert link.xpath("string(x:alt-trans[@alttranstype='previous-version']/x:source)", namespaces=ns) == "Mail us."
    # What is written in another language stands in a file of its own.
    assert root.xpath("//x:file/@source-language", namespaces=ns) == ["en", "nl"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20), st.lists(st.sampled_from([
    "<a1>", "</a1>", "<b1>", "</b1>", "<br1/>", "\\<", "\\", "%(num)s", "words", " ", "<"]), max_size=9))  # fmt: skip
def test_any_text_comes_back_out_of_inline_elements(words: str, pieces: list[str]) -> None:
    text = words + "".join(pieces)
    element = etree.Element("target")
    write_inline(element, text)
    again = etree.fromstring(etree.tostring(element))
    assert read_inline(again) == text


def test_segments_of_a_tool_are_read_through_and_tags_of_others_are_told() -> None:
    data = write_xliff(replace(PARCEL, texts=PARCEL.texts[:2]))
    data = data.replace(
        b">Tien steden<", b'><mrk mtype="seg" mid="1">Tien</mrk> <mrk mtype="seg" mid="2">dorpen</mrk><'
    )
    assert rows(read_xliff(data, "x.xlf"))["00000000", 0][1] == "Tien dorpen"
    told = read_xliff(data.replace(b'<g id="b1" ctype="bold">ons', b'<g id="77">ons'), "x.xlf")
    assert [(problem.code, problem.message) for problem in told.problems] == [
        ("foreign-tag", "`<g id='77'>` is no tag of this text")
    ]
    assert told.problems[0].location is not None
    assert told.problems[0].location.line > 10
    assert [form.id for form in told.forms] == ["00000000"]


def test_every_state_of_xliff_has_its_meaning() -> None:
    assert {state for state, mark in FROM_XLIFF.items() if mark is Mark.APPROVED} == {"final", "signed-off"}
    assert mark_of_xliff("", "") is Mark.TRANSLATED
    assert mark_of_xliff("x-done", "") is Mark.TRANSLATED
    assert mark_of_xliff("translated", "yes") is Mark.APPROVED
    assert mark_of_xliff("final", "no") is Mark.APPROVED
    assert mark_of_xliff("new", "no") is Mark.DRAFT
    assert mark_of_cell(" Needs  review ") is Mark.DRAFT
    assert mark_of_cell("") is Mark.TRANSLATED
    assert mark_of_cell("done") is None


def test_the_id_of_a_form_is_read_back() -> None:
    assert parsed_id(form_id("ab12", 1, is_plural=True)) == ("ab12", 1)
    assert parsed_id(" ab12 ") == ("ab12", 0)
    assert parsed_id("ab12[x]") == ("ab12[x]", 0)


class TestTable:
    def test_a_text_that_begins_like_a_formula_is_a_text(self) -> None:
        sheet = load_workbook(io.BytesIO(write_table(PARCEL)))["texts"]
        found = [cell for row in sheet.iter_rows(min_row=2) for cell in row if str(cell.value)[:1] in "=+-@"]
        assert [cell.value for cell in found if cell.value is not None] == ["=1+1", '=HYPERLINK("https://example.org")']
        assert {cell.data_type for cell in found if cell.value is not None} == {"s"}
        assert all(cell.quotePrefix for cell in found if cell.value is not None)

    def test_only_translation_state_and_remark_are_open(self) -> None:
        sheet = load_workbook(io.BytesIO(write_table(PARCEL)))["texts"]
        assert sheet.protection.sheet
        assert [cell.column_letter for cell in sheet[2] if not cell.protection.locked] == ["F", "G", "H"]
        assert all(cell.protection.locked for cell in sheet[1])
        assert sheet.freeze_panes == "A2"
        assert sheet.column_dimensions["I"].hidden

    def test_a_formula_a_day_and_a_state_that_is_none_are_told_at_their_cells(self) -> None:
        book = load_workbook(io.BytesIO(write_table(PARCEL)))
        sheet = book["texts"]
        sheet["F2"] = "=CONCATENATE(A1,B1)"
        sheet["F3"] = __import__("datetime").datetime(2024, 3, 10)
        sheet["G4"] = "done"
        sheet["F4"] = 2024
        out = io.BytesIO()
        book.save(out)
        returned = read_table(out.getvalue(), "x.xlsx")
        assert [(each.code, each.location and each.location.line) for each in returned.problems] == [
            ("formula-cell", 2), ("wrong-cell", 3), ("unknown-state", 4),
        ]  # fmt: skip
        assert "F2" in returned.problems[0].message
        assert {form.id: form.target for form in returned.forms}["00000002"] == "2024"

    def test_a_table_without_its_columns_is_told(self) -> None:
        book = Workbook()
        book.active.append(["id", "sources", "target"])
        out = io.BytesIO()
        book.save(out)
        (problem,) = read_table(out.getvalue(), "x.xlsx").problems
        assert (problem.code, problem.hint) == ("unknown-column", "the nearest is `sources`")


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<xliff version="1.2">&b;</xliff>"""
OUTSIDE = (
    b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff version="1.2">&a;</xliff>'
)


class TestDangerous:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (LAUGHS, "unsafe-file"),
            (OUTSIDE, "unsafe-file"),
            (OUTSIDE.decode().encode("utf-16"), "unsafe-file"),
            (b"<a>" * (guard.MOST_TAGS + 1), "file-too-large"),
            (b"<" + b" " * guard.MOST_BYTES, "file-too-large"),
            (b"<xliff version='1.2'>" + b"<a>" * 5000, "broken-xliff"),
            (b"<xliff version='2.0'/>", "broken-xliff"),
            (b"<html/>", "broken-xliff"),
            (b"<xliff version='1.2'><file", "broken-xliff"),
            (b"", "broken-xliff"),
        ],
        ids=["laughs", "outside", "utf-16", "tags", "giant", "deep", "version 2", "html", "cut", "empty"],
    )
    def test_xml_is_refused_with_a_reason(self, data: bytes, code: str) -> None:
        returned = read_xliff(data, "x.xlf")
        assert [problem.code for problem in returned.problems] == [code]
        assert returned.forms == ()

    @pytest.mark.parametrize(
        ("made", "code"),
        [
            (lambda: packed({"xl/a.xml": b"<a/>", "xl/b.xml": b" " * (guard.MOST_UNPACKED + 1)}), "file-too-large"),
            (lambda: packed({f"{n}.txt": b"" for n in range(guard.MOST_PARTS + 1)}), "file-too-large"),
            (lambda: packed({"xl/workbook.xml": LAUGHS}), "unsafe-file"),
            (lambda: packed({"xl/vbaProject.bin": b"x"}), "unsafe-file"),
            (lambda: packed({"[Content_Types].xml": b"<a macroEnabled='1'/>"}), "unsafe-file"),
            (lambda: packed({"a.xml": b"<a/>"}), "broken-table"),
            (lambda: packed({"word/document.xml": b"<a/>"}), "broken-table"),
            (lambda: packed({"[Content_Types].xml": b"<Types/>", "xl/a.xml": b"<a/>"}), "broken-table"),
            (lambda: write_table(PARCEL)[:-400], "broken-table"),
            (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 900, "broken-table"),
        ],
        ids=["bomb", "parts", "laughs", "macro", "macro type", "no workbook", "Word", "empty", "cut", "old"],
    )
    def test_a_workbook_is_refused_with_a_reason(self, made: Callable[[], bytes], code: str) -> None:
        returned = read_table(made(), "x.xlsx")
        assert [problem.code for problem in returned.problems] == [code]
        assert returned.forms == ()

    def test_a_workbook_that_lies_about_what_it_holds_is_no_bomb(self) -> None:
        data = packed({"xl/workbook.xml": b"<a>" + b" " * 4_000_000 + b"</a>"})
        lying = data.replace((4_000_007).to_bytes(4, "little"), (7).to_bytes(4, "little"))
        assert lying != data
        assert [problem.code for problem in read_table(lying, "x.xlsx").problems] == ["broken-table"]

"""A table of a spreadsheet program (.xlsx), as rows of texts: the one module that knows openpyxl.

In: rows of words, or the bytes of a file. Out: the bytes of a file, the same for the same rows; or its rows, each cell
as words. Nothing is calculated: what begins with `=`, `+`, `-` or `@` is written as a text, and a cell with a formula
is told by whoever reads it. Whoever reads has looked at the file before (`guard`).
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

MOST_ROWS, MOST_COLUMNS = 20_000, 40
_EPOCH = dt.datetime(2000, 1, 1)
_ZIP_DAY = (2000, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_HEADER_FILL, _LOCKED_FILL = "FFE8ECEF", "FFF6F6F4"


class Kind(Enum):
    """What stands in a cell."""

    WORDS = "words"
    FORMULA = "formula"
    OTHER = "other"
    """A day, a truth value, an error: what a program has made of what somebody typed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, as words; of a formula the formula."""

    words: str = ""
    kind: Kind = Kind.WORDS


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its width in characters, and whether people may write in it.

    `choices` are what can be chosen in it; `is_hidden` for what is for the program alone.
    """

    head: str
    width: int
    is_open: bool = False
    choices: tuple[str, ...] = ()
    is_hidden: bool = False


def write_workbook(
    title: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], about: Sequence[tuple[str, str]]
) -> bytes:
    """A file with one sheet of rows and one that says what it is (`about`: names and values)."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    book.properties.creator, book.properties.created = "newsletter", _EPOCH
    sheet = book.active
    sheet.title = title
    top = Alignment(wrap_text=True, vertical="top")
    header, locked_fill = PatternFill("solid", fgColor=_HEADER_FILL), PatternFill("solid", fgColor=_LOCKED_FILL)
    bold, is_open = Font(bold=True), Protection(locked=False)
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].hidden = column.is_hidden
        cell = sheet.cell(1, number)
        _put(cell, column.head)
        cell.font, cell.fill, cell.alignment = bold, header, top
        if column.choices:
            choice = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}{len(rows) + 1}")
            sheet.add_data_validation(choice)
    for at, row in enumerate(rows, 2):
        for number, (column, words) in enumerate(zip(columns, row, strict=True), 1):
            cell = sheet.cell(at, number)
            _put(cell, words)
            cell.alignment = top
            if column.is_open:
                cell.protection = is_open
            else:
                cell.fill = locked_fill
    sheet.freeze_panes = "A2"
    # Against slips, not against people: there is no password.
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    second = book.create_sheet("about")
    second.column_dimensions["A"].width, second.column_dimensions["B"].width = 16, 90
    for at, (name, words) in enumerate(about, 1):
        _put(second.cell(at, 1), name)
        _put(second.cell(at, 2), words)
        second.cell(at, 2).alignment = top
    second.protection.sheet = True
    out = io.BytesIO()
    book.save(out)
    return _without_times(out.getvalue())


def _put(cell: Any, words: str) -> None:
    """Words into a cell, as words whatever they begin with."""
    if not words:
        cell.number_format = "@"
        return
    cell.value = words
    cell.data_type, cell.number_format = "s", "@"
    cell.quotePrefix = words[:1] in "=+-@"


def _without_times(data: bytes) -> bytes:
    """The same file without the moment at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            inner = before.read(part)
            if part.filename == "docProps/core.xml":
                inner = _DATES.sub(lambda found: found[1] + _EPOCH.isoformat().encode() + b"Z", inner)
            info = zipfile.ZipInfo(part.filename, _ZIP_DAY)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, part.external_attr
            after.writestr(info, inner)
    return out.getvalue()


def read_workbook(data: bytes) -> dict[str, list[list[Cell]]]:
    """The rows of each sheet by its name, as many as are read at most (`MOST_ROWS`, and one more where there are more).

    Raises `ValueError` with what is wrong for what is no workbook.
    """
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            return {sheet.title: list(_rows(sheet)) for sheet in book.worksheets}
        finally:
            book.close()
    except (
        KeyError, TypeError, AttributeError, IndexError, SyntaxError, OSError, zipfile.BadZipFile, OverflowError,
    ) as fault:  # fmt: skip
        # What openpyxl makes of parts that are not there or say nonsense: SyntaxError is that of XML, OSError of a zip
        # file that holds no table.
        raise ValueError(str(fault).strip("'\"").lower() or "a part of it is missing") from fault


def _rows(sheet: Any) -> Iterator[list[Cell]]:
    for row in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS):
        yield [_cell(each) for each in row]


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell()
    if cell.data_type == "f" or not isinstance(value, str | int | float | bool | dt.date | dt.time | dt.timedelta):
        return Cell(str(getattr(value, "text", None) or value), Kind.FORMULA)
    if cell.data_type == "e" or isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        return Cell(str(value), Kind.OTHER)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Cell(str(value).replace("_x000D_", "").replace("\r\n", "\n"))

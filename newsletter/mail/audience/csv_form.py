"""The form of a subscriber CSV: how the file is written.

In: a CSV file of any size. Out: its encoding, its delimiter, the line of its heads and what its columns hold, as a
`Form`; and the rows of it as lists of cells, one at a time.
"""

from __future__ import annotations

import codecs
import csv
import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from newsletter.exceptions import NewsletterError
from newsletter.mail.audience.csv_heads import Columns, Head, columns_of, known_in
from newsletter.problems import Location, Problem, error

ENCODINGS = ("utf-8", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1257")
MAX_LINE = 100_000
"""Characters: no row is longer, but a file without line ends would otherwise be read into memory whole."""
_DELIMITERS = ",;\t|"
_LOOKED_AT = 20
"""So many lines are looked at for the heads: above them may be a title, a date, an empty line."""


class BrokenCsvError(NewsletterError):
    """The rest of the table can't be read; the problem says where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Form:
    """How a subscriber CSV is written: its encoding and delimiter, the line that its heads end on, and its columns."""

    encoding: str
    delimiter: str
    head_line: int
    columns: Columns


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is written, before anybody says what its columns hold: `line` is the one that its heads begin on."""

    encoding: str
    delimiter: str
    head_line: int
    heads: tuple[str, ...]
    line: int


def table_of(
    path: Path, mapping: Collection[tuple[str, Head]] = (), encoding: str = ""
) -> tuple[Table | None, list[Problem]]:
    """How a subscriber CSV is written, guessed where it is not said; None where it can't be read as a table."""
    if _is_packed(path):
        hint = "unpack it, or save its sheet as “CSV UTF-8”"
        return None, [error("broken-table", "the file is a ZIP archive or a workbook", Location(path.name), hint)]
    encoding = encoding or _encoding(path)
    if encoding in ("", "utf-16"):
        is_wide = encoding == "utf-16"
        message = "the file is UTF-16" if is_wide else "the file is neither UTF-8 nor Windows-1252"
        hint = "save it as UTF-8" if is_wide else "save it as UTF-8, or name its encoding with --encoding"
        return None, [error("unknown-encoding", message, Location(path.name), hint)]
    try:
        with _opened(path, encoding) as file:
            begin = list(itertools.islice(_lines(file, path.name), _LOOKED_AT))
        delimiter, head_line = _layout(begin, mapping)
        with _opened(path, encoding) as file:
            rows = _cells(file, path.name, delimiter)
            line, heads, end = next((row for row in rows if row[0] >= head_line), (max(head_line, 1), [], head_line))
    except BrokenCsvError as fault:
        return None, [fault.problem]
    return Table(encoding, delimiter, end, tuple(heads), line), []


def form_of(
    path: Path,
    mapping: Collection[tuple[str, Head]] = (),
    encoding: str = "",
    *,
    ignored: Collection[Head] = (),
    as_left: bool = False,
) -> tuple[Form | None, list[Problem]]:
    """The form of a subscriber CSV, guessed where it is not said.

    `mapping` gives names here and the heads of their columns.
    """
    table, problems = table_of(path, mapping, encoding)
    if table is None:
        return None, problems
    at = Location(path.name, table.line)
    columns, problems = columns_of(table.heads, mapping, ignored, at, as_left=as_left)
    return (Form(table.encoding, table.delimiter, table.head_line, columns) if columns else None), problems


def rows_of(path: Path, form: Form | Table) -> Iterator[tuple[int, list[str]]]:
    """Each row below the heads that holds anything, with the line it begins on; raises `BrokenRosterError`."""
    with _opened(path, form.encoding) as file:
        for line, row, _ in _cells(file, path.name, form.delimiter):
            if line > form.head_line and any(row):
                yield line, row


def _layout(begin: list[str], mapping: Collection[tuple[str, Head]]) -> tuple[str, int]:
    """The delimiter, and the line that the heads begin on: where most heads are known, and one of addresses."""
    said = begin[0].strip("\ufeff\"' \r\n") if begin else ""
    if said.lower().startswith("sep=") and len(said) <= 5:
        delimiters, skipped = said[4:] or "\t", 1  # Excel's own line; a tabulator may have been taken for a blank
    else:
        delimiters, skipped = _DELIMITERS, 0
    best, layout = (False, 0, 0, 0), (delimiters[0], skipped + 1)
    for delimiter in delimiters:
        line = 1
        reader = csv.reader(begin, delimiter=delimiter)
        try:
            for row in reader:
                cells = [" ".join(cell.split()) for cell in row]
                has_address, known = known_in(cells, mapping)
                # Without any known head the first line that holds something is taken for it.
                merit = (has_address, known, -line if has_address or any(cells) else -len(begin) - 1, len(cells))
                if line > skipped and any(cells) and (best == (False, 0, 0, 0) or merit > best):
                    best, layout = merit, (delimiter, line)
                line = reader.line_num + 1
        except csv.Error:
            continue
    return layout


def _is_packed(path: Path) -> bool:
    """True for a ZIP archive, which workbooks are too, and for a workbook of old (OLE)."""
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def _encoding(path: Path) -> str:
    """UTF-8 where all of the file is, else Windows-1252 where that has all its bytes, else none."""
    utf8, western = codecs.getincrementaldecoder("utf-8")(), codecs.getincrementaldecoder("cp1252")()
    can_be = {"utf-8": True, "windows-1252": True}
    with path.open("rb") as file:
        begin = file.read(200)
        # Half of the bytes of Latin letters are zeros; no other encoding of a text has any.
        if begin[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or begin.count(0) > len(begin) // 4:
            return "utf-16"
        file.seek(0)
        while any(can_be.values()):
            part = file.read(1 << 20)
            for name, decoder in (("utf-8", utf8), ("windows-1252", western)):
                try:
                    decoder.decode(part, final=not part)
                except UnicodeDecodeError:
                    can_be[name] = False
            if not part:
                break
    return next((name for name, can in can_be.items() if can), "")


def _opened(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")


def _lines(file: IO[str], name: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        try:
            line = file.readline(MAX_LINE)
        except UnicodeDecodeError as fault:
            message = f"byte 0x{fault.object[fault.start]:02X} is no character of the file’s encoding"
            hint = "save it as UTF-8, or name its encoding with --encoding"
            raise BrokenCsvError(error("unknown-encoding", message, Location(name, number), hint)) from None
        if len(line) >= MAX_LINE:
            message = f"the line has more than {MAX_LINE:,} characters"
            raise BrokenCsvError(error("broken-table", message, Location(name, number), "is this a CSV file?"))
        if not line:
            return
        yield line


def _cells(file: IO[str], name: str, delimiter: str) -> Iterator[tuple[int, list[str], int]]:
    """Each row with the lines it begins and ends on."""
    reader = csv.reader(_lines(file, name), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, [" ".join(cell.split()) for cell in row], reader.line_num
            line = reader.line_num + 1
    except csv.Error as fault:
        at = Location(name, line)
        hint = "look at its quotation marks"
        raise BrokenCsvError(error("broken-table", f"this is no row of a table: {fault}", at, hint)) from None

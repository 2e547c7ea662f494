"""A list of people in a workbook (.xlsx), as the table that an import reads.

In: the bytes of a file. Out: the bytes of a CSV file with the same rows on the same lines, or why there is none. A cell
with a formula keeps it, and the row is refused by it: nothing is calculated.
"""

from __future__ import annotations

import csv
import io

from newsletter.problems import Location, Problem, error
from newsletter.translate.exchange.guard import workbook_problems
from newsletter.translate.exchange.workbook import MOST_ROWS, read_workbook

_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def is_workbook(data: bytes) -> bool:
    """True for what a spreadsheet program has packed, of now or of old."""
    return data.startswith(_BEGINNINGS)


def table_from_workbook(data: bytes, file: str) -> tuple[bytes, list[Problem]]:
    """The first sheet that holds anything, as CSV in UTF-8."""
    if problems := workbook_problems(data, file):
        return b"", problems
    try:
        sheets = read_workbook(data)
    except ValueError as fault:
        return b"", [error("broken-table", f"the file can't be read: {fault}", Location(file), "save it as CSV UTF-8")]
    rows = next((rows for rows in sheets.values() if any(cell.words for row in rows for cell in row)), [])
    if len(rows) > MOST_ROWS:
        message = f"the sheet has more than {MOST_ROWS:,} rows"
        return b"", [
            error("file-too-large", message, Location(file), "save it as CSV UTF-8, which may have any number")
        ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        # A row without anything is still a line, so that what is told of line 7 is seen in row 7.
        writer.writerow([" ".join(cell.words.split()) for cell in row] or [""])
    return out.getvalue().encode(), []

"""Use case: the rows of a list that were refused, as a table that can be mended and taken in again.

In: a list as it was sent, a look at it, how a reason is said. Out: CSV with the rows as they stand in the file, behind
them their lines and the reasons. No cell of it is a formula to a spreadsheet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from newsletter.mail.audience.csv_form import table_of
from newsletter.mail.audience.subscriber_csv import guard_cell
from newsletter.pipeline.readers.taking_in import ListLook, RefusedRow, SentList, kept_list, rows_read

HEADS = ("refused-line", "refused-because")
"""Heads of what is told of a row; an import reads neither column."""


def refused_table(sent: SentList, look: ListLook, said: Callable[[RefusedRow], str]) -> str:
    """The refused rows that a look lists, under the heads of their file; the heads alone where there is none."""
    out = io.StringIO()
    table_out = csv.writer(out)
    refused = {row.line: row for row in look.refused}
    heads = [column.head for column in look.columns]
    # A file that is mended a second time has these columns already.
    kept = [at for at, head in enumerate(heads) if head not in HEADS]
    table_out.writerow([*(guard_cell(heads[at]) for at in kept), *HEADS])
    with kept_list(sent) as (path, _):
        table, _ = table_of(path) if path else (None, [])
        for line, cells in rows_read(path, table) if path and table else ():
            if row := refused.get(line):
                own = [cells[at] if at < len(cells) else "" for at in kept]
                table_out.writerow([guard_cell(cell) for cell in (*own, str(line), said(row))])
    return out.getvalue()

"""Use case: the rows of a list that were refused, as a table that can be mended and taken in again.

In: a list and how it is to be taken, how a reason is said, what the two columns are called that tell of a row. Out: CSV
with each row's line and reason, and behind them the row as it stands in the file, with every cell: what has one too
many is refused again until it is mended. No cell of it is a formula to a spreadsheet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping

from newsletter.mail.audience.csv_form import table_of
from newsletter.mail.audience.other_tools import is_of_refused_rows
from newsletter.mail.audience.subscriber_csv import guard_cell
from newsletter.pipeline.audience.refused_rows import MOST_TOLD
from newsletter.pipeline.audience.workbooks import is_workbook
from newsletter.pipeline.readers.taking_in import (
    ListLook,
    ListRequest,
    RefusedRow,
    kept_list,
    look_at_list,
    masked,
    rows_read,
)
from newsletter.pipeline.use_case import Refused
from newsletter.problems import Problem

MOST_SAVED = MOST_TOLD
"""So many rows are in a table at the most."""


def refused_table(
    request: ListRequest, heads: tuple[str, str], said: Callable[[RefusedRow], str], of_workbook: str = ","
) -> str | Refused:
    """All rows that are refused, up to `MOST_SAVED` of them; the heads alone where there is none.

    Cells are parted as in the list; `of_workbook` parts those of a workbook, which says nothing about that.
    An import knows the `heads` of every language (`other_tools`), and reads neither column.
    """
    refused: dict[int, Problem] = {}

    def keep(problem: Problem) -> None:
        if problem.location and len(refused) < MOST_SAVED:
            refused.setdefault(problem.location.line, problem)

    look = look_at_list(request, keep)
    return look if isinstance(look, Refused) else _written(request, look, refused, heads, said, of_workbook)


def _written(
    request: ListRequest,
    look: ListLook,
    refused: Mapping[int, Problem],
    heads: tuple[str, str],
    said: Callable[[RefusedRow], str],
    of_workbook: str,
) -> str:
    out = io.StringIO()
    own = [column.head for column in look.columns]
    # A file that is mended a second time has these columns already.
    kept = [at for at, head in enumerate(own) if not is_of_refused_rows(head)]
    read_as = [column.read_as for column in look.columns]
    address = read_as.index("email") if "email" in read_as else 0
    with kept_list(request.sent) as (path, _):
        table, _ = table_of(path) if path else (None, [])
        # A spreadsheet that saved the file with semicolons opens no other in columns.
        of_list = table.delimiter if table else ","
        table_out = csv.writer(out, delimiter=of_workbook if is_workbook(request.sent.data) else of_list)
        table_out.writerow([*heads, *(guard_cell(own[at]) for at in kept)])
        for line, cells in rows_read(path, table) if path and table else ():
            if problem := refused.get(line):
                holds = masked(cells[address]) if address < len(cells) else ""
                row = [cells[at] if at < len(cells) else "" for at in kept] + cells[len(own) :]
                why = said(RefusedRow(line, holds, problem))
                table_out.writerow([str(line), guard_cell(why), *map(guard_cell, row)])
    return out.getvalue()

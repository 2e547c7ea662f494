"""Use case: a list of people is looked at column by column and row by row, and then taken in.

In: a place that is the home, a point, the bytes of a file, how somebody says that it is to be taken. Out: a `ListLook`:
what each column is read as, which rows are refused and why, how many join. Looking writes nothing; taking in is one
transaction with its line in the record.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PureWindowsPath

from newsletter.content.model import NationalPoint
from newsletter.database import Connection
from newsletter.mail.audience.csv_form import BrokenCsvError, Table, rows_of, table_of
from newsletter.mail.audience.csv_heads import NAMES, guess_columns
from newsletter.people.rights import Act
from newsletter.pipeline.at_home import refusing_by_database, secrets_at
from newsletter.pipeline.audience.importing import Consented, Imported, Manner, Told, import_subscribers
from newsletter.pipeline.audience.workbooks import is_workbook, table_from_workbook
from newsletter.pipeline.people.managing import Doer
from newsletter.pipeline.readers.handing import note
from newsletter.pipeline.use_case import Place, project_at, reporting
from newsletter.problems import Problem

MOST_SHOWN = 500
"""So many refused rows are shown; of more it is said how many."""
_LOOKED_AT = 200
"""Rows in which an example of each column is looked for."""
NOTHING = "-"
"""What a column is read as that tells nothing, whatever its head and its cells sound like; of one that is read as ""
the cells are looked at all the same for who has left.
"""
_LONGEST_NAME = 200
"""Bytes: file systems take 255."""


@dataclass(frozen=True, slots=True, repr=False)
class SentList:
    """A file as it was sent, with the name that it had."""

    name: str
    data: bytes

    @property
    def file(self) -> str:
        """A name that a file can have here."""
        bare = PureWindowsPath(Path(self.name).name).name
        kept = "".join(each for each in bare if each.isprintable() and each not in "/\\:").strip(". ")
        # The end has the kind of file; a character has up to four bytes, and what is cut in two goes.
        return kept.encode()[-_LONGEST_NAME:].decode("utf-8", "ignore").strip(". ") or "list.csv"


@dataclass(frozen=True, slots=True)
class Choices:
    """How a list is to be taken: what each column is read as, by number (None: as its head says); what comes first in
    its dates (`dmy`, `mdy`); whether its people are `readers` or have all `left`; what they agreed to, in which locale.
    """

    columns: Mapping[int, str] | None = None
    dates: str = ""
    taken_as: str = ""
    consent: str = ""
    consent_locale: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class SeenColumn:
    """A column: its head, what stands in it for instance (an address without its middle), what it is read as."""

    head: str
    example: str
    read_as: str


@dataclass(frozen=True, slots=True, repr=False)
class RefusedRow:
    """A row that does not join: its line, what its address begins and ends with, and why."""

    line: int
    holds: str
    problem: Problem


@dataclass(frozen=True, slots=True, repr=False)
class ListLook:
    """What a list holds. `imported` is None where it can't be taken yet; `problems` are then what is to be answered.

    `untold` refused rows are not among `refused`, because there are too many.
    """

    columns: tuple[SeenColumn, ...]
    rows: int
    imported: Imported | None
    refused: tuple[RefusedRow, ...] = ()
    untold: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A list for a point; `points` are all of them, none of whose own addresses joins."""

    place: Place
    point: str
    points: Mapping[str, NationalPoint]
    sent: SentList = field(repr=False)
    choices: Choices
    now: dt.datetime


@reporting
def look_at_list(request: ListRequest, told: Told | None = None) -> ListLook:
    """What taking a list in would do; of every row that would not join `told` hears."""
    return _taken(request, None, told)


@reporting
def take_list(request: ListRequest, doer: Doer) -> ListLook:
    """Let the people of a list join, but for the rows that are refused."""
    return _taken(request, doer)


@contextmanager
def kept_list(sent: SentList) -> Iterator[tuple[Path | None, list[Problem]]]:
    """The list as a file while it is read, a workbook as a table; None where it is none."""
    data = sent.data
    if is_workbook(data):
        data, problems = table_from_workbook(data, sent.file)
        if problems:
            yield None, list(problems)
            return
    with tempfile.TemporaryDirectory(prefix="newsletter-list-") as folder:
        path = Path(folder) / sent.file
        path.write_bytes(data)
        yield path, []


def _taken(request: ListRequest, doer: Doer | None, told_rows: Told | None = None) -> ListLook:
    project, secrets = project_at(request.place), secrets_at(request.place)
    choices = request.choices
    with kept_list(request.sent) as (path, unread):
        if path is None:
            return ListLook((), 0, None, problems=tuple(unread))
        table, problems = table_of(path)
        if table is None:
            return ListLook((), 0, None, problems=tuple(problems))
        guessed = guess_columns(table.heads)
        read_as = [(choices.columns or {}).get(at, guess) for at, guess in enumerate(guessed)]
        columns, count = _columns(path, table, read_as)
        # Before anybody has chosen, heads say it; then each column is named, or told to be nothing.
        told = choices.columns is not None
        mapping = [(name, at) for at, name in enumerate(read_as) if name in NAMES and told]
        ignored = [
            at
            for at, (name, guess) in enumerate(zip(read_as, guessed, strict=True))
            if told and (name == NOTHING or (guess and not name))
        ]
        manner = Manner(
            mapping, ignored, dates=choices.dates, taken_as=choices.taken_as, skip_refused=True, dry_run=doer is None
        )
        consented = Consented(choices.consent.strip(), choices.consent_locale or request.points[request.point].locale)

        def noted(connection: Connection, fates: Mapping[str, int]) -> None:
            if doer is not None:
                note(connection, request.point, doer, Act.IMPORT, fates["new"], request.now)

        with refusing_by_database():
            imported, problems = import_subscribers(
                project,
                request.point,
                path,
                consented,
                secrets,
                request.now,
                manner,
                points=request.points,
                noted=noted,
                told=told_rows,
            )
        refused, untold = _refused(path, table, read_as, imported) if imported else ((), 0)
    return ListLook(columns, count, imported, refused, untold, tuple(problems) if imported is None else ())


def _columns(path: Path, table: Table, read_as: list[str]) -> tuple[tuple[SeenColumn, ...], int]:
    """The columns, each with an example, and how many rows there are."""
    examples = [""] * len(table.heads)
    count = 0
    for at, (_, row) in enumerate(rows_read(path, table)):
        count += 1
        if at < _LOOKED_AT:
            for number, cell in enumerate(islice(row, len(examples))):
                examples[number] = examples[number] or cell
    seen = zip(table.heads, examples, read_as, strict=True)
    return tuple(SeenColumn(head, masked(cell)[:60], name) for head, cell, name in seen), count


def _refused(path: Path, table: Table, read_as: list[str], imported: Imported) -> tuple[tuple[RefusedRow, ...], int]:
    """The rows that do not join, by line, and how many more there are."""
    told = sorted(
        ((line, fault.problem) for fault in imported.faults for line in fault.lines), key=lambda each: each[0]
    )
    count = sum(fault.count for fault in imported.faults) + imported.unlisted
    shown = dict(told[:MOST_SHOWN])
    at = read_as.index("email") if "email" in read_as else 0
    held: dict[int, str] = {}
    for line, row in rows_read(path, table):
        if line in shown:
            held[line] = masked(row[at])[:60] if at < len(row) else ""
    return tuple(RefusedRow(line, held.get(line, ""), problem) for line, problem in shown.items()), count - len(shown)


def rows_read(path: Path, table: Table) -> Iterator[tuple[int, list[str]]]:
    """The rows as far as they can be read; what is wrong behind them, the import tells."""
    try:
        yield from rows_of(path, table)
    except BrokenCsvError:
        return


def masked(cell: str) -> str:
    """An address without its middle, as somebody who has it knows it again: `j…z@example.org`; else the cell."""
    local, at, domain = cell.rpartition("@")
    if not at:
        return cell
    return f"{local[:1]}…{local[-1:] if len(local) > 2 else ''}@{domain}"

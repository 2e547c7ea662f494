"""Texts as a table for people who work in a spreadsheet program.

In: a `Parcel`, or the bytes of an .xlsx file. Out: the other one. A row is a text: its id, what it is, its limit, what
to know of it, its source, and in the columns that are open its translation, state and a remark. How many of a plural a
row is stands behind its id: `ab12cd34[1]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.source import without_forbidden
from newsletter.locales import canonical
from newsletter.problems import Location, Problem, error, has_errors, nearest, warning
from newsletter.translate.exchange.guard import workbook_problems
from newsletter.translate.exchange.parcel import (
    Form,
    Parcel,
    Remark,
    Returned,
    form_id,
    notes_of,
    parsed_id,
    sent_mark,
    source_of,
)
from newsletter.translate.exchange.states import SHEET_STATES, Mark, mark_of_cell
from newsletter.translate.exchange.workbook import MOST_ROWS, Cell, Column, Kind, read_workbook, write_workbook
from newsletter.translate.unit import State

COLUMNS = (
    Column("id", 12),
    Column("kind", 14),
    Column("limit", 8),
    Column("note", 34),
    Column("source", 60),
    Column("translation", 60, is_open=True),
    Column("state", 16, is_open=True, choices=SHEET_STATES),
    Column("remark", 30, is_open=True),
    Column("sent", 8, is_hidden=True),
)
_NEEDED = ("id", "source", "translation")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TEXTS = "texts"
_HELP = (
    ("", "Write into the columns translation, state and remark; the others say what is meant."),
    ("", "Tags such as <b1>…</b1> and <br1/> stay, each once. The limit counts characters without tags."),
    ("", "state: translated when you are done, reviewed when somebody has read it too."),
    ("", "A remark comes back as a question to the editors."),
)


def write_table(parcel: Parcel) -> bytes:
    """The file."""
    rows = []
    for sent in parcel.texts:
        entry = sent.entry
        for number, target in enumerate(entry.targets):
            source, target = without_forbidden(source_of(entry, number)), without_forbidden(target)
            state = entry.state if target else State.MISSING
            notes = [note for note in notes_of(entry) if note != entry.about.kind]
            notes += [entry.context] if entry.context else []
            limit = str(entry.about.limit or "")
            name = form_id(sent.id, number, is_plural=bool(entry.plural))
            note = without_forbidden("\n".join(notes))
            rows.append([name, entry.about.kind, limit, note, source, target, state.value, "", sent_mark(target)])
    about = [("issue", parcel.issue), ("language", parcel.locale), *_HELP]
    return write_workbook(_TEXTS, COLUMNS, rows, about)


def read_table(data: bytes, file: str) -> Returned:
    """The texts of a file; none of one that is no such table."""
    if problems := workbook_problems(data, file):
        return Returned(problems=tuple(problems))
    try:
        sheets = read_workbook(data)
    except ValueError as fault:
        message = f"the table can't be read: {fault}"
        return Returned(problems=(error("broken-table", message, Location(file), "save it once more as .xlsx"),))
    rows = sheets.get(_TEXTS) or next((rows for name, rows in sheets.items() if name != "about"), [])
    said = {row[0].words: row[1].words for row in sheets.get("about", []) if len(row) > 1}
    issue, locale = said.get("issue", ""), canonical(said.get("language", "").replace("_", "-")) or ""
    heads = [cell.words.strip().lower() for cell in rows[0]] if rows else []
    if missing := [name for name in _NEEDED if name not in heads]:
        found = ", ".join(filter(None, heads)) or "nothing"
        hint = nearest(missing[0], filter(None, heads)) or f"its first row says: {found}"
        message = f"the table has no column `{missing[0]}`"
        return Returned(issue, locale, problems=(error("unknown-column", message, Location(file, 1), hint),))
    if len(rows) > MOST_ROWS:
        message = f"the table has more than {MOST_ROWS:,} rows"
        return Returned(issue, locale, problems=(error("file-too-large", message, Location(file), "split it"),))
    places = {name: heads.index(name) for name in (column.head for column in COLUMNS) if name in heads}
    forms: list[Form] = []
    faults: list[Problem] = []
    for line, row in enumerate(rows[1:], 2):
        cells = {name: row[at] if at < len(row) else Cell() for name, at in places.items()}
        if not any(cell.words.strip() for cell in cells.values()):
            continue
        told = list(_cell_problems(cells, places, file, line))
        faults += told
        if not has_errors(told):
            forms.append(_form(cells, Location(file, line)))
    return Returned(issue, locale, tuple(forms), tuple(faults))


def _form(cells: dict[str, Cell], place: Location) -> Form:
    def words(name: str) -> str:
        return cells[name].words if name in cells else ""

    text_id, number = parsed_id(words("id"))
    remark = " ".join(words("remark").split())
    return Form(
        id=text_id,
        number=number,
        source=words("source"),
        target=words("translation"),
        mark=mark_of_cell(words("state")) or Mark.TRANSLATED,
        place=place,
        sent=words("sent"),
        remarks=(Remark(remark),) if remark else (),
    )


def _cell_problems(cells: dict[str, Cell], places: dict[str, int], file: str, line: int) -> Iterator[Problem]:
    for name, cell in cells.items():
        at = Location(file, line)
        where = f"{_LETTERS[places[name]] if places[name] < len(_LETTERS) else ''}{line}"
        if cell.kind is Kind.FORMULA:
            message = f"the cell {where} is a formula: `{cell.words[:40]}`; nothing is calculated"
            yield error("formula-cell", message, at, "write its outcome as a text")
        elif cell.kind is Kind.OTHER and name in ("id", "source", "translation"):
            message = f"the cell {where} holds `{cell.words[:40]}`, which is no text"
            yield error("wrong-cell", message, at, "make the cell one for text, and type the words anew")
    state = cells.get("state", Cell()).words
    if mark_of_cell(state) is None:
        hint = nearest(state, SHEET_STATES) or f"write one of: {', '.join(SHEET_STATES)}"
        yield warning("unknown-state", f"`{state}` is no state; the text is taken as translated", at, hint)

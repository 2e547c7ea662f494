"""A table of terms: what somebody keeps in a spreadsheet, as terms by locale.

In: the bytes of a CSV file with a column `term`, one for each locale, and any of `kind`, `translate`, `forbidden`,
`exact-case`, `forms` and `note`. Out: the terms of each locale, or what is wrong with the table, each at its line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter import locales
from newsletter.content.source import has_forbidden
from newsletter.files import decode
from newsletter.problems import Location, Problem, error, nearest
from newsletter.translate.glossary import CONTEXT, FORBIDDEN, TERM, Term

COLUMNS = ("term", "kind", "translate", "forbidden", "exact-case", "forms", "note")
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
# What a spreadsheet would calculate, or has failed to; `+CityxChange` is the name of a project.
_FORMULA = re.compile(r"=|[+@-]\s*(?:\d|\$?[A-Z]{1,3}\$?\d|[A-Z][A-Z0-9.]*\()|#(?:REF|NAME\?|VALUE|DIV/0|N/A|NUM|NULL)")


@dataclass(frozen=True, slots=True)
class Listed:
    """A term of a table: for which locale, its context in `glossary.po`, and the line it stands on."""

    locale: str
    context: str
    term: Term
    line: int


def read_terms(data: bytes, file: str, known: Sequence[str]) -> tuple[list[Listed], list[Problem]]:
    """The terms of a table for the locales known; with anything wrong in it, none."""
    text, problems = decode(data, file)
    if text is None:
        return [], problems
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        line = 1
        for row in reader:
            rows.append((line, [" ".join(cell.split()) for cell in row]))
            line = reader.line_num + 1
    except csv.Error as fault:
        at = Location(file, reader.line_num)
        return [], [error("broken-table", f"this is no row of a table: {fault}", at, "look at its quotation marks")]
    columns, problems = _columns(rows, file, known)
    if problems:
        return [], problems
    found: list[Listed] = []
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows[1:]:
        if any(row):
            listed, faults = _row(line, row, columns, file)
            problems += faults
            found += listed
            for context, source in dict.fromkeys((each.context, each.term.source) for each in listed):
                before = seen.setdefault((context, source), line)
                if before != line:
                    message = f"`{source}` stands here a second time; the first is on line {before}"
                    problems.append(error("duplicate-entry", message, Location(file, line), "keep one of them"))
    return ([] if problems else found), problems


def _columns(
    rows: Sequence[tuple[int, list[str]]], file: str, known: Sequence[str]
) -> tuple[dict[str, int], list[Problem]]:
    """Where each column stands; a locale by its canonical tag."""
    heads = rows[0][1] if rows else []
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    for number, head in enumerate(heads):
        name = head if head in COLUMNS else head.lower().replace(" ", "-").replace("_", "-")
        if name not in COLUMNS:
            name = locales.canonical(head.replace("_", "-")) or head
        if name not in (*COLUMNS, *known):
            hint = nearest(head, [*COLUMNS, *known]) or f"there are: {', '.join((*COLUMNS, *known))}"
            problems.append(error("unknown-column", f"`{head}` is no column of this table", Location(file, 1), hint))
        elif name in columns:
            problems.append(error("duplicate-entry", f"the column `{name}` is here twice", Location(file, 1)))
        columns[name] = number
    if "term" not in columns:
        message = "the table has no column `term`"
        problems.append(error("unknown-column", message, Location(file, 1), "write `term,es,fr` into its first line"))
    elif not problems and not set(columns) & set(known):
        message = "the table has no column for a language, so nothing of it would be used"
        hint = f"write `term,{','.join(known[:2])}` into its first line; there are: {', '.join(known)}"
        problems.append(error("unknown-column", message, Location(file, 1), hint))
    return columns, problems


def _row(line: int, row: list[str], columns: dict[str, int], file: str) -> tuple[list[Listed], list[Problem]]:
    cells = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
    problems = list(_cell_problems(cells, Location(file, line)))
    if len(row) > len(columns) and any(row[len(columns) :]):
        message = f"the row has {len(row)} cells; the table has {len(columns)} columns"
        problems.append(error("broken-table", message, Location(file, line), "put a text with a comma in quotes"))
    is_read_only = cells.get("translate", "").lower() in _NO
    is_forbidden = cells.get("forbidden", "").lower() in _YES
    if is_read_only and is_forbidden:
        message = "a term that is never translated has no translation that could be forbidden"
        problems.append(error("wrong-cell", message, Location(file, line), "say `yes` in one of the two"))
    if problems:
        return [], problems
    context = FORBIDDEN if is_forbidden else CONTEXT if cells.get("kind") == CONTEXT else TERM
    found = []
    for locale in (name for name in columns if name not in COLUMNS):
        target = cells["term"] if is_read_only else cells[locale]
        if target:
            term = Term(
                source=cells["term"],
                target=target,
                is_read_only=is_read_only,
                is_forbidden=is_forbidden,
                is_exact_case=cells.get("exact-case", "").lower() in _YES or context == CONTEXT,
                forms=tuple(filter(None, (form.strip() for form in re.split("[,;|]", cells.get("forms", ""))))),
                note=cells.get("note", ""),
            )
            found.append(Listed(locale, context, term, line))
    return found, []


def _cell_problems(cells: dict[str, str], at: Location) -> Iterator[Problem]:
    if not cells["term"]:
        yield error("wrong-cell", "the row has no term", at, "write one, or take the row out")
    for name, cell in cells.items():
        if _FORMULA.match(cell):
            message = f"`{cell[:40]}` in the column `{name}` is a formula, or what is left of one"
            yield error("formula-cell", message, at, "write its outcome as a text")
        elif has_forbidden(cell):
            message = f"a character that may not stand in a text is in the column `{name}`"
            yield error("forbidden-character", message, at, "it is invisible: type the text anew")
        elif name in ("translate", "forbidden", "exact-case") and cell.lower() not in ("", *_YES, *_NO):
            yield error("wrong-cell", f"`{cell}` in the column `{name}` is neither yes nor no", at, "write yes or no")
        elif name == "kind" and cell not in ("", CONTEXT, TERM):
            yield error("wrong-cell", f"`{cell}` is no kind of term", at, "write `term` or `name`")

"""A subscriber CSV: a table of people who wish to get the newsletter, or have left it, as another program exports it.

In: a CSV file of any size and its form. Out: a `SubscriberRow` for each row, or a problem at its line that does not
repeat the address. The file is read a row at a time. Of somebody who has left nothing but the address must be readable:
a language that nobody understands keeps no leaver from being kept out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsletter.mail.audience.address import Address, parse_address
from newsletter.mail.audience.csv_form import Form, rows_of
from newsletter.mail.audience.csv_heads import COLUMNS, quoted
from newsletter.mail.audience.csv_values import moment, needed_order, wishes
from newsletter.mail.audience.names import clean_name
from newsletter.mail.audience.other_tools import (
    Sign,
    Standing,
    combine_signs,
    confirmation,
    is_refusal,
    is_remark_of_leaving,
    is_yes,
    standing,
)
from newsletter.mail.audience.states import SubscriptionState, SuppressionReason
from newsletter.problems import Location, Problem, Severity, error

MAX_CELL = 500
_FORMULA = re.compile(
    r"=|@[A-Z]+\(|[+-]\s*(?:\d|\$?[A-Z]{1,3}\$?\d|[A-Z][A-Z0-9.]*\()|#(?:REF|NAME\?|VALUE|DIV/0|N/A|NUM|NULL)"
)
_BEGINS = "=+-@＝＋－＠"
"""What formulas begin with; spreadsheets of East Asia take the wide ones too."""
_GUARDED = re.compile(f"'+[{re.escape(_BEGINS)}]")
_TIMES = ("since", "consent-on")


@dataclass(frozen=True, slots=True, repr=False)
class SubscriberRow:
    """A row that may join, or that has left: the address, and what is said of it; texts are empty where the row has
    none.

    `state` is empty when the row says nothing but why it must never be mailed (`suppressed`). `left_on` is a time in
    ISO 8601, `is_confirmed` says that another tool has a confirmed sign-up.
    """

    line: int
    address: Address
    name: str
    locales: str
    state: SubscriptionState
    since: str
    consent: str
    consent_locale: str
    consent_how: str
    consent_on: str
    suppressed: SuppressionReason
    left_on: str = ""
    is_confirmed: bool = False

    @property
    def is_leaver(self) -> bool:
        """True for who has left, or must not be mailed and is no reader."""
        return self.state is SubscriptionState.ENDED or (not self.state and bool(self.suppressed))


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows are to be taken: the point that they join, how dates are written, whether all of them have left."""

    point: str
    order: str = ""
    as_left: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """How a table writes its dates: the order that some of them can only have, or the first that can have either.

    `order` is empty where no date has strokes, `either` where it can't be told, `both` where two orders are needed.
    """

    order: str
    example: str = ""
    line: int = 0


def read_subscriber_csv(path: Path, form: Form, reading: Reading) -> Iterator[SubscriberRow | Problem]:
    """Each row as a row or as the reason why it is none; raises `BrokenRosterError` where reading must end.

    A reason that only concerns somebody who has left is a warning: nobody is mailed by it.
    """
    named, last, width = form.columns.named, form.columns.last, len(form.columns.heads)
    get = [(name, named.get(name, -1)) for name in COLUMNS]
    for line, row in rows_of(path, form):
        at = Location(path.name, line)
        cells = {name: row[number] if 0 <= number < len(row) else "" for name, number in get}
        said = _standing(row, form, at)
        if isinstance(said, Problem):
            yield said
            continue
        if cells["confirmed"] and not said.is_leaver:
            said = combine_signs([said, confirmation(cells["confirmed"], _head_of("confirmed", form))])
        if is_refusal(cells["consent"]):
            said = combine_signs([said, Standing(SubscriptionState.ENDED)])
        if reading.as_left:
            said = Standing(SubscriptionState.ENDED, said.reason)
        if said.is_leaver:
            yield _leaver(cells, said, _left_on(row, form, reading.order), reading, at)
        elif len(row) > width and any(row[last + 1 :]):
            hint = "put a text with a comma in quotes"
            yield error("long-row", "the row has more cells than the table has columns", at, hint)
        elif fault := _remarked(row, form, at):
            yield fault
        else:
            yield _reader(cells, said, _is_confirmed(row, form), reading, at)


def days_of(path: Path, form: Form) -> Days:
    """How the dates of a subscriber CSV are written; raises `BrokenRosterError`."""
    read = [form.columns.named[name] for name in _TIMES if name in form.columns.named]
    if not read:
        return Days("")
    found: set[str] = set()
    first = Days("")
    for line, row in rows_of(path, form):
        for number in read:
            order = needed_order(row[number]) if number < len(row) else ""
            if order == "either" and not first.line:
                first = Days("either", row[number], line)
            elif order and order != "either":
                found.add(order)
    if len(found) == 2:
        return Days("both")
    return Days(found.pop()) if found else first


def guard_cell(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; reading a subscriber CSV takes the mark away again."""
    return f"'{cell}" if (cell and cell[0] in _BEGINS) or _GUARDED.match(cell) else cell


def _standing(row: list[str], form: Form, at: Location) -> Standing | Problem:
    """How a row's person stands; what a column says of it that nobody understands is a problem."""
    if not form.columns.signs:
        return Standing()
    all_said = []
    for sign, number in form.columns.signs:
        cell = row[number] if number < len(row) else ""
        said = standing(sign, cell)
        if said is None:
            head = form.columns.heads[number]
            return _not_understood(sign, cell, head, at)
        all_said.append(said)
    return combine_signs(all_said)


def _remarked(row: list[str], form: Form, at: Location) -> Problem | None:
    """That a cell which nobody reads seems to say that somebody has left, or wants no mail."""
    for number in form.columns.remarks:
        cell = row[number] if number < len(row) else ""
        if not cell:
            continue
        head = quoted(form.columns.heads[number])
        if number in form.columns.agreeing and is_refusal(cell):
            message = f"the column {head} says `{cell[:30]}`, as if this person wanted no mail"
            hint = f"say that it tells who reads with --map joined={head}, or that it does not with --ignore {head}"
            return error("unmapped-leaving", message, at, hint)
        if is_remark_of_leaving(cell):
            message = f"a cell of the column {head} sounds as if this person had left"
            hint = f"take who has left into a file of their own and pass --as left; if nobody has, pass --ignore {head}"
            return error("unmapped-leaving", message, at, hint)
    return None


def _not_understood(sign: Sign, cell: str, head: str, at: Location) -> Problem:
    if sign is Sign.LISTS:
        hint = "export the people of one list at a time"
        return error("bad-row", "the person reads some lists and has left others", at, hint)
    shown = "an address" if "@" in cell else f"`{cell[:30]}`"
    message = f"the column `{head[:60]}` says {shown}, which tells neither that people read nor that they have left"
    hint = f"write `active`, `pending` or `ended`; if the column is about something else, pass --ignore {head[:60]}"
    return error("bad-row", message, at, hint)


def _left_on(row: list[str], form: Form, order: str) -> str:
    """When somebody left, as far as a column says it: of a day without a time its end, since nobody knows better."""
    for sign, number in form.columns.signs:
        if sign is Sign.LEFT and number < len(row) and (at := moment(row[number], order)):
            return at.replace(" ", "T") if len(at) > 10 else f"{at}T23:59:59"
    return ""


def _head_of(name: str, form: Form) -> str:
    number = form.columns.named.get(name, -1)
    return form.columns.heads[number] if number >= 0 else ""


def _is_confirmed(row: list[str], form: Form) -> bool:
    number, proof = form.columns.named.get("confirmed", -1), form.columns.proof
    if not 0 <= number < len(row) or (proof >= 0 and not row[proof]):
        return False
    return is_yes(row[number], form.columns.heads[number])


def _leaver(
    cells: dict[str, str], said: Standing, left_on: str, reading: Reading, at: Location
) -> SubscriberRow | Problem:
    """Somebody who has left; what of the other cells can't be used is left out."""
    address, reason = parse_address(_bare(cells["email"]))
    if address is None:
        hint = "nobody can be kept out by it; correct it if somebody may be meant"
        return Problem("bad-recipient", f"the address of somebody who has left {reason}", at, hint, Severity.WARNING)
    if fault := _of_other_point(cells["point"], reading.point, at):
        return fault
    texts = {name: clean_name(_bare(cell)) or "" for name, cell in cells.items() if len(cell) <= MAX_CELL}
    since, consent_on = (moment(cells[name], reading.order) or "" for name in ("since", "consent-on"))
    consent_locale = wishes(texts.get("consent-locale", ""))[0]
    return SubscriberRow(
        at.line, address, _name(texts), wishes(texts.get("locales", ""))[0], said.state, since,
        clean_name(_bare(cells["consent"])) or "", "" if " " in consent_locale else consent_locale,
        texts.get("consent-how", ""), consent_on, said.reason, left_on,
    )  # fmt: skip


def _reader(
    cells: dict[str, str], said: Standing, is_confirmed: bool, reading: Reading, at: Location
) -> SubscriberRow | Problem:
    for name, cell in cells.items():
        if not cell:
            continue
        if cell[0] in "=+-@#" and _FORMULA.match(cell):
            return error("formula-cell", f"a formula stands in the column `{name}`", at, "write its outcome as a text")
        if name != "consent" and len(cell) > MAX_CELL:
            message = f"the cell of `{name}` has {len(cell):,} characters; the limit is {MAX_CELL}"
            return error("bad-row", message, at, "is a quotation mark missing?")
        if name != "email" and (cell[0] == "'" or not cell.isprintable()):
            text = clean_name(_bare(cell))
            if text is None:
                hint = "it is invisible: type the text anew"
                return error("bad-row", f"a control character is in the column `{name}`", at, hint)
            cells[name] = text
    address, reason = parse_address(_bare(cells["email"]))
    if address is None:
        return error("bad-recipient", f"the address {reason}", at, "correct it, or take the row out")
    known, unknown = wishes(cells["locales"])
    if unknown:
        shown = "an address" if "@" in unknown else f"`{unknown[:30]}`"
        return error("bad-language", f"{shown} is no language", at, "write a tag such as `es` or `nl-BE`")
    if fault := _of_other_point(cells["point"], reading.point, at):
        return fault
    consent_locale, unknown = wishes(cells["consent-locale"])
    if unknown or " " in consent_locale:
        return error("bad-row", "the column `consent-locale` does not hold one language", at)
    for name in _TIMES:
        found = moment(cells[name], reading.order)
        if found is None:
            hint = "write it like 2023-11-21; --dates dmy or mdy says what comes first in 11/21/2023"
            return error("bad-day", f"the column `{name}` holds no date", at, hint)
        cells[name] = found
    return SubscriberRow(
        at.line, address, _name(cells), known, said.state, cells["since"], cells["consent"], consent_locale,
        cells["consent-how"], cells["consent-on"], said.reason, is_confirmed=is_confirmed,
    )  # fmt: skip


def _bare(cell: str) -> str:
    """A cell without the mark that `guard_cell` has given it."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell


def _name(cells: dict[str, str]) -> str:
    return cells.get("name") or f"{cells.get('first-name', '')} {cells.get('last-name', '')}".strip()


def _of_other_point(said: str, point: str, at: Location) -> Problem | None:
    if not said or said == point:
        return None
    hint = f"import it with --point {said}" if said.isalnum() else "take the row out"
    return error("bad-row", "the row is of another point", at, hint)

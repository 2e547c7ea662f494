"""What a point changes in an issue, beside the central issue, row by row; and how each of it is taken back.

In: the central issue, the point's file as a form and as it is read, names to show. Out: `OverlayRows`. Nothing is
written: a row offers `Change`s, lists of edits as the browser sends them. Rows stand in the order of the point's
letter; what it leaves out stands behind what it follows in the central issue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from newsletter.content.edit import Plain
from newsletter.content.issue import FORMER_LEAD, changed_by, named
from newsletter.content.model import IssueFile, Overlay
from newsletter.content.sections import Move, Section, section_kinds
from newsletter.pipeline.editing.forms import FormFile
from newsletter.pipeline.editing.lost import Change, LostRow, lost_rows, remove, without
from newsletter.workspace import NO_FILE

_NOTHING = Overlay(locale="en")
"""What a point changes that has no file yet: its first step may be what makes one."""
Fate = Literal["follows", "own-lead", "former-lead", "moved", "partly", "left-out", "emptied", "added"]
"""What becomes of a section: `partly` something in it is left out, `emptied` everything in it is, or leads."""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An article or network of a section: `leads` where the point opens its letter with it."""

    number: int
    slug: str
    state: Literal["shown", "left-out", "leads"] = "shown"
    leave_out: Change = ()
    take_back: Change = ()


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section beside what the point makes of it.

    `central` is the number in the central issue, `added` that in the point's file; -1 for none. `moved_beside` is the
    section beside which it was put. `units` are the paths, below the file, of the point's values that change it.
    """

    id: str
    kind: str
    fate: Fate
    heading: str = ""
    central: int = -1
    added: int = -1
    items: tuple[ShownItem, ...] = ()
    text: str = ""
    is_moved: bool = False
    is_before: bool = False
    moved_beside: str = ""
    units: tuple[str, ...] = ()
    leave_out: Change = ()
    take_back: Change = ()
    move_back: Change = ()
    up: Change = ()
    down: Change = ()

    @property
    def refers(self) -> str:
        """What it shows: `article`, `network`, or "" for words of its own."""
        return section_kinds().get(self.kind, "")


@dataclass(frozen=True, slots=True)
class OverlayRows:
    """All rows; `differences` counts what the point has changed."""

    sections: tuple[SectionRow, ...]
    lost: tuple[LostRow, ...]
    differences: int


@dataclass(frozen=True, slots=True)
class _Point:
    """A point's file, as it is written."""

    form: FormFile
    omit: list[Plain]
    move: list[Plain]
    add: list[Plain]
    lead: str

    def moves_of(self, section: str) -> list[int]:
        """The numbers of the moves of a section."""
        return [number for number, each in enumerate(self.move) if _text(each, "section") == section]

    def omits_of(self, name: str) -> list[int]:
        """Where a section, an article or a network is left out by its name."""
        return [number for number, each in enumerate(self.omit) if each == name]

    def without(self, key: str, numbers: Sequence[int]) -> Change:
        """Take items out of a list; a list with nothing left goes with its key."""
        return without(key, getattr(self, key), numbers)

    def with_omitted(self, name: str) -> Change:
        """Leave something out."""
        return (_insert(["omit", len(self.omit)], name),)


def overlay_rows(issue: IssueFile, overlay: Overlay | None, form: FormFile) -> OverlayRows:
    """The rows of a point's changes. `overlay` is the file as it was read; None where it can't be, or is not there."""
    omit, move, add = (form.items((key,)) for key in ("omit", "move", "add"))
    point = _Point(form, omit, move, add, form.text(("lead",)))
    central = named(issue.sections)
    after = changed_by(overlay, central) if overlay else central
    order = [section.id or "" for section in after]
    known = {section.id or "": section for section in central}
    rows = {section.id or "": _central_row(section, number, point, order) for number, section in enumerate(central)}
    rows |= {row.id: row for row in _led_rows(central, after, known, point)}
    added = {_number_of(section): section for section in after if "/add/" in section.at}
    for number, value in enumerate(point.add):
        row = _added_row(number, value, added.get(number), point)
        rows[row.id] = row
    moving = _Moving(central, _NOTHING if form.version == NO_FILE else overlay, point)
    placed = [_with_steps(rows[name], order, moving) for name in order if name in rows]
    for before, row in _unplaced(rows, [row.id for row in placed]):
        at = next((n + 1 for n, each in enumerate(placed) if each.id == before), 0 if row.added < 0 else len(placed))
        placed.insert(at, row)
    # What only stands beside something else that is gone is told in its own row.
    lost = [row for row in lost_rows(issue, form) if row.field in ("", "section")]
    differences = len(point.omit) + len(point.move) + len(point.add)
    differences += sum(bool(form.text((key,))) for key in ("subject", "preheader", "lead", "note"))
    return OverlayRows(tuple(placed), tuple(lost), differences)


def count_differences(overlay: Overlay | None) -> int:
    """How many things a point changes; 0 where it has no file, or one that can't be read."""
    if overlay is None:
        return 0
    own = (overlay.subject, overlay.preheader, overlay.lead, overlay.note)
    return len(overlay.omit) + len(overlay.move) + len(overlay.add) + sum(value is not None for value in own)


def names_in(overlay: Overlay) -> set[str]:
    """Sections, articles and networks of the central issue that a point's part names, as what stands beside others."""
    moved = {name for move in overlay.move for name in (move.section, move.before, move.after) if name}
    beside = {name for addition in overlay.add for name in (addition.before, addition.after) if name}
    return {*overlay.omit, *moved, *beside}


def _central_row(section: Section, number: int, point: _Point, order: Collection[str]) -> SectionRow:
    name = section.id or ""
    omits, moves = point.omits_of(name), point.moves_of(name)
    items = tuple(_shown(section, at, slug, point) for at, slug in enumerate(_slugs(section)))
    gone = [item for item in items if item.state == "left-out"]
    fate: Fate = "follows"
    if omits:
        fate = "left-out"
    elif name not in order:
        fate = "emptied"
    elif section.lead and point.lead:
        fate = "own-lead"
    elif moves:
        fate = "moved"
    elif gone:
        fate = "partly"
    last = point.move[moves[-1]] if moves else None
    before = _text(last, "before")
    return SectionRow(
        name,
        section.kind,
        fate,
        heading=section.heading or "",
        central=number,
        items=items,
        is_moved=bool(moves),
        is_before=bool(before),
        moved_beside=before or _text(last, "after"),
        units=(*(f"omit/{each}" for each in omits), *(f"move/{each}" for each in moves)),
        leave_out=() if omits else point.with_omitted(name),
        take_back=point.without("omit", omits),
        move_back=point.without("move", moves),
    )


def _shown(section: Section, number: int, slug: str, point: _Point) -> ShownItem:
    omits = point.omits_of(slug)
    if omits:
        return ShownItem(number, slug, "left-out", take_back=point.without("omit", omits))
    leads = point.lead == slug and section.kind == "articles"
    return ShownItem(number, slug, "leads" if leads else "shown", leave_out=() if leads else point.with_omitted(slug))


def _led_rows(
    central: Sequence[Section], after: Sequence[Section], known: Mapping[str, Section], point: _Point
) -> Iterator[SectionRow]:
    """What a lead of the point's own puts into its letter: the lead where there was none, and the former one."""
    former = next((section for section in central if section.lead), None)
    for section in after:
        if section.lead == point.lead and section.id and (section.id not in known or not known[section.id].lead):
            yield SectionRow(section.id, "lead", "own-lead")
        if section.id == FORMER_LEAD and FORMER_LEAD not in known and former and former.lead:
            item = ShownItem(0, former.lead, leave_out=point.with_omitted(former.lead))
            yield SectionRow(FORMER_LEAD, "articles", "former-lead", items=(item,))


def _added_row(number: int, value: Plain, section: Section | None, point: _Point) -> SectionRow:
    kind = next((kind for kind in section_kinds() if isinstance(value, dict) and kind in value), "")
    shown = point.form.items(("add", number, kind)) if section_kinds().get(kind) else []
    before, after = (_text(value, key) for key in ("before", "after"))
    return SectionRow(
        (section.id if section else "") or f"/add/{number}",
        kind,
        "added",
        heading=point.form.text(("add", number, "heading")),
        added=number,
        items=tuple(ShownItem(at, str(slug)) for at, slug in enumerate(shown)),
        text=point.form.text(("add", number, "text")),
        is_before=bool(before),
        moved_beside=before or after,
        units=(f"add/{number}",),
        take_back=point.without("add", [number]),
    )


@dataclass(frozen=True, slots=True)
class _Moving:
    """Ways to put a section one place higher or lower, each tried before it is offered."""

    central: Sequence[Section]
    overlay: Overlay | None
    point: _Point

    def change(self, row: SectionRow, wanted: Sequence[str]) -> Change:
        """The shortest change that gives this order; () where there is none."""
        if self.overlay is None:
            return ()
        ways = self._of_addition(row, wanted) if row.added >= 0 else self._of_central(row, wanted)
        for overlay, change in ways:
            if [section.id for section in changed_by(overlay, list(self.central))] == list(wanted):
                return change
        return ()

    def _beside(self, row: SectionRow, wanted: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Where a section stands, said by its neighbours; only sections with an id of their own can be named."""
        at = wanted.index(row.id)
        own = {addition.id for addition in self.overlay.add} if self.overlay else set()
        can_be_named = {section.id for section in self.central} | own
        if at and wanted[at - 1] in can_be_named:
            yield "after", wanted[at - 1]
        if at + 1 < len(wanted) and wanted[at + 1] in can_be_named:
            yield "before", wanted[at + 1]

    def _of_central(self, row: SectionRow, wanted: Sequence[str]) -> Iterator[tuple[Overlay, Change]]:
        assert self.overlay is not None  # noqa: S101 (looked at by `change`)
        numbers = self.point.moves_of(row.id)
        others = tuple(move for move in self.overlay.move if move.section != row.id)
        if numbers:
            yield self.overlay.model_copy(update={"move": others}), self.point.without("move", numbers)
        for side, other in self._beside(row, wanted):
            moved = Move.model_validate({"section": row.id, side: other})
            changed = self.overlay.model_copy(update={"move": (*others, moved)})
            value = {"section": row.id, side: other}
            gone = tuple(remove(["move", number], self.point.move[number]) for number in reversed(numbers))
            yield changed, (*gone, _insert(["move", len(self.point.move) - len(numbers)], value))

    def _of_addition(self, row: SectionRow, wanted: Sequence[str]) -> Iterator[tuple[Overlay, Change]]:
        assert self.overlay is not None  # noqa: S101 (looked at by `change`)
        value = self.point.add[row.added]
        numbers = {_number_of(addition): n for n, addition in enumerate(self.overlay.add)}
        if row.added not in numbers:
            return
        for side, other in (*self._beside(row, wanted), ("", "")):
            place: dict[str, str | None] = {"before": None, "after": None}
            place |= {side: other} if side else {}
            add = list(self.overlay.add)
            add[numbers[row.added]] = add[numbers[row.added]].model_copy(update=place)
            sets = [
                {"op": "set", "path": ["add", row.added, key], "value": new, "was": _text(value, key) or None}
                for key, new in place.items()
                if (_text(value, key) or None) != new
            ]
            # First what goes: a section stands before or after another, never both.
            sets.sort(key=lambda each: each["value"] is not None)
            yield self.overlay.model_copy(update={"add": tuple(add)}), tuple(sets)


def _with_steps(row: SectionRow, order: Sequence[str], moving: _Moving) -> SectionRow:
    if row.fate == "former-lead" or row.id not in order:
        return row
    at = order.index(row.id)
    up = [*order[: at - 1], row.id, order[at - 1], *order[at + 1 :]] if at else None
    down = [*order[:at], order[at + 1], row.id, *order[at + 2 :]] if at + 1 < len(order) else None
    return replace(
        row,
        up=moving.change(row, up) if up else (),
        down=moving.change(row, down) if down else (),
    )


def _unplaced(rows: Mapping[str, SectionRow], placed: Collection[str]) -> Iterator[tuple[str, SectionRow]]:
    """Rows that are not in the point's letter, each with the central one that it stands behind."""
    before = ""
    for name, row in rows.items():
        if name not in placed:
            yield (before if row.central >= 0 else name), row
        if row.central >= 0:
            before = name


def _slugs(section: Section) -> tuple[str, ...]:
    return section.slugs_of(section.kind) if section_kinds()[section.kind] else ()


def _number_of(section: Section) -> int:
    return int(section.at.rpartition("/")[2])


def _text(value: Plain | None, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _insert(path: list[str | int], value: Any) -> Mapping[str, Any]:
    return {"op": "insert", "path": path, "value": value, "was": None}

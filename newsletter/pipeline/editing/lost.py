"""What a point's file says of sections, articles and networks that the central issue no longer has, and taking it out.

In: the ids and what they show, the point's file as a form. Out: `LostRow`s, each with the edits that take it out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from newsletter.content.edit import Plain
from newsletter.content.issue import named
from newsletter.content.lost import Key, LostName, lost_names
from newsletter.content.model import IssueFile
from newsletter.pipeline.editing.forms import FormFile

Change: TypeAlias = tuple[Mapping[str, Any], ...]
"""Edits of the point's file, one after the other, as a browser sends them (`pipeline.editing.asked`); () for none."""


@dataclass(frozen=True, slots=True)
class LostRow:
    """A value of the point's file that names what the central issue does not have, or no longer has."""

    key: Key
    name: str
    unit: str
    take_back: Change
    field: str = ""


def lost_rows(issue: IssueFile, form: FormFile) -> list[LostRow]:
    """All such values of a file, in its order."""
    return [
        LostRow(each.key, each.name, f"{each.key}/{each.number}", take_out(form, [each]), each.field)
        for each in _lost(issue, form)
    ]


def take_out(form: FormFile, lost: Sequence[LostName]) -> Change:
    """Edits that take names out: a move and what is left out go, an addition stays and says no place any more."""
    change: list[Mapping[str, Any]] = []
    for key in ("omit", "move"):
        numbers = {each.number for each in lost if each.key == key}
        change += without(key, form.items((key,)), numbers) if numbers else ()
    change += [
        {"op": "set", "path": ["add", each.number, each.field], "value": None, "was": each.name}
        for each in lost
        if each.key == "add"
    ]
    return tuple(change)


def without(key: str, items: Sequence[Plain], numbers: Collection[int]) -> Change:
    """Take items out of a list; a list with nothing left goes with its key."""
    if numbers and len(numbers) == len(items):
        return ({"op": "set", "path": [key], "value": None, "was": list(items)},)
    return tuple(remove([key, number], items[number]) for number in sorted(numbers, reverse=True))


def remove(path: list[str | int], was: Plain) -> Mapping[str, Any]:
    """Take one value out."""
    return {"op": "remove", "path": path, "was": was}


def _lost(issue: IssueFile, form: FormFile) -> list[LostName]:
    central = named(issue.sections)
    shown = {slug for section in central for slug in (*section.article_slugs, *section.networks)}
    return lost_names(form.values, [section.id or "" for section in central], shown)

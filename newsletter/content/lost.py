"""What a point's file names of the central issue that is not there, or no longer: its sections, and what they show.

In: the values of the file as they are written, the names that there are. Out: a `LostName` for each.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from newsletter.content.edit import Plain

Key = Literal["omit", "move", "add"]


@dataclass(frozen=True, slots=True)
class LostName:
    """A name that leads nowhere: item `number` of the list `key` says it, in its `field` ("" for the item itself)."""

    key: Key
    number: int
    field: str
    name: str


def lost_names(values: Mapping[str, Plain], sections: Collection[str], shown: Collection[str]) -> list[LostName]:
    """Names in `omit`, `move` and `add` of what is not there.

    `sections` are the ids of the central sections, those that follow from their kind as well; `shown` are the
    articles and networks in them.
    """
    items = {key: _items(values, key) for key in ("omit", "move", "add")}
    own = {str(each["id"]) for each in items["add"] if isinstance(each, dict) and each.get("id")}
    ids, found = {*sections, *own}, []
    for number, name in enumerate(items["omit"]):
        if isinstance(name, str) and name not in {*ids, *shown}:
            found.append(LostName("omit", number, "", name))
    fields: tuple[tuple[Key, tuple[str, ...]], ...] = (
        ("move", ("section", "before", "after")),
        ("add", ("before", "after")),
    )
    for key, named in fields:
        for number, value in enumerate(items[key]):
            for field in named:
                said = value.get(field) if isinstance(value, dict) else None
                if isinstance(said, str) and said and said not in ids:
                    found.append(LostName(key, number, field, said))
    return found


def _items(values: Mapping[str, Plain], key: str) -> list[Plain]:
    held = values.get(key)
    if isinstance(held, list):
        return held
    return [held] if held is not None and held != "" else []

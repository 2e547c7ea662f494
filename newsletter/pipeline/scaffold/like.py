"""An issue made like another one: the same sections and points' changes, without what the other one tells.

In: the files of the other issue, and what is new. Out: the files of the new one. Remarks, order and settings stay;
subject, preheader, articles, networks and texts go, and so do warnings that somebody has decided to live with, since
each issue is looked at anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from newsletter.content.edit import Change, EditRefusedError, Plain, Remove, Set, edit, values_in
from newsletter.content.issue import ids_of
from newsletter.content.lost import lost_names
from newsletter.content.sections import section_kinds
from newsletter.content.yaml_text import Value

_OWN_WORDS = ("subject", "preheader", "lead", "note")


def files_like(root: Path, like: str, slug: str, new: Mapping[str, Value]) -> dict[str, bytes]:
    """The files of an issue like another; `new` are the values of its keys, such as `date` and `subject`.

    Raises `NotAlikeError` where the other one can't be read so far.
    """
    file = f"issues/{like}/issue.yaml"
    data = (root / file).read_bytes()
    values = _values(file, data)
    changes: list[Change] = [*_emptied(values, "sections"), *(Set((key,), value) for key, value in new.items())]
    changes += [Remove(("accept",))] if "accept" in values else []
    made = {f"issues/{slug}/issue.yaml": _edited(file, data, changes)}
    kinds = [
        (section, kind) for section in _sections(values, "sections") for kind in section if kind in section_kinds()
    ]
    ids = ids_of([(str(section.get("id") or ""), kind) for section, kind in kinds])
    for path in sorted((root / f"issues/{like}/points").glob("*.yaml")):
        data = path.read_bytes()
        if overlay := _overlay(path.relative_to(root).as_posix(), data, ids):
            made[f"issues/{slug}/points/{path.name}"] = overlay
    return made


class NotAlikeError(EditRefusedError):
    """A file of the other issue can't be changed in place; `file` is its name, `line` counts from 1."""

    def __init__(self, file: str, fault: EditRefusedError) -> None:
        super().__init__(str(fault), fault.line)
        self.file = file


def _values(file: str, data: bytes) -> dict[str, Plain]:
    try:
        return values_in(data)
    except EditRefusedError as fault:
        raise NotAlikeError(file, fault) from fault


def _edited(file: str, data: bytes, changes: list[Change]) -> bytes:
    try:
        return edit(data, changes)
    except EditRefusedError as fault:
        raise NotAlikeError(file, fault) from fault


def _sections(values: Mapping[str, Plain], key: str) -> list[dict[str, Plain]]:
    held = values.get(key, [])
    return [each for each in (held if isinstance(held, list) else [held]) if isinstance(each, dict)]


def _emptied(values: Mapping[str, Plain], key: str) -> list[Change]:
    """Each section with its kind and heading, and nothing in it."""
    is_list = isinstance(values.get(key), list)
    return [
        Set((key, number, kind) if is_list else (key, kind), [] if isinstance(section[kind], list) else None)
        for number, section in enumerate(_sections(values, key))
        for kind in section_kinds()
        if kind in section
    ]


def _overlay(file: str, data: bytes, ids: Collection[str]) -> bytes | None:
    """What a point changes in the order of sections; None where nothing is left of its changes."""
    values = _values(file, data)
    gone = [key for key in _OWN_WORDS if key in values]
    changes = _emptied(values, "add")
    lost = lost_names(values, ids, ())
    for key in ("omit", "move"):
        numbers = sorted({each.number for each in lost if each.key == key}, reverse=True)
        held = values.get(key)
        count = len(held) if isinstance(held, list) else 1
        if numbers and len(numbers) == count:
            gone.append(key)
        else:
            changes += [Remove((key, number)) for number in numbers]
    is_list = isinstance(values.get("add"), list)
    changes += [
        Remove(("add", each.number, each.field) if is_list else ("add", each.field))
        for each in lost
        if each.key == "add"
    ]
    if not set(values) - {*gone, "locale"}:
        return None
    return _edited(file, data, [*changes, *(Remove((key,)) for key in gone)])

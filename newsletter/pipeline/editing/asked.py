"""Edits as a page asks for them: `{"edits": [{"op": "set", "path": ["subject"], "value": "…", "was": "…"}]}`.

In: JSON that was read. Out: edits, or `BadEditsError` for what a page of ours never sends.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.content.edit import Change, Insert, Move, Plain, Remove, Set, plain_of
from newsletter.content.spans import Path
from newsletter.content.yaml_text import Value
from newsletter.exceptions import NewsletterError
from newsletter.pipeline.editing.merging import Edit

_MOST_EDITS = 200
_DEEPEST = 12


class BadEditsError(NewsletterError):
    """What was asked for is none of the edits there are."""


def edits_from(body: object) -> tuple[Edit, ...]:
    """The edits of a request, in their order. Raises `BadEditsError`."""
    asked = body.get("edits") if isinstance(body, Mapping) else None
    if not isinstance(asked, list) or not 0 < len(asked) <= _MOST_EDITS:
        raise BadEditsError(f"`edits` is a list of 1 to {_MOST_EDITS}")
    return tuple(_edit(each) for each in asked)


def _edit(asked: object) -> Edit:
    if not isinstance(asked, Mapping):
        raise BadEditsError("an edit is an object")
    was = asked.get("was")
    seen: Plain | None = None if was is None else plain_of(_value(was))
    return Edit(_change(asked, _path(asked.get("path"))), seen)


def _change(asked: Mapping[str, object], path: Path) -> Change:
    match asked.get("op"):
        case "set":
            return Set(path, _value(asked.get("value")))
        case "insert":
            before = asked.get("before") or ""
            if asked.get("value") is None or not isinstance(before, str):
                raise BadEditsError("`insert` has a `value`, and `before` is a key")
            return Insert(path, _value(asked["value"]), before)
        case "remove":
            return Remove(path)
        case "move":
            to = asked.get("to")
            if not isinstance(to, int) or isinstance(to, bool):
                raise BadEditsError("`move` has a number `to`")
            return Move(path, to)
        case op:
            raise BadEditsError(f"`{op}` is no edit: there are set, insert, remove and move")


def _path(path: object) -> Path:
    steps = path if isinstance(path, list) and 0 < len(path) <= _DEEPEST else [None]
    if not all(isinstance(step, str) or (type(step) is int and step >= 0) for step in steps):
        raise BadEditsError("`path` is a list of keys and numbers")
    return tuple(steps)


def _value(value: object, depth: int = 0) -> Value:
    if depth > _DEEPEST:
        raise BadEditsError("a value is too deep")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, list):
        return [_value(each, depth + 1) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _value(each, depth + 1) for key, each in value.items()}
    raise BadEditsError("a value is a text, number, list or object")

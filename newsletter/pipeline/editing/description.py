"""Every field of the editors' files as a form needs to know it, taken from the models that check the files.

In: a model. Out: its `Field`s in the order in which they are written: what controls them, how long they may be, what is
to choose from, whether they must be there, what they are called and what is to be said of them. Forms and JSON Schemas
both stand on this, so that neither can know a field that the other does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le, MinLen
from pydantic.fields import FieldInfo

from newsletter.content.brand import Theme
from newsletter.content.document import Document
from newsletter.content.fields import (
    Address,
    Colour,
    Country,
    Date,
    End,
    Link,
    LocaleTag,
    Model,
    Name,
    OneOf,
    Slug,
    Start,
    Time,
    TimeZone,
    Words,
)
from newsletter.content.model import Article, IssueFile, NationalPoint, Network, Overlay
from newsletter.content.parts import Person
from newsletter.content.sections import Refers
from newsletter.content.spans import Path
from newsletter.pipeline.editing.field_words import words_for
from newsletter.settings.smtp import SmtpAddress


class Control(StrEnum):
    """What a value is changed with."""

    LINE = "line"
    LINES = "lines"
    """A text of several lines on a screen, though of one in the letter."""
    PASSAGE = "passage"
    """Markdown."""
    DAY = "day"
    MOMENT = "moment"
    """A day, with an hour or without."""
    HOUR = "hour"
    NUMBER = "number"
    TICK = "tick"
    CHOICE = "choice"
    COUNTRY = "country"
    LOCALE = "locale"
    TIME_ZONE = "time-zone"
    LINK = "link"
    ADDRESS = "address"
    SERVER = "server"
    PICTURE = "picture"
    """The name of a file in `issues/images/`."""
    NAME = "name"
    """What others refer to something by: small letters, digits, hyphens."""
    COLOUR = "colour"
    GROUP = "group"
    LIST = "list"


_LONG = 100
"""Characters from which on a text has several lines in a form."""
_KINDS: tuple[tuple[Any, Control], ...] = (
    (LocaleTag, Control.LOCALE),
    (Country, Control.COUNTRY),
    (TimeZone, Control.TIME_ZONE),
    (Link, Control.LINK),
    (Address, Control.ADDRESS),
    (SmtpAddress, Control.SERVER),
    (Date, Control.DAY),
    (Time, Control.HOUR),
    (Start, Control.MOMENT),
    (End, Control.MOMENT),
    (Slug, Control.NAME),
    (Colour, Control.COLOUR),
)
_REFERS = {("network", "Article"): "network", ("from", "Article"): "point", ("lead", "Overlay"): "article"}
"""What single names refer to that no mark of their own says it of."""
_FILLED_IN = frozenset({"locale"})
"""Keys that are filled in where a file does not have them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a file.

    `key` as files have it. `limit` in characters, 0 for none; `least` and `most` of a number, or the fewest items of a
    list. `options` are the words to choose from, `pattern` is what
    may stand in their place. `refers` says what a name is the name of: `article`, `network`,
    `point`. `fields` are those of a group, or of each item of a list; `item` is what a list of single values holds.
    `is_words` says that it is translated, `is_name` that it is looked up in the glossary. `short` is the key of a group
    that may stand for all of it.
    """

    key: str
    control: Control
    label: str = ""
    help: str = ""
    is_required: bool = False
    limit: int = 0
    least: int | None = None
    most: int | None = None
    options: tuple[str, ...] = ()
    pattern: str = ""
    refers: str = ""
    fields: tuple[Field, ...] = ()
    item: Field | None = None
    is_words: bool = False
    is_name: bool = False
    short: str = ""
    model: str = ""
    """The model of a group, or of a list's items."""

    def field(self, key: str) -> Field:
        """The field of a group, or of a list's items, by its key."""
        return next(each for each in self.fields if each.key == key)


@cache
def describe(model: type[Model]) -> tuple[Field, ...]:
    """The fields of a model that people write, in the model's order; the text of an article is none of them."""
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        _described(model, info.alias or name, hints[name], info)
        for name, info in model.model_fields.items()
        if not (info.alias or name).startswith("@") and name != "body"
    )


def _described(model: type[Model], key: str, hint: Any, info: FieldInfo) -> Field:
    held, marks = _unwrapped(hint)
    label, said = words_for(model.__name__, key)
    control, values = _control(held, marks)
    refers = next((mark.what for mark in marks if isinstance(mark, Refers)), _REFERS.get((key, model.__name__), ""))
    is_required = info.is_required() and key not in _FILLED_IN
    if control is Control.LIST and isinstance(values.get("item"), Field) and refers:
        values["item"] = replace(values["item"], refers=refers)
    if key in ("src", "emblem"):
        control = Control.PICTURE
    return replace(
        Field(key, control), **values, label=label, help=said, is_required=is_required, refers=refers, **_facts(marks)
    )


def _unwrapped(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without what is around it, and all its marks."""
    marks: tuple[Any, ...] = ()
    while True:
        origin = get_origin(hint)
        if origin is Annotated:
            marks, hint = (*marks, *hint.__metadata__), hint.__origin__
        elif origin in (Union, UnionType):
            arms = [arm for arm in get_args(hint) if arm is not type(None)]
            if len(arms) != 1:
                return hint, marks
            hint = arms[0]
        else:
            return hint, marks


def _control(held: Any, marks: tuple[Any, ...]) -> tuple[Control, dict[str, Any]]:
    """What a type is changed with, and what else follows from it."""
    if get_origin(held) is tuple:
        inner, inner_marks = _unwrapped(get_args(held)[0])
        control, values = _control(inner, inner_marks)
        if control is Control.GROUP:
            return Control.LIST, values
        return Control.LIST, {"item": replace(Field("", control), **values, **_facts(inner_marks))}
    for mark in marks:
        if isinstance(mark, OneOf):
            return Control.CHOICE, {"options": mark.words, "pattern": mark.pattern}
    if get_origin(held) is Literal:
        return Control.CHOICE, {"options": tuple(get_args(held))}
    for known, control in _KINDS:
        of_kind = get_args(known)[1:]
        if all(mark in marks for mark in of_kind):
            return control, {}
    if isinstance(held, type) and issubclass(held, Model):
        short = "name" if held is Person else ""
        return Control.GROUP, {"fields": describe(held), "model": held.__name__, "short": short}
    if held is Document:
        return Control.PASSAGE, {}
    if held is bool:
        return Control.TICK, {}
    if held is int:
        return Control.NUMBER, {}
    limit = next((mark.limit for mark in marks if isinstance(mark, Words)), 0)
    return Control.LINES if limit >= _LONG else Control.LINE, {}


def _facts(marks: Iterable[Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for mark in marks:
        if isinstance(mark, Words):
            facts |= {"is_words": True, "limit": mark.limit}
        elif isinstance(mark, Name):
            facts["is_name"] = True
        for each in getattr(mark, "metadata", ()) if isinstance(mark, FieldInfo) else (mark,):
            if isinstance(each, Ge):
                facts["least"] = int(str(each.ge))
            elif isinstance(each, Le):
                facts["most"] = int(str(each.le))
            elif isinstance(each, MinLen) and each.min_length and isinstance(mark, FieldInfo):
                facts["least"] = each.min_length
    return facts


FILES: tuple[tuple[re.Pattern[str], type[Model], str], ...] = (
    (re.compile(r"issues/[^/]+/issue\.yaml"), IssueFile, "issue"),
    (re.compile(r"issues/(?!articles/|networks/|points/)[^/]+/points/[^/]+\.yaml"), Overlay, "overlay"),
    (re.compile(r"issues/articles/[^/]+\.md"), Article, "article"),
    (re.compile(r"issues/networks/[^/]+\.yaml"), Network, "network"),
    (re.compile(r"issues/points/[^/]+\.yaml"), NationalPoint, "point"),
    (re.compile(r"templates/theme\.toml"), Theme, "theme"),
)


def fields_of_file(name: str) -> tuple[Field, ...]:
    """The fields of a file of the project by its name; none of one that has none."""
    return next((describe(model) for pattern, model, _ in FILES if pattern.fullmatch(name)), ())


def fields_at(name: str, path: Path) -> tuple[Field, ...]:
    """The fields of the mapping that stands at a path of a file."""
    fields = fields_of_file(name)
    for step in path:
        if isinstance(step, str):
            found = next((each for each in fields if each.key == step), None)
            fields = found.fields if found else ()
    return fields


def key_behind(name: str, path: Path, keys: Iterable[str]) -> str:
    """The key before which a new key of a file belongs, of those that are there; empty where it comes last."""
    order = [each.key for each in fields_at(name, path[:-1])]
    key = path[-1]
    if key not in order:
        return ""
    behind = order[order.index(str(key)) + 1 :]
    return next((each for each in keys if each in behind), "")

"""The fields that editors' files are made of: texts, names, dates, links, and what is wrong with each.

In: one plain value. Out: the value in its own type, or an error whose type is the problem's code and whose words
`faults` chooses. `Words` are translated, a `Name` is looked up in the glossary, anything else stays as it is.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from newsletter import locales
from newsletter.content.addresses import inner_address, suggest_address
from newsletter.content.document import Document
from newsletter.content.focus import FOCUSES, PATTERN, point_of
from newsletter.content.invisible import is_visible
from newsletter.content.lines import on_one_line
from newsletter.content.markdown import parse
from newsletter.content.moments import date_of, end_of, moment_of, time_of
from newsletter.content.nodes import Decimal
from newsletter.content.when import Moment
from newsletter.patterns import late
from newsletter.problems import nearest

# Read when the first model is made: what is valid is said here alone, and to look through all that is installed for
# plugins takes 6 ms of each command.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


@dataclass(frozen=True, slots=True)
class Words:
    """A field that is translated: what it is to its reader, how long it may be, the context it shares with others."""

    kind: str
    limit: int = 0
    context: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A field that holds the name of a place, body or person: looked up in the glossary, never translated."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field that holds one of a few words, or what a pattern describes."""

    words: tuple[str, ...]
    pattern: str


@dataclass(frozen=True, slots=True)
class Leads:
    """A field that holds an address to which readers are led: each in their language, where its site has one."""


def _locale(tag: str) -> str:
    known = locales.canonical(tag.replace("_", "-"))
    if known != tag:
        meant = known or locales.tag_of_name(tag) or next(iter(locales.official_locales(tag.upper())), "")
        hint = f"write `{meant}`" if meant else "write a BCP 47 tag such as `nl` or `pt-PT`"
        raise PydanticCustomError("unknown-locale", "`{tag}` is no locale", {"tag": tag, "hint": hint})
    return tag


def _country(code: str) -> str:
    codes = locales.country_codes()
    if code not in codes:
        meant = {"EL": "GR", "UK": "GB"}.get(code.upper()) or locales.code_of_country(code)
        hint = f"write `{meant}`" if meant else "write the two letters of ISO 3166-1, such as `ES`"
        raise PydanticCustomError("unknown-country", "`{code}` is no country code", {"code": code, "hint": hint})
    return code


def _link(url: str) -> str:
    if not is_web_address(url) or inner_address(url):
        hint = suggest_address(url) if inner_address(url) else "write the whole address, with https://"
        raise PydanticCustomError("unsafe-link", "`{url}` is no complete https address", {"url": url, "hint": hint})
    return url


def is_web_address(url: str) -> bool:
    """True for an absolute http or https URL with a host and nothing that could break out of an attribute."""
    if re.search(r"[\s<>\"'`{}|\\^\x00-\x20]", url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


_WORD, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = late(rf"(?=[^@]{{1,64}}@){_WORD}(\.{_WORD})*@({_LABEL}\.)+{_LABEL}")


def _address(text: str) -> str:
    """An address that every mail server takes: RFC 5321 §4.1.2 without quotes and §4.5.3.1, in ASCII."""
    if len(text) > 254 or not _ADDRESS.fullmatch(text):
        raise PydanticCustomError("bad-address", "`{text}` is no e-mail address", {"text": text})
    return text


def _written(value: object) -> str | None:
    """What stands in the file for a value that is no text yet, or the text; None for what holds others."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return None
    return value.written if isinstance(value, Decimal) else str(value)


def _time(value: object) -> object:
    written = _written(value)
    return value if written is None else time_of(written)


def _date(value: object) -> object:
    written = _written(value)
    return value if written is None else date_of(written)


def _moment(value: object) -> Moment:
    written = _written(value)
    if written is None:
        raise PydanticCustomError("date_type", "Input should be a valid date")
    return moment_of(written)


def _end(value: object, info: ValidationInfo) -> Moment | None:
    written = _written(value)
    if written is None:
        raise PydanticCustomError("date_type", "Input should be a valid date")
    # A field that is looked at without its model (`salvage`) knows no start.
    return end_of(written, (getattr(info, "data", None) or {}).get("start"))


def _time_zone(name: str) -> str:
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        hint = nearest(name[:60], zoneinfo.available_timezones(), 0.5) or "write an IANA name such as `Europe/Madrid`"
        known = {"name": name, "hint": hint}
        raise PydanticCustomError("unknown-time-zone", "`{name}` is no time zone", known) from None
    return name


def _focus(value: str) -> str:
    if value not in FOCUSES and point_of(value) is None:
        said = {"value": value, "hint": _focus_hint(value)}
        raise PydanticCustomError("unknown-focus", "`{value}` is no point of a picture", said)
    return value


def _focus_hint(value: str) -> str:
    known = ", ".join(f"`{word}`" for word in FOCUSES)
    return nearest(value, FOCUSES) or f"one of: {known}; or how far from the left and from above, as in `30% 60%`"


def _document(value: object) -> Document:
    if isinstance(value, Document):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "Input should be a valid string")
    return parse(value)


def _passage(value: object) -> Document:
    """A text that somebody wrote, not an empty one."""
    document = _document(value)
    is_nothing = not document.blocks or (isinstance(value, str) and not is_visible(value))
    if is_nothing and not document.faults:
        raise PydanticCustomError("empty-value", "nothing stands here")
    return document


def out_of_order(start: dt.time, end: dt.time) -> PydanticCustomError:
    """The error of a span that does not end after it has begun."""
    first, last = start.isoformat("minutes"), end.isoformat("minutes")
    said = {"start": first, "end": last, "lies": "does not lie after", "part": "end"}
    return PydanticCustomError("end-before-start", "the end lies before the start", said)


def each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    """The values, when none of them occurs twice. Else `listed-twice`, a pydantic error for validation."""
    for number, value in enumerate(values):
        if value in values[:number]:
            raise PydanticCustomError("listed-twice", "`{name}` is here twice", {"name": value, "part": number})
    return values


def _visible(text: str) -> str:
    """A text of which readers see something: spaces of no width, as they come with copied text, are none."""
    if text and not is_visible(text):
        raise PydanticCustomError("empty-value", "nothing stands here")
    return text


def _one_or_more(value: object) -> object:
    """Editors may write one value where a list is meant."""
    return [value] if isinstance(value, (str, dict)) else value


Text = Annotated[
    str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(on_one_line), AfterValidator(_visible)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
LocaleTag = Annotated[str, AfterValidator(_locale)]
Country = Annotated[str, AfterValidator(_country)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Focus = Annotated[str, AfterValidator(_focus), OneOf(FOCUSES, PATTERN)]
Link = Annotated[str, AfterValidator(_link), Leads()]
Address = Annotated[str, AfterValidator(_address)]
Date = Annotated[dt.date, BeforeValidator(_date)]
Time = Annotated[dt.time, BeforeValidator(_time)]
Start = Annotated[Moment, PlainValidator(_moment)]
End = Annotated[Moment, PlainValidator(_end)]
Body = Annotated[Document, PlainValidator(_document)]
Passage = Annotated[Document, PlainValidator(_passage)]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]


class Model(BaseModel):
    """What all models of editors' files share: frozen, no unknown keys, no silent conversion."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        arbitrary_types_allowed=True,
        defer_build=True,  # most models are only ever validated as part of another
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
        validate_by_name=False,
    )


T = TypeVar("T")
Several = Annotated[tuple[T, ...], BeforeValidator(_one_or_more), Field(strict=False)]
"""A list in a file, a tuple once read; a single value stands for a list of one."""

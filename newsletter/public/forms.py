"""Forms: bytes from anybody into values, or what is wrong with them, by field.

In: the body of a request. Out: the fields of a form, and from these what somebody asks for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from newsletter.exceptions import NewsletterError
from newsletter.mail.audience.address import Address, parse_address
from newsletter.mail.audience.names import clean_name
from newsletter.pipeline.reader_pages import RANKS

MAX_NAME = 100
_FORM = "application/x-www-form-urlencoded"
_MAX_FIELDS = 50

Fields = Mapping[str, tuple[str, ...]]


class UnreadableFormError(NewsletterError):
    """A body is no form."""


@dataclass(frozen=True, slots=True, repr=False)
class Joining:
    """The form to subscribe, as it was filled in; `faults` says by field what can't be used."""

    typed: str
    address: Address | None
    name: str
    locales: tuple[str, ...]
    is_robot: bool
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class Choosing:
    """The form of preferences, in the same way."""

    name: str
    locales: tuple[str, ...]
    point: str
    faults: Mapping[str, str]


def fields_of(kind: str, body: bytes) -> Fields:
    """The fields of a form as browsers send it; raises `UnreadableFormError`."""
    if kind.partition(";")[0].strip().lower() != _FORM:
        raise UnreadableFormError
    try:
        found = parse_qs(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS, separator="&"
        )
    except (UnicodeDecodeError, ValueError) as fault:
        raise UnreadableFormError from fault
    return {name: tuple(values) for name, values in found.items()}


def joining(fields: Fields, offered: Collection[str]) -> Joining:
    """The form to subscribe to a newsletter in these languages."""
    typed = _one(fields, "address")[:300]
    address, _ = parse_address(typed)
    name, locales, faults = _common(fields, offered)
    if address is None:
        faults = {"address": "address", **faults}
    if _one(fields, "consent") != "yes":
        faults = {**faults, "consent": "consent"}
    return Joining(typed, address, name, locales, bool(_one(fields, "website")), faults)


def choosing(fields: Fields, offered: Collection[str], points: Collection[str], point: str) -> Choosing:
    """The form of preferences; a point that is not there any more is the one it was."""
    name, locales, faults = _common(fields, offered)
    wanted = _one(fields, "point")
    return Choosing(name, locales, wanted if wanted in points else point, faults)


def _common(fields: Fields, offered: Collection[str]) -> tuple[str, tuple[str, ...], Mapping[str, str]]:
    faults: dict[str, str] = {}
    typed = _one(fields, "name")
    name = clean_name(typed)
    if name is None or len(name) > MAX_NAME:
        faults["name"] = "name"
        name = "".join(character for character in name or typed if character.isprintable())[:MAX_NAME]
    chosen = tuple(tag for tag in fields.get("language", ()) if tag)
    if not chosen and len(offered) == 1:
        chosen = tuple(offered)
    if not chosen or len(chosen) > RANKS or len(set(chosen)) < len(chosen) or not set(chosen) <= set(offered):
        faults["languages"] = "languages"
        chosen = tuple(tag for tag in dict.fromkeys(chosen) if tag in offered)[:RANKS]
    return name, chosen, faults


def _one(fields: Fields, name: str) -> str:
    return fields.get(name, ("",))[0]

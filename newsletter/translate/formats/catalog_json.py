"""Catalogs as JSON, for caches: read many times faster than a PO file can be.

In: a catalog or a part of one. Out: plain values or bytes, and back the very same. Only the program that wrote them
reads them: they have no version of their own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from newsletter.translate.record import NOTHING, Act, Dismissal, NotTranslated, Origin, Record, Said
from newsletter.translate.unit import About, Catalog, State, Translation


def to_json(catalog: Catalog) -> bytes:
    """A catalog for a cache."""
    plain = [_plain(entry) for entry in catalog.entries]
    head = [dict(catalog.header), catalog.digest, catalog.comments]
    return json.dumps([plain, head, sorted(catalog.unusable)], ensure_ascii=False).encode()


def from_json(data: bytes, locale: str, file: str) -> Catalog:
    """A catalog out of a cache, as that of a file in a locale."""
    plain, (header, digest, comments), unusable = json.loads(data)
    entries = tuple(_translation(values) for values in plain)
    faulty = frozenset((context, source) for context, source in unusable)
    return Catalog(locale, file, entries, header, digest, tuple(comments), faulty)


# By name and not by `astuple`, which copies every text and takes ten times as long.
_values = attrgetter(*(each.name for each in fields(Translation)))
_about_values = attrgetter(*(each.name for each in fields(About)))
_AT = {each.name: at for at, each in enumerate(fields(Translation))}
_PLAIN_FACTS: dict[type, Callable[[Any], tuple[object, ...]]] = {
    each: attrgetter(*(field.name for field in fields(each))) for each in (Act, Dismissal, NotTranslated, Origin, Said)
}
_FACTS: dict[str, type] = {
    "dismissals": Dismissal,
    "talk": Said,
    "origin": Origin,
    "written": Act,
    "not_translated": NotTranslated,
    **dict.fromkeys(("reviews", "acceptances", "past_reviews", "minor_edits", "rejections"), Act),
}
"""What the values of a record's fields are where they are no texts."""
_SINGLE = ("origin", "written", "not_translated")


def about_values(about: About) -> tuple[object, ...]:
    """What is known of a text for a cache; `about_from` reads it."""
    values: tuple[object, ...] = _about_values(about)
    return values


def about_from(values: Sequence[Any]) -> About:
    """What is known of a text out of a cache."""
    kind, limit, source_locale, english, notes = values
    return About(kind, limit, source_locale, english, tuple(notes))


def record_values(record: Record) -> dict[str, object]:
    """What is recorded of a text for a cache, by name, but for what is empty; `record_from` reads it."""
    if record is NOTHING:
        return {}
    found = {each.name: getattr(record, each.name) for each in fields(Record)}
    return {name: _plain_fact(value) for name, value in found.items() if value}


def _plain_fact(value: Any) -> object:
    if isinstance(value, tuple):
        return [_plain_fact(each) for each in value]
    values = _PLAIN_FACTS.get(type(value))
    return values(value) if values else value


def record_from(values: Mapping[str, Any]) -> Record:
    """What is recorded of a text out of a cache."""
    if not values:
        return NOTHING
    found: dict[str, Any] = {}
    for name, value in values.items():
        kind = _FACTS.get(name)
        if kind is None:
            found[name] = tuple(value)
        else:
            found[name] = kind(*value) if name in _SINGLE else tuple(kind(*each) for each in value)
    return Record(**found)


def _plain(entry: Translation) -> list[object]:
    values = list(_values(entry))
    values[_AT["about"]] = about_values(entry.about)
    values[_AT["record"]] = record_values(entry.record)
    return values


def _translation(values: list[Any]) -> Translation:
    context, source, targets, state, plural, previous, record, about, flags, gone, line, *last = values
    before, context_before, sticky = last
    return Translation(
        context,
        source,
        tuple(targets),
        State(state),
        plural,
        previous,
        record_from(record),
        about_from(about),
        tuple(flags),
        gone,
        line,
        before,
        context_before,
        tuple(sticky),
    )

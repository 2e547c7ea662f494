"""Whose clocks the hours of events and meetings are read from, and the hours that those clocks do not show once.

In: articles and networks with the points that wrote them. Out: the same with a time zone for all that has hours, and
problems where there is none to be found, where summer time begins or ends within the hour, and for zones without hours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from newsletter import locales
from newsletter.content.model import Article, Event, Meeting, NationalPoint, Network
from newsletter.content.source import Keys, Source
from newsletter.content.when import Moment, is_doubled, is_skipped
from newsletter.problems import Problem, error, warning

SECRETARIAT = "eu"
M = TypeVar("M", Article, Network)
E = TypeVar("E", Event, Meeting)


def zone_of(occasion: Event | Meeting, point: NationalPoint | None) -> str:
    """The zone whose clocks its hours are read from: its own, else that of the place, else of the point that wrote it.

    The place's is the point's in its own country, elsewhere that of the country's capital or of most of its people. The
    empty text where that can't be said.
    """
    if occasion.time_zone:
        return occasion.time_zone
    if occasion.country and not occasion.online and not (point and occasion.country == point.country):
        return locales.main_zone(occasion.country)
    return point.time_zone if point else ""


def with_zones(of: M, points: Mapping[str, NationalPoint]) -> M:
    """An article or network whose event and meetings have a zone where they have hours; without one they have none."""
    point = points.get(_author(of))
    if isinstance(of, Article):
        event = of.event and _with_zone(of.event, point)
        return of if event is of.event else of.model_copy(update={"event": event})
    meetings = tuple(_with_zone(meeting, point) for meeting in of.meetings)
    is_same = all(new is old for new, old in zip(meetings, of.meetings, strict=True))
    return of if is_same else of.model_copy(update={"meetings": meetings})


def _with_zone(occasion: E, point: NationalPoint | None) -> E:
    if occasion.start.time is None or occasion.time_zone:
        return occasion
    if zone := zone_of(occasion, point):
        return occasion.model_copy(update={"time_zone": zone})
    days = {"start": Moment(occasion.start.day), "end": occasion.end and Moment(occasion.end.day)}
    return occasion.model_copy(update=days)


def hour_problems(of: Article | Network, source: Source, points: Mapping[str, NationalPoint]) -> Iterator[Problem]:
    """What is wrong with the hours of an event or of meetings, each at its own place."""
    point = points.get(_author(of))
    if isinstance(of, Article):
        found: list[tuple[Keys, Event | Meeting]] = [(("event",), of.event)] if of.event else []
    else:
        found = [(("meetings", number), meeting) for number, meeting in enumerate(of.meetings)]
    for path, occasion in found:
        start: Moment | None = occasion.start  # None in what is right of a file that has faults
        if start:
            yield from _of_occasion(occasion, path, source, zone_of(occasion, point))


def _of_occasion(occasion: Event | Meeting, path: Keys, source: Source, zone: str) -> Iterator[Problem]:
    if occasion.start.time is None:
        if occasion.time_zone:
            hint = "write the hour as well, as in `start: 2024-02-20 18:30`, or take `time-zone` out"
            at = source.location((*path, "time-zone"), key=True)
            yield warning("zone-without-hours", "a time zone says nothing of whole days", at, hint)
        return
    if not zone:
        message = "it has an hour, and nothing says of which time zone"
        likely = locales.zones_of(occasion.country or "")[:3] or ["Europe/Brussels"]
        hint = f"add the one that it is, such as {' or '.join(f'`time-zone: {name}`' for name in likely)}"
        yield error("missing-time-zone", message, source.location((*path, "start")), hint)
        return
    for key, moment in (("start", occasion.start), ("end", occasion.end)):
        at = source.location((*path, key))
        if moment and is_skipped(moment, zone):
            message = f"there is no {moment} in {zone}: clocks go forward past it"
            yield error("skipped-hour", message, at, "look the hour up again, or write another `time-zone`")
        elif moment and is_doubled(moment, zone):
            message = f"there are two times {moment} in {zone}: clocks go back; the first is taken"
            hint = "if the second is meant, write it in another zone, such as `time-zone: UTC`"
            yield warning("doubled-hour", message, at, hint)


def _author(of: Article | Network) -> str:
    return of.from_ if isinstance(of, Article) else SECRETARIAT

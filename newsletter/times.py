"""Times as tables have them: texts in UTC, to the second, which compare like the times they stand for.

In: aware times. Out: ISO 8601, and back. Pure.
"""

from __future__ import annotations

import datetime as dt


def write_time(time: dt.datetime | None) -> str:
    """A time as tables have it: ISO 8601 in UTC, to the second, so that texts compare like times; None is empty."""
    return "" if time is None else time.astimezone(dt.UTC).isoformat(timespec="seconds")


def cut_time(time: dt.datetime) -> dt.datetime:
    """A time as it will come out of a table again: in UTC, to the second."""
    return time.astimezone(dt.UTC).replace(microsecond=0)


def load_time(written: str) -> dt.datetime:
    """A time out of a table, in UTC."""
    time = dt.datetime.fromisoformat(written)
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


def load_optional_time(written: str) -> dt.datetime | None:
    """A time out of a table; None where it has none."""
    return load_time(written) if written else None

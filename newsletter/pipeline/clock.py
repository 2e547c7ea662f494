"""The clock of the home: the one place where use cases ask for the time."""

from __future__ import annotations

import datetime as dt


def read_clock() -> dt.datetime:
    """The present time, in UTC."""
    return dt.datetime.now(dt.UTC)

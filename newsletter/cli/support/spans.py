"""Spans of time in words.

In: seconds. Out: what people say.
"""

from __future__ import annotations


def describe_span(seconds: float) -> str:
    """A span of time as people say it: `40 seconds`, `12 minutes`, `3 hours 20 minutes`."""
    if seconds < 90:
        return f"{max(1, round(seconds))} second{'s' * (round(seconds) > 1)}"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} minutes"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} hour{'s' * (hours > 1)}" + (f" {minutes} minutes" if minutes else "")

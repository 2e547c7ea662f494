"""The clock of the home: the one place where use cases ask for the time."""

from __future__ import annotations

import datetime as dt

from newsletter.mail.delivery.queue import format_time


def now_stamp() -> str:
    """The present time as the ledger has it."""
    return format_time(dt.datetime.now(dt.UTC))

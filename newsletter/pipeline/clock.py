"""The clock of the home: the one place where use cases ask for the time."""

from __future__ import annotations

import datetime as dt

from newsletter.mail.line import stamp


def now_stamp() -> str:
    """The present time as the ledger has it."""
    return stamp(dt.datetime.now(dt.UTC))

"""What people do to mailings, put on record in the transaction in which it is done.

In: an open database, who did what to which round. Out: nothing; a row of the record, which names no reader.
"""

from __future__ import annotations

import datetime as dt

from newsletter.database import Connection
from newsletter.people import record
from newsletter.people.detail import Detail
from newsletter.people.proposals import Signer
from newsletter.people.rights import Act, ThingKind

NOBODY = Signer("")
"""Who has said no name on a command line, or a timer."""


def note_act(
    connection: Connection,
    by: Signer,
    act: Act,
    of: tuple[str, str],
    now: dt.datetime,
    detail: Detail = record.NOTHING,
) -> None:
    """Write down that somebody did something to the mailing `of` an issue and a point."""
    issue, point = of
    entry = record.Entry(now, by.id, by.name, act, ThingKind.MAILING, f"{issue}/{point}", point, detail)
    record.add_entry(connection, entry)

"""By which clocks somebody is told when something was done.

In: who asks. Out: a zone: that of their point, else the secretariat's; on a desk none, which is this machine's own.
"""

from __future__ import annotations

import datetime as dt

from newsletter.pipeline.editing.listing import points_at
from newsletter.pipeline.notices.hours import zone_of
from newsletter.studio.request import StudioRequest
from newsletter.studio.studio import Studio


def clock_of(studio: Studio, request: StudioRequest) -> dt.tzinfo | None:
    """The zone of whoever asks; the home's machine stands anywhere, and most often in none of theirs."""
    points = points_at(studio.resident.project)
    roles = request.visitor.roles
    return None if roles is None or not points else zone_of(roles, points)

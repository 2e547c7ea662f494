"""The board: all issues, and how far each is."""

from __future__ import annotations

from newsletter.studio.request import StudioRequest, StudioResponse
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio


def board(studio: Studio, request: StudioRequest) -> StudioResponse:
    """All issues with date and state."""
    return studio.page(request, "board.html", here="issues")


ROUTES = (Route("/", get=board),)

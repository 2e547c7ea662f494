"""The pictures of articles and networks, small, for lists to show."""

from __future__ import annotations

from newsletter.pipeline.editing.library import small_picture
from newsletter.studio.request import StudioRequest, StudioResponse, not_found
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio

_WIDTH = 132
_KINDS = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}


def picture(studio: Studio, request: StudioRequest) -> StudioResponse:
    """A picture of the project, scaled as letters scale theirs."""
    found = small_picture(studio.resident.project, request.params["name"], _WIDTH)
    kind = _KINDS.get(found[0].rpartition(".")[2]) if found else None
    if found is None or kind is None:
        return not_found()
    return StudioResponse(200, found[1], kind, (("cache-control", "private, max-age=60"),))


ROUTES = (Route("/pictures/{name:path}", get=picture),)

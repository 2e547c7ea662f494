"""The pictures of articles and networks: small, for lists to show; and new ones, as people bring them in."""

from __future__ import annotations

from threading import Lock

from newsletter.content.faults import slug_of
from newsletter.content.pictures import IN_TEXT, OF_ARTICLE, PictureError
from newsletter.pipeline.editing.library import small_picture
from newsletter.pipeline.editing.pictures import MAX_BYTES, take_picture
from newsletter.studio.filling import drawn_problems
from newsletter.studio.request import StudioRequest, StudioResponse, json_of, not_found
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio

_WIDTHS = {"": 132, "640": 640}
"""In lists, and where a picture is looked at: as wide as a letter."""
_KINDS = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}
_ROOMS = {"": OF_ARTICLE, "image": OF_ARTICLE, "text": IN_TEXT}
_one_at_a_time = Lock()
"""A picture takes some 300 MB of memory while it is looked at."""


def picture(studio: Studio, request: StudioRequest) -> StudioResponse:
    """A picture of the project, scaled as letters scale theirs."""
    width = _WIDTHS.get(request.query.get("width", ""), 132)
    found = small_picture(studio.resident.project, request.params["name"], width)
    kind = _KINDS.get(found[0].rpartition(".")[2]) if found else None
    if found is None or kind is None:
        return not_found()
    return StudioResponse(200, found[1], kind, (("cache-control", "private, max-age=60"),))


def bring(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Keep a picture that somebody brings to an article: the body is the file, `name` what it was called.

    `place` says what it is for: `image`, the article's own, or `text`. The article's file is left to whoever asked.
    """
    slug, room = request.params["slug"], _ROOMS.get(request.query.get("place", ""))
    if room is None or slug != slug_of(slug) or studio.workspace.read(f"issues/articles/{slug}.md") is None:
        return not_found()
    try:
        with _one_at_a_time:
            name = request.query.get("name", "")
            taken = take_picture(studio.workspace, request.body, name, otherwise=slug, room=room)
    except PictureError as fault:
        told = drawn_problems(studio, request, [fault.problem])
        return json_of({"message": fault.problem.message, "problems": told}, 422)
    return json_of(
        {
            "src": taken.src,
            "width": taken.width,
            "height": taken.height,
            "new": taken.is_new,
            "focuses": list(taken.focuses),
            "problems": drawn_problems(studio, request, taken.problems),
        }
    )


ROUTES = (
    Route("/pictures/{name:path}", get=picture),
    Route("/articles/{slug}/pictures", post=bring, max_body=MAX_BYTES),
)

"""Lines pasted into a list, read into its items."""

from __future__ import annotations

from newsletter.pipeline.editing.lines import partners_in
from newsletter.studio.request import StudioRequest, StudioResponse, UnreadableError, json_of
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio


def partners(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Partners, and in a sentence what was understood."""
    try:
        found = partners_in(request.body.decode("utf-8"), request.words.locale)
    except UnicodeDecodeError:
        raise UnreadableError from None
    ngettext = request.words.ngettext
    said = ngettext("1 partner is put in.", "{n} partners are put in.", len(found)).format(n=len(found))
    unclear = sum(not each.country for each in found)
    if unclear:
        said += " " + ngettext(
            "Of 1 the country is not clear: choose it.", "Of {n} the country is not clear: choose them.", unclear
        ).format(n=unclear)
    return json_of({"items": [each.item for each in found], "said": said})


ROUTES = (Route("/lines/partners", post=partners),)

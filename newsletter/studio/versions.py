"""The version that a change was made on, as the browser says it: an entity tag (RFC 9110, section 8.8.3)."""

from __future__ import annotations

from newsletter.studio.request import StudioRequest, StudioResponse, json_of
from newsletter.workspace import NO_FILE, Version


def version_asked(request: StudioRequest) -> Version | None:
    """The version in `If-Match`; None where there is none, or no single strong tag."""
    given = request.headers.get("if-match", "").strip()
    if len(given) < 2 or not (given.startswith('"') and given.endswith('"')):
        return None
    return given[1:-1] or NO_FILE


def without_version(request: StudioRequest) -> StudioResponse:
    """The answer to a change that does not say its version (RFC 6585, section 3)."""
    message = request.words.gettext("A change has to say which version of the file it was made on.")
    return json_of({"message": message}, 428)

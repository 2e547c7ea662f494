"""The project's files for the browser's own code: read with their version, saved whole or by value.

Versions are entity tags (RFC 9110 section 8.8.3). A change says which version it was made on; without that it is
refused (428, RFC 6585 section 3), and where the file has moved on it is merged, or answered with both values (412).
"""

from __future__ import annotations

from newsletter.pipeline.editing.asked import BadEditsError, edits_from
from newsletter.pipeline.editing.merging import Clash
from newsletter.pipeline.editing.saving import Conflict, EditRefused, Saved, read_for_editing, save_edits, save_text
from newsletter.studio.naming import Names, names_at
from newsletter.studio.refused_words import refused_words
from newsletter.studio.request import StudioRequest, StudioResponse, UnreadableError, json_of, not_found
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio
from newsletter.studio.versions import version_asked, without_version


def read(studio: Studio, request: StudioRequest) -> StudioResponse:
    """A file's text and its version."""
    file = read_for_editing(studio.workspace, request.params["name"])
    if file is None:
        return not_found()
    return StudioResponse(200, file.data, "text/plain; charset=utf-8", (("etag", f'"{file.version}"'),))


def write(studio: Studio, request: StudioRequest) -> StudioResponse:
    """A whole text. `If-Match: ""` makes a file that is not there yet."""
    since = version_asked(request)
    if since is None:
        return without_version(request)
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableError from None
    name = request.params["name"]
    return _told(studio, request, name, save_text(studio.workspace, name, since, text))


def change(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Values of a file, by path."""
    since = version_asked(request)
    if since is None:
        return without_version(request)
    try:
        edits = edits_from(request.json())
    except BadEditsError as fault:
        return json_of({"message": str(fault)}, 400)
    name = request.params["name"]
    return _told(studio, request, name, save_edits(studio.workspace, name, since, edits))


def _told(studio: Studio, request: StudioRequest, name: str, outcome: Saved | Conflict | EditRefused) -> StudioResponse:
    match outcome:
        case Saved(version, merged, sent):
            return json_of({"version": version, "merged": merged, "sent": sent}, 200, (("etag", f'"{version}"'),))
        case EditRefused(message, line):
            return json_of({"message": refused_words(request.words, message), "line": line}, 422)
        case Conflict(version, conflicts):
            names = names_at(studio, request.words)
            told = [_clash(names, name, each) for each in conflicts]
            current = studio.workspace.read(name)
            by = studio.author(name, current.data) if current else ""
            return json_of({"version": version, "conflicts": told, "by": by}, 412, (("etag", f'"{version}"'),))


def _clash(names: Names, file: str, clash: Clash) -> dict[str, object]:
    """What two have changed alike: both values, and everything in words."""
    path = clash.path
    return {
        "path": list(path),
        "mine": clash.mine,
        "theirs": clash.theirs,
        "gone": clash.is_gone,
        "field": names.field(file, path),
        "document": names.file(file),
        "shown": {
            "mine": names.value(file, path, clash.mine),
            "theirs": names.value(file, path, clash.theirs),
        },
    }


ROUTES = (Route("/files/{name:path}", get=read, put=write, patch=change),)

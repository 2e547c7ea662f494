"""A file as it is, for what no form can change: its text, and what is wrong with it beside its lines."""

from __future__ import annotations

from newsletter.content.slugs import issue_slugs
from newsletter.pipeline.editing.saving import read_for_editing
from newsletter.problems import Problem, ordered
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, number_in
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio


def source(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page; `?line=` is where it opens."""
    name = request.params["name"]
    file = read_for_editing(studio.workspace, name)
    if file is None:
        return not_found()
    try:
        text = file.data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        why = request.words.gettext("This file is no text in UTF-8. Open it in an editor and save it as UTF-8.")
        return studio.page(request, "refused.html", here=_here(name), status=422, why=why, code=422)
    issue = _issue_of(studio, name)
    return studio.page(
        request,
        "source.html",
        here=_here(name),
        issue=issue if name.startswith(f"issues/{issue}/") else "",
        files={name: file.version},
        name=name,
        text=text.replace("\r\n", "\n"),
        line=number_in(request.query.get("line", "")) or 0,
        problems=_problems(studio, issue, name),
    )


def _issue_of(studio: Studio, name: str) -> str:
    """The issue that a file belongs to, or else the newest."""
    slugs, parts = issue_slugs(studio.project.root), name.split("/")
    own = parts[1] if len(parts) > 1 and parts[1] in slugs else ""
    return own or (slugs[-1] if slugs else "")


def _problems(studio: Studio, issue: str, name: str) -> list[Problem]:
    """What is wrong with the file, by line; one that the newest issue does not show is read as well."""
    if not issue:
        return []
    known = studio.resident.snapshot(issue)
    if name not in known.digests:
        from newsletter.pipeline.snapshot import open_snapshot

        known = open_snapshot(studio.project, issue, everything=True, before=known)
    found = [each for each in known.problems if each.location and each.location.file == name]
    return sorted(ordered(found), key=lambda each: each.location.line if each.location else 0)


def _here(name: str) -> str:
    parts = name.split("/")
    if parts[:2] in (["issues", "articles"], ["issues", "networks"], ["issues", "points"]):
        return parts[1]
    return "compose" if parts[-1] == "issue.yaml" else ""


ROUTES = (Route("/source/{name:path}", get=source),)

"""The way into the live preview alone: the letters of the newest issue."""

from __future__ import annotations

from newsletter.pipeline.editing.issues import issues_at
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, redirect
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio


def home(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The newest issue's letters."""
    issues = issues_at(studio.project.root)
    return redirect(f"/issues/{issues[0].slug}/preview") if issues else not_found()


ROUTES = (Route("/", get=home),)

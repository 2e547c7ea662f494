"""Points: who mails the newsletter, under which name and in which languages."""

from __future__ import annotations

from newsletter.content.model import NationalPoint
from newsletter.pipeline.editing.choices import name_of_language
from newsletter.pipeline.editing.description import describe
from newsletter.pipeline.editing.forms import FormFile, read_form
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.editing.listing import everything_at
from newsletter.studio.filling import filling_of, told_problems
from newsletter.studio.request import StudioRequest, StudioResponse, not_found
from newsletter.studio.routes import Route
from newsletter.studio.screens.preview import preview_of
from newsletter.studio.studio import Studio

_FIELDS = describe(NationalPoint)


def list_points(studio: Studio, request: StudioRequest) -> StudioResponse:
    """All points."""
    return _page(studio, request, None, "")


def point(studio: Studio, request: StudioRequest) -> StudioResponse:
    """One point as a form."""
    slug = request.params["slug"]
    form = read_form(studio.workspace, f"issues/points/{slug}.yaml") if slug.replace("-", "").isalnum() else None
    return _page(studio, request, form, slug) if form else not_found()


def problems(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What is wrong with the values of the points, by their paths."""
    return told_problems(studio, request, everything_at(studio.resident.project)[1])


def _page(studio: Studio, request: StudioRequest, form: FormFile | None, slug: str) -> StudioResponse:
    project = studio.resident.project
    content, _ = everything_at(project)
    files = sorted(path.stem for path in (project.root / "issues/points").glob("*.yaml"))
    issue = next((each.slug for each in issues_at(project.root)), "")
    locale = request.words.locale
    written = {
        point.slug: [name_of_language(locale, tag) for tag in point.locales] for point in content.points.values()
    }
    chosen = content.points.get(slug)
    edition = f"{slug}/{chosen.locales[0]}" if chosen else ""
    return studio.page(
        request,
        "points.html",
        here="points",
        files={form.name: form.version} if form else {},
        slugs=sorted(files, key=lambda each: (each != "eu", each)),
        points=content.points,
        written=written,
        chosen=slug,
        fields_of_point=_FIELDS,
        preview=preview_of(studio, issue, edition) if form and issue else None,
        **(filling_of(studio, request, form) if form else {"form": None}),
    )


ROUTES = (
    Route("/points/", get=list_points),
    Route("/points/{slug}", get=point),
    Route("/points/{slug}/problems", get=problems),
)

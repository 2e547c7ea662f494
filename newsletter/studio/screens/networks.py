"""Networks: the list of all, and the form of one with the letter in which it stands."""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.content.model import Network
from newsletter.pipeline.editing.choices import language_within
from newsletter.pipeline.editing.description import describe
from newsletter.pipeline.editing.forms import FormFile, read_form
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.editing.library import NetworkEntry, search
from newsletter.pipeline.editing.listing import everything_at
from newsletter.studio.filling import filling_of, told_problems
from newsletter.studio.request import StudioRequest, StudioResponse, not_found
from newsletter.studio.routes import Route
from newsletter.studio.screens.hand import hand_address
from newsletter.studio.screens.preview import preview_of
from newsletter.studio.studio import Studio

_FIELDS = describe(Network)
_ALSO = ("locale", "lead-expert", "link", "image")


def list_networks(studio: Studio, request: StudioRequest) -> StudioResponse:
    """All networks; with `q` those that a search finds."""
    return _page(studio, request, None)


def network(studio: Studio, request: StudioRequest) -> StudioResponse:
    """One network as a form."""
    slug = request.params["slug"]
    form = read_form(studio.workspace, f"issues/networks/{slug}.yaml") if _is_slug(slug) else None
    return _page(studio, request, form) if form else not_found()


def problems(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What is wrong with the values of one network, by their paths."""
    return told_problems(studio, request, everything_at(studio.resident.project)[1])


def _page(studio: Studio, request: StudioRequest, form: FormFile | None) -> StudioResponse:
    shelves = studio.library.shelves()
    asked = request.query.get("q", "")
    every = sorted(shelves.networks.values(), key=lambda each: each.title.casefold())
    found = [each.entry for each in search(every, asked, [request.words.locale])]
    broken = {} if asked else _broken(studio, shelves.networks)
    entry = shelves.networks.get(form.name.rpartition("/")[2].removesuffix(".yaml")) if form else None
    issues = issues_at(studio.project.root)
    shown_in = next((use.issue for use in entry.uses if not use.point), "") if entry else ""
    issue = shown_in or (issues[0].slug if issues else "")
    day = next((each.date for each in issues if each.slug == issue), None)
    return studio.page(
        request,
        "networks.html",
        here="networks",
        files={form.name: form.version} if form else {},
        found=[each.slug for each in found] + list(broken),
        broken=broken,
        entries=shelves.networks,
        asked=asked,
        entry=entry,
        shown_in=shown_in,
        hand_address=hand_address(request, shown_in),
        day=day,
        top=[each for each in _FIELDS if each.key in ("name", "tagline", "about")],
        middle=[each for each in _FIELDS if each.key in ("lead-partner", "partners", "meetings")],
        also=[each for each in _FIELDS if each.key in _ALSO],
        language=language_within(request.words.locale, entry.locale) if entry else "",
        preview=preview_of(studio, issue, spot=form.path) if form and issue else None,
        **(filling_of(studio, request, form) if form else {"form": None}),
    )


def _broken(studio: Studio, known: Mapping[str, NetworkEntry]) -> dict[str, str]:
    """Networks whose files have faults, which no search can find, and what they are called."""
    folder = studio.project.root / "issues/networks"
    slugs = [path.stem for path in sorted(folder.glob("*.yaml")) if path.stem not in known]
    forms = {slug: read_form(studio.workspace, f"issues/networks/{slug}.yaml") for slug in slugs}
    return {slug: (form and form.text(("name",))) or slug for slug, form in forms.items()}


def _is_slug(slug: str) -> bool:
    return slug.replace("-", "").isalnum()


ROUTES = (
    Route("/networks/", get=list_networks),
    Route("/networks/{slug}", get=network),
    Route("/networks/{slug}/problems", get=problems),
)

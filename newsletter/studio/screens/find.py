"""Find or go to: issues, articles, networks, points, screens and texts, from any page by Ctrl K."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from newsletter.pipeline.editing.finding import Hit, find, fold
from newsletter.pipeline.editing.issues import issues_at
from newsletter.studio.request import StudioRequest, StudioResponse
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio
from newsletter.studio.words import Words


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: where it leads, its words and their language, what is said beside them."""

    address: str
    title: str
    locale: str = ""
    about: str = ""


def find_or_go(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The list for what was asked; with nothing asked, the screens."""
    asked, issues = request.query.get("q", "")[:200], issues_at(studio.project.root)
    wish = request.query.get("issue", "")
    issue = next((each.slug for each in issues if each.slug == wish), issues[0].slug if issues else "")
    screens = _screens(request.words, issue, may_begin=request.visitor.may_make("issue"))
    wanted = fold(asked).split()
    groups: list[tuple[str, list[Line]]] = []
    found = [line for line in screens if all(word in fold(line.title) for word in wanted)]
    snapshot = studio.resident.snapshot(issue) if issue and asked.strip() else None
    hits = find(studio.library, snapshot, asked, (request.words.locale,)) if asked.strip() else []
    for kind, head in _heads(request.words).items():
        lines = [_line(request.words, hit, issue) for hit in hits if hit.kind == kind]
        if lines:
            groups.append((head, lines))
    if found:
        groups.append((request.words.gettext("Screens"), found))
    return studio.part(request, "find.html", groups=groups, asked=asked.strip())


def _heads(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "issue": _("Issues"),
        "article": _("Articles"),
        "network": _("Networks"),
        "point": _("Points"),
        "text": _("Texts"),
    }


def _line(words: Words, hit: Hit, issue: str) -> Line:
    if hit.kind == "issue":
        return Line(f"/issues/{quote(hit.name)}/compose", hit.title, about=hit.about)
    if hit.kind == "article":
        return Line(f"/articles/{quote(hit.name)}", hit.title, hit.locale, hit.about)
    if hit.kind == "text":
        return Line("/where?" + urlencode({"path": hit.name, "issue": issue}), hit.title, hit.locale)
    return Line(f"/{hit.kind}s/{quote(hit.name)}", hit.title, hit.locale, hit.about)


def _screens(words: Words, issue: str, *, may_begin: bool) -> list[Line]:
    _ = words.gettext
    of_issue = [
        Line(f"/issues/{issue}/compose", _("Compose"), about=issue),
        Line(f"/issues/{issue}/editions", _("Editions"), about=issue),
        Line(f"/issues/{issue}/check", _("Check"), about=issue),
        Line(f"/history?issue={issue}", _("History of the issue"), about=issue),
    ]
    return [
        *(of_issue if issue else []),
        Line("/", _("Issues")),
        *([Line("/new/issue", _("New issue"))] if may_begin else []),
        Line("/articles/", _("Articles")),
        Line("/networks/", _("Networks")),
        Line("/points/", _("Points")),
        Line("/history", _("History")),
        Line("/me", _("Name, language, keys")),
    ]


ROUTES = (Route("/find", get=find_or_go),)

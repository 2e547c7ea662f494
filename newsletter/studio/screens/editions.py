"""All letters of an issue at a glance: the same place in each, what makes each another one, and how far it is."""

from __future__ import annotations

from markupsafe import Markup

from newsletter.edition import EditionKey
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.pipeline.aside import examine_alone
from newsletter.pipeline.editions import Differences, edition_states, spots_of
from newsletter.problems import Severity, open_problems
from newsletter.studio.request import StudioRequest, StudioResponse, not_found
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio
from newsletter.studio.words import Words


def editions(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page: every edition, its letter in a frame."""
    issue = request.params["issue"]
    if not studio.has_issue(issue):
        return not_found()
    snapshot = studio.resident.snapshot(issue)
    states = edition_states(snapshot)
    return studio.page(
        request,
        "editions.html",
        here="editions",
        issue=issue,
        states=states,
        languages=len({each.name.key.locale for each in states}),
        ready=sum(each.is_ready for each in states),
        differing=sum(bool(each.differences) for each in states),
        differences={each.name.address: said_of(request.words, each.differences) for each in states},
        central=snapshot.content.issue.locale if snapshot.content.issue else "",
        spots=spots_of(snapshot.content),
        invites=lambda key: request.visitor.may(Act.INVITE, Thing(ThingKind.EDITION, key.point, key.locale)),
    )


def problems(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What is wrong with one edition, as the part of a card."""
    key = EditionKey(*(request.params[name] for name in ("issue", "point", "locale")))
    if not studio.has_issue(key.issue) or key not in studio.resident.snapshot(key.issue).editions():
        return not_found()
    found = open_problems(studio.resident.ask_aside(examine_alone, key).problems)
    stopping = sum(problem.severity is Severity.ERROR for problem in found)
    return studio.part(request, "edition_problems.html", key=key, stopping=stopping, to_look_at=len(found) - stopping)


def said_of(words: Words, differences: Differences) -> str:
    """What a point changes, in words: `own subject and lead, without Heerlen, a note`."""
    _, ngettext = words.gettext, words.ngettext
    parts: list[str] = []
    own = {"subject": _("own subject"), "preheader": _("own preheader")}
    parts += [own[field] for field in differences.own]
    if differences.lead:
        parts.append(_("its own lead"))
    if differences.left_out:
        parts.append(_("without {titles}").format(titles=_several(differences.left_out)))
    if differences.added:
        parts.append(_("with {titles}").format(titles=_several(differences.added)))
    if differences.moved:
        parts.append(ngettext("a section moved", "{n} sections moved", differences.moved).format(n=differences.moved))
    if differences.has_note:
        parts.append(_("a note"))
    return Markup(", ").join(parts)


def _several(titles: tuple[str, ...]) -> str:
    return ", ".join(f"“{title}”" for title in titles)


ROUTES = (
    Route("/issues/{issue}/editions", get=editions),
    Route("/issues/{issue}/editions/{point}/{locale}/problems", get=problems),
)

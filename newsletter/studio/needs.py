"""What somebody has to be allowed to do at each address: asked before every handler.

In: the pattern of an address, a request. Out: the act and the thing that rights speak of. Seeing the newsletter's
content is everybody's who is signed in. Every address is named here, and one that is not is nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, TypeAlias

from newsletter.exceptions import NewsletterError
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.pipeline.people.things import thing_of
from newsletter.studio.request import StudioRequest, UnreadableError
from newsletter.studio.studio import Studio
from newsletter.studio.visitor import Visitor

Need: TypeAlias = tuple[Act, Thing]
Asks: TypeAlias = Callable[[Studio, StudioRequest], Need]

ACTING: ContextVar[Visitor | None] = ContextVar("acting", default=None)
"""Who asks for what this thread does, None for the studio itself: before a file is written their right is asked again,
at the file as it is and as it will be.
"""


class NotAllowedError(NewsletterError):
    """Whoever asked may not write this file."""


def _fixed(act: Act, kind: ThingKind) -> Asks:
    return lambda studio, request: (act, Thing(kind))


def _of_file(studio: Studio, request: StudioRequest) -> Need:
    return _write(studio, request.params["name"])


def _of_seen_file(studio: Studio, request: StudioRequest) -> Need:
    """Settings and templates tell how the machine is kept; all other files are the newsletter's content."""
    kind = thing_of(request.params["name"], None).kind
    return Act.READ, Thing(ThingKind.HOME if kind is ThingKind.HOME else ThingKind.CONTENT)


def _of_article(studio: Studio, request: StudioRequest) -> Need:
    return _write(studio, f"issues/articles/{request.params['slug']}.md")


def _of_network(studio: Studio, request: StudioRequest) -> Need:
    return _write(studio, f"issues/networks/{request.params['slug']}.yaml")


def _of_undone(studio: Studio, request: StudioRequest) -> Need:
    return _write(studio, request.form().get("file", ""))


def _write(studio: Studio, name: str) -> Need:
    file = studio.workspace.read(name)
    return Act.WRITE, thing_of(name, file.data if file else None)


def _of_new(studio: Studio, request: StudioRequest) -> Need:
    owner = request.form().get("from", "") if request.params["kind"] == "article" else ""
    return Act.WRITE, Thing(ThingKind.ARTICLE, owner) if owner else Thing(ThingKind.CENTRAL)


def _of_new_page(studio: Studio, request: StudioRequest) -> Need:
    """The questions are for who may have it made: nobody types in vain."""
    points = request.visitor.points if request.params["kind"] == "article" else ()
    return Act.WRITE, Thing(ThingKind.ARTICLE, points[0]) if points else Thing(ThingKind.CENTRAL)


def _of_overlay(studio: Studio, request: StudioRequest) -> Need:
    return Act.WRITE, Thing(ThingKind.OVERLAY, request.params["point"])


def _of_point(act: Act, kind: ThingKind) -> Asks:
    return lambda studio, request: (act, Thing(kind, request.params["point"]))


def _of_edition(studio: Studio, request: StudioRequest) -> Need:
    return Act.INVITE, Thing(ThingKind.EDITION, request.params["point"], request.params["locale"])


def _of_locale(act: Act) -> Asks:
    return lambda studio, request: (act, Thing(ThingKind.CATALOG, locale=request.params["locale"]))


def _of_review(studio: Studio, request: StudioRequest) -> Need:
    """Several acts at once need the right for the most that is among them."""
    thing = Thing(ThingKind.CATALOG, locale=request.params["locale"])
    acts: Any = request.json()
    listed = acts.get("acts") if isinstance(acts, dict) else None
    if not isinstance(listed, list):
        raise UnreadableError
    kinds = {each.get("kind") for each in listed if isinstance(each, dict)}
    if kinds <= {"answer"}:
        return Act.ANSWER, thing
    return (Act.ASK if kinds <= {"ask"} else Act.REVIEW), thing


def _of_round(act: Act) -> Asks:
    """Of a mailing by its number: whose it is, the database knows."""

    def asks(studio: Studio, request: StudioRequest) -> Need:
        from newsletter.studio.screens.mailing import point_of  # what reads databases takes a while to load

        return act, Thing(ThingKind.MAILING, point_of(studio, request))

    return asks


_ANYBODY = _fixed(Act.READ, ThingKind.CONTENT)
"""For what is posted to be worked out, and changes no file."""
_OWN = _fixed(Act.WRITE, ThingKind.OWN)
NEEDS: Mapping[str, Asks] = {
    "/articles/{slug}/agenda": _ANYBODY,
    "/articles/{slug}/presence": _ANYBODY,
    "/review/{issue}/{point}/{locale}/presence": _ANYBODY,
    "/articles/{slug}/paste": _ANYBODY,
    "/lines/partners": _ANYBODY,
    "/articles/{slug}/document": _of_article,
    "/articles/{slug}/rename": _of_article,
    "/articles/{slug}/pictures": _of_article,
    "/networks/{slug}/rename": _of_network,
    "/files/{name:path}": _of_file,
    "/history/undo": _of_undone,
    "/bring-in": _ANYBODY,
    "/bring-in/fetch": _fixed(Act.WRITE, ThingKind.CENTRAL),
    "/bring-in/write": _fixed(Act.WRITE, ThingKind.CENTRAL),
    "/new/{kind}": _of_new,
    "/issues/{issue}/check/accept": _fixed(Act.WRITE, ThingKind.CENTRAL),
    "/issues/{issue}/check/mend": _fixed(Act.TRANSLATE, ThingKind.CENTRAL),
    "/issues/{issue}/hand": _fixed(Act.HAND_OVER, ThingKind.CENTRAL),
    "/issues/{issue}/points/{point}/hand": _of_point(Act.HAND_OVER, ThingKind.OVERLAY),
    "/issues/{issue}/points/{point}/seen": _of_overlay,
    "/review/{issue}/{point}/{locale}/check": _ANYBODY,
    "/review/{issue}/{point}/{locale}/acts": _of_review,
    "/review/{issue}/{point}/{locale}/back": _of_locale(Act.REVIEW),
    "/review/{issue}/{point}/{locale}/machine": _of_locale(Act.TRANSLATE),
    "/review/{issue}/{point}/{locale}/fill": _of_locale(Act.TRANSLATE),
    "/review/{issue}/{point}/{locale}/fill/stop": _of_locale(Act.TRANSLATE),
    "/words/{locale}": _of_locale(Act.WRITE),
    "/guests/{issue}/{point}/{locale}": _of_edition,
    "/readers/{point}/find": _of_point(Act.READ, ThingKind.READERS),
    "/readers/{point}/export": _of_point(Act.EXPORT, ThingKind.READERS),
    "/readers/{point}/known": _of_point(Act.EXPORT, ThingKind.READERS),
    "/readers/{point}/import": _of_point(Act.IMPORT, ThingKind.READERS),
    "/readers/{point}/forget": _of_point(Act.FORGET, ThingKind.READERS),
    "/operator/health": _fixed(Act.READ, ThingKind.HOME),
    "/send/{issue}/{point}/plan": _of_point(Act.PLAN, ThingKind.MAILING),
    "/send/{issue}/{point}/agree": _of_point(Act.AGREE, ThingKind.MAILING),
    "/send/{issue}/{point}/take-back": _of_point(Act.PLAN, ThingKind.MAILING),
    "/send/{issue}/{point}/test": _of_point(Act.TEST, ThingKind.MAILING),
    "/send/{issue}/{point}/doctor": _of_point(Act.TEST, ThingKind.MAILING),
    "/mailings/{number}/pause": _of_round(Act.PAUSE),
    "/mailings/{number}/go-on": _of_round(Act.MAIL),
    "/mailings/{number}/settle": _of_round(Act.SETTLE),
    "/mailings/{number}/retry": _of_round(Act.MAIL),
    "/mailings/{number}/end": _of_round(Act.END),
    "/people": _fixed(Act.WRITE, ThingKind.PEOPLE),
    "/me": _OWN,
    "/sign-out": _OWN,
    "/signed-in": _OWN,
}
"""What each change needs, by the pattern of its address."""
READS: Mapping[str, Asks] = {
    "/files/{name:path}": _of_seen_file,
    "/source/{name:path}": _of_seen_file,
    "/operator": _fixed(Act.READ, ThingKind.HOME),
    "/operator/figures": _fixed(Act.READ, ThingKind.HOME),
    "/operator/health": _fixed(Act.READ, ThingKind.HOME),
    "/mailings/{number}": _of_round(Act.READ),
    "/mailings/{number}/standing": _of_round(Act.READ),
    "/history/acts": _fixed(Act.EXPORT, ThingKind.RECORD),
    "/readers/{point}": _of_point(Act.READ, ThingKind.READERS),
    "/send/{issue}/{point}": _of_point(Act.READ, ThingKind.MAILING),
    "/send/{issue}/{point}/steps": _of_point(Act.READ, ThingKind.MAILING),
    "/send/{issue}/{point}/news": _of_point(Act.READ, ThingKind.MAILING),
    "/guests/{issue}/{point}/{locale}": _of_edition,
    "/people": _fixed(Act.READ, ThingKind.PEOPLE),
    "/new/{kind}": _of_new_page,
}
"""What seeing needs, where it is more than being signed in: all that shows something of one point's readers or
mailings, or of people and the machine.
"""
SEEN_BY_ALL = frozenset(
    {
        "/", "/articles/", "/articles/{slug}", "/articles/{slug}/document", "/articles/{slug}/look/{shape}",
        "/articles/{slug}/look/{shape}/look", "/articles/{slug}/problems", "/articles/{slug}/source", "/bring-in",
        "/events", "/find", "/history", "/issues/{issue}/check",
        "/issues/{issue}/check/report", "/issues/{issue}/check/{point}/{locale}", "/issues/{issue}/compose",
        "/issues/{issue}/editions", "/issues/{issue}/editions/{point}/{locale}/problems", "/issues/{issue}/hand",
        "/issues/{issue}/pick", "/issues/{issue}/points/{point}", "/issues/{issue}/points/{point}/hand",
        "/issues/{issue}/points/{point}/pick", "/issues/{issue}/points/{point}/problems",
        "/issues/{issue}/preview", "/issues/{issue}/problem-count",
        "/issues/{issue}/problems", "/mailings", "/me", "/networks/", "/networks/{slug}", "/networks/{slug}/problems",
        "/pictures/{name:path}", "/points/", "/points/{slug}", "/points/{slug}/problems",
        "/preview/{issue}/{point}/{locale}", "/preview/{issue}/{point}/{locale}/look",
        "/preview/{issue}/{point}/{locale}/text", "/preview/{issue}/{point}/{locale}/{kind}/{slug}",
        "/preview/{issue}/{point}/{locale}/{kind}/{slug}/look", "/readers/", "/review/{issue}",
        "/review/{issue}/{point}/{locale}", "/review/{issue}/{point}/{locale}/doubts",
        "/review/{issue}/{point}/{locale}/faults", "/review/{issue}/{point}/{locale}/fill",
        "/review/{issue}/{point}/{locale}/fill/standing", "/review/{issue}/{point}/{locale}/offers",
        "/review/{issue}/{point}/{locale}/texts", "/send/{issue}", "/signed-in", "/site/{path:path}",
        "/where",
        "/words/{locale}",
    }
)  # fmt: skip
"""Addresses that show the newsletter's content, or what is the person's own: for whoever is signed in. Those that name
several points' mailings or acts (`/`, `/mailings`, `/history`, `/find`) leave out by themselves what is not theirs.
"""


def may_do(studio: Studio, pattern: str, request: StudioRequest) -> bool:
    """True when whoever asks may have this address answered. Raises `UnreadableError`."""
    if request.visitor.roles is None:
        return True
    if request.method in ("GET", "HEAD"):
        asks = _ANYBODY if pattern in SEEN_BY_ALL else READS.get(pattern)
    else:
        asks = NEEDS.get(pattern)
    return asks is not None and request.visitor.may(*asks(studio, request))


def check_writing(name: str, old: bytes | None, new: bytes | None) -> None:
    """Whoever is acting may write a file that is what it was, and what it becomes. Raises `NotAllowedError`."""
    visitor = ACTING.get()
    if visitor is None or visitor.roles is None:
        return
    for thing in {thing_of(name, data) for data in (old, new) if data is not None}:
        # Catalogs are written by handing over and by answers as well: which of these it is, the address was asked for.
        acts = (Act.WRITE, Act.TRANSLATE) if thing.kind is ThingKind.CATALOG else (Act.WRITE,)
        if not any(visitor.may(act, thing) for act in acts):
            raise NotAllowedError(name)

"""The app: addresses, who answers them, and who is let in.

In: a `Studio`. Out: an ASGI app for uvicorn, behind the guard of `newsletter.web`. A handler is a plain function and
runs in a thread. Nothing is answered without the session's cookie but what pages are made with; no GET changes a file;
a change that does not come from a page of the studio is refused.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Match
from starlette.routing import Route as Address

from newsletter.pipeline.aside import AsideEndedError
from newsletter.pipeline.editing.saving import NotAnEditorsFileError
from newsletter.studio.addresses import A_PAGE, Addresses
from newsletter.studio.events import Hearers
from newsletter.studio.needs import ACTING, NotAllowedError, may_do
from newsletter.studio.request import HTML, StudioRequest, StudioResponse, UnreadableError, json_of
from newsletter.studio.routes import LARGEST_BODY, Route
from newsletter.studio.session import is_same_origin
from newsletter.studio.static_files import StaticFiles
from newsletter.studio.studio import Studio
from newsletter.studio.visitor import NOBODY
from newsletter.studio.words import N_, Words, words_for
from newsletter.web.guard import App, Guard, Receive, Rules, Scope, Send, TooLargeError, body_of
from newsletter.web.languages import accepted
from newsletter.web.rates import client_of
from newsletter.workspace import OutsideProjectError

RULES = Rules(
    ("GET", "HEAD", "POST", "PUT", "PATCH"),
    LARGEST_BODY,  # each address then looks at its own limit
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
)
SCREENS = (
    "article",
    "article_document",
    "articles",
    "board",
    "bring_in",
    "check",
    "compose",
    "editions",
    "files",
    "fill",
    "find",
    "guests",
    "hand",
    "history",
    "lines",
    "mailing",
    "mailings",
    "making",
    "networks",
    "operator",
    "overlay",
    "people",
    "pictures",
    "points",
    "preview",
    "readers",
    "readers_list",
    "renaming",
    "review",
    "send",
    "settings",
    "source",
    "words",
)
"""The modules of `newsletter.studio.screens`, whose `ROUTES` are the studio's addresses."""
FIRST = ("board", "mailings", "preview")
"""Those of the page that is seen first; the others are loaded behind it."""
ONLINE = ("sign_in",)
"""Those that are there as well where people sign in; what they import is needed nowhere else."""
PREVIEW = ("preview", "preview_home")
"""Those of the live preview alone."""
PUBLIC = ("/static/", "/sign-in", "/guest/")
"""Addresses that are answered before anybody is known."""
_CHANGES = ("POST", "PUT", "PATCH")


_GO_BACK = N_(
    "The disk is full, or the project’s folder can’t be written to. Nothing was made: "
    "go back, and what you typed is there."
)
_NOT_YOURS = N_("This is not among what you may do here. An operator of the newsletter can give you a role for it.")


_ANOTHER = N_(
    "Somebody else is signed in in this browser now. What was typed here is kept in it for whoever typed it, and saved "
    "once they are back."
)
_SIGNED_OUT = N_(
    "You are not signed in any more. Sign in again in another tab: what you typed is kept in this browser, and saved "
    "then."
)
_PAGE_OF = "studio-page-of"
"""The header by which a page's own code says whose page it is. One that stays open while another person signs in is
told so (409): trying again helps once they are gone, and nobody's words become another's.
"""


def app_of(studio: Studio, log: Callable[[str], None]) -> App:
    """The app of a studio."""

    async def refused(request: Request, fault: Exception) -> Response:
        status = (
            413 if isinstance(fault, TooLargeError) else fault.status_code if isinstance(fault, HTTPException) else 500
        )
        if status == 404 and (meant := _with_its_stroke(inner, request)):
            return Response(status_code=308, headers={"location": meant})
        return await run_in_threadpool(lambda: _response(_unmet(studio, _asked(studio, request, b""), status)))

    hearers = Hearers()
    static = Route("/static/{name}", get=lambda studio, asked: studio.pages.static.answer(asked))
    inner = Starlette(
        routes=[_address(studio, static, hearers)],
        exception_handlers={HTTPException: refused, TooLargeError: refused},
    )
    inner.router.redirect_slashes = False
    now = PREVIEW if studio.is_preview else FIRST
    later = () if studio.is_preview else [name for name in SCREENS + ONLINE * studio.is_online if name not in FIRST]

    def address_of(route: Route) -> Address:
        return _address(studio, route, hearers)

    addresses = Addresses(inner, address_of, _modules(now), _modules(later), studio.open_newest)
    return Guard(addresses, studio.entrance.hosts, _plain_refusal, log, RULES)


def _with_its_stroke(inner: Starlette, request: Request) -> str:
    """The address of a list that was typed without its last stroke (`/articles`); empty for every other."""
    meant = f"{request.url.path}/"
    is_there = any(each.matches({**request.scope, "path": meant})[0] is Match.FULL for each in inner.router.routes)
    return meant if is_there and request.method in ("GET", "HEAD") else ""


def _modules(screens: Iterable[str]) -> list[str]:
    return [f"newsletter.studio.screens.{name}" for name in screens]


class _EventStream(StreamingResponse):
    """A stream that lasts as long as its browser, or the studio: cut off by the studio's end it ends in good order."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except asyncio.CancelledError:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _address(studio: Studio, route: Route, hearers: Hearers) -> Address:
    async def endpoint(request: Request) -> Response:
        request.scope["newsletter.route"] = route.pattern
        body = await _body(request, route.max_body) if request.method in _CHANGES else b""
        is_sign = not (route.is_followed or route.stream)
        asked = await run_in_threadpool(_asked, studio, request, body, is_sign=is_sign)
        stopped = await run_in_threadpool(_let_in, studio, route, asked)
        if stopped is not None:
            return _response(stopped)
        if route.stream and request.method == "GET":
            person = asked.visitor.id
            if not hearers.may_hear(person):
                return _response(_refusal(studio, asked, 429))
            headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
            lines = hearers.counted(person, route.stream(studio, asked))
            return _EventStream(lines, 200, headers, "text/event-stream")
        answer = await run_in_threadpool(_answered, studio, route, asked)
        request.scope[A_PAGE] = answer.kind == HTML
        return _response(answer)

    methods = [name for name in RULES.methods if route.handler(name) or (route.stream and name == "GET")]
    return Address(route.pattern, endpoint, methods=methods)


async def _body(request: Request, most: int) -> bytes:
    """The body of a change; what says that it is larger than may be is not waited for."""
    length = request.headers.get("content-length", "0")
    if int(length) > most:  # digits: the guard has looked
        raise TooLargeError
    return await body_of(request.receive, most)


def _asked(studio: Studio, request: Request, body: bytes, *, is_sign: bool = True) -> StudioRequest:
    """The request as screens see it; `is_sign` says that somebody has asked, and not a page that stands open."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    visitor = studio.entrance.find_visitor(headers, is_sign=is_sign) or NOBODY
    wishes = (visitor.person.locale, *accepted(headers.get("accept-language", "")))
    return StudioRequest(
        request.method,
        request.url.path,
        {name: str(value) for name, value in request.path_params.items()},
        dict(parse_qsl(request.url.query, keep_blank_values=True)),
        headers,
        body,
        words_for([wish for wish in wishes if wish]),
        visitor,
        client_of(request.scope, trust_proxy=studio.trust_proxy),
        studio.resident.number,
    )


def _let_in(studio: Studio, route: Route, asked: StudioRequest) -> StudioResponse | None:
    """None for whoever may go on; else what stops them: the way in, or a refusal."""
    is_public = route.pattern.startswith(PUBLIC)
    opened = None if is_public else studio.entrance.open(asked)
    if opened is not None:
        return opened
    if asked.visitor is NOBODY and not is_public:
        return _outside(studio, asked)
    if asked.method in _CHANGES and not is_same_origin(asked.headers, studio.entrance.origin(asked.headers)):
        return _refusal(studio, asked, 403)
    page_of = asked.headers.get(_PAGE_OF, "")
    if asked.method in _CHANGES and page_of and page_of != studio.page_of(asked.visitor):
        return json_of({"message": asked.words.gettext(_ANOTHER)}, 409)
    if "\0" in asked.path or any("\0" in value for value in asked.query.values()):
        return _refusal(studio, asked, 404)  # no file has such a name, and no text of a database
    try:
        is_allowed = is_public or may_do(studio, route.pattern, asked)
    except UnreadableError:
        return _refusal(studio, asked, 400)
    except OutsideProjectError:
        return _refusal(studio, asked, 404)
    except OSError as fault:
        if fault.errno != errno.ENAMETOOLONG:
            raise
        return _refusal(studio, asked, 404)
    return None if is_allowed else _refusal(studio, asked, 403, asked.words.gettext(_NOT_YOURS))


def _answered(studio: Studio, route: Route, asked: StudioRequest) -> StudioResponse:
    handler = route.handler(asked.method)
    assert handler is not None  # noqa: S101 (Starlette lets no other method in)
    acting = ACTING.set(asked.visitor)
    try:
        answer = handler(studio, asked)
    except NotAllowedError:
        return _refusal(studio, asked, 403, asked.words.gettext(_NOT_YOURS))
    except (OutsideProjectError, NotAnEditorsFileError):
        return _refusal(studio, asked, 404)
    except UnreadableError:
        return _refusal(studio, asked, 400)
    except AsideEndedError:  # the studio is being ended, or the process was: asked again it is another one
        return _refusal(studio, asked, 503)
    except OSError as fault:
        if fault.errno == errno.ENAMETOOLONG:  # no file has such a name
            return _refusal(studio, asked, 404)
        if fault.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM):
            raise
        return _refusal(studio, asked, 507)
    finally:
        ACTING.reset(acting)
    is_missing = answer.status == 404 and not answer.kind
    return _refusal(studio, asked, 404) if is_missing else answer


def _unmet(studio: Studio, asked: StudioRequest, status: int) -> StudioResponse:
    """The answer to what reaches no handler."""
    return _outside(studio, asked) if asked.visitor is NOBODY else _refusal(studio, asked, status)


def _refusal(studio: Studio, asked: StudioRequest, status: int, said: str = "") -> StudioResponse:
    """The page that says why a request is not met; for the browser's own code the sentence alone."""
    said = said or why(asked.words, status)
    if _is_for_code(asked):
        return json_of({"message": said}, status)
    if asked.visitor is NOBODY:  # who is not known is told nothing of the project
        kind, body = _plain_page(asked.words, status)
        return StudioResponse(status, body, kind)
    if status == 507:  # a form of a page that is left: the browser has it, one page back
        said = asked.words.gettext(_GO_BACK)
    return studio.page(asked, "refused.html", here="", status=status, why=said, code=status)


def _outside(studio: Studio, asked: StudioRequest) -> StudioResponse:
    """What somebody is told whom the studio does not know: nothing of the project."""
    way_in = studio.entrance.lead_in(asked)
    if _is_for_code(asked):
        if way_in is not None:
            return json_of({"message": asked.words.gettext(_SIGNED_OUT)}, 409)
        return json_of({"message": why(asked.words, 403)}, 403)
    if way_in is not None:
        return way_in
    kind, body = _plain_page(asked.words, 403)
    return StudioResponse(403, body, kind)


def _is_for_code(asked: StudioRequest) -> bool:
    return asked.headers.get("sec-fetch-dest") == "empty" or "json" in asked.headers.get("accept", "")


def why(words: Words, status: int) -> str:
    """Why a request is not met, in a sentence or two: what is so, and what to do."""
    _ = words.gettext
    return {
        400: _("This could not be read. Load the page again; what you typed is kept in this browser."),
        403: _("This browser does not know the studio yet. Open the address that the terminal shows."),
        404: _("There is nothing at this address. It may have been renamed or removed."),
        405: _("This can’t be done here."),
        413: _("This is more than the studio takes at once."),
        429: _("You have this studio open in very many places. Close some of them."),
        503: _("The studio is being ended, or has just begun. Try again in a moment."),
        507: _(
            "The disk is full, or the project’s folder can’t be written to. What you typed is kept in this browser."
        ),
    }.get(status, _("Something went wrong in the studio. What you typed is kept in this browser."))


def _response(answer: StudioResponse) -> Response:
    response = Response(answer.body, answer.status, media_type=answer.kind or None)
    for name, value in answer.headers:  # a cookie is set by a header of its own
        response.headers.append(name, value)
    return response


def _plain_refusal(status: int, scope: Scope) -> tuple[str, bytes]:
    """What the guard itself says, where no page can be made."""
    wishes = next((value for name, value in scope["headers"] if name == b"accept-language"), b"").decode("latin-1")
    return _plain_page(words_for(accepted(wishes)), status)


def _plain_page(words: Words, status: int) -> tuple[str, bytes]:
    said, title = escape(why(words, status)), escape(words.gettext("The studio"))
    return HTML, (
        f'<!DOCTYPE html><html lang="{words.locale}" dir="{words.direction}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f'<link rel="stylesheet" href="{StaticFiles().address("base.css")}">'
        f'<main class="sheet"><header><h1>{title}</h1><p class="lead">{said}</p></header></main></html>'
    ).encode()

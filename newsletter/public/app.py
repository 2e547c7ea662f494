"""The app: addresses, methods, and who answers them.

In: a `Site`. Out: an ASGI app for uvicorn, guarded by `newsletter.web`. A handler is a plain function of a
`PageRequest`; it runs in a thread, so that the database never keeps the server from answering others. GET, HEAD and
OPTIONS reach no handler that writes.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from newsletter.database import DatabaseError
from newsletter.pipeline.audience import self_service
from newsletter.public import leaving, subscribing
from newsletter.public.answer_routes import PREFIX, answer_routes
from newsletter.public.answers import MAX_BODY
from newsletter.public.archived import serve_archive
from newsletter.public.forms import UnreadableFormError
from newsletter.public.kept_rates import forget_clients
from newsletter.public.request import PageRequest, PageResponse, RefusedError
from newsletter.public.site import Site
from newsletter.translate.providers.later import ANSWERS
from newsletter.web.guard import READERS, App, Guard, Receive, Scope, Send, TooLargeError, body_of, hosts_of
from newsletter.web.languages import accepted
from newsletter.web.rates import client_of

_WHY = {
    400: "unreadable", 404: "unknown", 405: "not-so", 410: "expired", 413: "too-large", 414: "too-large",
    421: "not-so", 429: "too-many",
}  # fmt: skip
_HOURLY = 3_600.0
_OWN_LINK = re.compile(r"(/[uplc]/[0-9a-f]{48}(?:/[\w-]+)?)(?:[^/\w-][^/]*/?|/)", re.I)
"""A reader's own link with what mail programs take to be part of it: a full stop, a bracket, a blank, a slash."""
Handler = Callable[[PageRequest], PageResponse]


def app_of(site: Site, port: int, log: Callable[[str], None]) -> App:
    """The app for a site that is reached on this port of its machine."""
    routes: list[BaseRoute] = [
        _route(site, "/health", get=_health),
        _route(site, site.pages.style_path, get=_style),
        _route(site, "/subscribe/{point}/{locale}/", get=subscribing.form, post=subscribing.join),
        _route(site, "/subscribe/{point}/", get=subscribing.lead_to_form),
        _route(site, "/subscribe/", get=subscribing.lead_to_form),
        _route(site, "/c/{token}", get=subscribing.confirmation, post=subscribing.confirm),
        _route(site, "/c/{token}/latest", post=subscribing.latest),
        _route(site, "/p/{token}", get=leaving.preferences, post=leaving.choose),
        _route(site, "/p/{token}/data", post=leaving.export),
        _route(site, "/p/{token}/erase", get=leaving.erasure, post=leaving.erase),
        # Mailbox providers send this form for their users, all from few machines: it is bound to no rate.
        _route(site, "/u/{token}", get=leaving.leaving, post=leaving.leave),
        _route(site, "/l/{token}/{locale}", get=leaving.language, post=leaving.switch),
        *answer_routes(site),
    ]
    front = _route(site, "/", get=subscribing.lead_to_form)
    routes.append(Mount("/", serve_archive(site.archive, front.handle)) if site.archive else front)
    inner = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _refused(site), TooLargeError: _refused(site), Exception: _refused(site)},
        lifespan=_lifespan(site),
    )
    inner.router.redirect_slashes = False
    rules = replace(READERS, larger=((PREFIX, MAX_BODY),))
    return Guard(_with_plain_paths(inner), hosts_of(site.settings.site, port), refuse_request(site), log, rules)


def _with_plain_paths(app: App) -> App:
    """The app, with readers' own links as they were written, whatever a mail program has put behind them."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (found := _OWN_LINK.fullmatch(scope["path"])):
            scope["path"] = found[1]
        await app(scope, receive, send)

    return answered


def _route(site: Site, path: str, *, get: Handler | None = None, post: Handler | None = None) -> Route:
    """One address. `post` alone gets the fields of a form; what is written is written there."""

    async def endpoint(request: Request) -> Response:
        request.scope["newsletter.route"] = path if "-" not in path else "/pages.css"
        is_post = request.method == "POST"
        handler = post if is_post else get
        assert handler is not None  # noqa: S101 (Starlette lets no other method in)
        body = await body_of(request.receive) if is_post else b""
        page_request = PageRequest(
            site,
            dict(request.path_params),
            request.headers.get("content-type", ""),
            body,
            accepted(request.headers.get("accept-language", "")),
            client_of(request.scope, trust_proxy=site.trust_proxy),
            dict(request.query_params),
        )
        answer = await run_in_threadpool(_answered, handler, page_request)
        return Response(answer.body, answer.status, dict(answer.headers), answer.kind)

    methods = [name for name, handler in (("GET", get), ("POST", post)) if handler]
    return Route(path, endpoint, methods=methods)


def _answered(handler: Handler, page_request: PageRequest) -> PageResponse:
    """The handler's answer, or the page that says why there is none."""
    try:
        return handler(page_request)
    except RefusedError as refused:
        refusal = refused
    except UnreadableFormError:
        refusal = RefusedError(400)
    except DatabaseError:
        refusal = RefusedError(503)
    return page_request.refused(refusal, _WHY.get(refusal.status, "fault"))


def _refused(site: Site) -> Callable[[Request, Exception], Response]:
    """What reaches no handler, or goes wrong in one, as pages; Starlette raises a bug again, and the guard logs it."""

    def answered(request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, HTTPException) else 500
        status = 413 if isinstance(fault, TooLargeError) else status
        kind, body = refuse_request(site)(status, request.scope)
        headers = {"allow": "GET, HEAD, OPTIONS, POST"} if status == 405 else None
        return Response(body, status, headers, media_type=kind)

    return answered


def refuse_request(site: Site) -> Callable[[int, Scope], tuple[str, bytes]]:
    """The page for a request that reaches no handler."""

    def page(status: int, scope: Scope) -> tuple[str, bytes]:
        is_answer = str(scope["path"]).startswith(f"/{ANSWERS}/")
        if is_answer and status != 404:  # read by a service, and not by a person; `mt` is no language there
            return "text/plain; charset=utf-8", f"{status} not taken\n".encode()
        header = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
        # The language of the address comes first: `/2024-01/nl/nope/` was followed from a letter in Dutch.
        parts = [] if is_answer else reversed(str(scope["path"]).split("/"))
        named = [part for part in parts if part in site.pages.locales]
        locale = next(iter(named), "") or site.pages.locale_for(accepted(header.decode("latin-1")))
        why = _WHY.get(status, "fault")
        archive = site.letters(locale)
        body = site.pages.page(
            "refused", locale, why=why, form_address="", good_days=self_service.GOOD_DAYS, archive=archive
        )
        return "text/html; charset=utf-8", body

    return page


def _health(page_request: PageRequest) -> PageResponse:
    """Says that the server and its database answer, in words for machines."""
    with page_request.site.pool.taken() as connection, connection.transaction(writes=False):
        connection.row("select 1")
    return PageResponse(b'{"status": "ok"}\n', kind="application/json")


def _style(page_request: PageRequest) -> PageResponse:
    """The style sheet; its address changes with it."""
    headers = (("cache-control", "public, max-age=31536000, immutable"),)
    return PageResponse(page_request.site.pages.style, 200, "text/css; charset=utf-8", headers)


def _lifespan(site: Site) -> Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]]:
    """The mail queue and the hourly clearing live as long as the server."""

    @contextlib.asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        ended = threading.Event()
        clearing = threading.Thread(target=_clear, args=(site, ended), name="clearing", daemon=True)
        looking_after = threading.Thread(target=site.mails.look_after, name="mails", daemon=True)
        site.mail_queue.start()
        clearing.start()
        looking_after.start()
        try:
            yield
        finally:
            ended.set()
            await run_in_threadpool(site.mails.stop)
            await run_in_threadpool(looking_after.join, 10.0)
            await run_in_threadpool(clearing.join, 10.0)
            site.pool.close()

    return living


def _clear(site: Site, ended: threading.Event) -> None:
    """Once an hour, take out what nobody has confirmed or come for; a database that can't be used now can be later."""
    while True:
        with contextlib.suppress(DatabaseError), site.pool.taken() as connection:
            self_service.expire(connection, site.now())
            forget_clients(connection)
        if site.answers:
            site.answers.clear()
        if ended.wait(_HOURLY):
            return

"""The addresses of answers: `/mt/<token>`, and below it for errors and for what a desk wants sent.

In: a site. Out: routes. A token that does not hold is answered like any link that leads nowhere, before a byte of the
body is read; what holds is answered when it is on disk.
"""

from __future__ import annotations

import json

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from newsletter.public.answers import MAX_BODY, Answers
from newsletter.public.site import Site
from newsletter.translate.later.tokens import Claim
from newsletter.translate.providers.later import ANSWERS
from newsletter.web.guard import body_of
from newsletter.web.rates import client_of

PREFIX = f"/{ANSWERS}/"


def answer_routes(site: Site) -> list[BaseRoute]:
    """The routes for what comes later."""

    async def answer(request: Request) -> Response:
        return await _taken(site, request, is_error=False)

    async def error(request: Request) -> Response:
        return await _taken(site, request, is_error=True)

    async def picked_up(request: Request) -> Response:
        answers, claim, _ = _opened(site, request, PREFIX + "{token}", of_desks=True)
        data = await run_in_threadpool(answers.mailbox.get_bytes, claim.request)
        return Response(status_code=204) if data is None else Response(data, media_type="application/octet-stream")

    async def send(request: Request) -> Response:
        answers, claim, token = _opened(site, request, PREFIX + "{token}/send", of_desks=True)
        body = await body_of(request.receive, MAX_BODY)
        said = await run_in_threadpool(answers.send, token, claim, body)
        if said is None:
            raise HTTPException(400)
        return Response(json.dumps(said), media_type="application/json")

    return [
        Route(PREFIX + "{token}", picked_up, methods=["GET"]),
        Route(PREFIX + "{token}", answer, methods=["POST"]),
        Route(PREFIX + "{token}/error", error, methods=["POST"]),
        Route(PREFIX + "{token}/send", send, methods=["POST"]),
    ]


async def _taken(site: Site, request: Request, *, is_error: bool) -> Response:
    answers, claim, _ = _opened(site, request, PREFIX + ("{token}/error" if is_error else "{token}"))
    body = await body_of(request.receive, MAX_BODY)
    kind, said = request.headers.get("content-type", ""), dict(request.query_params)
    try:
        is_kept = await run_in_threadpool(answers.take, claim, kind, body, said, is_error=is_error)
    except OSError:
        raise HTTPException(503) from None  # the service may try again; nothing is on disk
    if not is_kept:
        raise HTTPException(400)
    return Response(status_code=200)


def _opened(site: Site, request: Request, route: str, *, of_desks: bool = False) -> tuple[Answers, Claim, str]:
    """The mailbox and what the token is good for; whoever tries many that do not hold has to wait."""
    request.scope["newsletter.route"] = route
    token, answers = request.path_params["token"], site.answers
    claim = answers.claim_of(token) if answers else None
    is_known = claim and (
        not of_desks or (answers and answers.is_desk(token, request.headers.get("authorization", "")))
    )
    if answers and claim and is_known:
        return answers, claim, token
    client = client_of(request.scope, trust_proxy=site.trust_proxy)
    raise HTTPException(404 if site.rates.misses.spend(client) else 429)

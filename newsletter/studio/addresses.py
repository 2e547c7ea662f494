"""The addresses of an app: those of the first page are there at once, all others a moment after it.

In: modules with `ROUTES`, by name; how a route becomes an address. Out: an ASGI app. What the other screens stand on
takes half a second to load; whoever asks for one of them meanwhile waits for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from importlib import import_module

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import Match
from starlette.routing import Route as Address

from newsletter.studio.routes import Route
from newsletter.web.guard import Receive, Scope, Send

A_PAGE = "newsletter.page"
"""The key of a request's scope under which an address says that it has answered with a page."""


class Addresses:
    """The app with those of `first`; those of `later` are loaded once a page was answered, or one of them is asked for.

    `then` is done behind that, in the same thread.
    """

    def __init__(
        self,
        app: Starlette,
        address_of: Callable[[Route], Address],
        first: Sequence[str],
        later: Sequence[str],
        then: Callable[[], None],
    ) -> None:
        self._app = app
        self._address_of = address_of
        self._later = later
        self._then = then
        self._app.router.routes.extend(self._loaded(first))
        self._are_all_there: Future[None] = Future()
        self._alone = threading.Lock()
        self._is_begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, once its address can be known."""
        if scope["type"] != "http" or self._are_all_there.done():
            await self._app(scope, receive, send)
            return
        if all(each.matches(scope)[0] is Match.NONE for each in [*self._app.router.routes]):
            self._begin()
            await run_in_threadpool(self._are_all_there.result)
        await self._app(scope, receive, send)
        if scope.get(A_PAGE):
            self._begin()

    def _begin(self) -> None:
        with self._alone:
            is_first, self._is_begun = not self._is_begun, True
        if is_first:
            threading.Thread(target=self._load, name="addresses", daemon=True).start()

    def _load(self) -> None:
        try:
            self._app.router.routes.extend(self._loaded(self._later))
        except BaseException as fault:
            self._are_all_there.set_exception(fault)
            raise
        self._are_all_there.set_result(None)
        self._then()

    def _loaded(self, names: Sequence[str]) -> list[Address]:
        return [self._address_of(route) for name in names for route in import_module(name).ROUTES]

"""The first page waits for no other screen, and no other screen is asked for in vain."""

import sys
import threading
from types import ModuleType

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as Address
from starlette.testclient import TestClient

from newsletter.studio.addresses import A_PAGE, Addresses
from newsletter.studio.request import StudioResponse
from newsletter.studio.routes import LARGEST_BODY, Route
from tests.support.processes import PATIENCE


class Screens:
    """Two screens, of which the later is loaded when somebody lets it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.then = threading.Event()
        self.made: list[str] = []
        for name, pattern in (("first", "/"), ("later", "/later")):
            module = ModuleType(f"tests.{name}_screen")
            vars(module)["ROUTES"] = (Route(pattern, get=lambda studio, asked: StudioResponse(200, b"", "")),)
            monkeypatch.setitem(sys.modules, module.__name__, module)
        screens = (["tests.first_screen"], ["tests.later_screen"])
        self.client = TestClient(Addresses(Starlette(), self.address, *screens, self.then.set))

    def address(self, route: Route) -> Address:
        def endpoint(request: Request) -> Response:
            request.scope[A_PAGE] = "plain" not in request.query_params
            return Response(route.pattern)

        self.made.append(route.pattern)
        return Address(route.pattern, endpoint)


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch) -> Screens:
    return Screens(monkeypatch)


def test_what_is_not_needed_for_the_first_page_is_loaded_behind_it(screens: Screens) -> None:
    assert screens.client.get("/?plain").text == "/"
    assert screens.made == ["/"], "a style or script is no page"
    assert screens.client.get("/").text == "/"
    assert screens.then.wait(PATIENCE)
    assert screens.made == ["/", "/later"]


def test_whoever_asks_for_a_screen_that_is_not_loaded_waits_for_it(screens: Screens) -> None:
    assert screens.client.get("/later").text == "/later"
    assert screens.client.get("/nowhere").status_code == 404
    assert screens.client.get("/later").text == "/later"
    assert screens.made == ["/", "/later"], "loaded once"


def test_no_address_takes_more_than_the_guard_lets_in() -> None:
    with pytest.raises(ValueError, match="more than"):
        Route("/", max_body=LARGEST_BODY + 1)

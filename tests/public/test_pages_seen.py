"""The readers' pages as they are seen: by axe, by a keyboard, in every width and colour."""

import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from newsletter.web.guard import READERS
from tests.conftest import copy_of_the_repository, needs
from tests.support.axe import across, faults_by_look, mixed
from tests.support.browser import chromium, no_faults
from tests.support.public_site import BASE, Home, every_page, served

pytestmark = [needs("chromium"), pytest.mark.slow]

VIEWS = across((1024, 375))
SHOTS = os.environ.get("NEWSLETTER_SHOTS", "")
"""A folder for screenshots, for people to look at."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Iterator[Home]:
    root = copy_of_the_repository(tmp_path_factory.mktemp("seen"))
    (root / ".cache").symlink_to(compiled)
    with served(root) as made:
        yield made


@pytest.fixture(scope="module")
def said(home: Home) -> dict[str, str]:
    return every_page(home, "eu", "en") | {"subscribe-fr": home.client.get("/subscribe/be/fr/").text}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as launched:
        yield launched


class Window:
    """A window of the browser; a page in it stands under the policy it is sent with and may ask for its style alone."""

    def __init__(self, browser: Any, home: Home, width: int, scheme: str = "light") -> None:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        context.add_init_script((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
        context.route("**/*", self._answer)
        self.home, self.html = home, ""
        self.page = context.new_page()

    def _answer(self, route: Any) -> None:
        path = route.request.url.removeprefix(BASE)
        if path == "/page":
            headers = {"content-type": "text/html; charset=utf-8"}
            if "<style" not in self.html:  # a mail brings its styles along
                headers["content-security-policy"] = READERS.policy
            route.fulfill(body=self.html, headers=headers)
        elif path == self.home.site.pages.style_path:
            route.fulfill(body=self.home.site.pages.style, content_type="text/css")
        else:
            pytest.fail(f"the page asks for {path}")

    def show(self, html: str) -> Any:
        """A page, opened."""
        self.html = html
        self.page.goto(f"{BASE}/page")
        return self.page


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_axe_finds_nothing_on_any_page(browser: Any, home: Home, said: dict[str, str], width: int, scheme: str) -> None:
    faults: dict[str, list[str]] = {}
    judged: set[str] = set()
    window = Window(browser, home, width, scheme)
    for name, html in said.items():
        page = window.show(html)
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}-{scheme}.png"), full_page=True)
        left_out = ["landmark-one-main", "region"] if name.startswith("mail") else []
        found = faults_by_look(page, judged, left_out)
        overflow = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        faults[name] = [*found, *(["wider than its window"] if overflow else [])]
    no_faults(faults)


def test_no_page_has_colours_of_one_width(home: Home) -> None:
    assert mixed(home.site.pages.style.decode()) == []


def test_text_is_large_enough_and_targets_can_be_hit(browser: Any, home: Home, said: dict[str, str]) -> None:
    measure = """() => [...document.querySelectorAll('main *, footer *')].flatMap(one => {
      const box = one.getBoundingClientRect(), size = parseFloat(getComputedStyle(one).fontSize), found = [];
      if (one.closest('.trap')) return [];
      if (size < 16) found.push(`${one.tagName} has ${size} px`);
      const isAlone = one.parentElement.textContent.trim() === one.textContent.trim() || one.closest('nav');
      const target = one.matches('[type=checkbox], [type=radio]') ? one.labels[0].getBoundingClientRect() : box;
      const isTarget = one.matches('button, input, select, summary') || (one.matches('a') && isAlone);
      if (isTarget && Math.min(target.height, target.width) < 44) found.push(`${one.textContent} has ${target.height}`);
      return found;
    })"""
    window = Window(browser, home, 375)
    faults = {name: window.show(html).evaluate(measure) for name, html in said.items() if "mail" not in name}
    no_faults(faults)


def test_a_form_can_be_filled_by_keyboard_and_shows_where_it_is(browser: Any, home: Home) -> None:
    page = Window(browser, home, 1280).show(home.client.get("/subscribe/eu/en/").text)
    seen = []
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(
            "(at => [at.id || at.tagName, getComputedStyle(at).outlineWidth])(document.activeElement)"
        ))  # fmt: skip
    assert seen == [["address", "3px"], ["name", "3px"], ["consent", "3px"], ["BUTTON", "3px"]]

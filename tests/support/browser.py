"""A real browser that reads letters as mail programs show them.

In: Chromium, and letters built into folders with their pictures beside them. Out: pages with a letter open, of one
width and colour scheme each, which are used again for the next letter; a letter in several views is loaded once, since
loading is what costs most. Whatever a letter asks for besides its own pictures is refused and remembered.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--renderer-process-limit=1"]  # fmt: skip
SHELL = "chromium-headless-shell"
"""The same engine without the program's own windows, which takes half the processor for the same pages."""
MEASURES = (Path(__file__).parent / "measures.js").read_text("utf-8")
PICTURES = "https://news.example.org/images/"
PATIENCE = 240_000
"""Milliseconds after which a page hangs, however busy the machine is."""
View = tuple[int, str]
"""The width of a window, and the colours that its reader prefers: `light` or `dark`."""


@dataclass
class Reader:
    """A browser, and what the letter that is open has asked for in vain."""

    browser: Any
    scale: float = 1
    scripts: list[str] = field(default_factory=lambda: [MEASURES])
    refused: list[str] = field(default_factory=list)
    _pages: dict[tuple[int, str, bool], Any] = field(default_factory=dict)
    _images: Path = Path()

    def open(self, letter: Path, width: int, scheme: str = "light", *, pictures: bool = True) -> Any:
        """The page with a letter; without `pictures` they are blocked, as many mail programs do at first."""
        page = self._pages.get((width, scheme, pictures)) or self._page(width, scheme, pictures)
        self.refused.clear()
        self._images = letter.parents[2] / "images"
        page.goto(letter.as_uri())
        return page

    def look(self, letter: Path, views: Sequence[View], *, pictures: bool = True) -> Iterator[tuple[View, Any]]:
        """The page with a letter, opened once, in one view after the other; the page is left as it was in the first."""
        page = self.open(letter, *views[0], pictures=pictures)
        for view in turned(page, views):
            yield view, page

    def _page(self, width: int, scheme: str, pictures: bool) -> Any:
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, device_scale_factor=self.scale
        )

        def route(route: Any) -> None:
            url = route.request.url
            if url.startswith("file:"):
                route.continue_()
            elif pictures and url.startswith(PICTURES):
                route.fulfill(path=str(self._images / url.removeprefix(PICTURES)))
            else:
                self.refused.append(url)
                route.abort()

        context.route("**/*", route)
        for script in self.scripts:
            context.add_init_script(script)
        page = self._pages[width, scheme, pictures] = context.new_page()
        return page


def turned(page: Any, views: Sequence[View]) -> Iterator[View]:
    """Each view, with the page as it is seen in it; then the page is turned back to the first."""
    for view in views:
        _turn(page, view)
        yield view
    _turn(page, views[0])


def _turn(page: Any, view: View) -> None:
    width, scheme = view
    page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})
    page.emulate_media(color_scheme=scheme)


class Opening:
    """Whether the test that runs may open a browser, as those that are marked as slow may."""

    is_allowed = True


class _Kept:
    """What is started once and serves everybody who asks while it is kept."""

    stack: ExitStack | None = None
    playwright: Any = None
    browser: Any = None
    loop: asyncio.AbstractEventLoop | None = None
    users = 0
    rooms: ClassVar[list[Room]] = []
    """Those that are free."""


@dataclass
class Room:
    """A context of a browser: in the kept one it serves one test after the other.

    A page in a new context takes twice the processor: a process begins, and reads all programs and style sheets. Here a
    page that only stands there keeps the process, which knows them; whatever a test has opened, set and stored is gone
    when it leaves.
    """

    context: Any
    locale: str | None
    _keeper: Any = None
    _tools: Any = None

    @classmethod
    def of(cls, browser: Any, locale: str | None = None) -> Room:
        """The one that was left last of those in whose browser a language was chosen, or none; else a new one."""
        for free in reversed(_Kept.rooms if browser is _Kept.browser else []):
            if free.locale == locale:
                _Kept.rooms.remove(free)
                return free
        context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light", locale=locale)
        return cls(context, locale)

    def page(self, view: View = (1440, "light")) -> Any:
        """A new page in a view."""
        page = self.context.new_page()
        if view != (1440, "light"):
            _turn(page, view)
        return page

    def leave(self, origin: str) -> None:
        """Close what was opened, and forget what was kept, also what the pages of an origin have stored."""
        if self.context.browser is not _Kept.browser or not _Kept.browser.is_connected():
            self.context.close()
            return
        if not self._keeper:
            self._keeper = self.context.new_page()
            self._keeper.route("**/*", lambda route: route.fulfill(body=""))
            self._keeper.goto(origin)
            self._tools = self.context.new_cdp_session(self._keeper)
        for page in self.context.pages:
            if page != self._keeper:
                page.close()
        self.context.unroute_all()
        self.context.set_offline(False)
        self.context.clear_permissions()
        self.context.clear_cookies()
        self._tools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        self._tools.send("Network.clearBrowserCache")
        _Kept.rooms.append(self)


@contextmanager
def one_browser() -> Iterator[None]:
    """Within this Playwright and Chromium start once, when somebody first asks: it takes a second of the processor."""
    with ExitStack() as _Kept.stack:
        try:
            yield
        finally:
            if _Kept.loop:
                asyncio._set_running_loop(_Kept.loop)
    _Kept.stack = _Kept.playwright = _Kept.browser = _Kept.loop = None
    _Kept.rooms.clear()


@contextmanager
def playwrights() -> Iterator[Any]:
    """Playwright, the kept one where one is kept."""
    from playwright.sync_api import expect, sync_playwright

    assert Opening.is_allowed, "a test that opens a browser is marked as slow"
    expect.set_options(timeout=PATIENCE)
    if not _Kept.stack:
        with sync_playwright() as own:
            yield own
        return
    if _Kept.loop:
        asyncio._set_running_loop(_Kept.loop)
    else:
        _Kept.playwright = _Kept.stack.enter_context(sync_playwright())
        _Kept.loop = asyncio.get_running_loop()
    _Kept.users += 1
    try:
        yield _Kept.playwright
    finally:
        _Kept.users -= 1
        if not _Kept.users:  # its loop rests meanwhile, and stands in no way of others'
            asyncio._set_running_loop(None)


@contextmanager
def chromium() -> Iterator[Any]:
    """Chromium, started without a sandbox (tests run as root in CI) and without its own calls home.

    Where one is kept it is that one, and all that was opened in it is closed behind, but for rooms that were left.
    """
    with playwrights() as playwright:
        if not _Kept.stack:
            launched = _launched(playwright)
            yield launched
            launched.close()
            return
        if not (_Kept.browser and _Kept.browser.is_connected()):
            _Kept.browser = _launched(playwright)
            _Kept.rooms.clear()
            _Kept.stack.callback(_Kept.browser.close)
        others = list(_Kept.browser.contexts)
        yield _Kept.browser
        for context in _Kept.browser.contexts:
            if context not in others and context not in [room.context for room in _Kept.rooms]:
                context.close()


def _launched(playwright: Any) -> Any:
    launched: Any = playwright.chromium.launch(
        executable_path=shutil.which(SHELL) or shutil.which("chromium"), args=SWITCHES, timeout=PATIENCE
    )
    plain = launched.new_context

    def patient(**options: Any) -> Any:
        context = plain(**options)
        context.set_default_timeout(PATIENCE)
        return context

    launched.new_context = patient
    return launched


def with_profile(playwright: Any, profile: Path) -> Any:
    """The same with what it keeps in a folder, to be killed and started again."""
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=shutil.which(SHELL) or shutil.which("chromium"), args=SWITCHES, timeout=PATIENCE
    )
    context.set_default_timeout(PATIENCE)
    return context


def no_faults(faults: Mapping[str, Sequence[object]]) -> None:
    """Fail with each fault of each letter that has any, a line each."""
    if lines := [f"{name}: {fault}" for name, found in faults.items() for fault in found]:
        pytest.fail("\n".join(lines), pytrace=False)

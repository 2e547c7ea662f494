"""The gallery in a real browser, from the file system: keys, filters, colours, frames, and nothing fetched."""

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsletter.pipeline.letters import gallery
from newsletter.pipeline.letters.build import build
from newsletter.pipeline.project import open_project
from tests.conftest import Sample, copy_of_the_repository, needs
from tests.support.browser import chromium
from tests.support.pictures import pixel

pytestmark = [needs("chromium"), pytest.mark.slow]

SHOWN = "[...document.querySelectorAll('.edition')].filter(e => !e.hidden).map(e => e.id)"
LOADED = """Promise.all([...document.images].map(image => image.naturalWidth ? 0 : new Promise(done => {
  image.addEventListener('load', done);
  image.addEventListener('error', done);
})))"""
FOCUSED = "document.activeElement.closest('.edition')?.id"
VIEW = "['letter', 'text', 'sides'].filter(v => document.querySelector(`.edition .${v}`).checkVisibility())"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Path:
    """Four editions of November 2023 with their gallery; `alone/all.html` beside it is the same in one file."""
    project, _ = open_project(copy_of_the_repository(tmp_path_factory.mktemp("gallery"), compiled), {})
    assert project is not None
    result = build(project, "2023-11", points=["eu", "be", "nl"])
    gallery.share(project.root, result, project.root / "alone/all.html")
    return project.root


@pytest.fixture
def page(browser: Any, folder: Path) -> Iterator[Any]:
    opened_page = opened(browser, folder / "build/2023-11/index.html")
    yield opened_page
    opened_page.context.close()


def opened(browser: Any, file: Path, width: int = 1280, **options: Any) -> Any:
    """A page that follows its own colours, not the test driver's; what it asks for and what it says is kept."""
    context = browser.new_context(color_scheme="null", viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.asked, page.said = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda fault: page.said.append(str(fault)))
    page.on("dialog", lambda dialog: page.said.append(dialog.message))
    page.goto(file.as_uri())
    return page


def is_on(page: Any, colour: tuple[int, ...]) -> bool:
    """True once the first letter has this colour in its upper left corner on the screen."""
    from PIL import Image

    frame = page.locator(".desktop .frame").first
    frame.scroll_into_view_if_needed()
    latest = time.monotonic() + 120
    while time.monotonic() < latest:  # a frame of the browser's may still show what was before
        with Image.open(io.BytesIO(frame.screenshot())) as picture:
            if pixel(picture.convert("RGB"), (8, 8)) == colour:
                return True
    return False


def pictures(page: Any) -> list[tuple[str, int]]:
    """Each picture of the first edition's two frames and its width, as the frames have loaded them."""
    frames = page.locator(".edition").first.locator("iframe")
    found = []
    for at in range(frames.count()):
        frames.nth(at).scroll_into_view_if_needed()
        frame = frames.nth(at).element_handle().content_frame()
        frame.wait_for_load_state()
        frame.evaluate(LOADED)
        script = "[...document.images].map(i => [i.currentSrc.slice(0, 5), i.naturalWidth])"
        found += [tuple(picture) for picture in frame.evaluate(script)]
    return found


def test_filters_leave_what_fits_and_escape_brings_all_back(page: Any) -> None:
    page.select_option("#filter-locale", "nl")
    assert page.evaluate(SHOWN) == ["be/nl", "nl/nl"]
    page.select_option("#filter-point", "be")
    assert page.evaluate(SHOWN) == ["be/nl"]
    assert page.locator(".board tbody tr:visible").count() == 1
    assert page.inner_text(".count") == "1 of 4"
    page.select_option("#filter-state", "reviewed")
    assert page.evaluate(SHOWN) == []
    assert page.is_visible(".none")
    page.keyboard.press("Escape")
    assert len(page.evaluate(SHOWN)) == 4
    assert page.is_hidden(".none")


def test_keys_go_from_edition_to_edition_and_from_view_to_view(page: Any) -> None:
    for key, edition in (
        ("j", "eu/en"),
        ("j", "be/fr"),
        ("ArrowRight", "be/nl"),
        ("k", "be/fr"),
        ("ArrowLeft", "eu/en"),
    ):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == edition
    for key, view in (("3", "sides"), ("2", "text"), ("1", "letter")):
        page.keyboard.press(key)
        assert page.evaluate(VIEW) == [view]
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "filter-point"
    page.keyboard.press("3")
    assert page.evaluate(VIEW) == ["letter"], "in a field a key is only a key"
    page.keyboard.press("Escape")
    page.uncheck("#keys")
    page.keyboard.press("3")
    assert page.evaluate(VIEW) == ["letter"]


def test_keys_reach_every_edition_where_letters_are_short(page: Any) -> None:
    page.select_option("#filter-locale", "nl")
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    met = []
    for _ in range(3):
        page.keyboard.press("j")
        met.append(page.evaluate(FOCUSED))
    assert met == ["be/nl", "nl/nl", "nl/nl"]


def test_the_dark_switch_turns_page_and_letters(page: Any) -> None:
    page.check("#scheme-light", force=True)
    assert is_on(page, (244, 241, 234))
    page.keyboard.press("d")
    assert page.is_checked("#scheme-dark")
    assert is_on(page, (14, 19, 24))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 19, 24)"


def test_nothing_is_fetched_and_pictures_come_from_beside_it(page: Any) -> None:
    found = pictures(page)
    assert len(found) >= 4
    assert all(source == "file:" and width > 0 for source, width in found)
    assert all(url.startswith("file:") for url in page.asked)
    assert page.said == []


def test_the_shared_file_shows_its_pictures_alone(browser: Any, folder: Path) -> None:
    page = opened(browser, folder / "alone/all.html")
    found = pictures(page)
    assert len(found) >= 4
    assert [picture for picture in found if picture[0] != "data:" or not picture[1]] == []
    assert [url for url in page.asked if not url.startswith("data:")] == [(folder / "alone/all.html").as_uri()]
    assert page.said == []
    page.check("#scheme-dark", force=True)
    assert is_on(page, (14, 19, 24))
    page.context.close()


@pytest.mark.parametrize("file", ["build/2023-11/index.html", "alone/all.html"])
def test_no_view_scrolls_sideways(browser: Any, folder: Path, file: str) -> None:
    page = opened(browser, folder / file, 375)
    for width in (375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for key in "123":
            page.keyboard.press(key)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (key, width)
    page.context.close()


@pytest.mark.parametrize("file", ["build/2023-11/index.html", "alone/all.html"])
def test_without_javascript_everything_is_there(browser: Any, folder: Path, file: str) -> None:
    page = opened(browser, folder / file, java_script_enabled=False)
    assert page.locator(".edition:visible").count() == 4
    assert page.locator("select:visible, .keys:visible").count() == 0
    page.check("#view-words", force=True)
    assert page.locator(".words:visible").count() == 4
    page.check("#view-letter", force=True)
    page.check("#scheme-dark", force=True)
    assert is_on(page, (14, 19, 24))
    page.context.close()


def test_words_of_editors_run_nowhere(browser: Any, sample: Sample) -> None:
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    sample.edit("issues/articles/bridges.md", "title: Bridges over the river", f"title: Bridges {hostile}")
    sample.edit("issues/2024-01/issue.yaml", "subject: A small issue", f"subject: {hostile}")
    result = build(sample.project(), "2024-01")
    gallery.share(sample.root, result, sample.root / "all.html")
    for file in (result.folder / "index.html", sample.root / "all.html"):
        page = opened(browser, file)
        for key in "321":
            page.keyboard.press(key)
        assert hostile in page.inner_text(".inbox .subject >> nth=0")
        assert pictures(page)
        assert page.said == []
        page.context.close()


def test_a_right_to_left_edition_begins_at_the_right(browser: Any, sample: Sample) -> None:
    sample.edit("issues/points/eu.yaml", "locales: en", "locales: [en, ar]")
    result = build(sample.project(), "2024-01", locales=["ar"])
    page = opened(browser, result.folder / "index.html")
    sender, date = (page.locator(f".inbox .{name}").bounding_box()["x"] for name in ("from", "date"))
    assert sender > date
    frame = page.locator("iframe").first.element_handle().content_frame()
    assert frame.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    page.context.close()


def test_links_of_a_letter_leave_the_gallery_where_it_is(page: Any) -> None:
    frame = page.locator("iframe").first.element_handle().content_frame()
    links = frame.evaluate(
        "[...document.querySelectorAll('a[href]')].map(a => [a.getAttribute('href')[0] === '#', a.target])"
    )
    assert all(target == ("_self" if is_inside else "") for is_inside, target in links)
    before = page.url
    frame.click("a[href^='#']")
    assert page.url == before
    assert len(page.context.pages) == 1

"""The archive of November 2023, all twelve letters mailed: every link, every page in a browser, every tag."""

import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from newsletter.pipeline.archive.make import archive
from newsletter.pipeline.project import open_project
from tests.conftest import IN_CI, copy_of_the_repository, needs
from tests.support.archived import SITE, Pages, letters_of, mail
from tests.support.axe import across, faults_by_look, mixed
from tests.support.browser import chromium, no_faults, turned
from tests.support.html_checker import CHECKER, faults_in_html, needs_checker
from tests.support.web_servers import web_server

pytestmark = pytest.mark.slow

ISSUE = "2023-11"
NEVER_MAILED = f"{ISSUE}/gr/el"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Pages:
    """Eleven letters mailed, one waiting; the Spanish one with texts that nobody had read."""
    root = copy_of_the_repository(tmp_path_factory.mktemp("archived"), compiled)
    project, _ = open_project(root, {})
    assert project is not None
    letters = letters_of(project, ISSUE)
    assert len(letters) == 12
    for edition, letter in letters.items():
        if edition != NEVER_MAILED:
            unread = 7 * (letter.locale == "es")
            mail(project, [letter], date="2023-11-21", texts_reviewed=100 - unread, texts_unread=unread)
    assert not archive(project, root / "site").problems
    return Pages(root / "site")


@pytest.fixture(scope="module")
def address(pages: Pages) -> Iterator[str]:
    """The archive behind a plain web server."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with web_server(partial(Quiet, directory=str(pages.folder))) as server:
        yield f"http://127.0.0.1:{server.server_port}/"


def kinds(pages: Pages) -> list[str]:
    """A page of each kind, in several scripts."""
    return [
        "", "404.html", "en/", "es/?q=granada", "nl/", "nl/be/", "el/", f"{NEVER_MAILED}/", f"{ISSUE}/es/es/",
        f"{ISSUE}/eu/en/", f"{ISSUE}/pl/eu-city-labs/", f"{ISSUE}/es/foro-urbano-granada/",
        f"{ISSUE}/de/networks/c4talent/",
    ]  # fmt: skip


def test_there_is_a_page_for_every_address(pages: Pages) -> None:
    every = pages.all()
    assert {path.partition("?")[0] for path in kinds(pages)} <= set(every)
    assert len([path for path in every if path.startswith(f"{ISSUE}/")]) == 12 + 9 * 3 + 9 * 6, (
        "letters, articles, networks"
    )


def test_every_link_leads_somewhere(pages: Pages) -> None:
    assert pages.broken_links() == []


def test_languages_name_each_other_to_search_engines(pages: Pages) -> None:
    named: dict[str, dict[str, str]] = {}
    for path in pages.all():
        links = pages.tree(path).findall("head/link[@hreflang]")
        named[f"{SITE}/{path}"] = {link.get("hreflang"): link.get("href") for link in links}
    assert sum(map(bool, named.values())) > 30
    for page, others in named.items():
        for other in others.values():
            assert page in named[other].values(), f"{other} does not name {page}"
        assert not others or page in others.values()


def test_every_public_page_says_what_it_is(pages: Pages) -> None:
    public = 0
    for path in pages.all():
        tree = pages.tree(path)
        if tree.find("head/meta[@name='robots']") is not None:
            continue
        public += 1
        said = {meta.get("property"): meta.get("content") for meta in tree.findall("head/meta[@property]")}
        assert tree.find("head/link[@rel='canonical']").get("href") == said["og:url"] == f"{SITE}/{path}"
        assert said["og:title"]
        if path.startswith(f"{ISSUE}/"):
            assert said["og:type"] == "article"
            if "foro-urbano" not in path and "/networks/" not in path:
                picture = said["og:image"].removeprefix(f"{SITE}/")
                assert pages.file(picture).is_file()
                assert said["og:image:alt"]
    assert public == len(pages.all()) - 2, "all but the page of the waiting letter and the one for lost addresses"


def test_no_page_has_a_script_within_it_or_asks_anybody_else(pages: Pages) -> None:
    for path in pages.all():
        tree = pages.tree(path)
        for script in tree.iter("script"):
            assert script.get("src")
            assert not (script.text or "").strip()
        for element in tree.iter("img", "script", "link", "iframe"):
            if element.tag != "link" or element.get("rel") == "stylesheet":
                assert "://" not in (element.get("src") or element.get("href"))
        for element in tree.iter():
            assert not [name for name in element.attrib if name.startswith("on")]


@pytest.fixture(scope="module")
def checked(pages: Pages) -> dict[str, list[str]]:
    """What the HTML checker says of all pages, and of `wrong.html` among them."""
    wrong = pages.folder / "wrong.html"
    wrong.write_text('<!DOCTYPE html><html lang="en"><title>x</title><p><table align="center"></p>', "utf-8")
    found = faults_in_html(pages.folder)
    wrong.unlink()
    return found


@needs_checker
def test_the_html_checker_finds_no_fault_on_any_page(checked: dict[str, list[str]]) -> None:
    no_faults({page: faults for page, faults in checked.items() if page != "wrong.html"})


@needs_checker
def test_the_html_checker_finds_what_is_wrong(checked: dict[str, list[str]]) -> None:
    assert len(checked["wrong.html"]) >= 2


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as launched:
        yield launched


@needs("chromium")
def test_axe_finds_nothing_on_any_kind_of_page(pages: Pages, address: str, browser: Any) -> None:
    views = across((1024, 375))
    page = browser.new_context(viewport={"width": 1024, "height": 900}).new_page()
    page.add_init_script((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found: dict[str, list[str]] = {}
    judged: set[str] = set()
    for path in kinds(pages):
        page.goto(address + path)
        for width, scheme in turned(page, views):
            faults = faults_by_look(page, judged)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append("wider than its window")
            found[f"{path} {width} {scheme}"] = faults
    page.context.close()
    assert len(found) == 2 * len(kinds(pages))
    no_faults(found)


def test_no_page_has_colours_of_one_width(pages: Pages) -> None:
    sheets = list(pages.folder.rglob("*.css"))
    assert sheets
    assert [fault for sheet in sheets for fault in mixed(sheet.read_text("utf-8"))] == []


@needs("chromium")
def test_a_reader_finds_a_letter_by_its_words(pages: Pages, address: str, browser: Any) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{address}es/")
    page.get_by_role("searchbox").fill("fóro gránada")
    page.wait_for_function("document.querySelectorAll('#page-results li').length > 1")
    titles = page.locator("#page-results a").all_inner_texts()
    assert "Las nuevas redes URBACT se dieron cita en Granada" in titles
    assert page.get_by_role("status").inner_text().endswith(str(len(titles)))
    page.get_by_role("searchbox").fill("xyzxyz")
    page.wait_for_function("!document.querySelector('#page-results').children.length")
    assert page.get_by_role("status").inner_text()
    page.get_by_role("searchbox").fill("foro")
    page.locator("#page-results a").first.click()
    page.wait_for_url(f"**/{ISSUE}/**")


KNOWN = [
    [
        "a/",
        "letter",
        "Tramwaje w Łodzi",
        "21 listopada 2023",
        "Nowe linie.",
        "Wiele słów o mieście. Łódź ma nową linię.",
    ],
    ["b/", "article", "Smørrebrød", "21. november 2023", "Om frokost.", "Vi spiser på øen hver dag i EU."],
    [
        "c/",
        "network",
        "Straßenräume",
        "21. November 2023",
        "Über Plätze.",
        "Die Straße gehört allen, ob groß oder klein.",
    ],
    [
        "d/",
        "article",
        "都市の未来",
        "2023年11月21日",
        "市場について。",
        "新しい市場が東京都で開かれた。カタカナも読む。",
    ],
    ["e/", "article", "Ελληνικά", "21 Νοεμβρίου 2023", "Πόλεις.", "Οι πόλεις της Ευρώπης"],
]
"""Pages as the search knows them, in several languages."""


@pytest.fixture
def searched(pages: Pages, address: str, browser: Any) -> Iterator[Any]:
    """A page of a list whose search knows these pages."""
    page = browser.new_context(viewport={"width": 375, "height": 900}).new_page()
    page.route("**/search-*.json", lambda route: route.fulfill(json=KNOWN))
    yield page
    page.context.close()


def found_in(page: Any, address: str, words: str) -> list[str]:
    """The paths of what is found by a link with these words in its address."""
    page.goto(f"{address}de/?{urlencode({'q': words})}")
    page.wait_for_function("document.querySelector('[role=status]').textContent")
    return [str(each).rpartition("../")[2] for each in page.locator("#page-results a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))")]  # fmt: skip


@needs("chromium")
def test_words_are_found_as_they_are_typed_in_any_script(searched: Any, address: str) -> None:
    for words, paths in (
        ("lodz", ["a/"]), ("Łódź", ["a/"]), ("ŁODZI", ["a/"]), ("smorrebrod", ["b/"]), ("eu", ["b/"]), ("øen", ["b/"]),
        ("strasse", ["c/"]), ("GROSS", ["c/"]), ("groß klein", ["c/"]), ("市場", ["d/"]), ("京都", ["d/"]),
        ("東京都 未来", ["d/"]), ("カタカナ", ["d/"]), ("πολεις", ["e/"]), ("ΠΟΛΕΙΣ Ευρωπη", ["e/"]),
        ("november 2023", ["c/", "b/"]), ("odz", []), ("nichts", []),
    ):  # fmt: skip
        assert sorted(found_in(searched, address, words)) == sorted(paths), words


@needs("chromium")
def test_what_is_found_says_what_it_is_and_shows_where(searched: Any, address: str) -> None:
    assert found_in(searched, address, "linie") == ["a/"]
    item = searched.locator("#page-results li").inner_text()
    assert "Ausgabe · 21 listopada 2023" in item
    assert "Łódź ma nową linię" in item or "Nowe linie" in item
    assert searched.locator("#page-results mark").all_inner_texts() == ["linie"]
    assert found_in(searched, address, "京都") == ["d/"]
    assert searched.locator("#page-results mark").all_inner_texts() == ["京都"]
    assert not searched.locator(".page-years").is_visible()
    searched.get_by_role("searchbox").fill("")
    searched.wait_for_function("!location.search")
    assert searched.locator(".page-years").is_visible()


@needs("chromium")
def test_results_beyond_twenty_come_by_a_button(searched: Any, address: str) -> None:
    many = [[f"{number}/", "article", f"Brücke {number}", "1. Mai 2023", "Kurz.", "Lang."] for number in range(30)]
    searched.unroute("**/search-*.json")
    searched.route("**/search-*.json", lambda route: route.fulfill(json=many))
    assert len(found_in(searched, address, "brucke")) == 20
    searched.locator(".page-more").click()
    assert searched.locator("#page-results li").count() == 30
    assert searched.evaluate("document.activeElement.textContent") == "Brücke 20"
    assert not searched.locator(".page-more").is_visible()
    assert searched.evaluate("document.documentElement.scrollWidth") == 375


@needs("chromium")
def test_buttons_keep_their_edge_where_colours_are_the_readers_own(pages: Pages, address: str, browser: Any) -> None:
    page = browser.new_context(forced_colors="active").new_page()
    for path, buttons in (("es/", 1), (f"{ISSUE}/es/foro-urbano-granada/", 1), (f"{NEVER_MAILED}/", 1)):
        page.goto(address + path)
        edges = page.evaluate(
            "[...document.querySelectorAll('button:not([hidden]), .page-button')].map("
            "one => [getComputedStyle(one).borderTopStyle, parseFloat(getComputedStyle(one).borderTopWidth)])"
        )
        assert edges == [["solid", 1]] * buttons, path


@needs("chromium")
def test_without_scripts_everything_but_the_search_is_there(pages: Pages, address: str, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}es/")
    assert not page.get_by_role("searchbox").is_visible()
    assert "JavaScript" in page.locator("noscript").inner_text()
    page.locator("section a.page-called").first.click()
    page.wait_for_url(f"**/{ISSUE}/es/es/")
    assert page.context.cookies() == []


@needs("chromium")
def test_the_keyboard_comes_past_the_top_of_a_page(pages: Pages, address: str, browser: Any) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{address}{ISSUE}/eu/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page-content"


def test_java_and_the_checker_are_there_in_ci() -> None:
    assert not IN_CI or (shutil.which("java") and CHECKER.is_file())

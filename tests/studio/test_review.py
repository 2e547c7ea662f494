"""The review desk as reviewers use it: by keyboard, by thumb, from right to left; nothing is lost or overwritten."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import november_for_a_studio
from tests.support.arabic import in_arabic_letters
from tests.support.browser import PATIENCE
from tests.support.studio import Opened, Seen, studio_at
from tests.support.studio_seen import violations, wide_by

ISSUE = "2023-11"
SPANISH = f"locales/es/LC_MESSAGES/{ISSUE}.po"
ARABIC = f"locales/ar/LC_MESSAGES/{ISSUE}.po"
MOROCCO = """country: MA
locales: ar
from: {name: Sample point, address: ma@news.example.org}
reply-to: ma@example.org
postal-address: [Sample point, 1 Sample Street]
time-zone: Africa/Casablanca
website: https://example.org
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def issue_studio(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Iterator[Opened]:
    """The studio on the project of this repository."""
    root = november_for_a_studio(tmp_path_factory.mktemp("review") / "project", compiled)
    (root / "issues/points/ma.yaml").write_text(MOROCCO, "utf-8")
    in_arabic_letters(root, ISSUE)
    with studio_at(root) as opened:
        yield opened


@pytest.fixture
def catalogs(issue_studio: Opened) -> Iterator[Path]:
    """Its catalogs, put back behind a test."""
    kept = {path: path.read_bytes() for path in (issue_studio.root / "locales").rglob("*.po")}
    yield issue_studio.root
    for path, data in kept.items():
        if path.read_bytes() != data:
            path.write_bytes(data)


@pytest.fixture
def spanish(issue_studio: Opened, catalogs: Path, browser: Any) -> Iterator[Seen]:
    seen = issue_studio.page(browser, f"/review/{ISSUE}/es/es")
    seen.page.set_default_timeout(PATIENCE)
    ready(seen)
    yield seen
    faults = list(seen.faults)
    seen.close()
    assert faults == []


def ready(seen: Seen) -> None:
    seen.page.locator("html[data-desk='ready']").wait_for(state="attached")


def words_of_field(page: Any) -> str:
    return str(page.locator(".unit.is-open .field-of").first.inner_text())


def on_disk(seen: Seen) -> None:
    """Wait until every act has landed."""
    seen.saved()


def test_a_reviewer_takes_an_edition_from_machine_text_to_reviewed_by_keyboard(spanish: Seen) -> None:
    page = spanish.page
    count = int(page.locator(".choice [data-open-count]").last.inner_text())
    page.locator(".unit.is-open .field-of").focus()
    keys = 0
    for _ in range(54):
        page.keyboard.press("Control+Enter")
        keys += 1
    on_disk(spanish)
    assert keys <= 60
    assert int(page.locator(".choice [data-open-count]").last.inner_text()) == count - 54
    assert "field-of" in page.evaluate("document.activeElement.className")
    po = (spanish.studio.root / SPANISH).read_text("utf-8")
    chrome = (spanish.studio.root / "locales/es/LC_MESSAGES/chrome.po").read_text("utf-8")
    assert (po + chrome).count("# reviewed: Ana Example") == 54
    subprocess.run(["msgfmt", "--check", "-o", "/dev/null", str(spanish.studio.root / SPANISH)], check=True)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    page.locator("#told", has_text="Taken back").wait_for(state="attached")
    assert int(page.locator(".choice [data-open-count]").last.inner_text()) == count - 53


def test_a_text_is_written_checked_mended_and_kept_whole(spanish: Seen) -> None:
    page, path = spanish.page, spanish.studio.root / SPANISH
    page.locator("[data-look-for]").fill("Sixty-eight")
    page.locator(".rows a", has_text="Sesenta y ocho").click()
    field = page.locator(".unit.is-open .field-of")
    right = words_of_field(page)
    field.focus()
    page.keyboard.press("Control+End")
    for _ in range(len(" y 24 de noviembre.")):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    page.keyboard.type("2")
    page.locator(".problem", has_text="A number has changed").wait_for()
    page.locator("[data-do='mend']").click()
    page.locator(".checks .fine", has_text="Checks: nothing found").wait_for()
    assert words_of_field(page) == right
    # A pair goes as a whole, and comes back by one key.
    page.locator("[data-look-for]").fill("energy first")
    page.locator(".rows a", has_text="También preguntamos").click()
    page.locator(".unit.is-open .field-of .tag.open").first.wait_for()
    before = page.locator(".unit.is-open .field-of .tag").count()
    page.locator(".unit.is-open .field-of").focus()
    tag = page.locator(".unit.is-open .field-of .tag.open").first
    tag.click()
    page.keyboard.press("Delete")
    assert page.locator(".unit.is-open .field-of .tag").count() == before - 2
    page.locator(".problem", has_text="Not there yet: b1").wait_for()
    assert page.locator(".unit.is-open [data-do='accept']").is_disabled()
    page.keyboard.press("Control+.")
    assert page.locator(".unit.is-open .field-of .tag").count() == before
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert page.locator(".unit.is-open .field-of .tag").count() == before
    assert "<b1>" in path.read_text("utf-8")


def test_what_somebody_else_has_written_stands_beside_and_is_not_overwritten(spanish: Seen) -> None:
    page, path = spanish.page, spanish.studio.root / SPANISH
    page.locator("[data-look-for]").fill("Sixty-eight")
    page.locator(".rows a", has_text="Sesenta y ocho").click()
    page.locator(".unit.is-open .field-of").focus()
    page.route("**/acts", lambda route: route.abort())
    page.keyboard.press("Control+Home")
    page.keyboard.type("Ya ")
    page.locator("#saved[data-state='unsaved']").wait_for(state="attached")
    path.write_text(path.read_text("utf-8").replace("Sesenta y ocho", "Setenta"), "utf-8")
    page.unroute("**/acts")
    page.locator(".clash").wait_for()
    assert "Setenta ciudades" in page.locator(".clash").inner_text()
    assert "Ya Sesenta" in page.locator(".clash").inner_text()
    assert "Setenta" in path.read_text("utf-8")
    for _ in range(2):  # no key that accepts chooses whose words stay
        page.keyboard.press("Control+Enter")
        page.locator("[data-happened]", has_text="Choose first which words stay").wait_for()
    assert page.locator("#saved").get_attribute("data-state") == "unsaved"
    assert "Ya Sesenta" not in path.read_text("utf-8")
    page.locator("[data-do='keep-mine']").click()
    page.keyboard.press("Control+Enter")
    on_disk(spanish)
    page.locator("html[data-landed]").wait_for(state="attached")
    on_disk(spanish)
    assert "Ya Sesenta y ocho" in path.read_text("utf-8")
    spanish.faults[:] = [fault for fault in spanish.faults if "ERR_FAILED" not in fault]


def test_what_was_typed_is_there_when_the_page_is_loaded_anew_at_once(spanish: Seen) -> None:
    page, path = spanish.page, spanish.studio.root / SPANISH
    page.locator("[data-look-for]").fill("Sixty-eight")
    page.keyboard.press("Enter")
    page.locator(".unit.is-open .field-of", has_text="Sesenta y ocho").focus()
    for word in ("Hoy ", "por ", "fin "):  # each time the page is gone before anything could be saved
        page.keyboard.press("Control+Home")
        page.keyboard.type(word)
        page.reload()
        ready(spanish)
        page.locator(".unit.is-open .field-of", has_text=word).focus()
    assert words_of_field(page).startswith("fin por Hoy Sesenta y ocho")
    assert page.locator(".clash").count() == 0
    on_disk(spanish)
    page.locator("html[data-landed]").wait_for(state="attached")
    on_disk(spanish)
    assert "fin por Hoy Sesenta" in path.read_text("utf-8")
    assert page.locator(".clash").count() == 0


def test_letters_command_outside_of_the_text_and_acts_are_taken_back_one_by_one(spanish: Seen) -> None:
    page, path = spanish.page, spanish.studio.root / SPANISH
    before = path.read_text("utf-8")
    page.keyboard.press("k")  # where no text is written in
    page.keyboard.press("j")
    first = page.locator(".unit.is-open").get_attribute("data-text")
    for _ in range(2):
        page.keyboard.press("a")
    page.keyboard.press("q")
    page.keyboard.type("Who says so?")
    page.keyboard.press("Enter")
    page.keyboard.press("r")
    page.keyboard.type("No")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    on_disk(spanish)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Home")
    page.keyboard.type("Ya ")
    page.locator("html[data-landed]").wait_for(state="attached")
    page.evaluate("delete document.documentElement.dataset.landed")
    page.locator("html[data-landed]").wait_for(state="attached")
    on_disk(spanish)
    assert "Ya " in path.read_text("utf-8")
    page.keyboard.press("Escape")
    for said in ("what was written", "rejected", "the question", "accepted", "accepted"):
        page.keyboard.press("Control+z")
        page.locator("[data-happened]", has_text=said).wait_for()
        page.evaluate("document.querySelector('[data-happened]').textContent = ''")
    assert page.locator(".unit.is-open").get_attribute("data-text") == first
    on_disk(spanish)
    assert path.read_text("utf-8") == before
    page.keyboard.press("Control+z")
    page.locator("[data-happened]", has_text="Nothing to take back").wait_for()


def test_behind_the_last_text_of_a_search_one_is_led_back_and_a_choice_goes_again(spanish: Seen) -> None:
    page = spanish.page
    page.locator("[data-look-for]").fill("Sixty-eight")
    page.keyboard.press("Enter")
    hits = page.locator(".rows a").count()
    assert hits < 5
    for _ in range(2 * hits):  # twice where a warning is looked at
        if page.locator(".unit.is-open").count():
            page.keyboard.press("Control+Enter")
    page.locator(".finished", has_text="Nothing more in this search").wait_for()
    page.keyboard.press("Enter")
    page.locator(".unit.is-open").wait_for()
    assert page.locator("[data-look-for]").input_value() == ""
    only, rows = page.locator("[data-more-shown]"), page.locator(".rows a").count()
    only.select_option("reviewed")
    assert page.locator("[data-show][aria-pressed='true'], [data-more-shown][data-on]").count() == 1
    only.select_option("")
    assert page.locator("[data-show='open'][aria-pressed='true']").count() == 1
    assert page.locator(".rows a").count() == rows
    page.evaluate("location.hash = document.querySelectorAll('.rows a')[5].hash")
    page.locator(".rows li:nth-child(n) a[aria-current]").wait_for()
    opened = page.evaluate("location.hash.slice(1)")
    page.locator(f".unit.is-open[data-text='{opened}']").wait_for()


def test_acts_without_a_studio_are_kept_and_land_later(spanish: Seen) -> None:
    page, path = spanish.page, spanish.studio.root / SPANISH
    page.route("**/acts", lambda route: route.abort())
    page.locator(".unit.is-open .field-of").focus()
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    page.locator("#saved[data-state='unsaved']").wait_for(state="attached")
    assert "# reviewed" not in path.read_text("utf-8")
    page.unroute("**/acts")
    page.reload()
    ready(spanish)
    page.locator("html[data-landed]").wait_for(state="attached")
    on_disk(spanish)
    assert path.read_text("utf-8").count("# reviewed: Ana Example") == 2
    spanish.faults[:] = [fault for fault in spanish.faults if "ERR_FAILED" not in fault]


def test_a_click_in_the_letter_opens_its_text_and_what_is_unread_is_seen_there(spanish: Seen) -> None:
    page = spanish.page
    page.locator("[data-waiting] i").first.wait_for(state="attached")
    lines = page.locator("[data-waiting] i").count()
    assert lines > 10
    frame = page.frame_locator("iframe[data-frame]")
    # An icon that is only named by a title has no line over it; a picture's description has one.
    icons = frame.locator("a.icon[data-u-alt]")
    assert icons.count() > 2
    for at in range(icons.count()):
        top = icons.nth(at).evaluate("icon => icon.getBoundingClientRect().top")
        beside = page.locator("[data-waiting] i").evaluate_all(
            "(lines, top) => lines.filter(line => Math.abs(new DOMMatrix(line.style.transform).f - top) < 4).length",
            top,
        )
        assert beside == 0
    text = frame.locator("[data-u='issues/2023-11/sections/5/heading'], [data-u$='/heading']").last
    path, words = text.get_attribute("data-u"), text.inner_text()
    box = text.bounding_box()
    page.locator(".stage").evaluate("(stage, top) => { stage.scrollTop += top - 400; }", box["y"])
    box = text.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(f".unit.is-open[data-unit='{path}']").wait_for()
    assert words_of_field(page) == words
    page.locator("[data-envelope-of='subject']").wait_for()
    # So do fixed words, which come out of templates.
    fixed = frame.locator("[data-u^='chrome/']", has_text="Añadir al calendario").first
    path = fixed.get_attribute("data-u")
    page.locator(".stage").evaluate("(stage, top) => { stage.scrollTop += top - 400; }", fixed.bounding_box()["y"])
    box = fixed.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(f".unit.is-open[data-unit='{path}']").wait_for()
    assert words_of_field(page) == "Añadir al calendario"
    assert page.locator("[data-mark]").is_visible()
    page.locator("[data-source-letter]").click()
    frame.locator("html[lang='en']").wait_for(state="attached")
    assert page.locator("[data-mark]").is_visible()
    page.locator("[data-source-letter]").click()
    # A text that the letter does not show is marked on the page of its article, and so on that of the source.
    page.locator("[data-look-for]").fill("the loss of inhabitants")
    page.locator(".rows a", has_text="la pérdida").click()
    frame.locator("html[lang='es'] .page-prose").wait_for(state="attached")
    page.locator("footer [data-size]", has_text="Its page").wait_for()
    page.get_by_role("region", name="The page, as it will be published").wait_for()
    page.locator("[data-mark]:not([hidden])").wait_for()
    assert page.locator("[data-waiting] i").count() > 10
    page.locator("[data-source-letter]").click()
    frame.locator("html[lang='en'] .page-prose").wait_for(state="attached")
    page.locator("[data-source-letter]").click()
    frame.locator("html[lang='es'] .page-prose").wait_for(state="attached")
    page.locator("[data-mark]:not([hidden])").wait_for()
    other = frame.locator("[data-u^='articles/cities-at-heart-is-here/body/']").last
    path = other.get_attribute("data-u")
    box = other.bounding_box()
    page.locator(".stage").evaluate("(stage, top) => { stage.scrollTop += top - 400; }", box["y"])
    box = other.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(f".unit.is-open[data-unit='{path}']").wait_for()
    page.locator("[data-look-for]").fill("")
    page.locator("[data-show='all']").click()
    page.locator(".rows a").first.click()
    frame.locator("[data-u='issues/2023-11/sections/1/heading']").first.wait_for(state="attached")
    assert frame.locator(".page-prose").count() == 0
    page.get_by_role("region", name="The letter, as it will be mailed").wait_for()


def test_what_is_left_of_a_part_is_accepted_only_where_it_was_on_the_screen(spanish: Seen) -> None:
    page, path = spanish.page, spanish.studio.root / SPANISH
    page.locator("[data-look-for]").fill("the loss of inhabitants")
    page.locator(".rows a", has_text="la pérdida").click()
    button = page.locator("[data-do='accept-rest']:not([disabled])")
    button.wait_for()
    page.locator(".middle").evaluate("pane => pane.scrollTo(0, pane.scrollHeight)")
    named = int(re.search(r"\d+", button.inner_text())[0])  # type: ignore[index]
    assert 0 < named < 17
    page.locator(".middle .rest p", has_text="were not on the screen").wait_for()
    named = int(re.search(r"\d+", button.inner_text())[0])  # type: ignore[index]
    button.click()
    on_disk(spanish)
    assert path.read_text("utf-8").count("# reviewed: Ana Example") == named


def test_a_text_is_accepted_by_thumb_on_a_phone(issue_studio: Opened, catalogs: Path, browser: Any) -> None:
    root = issue_studio.root
    seen = issue_studio.page(browser, f"/review/{ISSUE}/es/es", width=390)
    seen.page.set_default_timeout(PATIENCE)
    ready(seen)
    page = seen.page
    first = words_of_field(page)
    page.locator(".thumb [data-do='accept']").click()
    assert words_of_field(page) != first
    on_disk(seen)
    assert (root / SPANISH).read_text("utf-8").count("# reviewed: Ana Example") == 1
    # What is left of the part stands below, and is accepted at once when it has been on the screen.
    rest = page.locator(".unit.is-open ~ .unit")
    for number in range(rest.count()):
        rest.nth(number).scroll_into_view_if_needed()
    button = page.locator("[data-do='accept-rest']:enabled")
    button.wait_for()
    button.click()
    on_disk(seen)
    assert (root / SPANISH).read_text("utf-8").count("# reviewed: Ana Example") > 1
    page.locator(".views [data-view='list']").click()
    page.locator(".rows a").nth(3).click()
    assert page.locator(".unit.is-open").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    faults = list(seen.faults)
    seen.close()
    assert faults == []


def test_arabic_is_read_from_right_to_left_with_its_chips(issue_studio: Opened, catalogs: Path, browser: Any) -> None:
    seen = issue_studio.page(browser, f"/review/{ISSUE}/ma/ar")
    page = seen.page
    page.set_default_timeout(PATIENCE)
    ready(seen)
    page.locator("[data-look-for]").fill("energy first")
    page.locator(".rows a:not([aria-current])").first.click()
    field = page.locator(".unit.is-open .field-of")
    field.locator(".tag.open").wait_for()
    assert (field.get_attribute("dir"), field.get_attribute("lang")) == ("rtl", "ar")
    begin, end = (field.locator(f".tag.{side}").bounding_box() for side in ("open", "close"))
    assert begin["y"] < end["y"] or begin["x"] > end["x"]
    before = field.inner_text()
    field.focus()
    page.keyboard.press("Home")
    page.keyboard.type("سطر ")
    assert field.inner_text() == "سطر " + before
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Enter")
    if page.locator(".unit.is-open").count() and words_of_field(page) == before:  # a warning is looked at first
        page.keyboard.press("Control+Enter")
    on_disk(seen)
    faults = list(seen.faults)
    seen.close()
    assert faults == []
    accepted = (catalogs / ARABIC).read_text("utf-8")
    assert accepted.count("# reviewed: Ana Example") == 1
    assert "<b1>" in accepted


def asked(studio: Opened, method: str, path: str, value: object = None) -> tuple[int, str]:
    """An answer to the page's own code."""
    body = json.dumps(value).encode() if value is not None else b""
    answer, told = studio.ask(method, path, body, {"accept": "application/json"})
    return answer.status, told.decode()


def test_a_term_is_agreed_on_and_said_to_be_missing_where_it_is(issue_studio: Opened, catalogs: Path) -> None:
    form = "source=city+centre&target=casco+antiguo&never=downtown&issue=2023-11"
    answer, _ = issue_studio.ask("POST", "/words/es", form.encode())
    assert answer.status == 303
    glossary = (catalogs / "locales/es/LC_MESSAGES/glossary.po").read_text("utf-8")
    assert "casco antiguo" in glossary
    assert "downtown" in glossary
    status, page = asked(issue_studio, "GET", "/words/es?issue=2023-11&q=city+centre")
    assert status == 200
    assert "casco antiguo" in page
    assert "#" in page.partition("/review/2023-11/all/es#")[1]
    assert "with another word" in page
    answer, _ = issue_studio.ask("POST", "/words/es", b"source=city+centre&issue=2023-11")
    assert "failed=words" in str(answer.getheader("location"))
    assert asked(issue_studio, "GET", "/words/xx")[0] == 404


def test_what_a_page_may_not_send_is_refused(issue_studio: Opened, catalogs: Path) -> None:
    desk = f"/review/{ISSUE}/es/es"
    for value in ({}, {"acts": [{"id": "1", "kind": "bless", "text": "x", "version": "y"}]}, {"acts": [1]}, [1]):
        assert asked(issue_studio, "POST", f"{desk}/acts", value)[0] == 400
    answer, _ = issue_studio.ask("POST", f"{desk}/acts", b"{}", {"sec-fetch-site": "cross-site"})
    assert answer.status == 403
    status, told = asked(
        issue_studio, "POST", f"{desk}/acts", {"acts": [{"id": "1", "kind": "accept", "text": "nobody", "version": ""}]}
    )
    assert status == 200
    assert json.loads(told)["outcomes"] == [{"act": "1", "id": "nobody", "status": "changed"}]
    assert asked(issue_studio, "POST", f"{desk}/back", {"act": "never"})[0] == 410
    assert asked(issue_studio, "GET", f"/review/{ISSUE}/es/fr")[0] == 404
    assert asked(issue_studio, "GET", "/review/2031-01")[0] == 404


def test_a_question_goes_and_comes_and_doubt_is_an_order(issue_studio: Opened, catalogs: Path) -> None:
    desk = f"/review/{ISSUE}/es/es"
    texts = [
        text for part in json.loads(asked(issue_studio, "GET", f"{desk}/texts")[1])["parts"] for text in part["texts"]
    ]
    last = texts[-1]
    act = {"id": "1", "kind": "ask", "text": last["id"], "version": last["version"], "reason": "Who says so?"}
    outcome = json.loads(asked(issue_studio, "POST", f"{desk}/acts", {"acts": [act]})[1])["outcomes"][0]
    assert outcome["text"]["asked"] == 1
    assert outcome["text"]["talk"][0]["words"] == "Who says so?"
    order = json.loads(asked(issue_studio, "GET", f"{desk}/doubts")[1])["order"]
    assert len(order) == len(texts)
    answer = {**act, "id": "2", "kind": "answer", "reason": "The law."}
    outcome = json.loads(asked(issue_studio, "POST", f"{desk}/acts", {"acts": [answer]})[1])["outcomes"][0]
    assert "asked" not in outcome["text"]
    told = json.loads(asked(issue_studio, "POST", f"{desk}/machine", {"text": last["id"]})[1])
    assert told["outcome"] in ("left", "planned")


def test_the_desk_has_no_fault_wide_and_narrow_light_and_dark(
    issue_studio: Opened, catalogs: Path, browser: Any
) -> None:
    found: dict[str, object] = {}
    seen = issue_studio.page(browser, f"/review/{ISSUE}/es/es")
    page = seen.page
    page.set_default_timeout(PATIENCE)
    ready(seen)
    page.locator("[data-look-for]").fill("The day in Granada")
    page.locator(".rows a", has_text="La jornada de Granada").first.click()
    page.locator(".unit.is-open .checks", has_text="nothing found").wait_for()
    for width, scheme in ((1440, "light"), (390, "dark")):
        # What is cut off by the edge of a pane can't be judged.
        page.set_viewport_size({"width": width, "height": 3000})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if (faults := violations(page)) or wide_by(page) > 0:
            found[f"{width} {scheme}"] = faults
    seen.close()
    assert found == {}

"""The letter beside what is written: the mailed one, up to date, by which one finds where a text is written."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from newsletter.edition import EditionKey
from newsletter.pipeline.snapshot import open_snapshot, prepare
from newsletter.render.letter.skeleton import untraced
from tests.conftest import Sample
from tests.support.studio import Opened, Seen
from tests.support.studio_seen import faults_in_every_view

BRIDGES = "issues/articles/bridges.md"
PREVIEW = "/issues/2024-01/preview"
OPENED = """() => document.addEventListener('open-unit', event => {
  event.preventDefault();
  document.title = event.detail.path;
})"""
"""A screen that says which text was to be opened."""

IS_WHOLE = """async () => {
  const frame = document.querySelector('[data-frame]');
  const answer = await fetch(`${new URL(frame.src).pathname}/look`, { headers: { accept: 'text/html' } });
  const whole = new frame.contentWindow.DOMParser().parseFromString(await answer.text(), 'text/html');
  return frame.contentDocument.documentElement.isEqualNode(whole.documentElement);
}"""
"""True when the frame shows just the letter of now."""


def shown(seen: Seen, number: int = 0) -> None:
    """Wait until the pane has said something of its letter."""
    seen.page.locator("[data-preview][data-number]").wait_for()


def in_letter(seen: Seen) -> Any:
    return seen.page.frame_locator("[data-frame]")


@pytest.fixture
def preview(seen: Seen) -> Seen:
    seen.goto(PREVIEW)
    shown(seen)
    return seen


@pytest.mark.slow
def test_the_letter_in_the_frame_is_the_one_that_is_mailed(studio: Opened) -> None:
    answer, body = studio.ask("GET", "/preview/2024-01/eu/en")
    policy = answer.getheader("content-security-policy") or ""
    assert "sandbox allow-same-origin" in policy
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'")
    sample = Sample(studio.root)
    snapshot = open_snapshot(sample.project(), "2024-01")
    letter = prepare(snapshot, EditionKey("2024-01", "eu", "en")).letter
    assert letter
    site = "https://news.example.org"
    mailed = letter.filled(letter.samples(site)).html.replace(f"{site}/images/", "/site/images/")
    assert untraced(body.decode()) == mailed


@pytest.mark.slow
def test_nothing_but_editions_of_the_project_is_shown(studio: Opened) -> None:
    for address in ("/preview/2024-01/eu/xx", "/preview/2024-01/zz/en", "/preview/2023-99/eu/en", "/site/images/x.png"):
        assert studio.ask("GET", address)[0].status == 404, address
    assert studio.ask("GET", "/issues/2023-99/preview")[0].status == 404


def test_a_file_that_is_changed_in_another_program_is_seen_without_losing_the_place(preview: Seen) -> None:
    stage = preview.page.locator("[data-stage]")
    stage.evaluate("stage => { stage.scrollTop = 500; }")
    path = preview.studio.root / BRIDGES
    path.write_text(path.read_text().replace("Bridges over the river", "Bridges over two rivers"))
    in_letter(preview).get_by_role("heading", name="Bridges over two rivers").wait_for(state="attached")
    assert abs(stage.evaluate("stage => stage.scrollTop") - 500) < 60


def test_where_only_words_have_changed_only_these_come_into_the_frame(preview: Seen) -> None:
    kinds: list[str] = []
    preview.page.on(
        "response", lambda each: kinds.append(each.headers["content-type"]) if "/look" in each.url else None
    )
    path = preview.studio.root / BRIDGES
    path.write_text(path.read_text().replace("Bridges over the river", "Rivers & <bridges>"))
    in_letter(preview).get_by_role("heading", name="Rivers & <bridges>").wait_for(state="attached")
    assert kinds[0] == "application/json"
    assert preview.page.evaluate(IS_WHOLE)
    path.write_text(path.read_text().replace("---\n\n", "---\n\nA paragraph before.\n\n", 1))
    preview.page.evaluate("document.querySelector('[data-frame]').contentDocument.querySelector('[data-u]').remove()")
    path.write_text(path.read_text().replace("Rivers & <bridges>", "Bridges again"))
    in_letter(preview).get_by_role("heading", name="Bridges again").wait_for(state="attached")
    assert preview.page.evaluate(IS_WHOLE), "a frame that shows something else reads the whole letter"


def test_a_broken_file_leaves_the_last_letter_and_says_why(preview: Seen) -> None:
    path = preview.studio.root / "issues/2024-01/issue.yaml"
    whole = path.read_text()
    path.write_text(whole.replace("subject: A small issue", "subject: ["))
    preview.page.locator("[data-stale]").wait_for()
    assert in_letter(preview).get_by_role("heading", name="Bridges over the river").count() == 1
    link = preview.page.locator("[data-stale] a").first
    assert link.get_attribute("href") == "/source/issues/2024-01/issue.yaml?line=2"
    path.write_text(whole)
    preview.page.locator("[data-stale]").wait_for(state="hidden")


def test_what_the_letter_lacks_is_told(preview: Seen) -> None:
    path = preview.studio.root / BRIDGES
    path.unlink()
    preview.page.locator("[data-stale]").wait_for()
    assert "This is not in the letter yet:" in preview.page.locator("[data-why]").inner_text()
    assert "No article is called “bridges”" in preview.page.locator("[data-faults]").inner_text()
    assert in_letter(preview).get_by_role("heading", name="Bridges over the river").count() == 0


def test_a_click_in_the_letter_asks_for_the_field_of_that_text(preview: Seen) -> None:
    preview.page.evaluate(OPENED)
    heading = in_letter(preview).get_by_role("heading", name="Bridges over the river")
    box = heading.bounding_box()
    preview.page.mouse.click(box["x"] + 20, box["y"] + 10)
    assert preview.page.title() == "articles/bridges/title"
    picture = in_letter(preview).get_by_role("img", name="Illustration of a bridge").first.bounding_box()
    preview.page.mouse.click(picture["x"] + 50, picture["y"] + 20)
    assert preview.page.title() == "articles/bridges/image/alt"
    assert preview.page.locator("[data-mark]").is_visible()


def test_a_click_leads_to_the_page_that_has_the_field(preview: Seen) -> None:
    preview.page.route("**/where?*", lambda route: route.fulfill(body="there"))
    heading = in_letter(preview).get_by_role("heading", name="A network")
    box = heading.bounding_box()
    preview.page.locator("[data-stage]").evaluate("(stage, y) => { stage.scrollTop = y - 300; }", box["y"])
    box = heading.bounding_box()
    preview.page.mouse.click(box["x"] + 10, box["y"] + 10)
    preview.page.wait_for_url("**/where?*")
    assert "path=issues%2F2024-01%2Fsections%2F1%2Fheading" in preview.page.url


def test_each_value_has_a_page_or_a_line(studio: Opened) -> None:
    def where(path: str) -> str:
        return studio.ask("GET", f"/where?issue=2024-01&path={path}")[0].getheader("location") or ""

    assert where("issues/2024-01/sections/1/heading").startswith("/issues/2024-01/compose#unit=")
    assert where("networks/rivers/tagline") == "/networks/rivers#unit=networks/rivers/tagline"
    assert where("points/nl/from/name") == "/points/nl#unit=points/nl/from/name"
    assert where("articles/bridges/title") == "/articles/bridges#unit=articles/bridges/title"
    assert where("issues/2024-01/points/nl/note/0") == "/issues/2024-01/points/nl#unit=issues/2024-01/points/nl/note/0"
    assert where("articles/nothing/title") == ""


def test_the_text_whose_field_has_the_focus_is_marked_and_in_sight(preview: Seen) -> None:
    preview.page.evaluate(
        """() => {
        const unit = document.createElement('div');
        unit.dataset.unit = 'issues/2024-01/sections/2/heading';
        unit.innerHTML = '<input id="field">';
        document.querySelector('main').prepend(unit);
        }"""
    )
    preview.page.emulate_media(reduced_motion="reduce")
    preview.page.locator("#field").focus()
    mark = preview.page.locator("[data-mark]")
    mark.wait_for()
    heading = in_letter(preview).get_by_text("News", exact=True).last.bounding_box()
    around = mark.bounding_box()
    assert around["x"] <= heading["x"] + 6
    assert around["y"] <= heading["y"] + 6
    stage = preview.page.locator("[data-stage]").bounding_box()
    assert stage["y"] <= around["y"] <= stage["y"] + stage["height"]


def test_the_pane_shows_phone_and_desktop_light_and_dark_pictures_and_text(preview: Seen) -> None:
    page = preview.page
    page.get_by_role("button", name="Phone").click()
    assert page.locator("[data-frame]").evaluate("frame => frame.contentWindow.innerWidth") == 375
    page.get_by_role("button", name="Desktop").click()
    assert page.locator("[data-frame]").evaluate("frame => frame.contentWindow.innerWidth") == 640
    ground = in_letter(preview).locator("body")
    page.get_by_role("button", name="Dark").click()
    expect(ground).to_have_css("background-color", "rgb(14, 19, 24)")
    page.get_by_role("button", name="Light", exact=True).click()
    expect(ground).to_have_css("background-color", "rgb(244, 241, 234)")
    page.get_by_role("button", name="Without pictures").click()
    in_letter(preview).locator("img[src='data:,']").first.wait_for(state="attached")
    assert in_letter(preview).locator("img[src^='/site/']").count() == 0
    page.get_by_role("button", name="Text letter").click()
    page.get_by_text("Bridges over the river\n").wait_for()
    assert page.locator("[data-as-text]").get_attribute("lang") == "en"
    assert page.locator("[data-size]").inner_text().endswith("KB; Gmail cuts letters off at 102 KB")


def test_another_edition_is_chosen_and_kept(preview: Seen) -> None:
    preview.page.get_by_label("Edition").select_option("nl/nl")
    in_letter(preview).get_by_role("heading", name="Markten in de stad").wait_for()
    preview.goto(PREVIEW)
    in_letter(preview).get_by_role("heading", name="Markten in de stad").wait_for()
    preview.goto(f"{PREVIEW}?edition=eu/en")
    in_letter(preview).locator("html[lang=en]").wait_for(state="attached")


def test_the_texts_of_the_letter_are_a_list_for_the_keyboard(preview: Seen) -> None:
    page = preview.page
    page.evaluate(
        "document.addEventListener('open-unit', e => { e.preventDefault(); document.title = e.detail.path; }, true)"
    )
    summary = page.locator("[data-texts] summary")
    summary.focus()
    page.keyboard.press("Enter")
    first = page.locator("[data-list] button").first
    first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.title().startswith(("articles/", "issues/"))


def test_no_script_of_a_letter_runs_and_nothing_is_fetched_from_elsewhere(seen: Seen) -> None:
    template = seen.studio.root / "templates/newsletter.mjml"
    whole = template.read_text()
    answered: list[str] = []
    seen.page.on("response", lambda response: answered.append(response.url))
    template.write_text(
        whole.replace(
            "{% block note %}",
            "<mj-raw><div><img src='x' onerror='parent.hurt=1'><script>parent.hurt=1</script>"
            "<img src='https://example.com/pixel.png'></div></mj-raw>{% block note %}",
        )
    )
    try:
        seen.goto(PREVIEW)
        shown(seen)
        assert seen.page.evaluate("window.hurt") is None
        assert "https://example.com/pixel.png" in in_letter(seen).locator("body").inner_html(), "it is in the letter"
        assert [url for url in answered if not url.startswith(seen.studio.origin)] == []
    finally:
        template.write_text(whole)
    seen.faults.clear()  # the browser says what it has refused


def test_more_tabs_than_a_browser_has_connections_are_served_by_one_stream(studio: Opened, browser: Any) -> None:
    first = studio.page(browser, PREVIEW)
    shown(first)
    others = [Seen(studio, first.page.context.new_page()) for _ in range(6)]  # to one server Chromium has six
    for other in others:
        other.goto(PREVIEW)
        shown(other)
    path = studio.root / BRIDGES
    path.write_text(path.read_text().replace("Bridges over the river", "Bridges everywhere"))
    for each in (first, *others):
        in_letter(each).get_by_role("heading", name="Bridges everywhere").wait_for(state="attached")
    first.page.close()  # it was the one that listened
    path.write_text(path.read_text().replace("Bridges everywhere", "Bridges again"))
    for each in others:
        in_letter(each).get_by_role("heading", name="Bridges again").wait_for(state="attached")
    others[0].close()


def test_axe_finds_nothing_on_the_page_of_a_letter(studio: Opened, browser: Any) -> None:
    seen = studio.page(browser, PREVIEW)
    shown(seen)
    assert faults_in_every_view(seen.page) == {}
    seen.close()


def test_the_look_says_what_a_pane_shows_of_it(studio: Opened) -> None:
    answer, body = studio.ask("GET", "/preview/2024-01/nl/nl/look")
    look = json.loads(answer.getheader("x-look") or "")
    assert body == studio.ask("GET", "/preview/2024-01/nl/nl")[1]
    assert look["current"] is True
    assert look["size"] > 10_000
    assert look["open"] > 0
    assert (look["locale"], look["dir"]) == ("nl", "ltr")

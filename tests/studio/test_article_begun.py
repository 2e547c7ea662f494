"""An article from nothing: nobody is blamed before they have been there, and the form offers what is known."""

import json

import pytest
from playwright.sync_api import expect

from tests.support.articles import TEXT, values
from tests.support.studio import Opened, Seen


def test_a_new_article_asks_for_its_summary_and_blames_nobody_before_they_have_left_it(seen: Seen) -> None:
    page = seen.page
    seen.goto("/new/article")
    page.locator("#name").fill("Squares in spring")
    with page.expect_response("**/problems"), page.expect_response("**/look"):
        page.locator("#name").press("Enter")
    summary = page.locator("#f-summary")
    expect(summary).to_be_focused()
    page.locator(f"{TEXT} [data-begin]").wait_for()
    expect(page.locator("#main .problem:visible")).to_have_count(0)
    expect(page.locator("[data-stale]")).to_be_hidden()
    page.locator(TEXT).click()
    page.keyboard.type("Six squares.")
    page.get_by_text("There is no summary yet.").first.wait_for()
    page.locator("[data-stale] a", has_text="The summary of the article “Squares in spring”").wait_for()
    expect(page.locator(f"{TEXT} [data-begin]")).to_have_count(0)
    summary.fill("Six squares are green.")
    expect(page.locator("[data-stale]")).to_be_hidden()
    seen.saved()
    assert values(seen.studio, "squares-in-spring")["summary"] == "Six squares are green."


def test_a_programme_is_of_the_day_of_its_event_however_that_is_written(seen: Seen) -> None:
    page = seen.page
    seen.goto("/articles/bridges")
    page.locator(TEXT).wait_for()
    page.locator("#event-in").click()
    page.locator("#f-event-name").fill("Bridge night")
    page.locator("#f-event-place").fill("Avila")
    with page.expect_response(
        lambda answer: answer.request.resource_type == "fetch" and answer.url.endswith("bridges")
    ):
        page.locator("#f-event-start").fill("20 February 2024, 6:30 pm")
    page.locator("#agenda-lines").fill("18:30 Opening")
    page.locator("#agenda-read", has_text="2024-02-20").wait_for()
    page.locator("#agenda-in").click()
    page.locator("#f-agenda-0-session").wait_for()
    seen.saved()
    assert values(seen.studio, "bridges")["agenda"][0]["date"] == "2024-02-20"


def test_a_picture_in_a_text_is_asked_about_and_blamed_once_it_was_left(seen: Seen) -> None:
    page = seen.page
    seen.goto("/articles/bridges")
    page.locator(TEXT).get_by_text("What comes next").click()
    picture = (seen.studio.root / "issues/images/bridge.png").read_bytes()
    with page.expect_response("**/look"):
        page.locator("[data-puts=text]").set_input_files(
            [{"name": "S.png", "mimeType": "image/png", "buffer": picture}]
        )
    alt = page.locator(f"{TEXT} .shot textarea").first
    expect(alt).to_be_focused()
    expect(alt).to_be_in_viewport()
    seen.saved()
    blamed = page.locator("[data-stale]", has_text="Nobody has said what the picture shows.")
    expect(blamed).to_be_hidden()
    page.keyboard.press("Tab")
    blamed.wait_for()
    alt.fill("A bridge")
    expect(page.locator("[data-stale]")).to_be_hidden()


def test_the_arrow_of_the_bar_takes_back_what_came_last_wherever_that_was(seen: Seen) -> None:
    page = seen.page
    seen.goto("/articles/bridges")
    page.locator(TEXT).wait_for()
    summary, text, arrow = page.locator("#f-summary"), page.locator(TEXT), page.locator("#undo")
    summary.fill("Two cities build bridges.")
    text.get_by_text("The second bridge").click()
    page.keyboard.press("End")
    page.keyboard.type(" waits")
    text.get_by_text("The second bridge waits").wait_for()
    page.locator("#f-title").fill("Bridges")
    arrow.click()
    expect(page.locator("#f-title")).to_have_value("Bridges over the river")
    arrow.click()
    text.get_by_text("The second bridge waits").wait_for(state="detached")
    expect(summary).to_have_value("Two cities build bridges.")
    page.locator("#f-date").focus()
    page.keyboard.press("Control+Shift+z")
    text.get_by_text("The second bridge waits").wait_for()
    page.keyboard.press("Control+z")  # in the text: its own steps
    arrow.click()
    expect(summary).to_have_value("Three cities build bridges.")
    expect(arrow).to_be_hidden()
    seen.saved()
    assert values(seen.studio, "bridges")["summary"] == "Three cities build bridges."


def test_points_and_networks_are_chosen_by_their_names(seen: Seen) -> None:
    page = seen.page
    seen.goto("/articles/bridges")
    page.locator("#f-from").select_option(label="Netherlands")
    page.locator("#f-network").select_option(index=1)
    seen.saved()
    assert {key: values(seen.studio, "bridges")[key] for key in ("from", "network")} == {
        "from": "nl",
        "network": "rivers",
    }
    page.locator("#f-from").select_option(index=0)
    page.locator("#f-network").select_option(label="no network")
    seen.saved()
    assert {"from", "network"} & set(values(seen.studio, "bridges")) == set()


def test_a_letter_that_could_not_be_fetched_is_asked_for_again(seen: Seen) -> None:
    page = seen.page
    seen.goto("/articles/bridges")
    page.locator(TEXT).wait_for()
    page.route("**/look/*/look", lambda route: route.abort())
    page.locator("#f-title").fill("Bridges of today")
    told = page.locator("#letter [data-state]", has_text="does not answer")
    told.wait_for()
    page.unroute("**/look/*/look")
    told.wait_for(state="detached")
    page.frame_locator("[data-frame]").get_by_text("Bridges of today").first.wait_for()
    seen.faults[:] = [fault for fault in seen.faults if "ERR_FAILED" not in fault]


@pytest.mark.slow
def test_an_article_that_is_to_be_mended_is_listed_by_its_title(studio: Opened) -> None:
    (studio.root / "issues/articles/roofs.md").write_text("---\nlocale: en\ntitle: Roofs of glass\n---\n", "utf-8")
    listed = studio.ask("GET", "/articles/")[1].decode()
    assert '<a href="/articles/roofs">Roofs of glass</a>' in listed


def test_where_an_article_is_names_points_too_and_sections_without_a_heading(studio: Opened) -> None:
    studio.ask("GET", "/")
    (studio.root / "issues/2024-01/points/nl.yaml").write_text("lead: roofs\n", "utf-8")
    text = "---\nlocale: en\ntitle: Roofs\nsummary: Of glass.\n---\n\nThey are clear.\n"
    (studio.root / "issues/articles/roofs.md").write_text(text, "utf-8")
    page = studio.ask("GET", "/articles/roofs")[1].decode()
    assert '<a href="/issues/2024-01/points/nl">What Netherlands changes</a>' in page
    assert "In no issue yet" not in page
    assert '<a href="/issues/2024-01/compose">Lead</a>' in studio.ask("GET", "/articles/bridges")[1].decode()


def test_a_programme_that_is_read_as_lines_is_of_an_article_that_is_there(reading_studio: Opened) -> None:
    body = json.dumps({"text": "9:15 Opening"}).encode()
    answer, told = reading_studio.ask("POST", "/articles/markets/agenda", body)
    assert answer.status == 200
    assert json.loads(told)["sessions"][0]["date"] == "2024-02-01"
    assert reading_studio.ask("POST", "/articles/nothing/agenda", body)[0].status == 404

"""Everything that is wrong with an issue, said where it is mended, and what somebody has decided to live with."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.studio import Opened, Seen
from tests.support.studio_seen import faults_in_every_view

CHECK = "/issues/2024-01/check"
ISSUE = "issues/2024-01/issue.yaml"
SHOUTED = "BRIDGES AND MARKETS IN ALL OUR CITIES"


def opened(studio: Opened, browser: Any, **window: Any) -> Seen:
    seen = studio.page(browser, CHECK, **window)
    seen.page.locator("[data-done]").wait_for()
    return seen


def with_faults(studio: Opened) -> None:
    path = studio.root / ISSUE
    text = path.read_text().replace("lead: bridges", "lead: bridge")
    path.write_text(text.replace("subject: A small issue", f"subject: {SHOUTED}"))


def test_what_stops_letters_comes_first_and_each_leads_to_its_field(studio: Opened, browser: Any) -> None:
    with_faults(studio)
    seen = opened(studio, browser)
    page = seen.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 of them stops the letters")
    stopping = page.get_by_role("region", name="These stop the letters")
    expect(stopping).to_contain_text("In all 3 editions:")
    expect(stopping).to_contain_text("section 1")
    expect(stopping).not_to_contain_text(".yaml")
    link = stopping.get_by_role("link", name="Go to the field")
    assert link.get_attribute("href") == "/issues/2024-01/compose#unit=issues/2024-01/sections/0/lead"
    shouting = page.get_by_role("region", name="Somebody should look at these").locator("li", has_text="capital").first
    expect(shouting).to_contain_text("the subject of the central issue")
    seen.close()


@pytest.mark.slow
def test_what_is_wrong_with_the_files_stands_there_before_a_letter_is_looked_at(studio: Opened) -> None:
    path = studio.root / ISSUE
    path.write_text(path.read_text().replace("lead: bridges", "lead: nowhere"))
    answer, body = studio.ask("GET", CHECK, headers={"accept-language": "es"})
    page = body.decode()
    assert answer.status == 200
    assert "por ahora" in page
    assert "No existe ese artículo." in page
    assert 'data-looking="[&#34;eu/en&#34;,' in page


@pytest.mark.slow
def test_texts_without_a_translation_are_one_thing_that_opens_to_a_list(studio: Opened) -> None:
    answer, body = studio.ask("GET", f"{CHECK}/report")
    page = body.decode()
    assert answer.status == 200
    assert page.count("<h3>3 editions lack translations</h3>") == 1
    assert "How many in each" in page


def test_a_warning_is_accepted_by_name_and_reason_and_taken_back(studio: Opened, browser: Any) -> None:
    path = studio.root / ISSUE
    path.write_text(path.read_text().replace("subject: A small issue", f"subject: {SHOUTED}"))
    before = path.read_bytes()
    seen = opened(studio, browser)
    page = seen.page
    row = page.get_by_role("region", name="Somebody should look at these").locator("li", has_text="capital").first
    row.get_by_text("It is right as it is…").click()
    row.get_by_label("Why it is right").fill("It is the name of the campaign.")
    row.get_by_role("button", name="Accept it").click()
    page.locator("[data-done]").wait_for()
    accepted = page.get_by_role("region", name="Right as they are")
    expect(accepted).to_contain_text("Ana Example: It is the name of the campaign.")
    written = path.read_text()
    assert written.startswith(before.decode())
    assert "reason: It is the name of the campaign." in written
    accepted.get_by_role("button", name="Take back").click()
    page.get_by_role("region", name="Somebody should look at these").wait_for()
    assert "campaign" not in path.read_text()
    seen.close()


def test_without_a_reason_nothing_is_accepted(studio: Opened) -> None:
    before = (studio.root / ISSUE).read_bytes()
    answer, _ = studio.ask("POST", f"{CHECK}/accept", b"check=shouting-subject&where=&reason=+")
    assert answer.status == 303
    assert (studio.root / ISSUE).read_bytes() == before


def test_it_looks_again_by_itself_after_a_change(studio: Opened, browser: Any) -> None:
    seen = opened(studio, browser)
    with_faults(studio)
    seen.page.get_by_role("region", name="These stop the letters").wait_for()
    assert seen.faults == []
    seen.close()


def test_axe_finds_nothing_in_a_check(studio: Opened, browser: Any) -> None:
    with_faults(studio)
    seen = opened(studio, browser)
    assert faults_in_every_view(seen.page) == {}
    seen.close()

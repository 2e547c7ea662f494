"""All letters at a glance: the same place in each, what makes each another one, how far it is, what is wrong."""

from typing import Any

from playwright.sync_api import expect

from tests.support.studio import Opened, Seen
from tests.support.studio_seen import faults_in_every_view

EDITIONS = "/issues/2024-01/editions"


def opened(studio: Opened, browser: Any, **window: Any) -> Seen:
    seen = studio.page(browser, EDITIONS, **window)
    seen.page.locator("[data-checked]").wait_for()
    return seen


def test_each_edition_is_a_card_with_its_letter_its_state_and_what_its_point_changes(
    studio: Opened, browser: Any
) -> None:
    seen = opened(studio, browser)
    page = seen.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("editions")
    cards = page.locator("[data-card]")
    assert cards.count() == 3
    dutch = page.locator("[data-card='nl/nl']")
    expect(dutch).to_contain_text("a note")
    expect(dutch).to_contain_text("open")
    expect(dutch.get_by_role("link", name="Nederland", exact=True)).to_have_attribute("lang", "nl")
    expect(page.locator("[data-card='eu/en']")).to_contain_text("the central issue itself")
    expect(page.locator("[data-card='eu/en'] [data-problems]")).not_to_have_text("…")
    frame = page.frame_locator("[data-card='nl/nl'] [data-frame]")
    frame.get_by_role("heading", name="Markten in de stad").wait_for(state="attached")
    assert seen.faults == []
    seen.close()


def test_the_same_place_is_shown_in_every_letter(studio: Opened, browser: Any) -> None:
    seen = opened(studio, browser)
    page = seen.page
    page.get_by_label("Show in every letter").select_option(label="News")
    for address in ("eu/en", "nl/nl"):
        thumb = page.locator(f"[data-card='{address}'] [data-thumb]").bounding_box()
        heading = (
            page.frame_locator(f"[data-card='{address}'] [data-frame]")
            .locator("[data-u='issues/2024-01/sections/2/heading']")
            .last
        )
        box = heading.bounding_box()
        assert thumb["y"] <= box["y"] < thumb["y"] + thumb["height"], address
    seen.close()


def test_cards_are_narrowed_to_those_that_differ_or_have_problems(studio: Opened, browser: Any) -> None:
    path = studio.root / "issues/2024-01/points/nl.yaml"
    path.write_text("note: Een groet.\nsubject: MARKTEN EN BRUGGEN IN DE STAD VANDAAG\n")
    seen = opened(studio, browser)
    page = seen.page
    page.get_by_role("button", name="Differences 2").click()
    expect(page.locator("[data-card]:visible")).to_have_count(2)
    expect(page.locator("[data-card='nl/nl']")).to_contain_text("own subject")
    page.get_by_role("button", name="Problems").click()
    wrong = page.locator("[data-card]:visible")
    expect(wrong).not_to_have_count(0)
    assert int(page.locator("span[data-wrong]").inner_text()) == wrong.count()
    seen.close()


def test_a_card_shows_the_letter_again_when_a_file_has_changed(studio: Opened, browser: Any) -> None:
    seen = opened(studio, browser)
    path = studio.root / "issues/articles/bridges.md"
    frame = seen.page.frame_locator("[data-card='eu/en'] [data-frame]")
    frame.get_by_role("heading", name="Bridges over the river").wait_for(state="attached")
    path.write_text(path.read_text().replace("Bridges over the river", "Bridges and quays"))
    frame.get_by_role("heading", name="Bridges and quays").wait_for(state="attached")
    seen.close()


def test_axe_finds_nothing_among_the_editions(studio: Opened, browser: Any) -> None:
    seen = opened(studio, browser)
    assert faults_in_every_view(seen.page) == {}
    seen.close()

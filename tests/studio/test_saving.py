"""What is typed into a page: in the file at once, in the browser until it is there."""

import time
from typing import Any

import yaml

from tests.support.browser import PATIENCE
from tests.support.studio import ISSUE, Seen, in_file, with_fields


def test_what_is_typed_is_in_the_file_without_a_button(seen: Seen) -> None:
    with_fields(seen)
    seen.page.locator("#subject").press("End")
    seen.page.locator("#subject").press_sequentially(", typed")
    seen.saved()
    seen.page.locator("#saved", has_text="Saved ").wait_for()
    # A blank at its end, while it was typed, may have asked for quotes: they stay.
    assert yaml.safe_load(in_file(seen.studio))["subject"] == "A small issue, typed"
    assert seen.page.evaluate("async () => (await indexedDB.databases()).length") == 1


def test_a_field_that_is_emptied_takes_its_key_away(seen: Seen) -> None:
    with_fields(seen)
    seen.page.locator("#preheader").fill("")
    seen.saved()
    assert "preheader" not in in_file(seen.studio)


def test_undo_passes_earlier_saves_and_comes_back(seen: Seen) -> None:
    with_fields(seen)
    seen.page.locator("#subject").fill("First")
    seen.saved()
    seen.page.locator("#preheader").fill("Second")
    seen.saved()
    seen.page.locator("#preheader").press("Control+z")
    seen.saved()
    assert "preheader: Two articles and a network.\n" in in_file(seen.studio)
    seen.page.get_by_role("button", name="Undo").click()
    seen.saved()
    assert "subject: A small issue\npreheader: Two articles and a network.\n" in in_file(seen.studio)
    assert seen.page.locator("#subject").input_value() == "A small issue"
    seen.page.keyboard.press("Control+Shift+z")
    seen.page.keyboard.press("Control+y")
    seen.saved()
    assert "subject: First\npreheader: Second\n" in in_file(seen.studio)


def test_anothers_change_of_another_value_comes_into_the_page(seen: Seen) -> None:
    with_fields(seen)
    path = seen.studio.root / ISSUE
    path.write_text(path.read_text("utf-8").replace("Two articles", "Three articles"), "utf-8")
    seen.page.locator("#subject").fill("Mine")
    seen.saved()
    seen.page.locator("#preheader", has_text="Three articles").wait_for()
    assert "subject: Mine\npreheader: Three articles and a network.\n" in in_file(seen.studio)


def test_what_lands_after_a_page_was_made_and_before_it_hears_of_changes_comes_into_it(seen: Seen) -> None:
    path = seen.studio.root / ISSUE

    def state() -> bytes:
        return seen.studio.ask("GET", "/settings")[1].partition(b'data-state="')[2].partition(b'"')[0]

    def change_first(route: Any) -> None:
        before = state()
        path.write_text(path.read_text("utf-8").replace("Two articles", "Three articles"), "utf-8")
        end = time.monotonic() + PATIENCE / 1_000
        while state() == before and time.monotonic() < end:  # the studio has not noticed yet
            pass
        route.continue_()

    seen.page.route("**/events", change_first)
    with_fields(seen)
    seen.page.locator("#preheader", has_text="Three articles").wait_for()
    seen.page.locator("#subject").fill("Mine")
    seen.saved()
    assert "subject: Mine\npreheader: Three articles and a network.\n" in in_file(seen.studio)


HELD = """
async (name) => {
  const asked = indexedDB.open(name);
  await new Promise((done) => { asked.onsuccess = done; });
  const database = asked.result;
  const store = database.transaction('drafts', 'readwrite').objectStore('drafts');
  window.isHeld = true;
  const hold = () => { if (window.isHeld) store.count().onsuccess = hold; };
  hold();
}
"""
"""The browser's drafts are held by a transaction that does not end while `isHeld`."""


def test_what_is_typed_while_the_draft_of_what_has_landed_is_being_forgotten_is_no_conflict(seen: Seen) -> None:
    with_fields(seen)
    subject = seen.page.locator("#subject")
    subject.press("End")
    subject.press_sequentially("!")
    seen.saved()
    name = seen.page.evaluate("async () => (await indexedDB.databases())[0].name")
    seen.page.evaluate(HELD, name)
    for key in ("a", "b"):
        with seen.page.expect_response(lambda answer: answer.request.method == "PATCH") as answered:
            subject.press_sequentially(key)
        assert answered.value.status == 200
    seen.page.evaluate("() => { window.isHeld = false; }")
    seen.saved()
    assert "subject: A small issue!ab\n" in in_file(seen.studio)

"""What was typed is kept, whoever dies, and never overwrites what somebody else has saved."""

import json
import os
import signal
from typing import Any

import pytest

from tests.conftest import Sample
from tests.support.studio import ISSUE, Opened, Seen, draft_of, in_file, studio_at, with_fields


def change_outside(studio: Opened, old: str, new: str) -> None:
    path = studio.root / ISSUE
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


PUT_IN_ANEW = """file => new Promise(done => {
  document.addEventListener('refreshed', done, { once: true });
  document.dispatchEvent(new CustomEvent('files-changed', { detail: { files: [file] } }));
})"""
"""The page is fetched again, as when somebody else has saved."""


@pytest.fixture
def page(studio: Opened, browser: Any) -> Any:
    """A page with two fields, for tests in which requests fail. It hears of others' changes by its own saves alone."""
    seen = studio.page(browser)
    seen.page.route("**/events", lambda route: route.abort())
    with_fields(seen)
    yield seen
    seen.close()


def test_what_two_have_changed_stands_side_by_side_and_mine_goes_over_only_when_i_say_so(page: Seen) -> None:
    change_outside(page.studio, "A small issue", "Theirs")
    page.page.locator("#subject").fill("Mine")
    clash = page.page.locator(".clash")
    clash.wait_for()
    assert clash.locator(".sides p").all_inner_texts() == ["Mine", "Theirs"]
    assert "Subject, in the issue of January 2024" in clash.inner_text()
    assert "subject: Theirs\n" in in_file(page.studio)
    assert page.page.locator("#saved").inner_text() == "Not saved yet: kept in this browser"
    page.page.evaluate(PUT_IN_ANEW, ISSUE)
    clash.get_by_role("button", name="Keep mine").click()
    page.saved()
    assert "subject: Mine\n" in in_file(page.studio)
    assert clash.count() == 0


def test_what_is_there_can_be_kept(page: Seen) -> None:
    change_outside(page.studio, "A small issue", "Theirs")
    page.page.locator("#subject").fill("Mine")
    page.page.get_by_role("button", name="Keep what is there").click()
    page.saved()
    assert page.page.locator("#subject").input_value() == "Theirs"
    assert "subject: Theirs\n" in in_file(page.studio)
    assert draft_of(page.page) is None
    page.page.locator("#subject").press("End")
    page.page.locator("#subject").press_sequentially("!")
    page.saved()
    assert "subject: Theirs!\n" in in_file(page.studio)


def test_who_decides_later_finds_it_again(page: Seen) -> None:
    change_outside(page.studio, "A small issue", "Theirs")
    page.page.locator("#subject").fill("Mine")
    page.page.get_by_role("button", name="Decide later").click()
    page.page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/")
    clash = page.page.locator(".clash")
    clash.wait_for()
    assert page.page.locator("#subject").input_value() == "Mine"
    assert "subject: Theirs\n" in in_file(page.studio)


def test_what_does_not_clash_is_saved_beside_what_does(page: Seen) -> None:
    change_outside(page.studio, "A small issue", "Theirs")
    page.page.locator("#subject").fill("Mine")
    page.page.locator("#preheader").fill("Also mine")
    page.page.locator(".clash").wait_for()
    page.page.locator("#preheader[data-was='Also mine']").wait_for()
    assert "subject: Theirs\npreheader: Also mine\n" in in_file(page.studio)


def test_typing_on_while_the_studio_is_down_is_saved_when_it_is_back(sample: Sample, browser: Any) -> None:
    with studio_at(sample.root) as first:
        seen = first.page(browser)
        with_fields(seen)
        first.kill()
        seen.page.locator("#subject").fill("Typed while it was down")
        seen.page.locator("#notices .notice.bad").wait_for()
        assert "kept in this browser" in seen.page.locator("#notices").inner_text()
        draft = draft_of(seen.page)
        assert draft is not None
        assert draft["edits"][0]["value"] == "Typed while it was down"
        with studio_at(sample.root, port=first.port):
            seen.page.get_by_role("button", name="Try now").click()
            seen.saved()
            assert "subject: Typed while it was down\n" in in_file(first)
            assert seen.page.locator("#notices .notice").count() == 0
            assert draft_of(seen.page) is None
        seen.close()


def test_a_second_tab_follows_and_takes_over_when_the_first_is_closed(page: Seen) -> None:
    second = Seen(page.studio, page.page.context.new_page())
    with_fields(second)
    field = second.page.locator("#subject[readonly]")
    field.wait_for()
    assert "another tab" in second.page.locator("#notices").inner_text()
    page.page.locator("#subject").fill("From the first")
    page.saved()
    second.page.locator("#subject[data-was='From the first']").wait_for()
    assert field.input_value() == "From the first"
    page.page.close()
    second.page.locator("#subject:not([readonly])").wait_for()
    second.page.locator("#subject").fill("From the second")
    second.saved()
    assert "subject: From the second\n" in in_file(page.studio)


def test_a_second_tab_takes_over_what_the_first_has_begun_and_nothing_of_it_is_lost(page: Seen) -> None:
    second = Seen(page.studio, page.page.context.new_page())
    with_fields(second)
    second.page.locator("#subject[readonly]").wait_for()
    page.page.route("**/files/**", lambda route: route.fulfill(status=507, json={"message": "The disk is full."}))
    page.page.locator("#subject").fill("Begun in the first")
    page.page.locator("#notices .notice.bad").wait_for()
    second.page.get_by_role("button", name="Change it here instead").click()
    second.page.locator("#subject:not([readonly])").wait_for()
    second.saved()
    assert "subject: Begun in the first\n" in in_file(page.studio)
    page.page.locator("#subject[readonly]").wait_for()
    second.page.locator("#preheader").fill("From the second")
    second.saved()
    assert "preheader: From the second\n" in in_file(page.studio)
    page.page.locator("#preheader[data-was='From the second']").wait_for()
    page.page.get_by_role("button", name="Change it here instead").click()
    page.page.locator("#preheader:not([readonly])").wait_for()
    page.page.unroute("**/files/**")
    page.page.locator("#preheader").fill("From the first again")
    page.saved()
    assert "preheader: From the first again\n" in in_file(page.studio)


def test_a_full_disk_is_told_and_what_was_typed_stays(page: Seen) -> None:
    full = {"status": 507, "json": {"message": "The disk is full."}}
    page.page.route("**/files/**", lambda route: route.fulfill(**full))
    page.page.locator("#subject").fill("Too much")
    page.page.get_by_text("The disk is full.").wait_for()
    draft = draft_of(page.page)
    assert draft is not None
    assert json.dumps(draft).count("Too much") == 1
    page.page.unroute("**/files/**")
    page.page.get_by_role("button", name="Try now").click()
    page.saved()
    assert "subject: Too much\n" in in_file(page.studio)


def test_what_the_file_does_not_let_be_changed_leads_to_its_line(page: Seen) -> None:
    change_outside(page.studio, "subject: A small issue", "subject: &name A small issue")
    page.page.locator("#subject").fill("Mine")
    page.page.get_by_role("link", name="Open the text of the file").wait_for()
    address = page.page.get_by_role("link", name="Open the text of the file").get_attribute("href")
    assert address == f"/source/{ISSUE}?line=2"
    assert page.page.locator("#subject").input_value() == "Mine"


PATIENCE_RUNS_OUT = """() => {
  const plain = AbortSignal.timeout.bind(AbortSignal);
  window.patience = [];
  AbortSignal.timeout = (milliseconds) => { patience.push(milliseconds); return plain(milliseconds / 20); };
}"""


@pytest.mark.slow
def test_a_request_that_hangs_is_given_up_and_sent_again(page: Seen) -> None:
    """A studio that has stopped answers nothing, and its connections stay open."""
    page.page.evaluate(PATIENCE_RUNS_OUT)
    os.kill(page.studio.process.pid, signal.SIGSTOP)
    try:
        page.page.locator("#subject").fill("Typed into silence")
        page.page.locator("#notices .notice.bad").wait_for()
        assert page.page.evaluate("patience[0]") == 10_000
    finally:
        os.kill(page.studio.process.pid, signal.SIGCONT)
    page.saved()
    assert "subject: Typed into silence\n" in in_file(page.studio)


def test_what_nobody_lets_me_change_is_told_once_and_can_be_let_go(page: Seen) -> None:
    seen = page
    with_fields(seen)
    asked: list[str] = []
    refusal = {"message": "Not yours."}

    def refuse(route: Any) -> None:
        asked.append(route.request.method)
        route.fulfill(status=403, json=refusal) if route.request.method == "PATCH" else route.continue_()

    seen.page.route("**/files/**", refuse)
    seen.page.locator("#subject").fill("Not mine")
    told = seen.page.get_by_role("alert", name="").filter(has_text="Not yours.")
    told.wait_for()
    assert told.get_by_role("button").all_inner_texts() == ["Leave it"], "nothing is tried again"
    told.get_by_role("button").click()
    seen.page.locator("#saved:not([data-busy])").wait_for(state="attached")
    assert told.count() == 0
    assert "Not mine" not in in_file(seen.studio)
    seen.page.reload()
    seen.page.locator("#saved:not([data-busy])").wait_for(state="attached")
    assert asked.count("PATCH") == 1

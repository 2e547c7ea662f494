"""What others do to a file while somebody types into it: nothing that was typed is lost, and it finds its way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newsletter.files import digest
from newsletter.studio.request import StudioResponse
from newsletter.studio.studio import Studio
from tests.conftest import Sample
from tests.support.studio import ISSUE, Opened, Seen, draft_of, in_file
from tests.support.studio_at_home import studio_at_home

COMPOSE = "/issues/2024-01/compose"
PUT_IN_ANEW = """file => document.dispatchEvent(new CustomEvent('files-changed', { detail: { files: [file] } }))"""
"""The page hears that a file is another one now."""
TELL = """([number, file, version]) => new BroadcastChannel('studio-events').postMessage(
    { number, files: { [file]: version }, outside: true })"""
"""The page hears of a version of a file, as the tab that listens to the studio passes it on."""
NOTHING_WAITS = "Saved"


@pytest.fixture
def page(studio: Opened, browser: Any) -> Iterator[Seen]:
    """Compose, which hears of others' changes only when it is told: its requests may fail."""
    seen = studio.page(browser, COMPOSE)
    seen.page.route("**/events", lambda route: route.abort())
    seen.page.reload()
    seen.page.on("dialog", lambda dialog: dialog.accept())
    yield seen
    seen.close()


def path_of(page: Seen) -> Path:
    return page.studio.root / ISSUE


def state_of(page: Seen) -> str:
    return str(page.page.locator("#saved").inner_text())


def test_what_is_typed_into_a_file_that_is_gone_waits_and_lands_when_it_is_back(page: Seen) -> None:
    path, field = path_of(page), page.page.locator("#f-subject")
    kept = path.read_bytes()
    path.unlink()
    field.press("End")
    field.press_sequentially(" that grew")
    clash = page.page.locator(".clash")
    clash.get_by_text("that grew").wait_for()
    assert "nothing: what it stood in has been removed" in clash.inner_text()
    assert "Copy my words" in clash.inner_text()
    assert "Keep mine" not in clash.inner_text()
    field.press_sequentially(" on")
    clash.get_by_text("that grew on").wait_for()
    assert not path.exists(), "no half of an issue is begun in its place"
    draft = draft_of(page.page)
    assert draft is not None
    assert [each["edit"]["value"] for each in draft["held"]] == ["A small issue that grew on"]
    path.write_bytes(kept)
    page.page.evaluate(PUT_IN_ANEW, ISSUE)
    page.saved()
    assert "subject: A small issue that grew on\n" in in_file(page.studio)
    assert clash.count() == 0
    assert state_of(page).startswith(NOTHING_WAITS)
    # By a clock of 24 hours, as all other times of the studio are told, also in a browser from America.
    assert re.fullmatch(r"Saved [0-9]{2}:[0-9]{2}", state_of(page))


def test_who_types_on_while_the_file_is_gone_is_in_no_conflict_with_themselves(page: Seen) -> None:
    path, field = path_of(page), page.page.locator("#f-subject")
    kept, asked = path.read_bytes(), list[Any]()

    def save_is_asked_for(count: int) -> None:
        while len(asked) < count:
            page.page.evaluate("new Promise(requestAnimationFrame)")

    path.unlink()
    page.page.route("**/files/**", lambda route: asked.append(route))
    field.fill("One")
    for number, typed in enumerate(("Two", "Three"), 1):
        save_is_asked_for(number)
        field.fill(typed)  # while the one before is on its way
        asked[-1].continue_()
    save_is_asked_for(3)
    page.page.unroute("**/files/**")
    asked[-1].continue_()
    page.page.locator(".clash").get_by_text("Three").wait_for()
    path.write_bytes(kept)
    page.page.evaluate(PUT_IN_ANEW, ISSUE)
    page.saved()
    assert "subject: Three\n" in in_file(page.studio)


def test_what_was_typed_lands_in_a_file_that_is_back_just_as_it_was(page: Seen) -> None:
    path = path_of(page)
    kept, etag = path.read_bytes(), page.studio.ask("GET", f"/files/{ISSUE}")[0].getheader("etag") or ""
    path.unlink()
    page.page.evaluate(TELL, [10**6, ISSUE, ""])
    page.page.locator("#f-subject").fill("Typed meanwhile")
    page.page.locator(".clash").get_by_text("Typed meanwhile").wait_for()
    path.write_bytes(kept)
    page.page.evaluate(TELL, [10**6 + 1, ISSUE, etag.strip('"')])
    page.saved()
    assert "subject: Typed meanwhile\n" in in_file(page.studio)


def test_what_was_typed_is_not_lost_with_the_folder_that_somebody_renamed(page: Seen) -> None:
    page.page.locator("#f-subject").fill("Typed before")
    page.saved()
    folder = path_of(page).parent
    folder.rename(folder.with_name("2024-02"))
    page.page.locator("#f-subject").fill("Typed while it went")
    page.page.locator(".clash").wait_for()
    page.goto("/")
    page.page.locator(".clash").get_by_text("Typed while it went").wait_for()
    assert state_of(page) == "Not saved yet: kept in this browser"
    folder.with_name("2024-02").rename(folder)
    page.goto(COMPOSE)
    page.saved()
    assert "subject: Typed while it went\n" in in_file(page.studio)


def test_what_a_broken_file_refuses_is_told_once_and_lands_when_it_is_mended(page: Seen) -> None:
    path = path_of(page)
    whole = path.read_text("utf-8")
    path.write_text(whole.replace("preheader: ", 'preheader: "'), "utf-8")
    heading = page.page.locator("#f-sections-1-heading")
    heading.fill("First")
    refused = page.page.locator(".problem[role=alert]")
    refused.wait_for()
    heading.fill("Second")
    refused.wait_for()
    draft = draft_of(page.page)
    assert draft is not None
    assert [each["edit"]["value"] for each in draft["refused"]] == ["Second"], "one value is refused once"
    assert page.page.locator(".head-field .problem[role=alert]").count() == 1, "beside its field"
    assert "This can’t be changed here: the file can’t be read from here on." in refused.inner_text()
    page.page.reload()
    page.page.locator(".problem[role=alert]").wait_for()
    assert state_of(page) == "Not saved yet: kept in this browser"
    path.write_text(whole, "utf-8")
    page.page.reload()
    page.saved()
    assert "heading: Second\n" in in_file(page.studio)
    assert state_of(page).startswith(NOTHING_WAITS)
    assert draft_of(page.page) is None


def test_two_who_type_on_in_one_value_decide_once(page: Seen) -> None:
    path, field = path_of(page), page.page.locator("#f-subject")
    path.write_text(path.read_text("utf-8").replace("A small issue", "Theirs"), "utf-8")
    for letter in "mine":
        field.press_sequentially(letter)
        page.page.locator(".clash").wait_for()
        page.page.locator("#saved[data-state=unsaved]").wait_for()
    page.page.get_by_role("button", name="Keep what is there").click()
    page.saved()
    assert "subject: Theirs\n" in in_file(page.studio)
    assert draft_of(page.page) is None


def test_a_section_that_was_taken_out_while_nothing_could_be_saved_is_out_of_the_page_as_well(page: Seen) -> None:
    full = {"status": 507, "json": {"message": "The disk is full."}}
    page.page.route("**/files/**", lambda route: route.fulfill(**full))
    page.page.locator("#more-of-2").click()
    page.page.locator("#more-2").get_by_role("button", name="Remove the section").click()
    page.page.get_by_text("The disk is full.").wait_for()
    page.page.reload()
    page.page.get_by_text("The disk is full.").wait_for()
    page.page.unroute("**/files/**")
    page.page.locator(".card").nth(2).wait_for(state="detached")
    assert "heading: News" not in in_file(page.studio)


def test_marks_that_nobody_sees_are_left_out_of_what_is_pasted(page: Seen) -> None:
    heading = page.page.locator("#f-sections-1-heading")
    heading.fill("A\x00 ne\u202ew\x07 network")
    page.saved()
    assert "heading: A new network\n" in in_file(page.studio)
    page.page.locator("#f-subject").evaluate(
        "field => { field.value = 'Half \\ud83d of one'; field.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    page.saved()
    assert "subject: Half  of one\n" in in_file(page.studio)
    assert page.page.locator(".problem[role=alert]").count() == 0


def drawn(sample: Sample, patch: pytest.MonkeyPatch, address: str, meanwhile: Callable[[], object]) -> Any:
    """What is answered at an address where something happens while its page is drawn."""
    page = Studio.page

    def late(self: Studio, *arguments: Any, **values: Any) -> StudioResponse:
        meanwhile()
        return page(self, *arguments, **values)

    with studio_at_home(sample) as home:
        home.add("Olga", "operator")
        home.add("Ana", "editor")
        browser = home.sign_in("Ana")
        patch.setattr(Studio, "page", late)
        return browser.get(address)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (COMPOSE, ISSUE),
        ("/source/" + ISSUE, ISSUE),
        ("/networks/rivers", "issues/networks/rivers.yaml"),
        ("/points/nl", "issues/points/nl.yaml"),
        ("/articles/bridges", "issues/articles/bridges.md"),
        ("/issues/2024-01/check", ISSUE),
    ],
)
def test_a_page_says_the_version_that_it_shows_not_the_one_that_came_while_it_was_drawn(
    sample: Sample, monkeypatch: pytest.MonkeyPatch, address: str, name: str
) -> None:
    """Else a whole text that is saved from it would go over what has come."""
    path = sample.root / name
    shown = digest(path.read_bytes())
    assert shown in drawn(sample, monkeypatch, address, lambda: path.write_bytes(path.read_bytes() + b"\n")).text


def test_an_issue_that_goes_while_its_page_is_drawn_is_not_there(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sample.root / "issues/2024-01"
    answer = drawn(sample, monkeypatch, COMPOSE, lambda: folder.exists() and folder.rename(folder.with_name("2024-02")))
    assert (answer.status_code, "There is nothing at this address." in answer.text) == (404, True)

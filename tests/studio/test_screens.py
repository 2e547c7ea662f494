"""The board, History, a file's text, and the ways from page to page."""

import json
import re
import subprocess
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.conftest import Sample
from tests.support.studio import ISSUE, Opened, Seen, in_file, studio_at


def test_the_board_says_what_is_next_and_how_far_each_edition_is(seen: Seen) -> None:
    page = seen.page
    seen.goto("/")
    assert page.locator("h1").count() == 1
    page.locator("#board:not([data-late])").wait_for()
    rows = page.locator("table.board tbody tr")
    assert rows.count() == 3
    assert page.locator(".bars").first.get_attribute("aria-label")
    assert page.get_by_role("heading", name="A small issue").is_visible()
    page.locator("#problem-count:not([data-late])").wait_for()


def test_mistakes_in_the_files_are_what_comes_next(studio: Opened, browser: Any) -> None:
    path = studio.root / ISSUE
    path.write_text(path.read_text("utf-8").replace("networks: [rivers]", "networks: [rivers, nowhere]"), "utf-8")
    answer, body = studio.ask("GET", "/?counted")
    assert answer.status == 200
    assert b"Mend 1 mistake" in body


def test_a_new_issue_is_made_like_the_last_one(seen: Seen) -> None:
    page = seen.page
    seen.goto("/")
    page.get_by_role("link", name="New issue").click()
    assert page.locator("#month").input_value() == "2024-02"
    page.locator("#date").fill("2024-02-20")
    assert page.locator("#like").input_value() == "2024-01"
    page.get_by_role("button", name="New issue").click()
    page.wait_for_url("**/issues/2024-02/compose")
    made = (seen.studio.root / "issues/2024-02/issue.yaml").read_text("utf-8")
    assert "date: 2024-02-20" in made
    assert "heading: A network" in made


@pytest.mark.slow
def test_a_name_that_is_taken_is_told_on_the_form(studio: Opened) -> None:
    answer, body = studio.ask("POST", "/new/issue", b"month=2024-01&extra=&date=2024-01-16&like=")
    assert answer.status == 422
    assert b"2024-01" in body
    assert b'role="alert"' in body


def test_anything_is_found_and_gone_to_by_keyboard_alone(seen: Seen) -> None:
    page = seen.page
    seen.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("rivers")
    option = page.get_by_role("option", name="Rivers", exact=True)
    option.wait_for()
    assert page.evaluate("document.activeElement.id") == "find-box"
    page.locator("#find-box[aria-activedescendant]").wait_for()
    page.keyboard.press("Escape")
    option.wait_for(state="hidden")
    page.keyboard.press("/")
    page.keyboard.type("hist")
    page.locator("[role=option][aria-selected=true]", has_text="History").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/history*")


RIGHT_BEHIND_ESCAPE = """() => {
  const [panel, box] = ['finder', 'find-box'].map(id => document.getElementById(id));
  panel.showPopover();
  box.focus();
  panel.hidePopover();
  box.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }));
  return panel.matches(':popover-open');
}"""
"""No frame was drawn since the finder was closed: the focus is in its box as yet."""


def test_a_key_pressed_the_moment_the_finder_was_closed_is_not_lost(seen: Seen) -> None:
    seen.goto("/")
    assert seen.page.evaluate(RIGHT_BEHIND_ESCAPE)


def test_an_answer_that_nobody_waits_for_any_more_is_taken_in_all_the_same(seen: Seen) -> None:
    page = seen.page
    seen.goto("/")
    asked: list[Any] = []
    ended: list[str | None] = []

    def note(request: Any) -> None:
        if "/find?" in request.url:
            ended.append(request.failure)

    page.route("**/find?**", lambda route: asked.append(route))
    page.on("requestfinished", note)
    page.on("requestfailed", note)
    page.keyboard.press("Control+k")
    page.keyboard.type("ri")
    while len(asked) < 3:  # when it is opened, and with each letter
        page.evaluate("new Promise(requestAnimationFrame)")
    for route in asked:
        route.continue_()
    page.get_by_role("option", name="Rivers", exact=True).wait_for()
    while len(ended) < 3:
        page.evaluate("new Promise(requestAnimationFrame)")
    assert ended == [None, None, None]


@pytest.mark.parametrize(
    ("asked", "kind", "title"),
    [
        ("markten", "Articles", "Markten in de stad"),
        ("nationaal", "Points", "Nationaal punt"),
        ("eerste tweede nergens", "", ""),
        ("PROMISE", "Texts", "A bridge is a promise."),
        ("small", "Issues", "A small issue"),
    ],
)
def test_what_is_found_stands_under_its_kind(reading_studio: Opened, asked: str, kind: str, title: str) -> None:
    from urllib.parse import quote

    answer, body = reading_studio.ask("GET", f"/find?q={quote(asked)}")
    text = body.decode()
    assert answer.status == 200
    if not kind:
        assert 'role="option"' not in text
    else:
        assert f'aria-label="{kind}"' in text
        assert title in text


def test_single_letters_are_keys_until_they_are_turned_off(seen: Seen) -> None:
    page = seen.page
    seen.goto("/")
    page.keyboard.press("?")
    page.get_by_role("heading", name="All keys").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="All keys").wait_for(state="hidden")
    seen.goto("/me")
    page.get_by_label("Single letters are keys").uncheck()
    page.get_by_role("button", name="Keep this").click()
    page.wait_for_url(seen.studio.origin + "/")
    page.keyboard.press("/")
    assert not page.locator("#find-box").is_visible()
    page.keyboard.press("Control+k")
    page.locator("#find-box").wait_for()


def test_a_persons_choice_overrides_the_systems_light(seen: Seen) -> None:
    page = seen.page
    seen.goto("/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    seen.goto("/me")
    page.get_by_label("Dark", exact=True).check(force=True)
    page.get_by_role("button", name="Keep this").click()
    page.wait_for_url(seen.studio.origin + "/")
    assert page.locator("html[data-scheme=dark]").count() == 1
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert json.loads((seen.studio.root / ".cache/studio/person.json").read_text("utf-8"))["scheme"] == "dark"


def test_the_studio_speaks_the_browsers_language_and_the_one_that_is_chosen(studio: Opened) -> None:
    answer, body = studio.ask("GET", "/me", headers={"accept-language": "es-MX, en;q=0.5"})
    assert b'<html lang="es"' in body
    studio.ask("POST", "/me", b"locale=en")
    answer, body = studio.ask("GET", "/me", headers={"accept-language": "es"})
    assert b'<html lang="en"' in body
    assert answer.status == 200


def test_nobodys_name_is_asked_once(studio: Opened) -> None:
    (studio.root / ".cache/studio/person.json").unlink(missing_ok=True)
    studio.ask("POST", "/me", b"name=++Ana++Maria++")
    assert b"Ana Maria" in studio.ask("GET", "/")[1]


@pytest.mark.parametrize("back", ["//example.org/", "https://example.org/", "/\\example.org", "javascript:alert(1)"])
def test_the_way_back_leads_nowhere_else(studio: Opened, back: str) -> None:
    answer, _ = studio.ask("POST", "/me", f"name=Ana&back={back}".encode())
    assert answer.getheader("location") == "/"


def writable(seen: Seen) -> Any:
    """The box of a file's text, once it can be typed in."""
    box = seen.page.locator("#text:not([readonly])")
    box.wait_for()
    return box


HELD_READS = """() => {
  const set = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, 'oncomplete').set;
  const held = [];
  let isHeld = true;
  window.readDrafts = () => { isHeld = false; held.splice(0).forEach(done => done()); };
  Object.defineProperty(IDBTransaction.prototype, 'oncomplete', { set(done) {
    set.call(this, event => {
      if (isHeld && this.mode === 'readonly') held.push(() => done.call(this, event)); else done.call(this, event);
    });
  } });
}"""


def test_what_is_typed_early_is_never_taken_for_an_older_draft(seen: Seen) -> None:
    seen.page.add_init_script(f"({HELD_READS})()")
    seen.goto(f"/source/{ISSUE}?line=2")
    box = seen.page.locator("#text")
    before = box.input_value()
    seen.page.keyboard.type("too early")
    assert box.input_value() == before  # nothing is shown that could get lost
    seen.page.evaluate("readDrafts()")
    writable(seen)
    seen.page.keyboard.type("subject: Typed here")
    seen.saved()
    assert box.input_value() == before.replace("subject: A small issue", "subject: Typed here") == in_file(seen.studio)


def test_the_caret_stays_with_its_words_when_others_lines_come_above_it(seen: Seen) -> None:
    seen.goto(f"/source/{ISSUE}?line=2")
    box = writable(seen)
    box.press("End")
    path = seen.studio.root / ISSUE
    path.write_text("# Theirs, a line above\n" + path.read_text("utf-8"), "utf-8")
    expect(box).to_have_value(re.compile("^# Theirs"))
    seen.page.keyboard.type("!")
    seen.saved()
    assert "subject: A small issue!\n" in in_file(seen.studio)
    seen.page.route("**/events", lambda route: route.abort())
    path.write_text("# Theirs, one more\n" + path.read_text("utf-8"), "utf-8")
    seen.page.keyboard.type("?")
    expect(box).to_have_value(re.compile("^# Theirs, one more"))
    seen.page.keyboard.type("!")
    seen.saved()
    assert "subject: A small issue!?!\n" in in_file(seen.studio)
    assert in_file(seen.studio).startswith("# Theirs, one more\n# Theirs, a line above\n")


def test_a_file_is_opened_at_its_line_and_saved_as_it_is_typed(seen: Seen) -> None:
    seen.goto(f"/source/{ISSUE}?line=2")
    box = writable(seen)
    assert seen.page.evaluate("getSelection().toString()") == "subject: A small issue"
    seen.page.keyboard.type("subject: Typed here")
    seen.saved()
    assert "subject: Typed here\n" in in_file(seen.studio)
    box.press("Control+End")
    seen.page.keyboard.type("colour: red\n")
    seen.saved()
    wrong = seen.page.locator("#source-problems .problem", has_text="colour")
    wrong.wait_for()
    assert seen.page.locator("[data-numbers] b").count() >= 1


def test_a_text_that_another_has_changed_is_not_overwritten(studio: Opened, browser: Any) -> None:
    seen = studio.page(browser, f"/source/{ISSUE}")
    path = studio.root / ISSUE
    seen.page.route("**/events", lambda route: route.abort())
    path.write_text(path.read_text("utf-8").replace("A small issue", "Theirs"), "utf-8")
    writable(seen).press("Control+Home")
    seen.page.keyboard.type("# Mine\n")
    seen.page.locator("#clash-text").wait_for()
    assert "Theirs" in in_file(studio)
    assert "# Mine" not in in_file(studio)
    seen.page.get_by_role("button", name="Keep mine").click()
    seen.saved()
    assert in_file(studio).startswith("# Mine\n")
    seen.close()


def test_a_folder_without_git_says_that_there_is_no_history(reading_studio: Opened) -> None:
    answer, body = reading_studio.ask("GET", "/history")
    assert answer.status == 200
    assert b"What was typed is not in here, and can\xe2\x80\x99t be brought back." in body
    assert b"That is read from git, and this folder is in none of its repositories." in body


def test_history_tells_who_did_what_and_takes_it_back(sample: Sample, browser: Any) -> None:
    git = ["git", "-C", str(sample.root), "-c", "user.name=Clara", "-c", "user.email=c@example.org"]
    sample.write(".gitignore", "/.cache/\n")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "All"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    sample.edit(ISSUE, "A small issue", "A larger issue")
    with studio_at(sample.root) as studio:
        seen = studio.page(browser, "/history?issue=2024-01")
        act = seen.page.locator(".act").first
        assert act.locator("b").inner_text() == "Ana Example"
        assert "changed the issue of January 2024" in act.inner_text()
        assert (act.locator("del").inner_text(), act.locator("ins").inner_text()) == ("small", "larger")
        act.get_by_role("button", name="Undo").click()
        seen.page.wait_for_url("**/history?issue=2024-01")
        seen.page.locator(".act b", has_text="Clara").first.wait_for()
        assert "subject: A small issue\n" in sample.read(ISSUE)
        assert seen.faults == []
        seen.close()


def test_no_act_of_nobody_and_no_file_elsewhere_is_taken_back(reading_studio: Opened) -> None:
    for body in (
        b"commit=HEAD&file=issues/2024-01/issue.yaml",
        b"commit=now&file=../x.yaml",
        b"commit=--output=x&file=x",
    ):
        assert reading_studio.ask("POST", "/history/undo", body)[0].status == 404


def test_a_file_that_is_no_text_says_so(studio: Opened) -> None:
    (studio.root / ISSUE).write_bytes(b"\xff\xfe garbage")
    answer, body = studio.ask("GET", f"/source/{ISSUE}")
    assert answer.status == 422
    assert b"no text in UTF-8" in body
    assert studio.ask("GET", "/")[0].status == 200

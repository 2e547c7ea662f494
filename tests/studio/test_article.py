"""An article is written as letters show it: what was not edited keeps its bytes, and nothing typed is lost."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.articles import FILE, PASTE, TEXT, behind, opened, values, written
from tests.support.studio import Opened, Seen
from tests.support.studio_seen import violations, wide_by


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    """The lines that differ, where none came and none went."""
    old, new = before.split("\n"), after.split("\n")
    assert len(old) == len(new)
    return [(one, other) for one, other in zip(old, new, strict=True) if one != other]


def test_a_word_typed_changes_one_line_and_the_caret_stays(seen: Seen) -> None:
    page, before = opened(seen), written(seen.studio)
    behind(page, "The second bridge")
    page.keyboard.type(" opens")
    seen.saved()
    assert changed_lines(before, written(seen.studio)) == [("- The second bridge", "- The second bridge opens")]
    page.keyboard.type(" soon")  # the save has not moved the caret
    seen.saved()
    assert "- The second bridge opens soon\n" in written(seen.studio)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    seen.saved()
    assert written(seen.studio) == before


def test_a_month_of_an_editor(seen: Seen) -> None:
    page = opened(seen)
    behind(page, "A bridge is a promise.")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # out of the quote
    for typed in ("## Who comes", "Enter", "1. **Ana** Example", "Enter", "Ben [said](https://example.org/ben)"):
        page.keyboard.press(typed) if typed == "Enter" else page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("Read ~~all~~")
    seen.saved()  # however long the hand rests, what follows is not struck
    page.keyboard.type(" of it")
    page.keyboard.press("Shift+Home")
    page.keyboard.press("Control+k")
    page.locator("#link-address").fill("example.org/all")
    page.keyboard.press("Enter")
    seen.saved()
    assert written(seen.studio).endswith(
        "> A bridge is a promise.\n\n## Who comes\n\n1. **Ana** Example\n2. Ben [said](https://example.org/ben)\n\n"
        "[Read ~~all~~ of it](https://example.org/all)\n"
    )
    page.locator("#event-in").click()
    page.locator("#f-event-name").fill("Bridge night")
    page.locator("#f-event-start").fill("2024-02-20 18:30")
    page.locator("#f-event-place").fill("Avila")
    page.locator("#agenda-lines").fill("[Hall 2]\n18:30–19:00 Opening – Ana Example, mayor\n19:00 Music\n– Ben Example")
    page.get_by_role("button", name="Put in 2 entries").click()
    page.locator("#f-agenda-0-items-1-text").wait_for()
    page.locator("#f-agenda-0-session").fill("Evening")
    page.locator("#f-agenda-0-date").fill("2024-02-20")
    seen.saved()
    value = values(seen.studio)
    assert value["event"] == {"start": "2024-02-20 18:30", "name": "Bridge night", "place": "Avila"}
    first, second = value["agenda"][0]["items"]
    assert (value["agenda"][0]["session"], value["agenda"][0]["room"]) == ("Evening", "Hall 2")
    assert first["people"] == [{"name": "Ana Example", "role": "mayor"}]
    assert second == {"start": "19:00", "text": "Music", "people": ["Ben Example"]}


def test_two_people_in_one_block_choose_and_in_others_merge(seen: Seen) -> None:
    page, path = opened(seen), seen.studio.root / FILE
    behind(page, "The third bridge")
    path.write_text(written(seen.studio).replace("A bridge is a promise", "A bridge is a word"), "utf-8")
    page.keyboard.type(" waits")
    page.get_by_text("A bridge is a word.").wait_for()
    seen.saved()
    assert "The third bridge waits" in written(seen.studio)
    with page.expect_request(re.compile("/document$")):
        pass_over = written(seen.studio).replace("A bridge is a word", "A bridge is their word")
        page.route("**/document", lambda route: route.abort())
        behind(page, "A bridge is a word")
        page.keyboard.type(" Mine.")
    path.write_text(pass_over, "utf-8")
    page.unroute("**/document")
    clash = page.locator(".clash")
    clash.wait_for()
    assert "their" in clash.inner_text()
    assert "their word" in written(seen.studio)
    clash.get_by_role("button", name="Keep both").click()
    seen.saved()
    assert "> A bridge is a word. Mine." in written(seen.studio)
    assert "> A bridge is their word." in written(seen.studio)
    seen.faults[:] = [fault for fault in seen.faults if "412" not in fault and "ERR_FAILED" not in fault]


def test_a_picture_is_brought_in_its_words_are_demanded_and_its_point_is_chosen(seen: Seen) -> None:
    page = opened(seen, "markets")
    picture = (seen.studio.root / "issues/images/bridge.png").read_bytes()
    file = {"name": "Square.png", "mimeType": "image/png", "buffer": picture}
    alt, problems = page.locator("#f-image-alt"), page.locator("#hero .problem")
    with page.expect_response("**/problems"):
        page.locator("#picture-in").set_input_files([file])
    expect(alt).to_be_focused()
    expect(problems).to_have_count(0)  # nobody has left the field yet
    page.keyboard.press("Tab")
    problems.first.wait_for()
    alt.fill("Illustration of a bridge")
    frame = page.locator("[data-focus-point]")
    frame.focus()
    for key in ("ArrowUp", "ArrowUp", "Shift+ArrowRight"):
        page.keyboard.press(key)
    seen.saved()
    assert values(seen.studio, "markets")["image"] == {
        "src": "bridge.png",
        "alt": "Illustration of a bridge",
        "focus": "51% 40%",
    }
    box = frame.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    seen.saved()
    assert values(seen.studio, "markets")["image"]["focus"] == "25% 50%"
    # Another picture has none of this one's words, also not those that are not saved yet.
    alt.press("End")
    alt.press_sequentially(" in spring")
    page.locator("#hero [data-puts=head]").set_input_files([{**file, "name": "Other.png", "buffer": picture + b" "}])
    expect(alt).to_have_value("")
    seen.saved()
    assert set(values(seen.studio, "markets")["image"]) == {"src", "alt"}


def test_what_was_just_put_in_is_blamed_once_it_was_left_and_short_texts_are_chips(seen: Seen) -> None:
    page = opened(seen)
    name = page.locator("#f-event-name")
    with page.expect_response("**/problems"):
        page.locator("#event-in").click()
    expect(name).to_be_focused()
    expect(page.locator("#event .problem")).to_have_count(0)
    page.keyboard.press("Tab")
    page.locator("#f-event-name-problems .problem").wait_for()
    name.fill("A night on the square")
    page.locator("#event-out").click()  # with what was typed just now
    page.locator("#event-in").wait_for()
    topics = page.get_by_label("Add: Topics")
    topics.press_sequentially("Water, Trees")
    topics.press("Enter")
    page.get_by_role("button", name="Remove Water").click()
    seen.saved()
    assert "event" not in values(seen.studio, "bridges")
    assert values(seen.studio, "bridges")["topics"] == ["Trees"]
    # What is understood of a programme is put in as it is read now, not as it was a key ago.
    lines = page.locator("#agenda-lines")
    lines.fill("[Hall 2]\n18:30 Opening")
    put = page.locator("#agenda-put:visible")
    put.wait_for()
    assert page.locator("#agenda-read p").inner_text() == "Hall 2"
    held: list[Any] = []
    page.route("**/agenda", lambda route: held.append(route))
    lines.press("End")
    with page.expect_request("**/agenda"):
        lines.press_sequentially("s")
    put.click()
    held[0].continue_()
    page.locator("#f-agenda-0-items-0-text").wait_for()
    seen.saved()
    assert values(seen.studio, "bridges")["agenda"][0]["items"] == [{"start": "18:30", "text": "Openings"}]


def test_what_is_pasted_is_cleaned_told_and_can_be_words_alone_then_the_article_is_renamed(seen: Seen) -> None:
    page = opened(seen)
    behind(page, "The third bridge")
    html = '<p style="color:red">Red <b>and bold</b></p><script>alert(1)</script><img src="https://example.org/x.png">'
    page.locator(TEXT).evaluate(PASTE, html)
    page.get_by_text("Left out:").wait_for()
    expect(page.get_by_text("Left out:")).to_be_in_viewport()
    seen.saved()
    assert "**and bold**" in written(seen.studio)
    page.get_by_role("button", name="Paste words only").click()
    page.locator(TEXT).locator("strong", has_text="and bold").wait_for(state="detached")
    seen.saved()
    assert "Red and bold" in written(seen.studio)
    page.locator("#rename > summary").click()
    page.locator("#new-name").fill("Bridges of today")
    page.locator("#new-name").press("Enter")
    page.wait_for_url("**/articles/bridges-of-today")
    page.locator("#notices", has_text="It is called “bridges-of-today” now").get_by_role("button", name="Close").click()
    assert "Red and bold" in (seen.studio.root / "issues/articles/bridges-of-today.md").read_text("utf-8")


def test_what_is_typed_while_nothing_answers_is_there_again(seen: Seen) -> None:
    page = opened(seen)
    page.route("**/document", lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    behind(page, "The third bridge")
    page.keyboard.type(" kept")
    page.locator("#saved[data-state=unsaved]").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_text("The third bridge kept").wait_for()
    page.unroute("**/document")  # the page that was left has saved nothing
    seen.saved()
    page.locator("#saved[data-state=saved]").wait_for()
    assert "- The third bridge kept\n" in written(seen.studio)
    seen.faults.clear()


def test_the_source_stands_beside_and_both_follow_each_other(seen: Seen) -> None:
    page = opened(seen)
    page.get_by_role("button", name="Markdown", exact=True).last.click()
    box = page.locator("#source textarea")
    expect(box).to_have_value(written(seen.studio))
    box.fill(written(seen.studio).replace("What comes next", "What is next").replace("spring)", "spring"))
    page.locator(TEXT).get_by_text("What is next").wait_for()
    page.locator("#source .problem").first.wait_for()
    seen.saved()
    behind(page, "What is next")
    page.keyboard.type(" now")
    seen.saved()
    expect(box).to_have_value(re.compile("## What is next now"))


def test_lines_that_others_write_stay_while_the_source_is_typed_in(seen: Seen) -> None:
    page = opened(seen)
    page.get_by_role("button", name="Markdown", exact=True).last.click()
    box = page.locator("#source textarea")
    expect(box).to_have_value(written(seen.studio))
    expect(box).to_be_editable()
    page.route("**/articles/bridges/source", lambda route: route.abort())  # what others wrote can't be fetched for now
    path = seen.studio.root / FILE
    with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.status == 200) as merged:
        path.write_text(written(seen.studio) + "\nTheir last line.\n", "utf-8")
        box.evaluate("box => box.setSelectionRange(0, 0)")
        box.evaluate("box => { box.value = box.value.replace('What comes next', 'What is next'); }")
        box.dispatch_event("input")
    assert merged.value.json()["merged"] is True
    box.evaluate("box => { box.value = box.value.replace('What is next', 'What is next now'); }")
    box.dispatch_event("input")
    page.unroute("**/articles/bridges/source")
    expect(box).to_have_value(re.compile("## What is next now[^$]*Their last line", re.DOTALL))
    seen.saved()
    assert "Their last line.\n" in written(seen.studio)
    seen.faults.clear()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shape", "shown"), [("article", "Bridges over the river"), ("lead", "spring"), ("page", "A bridge is a promise")]
)
def test_an_article_is_looked_at_in_a_letter_as_its_lead_and_as_its_page(
    reading_studio: Opened, shape: str, shown: str
) -> None:
    answer, body = reading_studio.ask("GET", f"/articles/bridges/look/{shape}/look", headers={"accept": "text/html"})
    assert answer.status == 200
    assert shown in body.decode()
    assert "sandbox" in (answer.getheader("content-security-policy") or "")
    assert json.loads(answer.getheader("x-look") or "")["current"] is True
    assert "/site/images/" in body.decode()


def test_who_else_is_in_an_article_is_told(reading_studio: Opened) -> None:
    from newsletter.pipeline.editing.presence import be_in, leave

    be_in(reading_studio.root, "bridges", "0000aaaa-1", "Ben Example")
    be_in(reading_studio.root, "bridges", "0000aaaa-2", "Ana Example")
    body = json.dumps({"tab": "0000aaaa-3", "here": True}).encode()
    _, told = reading_studio.ask("POST", "/articles/bridges/presence", body)
    assert json.loads(told) == {"names": ["Ben Example"]}  # Ana is who asks
    leave(reading_studio.root, "bridges", "0000aaaa-1")
    assert json.loads(reading_studio.ask("POST", "/articles/bridges/presence", body)[1]) == {"names": []}
    assert reading_studio.ask("POST", "/articles/bridges/presence", b'{"tab": "../x", "here": true}')[0].status == 400


def test_what_is_wrong_in_a_text_is_told_at_its_block(studio: Opened) -> None:
    text = written(studio).replace("## What comes next", "![](bridge.png)\n\n## What comes next")
    (studio.root / FILE).write_text(text, "utf-8")
    told = json.loads(studio.ask("GET", "/articles/bridges/source")[1])
    assert told["text"] == text
    (problem,) = [each for each in told["problems"] if each["block"] is not None]
    assert problem["block"] == 2  # behind the paragraph and the line at which a letter stops
    assert text.split("\n")[problem["line"] - 1].startswith("![")


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_page_has_no_fault_wide_and_narrow(reading_studio: Opened, browser: Any, width: int, scheme: str) -> None:
    seen = reading_studio.page(browser, "/articles/bridges", width=width, scheme=scheme)
    page = seen.page
    page.locator(TEXT).wait_for()
    page.set_viewport_size({"width": width, "height": 2400})  # what is cut off by the edge of a pane can't be judged
    found = {"write": violations(page)}
    for view in ("list", "letter", "source") if width == 390 else ():
        page.locator(f".views [data-view={view}]").click()
        found[view] = violations(page)
        assert wide_by(page) <= 0, view
    if width > 390:
        page.locator("[data-source]").click()
        page.locator("#source textarea").wait_for()
        found["source"] = violations(page)
    seen.close()
    assert {name: faults for name, faults in found.items() if faults} == {}

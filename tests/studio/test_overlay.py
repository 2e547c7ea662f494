"""What a point changes, beside the central issue: each by a click, each taken back."""

import json
from typing import Any

import pytest

from newsletter.content.edit import Plain, values_in
from tests.support.studio import Opened, Seen
from tests.support.studio_seen import faults_in_every_view

FILE = "issues/2024-01/points/nl.yaml"
PAGE = "/issues/2024-01/points/nl"


def values(studio: Opened) -> dict[str, Plain]:
    return values_in((studio.root / FILE).read_bytes())


def opened(seen: Seen, text: str = "") -> Any:
    if text:
        (seen.studio.root / FILE).write_text(text, "utf-8")
    seen.goto(PAGE)
    seen.page.locator("#rows").wait_for()
    return seen.page


def test_a_point_changes_its_part_by_clicks_and_takes_each_back(seen: Seen) -> None:
    (seen.studio.root / FILE).unlink()
    page = opened(seen)
    assert page.locator("#count").inner_text() == "0"
    page.locator("#f-subject").fill("Eigen woorden")
    page.locator("#count", has_text="1").wait_for()
    assert values(seen.studio) == {"subject": "Eigen woorden"}
    page.locator("#back-networks").click()
    page.locator("#row-networks .mark", has_text="left out").wait_for()
    buttons = ("#back-networks:focus", "[data-clears=f-subject]")
    sign = [page.locator(f"{button} svg").inner_html() for button in buttons]
    assert sign[0] == sign[1]  # what was a cross when it was pressed takes back now
    page.locator("#pick-button-lead").click()
    page.locator("#pick-lead-markets").click()
    page.locator("#row-lead .mark", has_text="own lead").wait_for()
    page.locator("#row-former-lead", has_text="as an article").wait_for()
    # The one that was wanted is found.
    page.locator("#pick-button-lead[aria-expanded=false]:focus").wait_for()
    assert page.locator(".picker").count() == 0
    page.get_by_role("group", name="Add a section").get_by_role("button", name="Text", exact=True).click()
    page.locator("#f-add-0-text").fill("Een *groet*.")
    seen.saved()
    page.locator("#up-text").click()
    page.locator("#row-text", has_text="after").wait_for()
    page.locator("#count", has_text="4").wait_for()
    frame = page.frame_locator("[data-frame]")
    frame.get_by_text("Een groet.").first.wait_for(state="attached")
    found = values(seen.studio)
    assert {key: found[key] for key in ("lead", "omit")} == {"lead": "markets", "omit": ["networks"]}
    assert found["add"] == [{"text": "Een *groet*.", "after": "lead"}]
    # Each is pressed while the page does not show yet what the one before has done: the text that is moved reads
    # otherwise by the time it is taken back.
    page.evaluate(
        "for (const id of ['down-text', 'back-lead', 'back-networks', 'back-text']) document.getElementById(id).click()"
    )
    page.locator("#row-text").wait_for(state="detached")
    page.locator("[data-clears=f-subject]").click()
    page.locator("#count", has_text="0").wait_for()
    seen.saved()
    assert values(seen.studio) == {}
    assert seen.faults == []


def test_what_changed_centrally_and_what_is_gone_stand_in_their_rows(seen: Seen) -> None:
    page = opened(seen, "omit: [festival]\nsubject: Eigen\n")
    lost = page.locator("#rows .facing", has_text="No longer there")
    lost.get_by_text("is not in the central issue").wait_for()
    seen.goto(f"{PAGE}#unit=issues/2024-01/points/nl/omit/0")  # as the foot of Compose leads here
    page.locator(".spot:focus").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    lost.wait_for(state="detached")
    assert values(seen.studio) == {"subject": "Eigen"}
    issue = seen.studio.root / "issues/2024-01/issue.yaml"
    text = issue.read_text()
    issue.write_text(text.replace("A small issue", "A larger issue").replace("heading: News", "heading: Fresh news"))
    seen.goto(PAGE)
    page.get_by_text("2 things have changed centrally").wait_for()
    page.locator(".facing", has=page.locator("#f-subject")).get_by_text("Before: A small issue").wait_for()
    page.locator("#row-articles").get_by_text("Heading before: News.").wait_for()
    page.get_by_role("button", name="I have seen it").click()
    page.get_by_text("2 things have changed centrally").wait_for(state="detached")
    assert page.locator(".news").count() == 0


@pytest.mark.slow
def test_what_stands_beside_a_section_that_is_gone_is_shown_and_can_be_taken_back(studio: Opened) -> None:
    text = "move:\n  - {section: networks, after: gone}\nadd:\n  - {text: Dag, before: gone}\n"
    (studio.root / FILE).write_text(text, "utf-8")
    answer, body = studio.ask("GET", PAGE)
    assert answer.status == 200
    assert b"it stays where the central issue has it" in body
    assert b"last: what it should stand beside is gone" in body


def test_one_part_in_two_windows_is_merged_by_value(studio: Opened) -> None:
    etag = studio.ask("GET", f"/files/{FILE}")[0].getheader("etag") or ""

    def change(*edits: dict[str, Any]) -> tuple[int, bool]:
        answer, body = studio.ask("PATCH", f"/files/{FILE}", json.dumps({"edits": edits}).encode(), {"if-match": etag})
        return answer.status, json.loads(body).get("merged", False)

    assert change({"op": "set", "path": ["subject"], "value": "Mijn onderwerp", "was": None}) == (200, False)
    assert change({"op": "set", "path": ["preheader"], "value": "Jouw tweede regel", "was": None}) == (200, True)
    assert change({"op": "insert", "path": ["omit", 0], "value": "networks", "was": None}) == (200, True)
    assert change({"op": "set", "path": ["subject"], "value": "Iets anders", "was": None})[0] == 412
    expected = {"subject": "Mijn onderwerp", "preheader": "Jouw tweede regel", "note": "Een groet."}
    assert values(studio) == {**expected, "omit": ["networks"]}


def test_a_list_that_the_studio_can_not_give_is_told_and_comes_when_it_answers_again(seen: Seen) -> None:
    page = opened(seen)
    page.keyboard.press("Control+k")
    page.locator("#find-box").fill("bridges")
    page.locator("#found [role=option]").first.wait_for()
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    page.locator("#pick-button-lead").click()
    # Where it was asked for: on a phone the top of the page may be far.
    page.locator("#pick-lead > #notice-picker", has_text="does not answer").wait_for()
    page.locator("#pick-button-lead[aria-expanded=false]").wait_for()
    page.keyboard.press("Control+k")
    page.locator("#found-none", has_text="does not answer").wait_for()
    assert page.locator("#found [role=option]").count() == 0, "what was found before is no answer"
    page.keyboard.press("Escape")
    page.context.set_offline(False)
    page.locator("#pick-button-lead").click()
    page.locator(".picker li").first.wait_for()
    page.locator("#notice-picker").wait_for(state="detached")
    seen.faults[:] = [fault for fault in seen.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_axe_finds_nothing_in_what_a_point_changes(studio: Opened, browser: Any) -> None:
    text = (
        "subject: Eigen\nlead: markets\nomit: [rivers, lost]\nadd: [{text: Dag}, {articles: [bridges], after: lead}]\n"
    )
    (studio.root / FILE).write_text(text)
    seen = studio.page(browser, PAGE)
    seen.page.locator("#about > summary").click()
    seen.page.locator("#pick-button-1").click()
    seen.page.locator(".picker li").first.wait_for()
    seen.page.locator("#rows .problem").first.wait_for()
    # Bars that stay in sight lie over nothing.
    assert faults_in_every_view(seen.page, height=4000) == {}
    seen.close()


def test_only_what_is_there_is_answered(reading_studio: Opened) -> None:
    for path in (
        "/issues/1999-01/points/nl",
        "/issues/2024-01/points/xx",
        f"{PAGE}/pick?section=9&kind=articles",
        f"{PAGE}/pick?section=x",
        "/issues/2024-01/points/xx/problems",
    ):
        assert reading_studio.ask("GET", path)[0].status == 404, path
    answer, body = reading_studio.ask("GET", f"{PAGE}/problems")
    assert (answer.status, isinstance(json.loads(body), dict)) == (200, True)
    assert b"Bridges over the river" in reading_studio.ask("GET", f"{PAGE}/pick?section=lead")[1]
    assert reading_studio.ask("POST", f"{PAGE}/seen", b"", {"sec-fetch-site": "cross-site"})[0].status == 403

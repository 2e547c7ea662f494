"""An issue is composed: sections put in, filled, moved and taken out, each change in the file at once."""

import json
from typing import Any

import pytest

from newsletter.content.edit import Plain, values_in
from tests.support.studio import Opened, Seen
from tests.support.studio_seen import faults_in_every_view

FILE = "issues/2024-01/issue.yaml"
PAGE = "/issues/2024-01/compose"


def values(studio: Opened) -> dict[str, Plain]:
    return values_in((studio.root / FILE).read_bytes())


def sections(studio: Opened) -> list[Any]:
    found = values(studio)["sections"]
    assert isinstance(found, list)
    return found


def compose(seen: Seen, text: str = "") -> Any:
    if text:
        (seen.studio.root / FILE).write_text(text, "utf-8")
    seen.goto(PAGE)
    seen.page.locator(".work").wait_for()
    return seen.page


BEGUN = """\
date: 2024-01-16
subject: A subject
preheader: A preheader
sections:
  - id: lead
    lead: bridges
  - heading: News
    articles: [markets]
  - heading: Water
    networks: [rivers]
"""


def test_subject_and_preheader_are_in_the_file_as_they_are_typed_and_in_the_inbox(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    page.locator("#f-subject").fill("Bridges, markets and rivers")
    page.locator("#f-preheader").fill("What cities do in spring")
    seen.saved()
    assert (values(seen.studio)["subject"], values(seen.studio)["preheader"]) == (
        "Bridges, markets and rivers",
        "What cities do in spring",
    )
    assert page.locator(".mail .sub").inner_text() == "Bridges, markets and rivers"
    assert page.locator('[data-length="f-subject"]').inner_text() == "27 of 60"
    page.locator("#longest", has_text="27 of 60").or_(page.locator("#longest", has_text="of 60")).wait_for()


def test_an_article_is_found_and_a_tick_puts_it_in(seen: Seen) -> None:
    bridges = (seen.studio.root / "issues/articles/bridges.md").read_text("utf-8")
    squares = bridges.replace("title: ", "title: Squares and ", 1)
    (seen.studio.root / "issues/articles/squares.md").write_text(squares, "utf-8")
    page = compose(seen, BEGUN)
    page.locator("#pick-button-1").click()
    page.locator("#pick-1-markets").wait_for()
    assert page.locator("#pick-1-markets").is_checked()
    assert page.locator("#pick-1-bridges").is_disabled(), "it leads the issue"
    page.locator("#pick-1-squares").check()
    page.locator("#pick-1 li", has=page.locator("#pick-1-squares")).get_by_text("in this section").wait_for()
    assert sections(seen.studio)[1]["articles"] == ["markets", "squares"]
    # Two boxes while the page does not show yet what the first has done: the second finds its place once it is shown.
    press_both = "for (const each of ['{}', '{}']) document.getElementById(`pick-1-${{each}}`).click()"
    page.evaluate(press_both.format("markets", "squares"))
    page.locator(".card").nth(1).locator(".in > li").first.wait_for(state="detached")
    assert sections(seen.studio)[1]["articles"] == []
    page.locator("#pick-1").get_by_text("in this section").first.wait_for(state="detached")
    page.evaluate(press_both.format("squares", "markets"))
    page.locator(".card").nth(1).locator(".in > li").nth(1).wait_for()
    assert sections(seen.studio)[1]["articles"] == ["squares", "markets"]
    page.locator("#pick-1-q").fill("no such thing")
    page.get_by_text("Nothing is found.").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "pick-button-1"


def test_a_new_section_says_what_it_lacks_until_something_stands_in_it(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    page.get_by_role("group", name="Add a section").get_by_role("button", name="Text", exact=True).click()
    card = page.locator(".card").nth(3)
    card.get_by_text("This section has nothing in it yet").wait_for()
    page.locator("#f-sections-3-text").fill("Good *news*.\n\nMore of it.")
    card.get_by_text("This section has nothing in it yet").wait_for(state="detached")
    assert sections(seen.studio)[3] == {"text": "Good *news*.\n\nMore of it.\n"}
    assert (seen.studio.root / FILE).read_text().endswith("  - text: |\n      Good *news*.\n\n      More of it.\n")


def test_a_section_is_moved_by_buttons_and_keeps_the_focus(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    page.locator("#down-0").focus()
    for place in (1, 2):
        page.keyboard.press("Enter")
        page.locator(f"#down-{place}:focus, #up-{place}:focus").wait_for()
    assert [next(iter(each)) for each in sections(seen.studio)] == ["heading", "heading", "id"]


def test_what_is_pressed_while_a_list_is_on_its_way_is_done_to_the_same_section(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    page.evaluate("const up = document.getElementById('up-2'); up.click(); up.click()")
    page.locator(".card").nth(0).locator("textarea.head", has_text="Water").wait_for()
    seen.saved()
    assert [each.get("heading") for each in sections(seen.studio)] == ["Water", None, "News"]
    page.evaluate("document.querySelector('#more-1 [data-removes]').click(); document.getElementById('up-2').click();")
    page.locator(".card").nth(0).locator("textarea.head", has_text="News").wait_for()
    seen.saved()
    assert [each.get("heading") for each in sections(seen.studio)] == ["News", "Water"]
    assert page.locator(".clash").count() == 0


def test_the_page_is_called_by_the_day_that_is_typed(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    page.locator("#about > summary").click()
    page.locator("#f-date").fill("2024-02-20")
    page.locator("h1", has_text="February 2024").wait_for()
    page.locator("#first", has_text="Tuesday 20 February 2024").wait_for()
    page.locator("#which > summary", has_text="February 2024").wait_for()
    assert page.evaluate("document.activeElement.id") == "f-date"


def test_an_undo_leaves_the_letter_as_it_is_looked_at_and_counts_anew(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    page.locator("[data-preview][data-number]").wait_for()
    page.get_by_role("button", name="Desktop").click()
    page.locator("#more-1 > summary").click()
    page.locator("#more-1").get_by_role("button", name="Remove the section").click()
    page.locator("#notice-removed").get_by_role("button", name="Undo").click()
    page.locator(".card").nth(2).wait_for()
    seen.saved()
    assert page.get_by_role("button", name="Desktop").get_attribute("aria-pressed") == "true"
    assert page.locator("[data-size]").inner_text()
    page.locator("#f-subject").fill("Other words")
    page.locator("#f-subject").press("Control+z")
    assert page.locator('[data-length="f-subject"]').inner_text() == "9 of 60"
    assert page.locator(".mail .sub").inner_text() == "A subject"


def test_a_section_is_moved_by_keyboard_and_put_back(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    page.locator("#drag-0").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("#told").inner_text().endswith("place 3 of 3")
    page.keyboard.press("Escape")
    assert (seen.studio.root / FILE).read_text() == BEGUN
    assert page.evaluate("document.activeElement.id") == "drag-0"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.locator("#drag-1:focus").wait_for()
    assert [each.get("heading") for each in sections(seen.studio)] == ["News", None, "Water"]


def test_a_section_that_was_taken_out_comes_back_by_undo(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    page.locator("#more-1 > summary").click()
    page.locator("#more-1").get_by_role("button", name="Remove the section").click()
    page.get_by_text("News is out.").wait_for()
    page.locator(".card").nth(2).wait_for(state="detached")
    assert [each.get("heading") for each in sections(seen.studio)] == [None, "Water"]
    page.locator("#notice-removed").get_by_role("button", name="Undo").click()
    page.locator(".card").nth(2).wait_for()
    seen.saved()
    assert (seen.studio.root / FILE).read_text() == BEGUN.replace("articles: [markets]", "articles:\n      - markets")


def test_a_way_back_that_is_offered_takes_back_what_it_speaks_of_and_goes_with_the_next_change(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    page.locator("#more-of-2").click()
    page.locator("#more-2").get_by_role("button", name="Remove the section").click()
    page.locator("#notice-removed").get_by_text("Water is out.").wait_for()
    page.locator(".card").nth(2).wait_for(state="detached")
    page.locator("#f-subject").press("End")
    page.locator("#f-subject").press_sequentially("!")
    page.locator("#notice-removed").wait_for(state="detached")
    seen.saved()
    assert (values(seen.studio)["subject"], len(sections(seen.studio))) == ("A subject!", 2)


def test_what_is_written_in_a_new_section_is_marked_in_the_letter_as_soon_as_it_is_there(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    page.get_by_role("group", name="Add a section").get_by_role("button", name="Text").click()
    page.locator("#f-sections-3-text").fill("Words of its own")
    page.locator("[data-mark]:not([hidden])").wait_for()
    page.frame_locator("[data-frame]").get_by_text("Words of its own").wait_for()


def test_the_way_back_of_the_browser_leads_to_the_page_before_not_through_letters(seen: Seen) -> None:
    seen.goto("/")
    page = compose(seen)
    for edition in ("nl/nl", "eu/en"):
        page.locator("[data-edition]").select_option(edition)
        page.locator(f'[data-frame][lang="{edition[3:]}"]').wait_for()
    page.evaluate("history.back()")
    page.wait_for_url(seen.studio.origin + "/")


def test_points_whose_part_names_a_section_that_was_taken_out_are_told_with_the_way_there(seen: Seen) -> None:
    part = seen.studio.root / "issues/2024-01/points/nl.yaml"
    part.write_text("subject: Eigen\nomit: [markets]\nmove:\n  - {section: networks, before: articles}\n")
    page = compose(seen, BEGUN)
    page.locator("#more-of-1").focus()
    for key in ("Enter", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("News is out. What points change still names it: Netherlands.").wait_for()
    page.locator("#more-of-1:focus").wait_for()  # the card that follows
    assert [each.get("heading") for each in sections(seen.studio)] == [None, "Water"]
    foot = page.locator("#hand")
    foot.get_by_text("2 things have to be mended").wait_for()
    assert foot.get_by_role("link").all_inner_texts()[0] == "See them all"
    ways = [each.get_attribute("href") for each in foot.get_by_role("link").all()[1:]]
    assert ways == [
        "/issues/2024-01/points/nl#unit=issues/2024-01/points/nl/omit/0",
        "/issues/2024-01/points/nl#unit=issues/2024-01/points/nl/move/0/before",
    ]
    assert page.locator("#of-nl").get_by_role("link", name="Take it out there too").is_visible()
    part.write_text("# All of it was taken back, on the point's own page.\n")
    foot.get_by_role("button", name="Hand to reviewers").wait_for()  # also where Compose stays open meanwhile


def test_what_is_wrong_stands_beside_its_field_and_goes_when_it_is_mended(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    field = page.locator(".field", has=page.locator("#f-subject"))
    page.locator("#f-subject").fill("")
    field.get_by_text("Nothing stands here.").wait_for()
    assert page.locator("#f-subject").get_attribute("aria-invalid") == "true"
    assert "f-subject-problems" in (page.locator("#f-subject").get_attribute("aria-describedby") or "")
    page.locator("#f-subject").fill("Something")
    field.get_by_text("Nothing stands here.").wait_for(state="detached")
    assert page.locator("#f-subject").get_attribute("aria-invalid") is None


def test_handing_over_says_before_what_will_be_read_again(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    hand = page.locator("#hand")
    hand.get_by_role("button", name="Hand to reviewers").wait_for()
    page.locator(".sections button:enabled, #sections button:enabled").last.focus()
    for _ in range(40):  # by keyboard alone
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('[data-hand]') && document.activeElement.matches('button')"):
            break
    page.keyboard.press("Enter")
    page.locator("#notice-handing").get_by_text("are with the reviewers, to be read in").wait_for()
    hand.get_by_text("The reviewers have everything").wait_for()
    page.locator("[data-hand]:focus").wait_for()
    page.locator("#f-sections-1-heading").fill("Fresh news")
    hand.get_by_text("not with the reviewers yet").wait_for()
    assert "1" in hand.inner_text()
    assert list((seen.studio.root / "locales").glob("*/LC_MESSAGES/2024-01.po"))


def test_whoever_writes_on_while_it_is_handed_over_keeps_the_focus(seen: Seen) -> None:
    page, held = compose(seen), []
    page.route("**/hand", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    button = page.locator("#hand button")
    button.click()
    page.get_by_text("Handing it over…").wait_for()
    page.locator("#f-subject").press("End")
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    page.locator("#notice-handing").wait_for()
    page.keyboard.type("!")
    seen.saved()
    assert values(seen.studio)["subject"] == "A small issue!"


def test_a_file_that_can_not_be_read_leads_to_its_text(seen: Seen) -> None:
    page = compose(seen, "date: 2024-01-16\nsubject: [a\n")
    link = page.locator(".work").get_by_role("link", name="Open the text of the file")
    assert (link.get_attribute("href") or "").startswith(f"/source/{FILE}?line=")


def test_a_change_made_elsewhere_comes_into_the_page(seen: Seen) -> None:
    page = compose(seen, BEGUN)
    path = seen.studio.root / FILE
    path.write_text(path.read_text().replace("heading: Water", "heading: Rivers"))
    page.wait_for_selector('textarea[data-was="Rivers"]')
    page.locator("#f-subject").fill("Still mine")
    seen.saved()
    assert "subject: Still mine\n" in path.read_text()
    assert "heading: Rivers\n" in path.read_text()


def test_axe_finds_nothing_in_compose(studio: Opened, browser: Any) -> None:
    seen = studio.page(browser, PAGE)
    page = seen.page
    page.locator("#hand form").wait_for()
    page.locator("[data-pick]").first.click()
    page.locator(".picker li").first.wait_for()
    page.locator("#about > summary").click()
    assert faults_in_every_view(page) == {}
    seen.close()


@pytest.mark.slow
def test_nothing_is_picked_that_is_not_asked_for_rightly(reading_studio: Opened) -> None:
    for query in ("", "section=0", "section=x&kind=lead", "section=99&kind=articles", "section=0&kind=networks"):
        answer, _ = reading_studio.ask("GET", f"/issues/2024-01/pick?{query}")
        assert answer.status == 404, query
    answer, body = reading_studio.ask("GET", "/issues/2024-01/problems")
    assert (answer.status, isinstance(json.loads(body), dict)) == (200, True)
    for path in (
        "/issues/1999-01/compose",
        "/issues/1999-01/hand",
        "/pictures/../newsletter.toml",
        "/pictures/none.png",
    ):
        assert reading_studio.ask("GET", path)[0].status == 404, path

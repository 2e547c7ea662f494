"""What is typed into an article is kept in the browser at once: two windows in one paragraph, a page that is left."""

from typing import Any

from tests.support.articles import behind, opened, written
from tests.support.studio import Seen

NO_PANEL = """() => {
  const create = document.createElement;
  document.createElement = function (name, ...more) {
    if (name === 'h3') throw new Error('no panel');
    return create.call(this, name, ...more);
  };
}"""
"""Showing a clash fails from now on."""


def test_two_windows_type_in_one_paragraph_and_nothing_is_lost_even_where_the_panel_fails(
    seen: Seen, browser: Any
) -> None:
    page, other = opened(seen), seen.studio.page(browser)
    mine, held = opened(other), list[Any]()
    mine.on("dialog", lambda dialog: dialog.accept())
    mine.evaluate(NO_PANEL)
    mine.route("**/document", lambda route: held.append(route) if route.request.method == "PUT" else route.continue_())
    for each in (page, mine):
        behind(each, "A bridge is a promise")
    for first, second in zip(" One wrote this now", " Two had this sense", strict=True):
        page.keyboard.type(first)
        mine.keyboard.type(second, delay=30)
    seen.saved()
    while not held:  # its save is on its way
        mine.evaluate("new Promise(requestAnimationFrame)")
    with mine.expect_event("pageerror") as fault:
        held.pop().continue_()
        mine.unroute("**/document")  # whatever was typed after that save is asked with once more
    assert "no panel" in str(fault.value)
    mine.keyboard.type(" and more")
    behind(mine, "The third bridge")
    mine.keyboard.type(" too")
    mine.reload()
    clash = mine.locator(".clash")
    clash.wait_for()
    assert "One wrote this now" in clash.inner_text()
    mine.get_by_text("Two had this sense and more").first.wait_for()
    clash.get_by_role("button", name="Keep both").click()
    other.saved()
    other.close()
    assert "> A bridge is a promise. One wrote this now" in written(seen.studio)
    assert "> A bridge is a promise. Two had this sense and more" in written(seen.studio)
    assert "- The third bridge too\n" in written(seen.studio)


def test_words_typed_right_before_a_page_is_left_are_there_when_it_is_opened_again(seen: Seen) -> None:
    page = opened(seen)
    page.route("**/document", lambda route: None if route.request.method == "PUT" else route.continue_())
    for number, leave in enumerate(("back", "reload", "back", "reload")):
        behind(page, "The third bridge")
        page.keyboard.type(f" w{number}")
        if leave == "back":
            page.go_back()
            page.go_forward()
        else:
            page.reload()
        page.get_by_text(f" w{number}").wait_for()
    page.unroute("**/document")
    page.reload()
    page.get_by_text("w0 w1 w2 w3").wait_for()
    seen.saved()
    assert "- The third bridge w0 w1 w2 w3\n" in written(seen.studio)

"""An article's text as somebody goes on writing it: taken back and written otherwise, out of tables, around pastes."""

from typing import Any

from playwright.sync_api import expect

from tests.support.articles import FILE, PASTE, TEXT, behind, opened, written
from tests.support.studio import Opened, Seen


def test_what_was_taken_back_and_is_written_otherwise_is_no_conflict_with_oneself(seen: Seen) -> None:
    page, before = opened(seen), written(seen.studio)
    behind(page, "The third bridge")
    page.keyboard.type(" opens")
    seen.saved()
    page.keyboard.press("Control+z")
    seen.saved()
    assert written(seen.studio) == before  # the file is what it was once already
    page.keyboard.type(" waits")
    seen.saved()
    assert "- The third bridge waits\n" in written(seen.studio)
    expect(page.locator(".clash")).to_have_count(0)


def body(studio: Opened) -> str:
    return written(studio).split("---\n", 2)[2].strip()


def with_body(seen: Seen, text: str) -> Any:
    head = "---\n".join(written(seen.studio).split("---\n", 2)[:2])
    (seen.studio.root / FILE).write_text(f"{head}---\n\n{text}", "utf-8")
    return opened(seen)


def test_behind_a_table_and_before_a_picture_at_the_ends_of_a_text_one_can_go_on(seen: Seen) -> None:
    table = "| City | Length |\n| --- | --- |\n| Avila | 40 m |"
    page = with_body(seen, f"![A bridge](bridge.png)\n\n{table}\n")
    page.locator(TEXT).get_by_text("Avila").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("Behind it.")
    page.locator(f"{TEXT} .shot img").click()
    page.keyboard.press("ArrowUp")
    page.keyboard.type("Before it.")
    seen.saved()
    assert body(seen.studio) == f"Before it.\n\n![A bridge](bridge.png)\n\n{table}\n\nBehind it."
    page.get_by_role("button", name="Take the picture out").last.click()
    page.locator(f"{TEXT} .shot").wait_for(state="detached")
    behind(page, "Behind it.")
    for _ in "Behind it.":
        page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")  # the line goes, too
    seen.saved()
    assert body(seen.studio) == f"Before it.\n\n{table}"
    box = page.locator(TEXT).bounding_box()
    page.mouse.click(box["x"] + 40, box["y"] + box["height"] - 5)
    page.keyboard.type("Clicked below.")
    seen.saved()
    assert body(seen.studio) == f"Before it.\n\n{table}\n\nClicked below."


def test_a_heading_that_is_pasted_stays_one_and_its_words_alone_are_a_paragraph(seen: Seen) -> None:
    page = with_body(seen, "One.\n")
    behind(page, "One.")
    html = "<h2>Two</h2><p>Three and <b>four</b>.</p>"
    page.locator(TEXT).evaluate(PASTE, html)
    page.locator(f"{TEXT} h2").wait_for()
    seen.saved()
    assert body(seen.studio) == "One.\n\n## Two\n\nThree and **four**."
    # On a phone what is told lies over what is written.
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator("#pasted .notice").bounding_box()["height"] < 844 / 8
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="Paste words only").click()
    page.locator(f"{TEXT} h2").wait_for(state="detached")
    page.locator(TEXT).get_by_text("Two").wait_for()
    seen.saved()
    assert body(seen.studio) == "One.\n\nTwo\n\nThree and four."
    # Where somebody has written on, what was pasted goes out and nothing else.
    page.keyboard.press("Control+z")
    page.locator(TEXT).evaluate(PASTE, html)
    page.locator("#pasted").get_by_role("button", name="Undo").wait_for()
    behind(page, "One.")
    page.keyboard.type(" And a half.")
    page.locator("#pasted").get_by_role("button", name="Undo").click()
    page.locator(f"{TEXT} h2").wait_for(state="detached")
    seen.saved()
    assert body(seen.studio) == "One. And a half."


def test_what_is_pasted_into_a_cell_or_an_item_tears_no_table_and_loses_no_word(seen: Seen) -> None:
    table = "| City | Length |\n| --- | --- |\n| Avila | 40 m |\n| Gent | 9 m |"
    page = with_body(seen, f"{table}\n\nBetween.\n\n- One\n- Two\n")
    text = page.locator(TEXT)

    def paste(words: str, html: str) -> None:
        text.get_by_text(words, exact=True).click()
        page.keyboard.press("End")
        text.evaluate(PASTE, html)

    paste("Avila", "<p>, in</p><p>Castile</p>")
    text.get_by_text("Avila, in Castile").wait_for()
    paste("Gent", '<p data-pm-slice="1 1 []">of</p><p>flowers</p>')  # copied on this very page
    text.get_by_text("Gentof flowers").wait_for()
    paste("40 m", "<h2>Why</h2><ul><li>short</li></ul>")
    text.locator("h2", has_text="Why").wait_for()
    paste("One", "<ul><li>Half</li></ul>")
    text.locator("li", has_text="Half").wait_for()
    seen.saved()
    made = table.replace("Avila", "Avila, in Castile").replace("Gent", "Gentof flowers")
    assert body(seen.studio) == f"{made}\n\n## Why\n\n- short\n\nBetween.\n\n- One\n- Half\n- Two"


def test_what_is_wrong_stays_with_its_block_and_its_line_comes_into_sight(seen: Seen) -> None:
    page = with_body(seen, "One.\n\nTwo.[1]\n\n" + "Three.\n\n" * 30 + "Four.[1]\n")
    noted = page.locator(f"{TEXT} .noted")
    expect(noted).to_have_count(2)
    behind(page, "One.")
    page.keyboard.press("Enter")  # an empty line is not in the file
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    with page.expect_response("**/source"):
        seen.saved()
    before = "each => each.previousElementSibling.textContent"
    assert noted.first.evaluate(before) == "Two.[1]"
    page.get_by_role("button", name="Markdown", exact=True).last.click()
    page.locator("#source [data-line]").last.click()
    mark, box = page.locator("#source mark").last, page.locator("#source textarea")
    top = mark.evaluate("mark => mark.offsetTop") - box.evaluate("box => box.scrollTop")
    assert 0 <= top < box.evaluate("box => box.clientHeight")


def test_the_letter_shows_the_words_that_one_writes_in(seen: Seen) -> None:
    page = opened(seen)
    page.locator("[data-look=page]").click()
    quote = page.frame_locator("[data-frame]").get_by_text("A bridge is a promise.")
    quote.wait_for()
    behind(page, "A bridge is a promise.")
    page.wait_for_function(
        """() => {
          const [mark, frame] = ['[data-mark]', '[data-frame]'].map((each) => document.querySelector(each));
          const texts = [...frame.contentDocument.querySelectorAll('[data-u]')];
          const words = texts.filter((each) => /promise/.test(each.textContent)).at(-1);
          const top = mark.getBoundingClientRect().top - frame.getBoundingClientRect().top;
          return words && !mark.hidden && Math.abs(top - words.getBoundingClientRect().top) < 40;
        }"""
    )


def test_of_a_long_text_only_what_is_near_the_caret_is_drawn_and_each_key_goes_where_it_should(seen: Seen) -> None:
    """Also in blocks that were put in just now, behind keys that move far, and with the heights that all of it has."""
    file = seen.studio.root / FILE
    paragraphs = "\n\n".join(f"Paragraph {number}. " + "A bridge is built. " * 12 for number in range(120))
    file.write_text(f"{file.read_text('utf-8').rstrip()}\n\n{paragraphs}\n", "utf-8")
    page = opened(seen)
    page.wait_for_function("document.adoptedStyleSheets.some(sheet => sheet.cssRules.length)")
    heights = (
        "[...document.querySelectorAll('#text .ProseMirror > *')].map(each => each.getBoundingClientRect().height)"
    )
    shown = page.evaluate(heights)
    page.evaluate("for (const sheet of document.adoptedStyleSheets) sheet.disabled = true")
    assert page.evaluate(heights) == shown
    page.evaluate("for (const sheet of document.adoptedStyleSheets) sheet.disabled = false")
    behind(page, "Paragraph 20.")
    for key, word in (("", "Near"), ("PageDown", "Paged"), ("Control+End", "Last"), ("Control+Home", "First")):
        for _ in range(6 if key == "PageDown" else bool(key)):
            page.keyboard.press(key)
        page.keyboard.press("Enter")
        page.keyboard.type(f"{word} of {word}. ")  # not one frame in between
    seen.saved()
    text = written(seen.studio)
    for word in ("Near", "Paged", "Last", "First"):
        assert text.count(f"{word} of {word}.") == 1, word
    expect(page.locator(".clash")).to_have_count(0)

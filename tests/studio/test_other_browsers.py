"""The letter beside what is written, in Firefox and WebKitGTK: the layer above it, the way to a text, a change seen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsletter.content.edit import values_in
from tests.conftest import IN_CI
from tests.support.other_browsers import BROWSERS, CONTROL, ENTER, MISSING, TAB, Page
from tests.support.studio import Opened

pytestmark = pytest.mark.slow
PREVIEW = "/issues/2024-01/preview"
SHOWN = "return document.querySelector('[data-preview][data-number]') !== null"
HEADING = """
const frame = document.querySelector('[data-frame]');
const found = [...frame.contentDocument.querySelectorAll('h1 [data-u="articles/bridges/title"]')][0];
const box = found.getBoundingClientRect(), around = frame.getBoundingClientRect();
const scale = around.width / frame.offsetWidth;
return [around.left + (box.left + 20) * scale, around.top + (box.top + 10) * scale, found.textContent];
"""


@pytest.fixture(scope="module", params=sorted(BROWSERS))
def page(request: pytest.FixtureRequest, reading_studio: Opened) -> Iterator[Page]:
    """A window of one of them, which has been let in."""
    if MISSING[request.param]:
        (pytest.fail if IN_CI else pytest.skip)(MISSING[request.param])
    with BROWSERS[request.param](1200, 900) as opened:
        opened.goto(reading_studio.entry)
        yield opened


@pytest.fixture
def preview(page: Page, studio: Opened) -> Page:
    page.goto(studio.origin + PREVIEW)
    page.wait_for(SHOWN)
    return page


def test_a_click_on_the_layer_above_the_letter_asks_for_the_text_below_it(preview: Page) -> None:
    preview.run("""document.addEventListener('open-unit', event => {
      event.preventDefault();
      document.title = event.detail.path;
    })""")
    x, y, words = preview.run(HEADING)
    assert words == "Bridges over the river"
    preview.click(x, y)
    preview.wait_for("return document.title === 'articles/bridges/title'")
    preview.wait_for("return !document.querySelector('[data-mark]').hidden")


def test_a_click_leads_to_where_the_text_is_written(preview: Page) -> None:
    x, y, _ = preview.run(HEADING)
    preview.click(x, y)
    preview.wait_for("return location.pathname === '/articles/bridges'")


def test_a_click_in_the_letter_leads_to_a_field_and_what_is_typed_there_is_seen(page: Page, studio: Opened) -> None:
    page.goto(f"{studio.origin}/issues/2024-01/compose")
    page.wait_for(SHOWN)
    heading = "issues/2024-01/sections/2/heading"
    at = """
    const stage = document.querySelector('[data-stage]'), frame = document.querySelector('[data-frame]');
    const found = [...frame.contentDocument.querySelectorAll(`[data-u="${arguments[0]}"]`)].at(-1);
    stage.scrollTop = found.getBoundingClientRect().top * frame.getBoundingClientRect().width / frame.offsetWidth - 200;
    const box = found.getBoundingClientRect(), around = frame.getBoundingClientRect();
    const scale = around.width / frame.offsetWidth;
    return [around.left + (box.left + 10) * scale, around.top + (box.top + 8) * scale];
    """
    x, y = page.run(at, heading)
    page.click(x, y)
    page.wait_for("return document.activeElement.closest('[data-unit]')?.dataset.unit === arguments[0]", heading)
    page.run("document.activeElement.setSelectionRange(99, 99)")
    page.type(" today")
    seen = """
    const page = document.querySelector('[data-frame]').contentDocument;
    return [...page.querySelectorAll(`[data-u="${arguments[0]}"]`)].some(each => each.textContent === arguments[1]);
    """
    page.wait_for(seen, heading, "News today")
    page.wait_for("return document.querySelector('#saved:not([data-busy])') !== null")
    assert "News today" in (studio.root / "issues/2024-01/issue.yaml").read_text()


def test_what_is_saved_is_seen_without_losing_the_place(preview: Page, studio: Opened) -> None:
    preview.run("document.querySelector('[data-stage]').scrollTop = 400")
    path = studio.root / "issues/articles/bridges.md"
    path.write_text(path.read_text().replace("Bridges over the river", "Bridges in all browsers"))
    preview.wait_for(
        "return document.querySelector('[data-frame]').contentDocument.body.textContent.includes(arguments[0])",
        "Bridges in all browsers",
    )
    assert abs(preview.run("return document.querySelector('[data-stage]').scrollTop") - 400) < 80


def test_the_letter_is_shown_light_and_dark_whatever_the_system_is(preview: Page) -> None:
    ground = """
    const page = document.querySelector('[data-frame]').contentDocument;
    return getComputedStyle(page.body).backgroundColor === arguments[0];
    """
    preview.run("document.querySelector('button[data-scheme=dark]').click()")
    preview.wait_for(ground, "rgb(14, 19, 24)")
    preview.run("document.querySelector('button[data-scheme=light]').click()")
    preview.wait_for(ground, "rgb(244, 241, 234)")


def test_all_letters_are_seen_at_the_same_place(page: Page, studio: Opened, tmp_path: Path) -> None:
    page.goto(f"{studio.origin}/issues/2024-01/editions")
    page.wait_for("return document.querySelector('[data-checked]') !== null")
    page.wait_for("""
    const select = document.querySelector('[data-spot]');
    select.value = 'issues/2024-01/sections/2/heading';
    select.dispatchEvent(new Event('change'));
    return [...document.querySelectorAll('[data-frame]')].every(frame => frame.contentWindow.scrollY > 100);
    """)


def test_an_article_is_written_and_saved_block_by_block(page: Page, studio: Opened) -> None:
    page.goto(f"{studio.origin}/articles/bridges")
    page.wait_for("return document.querySelector('#text .ProseMirror[contenteditable=true]') !== null")
    file = studio.root / "issues/articles/bridges.md"
    before = file.read_text("utf-8")
    x, y = page.run(
        "const box = [...document.querySelectorAll('#text li')].at(-1);"
        "box.scrollIntoView({ block: 'center' });"
        "const { left, top, height } = box.getBoundingClientRect();"
        "return [left + 60, top + height / 2];"
    )
    page.click(x, y)
    page.wait_for("return document.activeElement?.classList.contains('ProseMirror')")
    page.run("""
    const chosen = getSelection();
    chosen.selectAllChildren([...document.querySelectorAll('#text li p')].at(-1));
    chosen.collapseToEnd();
    """)
    page.type(" opens")
    page.wait_for("return document.querySelector('#text').textContent.includes('The third bridge opens')")
    page.wait_for("return document.querySelector('#saved[data-state=saved]:not([data-busy])') !== null")
    assert file.read_text("utf-8") == before.replace("The third bridge", "The third bridge opens")


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<p class=MsoNormal><b>What</b> we agreed:<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>· </span>Trees</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>· </span>Benches</p>
<!--EndFragment--></body></html>"""
PASTE = """
const given = new DataTransfer();
const event = new ClipboardEvent('paste', { clipboardData: given, bubbles: true, cancelable: true });
for (const data of [given, event.clipboardData]) { // Firefox has one of its own, WebKit the one that it is given
  data.setData('text/html', arguments[0]);
  data.setData('text/plain', 'What we agreed: Trees Benches');
}
document.querySelector('#text .ProseMirror').dispatchEvent(event);
"""
SAVED = "return document.querySelector('#saved[data-state=saved]:not([data-busy])') !== null"
SAYS = "return document.querySelector('#text').textContent.includes(arguments[0]) === arguments[1]"


def test_an_article_is_written_pasted_into_undone_and_its_picture_told(page: Page, studio: Opened) -> None:
    file = studio.root / "issues/articles/bridges.md"
    before = file.read_text("utf-8")
    page.goto(f"{studio.origin}/articles/bridges")
    page.wait_for("return document.querySelector('#text .ProseMirror[contenteditable=true]') !== null")
    page.run("""
    const text = document.querySelector('#text .ProseMirror');
    text.focus();
    getSelection().selectAllChildren(text.querySelector('blockquote p'));
    getSelection().collapseToEnd();
    """)
    page.type(" It holds.")
    page.press(ENTER)
    page.press(ENTER)  # out of the quote
    page.type("## Who comes")
    page.press(ENTER)
    page.wait_for(SAYS, "Who comes", True)
    page.run(PASTE, WORD)
    page.wait_for(SAYS, "Benches", True)
    page.wait_for("return document.querySelector('#pasted').textContent !== ''")
    page.wait_for(SAVED)
    written = before + "\n## Who comes\n\n**What** we agreed:\n\n- Trees\n- Benches\n"
    written = written.replace("> A bridge is a promise.", "> A bridge is a promise. It holds.")
    assert file.read_text("utf-8") == written
    page.press(CONTROL, "z")
    page.wait_for(SAYS, "Benches", False)
    page.wait_for(SAVED)
    assert file.read_text("utf-8") == written[: written.index("\n**What**")]
    page.run("const alt = document.querySelector('#f-image-alt'); alt.focus(); alt.select();")
    page.type("Illustration of two bridges")
    page.press(TAB)
    page.wait_for("return document.activeElement.id !== 'f-image-alt'")
    page.wait_for(SAVED)
    values: Any = values_in(file.read_bytes(), is_article=True)
    assert values["image"]["alt"] == "Illustration of two bridges"
    assert file.read_text("utf-8").endswith(written[written.index("The **first**") : written.index("\n**What**")])

"""An editor's month in the studio, from a new article to a point's part, as people go through it."""

import subprocess
from typing import Any

from PIL import Image

from newsletter.content.edit import values_in
from tests.support.articles import TEXT
from tests.support.photos import saved, scene
from tests.support.studio import Seen

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<p class=MsoNormal><b>What</b> we agreed:<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>· </span>Trees</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>· </span>Benches</p>
<!--EndFragment--></body></html>"""
PASTE = """(text, html) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', 'What we agreed: Trees Benches');
  text.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def photo() -> bytes:
    """A photograph of a phone that was held upright: its pixels lie on their side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(scene((1280, 700)).transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)


def test_an_editors_month(seen: Seen) -> None:
    page, root = seen.page, seen.studio.root
    page.set_default_timeout(9000)

    def values(name: str) -> Any:
        return values_in((root / name).read_bytes(), is_article=name.endswith(".md"))

    # A new article, with a picture that a phone has turned and an event in the evening, a programme typed as lines.
    seen.goto("/new/article")
    page.locator("#name").fill("Squares in spring")
    page.locator("main form button").last.click()
    page.locator(TEXT).wait_for()
    squares = "issues/articles/squares-in-spring.md"
    page.locator("#f-summary").fill("Six squares are green.")
    page.locator("#picture-in").set_input_files([{"name": "IMG_1.JPG", "mimeType": "image/jpeg", "buffer": photo()}])
    page.locator("#f-image-alt:focus").fill("A square, red above and blue below")
    page.locator("#event-in").click()
    page.locator("#f-event-name").fill("A night on the square")
    page.locator("#f-event-start").fill("2024-02-20 18:30")
    page.locator("#f-event-place").fill("Avila")
    page.locator("#agenda-lines").fill("[Hall 2]\n18:30–19:00 Opening – Ana Example, mayor\n19:00 Music")
    page.get_by_role("button", name="Put in 2 entries").click()
    page.locator("#f-agenda-0-items-1-text").wait_for()
    seen.saved()
    with Image.open(root / "issues/images/squares-in-spring.jpg") as picture:
        assert (picture.size, dict(picture.getexif())) == ((1280, 700), {})
    assert values(squares)["image"]["src"] == "squares-in-spring.jpg"
    assert values(squares)["event"]["start"] == "2024-02-20 18:30"

    # Another one, with words pasted from Word.
    seen.goto("/articles/markets")
    text = page.locator(TEXT)
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    text.evaluate(PASTE, WORD)
    text.get_by_text("Benches").wait_for()
    seen.saved()
    assert "**What** we agreed:\n\n- Trees\n- Benches" in (root / "issues/articles/markets.md").read_text("utf-8")

    # One typed word is one line of one file.
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=Ana", "-c", "user.email=a@example.org", "commit", "-qm", "1"],
    ):
        subprocess.run(["git", "-C", str(root), *command], check=True, capture_output=True, timeout=20)
    text.get_by_text("Trees").click()
    page.keyboard.press("End")
    page.keyboard.type(" everywhere")
    seen.saved()
    told = subprocess.run(["git", "-C", str(root), "diff", "--numstat"], check=True, capture_output=True, timeout=20)
    assert told.stdout.decode().split() == ["1", "1", "issues/articles/markets.md"]

    # A point leads with it, and two people write the subject at once.
    seen.goto("/issues/2024-01/points/nl")
    page.locator("#pick-button-lead").click()
    page.locator("#pick-lead-squares-in-spring").click()
    page.locator("#row-lead .mark", has_text="own lead").wait_for()
    page.frame_locator("[data-frame]").get_by_text("Squares in spring").first.wait_for(state="attached")
    part = root / "issues/2024-01/points/nl.yaml"
    page.route("**/files/**", lambda route: route.abort())
    page.locator("#f-subject").fill("Mine")
    part.write_text(part.read_text("utf-8") + "subject: Theirs\n", "utf-8")
    page.unroute("**/files/**")
    clash = page.locator(".clash")
    clash.get_by_text("Theirs").wait_for()
    assert values("issues/2024-01/points/nl.yaml")["subject"] == "Theirs"
    clash.get_by_role("button", name="Keep mine").click()
    clash.wait_for(state="detached")
    seen.saved()
    assert values("issues/2024-01/points/nl.yaml")["subject"] == "Mine"
    seen.faults[:] = [fault for fault in seen.faults if "412" not in fault and "ERR_FAILED" not in fault]

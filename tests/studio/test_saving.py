"""What is typed into a page: in the file at once, in the browser until it is there."""

import json
from typing import Any

from tests.support.studio import Opened, Seen

ISSUE = "issues/2024-01/issue.yaml"
FIELD = """
<div class="field"><label for="{id}">{id}</label>
<textarea id="{id}" data-file="{file}" data-path='["{id}"]' data-was="{was}">{was}</textarea></div>
"""


def with_fields(seen: Seen) -> None:
    """The board with two fields of the issue on it, as any screen has them."""

    def put_in(route: Any) -> None:
        answer = route.fetch()
        body = answer.text()
        etag = seen.studio.ask("GET", f"/files/{ISSUE}")[0].getheader("etag") or ""
        text = (seen.studio.root / ISSUE).read_text("utf-8")
        fields = ""
        for name in ("subject", "preheader"):
            was = next((line.partition(": ")[2] for line in text.splitlines() if line.startswith(name)), "")
            fields += FIELD.format(id=name, file=ISSUE, was=was)
        versions = json.dumps({ISSUE: etag.strip('"')}).replace('"', "&quot;")
        body = body.replace('data-versions="{}"', f'data-versions="{versions}"').replace("</main>", f"{fields}</main>")
        route.fulfill(response=answer, body=body)

    seen.page.route(seen.studio.origin + "/", put_in)
    seen.goto("/")


def in_file(studio: Opened) -> str:
    return (studio.root / ISSUE).read_text("utf-8")


def test_what_is_typed_is_in_the_file_without_a_button(seen: Seen) -> None:
    with_fields(seen)
    seen.page.locator("#subject").press("End")
    seen.page.locator("#subject").press_sequentially(", typed")
    seen.saved()
    seen.page.locator("#saved", has_text="Saved ").wait_for()
    assert "subject: A small issue, typed\n" in in_file(seen.studio)
    assert seen.page.evaluate("async () => (await indexedDB.databases()).length") == 1


def test_a_field_that_is_emptied_takes_its_key_away(seen: Seen) -> None:
    with_fields(seen)
    seen.page.locator("#preheader").fill("")
    seen.saved()
    assert "preheader" not in in_file(seen.studio)

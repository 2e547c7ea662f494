"""What tests share of a browser: nothing of one of them is there for the next."""

from typing import Any

import pytest

from tests.support.studio import Opened

KEEP = """async () => {
  localStorage.kept = sessionStorage.kept = document.cookie = 'kept=1';
  await caches.open('kept').catch(() => null);
  await new Promise((done) => { indexedDB.open('kept').onsuccess = done; });
}"""
KEPT = """async () => [
  {...localStorage}, {...sessionStorage}, document.cookie,
  (await indexedDB.databases()).filter(each => each.name === 'kept'),
  (await Promise.resolve().then(() => caches.keys()).catch(() => [])),
]"""


@pytest.mark.slow
def test_what_was_opened_set_and_stored_in_a_room_is_gone_for_the_next(reading_studio: Opened, browser: Any) -> None:
    first = reading_studio.window(browser)
    context, fresh = first.page.context, first.page.evaluate("navigator.language")
    first.goto("/me")
    nothing = [{}, {}, "", [], []]
    first.page.evaluate(KEEP)
    assert first.page.evaluate(KEPT) != nothing
    context.new_page().goto(reading_studio.origin)
    context.route("**/*", lambda route: route.abort())
    context.set_offline(True)
    first.close()
    second = reading_studio.window(browser)
    assert second.page.context is context
    assert len(context.pages) == 2, "one only stands there"
    second.goto("/me")
    assert second.page.evaluate(KEPT) == nothing
    assert (second.page.evaluate("navigator.language"), second.faults) == (fresh, [])
    second.close()
    narrow = reading_studio.page(browser, width=390, scheme="dark")
    assert narrow.page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [390, True]
    narrow.close()

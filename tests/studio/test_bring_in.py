"""Bring in: a page that was pasted, its questions, what it gives, and where that is afterwards."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from newsletter.content.importing.findings import Certainty, Doubt, Finding, Origin, Question, Reason
from newsletter.studio.finding_words import asked_in_words, reason_in_words
from newsletter.studio.request import StudioRequest, UnreadableError
from newsletter.studio.sent_files import SentFile, read_sent
from newsletter.studio.words import words_of
from tests.support.network_pages import LOOP, QUAY, TWO_CARDS
from tests.support.studio import Opened, Seen
from tests.support.studio_seen import violations, wide_by


def test_each_way_to_guess_and_each_doubt_has_words() -> None:
    words = words_of("en")
    reasons = [reason_in_words(Finding("a/b/c", Certainty.GUESSED, reason=each), words) for each in Reason]
    assert all(reasons)
    assert all(asked_in_words(Question("1", each, Origin()), words) for each in Doubt)


def multipart(*parts: tuple[str, str, bytes]) -> tuple[dict[str, str], bytes]:
    """A form as browsers send it: name, file's name or nothing, and bytes."""
    body = b""
    for name, file, data in parts:
        named = f'; filename="{file}"' if file else ""
        body += f'--x7\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + data + b"\r\n"
    return {"content-type": "multipart/form-data; boundary=x7"}, body + b"--x7--\r\n"


def request_of(headers: dict[str, str], body: bytes) -> StudioRequest:
    return StudioRequest("POST", "/bring-in", {}, {}, headers, body, words_of("en"))


def test_a_form_with_a_file_is_taken_apart() -> None:
    headers, body = multipart(
        ("text", "", "é\n\nz".encode()), ("file", "", b"a"), ("file", "", b"b"), ("source", "p.txt", b"\xe9\r\n")
    )
    sent = read_sent(request_of(headers, body))
    assert sent.fields == {"text": "é\n\nz", "file": "b"}
    assert sent.values["file"] == ("a", "b")
    assert sent.files == {"source": SentFile("p.txt", b"\xe9\r\n")}
    assert read_sent(request_of({}, b"text=a+b")).fields == {"text": "a b"}


@pytest.mark.parametrize(
    "body", [b"", b"no parts", multipart(("text", "", b"\xff"))[1], multipart(("", "", b"a"))[1]], ids=repr
)
def test_a_form_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_sent(request_of({"content-type": "multipart/form-data; boundary=x7"}, body))


def shown(studio: Opened, *parts: tuple[str, str, bytes], path: str = "/bring-in") -> tuple[int, str]:
    headers, body = multipart(*parts)
    answer, page = studio.ask("POST", path, body, headers)
    return answer.status, page.decode()


def test_a_file_is_looked_at_as_its_text_is(studio: Opened) -> None:
    status, page = shown(studio, ("text", "", b""), ("source", "networks.txt", TWO_CARDS.encode()), ("issue", "", b""))
    assert status == 200
    assert "networks.txt" in page
    assert "Bosnia &amp; Herzegovina" in page
    assert not (studio.root / QUAY).exists()


def test_what_is_here_already_can_not_be_ticked(studio: Opened) -> None:
    (studio.root / QUAY).write_text("locale: en\nname: Ours\n")
    _, page = shown(studio, ("text", "", TWO_CARDS.encode()))
    assert re.findall(r'name="file" value="([^"]+)"', page) == [LOOP]
    status, page = shown(studio, ("text", "", TWO_CARDS.encode()), ("file", "", QUAY.encode()), path="/bring-in/write")
    assert status == 200
    assert (studio.root / QUAY).read_text() == "locale: en\nname: Ours\n"


def test_what_can_not_be_read_is_told(studio: Opened) -> None:
    status, page = shown(studio, ("text", "", b"%PDF-1.7 of something"))
    assert status == 200
    assert "PDF" in page
    assert shown(studio, ("text", "", b"   "))[0] == 200


def test_a_page_is_pasted_asked_about_and_brought_in(seen: Seen) -> None:
    seen.goto("/bring-in")
    page: Any = seen.page
    assert violations(page) == []
    page.get_by_label("Text of a page").fill(TWO_CARDS)
    page.get_by_role("button", name="Look at it").click()
    question = page.get_by_role("group", name="Of which year? The page doesn’t say.")
    expect(question.get_by_role("button")).to_have_count(2)
    assert violations(page) == []
    year = question.get_by_role("button").first
    said = year.inner_text()
    year.click()
    expect(question.get_by_role("button", name=said)).to_have_attribute("aria-pressed", "true")
    page.set_viewport_size({"width": 390, "height": 844})
    assert wide_by(page) <= 0
    page.get_by_role("button", name="What it gives").click()
    page.get_by_role("button", name="Bring in what is ticked").click()
    expect(page.get_by_role("heading", name="Brought in")).to_be_visible()
    assert f"start: {said}-10-12" in (seen.studio.root / QUAY).read_text()
    page.get_by_role("link", name="LoopTown").click()
    expect(page.locator("#f-name")).to_have_value("LoopTown")

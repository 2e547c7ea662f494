"""Bring in: a page that was pasted, its questions, what it gives, and where that is afterwards."""

import re
from base64 import b64decode
from typing import Any

import pytest
from playwright.sync_api import expect

from newsletter.content.importing.findings import Certainty, Doubt, Finding, Origin, Question, Reason
from newsletter.pipeline.exchange.fetching import Fetched
from newsletter.studio.finding_words import asked_in_words, reason_in_words
from newsletter.studio.request import StudioRequest, UnreadableError
from newsletter.studio.screens.bring_in import MOST_BYTES
from newsletter.studio.sent_files import SentFile, read_sent
from newsletter.studio.words import words_of
from tests.conftest import Sample
from tests.support.network_pages import LOOP, QUAY, TWO_CARDS
from tests.support.studio import Opened, Seen
from tests.support.studio_at_home import studio_at_home
from tests.support.studio_seen import violations, wide_by
from tests.support.word import document, paragraph


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


@pytest.mark.slow
def test_a_file_is_looked_at_as_its_text_is(studio: Opened) -> None:
    status, page = shown(studio, ("text", "", b""), ("source", "networks.txt", TWO_CARDS.encode()), ("issue", "", b""))
    assert status == 200
    assert "networks.txt" in page
    assert "Bosnia &amp; Herzegovina" in page
    assert not (studio.root / QUAY).exists()


@pytest.mark.slow
def test_what_is_here_already_can_not_be_ticked(studio: Opened) -> None:
    (studio.root / QUAY).write_text("locale: en\nname: Ours\n")
    _, page = shown(studio, ("text", "", TWO_CARDS.encode()))
    assert re.findall(r'name="file" value="([^"]+)"', page) == [LOOP]
    status, page = shown(studio, ("text", "", TWO_CARDS.encode()), ("file", "", QUAY.encode()), path="/bring-in/write")
    assert status == 200
    assert (studio.root / QUAY).read_text() == "locale: en\nname: Ours\n"


ARTICLE = "issues/articles/trams-are-back.md"
SAVED = b"""<html lang="en"><head><title>Trams are back</title></head><body><main><h1>Trams are back</h1>
<p>They run again, every ten minutes, on all days.</p><img src="page_files/tram.png" alt="A tram">
<img src="https://town.example.org/quay.png" alt="A quay"><p>A ride is free.</p></main></body></html>"""


def hidden(page: str, name: str) -> bytes:
    """What travels with the form."""
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1].encode()


def test_a_file_travels_byte_by_byte_with_its_form_and_is_written_from_it(studio: Opened) -> None:
    data = SAVED.replace(b"A ride", "Café: a ride".encode("cp1252"))
    _, page = shown(studio, ("source", "page.html", data), ("issue", "", b"2024-01"))
    assert b64decode(hidden(page, "data")) == data
    assert "A picture lies in the folder beside the page" in page
    assert "Fetch its picture from the web" in page
    assert "What a check will say" in page  # it has no summary
    assert not re.search(r'name="show" value="yes" checked', page)
    sent = (("data", "", hidden(page, "data")), ("name", "", b"page.html"), ("file", "", ARTICLE.encode()))
    status, page = shown(studio, *sent, ("issue", "", b"2024-01"), ("show", "", b"yes"), path="/bring-in/write")
    assert (status, "It stands at the end of the issue now." in page) == (200, True)
    assert page.count("A picture was not brought in.") == 2
    assert "Café: a ride is free." in (studio.root / ARTICLE).read_text()
    assert "- trams-are-back" in (studio.root / "issues/2024-01/issue.yaml").read_text()


def test_from_an_issue_its_tick_is_set(studio: Opened) -> None:
    assert '<input type="hidden" name="show"' in studio.ask("GET", "/bring-in?issue=2024-01")[1].decode()
    assert '<input type="hidden" name="show"' not in studio.ask("GET", "/bring-in")[1].decode()
    _, page = shown(studio, ("text", "", SAVED), ("issue", "", b"2024-01"), ("show", "", b"yes"))
    assert re.search(r'name="show" value="yes" checked', page)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("trams.docx", document(paragraph("Trams", "Title") + paragraph("They run again.")), "Article"),
        ("feed.json", b'{"version":"https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "Trams are back",'
         b' "content_html": "<p>They run again.</p>"}]}', "Trams are back"),
        ("answer.json", b'{"jsonapi": {}, "data": {"type": "node--article", "id": "1", "attributes": {"langcode": "en",'
         b' "title": "Trams are back", "body": {"processed": "<p>They run again.</p>"}}}}', "Trams are back"),
    ],
)  # fmt: skip
def test_word_files_feeds_and_answers_are_taken_too(studio: Opened, name: str, data: bytes, said: str) -> None:
    status, page = shown(studio, ("source", name, data))
    assert (status, name in page, f">{said}" in page) == (200, True, True)
    assert re.findall(r'name="file" value="issues/articles/', page)


def test_how_a_file_that_is_here_differs_is_shown_and_it_stays(studio: Opened) -> None:
    (studio.root / ARTICLE).write_text("---\nlocale: en\ntitle: Trams are back\n---\n\nOurs.\n")
    _, page = shown(studio, ("source", "page.html", SAVED))
    assert "is here already, and says something else" in page
    assert "<del>-Ours.</del>" in page
    assert "<ins>+A ride is free.</ins>" in page
    assert 'name="file"' not in page


def test_an_address_that_can_not_be_fetched_is_told_and_kept(studio: Opened) -> None:
    status, page = shown(studio, ("from", "", b"127.0.0.1:9/trams"), path="/bring-in/fetch")
    assert (status, 'value="https://127.0.0.1:9/trams"' in page) == (200, True)
    assert "is no public host" in page
    assert "no public host" not in shown(studio, ("from", "", b"https://127.0.0.1:9/trams"))[1]


def test_what_is_fetched_is_read_and_travels_on_with_its_address(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fetched(client: object, address: str, most: int = 0) -> Fetched:
        asked.append(address)
        return Fetched("https://town.test/en/trams", SAVED)

    monkeypatch.setattr("newsletter.pipeline.exchange.importing.fetch", fetched)
    headers, body = multipart(("from", "", b" town.test/trams "), ("issue", "", b""))
    with studio_at_home(sample) as home:
        home.add("Olga", "operator")
        home.add("Edda", "editor")
        home.add("Rene", "reviewer:fr")
        page = home.sign_in("edda").post("/bring-in/fetch", content=body, headers=headers).text
        reviewer = home.sign_in("rene")
        assert reviewer.post("/bring-in/fetch", content=body, headers=headers).status_code == 403
        assert 'name="from"' not in reviewer.get("/bring-in").text
    assert asked == ["https://town.test/trams"]
    assert hidden(page, "address") == b"https://town.test/en/trams"
    assert b64decode(hidden(page, "data")) == SAVED


@pytest.mark.slow
def test_a_source_that_is_no_base64_or_larger_than_any_is_refused(studio: Opened) -> None:
    assert shown(studio, ("data", "", b"?"))[0] == 400
    status, page = shown(studio, ("source", "page.html", b"<p>" + b"a" * MOST_BYTES))
    assert (status, "the limit is 12,582,912" in page) == (200, True)


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


def test_pressing_without_anything_given_or_ticked_says_so(studio: Opened) -> None:
    assert "There is nothing to look at yet" in shown(studio, ("text", "", b" "), ("source", "", b""))[1]
    assert "Type the address that is to be fetched." in shown(studio, ("from", "", b" "), path="/bring-in/fetch")[1]
    _, page = shown(studio, ("text", "", TWO_CARDS.encode()), path="/bring-in/write")
    assert "nothing is ticked" in page
    assert 'name="file"' in page
    assert not (studio.root / QUAY).exists()


def test_what_the_issue_shows_already_is_not_to_be_put_into_it(studio: Opened) -> None:
    issue = studio.root / "issues/2024-01/issue.yaml"
    issue.write_text(f"{issue.read_text()}  - articles:\n      - trams-are-back\n")
    sent = (("text", "", SAVED), ("file", "", ARTICLE.encode()), ("issue", "", b"2024-01"), ("show", "", b"yes"))
    _, page = shown(studio, *sent, path="/bring-in/write")
    assert "The issue shows it already." in page
    assert "then put it into the issue" not in page

"""Files read and saved by the browser's own code."""

import json
from typing import Any

import pytest

from tests.support.studio import Opened

ISSUE = "/files/issues/2024-01/issue.yaml"


def changed(studio: Opened, version: str, *edits: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer, body = studio.ask(
        "PATCH", ISSUE, json.dumps({"edits": edits}).encode(), {"if-match": version, "content-type": "application/json"}
    )
    return answer.status, json.loads(body)


def subject(value: str, was: str = "A small issue") -> dict[str, Any]:
    return {"op": "set", "path": ["subject"], "value": value, "was": was}


def test_a_value_is_saved_and_the_answer_names_the_new_version(studio: Opened) -> None:
    answer, body = studio.ask("GET", ISSUE)
    etag = answer.getheader("etag") or ""
    status, told = changed(studio, etag, subject("Bridges"))
    assert status == 200
    assert told["merged"] is False
    answer, after = studio.ask("GET", ISSUE)
    assert answer.getheader("etag") == f'"{told["version"]}"'
    assert after == body.replace(b"A small issue", b"Bridges")


def test_a_change_that_does_not_say_its_version_is_refused(studio: Opened) -> None:
    for given in ("", "abc", "*"):
        status, told = changed(studio, given, subject("Bridges"))
        assert status == 428
        assert "version" in told["message"]


def test_what_two_have_changed_alike_is_told_with_both_values_and_nothing_is_written(studio: Opened) -> None:
    etag = studio.ask("GET", ISSUE)[0].getheader("etag") or ""
    assert changed(studio, etag, subject("Theirs"))[0] == 200
    status, told = changed(studio, etag, subject("Mine"))
    assert status == 412
    assert told["conflicts"] == [{"path": ["subject"], "mine": "Mine", "theirs": "Theirs"}]
    answer, body = studio.ask("GET", ISSUE)
    assert b"subject: Theirs\n" in body
    assert f'"{told["version"]}"' == answer.getheader("etag")


def test_anothers_change_elsewhere_in_the_file_stays(studio: Opened) -> None:
    etag = studio.ask("GET", ISSUE)[0].getheader("etag") or ""
    assert changed(studio, etag, subject("Theirs"))[0] == 200
    mine = {"op": "set", "path": ["preheader"], "value": "Mine.", "was": "Two articles and a network."}
    status, told = changed(studio, etag, mine)
    assert (status, told["merged"]) == (200, True)
    body = studio.ask("GET", ISSUE)[1]
    assert b"subject: Theirs\npreheader: Mine.\n" in body


def test_what_is_left_to_a_person_is_told_with_its_line(studio: Opened) -> None:
    path = studio.root / "issues/2024-01/issue.yaml"
    path.write_text("date: 2024-01-16\nsubject: &name A small issue\npreheader: *name\n", "utf-8")
    etag = studio.ask("GET", ISSUE)[0].getheader("etag") or ""
    status, told = changed(studio, etag, subject("Bridges"))
    assert status == 422
    assert told["line"] == 2


def test_a_whole_text_is_saved_only_over_the_version_it_was_made_from(studio: Opened) -> None:
    answer, body = studio.ask("GET", ISSUE)
    etag = answer.getheader("etag") or ""
    mine = body.replace(b"A small issue", b"Mine")
    assert studio.ask("PUT", ISSUE, mine, {"if-match": etag})[0].status == 200
    assert studio.ask("PUT", ISSUE, body.replace(b"A small issue", b"Other"), {"if-match": etag})[0].status == 412
    assert (studio.root / "issues/2024-01/issue.yaml").read_bytes() == mine


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b'{"edits": []}', b'{"edits": [{"op": "drop"}]}', b"\xff"])
def test_what_no_page_of_ours_sends_is_refused(studio: Opened, body: bytes) -> None:
    etag = studio.ask("GET", ISSUE)[0].getheader("etag") or ""
    before = (studio.root / "issues/2024-01/issue.yaml").read_bytes()
    assert studio.ask("PATCH", ISSUE, body, {"if-match": etag})[0].status == 400
    assert (studio.root / "issues/2024-01/issue.yaml").read_bytes() == before

"""Files read and saved by the browser's own code."""

import json
from typing import Any

import pytest

from tests.support.photos import saved, scene
from tests.support.studio import Opened

ISSUE = "/files/issues/2024-01/issue.yaml"


def changed(studio: Opened, version: str, *edits: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer, body = studio.ask(
        "PATCH", ISSUE, json.dumps({"edits": edits}).encode(), {"if-match": version, "content-type": "application/json"}
    )
    return answer.status, json.loads(body)


def subject(value: str, was: str = "A small issue") -> dict[str, Any]:
    return {"op": "set", "path": ["subject"], "value": value, "was": was}


@pytest.mark.slow
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


def test_half_a_character_is_refused_and_nothing_is_written(studio: Opened) -> None:
    answer, body = studio.ask("GET", ISSUE)
    for value in ("Bridges \ud83c", "\udf09", "\udf09\ud83c"):
        edits = json.dumps({"edits": [subject(value)]}).encode()
        sent = {"if-match": answer.getheader("etag") or "", "accept": "application/json"}
        refused, said = studio.ask("PATCH", ISSUE, edits, sent)
        assert refused.status == 400
        assert b"could not be read" in said
    assert studio.ask("GET", ISSUE)[1] == body
    assert changed(studio, answer.getheader("etag") or "", subject("Bridges \U0001f309"))[0] == 200


def test_a_folder_with_the_name_of_a_file_is_no_file(studio: Opened) -> None:
    path = studio.root / "issues/2024-01/issue.yaml"
    etag = studio.ask("GET", ISSUE)[0].getheader("etag") or ""
    path.unlink()
    path.mkdir()
    try:
        assert studio.ask("GET", ISSUE)[0].status == 404
        assert studio.ask("GET", "/issues/2024-01/compose")[0].status == 404
        assert changed(studio, etag, subject("Bridges"))[0] < 500
        assert studio.ask("GET", "/?counted")[0].status == 200
    finally:
        path.rmdir()


def test_what_two_have_changed_alike_is_told_with_both_values_and_nothing_is_written(studio: Opened) -> None:
    etag = studio.ask("GET", ISSUE)[0].getheader("etag") or ""
    assert changed(studio, etag, subject("Theirs"))[0] == 200
    status, told = changed(studio, etag, subject("Mine"))
    assert status == 412
    (clash,) = told["conflicts"]
    assert (clash["path"], clash["mine"], clash["theirs"]) == (["subject"], "Mine", "Theirs")
    assert (clash["field"], clash["document"], clash["gone"]) == ("Subject", "the issue of January 2024", False)
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


@pytest.mark.slow
def test_a_picture_is_brought_to_an_article(studio: Opened) -> None:
    data = saved(scene((1280, 800)), "JPEG")
    answer, body = studio.ask("POST", "/articles/bridges/pictures?name=IMG_2041.JPG", data)
    told = json.loads(body)
    assert (answer.status, told["src"], told["width"], told["new"]) == (200, "bridges.jpg", 1280, True)
    assert told["focuses"] == ["top", "center", "bottom", "whole"]
    assert studio.ask("GET", f"/pictures/{told['src']}")[0].getheader("content-type") == "image/jpeg"
    assert json.loads(studio.ask("POST", "/articles/bridges/pictures?name=b.jpg", data)[1])["new"] is False
    answer, body = studio.ask("POST", "/articles/bridges/pictures?name=a.svg", b"<svg/>", {"accept-language": "es"})
    assert answer.status == 422
    assert "Los boletines no pueden mostrar" in json.loads(body)["problems"][0]["html"]


def test_no_picture_is_taken_from_elsewhere_for_nothing_or_without_end(studio: Opened) -> None:
    data = saved(scene((700, 400)), "PNG")
    for path in ("/articles/none/pictures", "/articles/%00/pictures", "/articles/bridges/pictures?place=x"):
        assert studio.ask("POST", path, data)[0].status == 404, path
    address = "/articles/bridges/pictures"
    assert studio.ask("POST", address, data, {"sec-fetch-site": "cross-site"})[0].status == 403
    assert studio.ask("POST", address, b"", {"content-length": "100000000"})[0].status == 413
    assert studio.ask("PUT", ISSUE, b"", {"content-length": "3000000", "if-match": '""'})[0].status in (400, 413)
    assert not list((studio.root / "issues/images").glob("bridges*"))

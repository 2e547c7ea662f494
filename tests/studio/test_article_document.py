"""An article's document as the browser's editor asks for it and sends it back."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from newsletter.pipeline.use_case import Place
from newsletter.studio.pages import Pages
from newsletter.studio.request import StudioRequest, StudioResponse, UnreadableError
from newsletter.studio.screens import article, article_document, renaming
from newsletter.studio.studio import Studio
from newsletter.studio.words import words_of
from newsletter.workspace import Workspace

TEXT = "---\nlocale: en\ntitle: A title\nsummary: s\n---\n\nFirst.\n\nSecond.\n"


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    path = tmp_path / "issues/articles/one.md"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT)
    return cast(
        "Studio",
        SimpleNamespace(
            workspace=Workspace(tmp_path),
            place=Place(tmp_path),
            project=SimpleNamespace(root=tmp_path),
            author=lambda name, data: "",
            pages=Pages(tmp_path),
        ),
    )


def asked(
    studio: Studio, method: str, body: Any = None, name: str = "document", spoken: str = "en", **headers: str
) -> tuple[int, Any, StudioResponse]:
    routes = (*article_document.ROUTES, *renaming.ROUTES)
    (route,) = (each for each in routes if each.pattern == f"/articles/{{slug}}/{name}")
    handler = route.handler(method)
    assert handler
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    request = StudioRequest(method, "", {"slug": "one"}, {}, sent, json.dumps(body).encode(), words_of(spoken))
    answer = handler(studio, request)
    return answer.status, json.loads(answer.body), answer


def test_a_document_is_opened_edited_and_saved(studio: Studio) -> None:
    status, opened, answer = asked(studio, "GET")
    assert status == 200
    assert dict(answer.headers)["etag"] == f'"{opened["version"]}"'
    assert opened["front"] == {"locale": "en", "title": "A title", "summary": "s"}
    opened["doc"]["content"][1]["content"][0]["text"] = "Changed."
    status, saved, answer = asked(studio, "PUT", {"doc": opened["doc"]}, if_match=f'"{opened["version"]}"')
    assert status == 200
    assert saved["merged"] is False
    assert [node["attrs"]["oid"] for node in saved["doc"]["content"]] == ["b0", "b1"]
    assert dict(answer.headers)["etag"] == f'"{saved["version"]}"'
    written = (studio.workspace.root / "issues/articles/one.md").read_text()
    assert written == TEXT.replace("Second.", "Changed.")


def test_each_answer_says_what_to_do_next(studio: Studio) -> None:
    _, opened, _ = asked(studio, "GET")
    tag = f'"{opened["version"]}"'
    assert asked(studio, "PUT", {"doc": opened["doc"]})[0] == 428
    assert asked(studio, "PUT", {"doc": {"type": "paragraph"}}, if_match=tag)[0] == 400
    assert asked(studio, "PUT", ["doc"], if_match=tag)[0] == 400
    status, refused, _ = asked(studio, "PUT", {"doc": opened["doc"], "sources": {"b0": "```"}}, if_match=tag)
    assert (status, refused["oid"], refused["index"], refused["source"]) == (422, "b0", 0, "```")
    theirs = json.loads(json.dumps(opened["doc"]))
    theirs["content"][0]["content"][0]["text"] = "Theirs."
    assert asked(studio, "PUT", {"doc": theirs}, if_match=tag)[0] == 200
    opened["doc"]["content"][0]["content"][0]["text"] = "Mine."
    status, told, _ = asked(studio, "PUT", {"doc": opened["doc"]}, if_match=tag)
    assert status == 412
    (clash,) = told["clashes"]
    assert (clash["index"], told["by"]) == (0, "")
    assert (clash["oid"], clash["mine"]["source"], clash["theirs"]["source"]) == ("b0", "Mine.", "Theirs.")
    assert told["doc"]["content"][0]["content"][0]["text"] == "Theirs."


def test_what_is_pasted_comes_back_as_nodes_and_what_was_left_out_in_words(studio: Studio) -> None:
    html = "<p>a <b>b</b></p><img alt=Bridge><img alt=Tower><form>Go</form><img>"
    status, told, _ = asked(studio, "POST", {"html": html}, "paste")
    assert status == 200
    text = [{"type": "text", "text": "a "}, {"type": "text", "text": "b", "marks": [{"type": "strong"}]}]
    assert told == {
        "nodes": [{"type": "paragraph", "content": text}],
        "kept": [],
        "left_out": ["3 pictures (Bridge · Tower)", "a form (Go)"],
    }
    link = "<a href='https://example.org/{}'>b</a>"
    forms = f"<h2>A {link.format(1)}</h2><ul><li>a<ul><li>{link.format(2)}</li></ul></li></ul><p>{link.format(3)}</p>"
    assert asked(studio, "POST", {"html": forms}, "paste")[1]["kept"] == ["1 heading", "1 list", "3 links"]
    only = asked(studio, "POST", {"html": html, "words_only": True}, "paste")[1]["nodes"]
    assert only == [{"type": "paragraph", "content": [{"type": "text", "text": "a b"}]}]
    assert len(asked(studio, "POST", {"text": "a\n\nb"}, "paste")[1]["nodes"]) == 2
    wrong: list[Any] = [[], {"html": 5}, {"text": None}]
    for each in wrong:
        with pytest.raises(UnreadableError):
            asked(studio, "POST", each, "paste")


def test_an_article_is_renamed_by_what_it_is_to_be_called(studio: Studio) -> None:
    issue = studio.workspace.root / "issues/2024-01/issue.yaml"
    issue.parent.mkdir()
    issue.write_text("sections:\n  - lead: one\n")
    dry = asked(studio, "POST", {"to": "New name", "dry_run": True}, "rename")[1]
    assert dry == {
        "slug": "new-name",
        "address": "/articles/new-name",
        "said": "It is called “new-name” now, and its old address leads here.",
        "changed": ["issues/2024-01/issue.yaml", "issues/moved.yaml"],
        "texts": 0,
        "locales": 0,
    }
    assert "lead: one" in issue.read_text()
    assert asked(studio, "POST", {"to": "New name"}, "rename")[1] == dry
    assert issue.read_text() == "sections:\n  - lead: new-name\n"
    with pytest.raises(UnreadableError):
        asked(studio, "POST", {"to": 5}, "rename")


def test_why_a_name_is_not_given_is_told_in_the_language_of_who_asks(studio: Studio) -> None:
    (studio.workspace.root / "issues/articles/two.md").write_text("---\nlocale: en\ntitle: Two\n---\n")
    told = {}
    for name in ("two", "one", "…"):
        for spoken in ("en", "es"):
            status, answer, _ = asked(studio, "POST", {"to": name}, "rename", spoken=spoken)
            assert status == 422
            told[name, spoken] = answer["message"]
    assert told["two", "en"] == "Something else has this name, or had it: its address leads there."
    assert told["one", "en"] == "It is called “one” already."
    assert told["two", "es"] == "Otra cosa tiene este nombre, o lo tuvo: su dirección lleva allí."
    assert told["one", "es"] == "Ya se llama «one»."
    assert told["…", "es"] != told["…", "en"]


@pytest.mark.parametrize(("spoken", "why"), [("en", "it ends before it begins"), ("es", "termina antes de empezar")])
def test_a_line_of_a_programme_that_is_left_out_is_told_with_why(studio: Studio, spoken: str, why: str) -> None:
    (route,) = (each for each in article.ROUTES if each.pattern == "/articles/{slug}/agenda")
    handler = route.handler("POST")
    assert handler
    path = studio.workspace.root / "issues/articles/one.md"
    path.write_text(TEXT.replace("summary: s\n", "summary: s\nevent: {name: Day, start: 1 March 2026}\n"))
    body = json.dumps({"text": "3 March\n9:00 Doors\n10:00–09:00 Back"}).encode()
    answer = json.loads(
        handler(studio, StudioRequest("POST", "", {"slug": "one"}, {}, {}, body, words_of(spoken))).body
    )
    assert answer["sessions"] == [{"date": "2026-03-03", "items": [{"start": "09:00", "text": "Doors"}]}]
    assert answer["left"] == [f"10:00–09:00 Back ({why})"]

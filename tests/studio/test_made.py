"""What is made in the studio begins empty: no example of a starting file is ever mailed; fields say what is asked."""

import json
from dataclasses import replace

import pytest

from newsletter.content.edit import values_in
from newsletter.studio.screens import article, making
from tests.conftest import Sample
from tests.support.studio_desk import Desk

ANSWERS = {
    "issue": ("month=2024-02&date=&like=", "issues/2024-02/issue.yaml", {"preheader"}),
    "article": ("name=Trams&locale=en", "issues/articles/trams.md", {"summary"}),
}


@pytest.mark.parametrize("kind", sorted(ANSWERS))
def test_no_example_of_a_starting_file_stands_in_what_a_form_makes(sample: Sample, kind: str) -> None:
    asked, file, lacking = ANSWERS[kind]
    desk = Desk(sample)
    try:
        made = making.create(desk.studio, replace(desk.request("POST", asked), params={"kind": kind}))
        assert made.status == 303
        data = (sample.root / file).read_bytes()
        assert not lacking & set(values_in(data, is_article=kind == "article"))
        assert kind != "article" or data.endswith(b"\n---\n"), "nothing stands below the front matter"
    finally:
        desk.close()


@pytest.mark.parametrize(("kind", "file"), [("article", "articles/poleis.md"), ("network", "networks/poleis.yaml")])
def test_what_is_called_in_greek_has_a_name_and_other_letters_are_told_why_not(
    sample: Sample, kind: str, file: str
) -> None:
    desk = Desk(sample)
    try:
        asked = replace(
            desk.request("POST", "name=%CE%A0%CF%8C%CE%BB%CE%B5%CE%B9%CF%82&locale=en"), params={"kind": kind}
        )
        assert making.create(desk.studio, asked).status == 303
        assert "Πόλεις" in sample.read(f"issues/{file}")
        asked = replace(desk.request("POST", "name=%E6%97%A5%E6%9C%AC&locale=en", "es"), params={"kind": kind})
        refused = making.create(desk.studio, asked)
        assert refused.status == 422
        assert "Escribe por ahora un nombre en letras latinas" in refused.body.decode()
        assert "Falta cómo se llama" not in refused.body.decode()
    finally:
        desk.close()


def test_an_article_that_was_never_whole_says_what_is_in_the_way_and_is_there_once_it_is(sample: Sample) -> None:
    desk = Desk(sample)
    try:
        head = "---\nlocale: en\ntitle: New\ndate: 2024-01-16\n{}---\n"
        sample.write("issues/articles/new.md", head.format(""))
        request = replace(desk.request(), params={"slug": "new", "shape": "article"})
        for told in (article.renewed(desk.studio, request), article.look(desk.studio, request)):
            said = json.loads(dict(told.headers)["x-look"])
            assert (said["current"], [fault["path"] for fault in said["faults"]]) == (False, ["articles/new/summary"])
        assert article.renewed(desk.studio, request).body == b"", "so that nothing is called the last that was whole"
        assert article.look(desk.studio, request).body.startswith(b"<!DOCTYPE html>")
        sample.write("issues/articles/new.md", head.format("summary: Some words.\n"))
        desk.resident.touched(["issues/articles/new.md"])
        told = article.renewed(desk.studio, request)
        assert b"Some words." in told.body
        assert json.loads(dict(told.headers)["x-look"])["faults"] == []
    finally:
        desk.close()


@pytest.mark.parametrize(
    ("kind", "section", "holds"),
    [
        ("article", "2", "articles: [markets, trams]"),
        ("network", "1", "networks: [rivers, trams]"),
        ("article", "0", "lead: bridges"),
        ("article", "7", "lead: bridges"),
    ],
)
def test_what_somebody_goes_to_write_from_a_section_is_in_it(
    sample: Sample, kind: str, section: str, holds: str
) -> None:
    """A lead that is chosen stays, and so does an issue without such a section."""
    desk = Desk(sample)
    try:
        asked = f"name=Trams&locale=en&country=IT&into=2024-01&section={section}"
        made = making.create(desk.studio, replace(desk.request("POST", asked), params={"kind": kind}))
        assert dict(made.headers)["location"].startswith(f"/{kind}s/trams")
        assert holds in sample.read("issues/2024-01/issue.yaml")
    finally:
        desk.close()

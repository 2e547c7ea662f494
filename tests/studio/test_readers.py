"""The page of a point's readers, as its people use it on the home."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape

import pytest

from newsletter.people.record import entries
from newsletter.settings.project import SECRET
from tests.conftest import Sample
from tests.support import point_readers
from tests.support.point_readers import let_join
from tests.support.studio_at_home import Home, studio_at_home

DUTCH = "/readers/nl"


@pytest.fixture
def home(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A studio with readers of two points, of whom Ada reads both by two names."""
    monkeypatch.setenv(SECRET, point_readers.SECRET)
    let_join(sample.root, "nl", ["ada@example.org,Ada Noord,de nl-BE,active", "bob@example.org,Bob,,ended"])
    let_join(sample.root, "eu", ["ada@example.org,Ada Zuid,en,active", "eve@example.org,Eve,,pending"])
    with studio_at_home(sample) as opened:
        opened.add("Olga", "operator")
        opened.add("Nina", "point:nl")
        opened.add("Emil", "point:eu")
        yield opened


def number_in(page: str) -> str:
    return str(re.findall(r'name="number" value="(\d+)"', page)[0])


@pytest.mark.slow
def test_a_point_sees_how_many_read_it_and_in_which_languages(home: Home) -> None:
    page = home.sign_in("nina").get(DUTCH).text
    assert "Readers of Netherlands" in page
    assert "1 person gets the letter. 1 has left." in page
    assert re.search(r"German</th><td class=\"right\">1<", page)
    assert "<polyline points=" in page


@pytest.mark.slow
def test_a_reader_is_looked_up_by_a_form_and_told_why_they_get_what(home: Home) -> None:
    nina = home.sign_in("nina")
    page = nina.post(f"{DUTCH}/find", data={"typed": " Ada@Example.ORG "})
    assert str(page.url).endswith("/find"), "no address of a reader in a URL"
    for words in (
        "Ada Noord",
        "wants Dutch (Belgium)",
        "wants German",
        "I want the newsletter",
        "Netherlands has no such edition",
    ):
        assert words in page.text, words
    assert "Ada Zuid" not in page.text
    found = nina.post(f"{DUTCH}/find", data={"typed": "example.org"}).text
    assert "bob@example.org" in found
    assert "eve@" not in found
    assert "Nobody of this point." in nina.post(f"{DUTCH}/find", data={"typed": "eve@example.org"}).text


def test_readers_are_handed_on_as_a_table_that_an_import_takes_and_the_record_has_the_number(home: Home) -> None:
    answer = home.sign_in("nina").post(f"{DUTCH}/export")
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''readers-nl-")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["email"], row["name"]) for row in rows] == [
        ("ada@example.org", "Ada Noord"),
        ("bob@example.org", "Bob"),
    ]
    with home.pool.taken() as connection, connection.transaction(writes=False):
        (entry,) = entries(connection, "nl")
    assert (entry.person, entry.act, entry.kind, entry.detail.readers) == ("Nina", "export", "readers", 2)


@pytest.mark.slow
def test_who_is_forgotten_is_gone_here_alone_and_no_list_brings_them_back(home: Home, sample: Sample) -> None:
    nina, emil = home.sign_in("nina"), home.sign_in("emil")
    number = number_in(nina.post(f"{DUTCH}/find", data={"typed": "ada@example.org"}).text)
    known = nina.post(f"{DUTCH}/known", data={"number": number}).json()
    assert (known["name"], known["locales"]) == ("Ada Noord", ["de", "nl-BE"])
    page = nina.post(f"{DUTCH}/forget", data={"number": number}).text
    assert "This reader is forgotten." in page
    assert "This reader is not there any more." in nina.post(f"{DUTCH}/forget", data={"number": number}).text
    assert "Ada Zuid" in emil.post("/readers/eu/find", data={"typed": "ada@example.org"}).text
    let_join(sample.root, "nl", ["ada@example.org,Ada,nl,active", "dan@example.org,Dan,nl,active"])
    assert "Nobody of this point." in nina.post(f"{DUTCH}/find", data={"typed": "ada"}).text
    with home.pool.taken() as connection, connection.transaction(writes=False):
        told = [(entry.act, entry.point, entry.detail.readers) for entry in entries(connection)]
        assert "ada" not in repr(list(entries(connection))).lower().replace("readers", "")
    assert told == [("forget", "nl", 1), ("export", "nl", 1)]


@pytest.mark.slow
def test_another_points_number_opens_nothing(home: Home) -> None:
    number = number_in(home.sign_in("emil").post("/readers/eu/find", data={"typed": "eve@example.org"}).text)
    nina = home.sign_in("nina")
    for act in ("find", "known", "forget"):
        answer = nina.post(f"{DUTCH}/{act}", data={"number": number})
        assert "This reader is not there any more." in answer.text
        assert "eve@" not in answer.text
        assert nina.post(f"/readers/eu/{act}", data={"number": number}).status_code == 403
    assert home.sign_in("olga").get(DUTCH).status_code == 403


def test_a_point_without_a_database_has_nobody_yet(sample: Sample) -> None:
    with studio_at_home(sample) as opened:
        opened.add("Nina", "operator", "point:nl")
        assert "Nobody yet." in opened.sign_in("nina").get(DUTCH).text


@pytest.mark.slow
def test_the_form_for_ones_own_site_is_the_very_form_of_the_readers_pages(home: Home) -> None:
    page = home.sign_in("nina").get(f"{DUTCH}?form=nl").text
    lines = unescape(re.findall(r'<textarea id="lines"[^>]*>(.*?)</textarea>', page, re.DOTALL)[0])
    assert re.match(r'<form lang="nl" dir="ltr" method="post" action="https://[^"]+/subscribe/nl/nl/">', lines)
    assert {"address", "name", "language", "website", "consent"} == set(re.findall(r'\bname="(\w+)"', lines))
    assert re.search(r"<p[^>]* hidden", lines), "what robots fill in is seen by nobody"
    assert not re.search(r"<script|class=|\sstyle=|\son\w+=", lines)
    names = [*re.findall(r'name="([a-z]+)"', page.partition('class="sample"')[2].partition("</section>")[0])]
    assert names == [], "the sample is no form of this page"

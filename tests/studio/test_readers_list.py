"""A list of people that a point takes in: seen whole before anybody joins, and written once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from openpyxl import Workbook
from starlette.testclient import TestClient

from newsletter.mail.audience.other_tools import is_of_refused_rows, sounds_like_leaving
from newsletter.people.detail import Detail
from newsletter.people.record import entries
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.readers.taking_in import SentList
from newsletter.problems import error
from newsletter.settings.project import SECRET
from newsletter.studio.held_lists import KEPT_SECONDS, MOST_HELD, HeldLists
from newsletter.studio.list_words import row_said
from newsletter.studio.words import languages, words_for
from tests.conftest import Sample
from tests.support import point_readers
from tests.support.point_readers import let_join
from tests.support.studio_at_home import Home, studio_at_home

IMPORT = "/readers/nl/import"
LIST = """Correo electrónico;Nombre;Idioma;Fecha alta;Baja;Notas
marta@town.test;Marta;nl-BE;2023-10-05;;llamar en mayo
jan@town.test;Jan;;2023-10-06;;
left@town.test;Lies;;;x;
nobody@nowhere;Nadie;;;;
marta@town.test;Marta otra;;;;
=HYPERLINK("x");Fórmula;;;;
ada@town.test;Ada;;;;
"""


@pytest.fixture
def home(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A studio of a point that has one reader."""
    monkeypatch.setenv(SECRET, point_readers.SECRET)
    let_join(sample.root, "nl", ["ada@town.test,Ada,nl,active"])
    with studio_at_home(sample) as opened:
        opened.add("Olga", "operator")
        opened.add("Nina", "point:nl")
        opened.add("Emil", "point:eu")
        yield opened


def send(client: TestClient, words: str | bytes, name: str = "contactos.csv") -> str:
    data = words.encode() if isinstance(words, str) else words
    answer = client.post(IMPORT, files={"list": (name, data)})
    assert answer.status_code == 200
    return str(answer.text)


def filled(page: str, **changed: str) -> dict[str, str]:
    """The form of a look as a browser sends it."""
    form = dict(re.findall(r'<input type="hidden" name="(held|looked)" value="([^"]*)">', page))
    for name, inner in re.findall(r'<select name="(column-\d+)"[^>]*>(.*?)</select>', page):
        form[name] = re.findall(r'value="([^"]*)" selected', inner)[0]
    form["consent"] = str(re.findall(r'name="consent" value="([^"]*)"', page)[0])
    form["consent-locale"] = str(re.findall(r'name="consent-locale">.*?value="([^"]*)"', page)[0])
    return form | changed


def count(home: Home) -> int:
    with home.pool.taken() as connection, connection.transaction(writes=False):
        return int(connection.row("select count(*) from subscriptions where point = 'nl'")[0])


def refused_in(page: str) -> list[tuple[int, str, str]]:
    found = re.findall(r'<tr><th scope="row" class="num">(\d+)</th><td class="address">(.*?)</td><td>(.*?)</td>', page)
    return [(int(line), re.sub("<.*?>", "", holds), why) for line, holds, why in found]


@pytest.mark.slow
def test_a_list_is_seen_column_by_column_and_row_by_row_before_anybody_joins(home: Home) -> None:
    nina = home.sign_in("nina")
    page = send(nina, LIST)
    assert "Of 4 rows nothing says what these people agreed to. Write it above, then look again." in page
    assert re.findall(r"<dd>(?:<a.*?>)?(\d+)", page)[3] == "6"
    assert [line for line, _, _ in refused_in(page)] == [5, 7], "what is asked once for all hides no row of its own"
    page = nina.post(IMPORT, data=filled(page, consent="I want it", act="look")).text
    form = filled(page)
    assert [form[f"column-{at}"] for at in range(6)] == ["email", "name", "locales", "consent-on", "left", ""]
    assert "m…a@town.test" in page
    assert "marta@" not in page
    assert re.findall(r"<dd>(.*?)</dd>", page)[:3] == ["2", "1", "1"]
    assert [(line, holds) for line, holds, _ in refused_in(page)] == [
        (5, "n…y@nowhere"), (6, "m…a@town.test"), (7, "=HYPERLINK(&#34;x&#34;)")
    ]  # fmt: skip
    assert "domain without a dot" in page
    assert count(home) == 1, "nobody has joined"
    done = nina.post(IMPORT, data=filled(page, act="take")).text
    assert "2 readers have joined. 3 rows were refused. 1 person who had left is set apart." in done
    assert count(home) == 4
    with home.pool.taken() as connection, connection.transaction(writes=False):
        assert [(entry.person, entry.act, entry.point, entry.detail) for entry in entries(connection)] == [
            ("Nina", "import", "nl", Detail(readers=2))
        ]  # fmt: skip
    assert "not kept any more" in nina.post(IMPORT, data=filled(page, act="take")).text, "once"


@pytest.mark.slow
def test_what_is_no_address_is_shown_whole_to_who_sent_it_and_kept_nowhere(home: Home) -> None:
    nina = home.sign_in("nina")
    rows = "Correo;Nombre\nana arroba town.test;Ana\njan@town.test;Jan\n"
    page = nina.post(IMPORT, data=filled(send(nina, rows), consent="I want it")).text
    assert refused_in(page)[0][:2] == (2, "ana arroba town.test"), "by less of it nobody finds what to mend"
    nina.post(IMPORT, data=filled(page, act="take"))
    assert count(home) == 2
    with home.pool.taken() as connection, connection.transaction(writes=False):
        tables = [name for (name,) in connection.rows("select name from sqlite_master where type = 'table'")]
        kept = repr([list(connection.rows(f"select * from {name}")) for name in tables])
    assert "jan" in kept
    assert "arroba" not in kept + repr(home.log) + nina.get("/history").text + nina.get("/readers/nl").text


@pytest.mark.slow
def test_refused_rows_are_saved_with_their_reasons_and_taken_in_once_they_are_mended(home: Home) -> None:
    nina = home.sign_in("nina")
    rows = f"{LIST};Sin dirección;;;;\n"
    page = nina.post(IMPORT, data=filled(send(nina, rows), consent="I want it")).text
    assert refused_in(page)[-1] == (9, "empty", "The address is missing.")
    done = nina.post(IMPORT, data=filled(page, act="take")).text
    form = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', done))
    answer = nina.post(IMPORT, data={**form, "act": "refused"})
    assert answer.headers["content-type"].startswith("text/csv")
    saved = answer.content.decode("utf-8-sig")
    heads, *kept = csv.reader(io.StringIO(saved), delimiter=";")  # as it was sent
    assert ",".join(heads) == ("Refused row,Why it was refused,Correo electrónico,Nombre,Idioma,Fecha alta,Baja,Notas")
    assert [row[2] for row in kept] == ["nobody@nowhere", "marta@town.test", '\'=HYPERLINK("x")', ""]
    assert kept[3][:2] == ["9", "The address is missing."]
    assert count(home) == 4
    mended = saved.replace("nobody@nowhere", "nobody@nowhere.test")
    page = nina.post(IMPORT, data=filled(send(nina, mended, "mended.csv"), consent="I want it")).text
    assert "sounds as if" not in page
    again = nina.post(IMPORT, data=filled(page, act="refused")).content.decode("utf-8-sig")
    assert again.splitlines()[0].count("Refused row") == 1
    nina.post(IMPORT, data=filled(page, act="take"))
    assert count(home) == 5


@pytest.mark.slow
@pytest.mark.parametrize("locale", languages())
def test_refused_rows_are_told_in_the_persons_language_and_taken_in_again_in_any(home: Home, locale: str) -> None:
    words = words_for([locale]).gettext
    nina = home.sign_in("nina")
    form = filled(send(nina, "email,name\nada@,Ada\n"), consent="Yes", act="refused")
    answer = nina.post(IMPORT, data=form, headers={"accept-language": locale})
    name = words("refused-{point}-{day}.csv").format(point="nl", day=f"{read_clock():%Y-%m-%d}")
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote(name)}"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == [words("Refused row"), words("Why it was refused"), "email", "name"]
    assert all(map(is_of_refused_rows, rows[0][:2])), "other_tools.py knows them in every language of the studio"
    assert not any(map(sounds_like_leaving, rows[0]))
    # Whatever the reason says, and in whose language, is no remark that somebody has left.
    text = answer.content.decode("utf-8-sig").replace("ada@", "ada@new.test").replace(rows[1][1], "unsubscribed")
    page = nina.post(IMPORT, data=filled(send(nina, text, name), consent="Yes")).text
    assert "Take in 1 reader" in page
    assert not refused_in(page)


@pytest.mark.slow
def test_all_refused_rows_are_saved_with_every_cell_that_they_have(home: Home) -> None:
    nina = home.sign_in("nina")
    rows = [f"nobody-{number},Nobody,nl" for number in range(250)]
    rows += [f"reader-{number}@town.test,Somebody,language-{number}" for number in range(250)]
    rows += ["long@town.test,Garcia, Ana,nl", "same@town.test,One,nl", *["same@town.test,Two,nl"] * 300]
    page = nina.post(IMPORT, data=filled(send(nina, "\n".join(["email,name,locale", *rows])), consent="Yes")).text
    assert "801 refused rows" in page
    answer = nina.post(IMPORT, data=filled(page, act="refused"))
    saved = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(saved) == 802
    assert ["long@town.test", "Garcia", "Ana", "nl"] in [row[2:] for row in saved]
    page = nina.post(IMPORT, data=filled(send(nina, answer.content), consent="Yes")).text
    assert "800 refused rows" in page, "all but the first of one address: nothing joins that was not mended"
    assert re.findall(r"<dd>(.*?)</dd>", page)[0] == "1"


@pytest.mark.slow
def test_columns_that_are_headed_alike_or_not_at_all_are_those_that_were_chosen(home: Home) -> None:
    nina = home.sign_in("nina")
    page = send(nina, "Nombre,Nombre,,\nAna,Garcia,x,ana@town.test\n")
    chosen = {f"column-{at}": name for at, name in enumerate(("first-name", "last-name", "", "email"))}
    page = nina.post(IMPORT, data=filled(page, consent="Yes", **chosen)).text
    nina.post(IMPORT, data=filled(page, act="take"))
    found = nina.post("/readers/nl/find", data={"typed": "ana@town.test"}).text
    assert "Ana Garcia" in found


@pytest.mark.slow
def test_what_no_text_has_is_not_kept(home: Home) -> None:
    nina = home.sign_in("nina")
    form = filled(send(nina, LIST))
    assert nina.post(IMPORT, data=form | {"consent": "Yes\0"}).status_code == 400
    assert nina.post("/readers/nl/find", data={"typed": "a\0"}).status_code == 400
    page = nina.post(IMPORT, data=form | {"consent": "Yes", "consent-locale": "no locale"}).text
    nina.post(IMPORT, data=filled(page, act="take"))
    with home.pool.taken() as connection, connection.transaction(writes=False):
        rows = connection.rows("select locale from wordings where words = 'Yes'")
        assert [str(row[0]) for row in rows] == ["nl"]


@pytest.mark.slow
def test_all_that_a_list_lacks_is_told_at_once(home: Home) -> None:
    page = send(home.sign_in("nina"), "who,unsubscribed status\njan@town.test,no\n")
    assert "No column is read as the address." in page
    assert "A column sounds as if it said who has left" in page
    page = send(home.sign_in("nina"), "email,joindate\njan@town.test,05/10/2023\n", "unsubscribed.csv")
    for said in ("Say below whether it does", "Nothing says what these people agreed to", "can be read in two ways"):
        assert said in page


@pytest.mark.slow
def test_what_was_changed_is_looked_at_before_it_is_taken_in(home: Home) -> None:
    nina = home.sign_in("nina")
    page = nina.post(IMPORT, data=filled(send(nina, LIST), consent="I want it")).text
    again = nina.post(IMPORT, data=filled(page, act="take", **{"column-4": "-"})).text
    assert "You changed something" in again
    assert count(home) == 1
    assert re.findall(r"<dd>(.*?)</dd>", again)[:3] == ["3", "1", "0"]
    nina.post(IMPORT, data=filled(again, act="take"))
    assert count(home) == 4


@pytest.mark.slow
def test_what_a_list_leaves_open_is_asked(home: Home) -> None:
    nina = home.sign_in("nina")
    page = send(nina, "email,signed up on,joindate\njan@town.test,x,05/10/2023\n")
    page = nina.post(IMPORT, data=filled(page, consent="I want it")).text
    assert "Its dates can be read in two ways." in page
    page = nina.post(IMPORT, data=filled(page, dates="dmy")).text
    assert "Take in 1 reader" in page
    page = send(nina, "who,unsubscribed status\njan@town.test,no\n")
    assert "No column is read as the address." in page
    page = nina.post(IMPORT, data=filled(page, consent="Yes", **{"column-0": "email"})).text
    assert "A column sounds as if it said who has left" in page
    page = nina.post(IMPORT, data=filled(page, **{"column-1": "-"})).text
    assert "Take in 1 reader" in page
    assert "Say below whether it does" in send(nina, "email\njan@town.test\n", "unsubscribed.csv")


def workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(("point", "locale", "parted"), [("nl", "en", ";"), ("eu", "en", ","), ("eu", "es", ";")])
def test_refused_rows_of_a_workbook_open_in_columns_where_they_are_read(
    home: Home, point: str, locale: str, parted: str
) -> None:
    person = home.sign_in({"nl": "nina", "eu": "emil"}[point])
    sent = {"list": ("readers.xlsx", workbook([["Email", "Name"], ["nobody@nowhere", "Nina, of Nowhere"]]))}
    page = person.post(f"/readers/{point}/import", files=sent).text
    form = filled(page, consent="Yes", act="refused")
    answer = person.post(f"/readers/{point}/import", data=form, headers={"accept-language": locale})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=parted))
    assert rows[0][2:4] == ["Email", "Name"]
    assert rows[1][2:4] == ["nobody@nowhere", "Nina, of Nowhere"]


@pytest.mark.slow
def test_a_workbook_is_a_list_like_any_other(home: Home) -> None:
    nina = home.sign_in("nina")
    rows = [["Our readers"], [], ["E-mail", "Name"], ["jan@town.test", "Jan"], ["no address", "Nobody"]]
    page = nina.post(IMPORT, data=filled(send(nina, workbook(rows), "readers.xlsx"), consent="Yes")).text
    assert [line for line, _, _ in refused_in(page)] == [5]
    assert "1 reader has joined." in nina.post(IMPORT, data=filled(page, act="take")).text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "said"),
    [(b"PK\x03\x04 broken", "read as a table"), ("email\nx".encode("utf-16"), "Its letters can’t be read"),
     (b"", "Choose a file first"), (b"email\n", "0 rows"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "read as a table")],
)  # fmt: skip
def test_what_is_no_list_is_said_to_be_none(home: Home, data: bytes, said: str) -> None:
    assert said in send(home.sign_in("nina"), data)


@pytest.mark.slow
def test_a_list_is_its_senders_and_its_points_alone_and_can_be_left(home: Home) -> None:
    nina, emil = home.sign_in("nina"), home.sign_in("emil")
    form = filled(send(nina, LIST), act="look")
    assert emil.post(IMPORT, data=form).status_code == 403
    assert "not kept any more" in emil.post("/readers/eu/import", data=form).text
    assert nina.post(IMPORT, data=form | {"act": "leave"}).headers["location"] == "/readers/nl"
    assert "not kept any more" in nina.post(IMPORT, data=form).text


def test_a_list_is_kept_in_memory_for_half_an_hour_and_not_many_at_once() -> None:
    clock = [0.0]
    held = HeldLists(lambda: clock[0])
    names = [held.hold(1, "nl", SentList(f"{at}.csv", b"x")) for at in range(MOST_HELD + 1)]
    assert [bool(held.find(name, 1, "nl")) for name in names] == [False] + [True] * MOST_HELD
    others = held.hold(2, "eu", SentList("others.csv", b"x"))
    for _ in range(2 * MOST_HELD):
        held.hold(1, "nl", SentList("again.csv", b"x"))
    assert held.find(others, 2, "eu"), "whoever sends many takes nobody else’s place"
    clock[0] = KEPT_SECONDS + 1
    assert held.find(names[-1], 1, "nl") is None


@pytest.mark.parametrize(
    ("name", "file"),
    [("a.csv", "a.csv"), ("C:\\x\\a.csv", "a.csv"), ("../../etc/passwd", "passwd"), ("..", "list.csv"),
     ("", "list.csv"), ("a\x00b.csv", "ab.csv"), ("😀" * 80 + ".csv", "😀" * 49 + ".csv")],
)  # fmt: skip
def test_a_file_is_called_what_it_can_be_called(name: str, file: str, tmp_path: Path) -> None:
    assert SentList(name, b"").file == file
    (tmp_path / file).write_bytes(b"")


@pytest.mark.parametrize(
    ("code", "says"),
    [("bad-day", "2023-11-21"), ("bad-language", "El idioma no se entiende."), ("long-row", "entre comillas")],
)
def test_who_reads_no_english_is_told_what_of_a_row_can_not_be_read_as_well(code: str, says: str) -> None:
    assert says in row_said(words_for(["es"]), error(code, "in English"), "ada@towns.test")

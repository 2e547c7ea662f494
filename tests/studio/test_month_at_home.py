"""A month of the studio at home: four people, each in a browser of their own, from the invitation to the figures."""

from __future__ import annotations

import re
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from newsletter.mail.message.dkim import read_keys
from tests.support.month_at_home import ISSUE, OPERATOR, MonthAtHome, Window, month_at_home, plain
from tests.support.processes import PATIENCE
from tests.support.serving import free_port, serving
from tests.support.signed import verified

pytestmark = pytest.mark.slow
EDDA, CARMEN, ANA = "edda@towns.test", "carmen@towns.test", "ana@towns.test"
WRITTEN = {
    "es": (("From the National Points", "De los Puntos Nacionales"), ("Come and see.", " Venid a verlo.")),
    "en": (
        ("Una plaza para todos", "A square for all"),
        ("El martes se abren", "The polls open on Tuesday."),
        ("Vecinas y vecinos deciden", "Neighbours decide what becomes of their square."),
    ),
}
"""What is typed at the desk in reading order, by words of the source; behind what stands there already."""
READERS = {f"reader-{number}@towns.test": "en" if number % 10 == 0 else "es" for number in range(1000)}


def test_four_people_do_a_month_without_a_terminal(tmp_path: Path, browser: Any) -> None:
    with month_at_home(tmp_path, browser) as home:
        olga = home.sign_in(OPERATOR, "en", 0)
        for name, address, role in (
            ("Edda", EDDA, "editor"),
            ("Carmen", CARMEN, "point:es"),
            ("Ana", ANA, "point:es"),
        ):
            let_in(olga, home, name, address, role)
        edda = home.sign_in(EDDA, "en", 1)
        carmen, ana = (home.sign_in(address, "es", 1) for address in (CARMEN, ANA))
        begin_own_lead(carmen, home)
        edit(edda, home)
        review(carmen, home)
        take_in_readers(carmen, home, tmp_path)
        try_and_ask(carmen, home)
        agree(ana, carmen, home)
        each_has_it_once(home)
        leave(home, "reader-1@towns.test")
        each_sees_what_is_theirs(olga, edda, carmen, home)
        for each in (olga, edda, carmen, ana):
            assert each.faults == []


def let_in(olga: Window, home: MonthAtHome, name: str, address: str, role: str) -> None:
    page = olga.page
    page.goto(f"{home.site}/people")
    page.get_by_label("Name, as it stands").fill(name)
    page.get_by_label("Mail address").fill(address)
    page.get_by_label("Role", exact=True).select_option(role)
    olga.press("Let in and mail how")
    page.locator("tbody tr", has_text=address).wait_for()
    assert f"{home.site}/\n" in plain(home.mail(address, 0))


def edit(edda: Window, home: MonthAtHome) -> None:
    page = edda.page
    page.goto(f"{home.site}/articles/eu-city-labs")
    page.locator("#f-summary").press("Control+End")
    page.keyboard.type(" Come and see.")
    edda.saved()
    page.goto(f"{home.site}/issues/{ISSUE}/compose")
    page.locator("#hand").get_by_role("button", name="Hand to reviewers").click()
    page.locator("#hand").get_by_text("The reviewers have everything as it is here.").wait_for()


def begin_own_lead(carmen: Window, home: MonthAtHome) -> None:
    page = carmen.page
    page.goto(f"{home.site}/new/article")
    page.locator("#name").fill("Una plaza para todos")
    page.locator("#locale").select_option("es")
    page.locator("main form button").last.click()
    page.locator("#f-summary").fill("Vecinas y vecinos deciden cómo será su plaza.")
    page.locator("#text .ProseMirror[contenteditable=true]").click()
    page.keyboard.type("El martes se abren las urnas.")
    home.wait_for_words(carmen, "issues/articles/una-plaza-para-todos.md", "El martes se abren las urnas.")
    page.goto(f"{home.site}/issues/{ISSUE}/points/es")
    page.locator("#pick-button-lead").click()
    page.locator("#pick-lead-una-plaza-para-todos").click()
    page.locator("#row-lead .t", has_text="Una plaza para todos").wait_for()
    carmen.saved()


def review(carmen: Window, home: MonthAtHome) -> None:
    """What changed is read in Spanish, and the point's own lead is written in English."""
    page = carmen.page
    for locale, texts in WRITTEN.items():
        page.goto(f"{home.site}/review/{ISSUE}/es/{locale}")
        for source, words in texts:
            page.locator(".unit.is-open", has_text=source).locator(".field-of").focus()
            page.keyboard.press("Control+End")
            page.keyboard.type(words)
            page.keyboard.press("Control+Enter")
        expect(page.locator(".choice [data-open-count]").last).to_have_text("0", timeout=30_000)
        page.locator(".finished").get_by_role("link", name=carmen.says("See what comes next")).wait_for()
        carmen.saved()


def take_in_readers(carmen: Window, home: MonthAtHome, folder: Path) -> None:
    page, file = carmen.page, folder / "lectores.csv"
    rows = [f"{address};{locale};x" for address, locale in READERS.items()]
    file.write_text("\n".join(["Correo;Idioma;Notas", *rows, "sin dirección;es;"]), "utf-8")
    page.goto(f"{home.site}/readers/es")
    page.get_by_label(carmen.says("File")).set_input_files(file)
    carmen.press("Look at it")
    page.locator("#consent").fill("Sí, quiero recibir el boletín.")
    carmen.press("Look again")
    page.locator("button[value=take]:enabled").click()
    page.locator(".lead", has_text="1000").or_(page.locator(".lead", has_text="1.000")).wait_for()


def try_and_ask(carmen: Window, home: MonthAtHome) -> None:
    page = carmen.page
    page.goto(f"{home.site}/send/{ISSUE}/es")
    page.locator("#try").wait_for()
    carmen.press("Mail me a test")
    page.get_by_text(carmen.says("The letter has not changed since.")).wait_for()
    carmen.press("Ask for it")
    page.get_by_text("Otra persona tiene que dar su acuerdo: Ana.").wait_for()


def agree(ana: Window, carmen: Window, home: MonthAtHome) -> None:
    """Ana agrees, and both see the letter go out, by a process that was woken."""
    ana.page.goto(f"{home.site}/send/{ISSUE}/es")
    ana.press("Agree: mail it now")
    ana.page.wait_for_url("**/mailings/*")
    carmen.page.get_by_text(carmen.says("See how far it is")).click()  # her page has moved on by itself
    for each in (ana, carmen):
        each.page.get_by_text(each.says("It is mailed.")).wait_for()
        assert each.page.locator(".outcomes dd").first.inner_text() == "1000"
        rows = each.page.locator("#languages tbody tr").all_inner_texts()
        assert [row.split()[:3] for row in rows] == [["Español", "900", "900"], ["English", "100", "100"]]


def each_has_it_once(home: MonthAtHome) -> None:
    """Every reader has one letter, in their language, signed."""
    to = home.server.to()
    assert {address: to[address] for address in READERS} == dict.fromkeys(READERS, 1)
    keys, _ = read_keys(Path(home.environment["NEWSLETTER_DKIM_KEYS"]))
    for number, (entry, data) in enumerate(zip(home.server.accepted(), home.server.messages(), strict=True)):
        if entry["to"] in READERS:
            assert f"Content-Language: {READERS[entry['to']]}\r\n".encode() in data
            assert b"DKIM-Signature:" in data
        if number % 25 == 0:  # each takes some milliseconds
            assert verified(data, *keys) == [True]


def leave(home: MonthAtHome, address: str) -> None:
    """Press the button of a mail program (RFC 8058)."""
    (way_out,) = re.findall(r"<https://news\.towns\.test(/[^>]+)>", str(home.mail(address, 0)["List-Unsubscribe"]))
    port = free_port()
    with serving(home.sample.root, port, **home.environment):
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        headers = {"Host": "news.towns.test", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", way_out, b"List-Unsubscribe=One-Click", headers)
        assert connection.getresponse().status == 200
        connection.close()


def each_sees_what_is_theirs(olga: Window, edda: Window, carmen: Window, home: MonthAtHome) -> None:
    """The point sees its figures, whoever keeps the machine the mailing, and History each what is theirs."""
    carmen.page.reload()
    row = carmen.page.locator("#languages tbody tr", has_text="Español").inner_text().split()
    assert row == ["Español", "900", "900", "0", "0", "0", "1", "0"]
    olga.page.goto(f"{home.site}/operator")
    mailing = olga.page.locator("main tr", has_text="November 2023")
    mailing.get_by_text("1,000").wait_for()
    for each, own, others in (
        (olga, ("Ana mailed November 2023 for Spain", "Olga mailed Edda how to sign in", "Carmen added the"), ()),
        (edda, ("Carmen added the article", "Edda changed the article"), ("1000", "how to sign in")),
        (
            carmen,
            ("Ana dio su conformidad", "Propuesto para cuando alguien", "Carmen ha cambiado 3 textos: Inglés"),
            ("at once", "Olga"),
        ),
    ):
        each.page.goto(f"{home.site}/history")
        told = each.page.locator("main").inner_text()
        assert [words for words in own if words not in told] == [], told
        assert [words for words in others if words in told] == [], told
        assert not re.search(r"\w@\w", told.replace("Cities@Heart", "")), "no reader is named, but a network is"

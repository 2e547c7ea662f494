"""Twenty mistakes of real life in a copy of November: each is found once, at its place, with no socket opened."""

import shutil
import socket
from pathlib import Path
from typing import NamedTuple

import pytest

from newsletter.pipeline.letters.check import check_issue
from newsletter.pipeline.project import open_project
from newsletter.problems import each_once
from tests.conftest import REPOSITORY

ISSUE, ES, NL = "issues/2023-11/issue.yaml", "issues/2023-11/points/es.yaml", "issues/2023-11/points/nl.yaml"
HEART, LABS = "issues/articles/cities-at-heart-is-here.md", "issues/articles/eu-city-labs.md"
HEERLEN, GRANADA = "issues/articles/nup-op-stap-heerlen.md", "issues/articles/foro-urbano-granada.md"
NETWORK, LETTER = "issues/networks/cities-at-heart.yaml", "templates/newsletter.mjml"
HOUSES = "miejskich kamienic, część z panelami słonecznymi, między polami a trzema turbinami"
HOUSES += " wiatrowymi na tle wielkiego słońca"
PIXEL = '<mj-raw><img src="https://stats.example.net/open.gif" alt="" width="1" height="1" /></mj-raw>'


def catalog(locale: str) -> str:
    return f"locales/{locale}/LC_MESSAGES/2023-11.po"


class Mistake(NamedTuple):
    """What is written in place of what, with the code of what finds it; `at` stands on the line it is found at.

    `everywhere` is a text whose translators have followed: it is changed in their catalogs as well.
    """

    code: str
    file: str
    before: str
    after: str
    at: str = ""
    everywhere: bool = False


MISTAKES = {
    "a link to the editor's own machine": Mistake(
        "sample-link", HEERLEN, "link: https://urbact.eu/iplace", "link: http://localhost:8000/iplace"
    ),
    "an alternative text that one language lacks": Mistake(
        "not-translated", catalog("pl"), f"Ilustracja: rząd {HOUSES}", "",
        at=f"{LABS}: alt: Illustration of a row",
    ),
    "click here, in Greek": Mistake(
        "generic-link", catalog("el"), "Διαβάστε για τα City Labs", "Κάντε κλικ εδώ"
    ),
    "an event of last year": Mistake(
        "past-event", LABS, "start: 2023-11-23\n  end: 2023-11-24", "start: 2022-11-23\n  end: 2022-11-24",
        at="end: 2022",
    ),
    "an English sentence in the Polish alternative text": Mistake(
        "other-language", catalog("pl"),
        "Ilustracja: rynek z pasiastymi straganami i ludźmi na tle wysokich, wąskich kamienic i wieży zegarowej",
        "A market square with people and the tall houses of the town",
    ),
    "a heading in capitals": Mistake(
        "shouting-text", HEART, "One method for ten places", "ONE METHOD FOR TEN PLACES", everywhere=True
    ),
    "a Cyrillic letter in a host": Mistake(
        "look-alike-host", HEART, "](https://urbact.eu)", "](https://urb\u0430ct.eu)"
    ),
    "an entity from a web page": Mistake(
        "mark-as-typed", ISSUE, "From the National Points", "News &amp; views from the Points", everywhere=True
    ),
    "figures that have changed places in French": Mistake(
        "changed-number", catalog("fr"), "131 communes", "113 communes"
    ),
    "another month in German": Mistake("changed-month", catalog("de"), "bis 30. August", "bis 30. September"),
    "a link that only seems to lead to our site": Mistake(
        "link-with-user", GRANADA, "](https://urbact.eu)", "](https://urbact.eu@example.net/foro)"
    ),
    "a link that is not encrypted": Mistake(
        "unencrypted-link", NETWORK, "locale: en\n", "locale: en\nlink: http://urbact.eu/cities-at-heart\n", at="link:"
    ),
    "a programme of another year": Mistake(
        "odd-date", GRANADA, "2023-10-17\n    session: Mesa", "2022-10-17\n    session: Mesa", at="2022-10-17"
    ),
    "an article of the issue before": Mistake(
        "mailed-before", ISSUE, "articles: [eu-city-labs]", "articles: [eu-city-labs]"
    ),
    "a word twice": Mistake("repeated-word", LABS, "Two of those three", "Two of of those three", everywhere=True),
    "a preheader that repeats the subject": Mistake(
        "poor-preheader", ES,
        "Cinco municipios en la mesa redonda del Foro Urbano, un laboratorio de energía y seis redes nuevas.",
        "De Granada a Viladecans", at="preheader:",
    ),
    "a name misspelt in Italian": Mistake(
        "lost-term", catalog("it"), "rete, Mar Santamaria Varas", "rete, Mar Santamarta Varas"
    ),
    "a subject that shouts": Mistake(
        "shouting-subject", NL, "Terug naar Heerlen, en verder langs tien stadscentra", "Terug naar Heerlen!!"
    ),
    "a word twice in Croatian": Mistake("doubled-word", catalog("hr"), "Sljedeća postaja", "Sljedeća sljedeća postaja"),
    "a picture that counts readers": Mistake(
        "tracking-pixel", LETTER, "{% block footer %}", f"{{% block footer %}}\n{PIXEL}", at="stats"
    ),
}  # fmt: skip


def spaced(text: str) -> str:
    """The text with plain blanks: translators type others where lines must not break."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def write(root: Path, mistake: Mistake) -> None:
    path = root / mistake.file
    text = path.read_text("utf-8")
    at = spaced(text).find(mistake.before)
    assert at >= 0, mistake
    assert spaced(text).count(mistake.before) == 1, mistake
    path.write_text(text[:at] + mistake.after + text[at + len(mistake.before) :], "utf-8")
    for other in root.glob("locales/*/LC_MESSAGES/2023-11.po") if mistake.everywhere else ():
        lines = other.read_text("utf-8").split("\n")
        changed = [
            line.replace(mistake.before, mistake.after) if line.startswith(("msgid", "#. English")) else line
            for line in lines
        ]
        other.write_text("\n".join(changed), "utf-8")


def place(root: Path, mistake: Mistake) -> tuple[str, int]:
    file, words = (mistake.at.split(": ", 1)) if mistake.at.startswith("issues/") else (mistake.file, mistake.at)
    lines = (root / file).read_text("utf-8").split("\n")
    return file, next(number for number, line in enumerate(lines, 1) if (words or mistake.after) in line)


@pytest.mark.slow
def test_twenty_mistakes_are_found_once_each_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("issues", "templates", "locales"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    shutil.copy(REPOSITORY / "newsletter.toml", tmp_path)
    earlier = tmp_path / "issues/2023-10/issue.yaml"
    earlier.parent.mkdir()
    earlier.write_text(EARLIER, "utf-8")
    for mistake in MISTAKES.values():
        write(tmp_path, mistake)
    project, _ = open_project(tmp_path, {})
    assert project
    monkeypatch.setattr(socket, "socket", refuse)
    found = [
        (problem.code, problem.location.file, problem.location.line)
        for problem in each_once(check_issue(project, "2023-11"))
        if problem.location
    ]
    assert sorted(found) == sorted((each.code, *place(tmp_path, each)) for each in MISTAKES.values())
    assert len(MISTAKES) == 20


EARLIER = """date: 2023-10-17
subject: Autumn in the cities of Europe
preheader: What happened in October, and a look ahead at the month after it.
sections:
  - articles: [eu-city-labs]
"""

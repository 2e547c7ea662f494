"""Thirty locales: the official languages of the Union, and those of the programme's other countries.

In: a folder. Out: a project of ten points with three locales each, and an issue that says all that templates can say.
Its texts mean nothing: each is a mark of its locale (`xhux`) and a number, and its names are no language's, so that any
other word in a letter or on a page comes from the program.
"""

import datetime as dt
import re
import shutil
from dataclasses import replace
from pathlib import Path

from newsletter.locales import home_country
from newsletter.pipeline.project import Project, open_project
from newsletter.pipeline.translation.update import update_catalogs
from newsletter.translate.formats.po import read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.unit import State
from newsletter.workspace import Workspace
from tests.conftest import REPOSITORY, text_of

OFFICIAL = "en bg cs da de el es et fi fr ga hr hu it lt lv mt nl pl pt-PT ro sk sl sv"
OTHER = "nb sq bs mk sr-Latn uk"
THIRTY = tuple(f"{OFFICIAL} {OTHER}".split())
"""The locales, English first."""
TRANSLATED = THIRTY[1:]
"""Those that have catalogs of the fixed words, which are written in English."""
POINTS = {"eu" if at == 0 else home_country(THIRTY[at]).lower(): THIRTY[at : at + 3] for at in range(0, len(THIRTY), 3)}
"""Which locales each point writes in."""
ISSUE = "2024-01"
NAMES = "URBACT Rivus Ada Lovelace Byron Padua Facebook LinkedIn X"
"""What stands in the project's files and is the same in all languages."""
COUNTRIES = ("IT", "BE", "BA", *(slug.upper() for slug in POINTS))
SPANS = [
    (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    for first, last in (
        ("2024-01-16", "2024-01-16"), ("2023-12-30", "2024-01-02"), ("2024-02-01", "2024-02-02"),
        ("2023-12-01", "2023-12-01"), ("2024-03-05", "2024-03-06"), ("2024-04-05", "2024-04-05"),
        ("2024-05-30", "2024-06-01"),
    )
]  # fmt: skip
"""Where and when something takes place in its issue."""
MARK = re.compile(r"\bx[a-z]{2,6}x\b")

ISSUE_FILE = """
date: 2024-01-16
subject: xenx 1
preheader: xenx 2
sections:
  - lead: first
  - articles: [past, ahead]
    heading: xenx 3
  - networks: [kicked, final, numbered, unnumbered]
    heading: xenx 4
  - agenda: ahead
    heading: xenx 5
  - events: [ahead]
    heading: xenx 6
  - text: xenx 7
    heading: xenx 8
"""
FIRST = """
---
locale: en
title: xenx 11
summary: xenx 12
author: {name: Ada Lovelace, role: xenx 13}
image: {src: picture.png, alt: xenx 14, caption: xenx 15, credit: Rivus}
---

xenx 16 **xenx 17** [xenx 18](https://example.org/xenx)

<!-- more -->

- xenx 19
"""
PAST = """
---
locale: en
title: xenx 21
summary: xenx 22
topics: [xenx 23, xenx 24, xenx 25]
audience: [xenx 26, xenx 27]
event: {name: xenx 28, start: 2023-12-30, end: 2024-01-02, online: true}
---

xenx 29
"""
AHEAD = """
---
locale: en
title: xenx 31
summary: xenx 32
from: hu
event: {name: xenx 33, start: 2024-02-01, end: 2024-02-02, place: Padua, country: IT, organiser: Rivus}
agenda:
  - date: 2024-02-01
    session: xenx 34
    room: Rivus
    items:
      - {start: 09:00, end: 09:30, text: xenx 35, people: [{name: Ada Lovelace, role: xenx 36}], bodies: [Rivus]}
---

xenx 37
"""
NETWORK = """
name: Rivus {number}
tagline: xenx 4{number}
about: xenx 5{number}
lead-partner: {{name: Padua, country: IT}}
lead-expert: Ada Lovelace
partners: [{{name: Rivus, country: BE}}, {{country: BA}}]
meetings: {meeting}
"""
MEETINGS = {
    "kicked": "{kind: kick-off, start: 2023-12-01, online: true}",
    "final": "{kind: final, start: 2024-03-05, end: 2024-03-06, place: Padua, country: IT}",
    "numbered": "{kind: transnational, number: 2, start: 2024-04-05, place: Padua, country: IT}",
    "unnumbered": "{kind: transnational, start: 2024-05-30, end: 2024-06-01, place: Padua, country: IT}",
}
POINT = """
country: {country}
locales: [{locales}]
from: {{name: Rivus {number}, address: {slug}@news.example.org}}
reply-to: {slug}@example.org
postal-address: [Rivus, Byron 1]
time-zone: Europe/Paris
website: https://example.org
social: {{facebook: "https://example.org/facebook", linkedin: "https://example.org/linkedin"}}
"""


def mark(locale: str) -> str:
    """The word that stands for all words of a locale."""
    return f"x{locale.replace('-', '').lower()}x"


def project_of_thirty(root: Path, cache: Path) -> Project:
    """The project in a folder, its letters' texts in all thirty locales."""
    files = {
        "newsletter.toml": 'site = "https://news.example.org"\nsource_locale = "en"\n',
        f"issues/{ISSUE}/issue.yaml": ISSUE_FILE,
        "issues/articles/first.md": FIRST,
        "issues/articles/past.md": PAST,
        "issues/articles/ahead.md": AHEAD,
    }
    for number, (slug, meeting) in enumerate(MEETINGS.items()):
        files[f"issues/networks/{slug}.yaml"] = NETWORK.format(number=number, meeting=f"[{meeting}]")
    for number, (slug, tags) in enumerate(POINTS.items(), 10):
        country = "EU" if slug == "eu" else slug.upper()
        files[f"issues/points/{slug}.yaml"] = POINT.format(
            number=number, slug=slug, country=country, locales=", ".join(tags)
        )
        files[f"issues/{ISSUE}/points/{slug}.yaml"] = f"note: {mark(tags[0])} 9\n"
    for name, words in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text_of(words), "utf-8")
    for name in ("templates", "locales"):
        shutil.copytree(REPOSITORY / name, root / name)
    (root / "issues/images").mkdir()
    shutil.copy(REPOSITORY / "issues/images/market-square.png", root / "issues/images/picture.png")
    (root / ".cache").symlink_to(cache)
    project, problems = open_project(root, {})
    assert project is not None, problems
    content, problems = project.content(ISSUE)
    assert problems == [], problems
    update_catalogs(project, content, ())
    for locale in THIRTY:
        _fill(root, locale)
    return project


def _fill(root: Path, locale: str) -> None:
    """Write each text of the issue with the mark of the locale."""
    catalog, problems = read_catalog(root, locale, ISSUE)
    assert catalog is not None, problems
    entries = (
        replace(entry, targets=(MARK.sub(mark(locale), entry.source),), state=State.NEEDS_REVIEW)
        for entry in catalog.entries
    )
    write_catalog(Workspace(root), replace(catalog, entries=tuple(entries)))

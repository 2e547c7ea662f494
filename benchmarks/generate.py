"""A project of 24 locales and 20 sections, made from a fixed seed.

In: an empty folder. Out: a project in it that `newsletter build` lays out without a single problem: one point for each
locale, articles with pictures, networks with partners, a programme, two lists of events, and catalogs in which
nothing is missing. Its translations are pseudo-text: accented, Greek or Cyrillic letters, and a third longer than the
English. The same program makes the same bytes.

    python benchmarks/generate.py FOLDER
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from newsletter.content.tagged import escape, tokens
from newsletter.edition import editions_of
from newsletter.pipeline.project import open_project
from newsletter.pipeline.translation.update import update_catalogs
from newsletter.translate.formats.po import read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.record import Record
from newsletter.translate.unit import State, Translation
from newsletter.workspace import Workspace

REPOSITORY = Path(__file__).resolve().parent.parent
ISSUE = "2024-01"
DATE = dt.date(2024, 1, 16)

# Point, its country and its only locale; the secretariat writes the issue.
POINTS = {
    "eu": ("EU", "en"),
    "at": ("AT", "de"),
    "fr": ("FR", "fr"),
    "es": ("ES", "es"),
    "it": ("IT", "it"),
    "nl": ("NL", "nl"),
    "pl": ("PL", "pl"),
    "pt": ("PT", "pt-PT"),
    "gr": ("GR", "el"),
    "hr": ("HR", "hr"),
    "hu": ("HU", "hu"),
    "cz": ("CZ", "cs"),
    "sk": ("SK", "sk"),
    "si": ("SI", "sl"),
    "ro": ("RO", "ro"),
    "bg": ("BG", "bg"),
    "dk": ("DK", "da"),
    "se": ("SE", "sv"),
    "fi": ("FI", "fi"),
    "ee": ("EE", "et"),
    "lv": ("LV", "lv"),
    "lt": ("LT", "lt"),
    "mt": ("MT", "mt"),
    "ie": ("IE", "ga"),
}
PLACES = [
    ("Amarante", "PT"),
    ("Aveiro", "PT"),
    ("Brno", "CZ"),
    ("Burgas", "BG"),
    ("Cesena", "IT"),
    ("Cork", "IE"),
    ("Ghent", "BE"),
    ("Granada", "ES"),
    ("Graz", "AT"),
    ("Győr", "HU"),
    ("Heerlen", "NL"),
    ("Kaunas", "LT"),
    ("Košice", "SK"),
    ("Lamia", "GR"),
    ("Liepāja", "LV"),
    ("Lublin", "PL"),
    ("Malmö", "SE"),
    ("Maribor", "SI"),
    ("Nantes", "FR"),
    ("Odense", "DK"),
    ("Oulu", "FI"),
    ("Pärnu", "EE"),
    ("Timișoara", "RO"),
    ("Valletta", "MT"),
    ("Zadar", "HR"),
]
_VOCABULARY = (
    "a the city town river street square market station park school library bridge tram bus bicycle neighbour council "
    "mayor plan project network partner meeting visit budget climate energy water heat shade tree garden roof housing "
    "rent job shop food culture music night light noise data map law idea method study report lesson result step "
    "begins opens grows shares tests learns plans builds mends measures brings finds keeps offers asks answers "
    "small new green local public open shared quiet older younger European national common long short first next "
    "with for from between in near across after before and without about"
)
WORDS = _VOCABULARY.split()
PICTURES = ("market-square.png", "night-street.png", "skyline-wind-sun.png", "station-quarter.png")

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh"

_PLACEHOLDER = re.compile(r"(%\(\w+\)[sd]|%%)")
_ALPHABETS = {
    "latin": str.maketrans("aeiounscyzAEIOUNSCYZ", "áéíóúñšçýžÁÉÍÓÚÑŠÇÝŽ"),
    "el": str.maketrans("abcdefghijklmnopqrstuvwxyz", "αβκδεφγηιζκλμνοπκρστυβωξυζ"),
    "bg": str.maketrans("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопярстувшжъз"),
}


def generate(root: Path) -> None:
    """Write the project into `root` and fill all its catalogs."""
    chance = random.Random(20240116)
    shutil.copytree(REPOSITORY / "templates", root / "templates")
    images = root / "issues" / "images"
    images.mkdir(parents=True)
    for name in PICTURES:
        shutil.copy(REPOSITORY / "issues" / "images" / name, images / name)
    (root / "newsletter.toml").write_text('site = "https://news.example.org"\nsource_locale = "en"\n', "utf-8")
    for slug, (country, locale) in POINTS.items():
        _write(root / f"issues/points/{slug}.yaml", _point(slug, country, locale))
    networks = [f"network-{number:02}" for number in range(1, 7)]
    for slug in networks:
        _write(root / f"issues/networks/{slug}.yaml", _network(slug, chance))
    sections = _sections(list(networks))
    for slug in dict.fromkeys(_articles_of(sections)):
        front, body = _article(slug, chance)
        _write(root / f"issues/articles/{slug}.md", front, body)
    issue = {
        "date": DATE,
        "subject": "Cities share what they have learnt",
        "preheader": "Twenty sections, six networks, a programme and what comes next.",
        "sections": sections,
    }
    for section in sections:
        if "text" in section:
            section["text"] = f"{_sentences(chance, 3)}\n\n{_rich_sentences(chance, 2)}\n"
    _write(root / f"issues/{ISSUE}/issue.yaml", issue)
    for slug, overlay in _overlays(chance).items():
        _write(root / f"issues/{ISSUE}/points/{slug}.yaml", overlay)
    _translate(root)


def _sections(networks: list[str]) -> list[dict[str, Any]]:
    """20 sections: a lead, 11 of one article, 3 of two networks, 2 of two events, 2 of text, and a programme."""
    sections: list[dict[str, Any]] = [{"id": "lead", "lead": "lead-story"}]
    for number, word in enumerate(_ORDINALS.split(), 1):
        article = f"article-{number:02}"
        sections.append({"id": f"news-{number}", "heading": f"News of the {word} field", "articles": [article]})
        if number % 3 == 0:
            pair = [networks.pop(0), networks.pop(0)]
            sections.append({"id": f"networks-{number}", "heading": f"Networks after the {word}", "networks": pair})
    sections.append({"id": "programme", "heading": "The whole programme, hour by hour", "agenda": "event-0"})
    for number, word in enumerate(("first", "second")):
        events = [f"event-{2 * number}", f"event-{2 * number + 1}"]
        sections.append({"id": f"coming-up-{number}", "heading": f"Coming up, {word} list", "events": events})
        sections.append({"id": f"words-{number}", "heading": f"In our own words, {word} part", "text": ""})
    return sections


def _articles_of(sections: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for section in sections:
        found += [section[key] for key in ("lead", "agenda") if key in section]
        found += [*section.get("articles", ()), *section.get("events", ())]
    return found


def _article(slug: str, chance: random.Random) -> tuple[dict[str, Any], str]:
    """Front matter and body of one article; those named `event-…` have an event, and the first of them a programme."""
    place, country = chance.choice(PLACES)
    front: dict[str, Any] = {
        "locale": "en",
        "title": _title(chance, 6),
        "summary": _sentences(chance, 2),
        "author": {"name": "Ada Example", "role": _title(chance, 2)},
        "from": chance.choice(list(POINTS)),
        "date": DATE,
        "topics": [_title(chance, 1) for _ in range(3)],
        "audience": _title(chance, 3),
        "image": {"src": chance.choice(PICTURES), "alt": f"Illustration: {_title(chance, 8)}"},
    }
    if slug.startswith("event-"):
        day = DATE + dt.timedelta(days=chance.randrange(10, 60))
        front["event"] = {
            "name": _title(chance, 5),
            "start": day,
            "end": day + dt.timedelta(days=1),
            "place": place,
            "country": country,
            "organiser": f"City of {place}",
        }
        if slug == "event-0":
            front["agenda"] = [_session(day, number, chance) for number in range(2)]
    link = "https://example.org/read"
    rows = [f"| {city} | {_title(chance, 3)} |" for city, _ in PLACES[:4]]
    body = [
        _sentences(chance, 4),
        f"{_sentences(chance, 2)} Read [{_title(chance, 3)}]({link}/{slug}) and **{_title(chance, 2)}**.",
        "<!-- more -->",
        f"## {_title(chance, 4)}",
        _rich_sentences(chance, 4),
        "\n".join(f"- {_title(chance, 6)}" for _ in range(4)),
        f"## {_title(chance, 4)}",
        "\n".join(["| City | Result |", "| --- | --- |", *rows]),
        _sentences(chance, 5),
        f"> {_sentences(chance, 1)}",
    ]
    return front, "\n\n".join(body) + "\n"


def _session(day: dt.date, number: int, chance: random.Random) -> dict[str, Any]:
    items = []
    for hour in range(9, 15):
        item: dict[str, Any] = {"start": f"{hour:02}:00", "end": f"{hour:02}:45", "text": _title(chance, 8)}
        if hour % 2:
            item["people"] = [{"name": "Ada Example", "role": _title(chance, 3)}, "Alan Example"]
            item["bodies"] = [f"City of {chance.choice(PLACES)[0]}"]
        items.append(item)
    return {
        "date": day + dt.timedelta(days=number),
        "session": _title(chance, 5),
        "room": f"Room {number}",
        "items": items,
    }


def _network(slug: str, chance: random.Random) -> dict[str, Any]:
    partners = chance.sample(PLACES, 9)
    (lead, lead_country), rest = partners[0], partners[1:]
    first, last = DATE - dt.timedelta(days=40), DATE + dt.timedelta(days=chance.randrange(5, 40))
    meeting = {"place": lead, "country": lead_country}
    return {
        "locale": "en",
        "name": f"Network {slug[-2:]}",
        "tagline": _title(chance, 5),
        "about": _sentences(chance, 2),
        "lead-partner": {"name": lead, "country": lead_country},
        "partners": [{"name": name, "country": country} for name, country in rest],
        "lead-expert": "Grace Example",
        "meetings": [
            {"kind": "kick-off", "start": first, "end": first + dt.timedelta(days=1), **meeting},
            {"kind": "transnational", "number": 1, "start": last, "end": last + dt.timedelta(days=1), **meeting},
        ],
        "link": f"https://example.org/{slug}",
    }


def _point(slug: str, country: str, locale: str) -> dict[str, Any]:
    return {
        "country": country,
        "locales": locale,
        "from": {"name": _pseudo("National Point", locale), "address": f"{slug}@news.example.org"},
        "reply-to": f"{slug}@example.org",
        "postal-address": ["National Point", "1 Sample Street", "1000 Sample Town"],
        "time-zone": "Europe/Brussels",
        "website": "https://example.org",
        "social": {"linkedin": "https://example.org/linkedin", "youtube": "https://example.org/youtube"},
    }


def _overlays(chance: random.Random) -> dict[str, dict[str, Any]]:
    """What points change, as they do in real issues: a third greet their readers, some have another lead or omit."""
    overlays: dict[str, dict[str, Any]] = {}
    for number, (slug, (_, locale)) in enumerate(POINTS.items()):
        if slug == "eu":
            continue
        overlay: dict[str, Any] = {}
        if number % 3 == 0:
            overlay["note"] = _pseudo(_sentences(chance, 2), locale)
        if number % 8 == 1:
            overlay["lead"] = "article-05"
        if number % 8 == 5:
            overlay["omit"] = ["article-03", "network-04"]
        if overlay:
            overlays[slug] = overlay
    return overlays


def _title(chance: random.Random, words: int) -> str:
    said = " ".join(chance.choice(WORDS) for _ in range(words))
    return said[0].upper() + said[1:]


def _sentences(chance: random.Random, number: int) -> str:
    return " ".join(f"{_title(chance, chance.randrange(7, 16))}." for _ in range(number))


def _rich_sentences(chance: random.Random, number: int) -> str:
    parts = (_title(chance, 6), _title(chance, 2).lower(), _title(chance, 3).lower())
    marked = f"{parts[0]} *{parts[1]}* with [{parts[2]}](https://example.org/more)."
    return f"{_sentences(chance, number - 1)} {marked}"


def _write(path: Path, values: dict[str, Any], body: str = "") -> None:
    """A YAML file, or with a body a Markdown file with front matter."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(f"---\n{text}---\n\n{body}" if body else text, "utf-8")


def _translate(root: Path) -> None:
    """Catalogs as `newsletter translate` makes them, every text of them filled in."""
    project, problems = open_project(root, {})
    if project is None:
        raise SystemExit(f"the generated project does not open: {problems}")
    content, problems = project.content(ISSUE)
    problems += update_catalogs(project, content, ())[1]
    if problems:
        raise SystemExit("the generated project has problems:\n" + "\n".join(map(str, problems)))
    for locale in {key.locale: None for key in editions_of(content)}:
        for name in (ISSUE, "chrome"):
            catalog, problems = read_catalog(root, locale, name)
            if catalog is None:
                raise SystemExit(f"a catalog can't be read: {problems}")
            if catalog.entries:
                entries = tuple(_filled(entry, locale) for entry in catalog.entries)
                write_catalog(Workspace(root), replace(catalog, entries=entries))


def _filled(entry: Translation, locale: str) -> Translation:
    """A translation that a machine might have made: nobody has reviewed it."""
    targets = tuple(_pseudo(entry.plural or entry.source, locale) for _ in entry.targets)
    return replace(entry, targets=targets, state=State.NEEDS_REVIEW, record=Record(notes=("from: pseudo",)))


def _pseudo(words: str, locale: str) -> str:
    """Text of the locale's script, a third longer, with the tags and placeholders of the source where they were."""
    if locale == "en":
        return words
    table = _ALPHABETS.get(locale, _ALPHABETS["latin"])
    out = []
    for token in tokens(words):
        if token.kind == "words":
            runs = _PLACEHOLDER.split(token.value)
            out += [run if at % 2 else escape(_longer(run, table)) for at, run in enumerate(runs)]
        else:
            out.append({"open": "<{}>", "close": "</{}>", "single": "<{}/>"}[token.kind].format(token.value))
    return "".join(out)


def _longer(run: str, table: dict[int, int]) -> str:
    """Every third word doubled, all of them in other letters."""
    words = run.split(" ")
    doubled = [f"{word}{word.lower()}" if at % 3 == 1 and word.isalpha() else word for at, word in enumerate(words)]
    return " ".join(doubled).translate(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the project goes; it must not exist yet, or be empty")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        parser.error(f"{folder} is not empty")
    generate(folder.resolve())
    print(f"{len(POINTS)} points and {ISSUE} in {folder}")


if __name__ == "__main__":
    main()

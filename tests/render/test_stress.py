"""Content that no designer drew: long titles, wide tables, many of a kind, logos of every shape, no style sheets."""

import io
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from newsletter.pipeline.archive.make import archive
from newsletter.pipeline.letters.build import build
from tests.conftest import FILES, REPOSITORY, Sample, needs
from tests.support.archived import letters_of, mail
from tests.support.browser import Reader, no_faults

pytestmark = [needs("chromium"), pytest.mark.slow]

LOCALES = ("en", "ar", "ja", "zh-Hant")
LONG = "Zusammenarbeitsvereinbarungsverhandlungsgeschichten" * 2
TITLE = "A title of one hundred and forty characters about streets, squares, bridges and their " + "x" * 52
COUNTRIES = re.findall("..", "ALATBABEBGCYCZDEEEESFIFRGRHRHUIEITLTLVMDMEMKNLPLPT")
BODY = f"""
    {LONG} and more.

    - One

      with a paragraph
      - inner
        1. inmost {LONG}
    - Two

    > A quotation
    >
    > - with a list

    | {" | ".join(f"Column {number}" for number in range(8))} |
    |{" --- |" * 8}
    | {" | ".join(["Immeasurable"] * 8)} |

    https://example.org/{"a" * 90}

    ![A picture](tiny.png)
    """
SHAPES = {"tall": (300, 1800), "wide": (2400, 200), "tiny": (12, 12)}


def picture(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0A4B78").save(out, "PNG")
    return out.getvalue()


def article(name: str, title: str, image: str, extra: str = "") -> str:
    more = "\n    <!-- more -->\n"
    return f"""
    ---
    title: {title}
    summary: A summary.
    image: {{src: {image}.png, alt: A picture, caption: "{LONG}"}}
    {extra.strip()}
    ---
    {BODY}{more}
    ## {LONG}
    {BODY}
    """


@dataclass
class Made:
    """Letters by issue and locale, and the archive of both issues."""

    letters: dict[str, Path]
    site: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Two issues: one of a single article, and one of everything."""
    sample = Sample(tmp_path_factory.mktemp("stress") / "project")
    for name, words in FILES.items():
        sample.write(name, words)
    shutil.copytree(REPOSITORY / "templates", sample.root / "templates")
    sample.edit("issues/points/eu.yaml", "locales: en", f"locales: [{', '.join(LOCALES)}]")
    sample.edit("issues/points/eu.yaml", "Secretariat, address", f"{LONG[:59]}, address")
    (sample.root / "issues/points/nl.yaml").unlink()
    (sample.root / "issues/2024-01/points/nl.yaml").unlink()
    (sample.root / "issues/articles/markets.md").unlink()
    for shape, size in SHAPES.items():
        sample.write(f"issues/images/{shape}.png", picture(size))
    slugs = [f"story-{number}" for number in range(12)]
    for number, slug in enumerate(slugs):
        event = "" if number % 3 else "event: {name: Fair, start: 2024-03-01, end: 2024-03-30, place: " + LONG + "}"
        sample.write(f"issues/articles/{slug}.md", article(slug, TITLE, list(SHAPES)[number % 3], event))
    items = "".join(
        f"\n          - {{start: '{8 + n // 4:02}:{n % 4 * 15:02}', text: 'Item {LONG}', people: ['{LONG}']}}"
        for n in range(30)
    )
    extra = f"agenda:\n      - date: 2024-03-01\n        session: {LONG}\n        items:{items}"
    sample.write("issues/articles/day.md", article("day", "A day", "wide", extra))
    partners = ", ".join(f"{{name: '{LONG[: 20 + n]}', country: {code}}}" for n, code in enumerate(COUNTRIES))
    sample.write("issues/networks/large.yaml", f"""
        name: {LONG}
        tagline: {LONG[:90]}
        about: A network of twenty-five.
        lead-partner: {{name: '{LONG}', country: BA}}
        partners: [{partners}]
        meetings: [{{kind: kick-off, start: 2024-03-30, end: 2024-04-02, place: '{LONG}', country: BA}}]
        """)  # fmt: skip
    sample.write("issues/2024-01/issue.yaml", f"""
        date: 2024-01-16
        subject: One article
        preheader: An issue of a single article.
        sections: [{{articles: [{slugs[0]}]}}]
        """)  # fmt: skip
    sample.write("issues/2024-02/issue.yaml", f"""
        date: 2024-02-16
        subject: Everything at once
        preheader: An issue of everything at once.
        sections:
          - lead: day
          - {{heading: '{TITLE[:90]}', articles: [{", ".join(slugs)}]}}
          - {{heading: Networks, networks: [rivers, large]}}
          - {{heading: A day, agenda: day}}
          - {{heading: Soon, events: [{slugs[0]}]}}
        """)  # fmt: skip
    letters = {}
    for slug in ("2024-01", "2024-02"):
        for edition in build(sample.project(), slug).editions:
            letters[edition.edition] = edition.folder / "letter.html"
            bare = re.sub(r"<style.*?</style>", "", letters[edition.edition].read_text("utf-8"), flags=re.DOTALL)
            (edition.folder / "bare.html").write_text(bare, "utf-8")
        mail(sample.project(), letters_of(sample.project(), slug).values(), date=f"{slug}-16")
    assert len(letters) == 2 * len(LOCALES)
    archive(sample.project(), sample.root / "site")
    return Made(letters, sample.root / "site")


@pytest.fixture(scope="module")
def pages(made: Made) -> list[Path]:
    found = [*made.site.glob("2024-02/en/*/index.html"), *made.site.glob("2024-02/*/networks/large/index.html")]
    found += [*made.site.glob("2024-02/eu/*/index.html"), *made.site.glob("ar/index.html")]
    assert len(found) > 20
    return found


def wide_at(reader: Reader, files: Iterable[Path], *widths: int) -> dict[str, list[str]]:
    """What of these files is wider than a window of each width, by file and width."""
    views = [(width, "light") for width in widths]
    looks = ((f"{at} {width}", page) for at in files for (width, _), page in reader.look(at, views))
    return {name: page.evaluate("measures.wide()") for name, page in looks}


def test_no_letter_of_any_content_scrolls_sideways(reader: Reader, made: Made) -> None:
    no_faults(wide_at(reader, made.letters.values(), 320, 375, 640, 1280))


def test_no_letter_scrolls_sideways_where_styles_are_stripped(reader: Reader, made: Made) -> None:
    no_faults(wide_at(reader, [at.with_name("bare.html") for at in made.letters.values()], 375, 640))


def test_no_page_of_the_archive_scrolls_sideways(reader: Reader, pages: list[Path]) -> None:
    no_faults(wide_at(reader, pages, 320, 640))


def test_a_wide_table_is_a_named_region_that_the_keyboard_reaches(reader: Reader, made: Made) -> None:
    page = reader.open(made.site / "2024-02/en/day/index.html", 320)
    regions = page.evaluate(
        "[...document.querySelectorAll('[role=region]')]"
        ".map(e => [e.tabIndex, e.ariaLabel, e.scrollWidth > e.clientWidth])"
    )
    assert regions
    assert all(each == [0, ", ".join(f"Column {n}" for n in range(8)), True] for each in regions)


def test_the_contents_have_eight_entries_at_most_each_with_a_place(reader: Reader, made: Made) -> None:
    for name, count in (("2024-02/eu/en", 4), ("2024-02/eu/ar", 4)):
        page = reader.open(made.letters[name], 375)
        links = page.evaluate("[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href'))")
        assert len(links) == len(set(links)) == count
        assert page.evaluate("links => links.every(link => document.querySelector(link))", links)
    assert reader.open(made.letters["2024-01/eu/en"], 375).evaluate("measures.headings()") == 1


def test_a_network_of_many_has_the_whole_width_and_two_columns(reader: Reader, made: Made) -> None:
    script = """(() => {
        const tables = [...document.querySelectorAll('.partners')].slice(-2).map(e => e.getBoundingClientRect());
        return [...tables.map(box => Math.round(box.left)), ...tables.map(box => Math.round(box.width))] })()"""
    left, right, one, other = reader.open(made.letters["2024-02/eu/en"], 640).evaluate(script)
    assert (left, right) == (40, 336)
    assert one >= 260
    assert other >= 260


def test_a_country_stays_apart_from_its_partners(reader: Reader, made: Made) -> None:
    script = """(() => [...document.querySelectorAll('.partners tr')].map(row => {
        const [land, name] = [...row.cells].map(cell => {
            const words = document.createRange()
            words.selectNodeContents(cell)
            return words.getBoundingClientRect() })
        return [row.cells[0].innerText, Math.max(name.left - land.right, land.left - name.right)] })
        .filter(([, gap]) => gap < 6))()"""
    no_faults({name: reader.open(at, 320).evaluate(script) for name, at in made.letters.items()})


LOGOS = {"wide": (2400, 200), "tall": (200, 900), "huge": (4000, 3000), "usual": (240, 56), "tiny": (20, 8)}


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("shape", LOGOS)
def test_a_logo_of_any_shape_stays_in_the_head(
    reader: Reader, sample: Sample, compiled: Path, shape: str, locale: str
) -> None:
    sample.edit("issues/points/eu.yaml", "locales: en", f"locales: {locale}")
    sample.write("templates/images/logo.png", picture(LOGOS[shape]))
    sample.edit("templates/theme.toml", "radius = 3", 'radius = 3\nlogo = {src = "logo.png", height = 28}')
    (letter,) = [each.folder for each in build(sample.project(), "2024-01", ["eu"]).editions]
    page = reader.open(letter / "letter.html", 320)
    logo = page.evaluate(
        "(i => [i.getBoundingClientRect().width, i.getBoundingClientRect().height, Number(i.getAttribute('width'))])"
        "(document.querySelector('img[alt=URBACT]'))"
    )
    assert page.evaluate("measures.wide()") == []
    assert logo[0] == logo[2] <= 240
    assert logo[1] <= 29
    width, height = LOGOS[shape]
    assert logo[0] / logo[1] == pytest.approx(width / height, rel=0.15)

"""The pictures of the README, theme.md and the pages on the studio: parts of letters, pages of the studio, a month.

In: this repository's project, and a real browser. Out: `docs/images/*.png` with few colours. Parts are found by what
they say (headings, names, where a link leads), never by how they are laid out. `make screenshots` runs it after a
change of the layout.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from newsletter.pipeline.letters.build import build  # noqa: E402 (found by the line above)
from newsletter.pipeline.project import open_project  # noqa: E402
from tests.support.browser import Reader, chromium  # noqa: E402
from tests.support.month_at_home import ISSUE, Window, month_at_home  # noqa: E402
from tests.support.studio import studio_at  # noqa: E402

COLOURS, SCALE = 64, 1.5
MOST = 900  # px: a taller part is cut off below one of its rows
WINDOW = 900  # px: as high as the studio's window
ABOVE = 24  # px above the words that a part begins with
PLACES = """([first, last]) => {
  const found = what => what.startsWith('/')
    ? document.querySelector(`a[href*="${what}"]`)
    : [...document.querySelectorAll('h1, h2, h3')].find(heading => heading.innerText.trim() === what);
  const [one, other] = [first, last].map(what => what && found(what)?.getBoundingClientRect());
  return [one ? one.top + scrollY : 0, other ? [other.top, other.bottom].map(y => y + scrollY) : null];
}"""
ROW = """most => Math.max(...[...document.querySelectorAll('tr')]
  .map(row => row.getBoundingClientRect().bottom + scrollY).filter(bottom => bottom <= most))"""
FOOTER = """link => {
  let part = document.querySelector(`a[href*="${link}"]`);
  while (part.parentElement.offsetHeight < 1200 && part.parentElement !== document.body) part = part.parentElement;
  return part.getBoundingClientRect().top + scrollY;
}"""


def main() -> None:
    """Build the letters beside the project and take the pictures anew."""
    project, problems = open_project(HERE.parent, {})
    if project is None:
        raise SystemExit(str(problems))
    content, _ = project.content("2023-11")
    english = content.issue_for("eu")
    if english is None:
        raise SystemExit("the issue can't be read")
    networks = next(section for section in english.sections if section.networks)
    agenda = next(section for section in english.sections if section.agenda)
    after = english.sections[english.sections.index(agenda) + 1]
    third = english.networks[networks.networks[2]].name
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        build(project, "2023-11", ["eu", "gr"], out=Path(folder))
        reader = Reader(browser, scale=SCALE)
        letters = Path(folder) / "2023-11"
        day = reader.open(letters / "eu/en/letter.html", 640)
        taken(day, "hero", *between(day, "", lead_of(english)))
        taken(day, "networks", *between(day, networks.heading, third))
        taken(day, "agenda", *between(day, agenda.heading, after.heading))
        taken(day, "footer", day.evaluate(FOOTER, "/u/"), height_of(day))
        night = reader.open(letters / "gr/el/letter.html", 375, "dark")
        taken(night, "night", *between(night, "", lead_of(english)))
        phone = reader.open(letters / "eu/en/letter.html", 375)
        taken(phone, "theme-first", *between(phone, "", lead_of(english)))
        other = under_another_brand(Path(folder)) / "letter.html"
        for name, scheme in (("theme-harbour", "light"), ("theme-harbour-dark", "dark")):
            page = reader.open(other, 375, scheme)
            taken(page, name, *between(page, "", lead_of(english)))
        take_pages_of_the_studio(Path(folder) / "project", browser)
        take_a_points_month(Path(folder) / "month", browser)


def take_pages_of_the_studio(folder: Path, browser: Any) -> None:
    """Write pages of the studio, opened on a copy of this project, as they are in a window."""
    for name in ("issues", "locales", "templates"):
        shutil.copytree(HERE.parent / name, folder / name)
    shutil.copy(HERE.parent / "newsletter.toml", folder)
    pages = (
        ("studio-compose", "/issues/2023-11/compose", "#hand form"),
        ("studio-article", "/articles/eu-city-labs", "#text .ProseMirror"),
        ("studio-network", "/networks/cities-at-heart", "#hand form"),
        ("studio-point", "/issues/2023-11/points/es", "#row-former-lead"),
        ("review-desk", "/review/2023-11/es/es", "html[data-checked]"),
    )
    with studio_at(folder) as studio:
        for name, address, ready in pages:
            seen = studio.page(browser, address)
            seen.page.locator(ready).wait_for()
            frame = seen.page.frame_locator("[data-frame]")
            frame.locator("img").first.wait_for()
            taken(seen.page, name, 0, WINDOW)
            seen.close()


def take_a_points_month(folder: Path, browser: Any) -> None:
    """Write what two people of a point see of a month: one reads English, the other Spanish."""
    file = folder.parent / "readers.csv"
    rows = [f"reader-{n}@towns.test;{'en' if n % 8 == 0 else 'es'};2023-10-05;" for n in range(240)]
    file.write_text("\n".join(["Correo;Idioma;Fecha de alta;Notas", *rows, "sin dirección;es;;", ""]), "utf-8")
    with month_at_home(folder, browser) as home:
        for name in ("Ana", "Carmen"):
            home.add(name, f"{name.lower()}@towns.test", "point:es")

        def enter(address: str, locale: str) -> Window:
            window = home.sign_in(address, locale, 0, looks=lambda page: named(page, "point-code", locale, 720, 200))
            window.page.set_viewport_size({"width": 1280, "height": 900})
            return window

        def both(address: str, name: str, ready: str, height: int) -> None:
            for window, locale in ((ana, "en"), (carmen, "es")):
                window.page.goto(f"{home.site}{address}")
                window.page.get_by_text(window.says(ready)).first.wait_for()
                named(window.page, name, locale, height)

        ana, carmen = enter("ana@towns.test", "en"), enter("carmen@towns.test", "es")
        for window, locale in ((ana, "en"), (carmen, "es")):
            window.page.goto(f"{home.site}/readers/es")
            window.page.get_by_label(window.says("File")).set_input_files(file)
            window.press("Look at it")
            window.page.locator("#consent").fill("Sí, quiero recibir el boletín.")
            window.press("Look again")
            window.page.locator("button[value=take]:enabled").wait_for()
            named(window.page, "point-readers", locale, 870)
        carmen.page.locator("button[value=take]").click()
        carmen.page.locator(".lead", has_text="240").wait_for()
        both(f"/send/{ISSUE}/es", "point-send", "Who gets it", 800)
        carmen.press("Ask for it")
        ana.page.goto(f"{home.site}/send/{ISSUE}/es")
        ana.press("Agree: mail it now")
        ana.page.get_by_text(ana.says("It is mailed.")).wait_for()
        both(ana.page.url.removeprefix(home.site), "point-figures", "It is mailed.", 660)


def named(page: Any, name: str, locale: str, bottom: int, top: int = 0) -> None:
    """Write a part of a page, as the English or the Spanish picture of that name."""
    page.evaluate("scrollTo(0, 0)")
    taken(page, name if locale == "en" else f"{name}.{locale}", top, bottom)


def under_another_brand(folder: Path) -> Path:
    """The English letter of the same issue as `docs/harbour.toml` makes it look: its folder."""
    root = folder / "harbour"
    for name in ("issues", "templates", "locales"):
        shutil.copytree(HERE.parent / name, root / name)
    shutil.copy(HERE.parent / "newsletter.toml", root)
    shutil.copy(HERE / "harbour.toml", root / "templates/theme.toml")
    project, problems = open_project(root, {})
    if project is None:
        raise SystemExit(str(problems))
    return build(project, "2023-11", ["eu"]).editions[0].folder


def lead_of(issue: Any) -> str:
    """The end of the address that the lead's link leads to."""
    return f"/{next(section.lead for section in issue.sections if section.lead)}/"


def between(page: Any, first: str | None, last: str | None) -> tuple[float, float]:
    """From above the heading `first`, or the top, to above the heading `last`, or to below the link `/last/`."""
    top, end = page.evaluate(PLACES, [first, last])
    if end is None or last is None:
        raise SystemExit(f"no heading or link is found: {last}")
    return max(0, top - ABOVE), end[1] + 2 * ABOVE if last.startswith("/") else end[0] - ABOVE


def height_of(page: Any) -> float:
    """The height of the whole letter."""
    return float(page.evaluate("document.documentElement.scrollHeight"))


def taken(page: Any, name: str, top: float, bottom: float) -> None:
    """Write the part of a letter between two heights as `images/<name>.png`."""
    end = bottom if bottom - top <= MOST else page.evaluate(ROW, top + MOST)
    clip = {"x": 0, "y": top, "width": page.viewport_size["width"], "height": end - top}
    picture = Image.open(BytesIO(page.screenshot(full_page=True, clip=clip))).convert("RGB")
    (HERE / "images").mkdir(exist_ok=True)
    few = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
    few.save(HERE / "images" / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()

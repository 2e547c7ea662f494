"""December 2023 is composed from November with the studio alone, and its letters are those of a build."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.content.edit import values_in
from tests.conftest import november_for_a_studio
from tests.support.studio import Opened, Seen, studio_at

pytestmark = pytest.mark.slow
FILE = "issues/2023-12/issue.yaml"


@pytest.fixture
def november(tmp_path: Path, compiled: Path) -> Iterator[Opened]:
    """The studio on this project."""
    with studio_at(november_for_a_studio(tmp_path / "project", compiled)) as opened:
        yield opened


def problem_in(page: Any, control: str, words: str) -> Any:
    """A problem beside a control."""
    return page.locator("[data-unit]", has=page.locator(control)).last.get_by_text(words)


def choose(page: Any, section: int, slug: str) -> None:
    """Put something into a section."""
    if page.locator(f"#pick-button-{section}").get_attribute("aria-expanded") != "true":
        page.locator(f"#pick-button-{section}").click()
    wanted = page.locator(f"#pick-{section}-{slug}")
    is_one_of = wanted.get_attribute("type") == "radio"
    wanted.click()
    if is_one_of:  # a lead that was pointed at closes its list, perhaps before one could see that it is chosen
        page.locator(f"#pick-button-{section}[aria-expanded=false]").wait_for()
        return
    page.locator(f"#pick-{section} li", has=page.locator(f"#pick-{section}-{slug}")).get_by_text(
        "in this section"
    ).wait_for()


def test_december_is_composed_from_november(november: Opened, browser: Any) -> None:
    seen = november.page(browser)
    page = seen.page
    seen.goto("/")
    page.get_by_role("link", name="New issue").first.click()
    page.wait_for_url("**/new/issue")
    assert page.locator("#month").input_value() == "2023-12"
    page.locator("#date").fill("2023-12-19")
    page.locator("#like").select_option("2023-11")
    page.get_by_role("button", name="New issue").click()
    page.wait_for_url("**/issues/2023-12/compose")
    page.locator(".card").nth(5).get_by_text("This section has nothing in it yet").wait_for()
    assert page.locator(".card").get_by_text("This section has nothing in it yet").count() == 6
    told = page.locator("[data-faults] li", has_text="This section has nothing in it yet")
    told.wait_for()  # above the letter it stands once, with the names of its places
    assert told.get_by_role("link").count() > 1

    fill_sections(page)
    seen.saved()
    mistakes_are_told_and_mended(seen)

    page.locator("#drag-5").focus()
    for key in ("Space", "ArrowUp", "ArrowUp", "ArrowUp", "Space"):
        page.keyboard.press(key)
    page.locator("#drag-2:focus").wait_for()

    clash_with_a_second_window(november, seen, browser)

    page.locator("#hand").get_by_role("button", name="Hand to reviewers").click()
    page.locator("#hand").get_by_text("The reviewers have everything as it is here.").wait_for()
    seen.saved()
    assert seen.faults == []
    letters_are_those_of_a_build(november, page)
    seen.close()


def fill_sections(page: Any) -> None:
    page.locator("#f-subject").fill("What the year has brought to city centres")
    page.locator("#f-preheader").fill("Sligo has met, Viladecans has shared its lab, and six networks begin.")
    choose(page, 0, "eu-city-labs")
    choose(page, 1, "cities-at-heart-is-here")
    choose(page, 2, "metacity")
    choose(page, 2, "c4talent")
    choose(page, 3, "nup-op-stap-heerlen")
    choose(page, 4, "foro-urbano-granada")
    choose(page, 5, "eu-city-labs")
    page.get_by_role("group", name="Add a section").get_by_role("button", name="Text", exact=True).click()
    page.locator("#f-sections-6-text").fill("Have a *good* new year.\n\nThe secretariat")
    page.get_by_text("This section has nothing in it yet").first.wait_for(state="detached")


def mistakes_are_told_and_mended(seen: Seen) -> None:
    """Ten mistakes, each shown beside its field and gone when it is mended."""
    page = seen.page
    page.locator("#about > summary").click()
    for section in range(7):
        page.locator(f"#more-{section}").evaluate("each => { each.open = true; }")
    mistakes = (
        ("#f-subject", "", "Nothing stands here", "What the year has brought"),
        ("#f-preheader", "", "Nothing stands here", "Sligo has met."),
        (
            "#f-subject",
            "What the year has brought to all city centres of all our cities",
            "the limit is 60",
            "The year",
        ),
        ("#f-date", "05/11/2023", "can’t be read as one day", "2023-12-19"),
        ("#f-review-by", "soon", "can’t be read as one day", "2023-12-12"),
        ("#f-sections-1-heading", "A **bold** heading", "is shown as it is typed", "City centres"),
        ("#f-sections-2-id", "Six Networks", "small letters, digits and hyphens", "networks"),
        ("#f-sections-6-text", "[Read on](htp:/nowhere)", "nowhere", "Have a *good* new year."),
        ("#f-sections-6-text", "", "This section has nothing in it yet", "Have a *good* new year."),
        ("#f-sections-3-heading", "TODO: a heading", "is shown as it is typed", "From the National Points"),
    )
    for control, wrong, said, right in mistakes:
        was = page.locator(control).input_value()
        page.locator(control).fill(wrong)
        found = problem_in(page, control, said)
        found.first.wait_for()
        page.locator(control).fill(right)
        found.first.wait_for(state="detached")
        assert was != wrong
    for section in range(7):
        page.locator(f"#more-{section}").evaluate("each => { each.open = false; }")


def clash_with_a_second_window(november: Opened, seen: Seen, browser: Any) -> None:
    """Another browser changes the same heading: both texts are shown, and one is kept."""
    page = seen.page
    other = november.page(browser, "/issues/2023-12/compose")
    other.page.locator("#f-subject").wait_for()
    path = november.root / FILE
    seen.page.context.set_offline(True)
    page.locator("#f-subject").fill("Mine: the year in city centres")
    other.page.locator("#f-subject").fill("Theirs: the year of the lab")
    other.saved()
    assert values_in(path.read_bytes())["subject"] == "Theirs: the year of the lab"
    seen.page.context.set_offline(False)
    page.locator(".clash", has_text="Theirs: the year of the lab").wait_for()  # the list of issues has it too, unseen
    page.get_by_role("button", name="Keep mine").click()
    seen.saved()
    assert values_in(path.read_bytes())["subject"] == "Mine: the year in city centres"
    seen.faults[:] = [fault for fault in seen.faults if "ERR_INTERNET_DISCONNECTED" not in fault and "412" not in fault]
    other.close()


def letters_are_those_of_a_build(november: Opened, page: Any) -> None:
    """What the studio shows and what a build writes come from the same files."""
    out = november.root / "out"
    result = CliRunner().invoke(
        main, ["--project", str(november.root), "build", "2023-12", "--point", "eu", "--out", str(out)]
    )
    assert result.exit_code == 0, result.output
    letters = list(out.rglob("letter.html"))
    assert len(letters) == 1, "it takes the same way for the other points"
    frame = page.frame_locator("[data-frame]")
    shown = frame.locator("body").inner_text()
    letter = out / "2023-12/eu/en/letter.html"
    page.goto(letter.as_uri())
    built = page.locator("body").inner_text()
    assert built.split() == shown.split()

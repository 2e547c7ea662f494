"""Networks, points and articles: found, made, and changed as forms."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from newsletter.content.edit import values_in
from tests.support.studio import Opened, Seen
from tests.support.studio_seen import faults_in_every_view

NETWORK = "issues/networks/rivers.yaml"


def values(studio: Opened, name: str) -> dict[str, Any]:
    return values_in((studio.root / name).read_bytes())


def at(seen: Seen, path: str) -> Any:
    seen.goto(path)
    seen.page.locator("h1").first.wait_for()
    return seen.page


def test_a_partner_is_put_in_named_moved_and_taken_out(seen: Seen) -> None:
    page = at(seen, "/networks/rivers")
    count = len(values(seen.studio, NETWORK)["partners"])
    page.get_by_role("button", name="A partner").click()
    row = page.locator("#list-partners .row").nth(count)
    row.wait_for()
    seen.saved()
    expect(page.locator("#count-partners")).to_have_text(str(count + 1))
    page.locator(f"#f-partners-{count}-name:focus").wait_for()
    expect(page.locator("[data-problems] .problem")).to_have_count(0)
    page.locator("#f-tagline").focus()
    row.get_by_text("Which country?").wait_for()
    page.locator(f"#f-partners-{count}-name").fill("Vilanova i la Geltrú")
    country = page.locator(f"#f-partners-{count}-country")
    country.focus()
    country.select_option("ES")
    seen.saved()
    partners = values(seen.studio, NETWORK)["partners"]
    assert isinstance(partners, list)
    assert partners[count] == {"country": "ES", "name": "Vilanova i la Geltrú"} or partners[count] == {
        "name": "Vilanova i la Geltrú",
        "country": "ES",
    }
    row.locator(".problem").wait_for(state="detached")
    page.locator(f"#up-partners-{count}").click()
    page.locator(f"#f-partners-{count - 1}-name[data-was='Vilanova i la Geltrú']").wait_for()
    page.locator("#list-partners .row").nth(count - 1).get_by_role("button", name="Remove").click()
    page.locator("#list-partners .row").nth(count).wait_for(state="detached")
    seen.saved()
    assert len(values(seen.studio, NETWORK)["partners"]) == count


def test_lines_that_are_pasted_become_partners_and_go_again_by_one_undo(seen: Seen) -> None:
    page = at(seen, "/networks/rivers")
    before = values(seen.studio, NETWORK)["partners"]
    page.get_by_role("button", name="A partner").click()
    field = page.locator(f"#f-partners-{len(before)}-name")
    field.wait_for()
    paste(field, "Lyon, France\nGent (Belgium)\nAtlantis")
    page.get_by_text("3 partners are put in. Of 1 the country is not clear").wait_for()
    page.locator(f"#f-partners-{len(before) + 2}-name[data-was=Atlantis]").wait_for()
    seen.saved()
    lyon, gent, atlantis = values(seen.studio, NETWORK)["partners"][len(before) :]
    assert (lyon, gent) == ({"name": "Lyon", "country": "FR"}, {"name": "Gent", "country": "BE"})
    assert atlantis == {"name": "Atlantis", "country": ""}
    page.locator("#notice-lines").get_by_role("button", name="Undo").click()
    page.locator(f"#f-partners-{len(before) + 1}-name").wait_for(state="detached")
    seen.saved()
    assert values(seen.studio, NETWORK)["partners"] == [*before, {"country": ""}]


def paste(field: Any, text: str) -> None:
    field.evaluate(
        """(field, text) => {
             const data = new DataTransfer();
             data.setData('text/plain', text);
             field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
           }""",
        text,
    )


def test_a_meeting_without_a_place_says_so_until_it_is_online(seen: Seen) -> None:
    page = at(seen, "/networks/rivers")
    meetings = values(seen.studio, NETWORK).get("meetings", [])
    count = len(meetings)
    page.get_by_role("button", name="A meeting").click()
    page.locator(f"#f-meetings-{count}-start").fill("2024-02-20 10:00")
    row = page.locator("#list-meetings .row").nth(count)
    page.locator("#f-tagline").focus()
    row.get_by_text("It has no place yet").wait_for()
    page.locator(f"#f-meetings-{count}-online").check()
    seen.saved()
    row.locator(".problem").first.wait_for(state="detached")
    made = values(seen.studio, NETWORK)["meetings"]
    assert isinstance(made, list)
    assert made[count] == {"start": "2024-02-20 10:00", "kind": "kick-off", "online": "true"}


def test_every_field_of_a_network_and_a_point_is_on_its_form(seen: Seen) -> None:
    page = at(seen, "/networks/rivers")
    for key in (
        "name",
        "tagline",
        "about",
        "lead-partner-name",
        "lead-partner-country",
        "lead-expert",
        "link",
        "locale",
    ):
        assert page.locator(f"#f-{key}").count() == 1, key
    for key in ("src", "alt", "caption", "credit", "focus"):
        assert page.locator(f"#f-image-{key}").count() == 1, key
    page = at(seen, "/points/nl")
    for key in ("country", "from-name", "from-address", "reply-to", "postal-address", "time-zone", "website", "smtp"):
        assert page.locator(f"#f-{key}").count() == 1, key
    for key in ("facebook", "x", "linkedin", "instagram", "youtube"):
        assert page.locator(f"#f-social-{key}").count() == 1, key


def test_a_points_sender_address_and_languages_are_changed(seen: Seen) -> None:
    page = at(seen, "/points/nl")
    page.locator("#f-from-name").fill("La oficina")
    page.locator("#f-postal-address").fill("La oficina\nCalle Mayor 1\n28000 Madrid")
    page.locator("#f-social-linkedin").fill("https://www.linkedin.com/company/example")
    seen.saved()
    added = page.locator("#list-locales-add")
    added.focus()
    added.select_option("fr")
    page.locator("#list-locales li", has_text="French").wait_for()
    found = values(seen.studio, "issues/points/nl.yaml")
    assert found["locales"] == ["nl", "nl-BE", "fr"]
    assert found["postal-address"] == ["La oficina", "Calle Mayor 1", "28000 Madrid"]
    assert found["social"] == {"linkedin": "https://www.linkedin.com/company/example"}
    page.locator("#f-reply-to").fill("nobody")
    page.locator(".field", has=page.locator("#f-reply-to")).locator(".problem").wait_for()
    page.locator("#f-social-linkedin").fill("")
    seen.saved()
    assert "social" not in values(seen.studio, "issues/points/nl.yaml")


def test_a_new_network_has_the_name_that_was_typed(seen: Seen) -> None:
    page = at(seen, "/new/network")
    page.locator("#name").fill("Cities & Rivers: Água")
    page.locator("#country").select_option("PT")
    page.get_by_role("button", name="New network").click()
    page.wait_for_url("**/networks/*")
    assert page.locator("#f-name").input_value() == "Cities & Rivers: Água"
    assert page.locator("#f-lead-partner-country").input_value() == "PT"
    assert values(seen.studio, "issues/networks/cities-rivers-agua.yaml")["name"] == "Cities & Rivers: Água"
    page.locator("#f-tagline").fill("Cities by the water")  # is saved before the file moves
    page.locator("#rename > summary").click()
    page.locator("#new-name").fill("Rivers of cities")
    page.locator("#new-name").press("Enter")
    page.wait_for_url("**/networks/rivers-of-cities")
    assert values(seen.studio, "issues/networks/rivers-of-cities.yaml")["tagline"] == "Cities by the water"


def test_a_new_point_is_made_by_its_country_and_one_that_is_there_is_told(seen: Seen) -> None:
    page = at(seen, "/new/point")
    page.locator("#country").select_option("PL")
    page.get_by_role("button", name="New point").click()
    page.wait_for_url("**/points/pl")
    page = at(seen, "/new/point")
    page.locator("#country").select_option("PL")
    page.get_by_role("button", name="New point").click()
    page.get_by_role("alert").get_by_text("There is a point of that country already").wait_for()
    seen.faults[:] = [fault for fault in seen.faults if "422" not in fault]


def test_a_new_article_opens_its_text(seen: Seen) -> None:
    page = at(seen, "/articles/")
    page.get_by_role("link", name="New article").click()
    page.locator("#name").fill("“We are #1”: trees")
    page.get_by_role("button", name="New article").click()
    page.wait_for_url(re.compile("/articles/we-are-1-trees"))  # the place in its letter may stand behind it already
    assert (
        values_in((seen.studio.root / "issues/articles/we-are-1-trees.md").read_bytes(), is_article=True)["title"]
        == "“We are #1”: trees"
    )


@pytest.mark.parametrize("kind", ["issue", "article", "network", "point"])
def test_nothing_is_made_without_a_name(studio: Opened, kind: str) -> None:
    before = sorted((studio.root / "issues").rglob("*"))
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer, body = studio.ask("POST", f"/new/{kind}", b"name=&country=", headers)
    assert answer.status == 422
    assert b"Nothing says what it is called" in body
    assert sorted((studio.root / "issues").rglob("*")) == before
    assert studio.ask("GET", "/new/campaign")[0].status == 404


def test_what_is_not_there_is_told(reading_studio: Opened) -> None:
    for path in ("/networks/none", "/points/none", "/networks/..%2F..%2Fx", "/points/a.b"):
        assert reading_studio.ask("GET", path)[0].status == 404, path


@pytest.mark.parametrize("path", ["/networks/rivers", "/points/nl", "/articles/", "/new/issue"])
def test_axe_finds_nothing_in_forms(studio: Opened, browser: Any, path: str) -> None:
    seen = studio.page(browser, path)
    seen.page.locator("h1").first.wait_for()
    assert faults_in_every_view(seen.page) == {}
    seen.close()

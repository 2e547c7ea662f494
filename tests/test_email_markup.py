"""The markup of every letter, check by check; and each check finds the fault that it is named for."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests import markup_checks as checks
from tests.browser import no_faults
from tests.markup_checks import CHECKS
from tests.page import Page


@pytest.fixture(scope="module")
def pages(letters: dict[str, Path]) -> dict[str, Page]:
    return {name: Page.of(letter) for name, letter in letters.items()}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_in_every_letter(pages: dict[str, Page], check: Callable[[Page], list[str]]) -> None:
    no_faults({name: list(check(page)) for name, page in pages.items()})


def at_the_end(html: str) -> tuple[str, str]:
    return "</body>", f'<div lang="en" dir="ltr">{html}</div></body>'


FAULTS = [
    (checks.html_says_its_language_and_direction, ('<html lang="en"', '<html lang="fr"')),
    (checks.every_child_of_the_body_says_its_language_and_direction, ("</body>", "<p>and</p></body>")),
    (checks.only_links_to_other_languages_are_in_another_language, at_the_end('<p lang="fr">et</p>')),
    (checks.the_title_is_the_subject, (r"<title>[^<]*", "<title>")),
    (checks.the_charset_is_told, ("(?i)utf-8", "latin1")),
    (checks.a_reader_can_zoom, ("initial-scale=1", "initial-scale=1, maximum-scale=1")),
    (checks.both_colour_schemes_are_told, ('<meta name="supported-color-schemes"', "<meta")),
    (checks.nothing_is_loaded_or_run, at_the_end("<form></form>")),
    (checks.nothing_is_loaded_or_run, at_the_end('<p onclick="x()">x</p>')),
    (checks.nothing_is_loaded_or_run, ("</head>", "<style>@import 'x'</style></head>")),
    (checks.every_address_is_https, at_the_end('<a href="http://example.org">x</a>')),
    (checks.every_anchor_leads_to_one_place, at_the_end('<a href="#nowhere">x</a>')),
    (checks.every_anchor_leads_to_one_place, at_the_end('<p id="x">x</p><p id="x">x</p>')),
    (checks.there_is_one_h1, at_the_end("<h1>again</h1>")),
    (checks.headings_go_down_one_level_at_a_time_and_say_something, at_the_end("<h2>a</h2><h4>b</h4>")),
    (checks.headings_go_down_one_level_at_a_time_and_say_something, at_the_end("<h2></h2>")),
    (checks.every_table_is_for_layout_by_role_or_has_heads, at_the_end("<table><tr><td>x</td></tr></table>")),
    (
        checks.every_table_is_for_layout_by_role_or_has_heads,
        at_the_end('<table role="presentation"><tr><th>x</th></tr></table>'),
    ),
    (checks.every_table_is_for_layout_by_role_or_has_heads, at_the_end("<!--[if mso]><table width='1'><![endif]-->")),
    (checks.every_picture_has_an_alternative_text_and_a_width, at_the_end('<img src="x" width="9">')),
    (checks.every_picture_has_an_alternative_text_and_a_width, at_the_end('<img src="x" alt="x">')),
    (checks.no_picture_counts_readers, at_the_end('<img src="https://stats.example.org/p.gif" alt="">')),
    (checks.every_link_has_words, at_the_end('<a href="#"></a>')),
    (checks.no_link_is_called_read_more_and_nothing_else, at_the_end('<a href="#">Read more …</a>')),
    (checks.links_of_one_name_lead_to_one_place, at_the_end('<a href="#a">x</a><a href="#b">x</a>')),
    (checks.what_a_link_shows_begins_what_it_is_called, at_the_end('<a href="#a" aria-label="News">Open</a>')),
    (checks.no_link_is_told_by_colour_only, at_the_end('<a href="#a" style="color:#0000ff">x</a>')),
    (checks.every_text_has_a_font_with_a_generic_family, at_the_end("<p>x</p>")),
    (checks.every_text_has_a_font_with_a_generic_family, at_the_end('<p style="font-family:Arial">x</p>')),
    (checks.inline_colours_are_told_apart, at_the_end('<p style="color:#999999;font-size:16px">x</p>')),
    (checks.every_text_has_a_font_with_a_generic_family, at_the_end('<img src="x" alt="A bridge">')),
    (checks.words_that_run_the_other_way_are_set_apart, at_the_end("<p>1 בית</p>")),
    (checks.the_preheader_says_something_new, (r"(<div[^>]*display:none[^>]*>)[^<]+", r"\1Short")),
    (checks.every_letter_can_be_left, ("org/u/", "org/x/")),
]


@pytest.mark.parametrize(("check", "change"), FAULTS)
def test_a_check_finds_the_fault_it_is_named_for(
    pages: dict[str, Page], check: Callable[[Page], list[str]], change: tuple[str, str]
) -> None:
    page = pages["2023-11/eu/en"]
    broken, count = re.subn(*change, page.html)
    assert count
    assert len(list(check(replace(page, html=broken)))) > len(list(check(page)))


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (checks.the_text_part_says_as_much_in_the_same_language, "Short."),
        (checks.the_text_part_says_as_much_in_the_same_language, "Eine Nachricht auf Deutsch, die länger ist. " * 300),
        (checks.the_text_part_has_every_heading_and_no_markup, "No heading of the letter stands here."),
        (checks.the_text_part_has_every_heading_and_no_markup, "<b>bold</b>"),
        (checks.every_letter_can_be_left, "You can never leave."),
    ],
)
def test_a_check_finds_a_faulty_text_part(
    pages: dict[str, Page], check: Callable[[Page], list[str]], text: str
) -> None:
    page = pages["2023-11/eu/en"]
    assert len(list(check(replace(page, text=text)))) > len(list(check(page)))


def test_every_check_is_shown_to_find_a_fault() -> None:
    shown = {check for check, _ in FAULTS}
    shown |= {
        checks.the_text_part_says_as_much_in_the_same_language,
        checks.the_text_part_has_every_heading_and_no_markup,
    }
    assert shown == set(CHECKS)

"""What is wrong is said in the words of a form: by menus and fields, not by marks of files."""

import datetime as dt

import pytest

from newsletter.pipeline.editing.history import Act
from newsletter.problems import Location, warning
from newsletter.studio.plain_problems import known_words
from newsletter.studio.save_words import address_of
from newsletter.studio.words import words_of


@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_heading_is_told_by_the_menu(locale: str) -> None:
    problem = warning("heading-level", "a heading of level 4 can't stand here", None, "begin it with ###")
    sentence, hint = known_words(words_of(locale), problem) or ("", "")
    assert sentence
    assert "#" not in sentence + hint


def test_what_is_shown_as_it_is_typed_is_named() -> None:
    at = Location("issues/articles/one.md", 9, 5, "See **bold ** words")
    sentence, _ = known_words(words_of("en"), warning("mark-as-typed", "", at)) or ("", "")
    assert sentence == "“**bold” is shown as it is typed."
    sentence, _ = known_words(words_of("en"), warning("mark-as-typed", "")) or ("", "")
    assert sentence == "Something in it is shown as it is typed."


@pytest.mark.parametrize(
    ("file", "address"),
    [
        ("issues/articles/one.md", "/articles/one"),
        ("issues/networks/one.yaml", "/networks/one"),
        ("issues/2024-01/issue.yaml", "/issues/2024-01/compose"),
        ("newsletter.toml", "/source/newsletter.toml"),
        ("locales/es/LC_MESSAGES/2024-01.po", ""),
    ],
)
def test_what_was_done_leads_to_the_page_on_which_it_is_done(file: str, address: str) -> None:
    when = dt.datetime(2024, 1, 2, tzinfo=dt.UTC)
    assert address_of(Act("now", "Ana", when, file, "M")) == address
    assert address_of(Act("now", "Ana", when, file, "D")) == ""

"""What is wrong is said in the words of a form: by menus and fields, not by marks of files."""

import datetime as dt
import re

import pytest

from newsletter.pipeline.editing.history import Act
from newsletter.pipeline.letters.findings import Finding
from newsletter.problems import Location, error, warning
from newsletter.studio.plain_problems import hint_here, known_words, plain_words
from newsletter.studio.save_words import address_of
from newsletter.studio.screens.check import said_of_finding
from newsletter.studio.words import words_of
from tests.conftest import REPOSITORY

SENDING = {
    code
    for file in (REPOSITORY / "newsletter/pipeline/sending").glob("*.py")
    for code in re.findall(r'(?:error|warning)\(\s*"([a-z-]+)"', file.read_text("utf-8"))
}
"""The codes of all problems of sending."""
TOLD_BY_TERMINALS = {"mailing-stopped", "uncertain-deliveries"}
"""Of these a mailing's page makes no problems: it says how it stands, and has the buttons."""


@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_heading_is_told_by_the_menu(locale: str) -> None:
    problem = warning("heading-level", "a heading of level 4 can't stand here", None, "begin it with ###")
    sentence, hint = known_words(words_of(locale), problem) or ("", "")
    assert sentence
    assert "#" not in sentence + hint


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("articles/one/summary", "missing-key", "There is no summary yet."),
        ("articles/one/image/alt", "empty-value", "Nobody has said what the picture shows."),
        ("articles/one/body", "image-without-alt", "Nobody has said what the picture shows."),
        ("articles/one/event/name", "empty-value", "Nothing stands here."),
    ],
)
def test_what_is_lacking_is_called_by_what_it_is_for(path: str, code: str, said: str) -> None:
    at = Location("issues/articles/one.md", 3, path=path)
    problem = error(code, "x", at, "say what it shows between the square brackets")
    sentence, hint = known_words(words_of("en"), problem) or ("", "")
    assert sentence == said
    assert "[" not in hint


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


def test_each_problem_of_sending_says_what_to_do_on_a_page_and_names_no_command(subtests: pytest.Subtests) -> None:
    assert len(SENDING) > 25
    for code in sorted(SENDING - TOLD_BY_TERMINALS):
        with subtests.test(code):
            problem = error(code, "what is wrong", None, "`newsletter send 2024-01 --point es` does it")
            _, hint, _ = plain_words(words_of("en"), problem)
            sentence, says, spoken = plain_words(words_of("es"), problem)
            assert not re.search("`newsletter|<code>|--", f"{hint}{sentence}{says}")
            assert spoken == "es"


def test_what_a_check_of_translations_finds_is_said_in_the_desks_words_and_names_no_mark_of_files() -> None:
    sentence = "« » is not how nl writes quotation marks"
    problem = warning("foreign-quotes", sentence, None, "write above the entry: # ignore-foreign-quotes: and why")
    finding = Finding((problem,), ())
    title, hint, others = said_of_finding(words_of("es"), finding)
    assert title == "Las comillas son de otro idioma."
    assert others == ()
    assert "#" not in hint
    title, hint, _ = said_of_finding(words_of("en"), finding)
    assert title.startswith("« » is not how")
    assert "#" not in hint


def test_a_hint_that_only_a_terminal_can_follow_stands_on_no_page() -> None:
    assert hint_here(error("rare", "it is so", None, "`newsletter init` makes one")) == ""
    assert hint_here(error("rare", "it is so", None, "write another")) == "write another"


def test_where_there_is_no_hint_nothing_is_said_in_any_language() -> None:
    problem = error("sample-site", "the site is the example’s", None, "")
    assert [plain_words(words_of(locale), problem)[1] for locale in ("en", "es")] == ["", ""]

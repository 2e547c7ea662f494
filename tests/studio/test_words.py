"""The studio's words: all that is said is in each catalog, translated, with the same places for what is put in."""

import re
import runpy
import tomllib

import polib
import pytest

from newsletter.studio.plain_problems import known_codes
from newsletter.studio.screens.check import REASONS
from newsletter.studio.words import CATALOGS, SOURCE, languages, words_for, words_of
from tests.conftest import REPOSITORY

OTHERS = [locale for locale in languages() if locale != SOURCE]


def test_spanish_is_one_of_the_studios_languages() -> None:
    assert "es" in languages()


def test_a_catalog_has_all_that_is_said_and_nothing_else(subtests: pytest.Subtests) -> None:
    said = set(runpy.run_path(str(REPOSITORY / "tools/studio_words.py"))["said"]())
    for locale in OTHERS:
        with subtests.test(locale):
            _has_all(locale, said)


def _has_all(locale: str, said: set[tuple[str, str, str]]) -> None:
    catalog = polib.pofile(str(CATALOGS / locale / "LC_MESSAGES/studio.po"))
    there = {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in catalog}
    assert there == said, "run `make studio-words`"
    assert [entry.msgid for entry in catalog if not entry.translated()] == []


@pytest.mark.parametrize("locale", OTHERS)
def test_a_translation_has_places_for_the_same_values(locale: str) -> None:
    for entry in polib.pofile(str(CATALOGS / locale / "LC_MESSAGES/studio.po")):
        wanted = set(re.findall(r"\{\w*\}", entry.msgid + entry.msgid_plural))
        for text in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            found = set(re.findall(r"\{\w*\}", text))
            assert found <= wanted, entry.msgid
            assert wanted - found <= {"{n}"}, entry.msgid


@pytest.mark.parametrize("locale", OTHERS)
def test_why_a_problem_matters_is_said_of_all_that_editors_can_make(locale: str) -> None:
    said = tomllib.loads((REASONS / f"{locale}.toml").read_text("utf-8"))
    explained = tomllib.loads((REPOSITORY / "newsletter/explanations.toml").read_text("utf-8"))
    known = known_codes()
    assert known - said.keys() == set()
    assert said.keys() - explained.keys() == set()


def test_who_asks_for_a_language_that_is_not_there_is_spoken_to_in_english() -> None:
    assert words_for(["ka", "fr"]).gettext("History") == "History"
    assert words_for(["es-AR", "en"]).gettext("History") == "Historial"
    assert words_of("es").ngettext("{n} edition", "{n} editions", 2).format(n=2) == "2 ediciones"

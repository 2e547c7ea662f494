"""Locale identifiers: one form, one chain of fallbacks, names in their own language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter import locales
from newsletter.plurals import rule_for
from tests.support.thirty import THIRTY


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("nl", "nl"),
        ("NL", "nl"),
        ("nl-be", "nl-BE"),
        ("PT-pt", "pt-PT"),
        ("SR-latn", "sr-Latn"),
        ("sr-latn-me", "sr-Latn-ME"),
        ("es-419", "es-419"),
        ("fr-XX", "fr-XX"),
        ("iw", "he"),
        ("in-ID", "id-ID"),
        ("sh", "sr-Latn"),
        ("sh-Cyrl-BA", "sr-Cyrl-BA"),
        ("cnr", "sr-ME"),
        ("no", "no"),
    ],
)
def test_a_tag_has_one_way_of_writing(written: str, known: str) -> None:
    assert locales.canonical(written) == known


@pytest.mark.parametrize("tag", ["", "xx", "dutch", "nl_BE", "nl-", "nl-BE-", "nl BE", "../nl", "n", "nl-BE-x-private"])
def test_what_is_no_locale_has_no_form(tag: str) -> None:
    assert locales.canonical(tag) is None


@settings(deadline=None)
@given(st.text(max_size=12))
def test_a_form_is_its_own_form_and_can_be_named(tag: str) -> None:
    known = locales.canonical(tag)
    if known is not None:
        assert locales.canonical(known) == known
        assert locales.chain(known)[0] == known
        assert locales.autonym(known)
        assert locales.direction(known) in ("ltr", "rtl")


@pytest.mark.parametrize(
    ("tag", "chain"),
    [
        ("nl", ["nl"]),
        ("nl-BE", ["nl-BE", "nl"]),
        ("pt-PT", ["pt-PT", "pt"]),
        ("sr-Cyrl-RS", ["sr-Cyrl-RS", "sr-Cyrl", "sr"]),
        ("nl-Latn", ["nl-Latn", "nl"]),
    ],
)
def test_the_chain_goes_from_the_tag_to_its_language(tag: str, chain: list[str]) -> None:
    assert locales.chain(tag) == chain


@pytest.mark.parametrize(
    ("tag", "chain"),
    [
        ("sr-Latn", ["sr-Latn"]),
        ("sr-Latn-ME", ["sr-Latn-ME", "sr-Latn"]),
        ("zh-Hant", ["zh-Hant"]),
        ("bs-Cyrl", ["bs-Cyrl"]),
        ("zh-TW", ["zh-TW", "zh-Hant"]),
        ("zh-Hant-HK", ["zh-Hant-HK", "zh-Hant"]),
        ("zh-CN", ["zh-CN", "zh"]),
        ("sr-ME", ["sr-ME", "sr-Latn"]),
    ],
)
def test_a_reader_is_never_given_another_script(tag: str, chain: list[str]) -> None:
    assert locales.chain(tag) == chain


@pytest.mark.parametrize(
    ("wish", "there", "found"),
    [
        ("no", "en nb", "nb"),
        ("zh-HK", "zh zh-TW", "zh-TW"),
        ("zh-TW", "zh zh-CN", ""),
        ("sr-Latn", "sr", ""),
        ("nl", "", ""),
    ],
)
def test_a_wish_is_met_by_what_means_the_same_and_by_no_other_script(wish: str, there: str, found: str) -> None:
    assert locales.met(wish, there.split()) == found


def test_a_chain_can_be_changed_by_who_asked_for_it() -> None:
    locales.chain("nl-BE").clear()
    assert locales.chain("nl-BE") == ["nl-BE", "nl"]


@pytest.mark.parametrize(
    ("tag", "babel"),
    [
        ("en", "en_GB"),
        ("en-GB", "en_GB"),
        ("en-US", "en_US"),
        ("pt", "pt_PT"),
        ("pt-PT", "pt_PT"),
        ("pt-BR", "pt_BR"),
        ("sr", "sr"),
        ("sr-Latn", "sr_Latn"),
        ("no", "nb"),
        ("nl-BE", "nl_BE"),
        ("fr-XX", "fr"),
        ("en-XX", "en_GB"),
    ],
)
def test_babel_is_asked_for_the_european_form(tag: str, babel: str) -> None:
    assert str(locales.for_babel(tag)) == babel


def test_babel_is_not_asked_for_what_is_no_language() -> None:
    with pytest.raises(ValueError, match="'xx'"):
        locales.for_babel("xx")


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "English"),
        ("en-GB", "English"),
        ("fr", "Français"),
        ("es", "Español"),
        ("el", "Ελληνικά"),
        ("pt-PT", "Português"),
        ("hr", "Hrvatski"),
        ("nl", "Nederlands"),
        ("nl-BE", "Nederlands (België)"),
        ("sr-Latn", "Srpski"),
        ("sr", "Српски"),
        ("nb", "Norsk"),
        ("cs", "Čeština"),
        ("ar", "العربية"),
        ("fr-XX", "Français"),
    ],
)
def test_a_menu_names_each_language_in_itself(tag: str, name: str) -> None:
    assert locales.autonym(tag) == name


def test_georgian_begins_with_the_letter_it_always_has() -> None:
    assert locales.autonym("ka") == "ქართული", "upper case would be a letter that few fonts have"


def test_the_languages_of_the_programme_have_thirty_names() -> None:
    assert len({locales.autonym(tag) for tag in THIRTY}) == 30


@pytest.mark.parametrize("tag", sorted({*THIRTY} - {"lv", "mt"}))
def test_numbers_that_cldr_keeps_apart_have_plural_forms_of_their_own(tag: str) -> None:
    rule = rule_for(tag)
    both = {(rule.form(number), locales.for_babel(tag).plural_form(number)) for number in range(1_101)}
    assert len(both) == len({one for one, _ in both}) == len({other for _, other in both}) == rule.count


@pytest.mark.parametrize(
    ("tag", "direction"), [("ar", "rtl"), ("he", "rtl"), ("ur", "rtl"), ("nl", "ltr"), ("el", "ltr")]
)
def test_text_runs_in_its_direction(tag: str, direction: str) -> None:
    assert locales.direction(tag) == direction


def test_countries_are_those_of_iso_and_the_union() -> None:
    codes = locales.country_codes()
    assert {"NL", "GR", "BA", "XK", "EU"} <= codes
    assert not {"UK", "EL", "001", "419", "ZZ", "XA", "UN", "EZ"} & codes, "these are no ISO codes of countries"


@pytest.mark.parametrize(
    ("tag", "country"),
    [("nl", "NL"), ("nl-BE", "BE"), ("el", "GR"), ("en", "GB"), ("pt", "PT"), ("nb", "NO"), ("sr-Latn", "RS"),
     ("ca", "ES"), ("es-419", "ES"), ("fr-XX", "FR"), ("eo", "")],
)  # fmt: skip
def test_a_locale_is_at_home_in_the_country_it_names_or_where_most_read_it(tag: str, country: str) -> None:
    assert locales.home_country(tag) == country


def test_a_countrys_official_languages_come_by_how_many_speak_them() -> None:
    assert locales.official_locales("BE") == ["nl", "fr", "de"]
    assert locales.official_locales("NO") == ["nb", "nn"]
    assert locales.official_locales("BA") == ["bs", "hr", "sr"]
    assert locales.official_locales("ME") == ["sr-Latn"]
    assert locales.official_locales("AQ") == []


def test_every_country_of_the_union_and_around_it_has_a_main_time_zone() -> None:
    import zoneinfo

    codes = (
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK EU NO CH AL BA ME MK RS UA"
    )
    for code in [*codes.split(), "MD", "XK", "GB", "IS", "LI"]:
        assert zoneinfo.ZoneInfo(locales.main_zone(code)), code
    assert locales.main_zone("AQ") == ""


def test_names_of_languages_stand_where_a_reader_looks_for_them() -> None:
    ordered = ["Bosanski", "Čeština", "Dansk", "Español", "Scepan", "Šćepan", "Suomi", "Ελληνικά", "Українська"]
    assert sorted(set(ordered), key=locales.in_order) == ordered

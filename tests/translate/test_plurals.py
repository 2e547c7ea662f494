"""Plural forms are those that the file counts, whoever wrote it and whatever library is installed."""

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.plurals import PluralRule, refit_forms, rule_for, rule_of
from newsletter.problems import Severity
from newsletter.translate.chrome import chrome_of
from newsletter.translate.formats.comments import write_lines
from newsletter.translate.formats.po import entry_problems, parse_catalog
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.merge import merge_units
from newsletter.translate.threeway import three_way
from newsletter.translate.unit import Catalog, State, Unit
from tests.conftest import needs

WEBLATE_FRENCH = "nplurals=3; plural=(n == 0 || n == 1) ? 0 : ((n != 0 && n % 1000000 == 0) ? 1 : 2);"
WEBLATE_LATVIAN = (
    "nplurals=3; plural=(n % 10 == 0 || n % 100 >= 11 && n % 100 <= 19) ? 0 : ((n % 10 == 1 && n % 100 != 11) ? 1 : 2);"
)
TRANSIFEX_CZECH = (
    "nplurals=4; plural=(n == 1 && n % 1 == 0) ? 0 : (n >= 2 && n <= 4 && n % 1 == 0) ? 1: (n % 1 != 0 ) ? 2 : 3;"
)
PARTNERS = Unit("", "%(num)s partner", plural="%(num)s partners")


def file(rule: str, *forms: str, flag: str = "") -> bytes:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    head += f'"Plural-Forms: {rule}\\n"\n' if rule else ""
    texts = "".join(f'msgstr[{number}] "{text}"\n' for number, text in enumerate(forms))
    return f'{head}\n{flag}msgid "{PARTNERS.source}"\nmsgid_plural "{PARTNERS.plural}"\n{texts}'.encode()


def read(data: bytes, locale: str, *codes: str) -> Catalog:
    catalog, problems = parse_catalog(data, locale, f"locales/{locale}/LC_MESSAGES/chrome.po")
    assert [problem.code for problem in problems] == list(codes)
    assert catalog is not None
    assert all(problem.severity is Severity.WARNING for problem in problems)
    return catalog


def said(catalog: Catalog, *numbers: int) -> list[str]:
    chrome = chrome_of(catalog.locale, [PARTNERS], [catalog])
    return [chrome.ngettext(PARTNERS.source, PARTNERS.plural, number) for number in numbers]


class TestOtherToolsCount:
    def test_french_with_a_form_for_millions(self) -> None:
        catalog = read(file(WEBLATE_FRENCH, "partenaire", "de partenaires", "partenaires"), "fr")
        assert said(catalog, 0, 1, 2, 17) == ["partenaire", "partenaire", "partenaires", "partenaires"]
        assert said(catalog, 1_000_000) == ["de partenaires"]

    def test_latvian_with_its_forms_in_another_order(self) -> None:
        catalog = read(file(WEBLATE_LATVIAN, "partneru", "partneris", "partneri"), "lv")
        assert said(catalog, 0, 1, 2, 11, 21) == ["partneru", "partneris", "partneri", "partneru", "partneris"]

    def test_an_update_leaves_the_file_and_its_head_as_they_are(self) -> None:
        before = read(file(WEBLATE_FRENCH, "partenaire", "de partenaires", "partenaires"), "fr")
        after = read(to_bytes(merge_units(before, [PARTNERS])), "fr")
        assert after.header["Plural-Forms"] == WEBLATE_FRENCH
        assert [entry.targets for entry in after.entries] == [("partenaire", "de partenaires", "partenaires")]

    def test_a_form_that_no_number_has_may_be_empty(self) -> None:
        catalog = read(file(TRANSIFEX_CZECH, "partner", "partneři", "", "partnerů"), "cs")
        assert catalog.entries[0].state is State.REVIEWED
        assert said(catalog, 1, 2, 5) == ["partner", "partneři", "partnerů"]
        fuzzy = read(to_bytes(read(file(TRANSIFEX_CZECH, "a", "b", "", "c", flag="#, fuzzy\n"), "cs")), "cs")
        assert fuzzy.entries[0].state is State.NEEDS_REVIEW
        assert read(file(TRANSIFEX_CZECH, "a", "", "b", "c"), "cs").entries[0].state is State.MISSING

    @pytest.mark.parametrize("rule", ["", "nplurals=INTEGER; plural=EXPRESSION;"])
    def test_a_file_that_says_nothing_counts_as_a_new_one_and_says_so_from_then_on(self, rule: str) -> None:
        catalog = read(file(rule, "partner", "partnerzy", "partnerów"), "pl")
        assert said(catalog, 1, 2, 5) == ["partner", "partnerzy", "partnerów"]
        assert read(to_bytes(catalog), "pl").header["Plural-Forms"] == rule_for("pl").header


class TestFormsThatDoNotFit:
    def test_forms_too_few_are_told_and_the_text_is_missing(self) -> None:
        catalog = read(file(rule_for("pl").header, "partner", "partnerzy"), "pl")
        assert (catalog.entries[0].targets, catalog.entries[0].state) == (("partner", "partnerzy", ""), State.MISSING)
        (problem,) = entry_problems(catalog, [])
        assert (problem.code, problem.severity) == ("missing-plural-form", Severity.ERROR)
        assert problem.message == "the text has 2 plural forms; the file counts 3"
        again = read(to_bytes(catalog), "pl")
        assert again.entries == catalog.entries
        assert again.unusable == catalog.unusable == {catalog.entries[0].key}

    def test_a_plural_that_nobody_has_translated_lacks_nothing(self) -> None:
        assert read(file(rule_for("pl").header, ""), "pl").unusable == frozenset()

    def test_forms_too_many_are_set_aside_and_stay_in_the_file(self) -> None:
        catalog = read(file("nplurals=2; plural=(n > 1);", "partenaire", "x", "partenaires"), "fr", "wrong-plurals")
        (entry,) = catalog.entries
        assert (entry.targets, entry.state) == (("partenaire", "x"), State.NEEDS_REVIEW), "nobody knows which is which"
        assert write_lines(entry.record) == ("set aside: partenaires",)
        assert b"# set aside: partenaires\n" in to_bytes(catalog)
        assert read(to_bytes(catalog), "fr").entries == catalog.entries

    def test_a_head_of_another_language_over_three_polish_forms_keeps_the_words_for_most_numbers(self) -> None:
        catalog = read(file("nplurals=2; plural=(n != 1);", "a", "b", "c"), "pl", "wrong-plurals", "wrong-plurals")
        assert catalog.entries[0].targets == ("a", "c")
        assert write_lines(catalog.entries[0].record) == ("set aside: b",)

    def test_a_file_that_counts_fewer_forms_than_the_language_has_is_told(self) -> None:
        _, (problem,) = parse_catalog(file("nplurals=2; plural=(n != 1);", "a", "b"), "pl", "pl.po")
        assert problem.message == "the file counts 2 plural forms; pl has 3"
        assert problem.hint == f"write Plural-Forms: {rule_for('pl').header}, and translate all forms"


class TestTwoWaysToCount:
    def test_each_number_keeps_its_words(self) -> None:
        ours, theirs = rule_for("lv"), rule_of(WEBLATE_LATVIAN)
        assert theirs is not None
        assert refit_forms(("partneris", "partneri", "partneru"), ours, theirs) == (
            ("partneri", "partneris", "partneri"), ("partneru",),
        )  # fmt: skip
        assert refit_forms(("a", "b", "c"), ours, ours) == (("a", "b", "c"), ())

    def test_a_merge_counts_as_the_side_that_has_changed_it(self) -> None:
        ours = read(file(rule_for("fr").header, "partenaire", "partenaires"), "fr")
        theirs = read(file(WEBLATE_FRENCH, "partenaire", "de partenaires", "partenaires"), "fr")
        both, conflicts = three_way(ours, ours, theirs)
        assert conflicts == []
        assert [entry.targets for entry in both.entries] == [("partenaire", "de partenaires", "partenaires")]
        both, _ = three_way(theirs, ours, theirs)
        assert both.header["Plural-Forms"] == rule_for("fr").header
        assert said(both, 1, 2) == ["partenaire", "partenaires"]

    @given(st.sampled_from(["fr", "pl", "lv", "ar", "ja", "ga", "sl"]), st.sampled_from(["fr", "pl", "lv", "ar", "ja"]))
    def test_no_words_are_lost(self, one: str, other: str) -> None:
        targets = tuple(f"form {number}" for number in range(rule_for(one).count))
        forms, rest = refit_forms(targets, rule_for(one), rule_for(other))
        assert len(forms) == rule_for(other).count
        assert all(forms)
        assert {*forms, *rest} == set(targets)


class TestNewCatalogs:
    LOCALES = "bg cs da de el es et fi fr he hr hu it ja ko lt lv nb nl nn pl pt pt-BR ro ru sk sl sr sv tr uk vi"

    @pytest.mark.slow
    @needs("msginit")
    def test_they_get_what_the_tools_of_gettext_write(self, tmp_path: Path) -> None:
        (tmp_path / "x.pot").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
        for locale in self.LOCALES.split():
            command = ["msginit", "--no-translator", "--no-wrap", "-i", "x.pot", "-o", "-", "-l"]
            done = subprocess.run([*command, locale.replace("-", "_")], cwd=tmp_path, capture_output=True, check=True)
            found = re.search(r"Plural-Forms: (.*?)\\n", done.stdout.decode())
            assert found, locale
            rule = rule_of(found[1])
            assert rule is not None
            assert rule.chooses_as(rule_for(locale)), locale

    @pytest.mark.parametrize(("locale", "count"), [("es", 2), ("fr", 2), ("it", 2), ("pt-PT", 2), ("ga", 5), ("xx", 2)])
    def test_no_release_of_a_library_changes_them(self, locale: str, count: int) -> None:
        assert rule_for(locale).count == count


def test_a_number_that_a_rule_has_no_answer_for_has_the_last_form() -> None:
    assert PluralRule(2, "(n == 7000001 ? 1/0 : 0)").form(7_000_001) == 1
    assert PluralRule(2, "(n == 7000001 ? 9 : 0)").form(7_000_001) == 1

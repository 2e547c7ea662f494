"""Chrome: the fixed words of templates are found, and said in the words of each locale by gettext's rules."""

from pathlib import Path

import pytest

from newsletter.content.foreign import foreign
from newsletter.plurals import rule_for
from newsletter.translate.chrome import Chrome, chrome_of, chrome_units, page_units
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.unit import About, Catalog, State, Translation, Unit
from tests.conftest import REPOSITORY, text_of


def templates(folder: Path, **files: str) -> Path:
    for name, words in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(words), "utf-8")
    return folder


def units(folder: Path, **files: str) -> list[Unit]:
    found, problems = chrome_units(templates(folder, **files))
    assert problems == []
    return found


def catalog(locale: str, *entries: Translation) -> Catalog:
    """A catalog as it is read from its file."""
    data = to_bytes(Catalog(locale, "chrome.po", entries))
    found, problems = parse_catalog(data, locale, f"locales/{locale}/LC_MESSAGES/chrome.po")
    assert problems == []
    assert found is not None
    return found


def said(source: str, *targets: str, context: str = "", state: State = State.REVIEWED, plural: str = "") -> Translation:
    return Translation(context, source, targets, state, plural=plural)


MORE = Unit("", "Read more")
CITIES = Unit("", "%(num)s city", plural="%(num)s cities")


class TestExtraction:
    def test_every_way_of_marking_a_text_is_found(self, tmp_path: Path) -> None:
        found = units(
            tmp_path,
            a_mjml="""
            <p>{{ _("Read more") }}</p>
            <p>{{ gettext("In this issue") }}</p>
            <p>{{ ngettext("%(num)s city", "%(num)s cities", count) }}</p>
            <p>{{ pgettext("button", "Open") }}</p>
            <p>{{ npgettext("meeting", "%(num)s day", "%(num)s days", count) }}</p>
            <p>{% trans %}
              Two lines
              of words
            {% endtrans %}</p>
            <p>{{ title }} {{ "no text" }}</p>
            """,
        )
        assert found == [
            Unit("", "Read more"),
            Unit("", "In this issue"),
            Unit("", "%(num)s city", plural="%(num)s cities"),
            Unit("button", "Open"),
            Unit("meeting", "%(num)s day", plural="%(num)s days"),
            Unit("", "Two lines of words"),
        ]

    def test_a_note_above_a_text_is_for_its_translator(self, tmp_path: Path) -> None:
        found = units(
            tmp_path,
            a_mjml="""
            {# NOTE: a button #}
            <p>{{ _("Read more") }}</p>
            {# a remark for nobody #}
            <p>{{ _("Topics") }}</p>
            """,
        )
        assert found == [Unit("", "Read more", About("a button")), Unit("", "Topics")]

    def test_a_text_in_two_templates_is_one_unit_with_the_note_of_either(self, tmp_path: Path) -> None:
        found = units(
            tmp_path,
            a_mjml='{{ _("Read more") }}\n{{ _("Topics") }}\n',
            b_txt='{# NOTE: a button #}\n{{ _("Read more") }}\n',
        )
        assert found == [Unit("", "Read more", About("a button")), Unit("", "Topics")]

    @pytest.mark.parametrize("order", ["ab", "ba"])
    def test_a_text_with_a_plural_in_one_place_has_it_everywhere(self, tmp_path: Path, order: str) -> None:
        files = {f"{order[0]}_mjml": '{{ _("city") }}', f"{order[1]}_txt": '{{ ngettext("city", "cities", n) }}'}
        assert units(tmp_path, **files) == [Unit("", "city", plural="cities")]

    def test_the_same_words_in_another_context_are_another_unit(self, tmp_path: Path) -> None:
        found = units(tmp_path, a_mjml='{{ _("Open") }}{{ pgettext("button", "Open") }}')
        assert found == [Unit("", "Open"), Unit("button", "Open")]

    def test_what_pages_say_is_not_for_letters(self, tmp_path: Path) -> None:
        folder = templates(tmp_path, a_mjml='{{ _("in a letter") }}', pages__b_html='{{ _("on a page") }}')
        assert [[unit.source for unit in of(folder)[0]] for of in (chrome_units, page_units)] == [
            ["in a letter"],
            ["on a page"],
        ]

    def test_units_come_by_file_and_line(self, tmp_path: Path) -> None:
        found = units(
            tmp_path,
            b_txt='{{ _("3") }}',
            a_mjml='{{ _("1") }}\n{{ _("2") }}',
            points__es__c_html='{{ _("4") }}',
            d_css='{{ _("never") }}',
        )
        assert [unit.source for unit in found] == ["1", "2", "3", "4"]

    def test_a_broken_template_is_a_problem_at_its_line_and_the_others_are_read(self, tmp_path: Path) -> None:
        templates(
            tmp_path,
            a_mjml='{{ _("lost") }}\n<p>\n{% if %}\n</p>\n',
            b_txt='{{ _("Read more") }}',
        )
        found, problems = chrome_units(tmp_path)
        assert found == [MORE]
        assert [
            (problem.code, problem.location.file, problem.location.line) for problem in problems if problem.location
        ] == [("broken-template", "templates/a.mjml", 3)]
        assert problems[0].location is not None
        assert problems[0].location.excerpt == "{% if %}"

    @pytest.mark.parametrize("words", ["{{ _('x' }}", "{% endif %}", "{{", "{% trans %}x", "{{ 'x }}", "{% for %}"])
    def test_a_template_that_cannot_be_read_never_crashes(self, tmp_path: Path, words: str) -> None:
        _, problems = chrome_units(templates(tmp_path, a_mjml=words))
        assert [problem.code for problem in problems] == ["broken-template"]

    def test_the_templates_of_this_repository_are_found_with_their_notes(self) -> None:
        found, problems = chrome_units(REPOSITORY / "templates")
        assert problems == []
        by_source = {unit.source: unit for unit in found}
        assert by_source["Read more"].about.limit == 30
        assert by_source["%(num)s partner"].plural == "%(num)s partners"


class TestWords:
    def test_each_question_is_answered_in_the_words_of_the_locale(self) -> None:
        found = [MORE, CITIES, Unit("button", "Open"), Unit("m", "day", plural="days")]
        chrome = chrome_of(
            "nl",
            found,
            [
                catalog(
                    "nl",
                    said("Read more", "Lees verder"),
                    said("%(num)s city", "%(num)s stad", "%(num)s steden", plural="%(num)s cities"),
                    said("Open", "Openen", context="button"),
                    said("day", "dag", "dagen", context="m", plural="days"),
                )
            ],
        )
        assert chrome.gettext("Read more") == "Lees verder"
        assert chrome.ngettext("%(num)s city", "%(num)s cities", 1) == "%(num)s stad"
        assert chrome.ngettext("%(num)s city", "%(num)s cities", 0) == "%(num)s steden"
        assert chrome.pgettext("button", "Open") == "Openen"
        assert chrome.npgettext("m", "day", "days", 3) == "dagen"
        assert set(chrome.states.values()) == {State.REVIEWED}

    def test_what_a_catalog_lacks_comes_in_english_and_says_so(self) -> None:
        chrome = chrome_of("nl", [MORE, CITIES], [catalog("nl")])
        assert chrome.gettext("Read more") == foreign("Read more", "en")
        assert chrome.ngettext("%(num)s city", "%(num)s cities", 1) == foreign("%(num)s city", "en")
        assert chrome.ngettext("%(num)s city", "%(num)s cities", 2) == foreign("%(num)s cities", "en")
        assert chrome.states == {MORE.key: State.MISSING, CITIES.key: State.MISSING}

    @pytest.mark.parametrize(
        "entry",
        [
            Translation("", "Read more", ("Lees verder",), State.REVIEWED, is_obsolete=True),
            Translation("", "Read more", ("",)),
            Translation("", "Read more", ("<b1>Lees</b1> verder",), State.REVIEWED),
            Translation("", "Read more", ("Lees %(n)s verder",), State.REVIEWED),
            Translation("other", "Read more", ("Lees verder",), State.REVIEWED),
        ],
        ids=["gone", "empty", "with a tag", "with a placeholder", "of another context"],
    )
    def test_what_cannot_be_used_is_missing(self, entry: Translation) -> None:
        chrome = chrome_of("nl", [MORE], [catalog("nl", entry)])
        assert chrome.gettext("Read more") == foreign("Read more", "en")
        assert chrome.states == {MORE.key: State.MISSING}

    def test_the_more_specific_catalog_is_asked_first(self) -> None:
        catalogs = [
            catalog("nl-BE", said("Read more", "Verder lezen", state=State.NEEDS_REVIEW)),
            catalog("nl", said("Read more", "Lees verder", state=State.NEEDS_REVIEW), said("Topics", "Thema’s")),
        ]
        chrome = chrome_of("nl-BE", [MORE, Unit("", "Topics")], catalogs)
        assert chrome.gettext("Read more") == "Verder lezen"
        assert chrome.gettext("Topics") == "Thema’s"
        assert chrome.states == {MORE.key: State.NEEDS_REVIEW, ("", "Topics"): State.REVIEWED}

    def test_a_reviewed_text_of_the_shorter_locale_stands_before_a_draft_of_the_longer(self) -> None:
        catalogs = [
            catalog("nl-BE", said("Read more", "Verder lezen", state=State.NEEDS_REVIEW)),
            catalog("nl", said("Read more", "Lees verder")),
        ]
        chrome = chrome_of("nl-BE", [MORE], catalogs)
        assert (chrome.gettext("Read more"), chrome.states[MORE.key]) == ("Lees verder", State.REVIEWED)

    def test_only_what_the_templates_say_today_counts(self) -> None:
        chrome = chrome_of("nl", [MORE], [catalog("nl", said("Read more", "Lees verder"), said("Old", "Oud"))])
        assert set(chrome.states) == {MORE.key}

    def test_a_plural_that_was_translated_as_one_text_is_missing_and_never_crashes(self) -> None:
        chrome = chrome_of("nl", [CITIES], [catalog("nl", said("%(num)s city", "%(num)s stad"))])
        assert chrome.ngettext("%(num)s city", "%(num)s cities", 5) == foreign("%(num)s cities", "en")
        assert chrome.states == {CITIES.key: State.MISSING}


class TestPlurals:
    @pytest.mark.parametrize(
        ("locale", "forms"),
        [
            ("pl", {1: 0, 2: 1, 5: 2, 12: 2, 21: 2, 22: 1, 0: 2}),
            ("hr", {1: 0, 2: 1, 5: 2, 11: 2, 21: 0, 22: 1, 0: 2}),
            ("sr-Latn", {1: 0, 2: 1, 5: 2, 21: 0, 22: 1}),
            ("fr", {0: 0, 1: 0, 2: 1, 5: 1, 22: 1}),
            ("nl", {0: 1, 1: 0, 2: 1, 22: 1}),
            ("el", {1: 0, 2: 1, 22: 1}),
            ("hu", {0: 1, 1: 0, 2: 1, 22: 1}),
            ("mk", {1: 0, 2: 1, 11: 1, 21: 0, 22: 1}),
            ("ja", {1: 0, 2: 0, 22: 0}),
            ("mt", {1: 0, 0: 1, 2: 1, 10: 1, 11: 2, 22: 3}),
        ],
    )
    def test_each_number_has_the_form_that_gettext_gives_it(self, locale: str, forms: dict[int, int]) -> None:
        targets = [f"{number}: %(num)s" for number in range(rule_for(locale).count)]
        entry = said("%(num)s city", *targets, plural="%(num)s cities")
        chrome = chrome_of(locale, [CITIES], [catalog(locale, entry)])
        found = {number: chrome.ngettext("%(num)s city", "%(num)s cities", number) for number in forms}
        assert found == {number: targets[form] for number, form in forms.items()}

    def test_real_polish_says_it_as_poles_do(self) -> None:
        found, _ = chrome_units(REPOSITORY / "templates")
        data = (REPOSITORY / "locales/pl/LC_MESSAGES/chrome.po").read_bytes()
        read, _ = parse_catalog(data, "pl", "chrome.po")
        assert read is not None
        chrome = chrome_of("pl", found, [read])
        said = [chrome.ngettext("%(num)s partner", "%(num)s partners", number) for number in (1, 2, 5, 22)]
        assert said == ["%(num)s partner", "%(num)s partnerzy", "%(num)s partnerów", "%(num)s partnerzy"]


class TestEnglish:
    @pytest.mark.parametrize("locale", ["en", "en-GB"])
    def test_english_needs_no_catalog(self, locale: str) -> None:
        chrome = chrome_of(locale, [MORE, CITIES], [Catalog(locale, "chrome.po")])
        assert chrome.gettext("Read more") == "Read more"
        assert chrome.ngettext("%(num)s city", "%(num)s cities", 1) == "%(num)s city"
        assert chrome.ngettext("%(num)s city", "%(num)s cities", 2) == "%(num)s cities"
        assert chrome.states == {}, "nothing of it waits for anybody"

    def test_a_catalog_of_english_says_some_things_in_another_way_and_lacks_nothing(self) -> None:
        chrome = chrome_of("en", [MORE, CITIES], [catalog("en", said("Read more", "Read on"))])
        assert chrome.gettext("Read more") == "Read on"
        assert chrome.ngettext("%(num)s city", "%(num)s cities", 2) == "%(num)s cities"
        assert chrome.states == {MORE.key: State.REVIEWED}


def test_a_chrome_can_be_asked_for_any_text() -> None:
    assert Chrome("en", {}, {}, {}).gettext("whatever") == "whatever"

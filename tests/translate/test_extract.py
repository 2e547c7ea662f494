"""Which texts a locale has to translate, and what its translators are told of each."""

from collections.abc import Iterable

import pytest

from newsletter.content.issue import Issue
from newsletter.translate.extract import units_for
from newsletter.translate.formats.about import lines_about
from newsletter.translate.unit import About, Catalog, State, Translation, Unit
from tests.conftest import Sample


def issues(sample: Sample, points: Iterable[str]) -> list[Issue]:
    content, problems = sample.load()
    assert problems == []
    return [issue for point in points if (issue := content.issue_for(point))]


def units(sample: Sample, locale: str, *points: str, english: Catalog | None = None) -> list[Unit]:
    return units_for(locale, issues(sample, points), "en", english)


def sources(found: list[Unit]) -> list[str]:
    return [unit.source for unit in found]


class TestWhich:
    def test_a_text_in_the_locale_itself_is_none(self, sample: Sample) -> None:
        english = sources(units(sample, "en", "eu"))
        assert english == [
            "Markten in de stad",
            "De markt is terug.",
            "Economie",
            "Marktdag",
            "Opening",
            "Ontvangst",
            "De markt is terug in de stad.",
        ]
        dutch = sources(units(sample, "nl", "nl"))
        assert not set(english) & set(dutch)
        assert "A small issue" in dutch

    def test_a_text_in_a_shorter_form_of_the_locale_is_none(self, sample: Sample) -> None:
        assert sources(units(sample, "nl-BE", "nl")) == sources(units(sample, "nl", "nl"))
        assert units(sample, "en-GB", "eu") == units(sample, "en", "eu")

    def test_a_text_in_a_longer_form_of_the_locale_is_one(self, sample: Sample) -> None:
        sample.edit("issues/articles/markets.md", "locale: nl", "locale: nl-BE")
        assert "Markten in de stad" in sources(units(sample, "nl", "nl"))

    def test_a_text_in_another_script_is_one(self, sample: Sample) -> None:
        sample.edit("issues/articles/markets.md", "locale: nl", "locale: sr")
        assert "Markten in de stad" in sources(units(sample, "sr-Latn", "nl"))

    def test_names_are_none(self, sample: Sample) -> None:
        found = sources(units(sample, "el", "eu"))
        assert "Cities at the water" in found
        assert not {"Rivers", "Genoa", "Ghent", "Gent", "Ada Example"} & set(found)

    def test_a_senders_name_is_one_in_the_points_other_locales(self, sample: Sample) -> None:
        sample.edit("issues/points/nl.yaml", "locales: [nl, nl-BE]", "locales: [nl, fy]")
        assert "Nationaal punt" not in sources(units(sample, "nl", "nl"))
        found = {unit.context: unit for unit in units(sample, "fy", "nl")}
        assert found["points/nl/from/name"] == Unit(
            "points/nl/from/name", "Nationaal punt", About("sender's name", 60, "nl")
        )

    def test_what_a_point_adds_is_one_for_its_other_locales(self, sample: Sample) -> None:
        sample.write(
            "issues/2024-01/points/nl.yaml",
            """
            subject: Klein nummer
            note: Een groet.
            add:
              - text: Uit Nederland.
                heading: Bij ons
            """,
        )
        sample.edit("issues/points/nl.yaml", "locales: [nl, nl-BE]", "locales: [nl, fy]")
        added = {"Klein nummer", "Een groet.", "Uit Nederland.", "Bij ons"}
        assert added <= set(sources(units(sample, "fy", "nl")))
        assert not added & set(sources(units(sample, "nl", "nl")))
        found = sources(units(sample, "fy", "nl"))
        assert "A small issue" not in found, "the point says another subject"
        assert "Two articles and a network." in found, "and leaves the preheader"

    def test_what_a_point_says_in_another_locale_is_one_for_its_first(self, sample: Sample) -> None:
        sample.write("issues/2024-01/points/nl.yaml", "locale: en\nsubject: From the Netherlands\nnote: A greeting.\n")
        found = sources(units(sample, "nl", "nl"))
        assert "From the Netherlands" in found
        assert "A greeting." in found

    def test_what_all_points_of_a_locale_omit_is_none(self, sample: Sample) -> None:
        sample.write(
            "issues/points/be.yaml", sample.read("issues/points/nl.yaml").replace("country: NL", "country: BE")
        )
        sample.write("issues/2024-01/points/nl.yaml", "omit: [bridges]\n")
        bridges = "Bridges over the river"
        assert bridges not in sources(units(sample, "nl", "nl"))
        assert bridges in sources(units(sample, "nl", "nl", "be")), "one point shows it still"
        sample.write("issues/2024-01/points/be.yaml", "omit: [bridges]\n")
        assert bridges not in sources(units(sample, "nl", "nl", "be"))
        assert bridges in sources(units(sample, "nl", "eu"))

    def test_what_only_one_point_shows_is_one_for_its_locale(self, sample: Sample) -> None:
        sample.write("issues/articles/wood.md", "---\ntitle: Wood\nsummary: Of wood.\n---\n\nIt is.\n")
        assert "Wood" not in sources(units(sample, "nl", "nl"))
        sample.write("issues/2024-01/points/nl.yaml", "add: {articles: wood}\n")
        assert "Wood" in sources(units(sample, "nl", "nl"))
        assert "Wood" not in sources(units(sample, "el", "eu"))

    def test_an_empty_cell_of_a_table_is_none(self, sample: Sample) -> None:
        sample.edit("issues/articles/bridges.md", "| Avila | 40 m |", "| Avila | |")
        assert "" not in sources(units(sample, "nl", "nl"))


class TestOrder:
    def test_units_stand_in_the_order_of_reading(self, sample: Sample) -> None:
        assert [(unit.context, unit.source) for unit in units(sample, "nl", "nl")] == [
            ("issues/2024-01/subject", "A small issue"),
            ("issues/2024-01/preheader", "Two articles and a network."),
            ("articles/bridges/title", "Bridges over the river"),
            ("articles/bridges/summary", "Three cities build bridges."),
            ("articles/bridges/image/alt", "Illustration of a bridge"),
            ("articles/bridges/body/paragraph", "The <b1>first</b1> bridge opens in <a1>spring</a1>."),
            ("articles/bridges/body/heading", "What comes next"),
            ("articles/bridges/body/list-item", "The second bridge"),
            ("articles/bridges/body/list-item", "The third bridge"),
            ("articles/bridges/body/table-cell", "City"),
            ("articles/bridges/body/table-cell", "Length"),
            ("articles/bridges/body/table-cell", "Avila"),
            ("articles/bridges/body/table-cell", "40 m"),
            ("articles/bridges/body/quote", "A bridge is a promise."),
            ("issues/2024-01/sections/heading", "A network"),
            ("networks/rivers/tagline", "Cities at the water"),
            ("networks/rivers/about", "Cities that live with their rivers."),
            ("issues/2024-01/sections/heading", "News"),
        ]

    def test_each_unit_stands_once_however_many_points_show_it(self, sample: Sample) -> None:
        both = units(sample, "el", "eu", "nl")
        assert len({unit.key for unit in both}) == len(both)
        assert {unit.key for unit in units(sample, "el", "eu")} < {unit.key for unit in both}

    def test_the_order_is_that_of_the_first_point_and_the_rest_follows(self, sample: Sample) -> None:
        sample.write("issues/2024-01/points/nl.yaml", "lead: markets\nnote: Een groet.\n")
        one, both = units(sample, "el", "eu"), units(sample, "el", "eu", "nl")
        assert both[: len(one)] == one

    def test_a_topic_of_two_articles_is_one_unit(self, sample: Sample) -> None:
        sample.edit("issues/articles/markets.md", "topics: [Economie]", "topics: [Economie, Rivieren]")
        sample.edit("issues/articles/bridges.md", "locale: en", "locale: en\ntopics: [Rivieren]")
        topics = [unit.source for unit in units(sample, "el", "eu") if unit.context == "topics"]
        assert topics == ["Rivieren", "Economie"]

    def test_a_topic_of_articles_in_two_languages_has_the_notes_of_the_first(self, sample: Sample) -> None:
        sample.edit("issues/articles/bridges.md", "locale: en", "locale: fr\ntopics: [Transport]")
        sample.edit("issues/articles/markets.md", "topics: [Economie]", "topics: [Transport]")
        (topic,) = (unit for unit in units(sample, "el", "eu") if unit.context == "topics")
        assert lines_about(topic.about) == ("topic", "source: fr")

    def test_the_same_words_in_two_places_are_two_units(self, sample: Sample) -> None:
        sample.edit("issues/articles/bridges.md", "What comes next", "Cities at the water")
        contexts = [unit.context for unit in units(sample, "nl", "nl") if unit.source == "Cities at the water"]
        assert contexts == ["articles/bridges/body/heading", "networks/rivers/tagline"]


class TestNotes:
    @pytest.mark.parametrize(
        ("context", "notes"),
        [
            ("issues/2024-01/subject", ("subject, at most 60 characters",)),
            ("issues/2024-01/preheader", ("preheader, at most 110 characters",)),
            ("articles/bridges/image/alt", ("alt text, at most 200 characters",)),
            ("articles/bridges/body/quote", ("quote",)),
            ("articles/bridges/body/list-item", ("list item",)),
            ("articles/markets/title", ("title, at most 120 characters", "source: nl")),
            ("articles/markets/agenda/items/text", ("agenda entry", "source: nl")),
            ("topics", ("topic", "source: nl")),
        ],
    )
    def test_a_translator_reads_what_it_is_how_long_and_in_which_language(
        self, sample: Sample, context: str, notes: tuple[str, ...]
    ) -> None:
        found = {unit.context: unit for unit in units(sample, "el", "eu")}
        assert lines_about(found[context].about) == notes

    def test_the_english_stands_beside_what_is_not_english(self, sample: Sample) -> None:
        title = Translation(
            "articles/markets/title", "Markten in de stad", ("Markets in the city",), State.NEEDS_REVIEW
        )
        other = Translation("articles/markets/summary", "De markt is terug.")
        gone = Translation("topics", "Economie", ("Economy",), State.REVIEWED, is_obsolete=True)
        english = Catalog("en", "x.po", (title, other, gone))
        found = {unit.context: lines_about(unit.about) for unit in units(sample, "el", "eu", english=english)}
        assert found["articles/markets/title"] == (
            "title, at most 120 characters",
            "source: nl",
            "English: Markets in the city",
        )
        assert found["articles/markets/summary"] == ("summary, at most 400 characters", "source: nl")
        assert found["topics"] == ("topic", "source: nl")
        assert found["articles/bridges/title"] == ("title, at most 120 characters",)

    def test_the_source_is_named_where_it_is_not_the_projects(self, sample: Sample) -> None:
        found = {unit.context: lines_about(unit.about) for unit in units_for("el", issues(sample, ["eu"]), "nl")}
        assert found["articles/bridges/title"] == ("title, at most 120 characters", "source: en")
        assert found["articles/markets/title"] == ("title, at most 120 characters",)

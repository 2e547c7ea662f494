"""The one walk: what is taken out of an issue goes back in, and nothing that is translated is passed over."""

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from newsletter.content import model
from newsletter.content.fields import Model, Name, Words
from newsletter.content.issue import Issue, Note
from newsletter.content.load import Content, load
from newsletter.content.markdown import parse
from newsletter.content.texts import Text, texts, walk, with_texts
from tests.conftest import REPOSITORY, Sample
from tests.support.markdown_texts import MARKDOWN

POINTS = ["be", "de", "es", "eu", "fr", "gr", "hr", "it", "nl", "pl", "pt"]


@cache
def november() -> Content:
    content, problems = load(REPOSITORY, "2023-11", "en")
    assert problems == []
    return content


def issue_for(content: Content, point: str) -> Issue:
    issue = content.issue_for(point)
    assert issue is not None
    return issue


@pytest.fixture
def full(sample: Sample) -> Issue:
    """The small issue with every field in it that an editor can write."""
    sample.edit("issues/articles/bridges.md", "  alt: Illustration of a bridge", _PICTURE)
    sample.edit("issues/articles/bridges.md", "summary: Three cities build bridges.", _BRIDGES)
    sample.edit("issues/articles/markets.md", "people: [Ada Example]", _PEOPLE)
    sample.edit("issues/articles/markets.md", "    session: Opening", "    session: Opening\n    room: Zaal Eén")
    sample.edit("issues/articles/markets.md", "  place: Gent", "  place: Gent\n  organiser: Stad Gent")
    sample.edit("issues/networks/rivers.yaml", "tagline: Cities at the water", _NETWORK)
    sample.edit("issues/2024-01/issue.yaml", "    heading: News\n", _SECTIONS)
    sample.edit("issues/2024-01/points/nl.yaml", "note: Een groet.", _OVERLAY)
    content, problems = sample.load()
    assert problems == []
    return issue_for(content, "nl")


_PICTURE = """  alt: Illustration of a bridge
  caption: The old bridge
  credit: Studio Example"""
_BRIDGES = """summary: Three cities build bridges.
link-words: Read about the bridges
author: {name: Bea Example, role: Engineer}
topics: [Transport, Water]
audience: [City officials]"""
_PEOPLE = "people: [{name: Ada Example, role: Voorzitter}]\n        bodies: [Gemeente Gent]"
_NETWORK = """tagline: Cities at the water
lead-expert: Eva Example
image: {src: bridge.png, alt: A river, caption: The river at night}"""
_SECTIONS = """    heading: News
  - agenda: markets
    heading: Hour by hour
  - events: [markets]
  - text: |
      A text of its own.

      - with a list
"""
_OVERLAY = """note: |
  Een groet.

  ## Tot ziens
subject: Klein nummer
preheader: Markten en bruggen.
add:
  - text: Uit Nederland.
    heading: Bij ons
    before: networks"""


def fields_with(mark: type) -> set[tuple[str, str]]:
    """Every field of a model that an issue holds and that says of itself what it is: `Article.title`."""

    def marks(annotation: Any) -> set[Any]:
        own = {type(found) for found in getattr(annotation, "__metadata__", ())}
        return own.union(*(marks(arm) for arm in get_args(annotation)))

    models = [
        found
        for found in vars(model).values()
        if isinstance(found, type) and issubclass(found, Model) and found.__module__ == model.__name__
    ]
    return {
        (owner.__name__, name)
        for owner in models
        for name, info in owner.model_fields.items()
        if mark in marks(info.annotation) or mark in map(type, info.metadata)
    }


def texts_by_field(issue: Issue) -> dict[tuple[str, str], list[str]]:
    """What stands in each field of the models of an issue, found without the walk."""
    found: dict[tuple[str, str], list[str]] = {}

    def look(value: Any) -> None:
        if not isinstance(value, Model):
            return
        for name in type(value).model_fields:
            held = getattr(value, name)
            for one in held if isinstance(held, tuple) else (held,):
                for owner in type(value).__mro__ if isinstance(one, str) else ():
                    found.setdefault((owner.__name__, name), []).append(one)
                look(one)

    for value in (issue.point, *issue.sections, *issue.articles.values(), *issue.networks.values()):
        look(value)
    return found


class TestRoundTrip:
    def test_the_texts_of_the_sample_go_back_where_they_were(self, full: Issue) -> None:
        assert with_texts(full, dict(texts(full))) == full
        assert with_texts(full, {}) == full

    @pytest.mark.parametrize("point", POINTS)
    def test_the_texts_of_each_point_of_november_go_back_where_they_were(self, point: str) -> None:
        issue = issue_for(november(), point)
        assert len(dict(texts(issue))) > 50
        assert with_texts(issue, dict(texts(issue))) == issue
        assert with_texts(issue, {text.path: text.words for text in walk(issue)}) == issue

    def test_all_points_of_november_are_tried(self) -> None:
        assert sorted(november().points) == POINTS

    @pytest.mark.slow
    @settings(deadline=None)
    @given(MARKDOWN)
    def test_whatever_an_article_says_goes_back_where_it_was(self, markdown: str) -> None:
        issue = issue_for(november(), "eu")
        slug = next(iter(issue.articles))
        article = issue.articles[slug].model_copy(update={"body": parse(markdown)})
        note = Note(parse(markdown), "issues/2023-11/points/eu/note", "en")
        issue = replace(issue, articles={**issue.articles, slug: article}, note=note)
        found = list(texts(issue))
        assert with_texts(issue, dict(found)) == issue
        assert len(dict(found)) == len(found)
        assert all(words for _, words in found), "there is nothing to translate in an empty text"

    def test_each_text_changes_by_its_path_and_no_other_does(self, full: Issue) -> None:
        before = dict(texts(full))
        for path in before:
            after = dict(texts(with_texts(full, {path: "Anders"})))
            assert after == {**before, path: "Anders"}

    def test_a_name_changes_by_its_path_too(self, full: Issue) -> None:
        changed = with_texts(full, {"networks/rivers/lead-partner/name": "Genua"})
        assert changed.networks["rivers"].lead_partner.name == "Genua"

    def test_an_issue_is_never_changed_itself(self, full: Issue) -> None:
        before = list(walk(full))
        with_texts(full, {path: "Anders" for path, _ in texts(full)})
        assert list(walk(full)) == before


class TestReach:
    def test_every_field_that_is_translated_is_walked(self, full: Issue) -> None:
        fields = fields_with(Words)
        assert ("Article", "title") in fields
        assert ("Article", "topics") in fields
        # The lines of an issue are `Line`s of their own, whoever wrote them.
        of_lines = {(owner, name) for owner in ("IssueFile", "Overlay") for name in ("subject", "preheader")}
        assert of_lines <= fields
        stands_in = texts_by_field(full)
        walked = Counter(words for _, words in texts(full))
        for field in fields - of_lines:
            assert stands_in.get(field), f"the sample has no {'.'.join(field)}"
            for words in stands_in[field]:
                assert walked[words], f"{'.'.join(field)} is not walked"

    def test_every_name_is_walked_and_none_is_a_text(self, full: Issue) -> None:
        stands_in = texts_by_field(full)
        names = {text.words for text in walk(full) if text.is_name}
        assert {"Genoa", "Ghent", "Gent", "Rivers", "Ada Example", "Gemeente Gent", "Studio Example"} <= names
        for field in fields_with(Name):
            assert stands_in.get(field), f"the sample has no {'.'.join(field)}"
            assert set(stands_in[field]) <= names
        assert not names & {words for _, words in texts(full)}

    def test_the_lines_and_the_note_are_walked(self, full: Issue) -> None:
        found = dict(texts(full))
        assert found["issues/2024-01/points/nl/subject"] == "Klein nummer"
        assert found["issues/2024-01/points/nl/preheader"] == "Markten en bruggen."
        assert found["issues/2024-01/points/nl/note/0"] == "Een groet."
        assert found["issues/2024-01/points/nl/note/1"] == "Tot ziens"
        assert found["issues/2024-01/points/nl/add/0/heading"] == "Bij ons"
        assert found["issues/2024-01/points/nl/add/0/text/0"] == "Uit Nederland."
        assert found["issues/2024-01/sections/5/text/1"] == "with a list"

    def test_every_block_of_a_body_is_walked(self, full: Issue) -> None:
        found = [(text.kind, text.words) for text in walk(full) if text.path.startswith("articles/bridges/body/")]
        assert found == [
            ("paragraph", "The <b1>first</b1> bridge opens in <a1>spring</a1>."),
            ("heading", "What comes next"),
            ("list item", "The second bridge"),
            ("list item", "The third bridge"),
            ("table cell", "City"),
            ("table cell", "Length"),
            ("table cell", "Avila"),
            ("table cell", "40 m"),
            ("quote", "A bridge is a promise."),
        ]

    def test_an_empty_cell_is_no_text_and_the_others_keep_their_paths(self, sample: Sample) -> None:
        sample.edit("issues/articles/bridges.md", "| Avila | 40 m |", "| | 40 m |")
        content, problems = sample.load()
        assert problems == []
        found = dict(texts(issue_for(content, "eu")))
        assert "articles/bridges/body/6" not in found
        assert found["articles/bridges/body/7"] == "40 m"


class TestPaths:
    @pytest.mark.parametrize("point", POINTS)
    def test_no_path_occurs_twice(self, point: str) -> None:
        found = Counter(text.path for text in walk(issue_for(november(), point)))
        assert [path for path, times in found.items() if times > 1] == []

    def test_an_article_that_is_shown_twice_is_walked_once_where_it_comes_first(self, full: Issue) -> None:
        shown = [slug for section in full.sections for slug in section.article_slugs]
        assert shown.count("markets") == 3
        assert [path for path, _ in texts(full)].count("articles/markets/title") == 1
        paths = [path for path, _ in texts(full)]
        assert paths.index("articles/markets/title") < paths.index("issues/2024-01/sections/3/heading")

    def test_texts_come_in_the_order_of_reading(self, full: Issue) -> None:
        paths = [path for path, _ in texts(full)]
        wanted = [
            "issues/2024-01/points/nl/subject",
            "issues/2024-01/points/nl/preheader",
            "articles/bridges/title",
            "articles/bridges/body/0",
            "issues/2024-01/points/nl/add/0/heading",
            "issues/2024-01/sections/1/heading",
            "networks/rivers/tagline",
            "articles/markets/title",
            "issues/2024-01/points/nl/note/0",
        ]
        assert sorted(wanted, key=paths.index) == wanted

    def test_each_path_leads_to_the_line_of_its_file(self, full: Issue, sample: Sample) -> None:
        content, _ = sample.load()
        lines = {
            text.path: at.excerpt.strip()
            for text in walk(full)
            if not text.is_tagged and (at := content.location(text.path))
        }
        assert lines["articles/bridges/title"] == "title: Bridges over the river"
        assert lines["points/nl/from/name"].startswith("from: {name: Nationaal punt")
        assert lines["articles/markets/agenda/0/items/0/people/0/role"].startswith("people: [{name: Ada Example")
        for text in walk(full):
            if text.path in lines:
                assert text.words in lines[text.path]

    def test_the_path_of_a_block_leads_to_its_line(self, full: Issue, sample: Sample) -> None:
        content, _ = sample.load()
        at = content.location("articles/bridges/body/1")
        assert at is not None
        assert at.excerpt == "## What comes next"


class TestContexts:
    def test_a_context_says_where_a_text_belongs_but_not_its_position(self, full: Issue) -> None:
        for text in walk(full):
            assert not any(part.isdigit() for part in text.context.split("/")), text

    def test_a_text_keeps_its_context_when_others_are_put_before_it(self, sample: Sample) -> None:
        def found() -> set[tuple[str, str]]:
            content, _ = sample.load()
            return {(text.context, text.words) for text in walk(issue_for(content, "eu"))}

        before = found()
        section = "  - text: First of all.\n    heading: Before\n  - lead: bridges"
        sample.edit("issues/2024-01/issue.yaml", "  - lead: bridges", section)
        sample.edit("issues/articles/bridges.md", "The **first**", "A new beginning.\n\nThe **first**")
        sample.edit("issues/articles/bridges.md", "- The second bridge", "- A bridge before\n- The second bridge")
        assert found() - before == {
            ("issues/2024-01/sections/text/paragraph", "First of all."),
            ("issues/2024-01/sections/heading", "Before"),
            ("articles/bridges/body/paragraph", "A new beginning."),
            ("articles/bridges/body/list-item", "A bridge before"),
        }
        assert before <= found()

    def test_the_same_words_as_heading_and_as_paragraph_are_two_texts(self, full: Issue) -> None:
        contexts = {text.kind: text.context for text in walk(full) if text.path.startswith("articles/bridges/body/")}
        assert contexts == {
            "paragraph": "articles/bridges/body/paragraph",
            "heading": "articles/bridges/body/heading",
            "list item": "articles/bridges/body/list-item",
            "table cell": "articles/bridges/body/table-cell",
            "quote": "articles/bridges/body/quote",
        }

    def test_topics_and_audiences_share_their_context_with_all_articles(self, full: Issue) -> None:
        found = {text.words: text for text in walk(full) if text.context in ("topics", "audiences")}
        assert {words: text.context for words, text in found.items()} == {
            "Transport": "topics",
            "Water": "topics",
            "City officials": "audiences",
            "Economie": "topics",
        }
        assert found["Economie"].locale == "nl"

    def test_each_text_knows_its_locale_kind_and_limit(self, full: Issue) -> None:
        found = {text.path: text for text in walk(full)}
        assert found["articles/bridges/title"] == Text(
            "articles/bridges/title", "Bridges over the river", "title", "en", "articles/bridges/title", 120
        )
        locales = {path: text.locale for path, text in found.items()}
        assert locales["articles/markets/body/0"] == "nl"
        assert locales["points/nl/from/name"] == "nl"
        assert locales["issues/2024-01/points/nl/add/0/text/0"] == "nl"
        assert locales["issues/2024-01/sections/1/heading"] == "en"
        assert locales["networks/rivers/about"] == "en"
        assert found["issues/2024-01/points/nl/subject"].limit == 60
        assert found["issues/2024-01/points/nl/preheader"].kind == "preheader"

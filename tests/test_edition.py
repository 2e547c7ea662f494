"""Editions: an issue as a point mails it, in the words of one locale, and honest about what it lacks."""

from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.content.foreign import foreign, locale_of, unmarked, with_marks
from newsletter.content.issue import Issue, named
from newsletter.content.load import Content
from newsletter.content.sections import Section
from newsletter.content.texts import walk
from newsletter.edition import (
    Edition,
    EditionKey,
    editions_of,
    localise,
    missing_problems,
)
from newsletter.pipeline.catalogs import Catalogs
from newsletter.pipeline.snapshot import localise_edition, open_snapshot
from newsletter.problems import Problem
from newsletter.translate.formats.po import catalog_file
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.unit import Catalog, State, Translation
from newsletter.workspace import Workspace
from tests.conftest import Sample

TITLE = "articles/bridges/title"
BODY = "articles/bridges/body/0"
PARAGRAPH = "articles/bridges/body/paragraph"
FIRST = "The <b1>first</b1> bridge opens in <a1>spring</a1>."


def said(context: str, source: str, target: str, state: State = State.REVIEWED) -> Translation:
    return Translation(context, source, (target,), state)


def write(sample: Sample, locale: str, *entries: Translation, name: str = "2024-01") -> None:
    write_catalog(Workspace(sample.root), Catalog(locale, catalog_file(locale, name), entries))


def content_of(sample: Sample) -> Content:
    content, problems = sample.load()
    assert problems == []
    return content


def issue_for(sample: Sample, point: str) -> Issue:
    issue = content_of(sample).issue_for(point)
    assert issue is not None
    return issue


def edition(sample: Sample, point: str, locale: str) -> Edition:
    catalogs = Catalogs(sample.project(), "2024-01")
    translations = catalogs.translations(locale)
    assert translations is not None
    return localise(issue_for(sample, point), EditionKey("2024-01", point, locale), translations)


def lengths(sample: Sample, locale: str = "nl") -> list[Problem]:
    key = EditionKey("2024-01", "nl", locale)
    return list(localise_edition(open_snapshot(sample.project(), "2024-01"), key).too_long)


def words(found: Edition) -> dict[str, str]:
    return {text.path: text.words for text in walk(found.issue)}


class TestWhich:
    def test_each_point_has_an_edition_in_each_of_its_locales_the_secretariat_first(self, sample: Sample) -> None:
        text = sample.read("issues/points/nl.yaml")
        sample.write("issues/points/be.yaml", text.replace("locales: [nl, nl-BE]", "locales: [fr, nl]"))
        assert [str(key) for key in editions_of(content_of(sample))] == [
            "2024-01/eu/en",
            "2024-01/be/fr",
            "2024-01/be/nl",
            "2024-01/nl/nl",
            "2024-01/nl/nl-BE",
        ]

    def test_an_edition_knows_the_other_locales_of_its_point(self, sample: Sample) -> None:
        assert edition(sample, "nl", "nl-BE").other_locales == ("nl",)
        assert edition(sample, "eu", "en").other_locales == ()


class TestWords:
    def test_a_text_is_in_the_words_of_the_locale_with_their_state(self, sample: Sample) -> None:
        write(
            sample,
            "nl",
            said(TITLE, "Bridges over the river", "Bruggen over de rivier"),
            said(PARAGRAPH, FIRST, "In <a1>het voorjaar</a1> opent de <b1>eerste</b1> brug.", State.NEEDS_REVIEW),
        )
        found = edition(sample, "nl", "nl")
        assert words(found)[TITLE] == "Bruggen over de rivier"
        assert words(found)[BODY] == "In <a1>het voorjaar</a1> opent de <b1>eerste</b1> brug."
        assert found.states[TITLE] is State.REVIEWED
        assert found.states[BODY] is State.NEEDS_REVIEW
        paragraph = next(found.issue.articles["bridges"].body.texts())
        assert paragraph.text is not None
        assert paragraph.text.targets == (("a1", "https://example.org/spring"),)

    def test_a_locale_asks_its_own_catalog_then_the_shorter_ones_then_the_source(self, sample: Sample) -> None:
        summary = "articles/bridges/summary"
        write(
            sample,
            "nl",
            said(TITLE, "Bridges over the river", "Bruggen over de rivier", State.NEEDS_REVIEW),
            said(summary, "Three cities build bridges.", "Drie steden bouwen bruggen."),
        )
        write(sample, "nl-BE", said(TITLE, "Bridges over the river", "Bruggen over ’t water", State.NEEDS_REVIEW))
        found = edition(sample, "nl", "nl-BE")
        assert words(found)[TITLE] == "Bruggen over ’t water"
        assert words(found)[summary] == "Drie steden bouwen bruggen."
        assert words(found)[BODY] == foreign(FIRST, "en")
        states = [found.states[path] for path in (TITLE, summary, BODY)]
        assert states == [State.NEEDS_REVIEW, State.REVIEWED, State.MISSING]

    @pytest.mark.parametrize(
        ("state", "shown"),
        [(State.NEEDS_REVIEW, "Bruggen over de rivier"), (State.REVIEWED, "Bruggen over ’t water")],
    )
    def test_a_draft_of_the_longer_locale_hides_no_reviewed_text_of_the_shorter_one(
        self, sample: Sample, state: State, shown: str
    ) -> None:
        write(sample, "nl", said(TITLE, "Bridges over the river", "Bruggen over de rivier"))
        write(sample, "nl-BE", said(TITLE, "Bridges over the river", "Bruggen over ’t water", state))
        found = edition(sample, "nl", "nl-BE")
        assert (words(found)[TITLE], found.states[TITLE]) == (shown, State.REVIEWED)

    def test_a_text_that_falls_back_says_in_which_language_it_is(self, sample: Sample) -> None:
        assert locale_of(words(edition(sample, "eu", "en"))["articles/markets/title"]) == "nl"
        assert locale_of(words(edition(sample, "nl", "nl"))[TITLE]) == "en"

    @pytest.mark.parametrize("locale", ["nl", "nl-BE"])
    def test_a_text_in_the_locale_itself_needs_no_translation_and_no_mark(self, sample: Sample, locale: str) -> None:
        found = edition(sample, "nl", locale)
        assert words(found)["articles/markets/title"] == "Markten in de stad"
        assert words(found)["points/nl/from/name"] == "Nationaal punt"
        assert not {"articles/markets/title", "points/nl/from/name"} & set(found.states)

    def test_a_text_in_another_script_of_the_language_needs_a_translation(self, sample: Sample) -> None:
        sample.edit("issues/articles/markets.md", "locale: nl", "locale: sr")
        sample.edit("issues/points/nl.yaml", "locales: [nl, nl-BE]", "locales: [sr-Latn]")
        found = edition(sample, "nl", "sr-Latn")
        assert found.states["articles/markets/title"] is State.MISSING

    @pytest.mark.parametrize(
        "target",
        [
            "De eerste brug.",
            "De <b1>eerste</b1> brug in <a1>lente.",
            "<a1><b1>De</a1></b1>",
            "<b1>\u202e</b1><a1>x</a1>",
        ],
    )
    def test_a_translation_that_lost_a_tag_counts_as_missing(self, sample: Sample, target: str) -> None:
        write(sample, "nl", said(PARAGRAPH, FIRST, target))
        found = edition(sample, "nl", "nl")
        assert found.states[BODY] is State.MISSING
        assert words(found)[BODY] == foreign(FIRST, "en")

    def test_a_gone_translation_is_not_used(self, sample: Sample) -> None:
        entry = Translation(TITLE, "Bridges over the river", ("Bruggen",), State.REVIEWED, is_obsolete=True)
        write(sample, "nl", entry)
        assert edition(sample, "nl", "nl").states[TITLE] is State.MISSING

    def test_names_are_looked_up_in_the_glossary_and_block_nothing(self, sample: Sample) -> None:
        write(
            sample,
            "nl",
            said("name", "Genoa", "Genua"),
            said("name", "Ghent", "Gent", State.NEEDS_REVIEW),
            said("elsewhere", "Rivers", "Rivieren"),
            name="glossary",
        )
        found = edition(sample, "nl", "nl")
        river = found.issue.networks["rivers"]
        assert river.lead_partner.name == "Genua"
        assert river.partners[0].name == "Gent"
        assert river.name == "Rivers", "what the glossary does not have stays as it is, without a mark"
        assert found.states["networks/rivers/lead-partner/name"] is State.REVIEWED
        assert found.states["networks/rivers/partners/0/name"] is State.NEEDS_REVIEW
        assert "networks/rivers/name" not in found.states

    def test_names_of_a_longer_locale_come_from_the_shorter_ones_glossary_too(self, sample: Sample) -> None:
        write(sample, "nl", said("name", "Genoa", "Genua"), said("name", "Ghent", "Gent"), name="glossary")
        write(sample, "nl-BE", said("name", "Genoa", "Genova"), name="glossary")
        river = edition(sample, "nl", "nl-BE").issue.networks["rivers"]
        assert (river.lead_partner.name, river.partners[0].name) == ("Genova", "Gent")

    def test_the_issue_itself_stays_as_it_was_written(self, sample: Sample) -> None:
        write(sample, "nl", said(TITLE, "Bridges over the river", "Bruggen"))
        assert edition(sample, "nl", "nl").issue.articles["bridges"].title == "Bruggen"
        assert issue_for(sample, "nl").articles["bridges"].title == "Bridges over the river"


class TestCounts:
    def test_texts_of_the_issue_and_of_the_chrome_are_counted_together(self, sample: Sample) -> None:
        before = edition(sample, "nl", "nl")
        chrome = len(before.chrome.states)
        assert chrome > 20
        assert before.counts() == {"missing": 18 + chrome, "needs-review": 0, "reviewed": 0}
        write(sample, "nl", said("", "Read more", "Lees verder"), name="chrome")
        write(sample, "nl", said(TITLE, "Bridges over the river", "Bruggen", State.NEEDS_REVIEW))
        assert edition(sample, "nl", "nl").counts() == {"missing": 16 + chrome, "needs-review": 1, "reviewed": 1}

    def test_an_english_edition_counts_no_chrome(self, sample: Sample) -> None:
        assert edition(sample, "eu", "en").counts() == {"missing": 7, "needs-review": 0, "reviewed": 0}


class TestProblems:
    def test_what_is_not_translated_is_said_once_for_the_issue_and_once_for_the_chrome(self, sample: Sample) -> None:
        found = edition(sample, "nl", "nl")
        texts, chrome = missing_problems(found, content_of(sample))
        assert (texts.code, texts.edition) == ("not-translated", "2024-01/nl/nl")
        assert texts.message == "18 texts are not translated; the first is `issues/2024-01/subject`"
        assert str(texts.location) == "issues/2024-01/issue.yaml:2:10"
        assert chrome.code == "chrome-not-translated"
        assert chrome.message.startswith(
            f"{len(found.chrome.states)} texts of the templates are not translated into nl"
        )
        assert str(chrome.location) == "locales/nl/LC_MESSAGES/chrome.po"

    def test_one_text_is_one_text(self, sample: Sample) -> None:
        found = edition(sample, "eu", "en")
        one = dict(list(found.states.items())[:1])
        (problem,) = missing_problems(replace(found, states=one), content_of(sample))
        assert problem.message == "1 text is not translated; the first is `articles/markets/title`"

    def test_a_whole_edition_has_no_problem(self, sample: Sample) -> None:
        found = edition(sample, "eu", "en")
        whole = replace(found, states=dict.fromkeys(found.states, State.NEEDS_REVIEW))
        assert missing_problems(whole, content_of(sample)) == []

    def test_a_translation_longer_than_programs_show_is_said_with_its_figures(self, sample: Sample) -> None:
        write(
            sample,
            "nl",
            said("issues/2024-01/subject", "A small issue", "x" * 61),
            said("issues/2024-01/preheader", "Two articles and a network.", "x" * 110),
        )
        (problem,) = lengths(sample)
        assert (problem.code, problem.edition) == ("too-long", "2024-01/nl/nl")
        assert problem.message == "the subject has 61 characters; the limit is 60"
        assert problem.location is not None
        assert problem.location.file == "locales/nl/LC_MESSAGES/2024-01.po"
        assert problem.location.excerpt == f'msgstr "{"x" * 61}"', "it stands where its words can be changed"
        assert problem.location.path == "issues/2024-01/subject"
        assert lengths(sample, "nl-BE")[0].location == problem.location, "its catalog is that of nl"

    def test_the_mark_of_another_language_counts_for_no_length(self, sample: Sample) -> None:
        sample.edit("issues/2024-01/issue.yaml", "subject: A small issue", f"subject: {'x' * 60}")
        assert lengths(sample) == []
        sample.edit("issues/2024-01/issue.yaml", "x" * 60, "x" * 61)
        (problem,) = lengths(sample)
        assert str(problem.location) == "issues/2024-01/issue.yaml:2:10", "it is the source that is too long"

    @pytest.mark.parametrize("broken", ["De eerste brug opent in de <a1>lente</a1>.", "De <b1>eerste</b1>\x07 brug"])
    def test_what_is_there_and_broken_is_not_told_as_untranslated_too(self, sample: Sample, broken: str) -> None:
        before, _ = missing_problems(edition(sample, "nl", "nl"), content_of(sample))
        assert before.message.startswith("18 texts are not translated")
        write(sample, "nl", said(PARAGRAPH, FIRST, broken))
        found = edition(sample, "nl", "nl")
        assert found.unusable == {BODY}
        assert found.states[BODY] is State.MISSING, "nobody is mailed it"
        texts, _ = missing_problems(found, content_of(sample))
        assert texts.message.startswith("17 texts are not translated")
        write(sample, "nl-BE", said(PARAGRAPH, FIRST, "De <b1>eerste</b1> brug opent in de <a1>lente</a1>."))
        assert edition(sample, "nl", "nl-BE").unusable == set(), "the longer locale has a good one"

    def test_fixed_words_that_are_there_and_broken_are_not_told_as_untranslated_too(self, sample: Sample) -> None:
        _, before = missing_problems(edition(sample, "nl", "nl"), content_of(sample))
        count = len(edition(sample, "nl", "nl").untranslated_words())
        assert before.message.startswith(f"{count} texts")
        half = Translation("", "%(num)s partner", ("één", "%(aantal)s partners"), State.REVIEWED, "%(num)s partners")
        write(sample, "nl", half, name="chrome")
        found = edition(sample, "nl", "nl")
        assert found.chrome.unusable == {half.key}
        _, after = missing_problems(found, content_of(sample))
        assert after.message.startswith(f"{count - 1} texts")


class TestForeign:
    def test_marked_words_carry_their_language_and_lose_it_again(self) -> None:
        text = f"a {foreign('b <c>', 'nl')} d {foreign('e', 'fr')}"
        assert unmarked(text) == "a b <c> d e"
        assert with_marks(text, lambda words, locale: f"[{locale}:{words}]") == "a [nl:b <c>] d [fr:e]"
        assert with_marks("plain", lambda words, locale: "never") == "plain"

    def test_a_text_has_a_language_when_all_of_it_has(self) -> None:
        assert locale_of(foreign("b\nc", "nl")) == "nl"
        assert locale_of(f"a {foreign('b', 'nl')}") == ""
        assert locale_of("b") == ""


class TestOverlay:
    """What one point changes, and that later central corrections still flow in."""

    @pytest.fixture
    def central(self, sample: Sample) -> Sample:
        sample.write(
            "issues/2024-01/issue.yaml",
            """
            date: 2024-01-16
            subject: A small issue
            preheader: Two articles and a network.
            sections:
              - text: Welcome.
                id: welcome
              - lead: bridges
                heading: First
              - networks: [rivers]
              - id: news
                articles: [markets, wood]
                heading: News
              - agenda: markets
              - events: [markets]
            """,
        )
        sample.write("issues/articles/wood.md", "---\ntitle: Wood\nsummary: Of wood.\n---\n\nIt is.\n")
        sample.write("issues/articles/news.md", "---\ntitle: News\nsummary: It is new.\n---\n\nIt is.\n")
        return sample

    def shape(self, sample: Sample, overlay: str) -> list[tuple[str | None, str, tuple[str, ...]]]:
        sample.write("issues/2024-01/points/nl.yaml", overlay)
        return [
            (section.id, section.kind, section.article_slugs or section.networks)
            for section in issue_for(sample, "nl").sections
        ]

    WELCOME = ("welcome", "text", ())
    LEAD = ("lead", "lead", ("bridges",))
    NETWORKS = ("networks", "networks", ("rivers",))
    NEWS = ("news", "articles", ("markets", "wood"))
    AGENDA = ("agenda", "agenda", ("markets",))
    EVENTS = ("events", "events", ("markets",))

    def test_a_point_that_changes_nothing_mails_the_central_issue(self, central: Sample) -> None:
        found = self.shape(central, "note: Een groet.\n")
        assert found == [self.WELCOME, self.LEAD, self.NETWORKS, self.NEWS, self.AGENDA, self.EVENTS]

    def test_another_lead_stands_where_the_lead_stood_and_the_former_one_follows_it(self, central: Sample) -> None:
        found = self.shape(central, "lead: wood\n")
        assert found == [
            self.WELCOME,
            ("lead", "lead", ("wood",)),
            ("former-lead", "articles", ("bridges",)),
            self.NETWORKS,
            ("news", "articles", ("markets",)),
            self.AGENDA,
            self.EVENTS,
        ]
        headings = [section.heading for section in issue_for(central, "nl").sections]
        assert headings == [None, "First", None, None, "News", None, None]

    def test_an_article_that_leads_is_no_teaser_below_but_keeps_its_programme(self, central: Sample) -> None:
        found = self.shape(central, "lead: markets\n")
        assert ("news", "articles", ("wood",)) in found
        assert self.AGENDA in found
        assert self.EVENTS in found

    def test_the_lead_that_leads_already_changes_nothing(self, central: Sample) -> None:
        found = self.shape(central, "lead: bridges\n")
        assert found == [self.WELCOME, self.LEAD, self.NETWORKS, self.NEWS, self.AGENDA, self.EVENTS]

    def test_an_issue_without_a_lead_begins_with_the_points(self, central: Sample) -> None:
        found = self.shape(central, "omit: [bridges]\nlead: wood\n")
        assert found[:2] == [("lead", "lead", ("wood",)), self.WELCOME]
        assert all("bridges" not in slugs for _, _, slugs in found)

    def test_an_article_called_like_a_section_takes_no_section_away(self, central: Sample) -> None:
        central.edit("issues/2024-01/issue.yaml", "[markets, wood]", "[markets, news]")
        assert ("news", "articles", ("markets",)) in self.shape(central, "lead: news\n")

    def test_a_section_whose_article_cannot_be_read_keeps_the_others(self, central: Sample) -> None:
        central.edit("issues/2024-01/issue.yaml", "[markets, wood]", "[markets, news]")
        central.write("issues/articles/news.md", "---\nbroken: [\n---\n")
        content, problems = central.load()
        assert problems
        issue = content.issue_for("eu")
        assert issue is not None
        assert [section.article_slugs for section in issue.sections if section.id == "news"] == [("markets",)]

    @pytest.mark.parametrize(
        ("omit", "gone"),
        [
            ("wood", ["wood"]),
            ("markets", ["markets"]),
            ("rivers", ["rivers"]),
            ("bridges", ["bridges"]),
            ("news", ["wood"]),
            ("welcome, networks", ["rivers"]),
        ],
    )
    def test_articles_networks_and_sections_can_be_left_out(self, central: Sample, omit: str, gone: list[str]) -> None:
        found = self.shape(central, f"omit: [{omit}]\n")
        shown = {slug for _, _, slugs in found for slug in slugs}
        assert not shown & set(gone)
        assert all(slugs or kind == "text" for _, kind, slugs in found), "no section is empty"
        assert not {name for name, _, _ in found} & set(omit.split(", "))
        issue = issue_for(central, "nl")
        assert set(issue.articles) | set(issue.networks) == shown

    @pytest.mark.parametrize(
        ("position", "at"), [("before: news", 3), ("after: news", 4), ("before: welcome", 0), ("id: own", 6)]
    )
    def test_a_section_is_added_where_the_point_wants_it(self, central: Sample, position: str, at: int) -> None:
        found = self.shape(central, f"add: {{text: Uit Nederland., {position}}}\n")
        assert found[at][1:] == ("text", ())
        assert found[at][0] == ("own" if "own" in position else "text")
        assert len(found) == 7

    def test_added_sections_have_an_id_each_and_may_stand_beside_each_other(self, central: Sample) -> None:
        overlay = "add:\n  - {text: a, id: mine, after: welcome}\n  - {text: b, after: mine}\n  - {networks: rivers}\n"
        found = self.shape(central, overlay)
        assert [name for name, _, _ in found] == [
            "welcome", "mine", "text", "lead", "networks", "news", "agenda", "events", "networks-2",
        ]  # fmt: skip

    def test_a_section_is_moved_before_or_after_another(self, central: Sample) -> None:
        found = self.shape(
            central, "move:\n  - {section: networks, after: news}\n  - {section: events, before: welcome}\n"
        )
        assert found == [self.EVENTS, self.WELCOME, self.LEAD, self.NEWS, self.NETWORKS, self.AGENDA]

    def test_beside_what_is_left_out_nothing_moves(self, central: Sample) -> None:
        found = self.shape(central, "omit: [agenda]\nmove: {section: networks, after: agenda}\n")
        assert found == [self.WELCOME, self.LEAD, self.NETWORKS, self.NEWS, self.EVENTS]
        found = self.shape(central, "move: {section: networks, after: networks}\n")
        assert found[2] == self.NETWORKS

    def test_a_point_says_its_own_subject_and_leaves_the_preheader(self, central: Sample) -> None:
        central.write("issues/2024-01/points/nl.yaml", "subject: Klein nummer\n")
        issue = issue_for(central, "nl")
        assert (issue.subject.words, issue.subject.path, issue.subject.locale) == (
            "Klein nummer",
            "issues/2024-01/points/nl/subject",
            "nl",
        )
        assert (issue.preheader.words, issue.preheader.path, issue.preheader.locale) == (
            "Two articles and a network.",
            "issues/2024-01/preheader",
            "en",
        )

    def test_a_point_says_a_word_of_its_own(self, central: Sample) -> None:
        central.write("issues/2024-01/points/nl.yaml", "locale: fr\nnote: Bonjour.\npreheader: Deux articles.\n")
        issue = issue_for(central, "nl")
        assert issue.note is not None
        assert [block.words for block in issue.note.body.texts()] == ["Bonjour."]
        assert (issue.note.path, issue.note.locale) == ("issues/2024-01/points/nl/note", "fr")
        assert issue.preheader.locale == "fr"
        assert issue_for(central, "eu").note is None, "and nobody else says it"

    def test_a_later_central_correction_flows_in(self, central: Sample) -> None:
        self.shape(central, "lead: wood\nomit: [rivers]\n")
        central.edit("issues/2024-01/issue.yaml", "heading: News", "heading: More news")
        central.edit("issues/articles/bridges.md", "Three cities build bridges.", "Four cities build bridges.")
        issue = issue_for(central, "nl")
        assert "More news" in [section.heading for section in issue.sections]
        assert issue.articles["bridges"].summary == "Four cities build bridges."


def test_sections_without_an_id_have_their_kind_and_a_number_from_the_second_on() -> None:
    sections = (
        {"articles": ["a"]},
        {"articles": ["b"], "id": "articles-2"},
        {"articles": ["c"]},
        {"networks": ["d"]},
        {"lead": "e", "id": "networks"},
        {"articles": ["f"]},
    )
    found = named(tuple(Section.model_validate(section) for section in sections))
    assert [section.id for section in found] == [
        "articles", "articles-2", "articles-3", "networks-2", "networks", "articles-4",
    ]  # fmt: skip


def test_an_edition_prints_as_its_folder() -> None:
    assert str(EditionKey("2023-11", "es", "es")) == "2023-11/es/es"
    assert Path(str(EditionKey("2023-11", "be", "fr"))).parts == ("2023-11", "be", "fr")

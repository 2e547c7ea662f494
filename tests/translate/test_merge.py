"""An edit of the source reopens exactly the texts that it touches, and loses nothing that anybody wrote."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.pipeline.translation import update
from newsletter.pipeline.translation.update import Updated, update_catalogs
from newsletter.problems import Problem
from newsletter.translate.authorship import is_of_a_person
from newsletter.translate.formats.comments import read_lines, write_lines
from newsletter.translate.formats.po import parse_catalog, read_catalog
from newsletter.translate.formats.po_writer import to_bytes, write_catalog
from newsletter.translate.merge import changed_pairs, counts, merge_units
from newsletter.translate.unit import About, Catalog, Key, State, Translation, Unit
from newsletter.workspace import Workspace
from tests.conftest import Sample
from tests.support.signing import signed, unsigned
from tests.support.trying import tries

ARTICLE = "issues/articles/bridges.md"
PARAGRAPH = "articles/bridges/body/paragraph"
OPENING = "The first bridge opens in spring, and the whole city is invited to walk across it."
CITIES = "Three cities share what they learn: Avila builds in wood, Ghent in steel, Osijek in stone."
MEETINGS = "In 2024 the network meets 12 times, see [the calendar](https://example.org/calendar)."
MEETINGS_TAGGED = "In 2024 the network meets 12 times, see <a1>the calendar</a1>."
RIVERS = "Every river is different, says the engineer who has measured forty of them."
TEXT = f"""---
locale: en
title: Bridges over the river
summary: Three cities build bridges.
---

{OPENING}

{CITIES}

## What comes next

{MEETINGS}

{RIVERS}
"""
NOTHING = {"new": 0, "changed": 0, "revived": 0, "gone": 0}


@dataclass
class Desk:
    """The small project with an article to edit, whose Dutch has been translated and read."""

    sample: Sample
    problems: list[Problem]

    def updates(self) -> list[Updated]:
        """What `newsletter translate --to nl` does to each catalog."""
        project = self.sample.project()
        content, problems = self.sample.load(everything=False)
        assert problems == []
        updates, self.problems = update_catalogs(project, content, ["nl"])
        return updates

    def update(self) -> dict[str, int]:
        """What it does to the catalog of the issue."""
        updated = next(update for update in self.updates() if update.file.endswith("2024-01.po"))
        assert self.problems == []
        return updated.changes

    @property
    def file(self) -> Path:
        return self.sample.root / "locales/nl/LC_MESSAGES/2024-01.po"

    def catalog(self, name: str = "2024-01") -> Catalog:
        catalog, problems = read_catalog(self.sample.root, "nl", name)
        assert problems == []
        assert catalog is not None
        return catalog

    def entry(self, source: str, context: str = PARAGRAPH) -> Translation:
        return self.catalog().by_key()[context, source]

    def gone(self) -> list[str]:
        return [entry.source for entry in self.catalog().entries if entry.is_obsolete]

    def fill(
        self, state: State = State.REVIEWED, comment: str = "reviewed: Ada 2026-11-21", name: str = "2024-01"
    ) -> None:
        """Give every text a translation of its own."""
        catalog = self.catalog(name)
        entries = [
            entry
            if entry.is_obsolete or all(entry.targets)
            else replace(
                entry,
                targets=tuple(f"→ {entry.source}" for _ in entry.targets),
                state=state,
                record=read_lines((comment,)),
            )
            for entry in catalog.entries
        ]
        write_catalog(Workspace(self.sample.root), replace(catalog, entries=tuple(entries)))

    def edit(self, old: str, new: str, /) -> None:
        self.sample.edit(ARTICLE, old, new)

    def edited(self, old: str, new: str, /, **wanted: int) -> None:
        """An edit touches as many units as is said, and every other entry stays as it is."""
        before = self.catalog().by_key()
        self.edit(old, new)
        assert self.update() == {**NOTHING, **wanted}
        after = self.catalog().by_key()
        same = [key for key in after if key in before]
        assert [after[key] for key in same] == [before[key] for key in same]
        assert len(after) - len(same) == wanted.get("new", 0) + wanted.get("changed", 0) + wanted.get("revived", 0)
        assert self.update() == NOTHING, "a second run has nothing left to do"


@pytest.fixture
def desk(sample: Sample) -> Desk:
    sample.write(ARTICLE, TEXT)
    desk = Desk(sample, [])
    assert desk.update()["new"] == len(desk.catalog().entries)
    desk.fill()
    assert desk.update() == NOTHING
    assert {entry.state for entry in desk.catalog().entries} == {State.REVIEWED}
    return desk


class TestWhatAnEditTouches:
    @pytest.mark.slow
    def test_a_word(self, desk: Desk) -> None:
        desk.edited("whole city", "whole town", changed=1)
        new = OPENING.replace("city", "town")
        assert desk.entry(new) == Translation(
            PARAGRAPH,
            new,
            (f"→ {OPENING}",),
            State.NEEDS_REVIEW,
            previous=OPENING,
            record=read_lines(("was reviewed: Ada 2026-11-21",)),
            about=About("paragraph"),
        )
        assert desk.entry(new).is_stale
        assert f'#, fuzzy\n#| msgid "{OPENING}"\n' in desk.file.read_text("utf-8")

    def test_a_number(self, desk: Desk) -> None:
        desk.edited("12 times", "13 times", changed=1)
        assert desk.entry(MEETINGS_TAGGED.replace("12", "13")).previous == MEETINGS_TAGGED

    def test_not_the_address_of_a_link(self, desk: Desk) -> None:
        before = desk.file.stat().st_mtime_ns
        desk.edited("https://example.org/calendar", "https://example.org/2024")
        assert desk.file.stat().st_mtime_ns == before

    def test_a_title(self, desk: Desk) -> None:
        desk.edited("title: Bridges over the river", "title: Bridges over the rivers", changed=1)

    def test_a_paragraph_put_in(self, desk: Desk) -> None:
        desk.edited(CITIES, f"Nothing like this was ever written here.\n\n{CITIES}", new=1)
        assert desk.entry("Nothing like this was ever written here.").state is State.MISSING

    def test_not_a_paragraph_that_moved(self, desk: Desk) -> None:
        desk.edit(f"{RIVERS}\n", "")
        desk.edited(OPENING, f"{RIVERS}\n\n{OPENING}")
        sources = [entry.source for entry in desk.catalog().entries if entry.context == PARAGRAPH]
        assert sources == [RIVERS, OPENING, CITIES, MEETINGS_TAGGED], "the file is in the order of reading"

    def test_not_a_paragraph_that_stands_there_twice(self, desk: Desk) -> None:
        desk.edited(RIVERS, f"{RIVERS}\n\n{RIVERS}")

    def test_a_paragraph_split_into_halves(self, desk: Desk) -> None:
        desk.edited("spring, and the", "spring.\n\nThe", new=2, gone=1)
        assert desk.gone() == [OPENING]

    def test_a_paragraph_whose_last_words_were_split_off(self, desk: Desk) -> None:
        desk.edited(", Osijek in stone.", ".\n\nOsijek builds in stone.", new=1, changed=1)

    def test_a_heading_that_became_a_paragraph(self, desk: Desk) -> None:
        desk.edited("## What comes next", "What comes next", new=1, gone=1)
        assert desk.entry("What comes next").state is State.MISSING

    def test_a_paragraph_taken_out_and_put_back(self, desk: Desk) -> None:
        before = desk.entry(RIVERS)
        desk.edited(f"\n{RIVERS}\n", "", gone=1)
        assert desk.gone() == [RIVERS]
        desk.edited(f"{MEETINGS}\n", f"{MEETINGS}\n\n{RIVERS}\n", revived=1)
        assert desk.entry(RIVERS) == before, "it comes back reviewed, with who reviewed it"

    def test_an_article_taken_out_of_the_issue_and_put_back(self, desk: Desk) -> None:
        before = desk.catalog()
        desk.sample.edit("issues/2024-01/issue.yaml", "  - lead: bridges\n", "")
        assert desk.update() == {**NOTHING, "gone": 7}
        desk.sample.edit("issues/2024-01/issue.yaml", "sections:\n", "sections:\n  - lead: bridges\n")
        assert desk.update() == {**NOTHING, "revived": 7}
        assert desk.catalog().entries == before.entries

    def test_two_paragraphs_that_are_alike(self, desk: Desk) -> None:
        desk.edit(RIVERS, "The bridge in Avila has 4 arches of wood.\n\nThe bridge in Ghent has 6 arches of steel.")
        desk.update()
        desk.fill()
        desk.edit("Avila has 4 arches", "Avila has 5 arches")
        desk.edited("Ghent has 6 arches", "Ghent has 7 arches", changed=2)
        assert desk.entry("The bridge in Avila has 5 arches of wood.").previous.startswith("The bridge in Avila has 4")
        assert desk.entry("The bridge in Ghent has 7 arches of steel.").previous.startswith("The bridge in Ghent has 6")

    def test_a_topic_is_translated_once_wherever_it_stands(self, desk: Desk) -> None:
        desk.edited("locale: en", "locale: en\ntopics: [Rivers, Wood]", new=2)
        desk.fill()
        desk.sample.edit("issues/2024-01/issue.yaml", "articles: [markets]", "articles: [markets, wood]")
        desk.sample.write(
            "issues/articles/wood.md", "---\ntitle: Wood\nsummary: Of wood.\ntopics: Wood\n---\n\nIt is.\n"
        )
        assert desk.update() == {**NOTHING, "new": 3}


class TestWhatStaysWithAText:
    @pytest.mark.slow
    def test_a_text_edited_twice_shows_what_its_translation_was_made_for(self, desk: Desk) -> None:
        desk.edited("in spring", "in summer", changed=1)
        desk.edited("whole city", "whole town", changed=1)
        entry = desk.entry(OPENING.replace("spring", "summer").replace("city", "town"))
        assert entry.previous == OPENING
        assert entry.target == f"→ {OPENING}"

    def test_a_text_read_between_two_edits_was_made_for_the_first(self, desk: Desk) -> None:
        desk.edited("in spring", "in summer", changed=1)
        text = desk.file.read_text("utf-8")
        # Some tools take the mark away and leave the previous source.
        desk.file.write_text(text.replace("#, fuzzy\n", ""), "utf-8")
        middle = OPENING.replace("spring", "summer")
        assert desk.entry(middle).state is State.REVIEWED
        desk.edited("whole city", "whole town", changed=1)
        assert desk.entry(middle.replace("city", "town")).previous == middle

    def test_a_read_text_has_no_previous_source(self, desk: Desk) -> None:
        desk.edited("in spring", "in summer", changed=1)
        desk.file.write_text(desk.file.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
        assert not desk.entry(OPENING.replace("spring", "summer")).is_stale
        assert desk.update() == NOTHING
        assert "#|" not in desk.file.read_text("utf-8")

    @pytest.mark.slow
    def test_a_text_edited_and_edited_back_keeps_its_translation_and_its_mark(self, desk: Desk) -> None:
        desk.edited("in spring", "in summer", changed=1)
        desk.edited("in summer", "in spring", changed=1)
        entry = desk.entry(OPENING)
        assert (entry.target, entry.state, entry.previous) == (f"→ {OPENING}", State.NEEDS_REVIEW, "")

    def test_a_text_that_nobody_had_translated_has_nothing_to_compare(self, desk: Desk) -> None:
        desk.edited(RIVERS, f"{RIVERS}\n\nA new paragraph about a new bridge.", new=1)
        desk.edited("about a new bridge", "about an old bridge", new=1, gone=1)
        assert desk.entry("A new paragraph about an old bridge.").state is State.MISSING
        assert desk.gone() == [], "there is nothing to keep"
        assert "#|" not in desk.file.read_text("utf-8")

    def test_an_untranslated_text_that_is_gone_is_counted(self, desk: Desk) -> None:
        desk.edited(RIVERS, f"{RIVERS}\n\nA new paragraph.", new=1)
        desk.edited("\n\nA new paragraph.", "", gone=1)

    def test_machine_text_keeps_its_origin(self, desk: Desk) -> None:
        desk.edited(RIVERS, f"{RIVERS}\n\nA new paragraph about a new bridge.", new=1)
        desk.fill(State.NEEDS_REVIEW, "from: libre 2026-11-20")
        desk.edited("about a new bridge", "about an old bridge", changed=1)
        entry = desk.entry("A new paragraph about an old bridge.")
        assert write_lines(entry.record) == ("from: libre 2026-11-20",)
        assert entry.previous == "A new paragraph about a new bridge."

    @pytest.mark.slow
    def test_what_was_gone_before_keeps_its_place_and_what_goes_now_follows(self, desk: Desk) -> None:
        desk.edited(f"\n{RIVERS}\n", "", gone=1)
        desk.edited(f"{OPENING}\n\n", "", gone=1)
        desk.edited(f"{CITIES}\n\n", "", gone=1)
        assert desk.gone() == [RIVERS, OPENING, CITIES]

    @pytest.mark.slow
    def test_a_text_that_comes_back_takes_no_other_texts_translation(self, desk: Desk) -> None:
        other = RIVERS.replace("forty", "fifty")
        desk.edited(f"\n{RIVERS}\n", "", gone=1)
        desk.edited(f"{MEETINGS}\n", f"{MEETINGS}\n\n{other}\n", new=1)
        desk.fill()
        desk.edit(other, f"{RIVERS}\n\n{other.replace('fifty', 'sixty')}")
        assert desk.update() == {**NOTHING, "revived": 1, "changed": 1}
        assert desk.entry(RIVERS).target == f"→ {RIVERS}"
        assert desk.entry(other.replace("fifty", "sixty")).target == f"→ {other}"

    @pytest.mark.slow
    def test_a_stale_text_that_goes_and_comes_back_still_says_what_it_was_made_for(self, desk: Desk) -> None:
        desk.edited("in spring", "in summer", changed=1)
        summer = OPENING.replace("spring", "summer")
        stale = desk.entry(summer)
        desk.edited(f"{summer}\n\n", "", gone=1)
        assert desk.gone() == [summer]
        assert f'#~| msgid "{OPENING}"\n' in desk.file.read_text("utf-8")
        desk.edited(CITIES, f"{summer}\n\n{CITIES}", revived=1)
        assert desk.entry(summer) == stale
        assert stale.previous == OPENING

    def test_a_text_that_another_tool_reopened_says_who_had_read_it(self, desk: Desk) -> None:
        text = desk.file.read_text("utf-8")
        begin = "# reviewed: Ada 2026-11-21\n#. paragraph\n"
        assert begin in text
        desk.file.write_text(text.replace(begin, begin + "#, fuzzy\n", 1), "utf-8")
        assert desk.update() == NOTHING
        assert write_lines(desk.entry(OPENING).record) == ("was reviewed: Ada 2026-11-21",)

    def said(self, desk: Desk, state: State, *comments: str) -> None:
        entries = (signed(replace(entry, state=state, record=read_lines(comments))) for entry in desk.catalog().entries)
        write_catalog(Workspace(desk.sample.root), replace(desk.catalog(), entries=tuple(entries)))

    def test_what_somebody_reviewed_in_a_tool_that_records_no_name_is_a_persons_for_good(self, desk: Desk) -> None:
        self.said(desk, State.REVIEWED, "from: libre 2026-11-20")
        desk.edit("invited to walk", "asked to walk")
        desk.update()
        entry = desk.entry(OPENING.replace("invited to walk", "asked to walk"))
        assert unsigned(write_lines(entry.record)) == ("from: libre 2026-11-20", "was reviewed: by nobody named")
        assert is_of_a_person(entry)

    @pytest.mark.slow
    def test_what_a_machine_says_of_a_text_goes_when_it_no_longer_holds(self, desk: Desk) -> None:
        said = ("offered: Anders", "not translated: numbers (libre)")
        self.said(desk, State.NEEDS_REVIEW, *said)
        desk.update()
        assert write_lines(desk.entry(OPENING).record) == ("offered: Anders",)
        desk.edit("invited to walk", "asked to walk")
        desk.update()
        assert write_lines(desk.entry(OPENING.replace("invited to walk", "asked to walk")).record) == ()
        self.said(desk, State.REVIEWED, *said)
        desk.update()
        assert {write_lines(entry.record) for entry in desk.catalog().active()} == {()}


class TestFiles:
    def test_an_update_without_changes_writes_no_file(self, desk: Desk) -> None:
        times = {path: path.stat().st_mtime_ns for path in (desk.sample.root / "locales").rglob("*.po")}
        assert len(times) == 3
        assert [update.was_written for update in desk.updates()] == [False, False, False]
        assert {path: path.stat().st_mtime_ns for path in times} == times

    def test_only_the_locales_that_are_asked_for_are_touched(self, desk: Desk) -> None:
        assert {path.parts[-3] for path in (desk.sample.root / "locales").rglob("*.po")} == {"nl"}
        content, _ = desk.sample.load()
        updates, problems = update_catalogs(desk.sample.project(), content, [])
        assert problems == []
        assert [update.file for update in updates] == [
            f"locales/{name}.po"
            for name in (
                "en/LC_MESSAGES/2024-01",
                "nl/LC_MESSAGES/2024-01",
                "nl/LC_MESSAGES/chrome",
                "nl/LC_MESSAGES/pages",
                "nl-BE/LC_MESSAGES/2024-01",
                "nl-BE/LC_MESSAGES/chrome",
                "nl-BE/LC_MESSAGES/pages",
            )
        ]

    @pytest.mark.slow
    def test_the_english_of_this_very_update_stands_beside_other_languages(self, desk: Desk) -> None:
        sample = desk.sample
        sample.edit("issues/points/eu.yaml", "locales: en", "locales: [el, en]")

        def greek(source: str) -> About:
            content, _ = sample.load(everything=False)
            update_catalogs(sample.project(), content, [])
            catalog, _ = read_catalog(sample.root, "el", "2024-01")
            assert catalog is not None
            return catalog.by_key()["articles/markets/title", source].about

        about = About("title", 120, "nl")
        assert greek("Markten in de stad") == about
        english, _ = read_catalog(sample.root, "en", "2024-01")
        assert english is not None
        title = next(entry for entry in english.entries if entry.context == "articles/markets/title")
        read = replace(title, targets=("Markets in town",), state=State.REVIEWED)
        write_catalog(Workspace(sample.root), replace(english, entries=(read,)))
        assert greek("Markten in de stad") == replace(about, english="Markets in town")
        sample.edit("issues/articles/markets.md", "Markten in de stad", "Markten in uw stad")
        assert greek("Markten in uw stad") == replace(about, english="Markets in town")

    def test_a_locale_that_nobody_writes_in_is_named(self, desk: Desk) -> None:
        content, _ = desk.sample.load()
        updates, problems = update_catalogs(desk.sample.project(), content, ["nl-Be"])
        assert updates == []
        assert [(problem.code, problem.hint) for problem in problems] == [
            ("unknown-locale", "the nearest is `nl-BE`, in which `nl` writes")
        ]

    def test_a_broken_catalog_is_left_alone(self, desk: Desk) -> None:
        text = desk.file.read_text("utf-8").replace('msgstr "→', "msgstr →", 1)
        desk.file.write_text(text, "utf-8")
        assert [Path(update.file).name for update in desk.updates()] == ["chrome.po", "pages.po"]
        assert [problem.code for problem in desk.problems] == ["broken-po"]
        assert desk.file.read_text("utf-8") == text

    def test_a_catalog_that_somebody_keeps_writing_is_left_alone(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        theirs = [desk.file.read_text("utf-8").replace("→ Bridges", "Bruggen")]
        desk.edit("in spring", "in summer")

        def slowly(*args: object) -> Catalog:
            theirs.append(f"# once more\n{theirs[-1]}")
            desk.file.write_text(theirs[-1], "utf-8")
            return merge_units(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(update, "merge_units", slowly)
        desk.updates()
        assert {problem.code for problem in desk.problems} == {"file-changed"}
        assert desk.file.read_text("utf-8") == theirs[-1]

    def test_a_catalog_that_somebody_writes_once_is_read_again_with_their_words(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        theirs = desk.file.read_text("utf-8").replace("→ Bridges", "Bruggen")
        desk.edit("in spring", "in summer")

        def slowly(*args: object) -> Catalog:
            if "Bruggen" not in desk.file.read_text("utf-8"):
                desk.file.write_text(theirs, "utf-8")
            return merge_units(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(update, "merge_units", slowly)
        desk.updates()
        assert desk.problems == []
        text = desk.file.read_text("utf-8")
        assert "Bruggen" in text
        assert "in summer" in text

    def test_a_catalog_with_nothing_left_in_it_holds_nothing(self, sample: Sample) -> None:
        desk = Desk(sample, [])
        content, _ = sample.load()
        update_catalogs(sample.project(), content, ["en"])
        english = sample.root / "locales/en/LC_MESSAGES/2024-01.po"
        assert "Markten in de stad" in english.read_text("utf-8")
        sample.edit("issues/2024-01/issue.yaml", "  - articles: [markets]\n    heading: News\n", "")
        content, _ = desk.sample.load()
        (updated,), problems = update_catalogs(sample.project(), content, ["en"])
        assert problems == []
        assert updated.changes["gone"] > 5
        assert updated.was_written
        assert "msgctxt" not in english.read_text("utf-8")

    def test_a_catalog_without_texts_is_not_made(self, sample: Sample) -> None:
        sample.edit("issues/2024-01/issue.yaml", "  - articles: [markets]\n    heading: News\n", "")
        content, _ = sample.load()
        assert update_catalogs(sample.project(), content, ["en"]) == ([], [])
        assert not (sample.root / "locales/en").exists()

    def test_words_of_a_template_that_cannot_be_read_are_not_gone(self, desk: Desk) -> None:
        desk.fill(name="chrome")
        before = desk.catalog("chrome")
        path = desk.sample.root / "templates/newsletter.mjml"
        path.write_text(path.read_text("utf-8") + "\n{% if %}\n", "utf-8")
        updates = desk.updates()
        assert [problem.code for problem in desk.problems] == ["broken-template"]
        assert [Path(update.file).name for update in updates] == ["2024-01.po", "pages.po"]
        assert desk.catalog("chrome") == before

    @pytest.mark.slow
    def test_the_many_of_a_plural_is_part_of_its_source(self, desk: Desk) -> None:
        desk.fill(name="chrome")
        path = desk.sample.root / "templates/blocks.mjml"
        text = path.read_text("utf-8")
        assert text.count('"%(num)s partners"') == 1
        path.write_text(text.replace('"%(num)s partners"', '"%(num)s members"'), "utf-8")
        changes = next(update.changes for update in desk.updates() if update.file.endswith("chrome.po"))
        assert changes == {**NOTHING, "changed": 1}
        entry = desk.catalog("chrome").by_key()["", "%(num)s partner"]
        assert (entry.plural, entry.state) == ("%(num)s members", State.NEEDS_REVIEW)
        assert (entry.previous, entry.previous_plural) == ("%(num)s partner", "%(num)s partners")
        assert entry.targets == ("→ %(num)s partner", "→ %(num)s partner")


def units(*sources: str, context: str = "c") -> list[Unit]:
    return [Unit(context, source) for source in sources]


def catalog(*entries: Translation) -> Catalog:
    return Catalog("nl", "locales/nl/LC_MESSAGES/x.po", entries)


def read(source: str, target: str, **values: object) -> Translation:
    return replace(Translation("c", source, (target,), State.REVIEWED), **values)  # type: ignore[arg-type]


class TestPairs:
    def test_the_most_alike_are_paired_first_and_one_to_one(self) -> None:
        before = [("c", "abcdefghij"), ("c", "abcdefghXY")]
        after = [("c", "abcdefghXZ"), ("c", "abcdefghiZ"), ("c", "abcdefghWW")]
        assert changed_pairs(before, after) == {
            ("c", "abcdefghXZ"): ("c", "abcdefghXY"),
            ("c", "abcdefghiZ"): ("c", "abcdefghij"),
        }

    def test_what_stands_between_other_neighbours_is_new(self) -> None:
        before = [("c", "the old words"), ("c", "stays")]
        assert changed_pairs(before, [("c", "the new words"), ("c", "stays")])
        assert not changed_pairs(before, [("c", "stays"), ("c", "the new words")])

    def test_what_stands_in_another_context_is_new(self) -> None:
        assert not changed_pairs([("c", "the old words")], [("d", "the new words")])

    @pytest.mark.parametrize(
        ("new", "is_pair"),
        [
            ("the river and the bridge of the city", True),
            ("a river, its shore and its people now", False),
            ("the river and the bridge of the town" * 3, False),
        ],
    )
    def test_what_is_less_alike_than_three_quarters_is_new(self, new: str, is_pair: bool) -> None:
        assert bool(changed_pairs([("c", "the river and the bridge of the town")], [("c", new)])) == is_pair

    @pytest.mark.parametrize(
        ("old", "new", "is_pair"),
        [
            ("City", "Cities", True),
            ("Climate", "Climate change", True),
            ("Read on", "Read more", True),
            ("Events", "News", False),
            ("Opening", "Closing", False),
            ("Climate", "Climate change and the cities", False),
        ],
    )
    def test_of_short_texts_less_is_asked(self, old: str, new: str, is_pair: bool) -> None:
        assert bool(changed_pairs([("c", old)], [("c", new)])) == is_pair


class TestCatalogs:
    def test_units_that_stand_twice_are_one_entry(self) -> None:
        after = merge_units(catalog(), units("a", "b", "a"))
        assert [entry.source for entry in after.entries] == ["a", "b"]

    def test_a_new_plural_has_the_forms_of_its_locale(self) -> None:
        unit = Unit("", "%(n)s city", plural="%(n)s cities")
        (entry,) = merge_units(replace(catalog(), locale="pl"), [unit]).entries
        assert (entry.targets, entry.plural, entry.flags) == (("", "", ""), "%(n)s cities", ("python-format",))

    def test_a_text_that_got_a_plural_keeps_its_words_and_lacks_a_form(self) -> None:
        before = catalog(read("%(n)s city", "%(n)s stad"))
        (entry,) = merge_units(before, [Unit("c", "%(n)s city", plural="%(n)s cities")]).entries
        assert (entry.targets, entry.state) == (("%(n)s stad", ""), State.MISSING)

    def test_a_plural_edited_and_edited_back_has_nothing_to_compare(self) -> None:
        before = catalog(read("a city", "een stad", targets=("een stad", "steden"), plural="cities"))
        changed = merge_units(before, [Unit("c", "a city", plural="towns")])
        assert changed.entries[0].is_stale
        (entry,) = merge_units(changed, [Unit("c", "a city", plural="cities")]).entries
        assert (entry.state, entry.previous, entry.previous_plural) == (State.NEEDS_REVIEW, "", "")

    def test_a_text_that_lost_its_plural_is_read_again(self) -> None:
        before = catalog(read("a city", "een stad", targets=("een stad", "steden"), plural="cities"))
        (entry,) = merge_units(before, units("a city")).entries
        assert (entry.targets, entry.state, entry.previous) == (("een stad",), State.NEEDS_REVIEW, "")

    @pytest.mark.parametrize(
        ("source", "flags"), [("%(n)s x", ("python-format",)), ("up by 20 %(2023)", ()), ("x", ())]
    )
    def test_only_a_text_with_placeholders_says_so(self, source: str, flags: tuple[str, ...]) -> None:
        (entry,) = merge_units(catalog(), units(source)).entries
        assert entry.flags == flags

    def test_what_a_reviewer_noted_stays_with_its_text(self) -> None:
        entry = read("a", "b", record=read_lines(("ignore-same: a street",)), flags=("ignore-same",))
        assert merge_units(catalog(entry), units("a")).entries == (entry,)

    def test_weblate_is_told_of_limits_and_of_what_is_dismissed_at_each_update(self) -> None:
        noted = read(
            "a",
            "b",
            record=read_lines(("ignore-same: a street", "ignore-french-spacing: so")),
            flags=("max-length:90",),
        )
        (entry,) = merge_units(catalog(noted), [Unit("c", "a", About("title", 120))]).entries
        assert entry.flags == ("ignore-same", "ignore-punctuation-spacing", "max-length:120")
        (entry,) = merge_units(catalog(read("a", "b", flags=("max-length:90",))), units("a")).entries
        assert entry.flags == ()

    def test_texts_that_a_tool_took_the_context_from_are_taken_where_their_source_is_unique(self) -> None:
        before = catalog(*(replace(read(source, "x"), context="") for source in ("a", "b", "gone")), read("b", "y"))
        wanted = [Unit("c", "a"), Unit("c", "b"), Unit("c", "d"), Unit("e", "d")]
        after = merge_units(before, wanted)
        found = {entry.key: entry.target for entry in after.active()}
        assert found == {("c", "a"): "x", ("c", "b"): "y", ("c", "d"): "", ("e", "d"): ""}
        assert {entry.key for entry in after.entries if entry.is_obsolete} == {("", "b"), ("", "gone")}

    def test_they_take_the_place_of_an_entry_without_words(self) -> None:
        before = catalog(replace(read("a", "x"), context=""), Translation("c", "a"))
        assert [(entry.key, entry.target) for entry in merge_units(before, units("a")).entries] == [(("c", "a"), "x")]

    def test_notes_are_written_anew(self) -> None:
        (entry,) = merge_units(
            catalog(read("a", "b", about=About("old"))), [Unit("c", "a", About("title", source_locale="nl"))]
        ).entries
        assert entry.about == About("title", source_locale="nl")

    def test_words_that_are_only_in_a_gone_entry_are_taken_up(self) -> None:
        gone = read("a", "b", is_obsolete=True)
        before = catalog(Translation("c", "a"), gone)
        after = merge_units(before, units("a"))
        assert after.entries == (read("a", "b"),)
        assert counts(before, after) == {**NOTHING, "revived": 1}

    def test_the_header_and_digest_of_the_file_stay(self) -> None:
        before = replace(catalog(read("a", "b")), header={"X-Generator": "Poedit"}, digest="abc")
        after = merge_units(before, units("a"))
        assert (after.header, after.digest) == ({"X-Generator": "Poedit"}, "abc")


WORD = st.sampled_from(
    ["ten", "cities", "share", "good", "practice", "on", "bridges", "markets", "12", "and", "rivers"]
)
PARAGRAPHS = st.lists(WORD, min_size=1, max_size=7).map(tuple)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.integers(0, 9), PARAGRAPHS),
        st.tuples(st.just("delete"), st.integers(0, 9), st.none()),
        st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 9)),
        st.tuples(st.just("change"), st.integers(0, 9), st.tuples(st.integers(0, 6), WORD)),
        st.tuples(st.just("bring back"), st.integers(0, 20), st.integers(0, 9)),
        st.tuples(st.just("translate"), st.integers(0, 3), st.none()),
        st.tuples(st.just("update"), st.none(), st.none()),
    ),
    max_size=30,
)


@pytest.mark.slow
@settings(max_examples=tries(200), deadline=None)
@given(st.lists(PARAGRAPHS, max_size=5), EDITS)
def test_no_edit_loses_a_translation_or_reopens_another_text(
    start: list[tuple[str, ...]], edits: list[tuple[Any, ...]]
) -> None:
    now, ever, held, number = list(start), list(start), catalog(), 0
    for what, at, more in [*edits, ("update", None, None)]:
        if what == "insert":
            now.insert(at, more)
        elif what == "bring back" and ever:
            now.insert(more, ever[at % len(ever)])
        elif what == "delete" and now:
            del now[at % len(now)]
        elif what == "move" and now:
            now.insert(more, now.pop(at % len(now)))
        elif what == "change" and now:
            words = list(now[at % len(now)])
            words[more[0] % len(words)] = more[1]
            now[at % len(now)] = tuple(words)
        elif what == "translate":
            entries = []
            for entry in held.entries:
                if entry.state is State.MISSING and number % 4 != at:
                    entry = replace(entry, targets=(f"t{number}",), state=State.REVIEWED)
                elif entry.is_stale and number % 4 == at:
                    entry = replace(entry, state=State.REVIEWED, previous="")
                number += 1
                entries.append(entry)
            held = replace(held, entries=tuple(entries))
        elif what == "update":
            held = updated(held, units(*map(" ".join, now)))
        ever += now


def updated(before: Catalog, wanted: list[Unit]) -> Catalog:
    """The catalog after an update that has kept every promise."""
    after = merge_units(before, wanted)
    keys: list[Key] = list(dict.fromkeys(unit.key for unit in wanted))
    old, new = before.by_key(), after.by_key()
    assert list(new) == keys, "exactly the units there are, in their order"
    texts_before, texts_after = ({text for e in c.entries for text in e.targets if text} for c in (before, after))
    assert texts_before == texts_after, "every translation is there, live or obsolete, and none is made up"
    assert [new[key] for key in keys if key in old] == [old[key] for key in keys if key in old], "nothing is reopened"
    gone = {entry.key: entry for entry in before.entries if entry.is_obsolete}
    for key in keys:
        if key in gone and key not in old:
            assert new[key] == replace(gone[key], is_obsolete=False), "what comes back is as it was"
        elif key not in old and any(new[key].targets):
            assert new[key].state is State.NEEDS_REVIEW, "a changed text is read again"
        if new[key].previous:
            assert new[key].is_stale
            assert new[key].previous != new[key].source
    changes = counts(before, after)
    assert min(changes.values()) >= 0
    assert len(new) == len(old) + changes["new"] + changes["revived"] - changes["gone"]
    assert merge_units(after, wanted) == after, "a second update changes nothing"
    found, problems = parse_catalog(to_bytes(after), "nl", after.file)
    assert problems == []
    assert found is not None
    assert found.entries == after.entries
    return after

"""The memory: what was translated before comes again where it may, and is shown where it may not."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.translate.authorship import sign_origin
from newsletter.translate.formats.comments import read_lines, write_lines
from newsletter.translate.formats.po import catalog_file, read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.memory import Match, Memory, kind_of, translation_of
from newsletter.translate.record import Origin
from newsletter.translate.unit import About, State, Translation, Unit
from newsletter.workspace import Workspace
from tests.support.signing import signed, unsigned

TAGLINE = Unit("networks/rivers/tagline", "Cities at the water", About("tagline", 90))
READ = signed(
    Translation(
        *TAGLINE.key, ("Steden aan het water",), State.REVIEWED, record=read_lines(("reviewed: Ada 2026-11-21",))
    )
)

MEETING = "The network meets in Ghent on 9 March and invites all its cities."


def paragraph(source: str, context: str = "articles/a/body/paragraph") -> Unit:
    return Unit(context, source)


def draft(source: str, target: str, context: str = "articles/a/body/paragraph", *comments: str) -> Translation:
    return signed(Translation(context, source, (target,), State.NEEDS_REVIEW, record=read_lines(comments)))


class Desk:
    """A project's catalogs and the memory over them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = root / ".cache/memory.sqlite"

    def put(self, issue: str, *entries: Translation, locale: str = "nl") -> None:
        before, _ = read_catalog(self.root, locale, issue)
        assert before is not None
        write_catalog(Workspace(self.root), replace(before, entries=entries))

    def exact(self, unit: Unit, locale: str = "nl") -> Match | None:
        with Memory(self.file) as memory:
            memory.refresh(self.root)
            return memory.exact(unit, locale)

    def near(self, unit: Unit, limit: int = 3) -> list[Match]:
        with Memory(self.file) as memory:
            memory.refresh(self.root)
            return memory.near(unit, "nl", limit)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


class TestExact:
    def test_a_network_that_comes_again_stays_reviewed(self, desk: Desk) -> None:
        desk.put("2023-11", READ)
        match = desk.exact(TAGLINE)
        assert match is not None
        found = translation_of(TAGLINE, match)
        assert found == replace(READ, record=found.record, about=TAGLINE.about)
        assert unsigned(write_lines(found.record)) == ("from: memory 2023-11", "reviewed: Ada 2026-11-21")
        assert write_lines(found.record)[1] == write_lines(READ.record)[0]

    def test_the_same_words_of_another_document_are_to_be_reviewed(self, desk: Desk) -> None:
        desk.put("2023-11", READ)
        match = desk.exact(replace(TAGLINE, context="networks/lakes/tagline"))
        assert match is not None
        assert (match.targets, match.state) == (READ.targets, State.NEEDS_REVIEW)
        assert (match.origin.memory, match.reviews) == ("2023-11", ()), "nobody has read it there"

    def test_what_nobody_has_read_is_to_be_reviewed_and_says_who_made_it(self, desk: Desk) -> None:
        desk.put("2023-11", draft(MEETING, "Het netwerk", "articles/a/body/paragraph", "from: libre 2026-11-20"))
        match = desk.exact(paragraph(MEETING))
        assert match is not None
        assert (match.state, match.reviews) == (State.NEEDS_REVIEW, ())
        assert match.origin == sign_origin(Origin("2023-11", "libre", "2026-11-20"), match.targets)

    @pytest.mark.parametrize(
        "unit",
        [
            replace(TAGLINE, source="Cities at the Water"),
            replace(TAGLINE, plural="many"),
        ],
    )
    def test_another_source_or_plural_is_none(self, desk: Desk, unit: Unit) -> None:
        desk.put("2023-11", READ)
        assert desk.exact(unit) is None

    def test_the_same_source_of_another_kind_is_found_after_one_of_its_own_and_is_to_be_reviewed(
        self, desk: Desk
    ) -> None:
        desk.put("2023-11", READ)
        about = replace(TAGLINE, context="networks/rivers/about")
        match = desk.exact(about)
        assert match is not None
        assert (match.targets, match.state) == (READ.targets, State.NEEDS_REVIEW)
        desk.put("2023-12", draft(TAGLINE.source, "anders", "networks/lakes/about"))
        match = desk.exact(about)
        assert match is not None
        assert match.targets == ("anders",)

    def test_another_locale_has_a_memory_of_its_own(self, desk: Desk) -> None:
        desk.put("2023-11", READ)
        assert desk.exact(TAGLINE, "nl-BE") is None

    def test_reviewed_is_better_than_a_persons_draft_which_is_better_than_a_machines(self, desk: Desk) -> None:
        source, elsewhere = "the words", "articles/b/body/paragraph"
        machine = draft(source, "m", elsewhere, "from: libre 2026-11-20")
        desk.put("2024-03", machine)
        desk.put("2024-02", draft(source, "p", elsewhere))
        found = desk.exact(paragraph(source))
        assert found is not None
        assert found.targets == ("p",)
        desk.put("2024-01", replace(draft(source, "r", elsewhere), state=State.REVIEWED))
        found = desk.exact(paragraph(source))
        assert found is not None
        assert (found.targets, found.issue) == (("r",), "2024-01")

    def test_of_equals_the_newest_issue_is_asked(self, desk: Desk) -> None:
        desk.put("2024-01", draft("the words", "old"))
        desk.put("2024-02", draft("the words", "new"))
        found = desk.exact(paragraph("the words"))
        assert found is not None
        assert found.targets == ("new",)

    @pytest.mark.parametrize(
        "entry",
        [
            draft("a <b1>b</b1>", "a b"),
            Translation("articles/a/body/paragraph", "a <b1>b</b1>"),
            replace(draft("a <b1>b</b1>", "x <b1>y</b1>"), previous="another <b1>b</b1>"),
            signed(replace(draft("a <b1>b</b1>", "x <b1>y</b1>"), record=read_lines(("from: pseudo 2026-11-21",)))),
        ],
        ids=["lost tags", "missing", "stale", "pseudo-text"],
    )
    def test_what_cannot_be_used_is_not_remembered(self, desk: Desk, entry: Translation) -> None:
        desk.put("2023-11", entry)
        assert desk.exact(paragraph("a <b1>b</b1>")) is None

    def test_a_text_that_has_gone_from_its_issue_is_remembered(self, desk: Desk) -> None:
        desk.put("2023-11", replace(READ, is_obsolete=True))
        match = desk.exact(TAGLINE)
        assert match is not None
        assert match.state is State.REVIEWED


class TestNear:
    def test_a_near_source_is_a_suggestion_to_be_reviewed(self, desk: Desk) -> None:
        desk.put("2023-11", replace(draft(MEETING, "Het netwerk"), state=State.REVIEWED))
        (match,) = desk.near(paragraph(MEETING.replace("all its cities", "all the cities")))
        assert (match.source, match.targets, match.state) == (MEETING, ("Het netwerk",), State.NEEDS_REVIEW)
        assert 90 < match.score < 100

    def test_the_very_same_source_is_no_suggestion(self, desk: Desk) -> None:
        desk.put("2023-11", draft(MEETING, "Het netwerk"))
        assert desk.near(paragraph(MEETING)) == []

    def test_another_number_or_a_negation_costs_more_than_another_word(self, desk: Desk) -> None:
        number, negation = MEETING.replace("9", "3"), MEETING.replace("invites", "does not invite")
        desk.put("2023-11", draft(number, "n"), draft(negation, "x"), draft(MEETING.replace("Ghent", "Gand"), "w"))
        assert [match.targets for match in desk.near(paragraph(MEETING))] == [("w",), ("n",)]

    def test_what_is_less_alike_than_three_quarters_is_left_out(self, desk: Desk) -> None:
        desk.put("2023-11", draft("The river has a new bridge, and the city has a new square.", "x"))
        assert desk.near(paragraph(MEETING)) == []

    def test_no_more_than_are_asked_for(self, desk: Desk) -> None:
        desk.put("2023-11", *(draft(f"{MEETING} {word}", word) for word in ("one", "a", "b", "c", "d")))
        assert len(desk.near(paragraph(MEETING), limit=2)) == 2


class TestIndex:
    def test_only_files_that_have_changed_are_read(self, desk: Desk) -> None:
        desk.put("2023-11", READ)
        desk.put("2023-12", READ)
        with Memory(desk.file) as memory:
            assert memory.refresh(desk.root) == 2
            assert memory.refresh(desk.root) == 0
            other = replace(READ, targets=("Anders",), record=read_lines(unsigned(write_lines(READ.record))))
            desk.put("2023-12", signed(other))
            assert memory.refresh(desk.root) == 1
        found = desk.exact(TAGLINE)
        assert found is not None
        assert (found.issue, found.context, found.source, found.targets) == (
            "2023-12", READ.context, READ.source, ("Anders",),
        )  # fmt: skip
        assert (found.origin.memory, [act.who for act in found.reviews]) == ("2023-12", ["Ada"])

    def test_a_file_that_has_gone_is_forgotten(self, desk: Desk) -> None:
        desk.put("2023-11", READ)
        assert desk.exact(TAGLINE)
        (desk.root / catalog_file("nl", "2023-11")).unlink()
        assert desk.exact(TAGLINE) is None

    def test_a_broken_catalog_has_no_memories_and_stops_nothing(self, desk: Desk) -> None:
        desk.put("2023-11", READ)
        desk.put("2023-12", draft("the words", "x"))
        (desk.root / catalog_file("nl", "2023-11")).write_text('msgid "a\n', "utf-8")
        assert desk.exact(TAGLINE) is None
        assert desk.exact(paragraph("the words"))

    def test_names_of_the_glossary_are_no_memories(self, desk: Desk) -> None:
        desk.put("glossary", Translation("name", "Genoa", ("Genua",), State.REVIEWED))
        assert desk.exact(Unit("points/it/name", "Genoa")) is None

    @pytest.mark.parametrize("data", [b"no database" * 100, b""])
    def test_a_damaged_index_is_made_again(self, desk: Desk, data: bytes) -> None:
        desk.put("2023-11", READ)
        desk.file.parent.mkdir(exist_ok=True)
        desk.file.write_bytes(data)
        assert desk.exact(TAGLINE)

    def test_where_no_index_can_be_written_the_catalogs_are_asked_all_the_same(self, desk: Desk) -> None:
        desk.put("2023-11", READ)
        (desk.file / "in the way").mkdir(parents=True)
        assert desk.exact(TAGLINE)
        assert desk.file.is_dir()

    def test_an_index_of_another_version_is_made_again(self, desk: Desk) -> None:
        desk.put("2023-11", READ)
        desk.exact(TAGLINE)
        db = sqlite3.connect(desk.file)
        db.executescript("pragma user_version = 1; drop table entries; create table entries (other text);")
        db.close()
        assert desk.exact(TAGLINE)

    def test_two_may_be_open_at_once(self, desk: Desk) -> None:
        desk.put("2023-11", READ)
        with Memory(desk.file) as one, Memory(desk.file) as other:
            one.refresh(desk.root)
            assert other.refresh(desk.root) == 0
            assert other.exact(TAGLINE, "nl") == one.exact(TAGLINE, "nl")

    @pytest.mark.parametrize(
        ("context", "kind"),
        [("articles/a/body/paragraph", "paragraph"), ("topics", "topics"), ("networks/rivers/tagline", "tagline")],
    )
    def test_the_kind_of_a_text_is_how_its_context_ends(self, context: str, kind: str) -> None:
        assert kind_of(context) == kind

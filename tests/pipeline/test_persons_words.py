"""A person's words are a person's, and nobody is said to have read what they have not read."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from newsletter.pipeline.catalogs import Catalogs
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.pipeline.translation.findings import unread_folders
from newsletter.pipeline.translation.review import entries
from newsletter.pipeline.translation.status import readiness
from newsletter.pipeline.translation.update import update_catalogs
from newsletter.translate.authorship import (
    has_named_review,
    is_of_a_person,
    machine_of,
    origin_of,
    reviews_of,
    sign_origin,
    sign_review,
)
from newsletter.translate.copies import with_copies_reopened
from newsletter.translate.formats.comments import read_lines, write_lines
from newsletter.translate.formats.po import catalog_file, parse_catalog, read_catalog
from newsletter.translate.formats.po_writer import to_bytes, write_catalog
from newsletter.translate.machine.gaps import gaps_of
from newsletter.translate.merge import merge_units
from newsletter.translate.record import NOBODY, Act, Origin, Record
from newsletter.translate.unit import About, Catalog, State, Translation, Unit
from newsletter.workspace import Workspace
from tests.conftest import Sample
from tests.support.signing import signed, unsigned

FILE = "locales/nl/LC_MESSAGES/2024-01.po"
SOURCE, LATER = "Ten cities share what they learn.", "Twelve cities share what they learn."
DRAFT = signed(
    Translation(
        "c", SOURCE, ("Tien steden delen.",), State.NEEDS_REVIEW, record=read_lines(("from: libre 2026-11-20",))
    )
)
READ = signed(
    replace(DRAFT, state=State.REVIEWED, record=read_lines(("from: libre 2026-11-20", "reviewed: Ada 2026-11-21")))
)


def typed(entry: Translation, *changes: tuple[str, str]) -> Translation:
    """The entry after somebody has changed its file, in Poedit or in a text editor."""
    text = to_bytes(Catalog("nl", FILE, (entry,))).decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    catalog, problems = parse_catalog(text.encode(), "nl", FILE)
    assert problems == []
    assert catalog is not None
    return catalog.entries[0]


def updated(entry: Translation, source: str = SOURCE) -> Translation:
    return merge_units(Catalog("nl", FILE, (entry,)), [Unit("c", source)]).entries[0]


def may_be_overwritten(entry: Translation) -> bool:
    return any(not gap.is_offer for gap in gaps_of(Catalog("nl", FILE, (entry,)), "en"))


OWN = ("Tien steden delen.", "Tien steden leren samen.")
CLEARED = ("#, fuzzy\n", "")


class TestCorrected:
    def test_who_corrects_a_machines_text_and_leaves_it_marked_keeps_the_words(self) -> None:
        entry = typed(DRAFT, OWN)
        assert (entry.state, machine_of(entry)) == (State.NEEDS_REVIEW, "")
        assert is_of_a_person(entry)
        for later in (updated(entry, LATER), updated(updated(entry), LATER)):
            assert later.is_stale
            assert not may_be_overwritten(later)

    def test_a_machines_own_words_may_be_overwritten_when_their_source_changes(self) -> None:
        assert may_be_overwritten(updated(DRAFT, LATER))

    def test_who_corrects_pseudo_text_keeps_the_words_too(self) -> None:
        pseudo = signed(replace(DRAFT, record=read_lines(("from: pseudo 2026-11-20",))))
        assert may_be_overwritten(pseudo)
        assert not may_be_overwritten(typed(pseudo, OWN))

    def test_accents_put_together_in_another_way_are_the_same_words(self) -> None:
        entry = signed(replace(DRAFT, targets=("Tïen",), record=read_lines(unsigned(write_lines(DRAFT.record)))))
        assert machine_of(replace(entry, targets=("Ti\u0308en",))) == "libre"

    def test_an_origin_without_a_digest_proves_nothing(self) -> None:
        assert is_of_a_person(replace(DRAFT, record=read_lines(unsigned(write_lines(DRAFT.record)))))


class TestReviewed:
    def test_a_review_does_not_stay_on_words_that_its_reviewer_never_read(self) -> None:
        entry = typed(READ, OWN)
        assert (entry.state, reviews_of(entry)) == (State.NEEDS_REVIEW, ())
        after = updated(entry)
        assert (after.record.reviews, is_of_a_person(after)) == ((), True)
        assert unsigned(write_lines(after.record))[-1] == "was reviewed: Ada 2026-11-21"

    def test_nor_on_a_source_that_its_reviewer_never_saw(self) -> None:
        assert typed(READ, (SOURCE, LATER)).state is State.NEEDS_REVIEW

    @pytest.mark.parametrize("entry", [typed(DRAFT, CLEARED), typed(DRAFT, OWN, CLEARED)])
    def test_clearing_the_mark_in_poedit_is_a_review_by_nobody_named(self, entry: Translation) -> None:
        assert (entry.state, reviews_of(entry)) == (State.REVIEWED, ())
        after = updated(entry)
        assert (after.state, after.record.reviews) == (State.REVIEWED, (sign_review(Act(NOBODY), after),))
        assert not has_named_review(after)
        assert updated(after) == after, "said once"
        assert typed(after, ("Tien", "Twaalf")).state is State.NEEDS_REVIEW

    def test_pseudo_text_is_never_reviewed(self) -> None:
        pseudo = signed(replace(DRAFT, record=read_lines(("from: pseudo 2026-11-20",))))
        assert typed(pseudo, CLEARED).state is State.NEEDS_REVIEW
        assert typed(pseudo, CLEARED, OWN).state is State.REVIEWED, "a person has written it"


class TestNotes:
    @pytest.mark.parametrize(
        "note",
        [
            "from: the Dutch original, see page 3",
            "from: Ada",
            "reviewed: see our style guide",
            "rejected: the word “hub”",
            "was reviewed: no",
            "not translated: names of streets",
        ],
    )
    def test_a_note_that_begins_as_ours_do_is_a_note(self, note: str) -> None:
        for entry in (
            replace(DRAFT, record=read_lines((note, *write_lines(DRAFT.record)))),
            replace(READ, record=read_lines((note, *write_lines(READ.record)))),
        ):
            assert note in write_lines(updated(entry).record)
            assert note in write_lines(updated(entry, LATER).record)
        assert read_lines((note,)) == Record(notes=(note,))

    @pytest.mark.parametrize(
        ("words", "of"),
        [
            ("libre 2026-11-20", Origin(provider="libre", day="2026-11-20")),
            ("libre 2026-11-20 by way of en", Origin(provider="libre", day="2026-11-20", pivot="en")),
            ("memory 2023-11", Origin("2023-11")),
            ("memory 2023-11, deepl 2026-01-01", Origin("2023-11", "deepl", "2026-01-01")),
        ],
    )
    def test_every_origin_that_is_written_is_read_again(self, words: str, of: Origin) -> None:
        made = sign_origin(of, ("x",))
        (line,) = write_lines(Record(origin=made))
        assert line.startswith(f"from: {words} ")
        assert read_lines((line,)) == Record(origin=made)
        entry = Translation("c", "a", ("x",), State.NEEDS_REVIEW, record=read_lines((line,)))
        assert machine_of(entry) == of.provider
        assert origin_of(entry) == made


class TestFlagsLostAtOnce:
    @pytest.fixture
    def desk(self, sample: Sample) -> Sample:
        """A project with thirty drafts of a machine, from which a tool has taken the marks."""
        entries = tuple(replace(DRAFT, context=f"articles/x/{number}", state=State.REVIEWED) for number in range(30))
        before, _ = read_catalog(sample.root, "nl", "2024-01")
        assert before is not None
        write_catalog(Workspace(sample.root), replace(before, entries=(*before.entries, *entries)))
        return sample

    def test_they_are_told(self, desk: Sample) -> None:
        catalogs = Catalogs(desk.project(), "2024-01")
        assert catalogs.one("nl", "2024-01")
        (problem,) = catalogs.problems
        assert problem.code == "unnamed-review"
        assert problem.message == (
            "30 texts of a machine lost their mark `fuzzy` at once, and nobody is named: was it a tool?"
        )

    def test_they_do_not_count_where_reviews_have_to_be_named(self, desk: Sample) -> None:
        def count() -> int:
            catalog = Catalogs(desk.project(), "2024-01").one("nl", "2024-01")
            assert catalog is not None
            return sum(entry.state is State.REVIEWED for entry in catalog.entries)

        assert count() >= 30
        text = desk.read("newsletter.toml")
        desk.write("newsletter.toml", f"{text}\n[review]\nnamed = true\n")
        assert count() == 0
        board, _ = readiness(open_snapshot(desk.project(), "2024-01"))
        assert all(not row.is_ready for row in board if row.locale == "nl")


class TestCopies:
    """OmegaT writes the source, without a mark, where nobody has translated anything."""

    COPY = Translation("articles/x/body", SOURCE, (SOURCE,), State.REVIEWED)

    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"record": read_lines(("from: libre 2026-11-20 3f9a1c",))},
            {"record": read_lines(("reviewed: by nobody named 3f9a1c",))},
            {"record": read_lines(("ignore-same",))},
            {"about": About("paragraph", source_locale="de")},
        ],
    )
    def test_a_sentence_that_is_its_source_over_again_has_been_read_by_nobody(self, changes: dict[str, Any]) -> None:
        copy = replace(self.COPY, **changes)
        (after,) = with_copies_reopened(Catalog("nl", FILE, (copy,)), "en").entries
        assert after == replace(copy, state=State.NEEDS_REVIEW)
        assert is_of_a_person(after), "no machine overwrites it: somebody may have meant it"

    @pytest.mark.parametrize(
        ("locale", "changes"),
        [
            ("nl", {"source": "Partner", "targets": ("Partner",)}),
            ("nl", {"targets": ("Tien steden delen.",)}),
            ("nl", {"record": read_lines(("ignore-same: a motto",))}),
            ("nl", {"record": read_lines(("ignore-same-as-source: a motto",))}),
            ("en-GB", {}),
            ("nl", {"about": About("paragraph", source_locale="nl")}),
        ],
    )
    def test_what_is_no_translation_to_be_made_or_meant_stays_reviewed(
        self, locale: str, changes: dict[str, Any]
    ) -> None:
        catalog = Catalog(locale, FILE, (replace(self.COPY, **changes),))
        assert with_copies_reopened(catalog, "en") is catalog

    def test_who_accepts_it_by_name_is_believed(self) -> None:
        catalog = Catalog("nl", FILE, (signed(replace(self.COPY, record=read_lines(("reviewed: Ada 2026-11-21",)))),))
        assert with_copies_reopened(catalog, "en") is catalog

    def test_all_commands_see_it_and_an_update_gives_it_its_mark(self, sample: Sample) -> None:
        content, _ = sample.load()
        updates, _ = update_catalogs(sample.project(), content, ["nl"])
        issue = next(update.catalog for update in updates if update.file == FILE)
        copies = [replace(entry, targets=(entry.source,), state=State.REVIEWED) for entry in issue.active()]
        write_catalog(Workspace(sample.root), replace(issue, entries=tuple(copies)))
        sentences = {entry.key for entry in copies if len(entry.source.split()) > 3}
        assert sentences

        def reviewed(entries: Iterable[Translation]) -> set[tuple[str, str]]:
            return {entry.key for entry in entries if entry.state is State.REVIEWED} & sentences

        catalog = Catalogs(sample.project(), "2024-01").one("nl", "2024-01")
        assert catalog is not None
        assert reviewed(catalog.entries) == set()
        assert reviewed(entry.translation for entry in entries(sample.project(), "2024-01", "nl")[0]) == set()
        update_catalogs(sample.project(), content, ["nl"])
        written, _ = read_catalog(sample.root, "nl", "2024-01")
        assert written is not None
        assert reviewed(written.entries) == set()


class TestCut:
    @pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
    def test_a_catalog_of_nothing_is_an_error_and_stays(self, sample: Sample, data: bytes) -> None:
        path = sample.write(catalog_file("nl", "2024-01"), data)
        catalog, (problem,) = read_catalog(sample.root, "nl", "2024-01")
        assert (catalog, problem.code) == (None, "empty-catalog")
        assert problem.hint == "was it cut? git has it as it was; to begin anew, delete the file"
        assert path.read_bytes() == data

    def test_wherever_our_own_file_is_cut_inside_an_entry_it_is_told(self) -> None:
        whole = to_bytes(Catalog("nl", FILE, (replace(DRAFT, context="b"), DRAFT)))
        begin = whole.rindex(b"# from")
        silent = [
            at
            for at in range(begin, len(whole))
            if parse_catalog(whole[:at], "nl", FILE)[0] and whole[:at].strip() != whole[:begin].strip()
        ]
        assert silent == [len(whole) - 1], "all but the last line end"

    def test_nothing_of_the_file_is_written_by_an_update(self, sample: Sample) -> None:
        path = sample.write(catalog_file("nl", "2024-01"), b"")
        _, problems = update_catalogs(sample.project(), sample.load()[0], ())
        assert "empty-catalog" in [problem.code for problem in problems]
        assert path.read_bytes() == b""


def test_a_catalog_that_would_lose_many_contexts_is_left_as_it_is(sample: Sample) -> None:
    content, _ = sample.load()
    updates, _ = update_catalogs(sample.project(), content, ["nl"])
    issue = next(update.catalog for update in updates if update.file.endswith("2024-01.po"))
    # The same words in two places: a tool that drops contexts leaves one of them.
    entries = tuple(Translation("", f"text {number}", ("x",), State.REVIEWED) for number in range(12))
    write_catalog(Workspace(sample.root), replace(issue, entries=(*entries, *issue.entries)))
    before = sample.read(issue.file)
    _, problems = update_catalogs(sample.project(), content, ["nl"])
    assert [(problem.code, problem.message.split(":")[0]) for problem in problems] == [
        ("lost-contexts", "12 translations have lost their context (`msgctxt`)")
    ]
    assert sample.read(issue.file) == before


@pytest.mark.parametrize(
    ("folder", "message", "hint"),
    [
        ("pt_BR", "those of pt-BR are in locales/pt-BR", "git mv locales/pt_BR locales/pt-BR"),
        ("NL", "those of nl are in locales/nl", "git mv locales/NL locales/nl"),
        ("sr@latin", "those of sr-Latn are in locales/sr-Latn", "git mv locales/sr@latin locales/sr-Latn"),
        ("nl_NL", "those of nl are in locales/nl", "git mv locales/nl_NL locales/nl"),
        ("old", "no language is called so", "name the folder by its language, such as `pt-BR`"),
    ],
)
def test_catalogs_under_another_tools_name_are_told(sample: Sample, folder: str, message: str, hint: str) -> None:
    sample.write(f"locales/{folder}/LC_MESSAGES/2024-01.po", "")
    (problem,) = unread_folders(sample.load()[0], sample.root)
    assert problem.message == f"nothing reads these catalogs: {message}"
    assert problem.hint == hint


def test_norwegian_has_two_names(sample: Sample) -> None:
    sample.edit("issues/points/nl.yaml", "locales: [nl, nl-BE]", "locales: [nb]")
    sample.write("locales/no/LC_MESSAGES/2024-01.po", "")
    (problem,) = unread_folders(sample.load()[0], sample.root)
    assert problem.hint == "git mv locales/no locales/nb"

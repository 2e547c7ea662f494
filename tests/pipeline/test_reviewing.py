"""The review desk without a browser: its order, its checks and remedies, its acts in the catalogs."""

import datetime as dt
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.pipeline.editing.board import board_of
from newsletter.pipeline.resident import Resident
from newsletter.pipeline.reviewing.acts import Act, Changed, Done, NotDone
from newsletter.pipeline.reviewing.desk import Desk
from newsletter.pipeline.reviewing.worklist import ReviewText, Worklist, order_in
from newsletter.pipeline.use_case import Place
from newsletter.translate.formats.po import read_catalog
from newsletter.translate.formats.po_splice import splice
from newsletter.translate.unit import State
from newsletter.workspace import Workspace
from tests.conftest import REPOSITORY

ISSUE = "2023-11"
CATALOG = f"locales/es/LC_MESSAGES/{ISSUE}.po"
TODAY = dt.date(2023, 11, 13)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of this repository."""
    root = tmp_path_factory.mktemp("desk") / "project"
    for folder in ("issues", "locales", "templates"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    shutil.copy(REPOSITORY / "newsletter.toml", root / "newsletter.toml")
    return root


@pytest.fixture(scope="module")
def resident(whole: Path) -> Iterator[Resident]:
    held = Resident(Place(whole))
    yield held
    held.close()


@pytest.fixture
def desk(whole: Path, resident: Resident) -> Iterator[Desk]:
    """A desk on it; the Spanish catalogs are put back behind a test."""
    kept = {path: path.read_bytes() for path in (whole / "locales/es").rglob("*.po")}
    yield Desk(resident, Workspace(whole))
    for path, data in kept.items():
        path.write_bytes(data)


def spanish(desk: Desk) -> Worklist:
    found = desk.worklist(ISSUE, "es", "es")
    assert found
    return found


def with_words(desk: Desk, words: str) -> ReviewText:
    return next(text for text in spanish(desk).texts() if words in text.entry.target)


def done(desk: Desk, *acts: Act) -> list[Done | Changed | NotDone]:
    return desk.carry_out(ISSUE, "es", acts, "Ana", TODAY)


@pytest.mark.slow
def test_what_the_letter_needs_comes_first_in_its_own_order(desk: Desk) -> None:
    found = spanish(desk)
    kinds = [part.kind for part in found.parts]
    assert kinds == sorted(kinds, key=["letter", "page", "names", "fixed"].index)
    assert len(list(found.texts())) == 109
    titles = [part.title for part in found.parts if part.kind == "letter"]
    assert titles.index("El camino hacia la neutralidad climática") < titles.index("Próximas citas")
    first = found.parts[0]
    assert [text.entry.context.rpartition("/")[2] for text in first.texts][:2] == ["alt", "title"]
    assert found.absent == 0


@pytest.mark.slow
def test_board_and_desk_count_alike_also_what_is_stale_or_in_no_catalog_yet(desk: Desk, resident: Resident) -> None:
    article = min((resident.project.root / "issues/articles").glob("*.md"))
    written = article.read_bytes()
    text = next(iter(spanish(desk).texts()))
    stale = replace(text.entry, previous="Before", state=State.NEEDS_REVIEW)
    path = resident.project.root / CATALOG
    catalog, _ = read_catalog(resident.project.root, "es", ISSUE)
    assert catalog
    entries = tuple(stale if each.key == stale.key else each for each in catalog.entries)
    path.write_bytes(splice(path.read_bytes(), catalog, replace(catalog, entries=entries)).data)
    try:
        article.write_bytes(written.replace(b"title: ", b"title: New ", 1))
        snapshot = resident.snapshot(ISSUE)
        for row in board_of(snapshot).rows:
            found = desk.worklist(ISSUE, row.name.key.point, row.name.key.locale, snapshot)
            assert found
            counts = Counter("missing" if text.is_unusable else text.state for text in found.texts())
            counts["missing"] += found.absent
            assert {state: n for state, n in row.states.items() if n} == {state: n for state, n in counts.items() if n}
    finally:
        article.write_bytes(written)


@pytest.mark.slow
def test_a_language_of_all_points_has_more_than_that_of_one(desk: Desk) -> None:
    one, every = desk.worklist(ISSUE, "be", "fr"), desk.worklist(ISSUE, "all", "fr")
    assert one
    assert every
    assert {text.id for text in one.texts()} < {text.id for text in every.texts()}
    assert desk.worklist(ISSUE, "es", "fr") is None


def test_lines_of_the_contents_do_not_say_the_order() -> None:
    html = '<a href="#s1"><b data-u="b">x</b></a><p data-u="a">y</p><p data-u="b">x</p><img data-u-alt="c">'
    assert order_in(html) == ("a", "b", "c")


def test_an_accepted_text_says_who_has_read_it_and_nothing_else_changes(desk: Desk, whole: Path) -> None:
    before = (whole / CATALOG).read_text("utf-8").split("\n\n")
    text = with_words(desk, "Sesenta y ocho")
    (outcome,) = done(desk, Act("1", text.id, "accept", text.version))
    assert isinstance(outcome, Done)
    assert outcome.after.state is State.REVIEWED
    after = (whole / CATALOG).read_text("utf-8").split("\n\n")
    (differing,) = [new for old, new in zip(before, after, strict=True) if old != new]
    assert "# reviewed: Ana 2023-11-13" in differing
    assert "fuzzy" not in differing
    subprocess.run(["msgfmt", "--check", "-o", "/dev/null", str(whole / CATALOG)], check=True)


def test_a_text_that_reads_otherwise_by_now_is_left_as_it_is(desk: Desk, whole: Path) -> None:
    text = with_words(desk, "Sesenta y ocho")
    path = whole / CATALOG
    path.write_text(path.read_text("utf-8").replace("Sesenta y ocho", "Setenta"), "utf-8")
    (outcome,) = done(desk, Act("1", text.id, "accept", text.version))
    assert isinstance(outcome, Changed)
    assert outcome.now
    assert outcome.now.target.startswith("Setenta")
    assert outcome.now.state is State.NEEDS_REVIEW


def test_another_text_of_the_same_file_may_have_changed(desk: Desk, whole: Path) -> None:
    text = with_words(desk, "Sesenta y ocho")
    path = whole / CATALOG
    path.write_text(path.read_text("utf-8").replace("Diez centros urbanos en busca", "Diez centros en busca"), "utf-8")
    (outcome,) = done(desk, Act("1", text.id, "accept", text.version))
    assert isinstance(outcome, Done)
    assert "Diez centros en busca" in path.read_text("utf-8")


def test_an_act_whose_answer_was_lost_is_done_once(desk: Desk, whole: Path) -> None:
    text = with_words(desk, "Sesenta y ocho")
    words = (text.entry.target + " Ya.",)
    acts = [
        Act("1", text.id, "accept", text.version, words),
        Act("1", text.id, "accept", text.version, words),
    ]
    assert all(isinstance(outcome, Done) for outcome in done(desk, *acts))
    assert isinstance(done(desk, acts[0])[0], Done)
    assert (whole / CATALOG).read_text("utf-8").count("# reviewed: Ana") == 1
    rejected = Act("2", text.id, "reject", with_words(desk, "Ya.").version, reason="otra cosa")
    assert isinstance(done(desk, rejected)[0], Done)
    assert isinstance(done(desk, rejected)[0], Done)
    assert (whole / CATALOG).read_text("utf-8").count("rejected by Ana 2023-11-13: otra cosa") == 1


def test_each_act_can_be_taken_back_until_somebody_changes_the_text(desk: Desk, whole: Path) -> None:
    before = (whole / CATALOG).read_bytes()
    text = with_words(desk, "Sesenta y ocho")
    done(desk, Act("a", text.id, "accept", text.version))
    assert isinstance(desk.take_back("a"), Done)
    assert (whole / CATALOG).read_bytes() == before
    assert desk.take_back("a") is None
    done(desk, Act("b", text.id, "reject", text.version, reason="no"))
    assert isinstance(desk.take_back("b"), Done)
    assert (whole / CATALOG).read_bytes() == before
    done(desk, Act("c", text.id, "accept", text.version))
    changed = (whole / CATALOG).read_text("utf-8").replace("Sesenta y ocho", "Setenta")
    (whole / CATALOG).write_text(changed, "utf-8")
    assert isinstance(desk.take_back("c"), Changed)
    assert (whole / CATALOG).read_text("utf-8") == changed


def test_an_act_is_taken_back_with_what_the_same_desk_did_about_the_text_since(desk: Desk, whole: Path) -> None:
    text = with_words(desk, "Sesenta y ocho")
    before = text.entry
    first, *_ = done(desk, Act("a", text.id, "keep", text.version, ("Setenta",)))
    assert isinstance(first, Done)
    done(desk, Act("b", text.id, "ask", "", reason="Who says so?"))
    assert isinstance(desk.take_back("a"), Done)
    assert desk.texts(ISSUE, "es")[text.id].entry == before
    assert desk.take_back("b") is None


def test_what_is_typed_is_kept_and_still_to_be_read(desk: Desk) -> None:
    text = with_words(desk, "Sesenta y ocho")
    done(desk, Act("1", text.id, "accept", text.version))
    (outcome,) = done(desk, Act("2", text.id, "keep", text.version, ("Sesenta y ocho, dicho de otro modo.",)))
    assert isinstance(outcome, Done)
    assert outcome.after.state is State.NEEDS_REVIEW
    assert [act.who for act in outcome.after.record.past_reviews] == ["Ana"]


def test_a_text_that_would_break_a_letter_is_neither_kept_nor_accepted(desk: Desk) -> None:
    text = next(each for each in spanish(desk).texts() if "<b1>" in each.entry.source)
    for kind in ("keep", "accept"):
        (outcome,) = done(desk, Act("1", text.id, kind, text.version, ("sin negrita",)))
        assert isinstance(outcome, NotDone)
        assert outcome.problems[0].code == "lost-tag"


def test_a_warning_is_right_for_a_reason_and_is_not_told_again(desk: Desk) -> None:
    text = with_words(desk, "23 y 24 de noviembre.")
    wrong = (text.entry.target.replace("23 y 24", "24 y 25"),)
    act = Act("1", text.id, "allow", text.version, wrong, "el programa ha cambiado", "changed-number")
    (outcome,) = done(desk, act)
    assert isinstance(outcome, Done)
    after = with_words(desk, "24 y 25")
    assert desk.faults(ISSUE, after, "es") == []
    assert isinstance(done(desk, replace(act, id="2", reason=""))[0], NotDone | Changed)


@pytest.mark.parametrize(
    ("words", "wrong", "code", "put"),
    [
        ("23 y 24", "22 y 23", "changed-number", ("23", "24")),
        ("de noviembre.", "de diciembre.", "changed-month", ("noviembre",)),
        ("ciudades han", "ciudades  han", "doubled-space", ()),
        ("noviembre.", "noviembre", "other-end-mark", (".",)),
    ],
)
def test_a_remedy_is_offered_where_it_is_certain(
    desk: Desk, words: str, wrong: str, code: str, put: tuple[str, ...]
) -> None:
    text = with_words(desk, "Sesenta y ocho")
    assert words in text.entry.target
    (fault,) = desk.faults(ISSUE, text, "es", (text.entry.target.replace(words, wrong),))
    assert fault.problem.code == code
    assert fault.remedy
    assert fault.remedy.targets == (text.entry.target,)
    assert fault.remedy.put == put


def test_where_it_is_not_certain_there_is_none(desk: Desk) -> None:
    text = with_words(desk, "Sesenta y ocho")
    without = text.entry.target.replace("los días 23 y 24 de noviembre", "en noviembre")
    (fault,) = desk.faults(ISSUE, text, "es", (without,))
    assert fault.problem.code == "changed-number"
    assert fault.lost == ("23", "24") or fault.lost == ("23–24",)
    assert fault.remedy is None


@pytest.mark.slow
def test_what_was_translated_before_is_offered(desk: Desk, whole: Path) -> None:
    text = with_words(desk, "Sesenta y ocho")
    done(desk, Act("1", text.id, "accept", text.version))
    path = whole / CATALOG
    source = text.entry.source
    path.write_text(
        path.read_text("utf-8").replace(source, source.replace("Energy came first", "Energy was first")), "utf-8"
    )
    changed = replace(text, entry=replace(text.entry, targets=("",), state=State.MISSING))
    offers = desk.offers(changed)
    assert offers
    assert offers[0].targets == text.entry.targets
    assert offers[0].score > 90

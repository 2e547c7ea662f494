"""Fixed words are found again in a finished letter, and marked there for reviewers; nothing else of it changes."""

import re
from collections.abc import Iterator

import pytest

from newsletter.edition import EditionKey
from newsletter.pipeline.resident import Resident
from newsletter.pipeline.reviewing.desk import Desk
from newsletter.pipeline.reviewing.fixed_marks import FixedWords, fixed_path, fixed_words_in, with_fixed_marks
from newsletter.pipeline.use_case import Place
from newsletter.render.letter.skeleton import untraced
from newsletter.workspace import Workspace
from tests.conftest import REPOSITORY, Sample

MARK = re.compile(r'<span data-u="((?:chrome|pages)/[^"]+)">([^<]*)</span>')


def marked(html: str, *said: str) -> str:
    words = tuple(FixedWords(f"chrome/{number}", (each,)) for number, each in enumerate(said))
    return with_fixed_marks(html, words)


ONE = '<span data-u="chrome/0">{}</span>'
CASES = {
    "Lees meer": [
        ("<p>Lees meer</p>", f"<p>{ONE.format('Lees meer')}</p>"),
        ("<p> Lees&#160;meer: <b>x</b></p>", f"<p> {ONE.format('Lees&#160;meer:')} <b>x</b></p>"),
        ("<style>Lees meer</style><title>Lees meer</title>", ""),
        ('<span data-u="articles/x/title">Lees meer</span>', ""),
        ("<p>Lees meer over dijken</p>", ""),
    ],
    "Nog %(count)s teksten": [("<p>Nog 3 teksten</p>", f"<p>{ONE.format('Nog 3 teksten')}</p>")],
    "U krijgt dit van: %(point)s.": [
        (
            '<p>U krijgt dit van: <span data-u="points/nl/name">X</span>.</p>',
            f'<p>{ONE.format("U krijgt dit van:")} <span data-u="points/nl/name">X</span>.</p>',
        )
    ],
    "Of <a1>hier</a1>.": [
        ("<p>Of <a>hier</a>.</p>", f"<p>{ONE.format('Of')} <a>{ONE.format('hier')}</a>.</p>")
    ],
    "1 & 2": [("<p>1 &#38; 2</p>", "")],
    "%(label)s: %(value)s": [("<p>Heel iets anders</p>", "")],
}  # fmt: skip


@pytest.mark.parametrize(("said", "html", "made"), [(said, *each) for said in CASES for each in CASES[said]])
def test_words_that_are_fixed_words_are_marked_and_no_others(said: str, html: str, made: str) -> None:
    assert marked(html, said) == (made or html)
    assert untraced(marked(html, said)) == untraced(html)


@pytest.fixture(scope="module")
def november() -> Iterator[Resident]:
    held = Resident(Place(REPOSITORY))
    yield held
    held.close()


@pytest.mark.slow
def test_a_real_letter_has_its_fixed_words_marked_and_is_otherwise_the_same(november: Resident) -> None:
    key = EditionKey("2023-11", "es", "es")
    html = november.letter(key).html
    made = with_fixed_marks(html, fixed_words_in(november.snapshot("2023-11"), "es"))
    assert untraced(made) == untraced(html)
    said = {words for _, words in MARK.findall(made)}
    assert {"En este número", "Compartir", "Añadir al calendario", "Darse de baja", "Temas"} <= said
    assert len({path for path, _ in MARK.findall(made)}) >= 20


@pytest.mark.slow
def test_fixed_words_at_the_desk_stand_where_they_are_seen(november: Resident) -> None:
    found = Desk(november, Workspace(REPOSITORY)).worklist("2023-11", "all", "es", with_pages=True)
    assert found
    fixed = [text for part in found.parts if part.kind == "fixed" for text in part.texts]
    calendar = next(text for text in fixed if text.entry.source == "Add to calendar" and text.catalog == "chrome")
    assert (calendar.paths[0].partition("/")[0], calendar.page) == ("chrome", "")
    every = next(text for text in fixed if text.entry.source == "All issues")
    assert every.page.startswith("articles/")
    page = november.page(EditionKey("2023-11", "es", "es"), every.page)
    assert page
    made = with_fixed_marks(page.html, fixed_words_in(november.snapshot("2023-11"), "es"))
    assert f'data-u="{every.paths[0]}"' in made


def test_the_letter_in_the_language_of_the_templates_has_them_at_the_same_place(sample: Sample) -> None:
    resident = Resident(Place(sample.root))
    try:
        snapshot = resident.snapshot("2024-01")
        made = with_fixed_marks(resident.letter(EditionKey("2024-01", "eu", "en")).html, fixed_words_in(snapshot, "en"))
        said = {words: path for path, words in MARK.findall(made)}
        entry = next(each for each in snapshot.catalogs.chrome_units if each.source == "In this issue")
        assert said["In this issue"] == fixed_path("chrome", entry.key)
    finally:
        resident.close()

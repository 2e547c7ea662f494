"""A language is a value: letters laid out at once, by threads over one context, are those laid out alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from newsletter.edition import Edition, EditionKey
from newsletter.files import Cache
from newsletter.pipeline.project import open_project
from newsletter.pipeline.snapshot import open_snapshot
from newsletter.render.environment import Language, Templates
from newsletter.render.letter.context import RenderContext
from newsletter.render.letter.layout import Laid, lay_out
from newsletter.translate.chrome import Chrome
from tests.conftest import REPOSITORY, Sample
from tests.support.trying import tries

ISSUE, THREADS, ROUNDS = "2023-11", 8, tries(30)


def november() -> tuple[dict[EditionKey, Edition], list[RenderContext]]:
    """The editions of the repository's own issue, and two contexts that have laid nothing out."""
    project, problems = open_project(REPOSITORY, {})
    assert project, problems
    snapshots = [open_snapshot(project, ISSUE) for _ in range(2)]
    editions = {key: edition for key in snapshots[0].editions() if (edition := snapshots[0].edition(key))}
    return editions, [each.context for each in snapshots if each.context]


@pytest.mark.slow
def test_letters_laid_out_by_eight_threads_over_one_context_are_those_laid_out_alone() -> None:
    editions, (alone, shared) = november()
    assert len(editions) == 12
    expected = {key: lay_out(edition, alone) for key, edition in editions.items()}
    together = threading.Barrier(THREADS)

    def laid(number: int) -> dict[EditionKey, Laid]:
        keys = [*editions]
        at = number % len(keys)
        found = {}
        together.wait()
        for key in keys[at:] + keys[:at]:
            found[key] = lay_out(editions[key], shared)
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in range(ROUNDS // THREADS + 1):
            for found in pool.map(laid, range(THREADS)):
                assert found == expected


@pytest.mark.slow
def test_a_letter_has_its_own_pictures_and_dates_and_nobody_elses() -> None:
    editions, (context, _) = november()
    for edition in editions.values():
        laid = lay_out(edition, context)
        assert laid.letter
        pages = laid.letter.html + laid.letter.text
        assert laid.resources
        assert all(path in pages for path in laid.resources)


def test_one_template_speaks_two_languages_at_once(sample: Sample) -> None:
    (sample.root / "templates/hello.txt").write_text("{{ _('Read more') }} {{ 'ES' | country }}")
    templates = Templates(sample.root / "templates", Cache(sample.root / ".cache"))
    dutch = Language(Chrome("nl", {("", "Read more"): ("Lees meer",)}, {}, {}), {"country": lambda code: "Spanje"})
    plain = Language(Chrome("en", {}, {}, {}), {"country": lambda code: "Spain"})
    assert templates.render("hello.txt", {}, dutch) == "Lees meer Spanje"
    assert templates.render("hello.txt", {}, plain) == "Read more Spain"
    assert templates.render("hello.txt", {}, dutch) == "Lees meer Spanje"

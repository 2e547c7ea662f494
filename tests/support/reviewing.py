"""A desk whose catalogs hold decisions."""

import datetime as dt
from dataclasses import replace

import pytest

from newsletter.pipeline.translation.deciding import decide
from newsletter.pipeline.translation.review import unit_id
from newsletter.problems import Problem
from newsletter.translate.formats.comments import read_lines
from newsletter.translate.formats.po import read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.unit import About, Catalog, State, Translation
from newsletter.workspace import Workspace
from tests.conftest import Sample

TODAY = dt.date(2026, 11, 21)

TITLE = Translation(
    "articles/bridges/title",
    "Bridges over the river",
    ("Bruggen",),
    State.NEEDS_REVIEW,
    previous="Bridges over a river",
    record=read_lines(("from: libre 2026-11-20", "a note of Bea")),
    about=About("title", 120),
    flags=("ignore-same",),
)

SUMMARY = Translation("articles/bridges/summary", "Three cities build bridges.")

PARAGRAPH = Translation(
    "articles/bridges/body/paragraph",
    "The <b1>first</b1> bridge opens in <a1>spring</a1>.",
    ("De eerste brug.",),
    State.NEEDS_REVIEW,
)

QUOTE = Translation(
    "articles/bridges/body/quote", "A bridge is a promise.", ("Een brug is een belofte.",), State.REVIEWED,
    record=read_lines(("reviewed: Bea 2026-11-01",)),
)  # fmt: skip

GONE = Translation("c", "Gone", ("Weg",), State.NEEDS_REVIEW, is_obsolete=True)

MORE = Translation("", "Read more", ("Lees verder",), State.NEEDS_REVIEW)

PARTNERS = Translation(
    "", "%(num)s partner", ("%(num)s partner", "%(num)s partners"), State.NEEDS_REVIEW, plural="%(num)s partners"
)

NAME = Translation("name", "Genoa", ("Genua",), State.NEEDS_REVIEW)


def put(sample: Sample, *translations: Translation, name: str = "2024-01", locale: str = "nl") -> None:
    before, _ = read_catalog(sample.root, locale, name)
    assert before is not None
    write_catalog(Workspace(sample.root), replace(before, entries=translations))


@pytest.fixture
def desk(sample: Sample) -> Sample:
    put(sample, TITLE, SUMMARY, PARAGRAPH, QUOTE, GONE)
    put(sample, MORE, PARTNERS, name="chrome")
    put(sample, NAME, name="glossary")
    return sample


def held(sample: Sample, name: str = "2024-01", locale: str = "nl") -> Catalog:
    catalog, problems = read_catalog(sample.root, locale, name)
    assert problems == []
    assert catalog is not None
    return catalog


def decided(
    sample: Sample, accept: list[Translation] | None = None, reject: list[Translation] | None = None, by: str = "Ada"
) -> tuple[int, list[Problem]]:
    ids = [[unit_id(*entry.key) for entry in chosen or []] for chosen in (accept, reject)]
    found = decide(sample.project(), "2024-01", "nl", accept=ids[0], reject=ids[1], by=by, today=TODAY)
    return found.changed, found.problems

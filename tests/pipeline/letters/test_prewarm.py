"""What a build is going to need is made by another process, and nothing depends on whether it was."""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsletter.files import Cache
from newsletter.pipeline import processes
from newsletter.pipeline.chrome import recall_chrome_units
from newsletter.pipeline.letters import gallery, prewarm
from newsletter.pipeline.letters.build import build
from newsletter.render.cldr import Cldr
from newsletter.render.environment import FILTERS, TemplateError, Templates
from newsletter.render.letter.filters import letter_filters
from newsletter.render.line_breaks import LineBreaks
from tests.conftest import Sample
from tests.support.processes import PATIENCE

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="fork is used on Linux only"),
    pytest.mark.usefixtures("cold"),
]


def kept(sample: Sample, kind: str) -> list[Path]:
    return sorted((sample.root / ".cache" / kind).glob("[!.]*"))


def begun(sample: Sample) -> None:
    prewarm.begin_prewarming(sample.root)
    for process in multiprocessing.active_children():
        process.join(PATIENCE)
        assert process.exitcode == 0


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


@pytest.mark.slow
def test_templates_are_compiled_and_fixed_words_found_ahead(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(sample)
    templates, words = kept(sample, "templates"), kept(sample, "chrome")
    own = [path for path in (sample.root / "templates").glob("*") if path.suffix in (".mjml", ".txt", ".css")]
    pages = [path for path in gallery.PAGES.iterdir() if path.suffix in (".html", ".css")]
    assert len(templates) == len(own) + len(pages) > 6
    assert len(words) == 1
    monkeypatch.setattr("newsletter.pipeline.chrome.chrome_units", None)
    monkeypatch.setattr("jinja2.Environment.compile", None)
    assert build(sample.project(), "2024-01").editions
    assert (kept(sample, "templates"), kept(sample, "chrome")) == (templates, words)


@pytest.mark.slow
def test_what_both_processes_need_is_imported_before_they_part(sample: Sample) -> None:
    told = """
import sys
from pathlib import Path
from newsletter.pipeline.letters import building, prewarm
from newsletter.pipeline.use_case import Place
prewarm.begin_prewarming = lambda root: print(*sys.modules)
building.build_issue(building.BuildRequest(Place(Path(sys.argv[1]), {}), is_strict=True))
"""
    command = [sys.executable, "-c", told, str(sample.root)]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert {"jinja2.compiler", "newsletter.content.model", "newsletter.render.environment"} <= {*names}


def test_it_begins_only_with_two_processors_and_an_empty_cache(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "workers_for", lambda _: 1)
    monkeypatch.setattr(prewarm, "workers_for", lambda _: 1)
    begun(sample)
    assert not (sample.root / ".cache").exists()
    monkeypatch.setattr(prewarm, "workers_for", lambda _: 2)
    (sample.root / ".cache/templates").mkdir(parents=True)
    begun(sample)
    assert kept(sample, "templates") == kept(sample, "chrome") == []


def test_what_is_wrong_is_told_by_the_build_and_not_ahead_of_it(
    sample: Sample, capfd: pytest.CaptureFixture[str]
) -> None:
    sample.edit("templates/newsletter.mjml", '{% import "blocks', '{% imprt "blocks')
    begun(sample)
    assert capfd.readouterr() == ("", "")
    assert recall_chrome_units(sample.root, Cache(sample.root / ".cache"))[1][0].code == "broken-template"
    assert "broken-template" in {problem.code for problem in build(sample.project(), "2024-01").problems}


def test_nothing_is_begun_where_there_is_no_project(tmp_path: Path) -> None:
    prewarm.begin_prewarming(tmp_path / "nowhere")
    assert multiprocessing.active_children() == []
    assert not (tmp_path / "nowhere").exists()


def test_filters_are_known_by_name_before_there_is_a_language(sample: Sample) -> None:
    assert sorted(FILTERS) == sorted(letter_filters(Cldr("en"), LineBreaks("en")))
    (sample.root / "templates/early.txt").write_text("{{ 'ES' | country }}")
    with pytest.raises(TemplateError, match="before it knows its language"):
        Templates(sample.root / "templates", Cache(sample.root / ".cache")).render("early.txt", {})

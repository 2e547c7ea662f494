"""`newsletter build` as a whole: what is written, what is left alone, and what happens when it is stopped."""

import os
import shutil
import signal
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.pipeline.letters.build import build
from newsletter.pipeline.letters.build_cache import FILES
from newsletter.pipeline.project import open_project
from newsletter.problems import has_errors
from tests.conftest import Sample, copy_of_the_repository
from tests.support.processes import command

TWELVE = [
    "2023-11/eu/en",
    "2023-11/be/fr",
    "2023-11/be/nl",
    "2023-11/de/de",
    "2023-11/es/es",
    "2023-11/fr/fr",
    "2023-11/gr/el",
    "2023-11/hr/hr",
    "2023-11/it/it",
    "2023-11/nl/nl",
    "2023-11/pl/pl",
    "2023-11/pt/pt-PT",
]


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def november(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_repository(tmp_path_factory.mktemp("november"))


@pytest.mark.slow
def test_november_is_built_in_twelve_editions_without_a_problem(november: Path) -> None:
    project, _ = open_project(november, {})
    assert project is not None
    result = build(project, "2023-11")
    assert [built.edition for built in result.editions] == TWELVE
    assert result.problems == []
    for built in result.editions:
        assert {path.name for path in built.folder.iterdir()} == set(FILES)
        assert built.states["missing"] == 0
        assert built.states["reviewed"] == 0, "nothing claims a review that nobody did"
        assert built.sizes["letter.html"] < 102_400, "Gmail clips what is larger"
        assert "@@" not in (built.folder / "letter.html").read_text("utf-8")


@pytest.mark.slow
def test_two_builds_of_one_state_are_the_same_bytes(november: Path, tmp_path: Path) -> None:
    project, _ = open_project(november, {})
    other, _ = open_project(copy_of_the_repository(tmp_path / "other"), {})
    assert project is not None
    assert other is not None
    build(project, "2023-11")
    build(other, "2023-11")
    first, second = bytes_below(project.root / "build"), bytes_below(other.root / "build")
    calendars = {name for name in first if name.endswith(".ics")}
    assert len(calendars) == 10 * 4, "one event and three meetings in ten languages"
    assert len(first.keys() - calendars) == 12 * 4 + 8 + 1, "letters and previews, pictures, icons, emblem, the gallery"
    assert first == second


def test_nothing_is_laid_out_again_when_nothing_has_changed(sample: Sample) -> None:
    first = build(sample.project(), "2024-01")
    times = {path: path.stat().st_mtime_ns for path in (sample.root / "build").rglob("*.*")}
    second = build(sample.project(), "2024-01")
    assert all(built.was_laid_out for built in first.editions)
    assert not any(built.was_laid_out for built in second.editions)
    assert times == {path: path.stat().st_mtime_ns for path in (sample.root / "build").rglob("*.*")}
    assert first.problems == second.problems
    assert [built.as_json() | {"laid_out": 0} for built in first.editions] == [
        built.as_json() | {"laid_out": 0} for built in second.editions
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new", "again"),
    [
        pytest.param("issues/2024-01/points/nl.yaml", "Een groet.", "Twee.", ["nl/nl", "nl/nl-BE"], id="an overlay"),
        pytest.param(
            "issues/articles/bridges.md", "The third", "The last", ["eu/en", "nl/nl", "nl/nl-BE"], id="an article"
        ),
        pytest.param("issues/points/eu.yaml", "1 Sample", "2 Sample", ["eu/en"], id="a point's address"),
        pytest.param("templates/theme.toml", "URBACT", "Other", ["eu/en", "nl/nl", "nl/nl-BE"], id="the theme"),
        pytest.param("newsletter.toml", "news.", "post.", ["eu/en", "nl/nl", "nl/nl-BE"], id="the site"),
    ],
)
def test_only_what_has_changed_is_laid_out_again(
    sample: Sample, file: str, old: str, new: str, again: list[str]
) -> None:
    build(sample.project(), "2024-01")
    sample.edit(file, old, new)
    result = build(sample.project(), "2024-01")
    assert [f"{b.point}/{b.locale}" for b in result.editions if b.was_laid_out] == again


@pytest.mark.slow
def test_a_translation_lays_out_the_editions_that_read_it(sample: Sample) -> None:
    build(sample.project(), "2024-01")
    sample.write(
        "locales/nl/LC_MESSAGES/2024-01.po",
        """
        msgid ""
        msgstr "Language: nl\\n"

        msgctxt "issues/2024-01/subject"
        msgid "A small issue"
        msgstr "Een klein nummer"
        """,
    )
    result = build(sample.project(), "2024-01")
    assert [built.subject for built in result.editions] == ["A small issue", "Een klein nummer", "Een klein nummer"]
    assert [built.was_laid_out for built in result.editions] == [False, True, True]


def test_a_letter_that_somebody_changed_or_deleted_is_made_again(sample: Sample) -> None:
    build(sample.project(), "2024-01")
    whole = bytes_below(sample.root / "build")
    (sample.root / "build/2024-01/eu/en/letter.html").write_text("harmed")
    (sample.root / "build/2024-01/nl/nl/letter.eml").unlink()
    for picture in (sample.root / "build/2024-01/images").iterdir():
        picture.unlink()
    build(sample.project(), "2024-01")
    assert bytes_below(sample.root / "build") == whole


@pytest.mark.slow
def test_a_damaged_cache_is_made_again(sample: Sample) -> None:
    build(sample.project(), "2024-01")
    whole = bytes_below(sample.root / "build")
    shutil.rmtree(sample.root / ".cache")
    shutil.rmtree(sample.root / "build")
    build(sample.project(), "2024-01")
    assert bytes_below(sample.root / "build") == whole


@pytest.mark.slow
def test_what_can_be_built_is_built_and_the_rest_reported(sample: Sample) -> None:
    sample.write("locales/nl/LC_MESSAGES/2024-01.po", 'msgid "open\n')
    sample.edit("issues/points/eu.yaml", "1 Sample Street", "1 Sample Street, Paris")
    result = build(sample.project(), "2024-01")
    assert [built.edition for built in result.editions] == ["2024-01/eu/en"]
    assert [problem.code for problem in result.problems if problem.code == "broken-po"] == ["broken-po"]


def test_the_last_line_says_that_what_cannot_be_read_is_in_no_letter(sample: Sample) -> None:
    """Whoever looks at the last line alone must not take it for all."""
    sample.edit("issues/articles/bridges.md", "title: ", "title: [")
    result = CliRunner().invoke(main, ["--project", str(sample.root), "build", "2024-01", "--locale", "en"])
    assert result.exit_code == 1
    assert "\n1 edition in " in result.stdout
    assert "; 1 error above: what can't be read is not in it. Look at" in result.stdout


def test_a_broken_point_stops_its_own_editions_alone(sample: Sample) -> None:
    sample.edit("issues/points/nl.yaml", "country: NL", "country: Netherlands")
    result = build(sample.project(), "2024-01")
    assert [problem.code for problem in result.problems if problem.severity == "error"] == ["unknown-country"]
    assert [built.edition for built in result.editions] == ["2024-01/eu/en"]


def test_strict_writes_nothing_when_there_is_an_error_anywhere(sample: Sample) -> None:
    sample.edit("issues/articles/bridges.md", "bridge.png", "brigde.png")
    result = build(sample.project(), "2024-01", strict=True)
    assert has_errors(result.problems)
    assert result.editions == []
    assert not (sample.root / "build").exists()


def test_strict_writes_everything_when_there_is_none(sample: Sample) -> None:
    result = build(sample.project(), "2024-01", strict=True)
    assert len(result.editions) == 3
    assert all((built.folder / "letter.html").is_file() for built in result.editions)


def test_one_point_or_locale_can_be_built_alone(sample: Sample) -> None:
    result = build(sample.project(), "2024-01", points=["nl"], locales=["nl-BE"])
    assert [built.edition for built in result.editions] == ["2024-01/nl/nl-BE"]
    assert {path.parent.name for path in (sample.root / "build").rglob("letter.html")} == {"nl-BE"}


def test_an_unknown_point_is_a_problem_with_the_nearest_name(sample: Sample) -> None:
    result = build(sample.project(), "2024-01", points=["nll"])
    assert [(problem.code, problem.hint) for problem in result.problems] == [("unknown-point", "the nearest is `nl`")]


def test_a_missing_text_is_told_in_every_build_not_only_in_the_first(sample: Sample) -> None:
    first, second = build(sample.project(), "2024-01"), build(sample.project(), "2024-01")
    assert [p.code for p in first.problems] == [p.code for p in second.problems]
    assert "not-translated" in [p.code for p in second.problems]


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("after", [1, 8, 12])
def test_a_build_that_is_stopped_leaves_no_half_written_file(sample: Sample, stop: signal.Signals, after: int) -> None:
    build(sample.project(), "2024-01", out=sample.root / "whole")
    whole = bytes_below(sample.root / "whole")
    shutil.rmtree(sample.root / ".cache")
    cache = sample.root / ".cache"
    with command(sample.root, "build") as process:
        # What it keeps in its cache says how far it is, however busy the machine is.
        while process.poll() is None and sum(1 for file in cache.rglob("*") if file.is_file()) < after:
            time.sleep(0.002)
        process.send_signal(stop)
        _, said = process.communicate()
    assert "Traceback" not in said
    there = {
        name: data for name, data in bytes_below(sample.root / "build").items() if not Path(name).name.startswith(".")
    }
    assert all(whole[name] == data for name, data in there.items())
    build(sample.project(), "2024-01")
    built = {
        name: data for name, data in bytes_below(sample.root / "build").items() if not Path(name).name.startswith(".")
    }
    assert built == whole


def test_loading_rendering_and_checking_open_no_socket(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    from newsletter.pipeline.letters.check import check_issue

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    monkeypatch.setattr(socket, "create_connection", forbidden)
    project = sample.project()
    assert len(build(project, "2024-01").editions) == 3
    assert check_issue(project, "2024-01")


@pytest.mark.slow
def test_several_processes_build_what_one_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = []
    for processors in (1, 4):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, count=processors: set(range(count)))
        root = copy_of_the_repository(tmp_path / str(processors))
        (root / "locales/es/LC_MESSAGES/chrome.po").write_text("this is no catalog\n")
        (root / "locales/pl/LC_MESSAGES/2023-11.po").unlink()
        project, _ = open_project(root, {})
        assert project is not None
        result = build(project, "2023-11")
        editions = [(each.edition, each.digests, each.assets, each.states) for each in result.editions]
        written = sorted(path.relative_to(root) for path in (root / "build").rglob("*"))
        results.append((editions, result.problems, written))
    assert len(results[0][0]) == 11
    assert {problem.code for problem in results[0][1]} == {"broken-po", "not-translated"}
    assert results[0] == results[1]

"""Use cases are functions: a request goes in, a report comes out, without a command line, a terminal or an exit."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.cli.support.finishing import exit_code
from newsletter.pipeline.letters.building import BuildReport, BuildRequest, build_issue
from newsletter.pipeline.letters.check import CheckReport, CheckRequest, check_project
from newsletter.pipeline.use_case import Place, Refused, issue_at, misused, refuse, reporting
from newsletter.problems import error, warning
from tests.conftest import Sample
from tests.support.sources import PACKAGE, trees


def place_of(sample: Sample) -> Place:
    return Place(sample.root)


def test_letters_are_built_and_watched_without_a_command(sample: Sample) -> None:
    seen: list[tuple[int, int, str]] = []
    report = build_issue(BuildRequest(place_of(sample)), lambda *step: seen.append(step))
    assert isinstance(report, BuildReport)
    assert [built.edition for built in report.editions] == ["2024-01/eu/en", "2024-01/nl/nl", "2024-01/nl/nl-BE"]
    assert all((built.folder / "letter.html").is_file() for built in report.editions)
    assert seen[-1] == (3, 3, "")
    again = build_issue(BuildRequest(place_of(sample)))
    assert isinstance(again, BuildReport)
    assert [built.was_laid_out for built in again.editions] == [False, False, False]


def test_editions_are_packed_into_one_file_on_request(sample: Sample, tmp_path: Path) -> None:
    report = build_issue(BuildRequest(place_of(sample), share=tmp_path / "all.html"))
    assert isinstance(report, BuildReport)
    assert report.shared_bytes == (tmp_path / "all.html").stat().st_size > 0


def test_a_strict_build_of_a_broken_issue_writes_nothing(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "lead: bridges", "lead: brigdes")
    report = build_issue(BuildRequest(place_of(sample), is_strict=True))
    assert isinstance(report, BuildReport)
    assert report.editions == ()
    assert exit_code(report) == 1
    assert not (sample.root / "build").exists()


def test_an_issue_is_checked_without_a_command(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "lead: bridges", "lead: brigdes")
    report = check_project(CheckRequest(place_of(sample), "2024-01"))
    assert isinstance(report, CheckReport)
    assert "unknown-article" in {problem.code for problem in report.problems}


def test_a_use_case_is_refused_with_the_reasons(sample: Sample, tmp_path: Path) -> None:
    nowhere = check_project(CheckRequest(Place(tmp_path)))
    assert isinstance(nowhere, Refused)
    assert [problem.code for problem in nowhere.problems] == ["no-project"]
    unknown = build_issue(BuildRequest(place_of(sample), "2024-02"))
    assert isinstance(unknown, Refused)
    assert [problem.code for problem in unknown.problems] == ["unknown-issue"]
    assert exit_code(nowhere) == exit_code(unknown) == 1


def test_what_was_asked_for_wrongly_is_said_in_a_sentence() -> None:
    @reporting
    def use_case(place: Place) -> str:
        misused("No point writes in `xx`.")

    assert use_case(Place(Path())) == Refused(misuse="No point writes in `xx`.")


def test_secrets_of_the_environment_are_not_shown_with_the_place() -> None:
    assert "hunter2" not in repr(Place(Path(), {"NEWSLETTER_SECRET": "hunter2"}))


def test_the_environment_decides_the_settings_of_a_use_case(sample: Sample) -> None:
    project, _ = issue_at(Place(sample.root, {"NEWSLETTER_SITE": "https://other.example.org"}), None)
    assert project.settings.site == "https://other.example.org"


class Unfinished(CheckReport):
    is_unfinished = True


@pytest.mark.parametrize(
    ("report", "fail_on", "code"),
    [
        (CheckReport("2024-01", ()), "error", 0),
        (CheckReport("2024-01", (warning("a", "a"),)), "error", 0),
        (CheckReport("2024-01", (warning("a", "a"),)), "warning", 1),
        (CheckReport("2024-01", ()), "warning", 0),
        (CheckReport("2024-01", (warning("a", "a"), error("b", "b"))), "error", 1),
        (Unfinished("2024-01", ()), "error", 75),
        (Unfinished("2024-01", (error("b", "b"),)), "error", 75),
        (Refused((error("b", "b"),)), "error", 1),
        (Refused(), "error", 1),
    ],
)
def test_a_report_decides_the_exit_code(report: CheckReport | Refused, fail_on: str, code: int) -> None:
    assert exit_code(report, fail_on) == code


def test_a_person_who_says_no_is_no_problem() -> None:
    @reporting
    def use_case() -> str:
        refuse()

    assert use_case() == Refused()


def imported(tree: ast.AST) -> Iterator[str]:
    """The names of all modules that a module imports, in functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


ENDS = {"sys.exit", "exit", "quit", "os._exit", "SystemExit"}
# Processes that are copies of the one that asked for them end themselves alone.
OF_A_COPY = {"pipeline/letters/prewarm.py: os._exit", "pipeline/processes.py: os._exit"}


@pytest.mark.slow
def test_use_cases_know_no_command_line_no_environment_and_no_exit() -> None:
    found = set()
    forbidden = {"os.environ", "os.getenv", "print", "input", "sys.stdout", "sys.stderr", *ENDS}
    lasts = {said.rpartition(".")[2] for said in forbidden}
    for name, tree in trees("pipeline"):
        found |= {f"{name}: {module}" for module in imported(tree) if module.split(".")[0] in ("click", "starlette")}
        for node in ast.walk(tree):
            last = getattr(node, "attr", "") or getattr(node, "id", "")
            if last in lasts and isinstance(node, (ast.Attribute, ast.Name)):
                found |= {f"{name}: {said}" for said in (ast.unparse(node),) if said in forbidden}
    assert found == OF_A_COPY


def test_nobody_but_the_program_itself_imports_the_command_line() -> None:
    named = trees(saying=["newsletter.cli"])
    users = {name for name, tree in named for module in imported(tree) if module.startswith("newsletter.cli")}
    assert {name for name in users if not name.startswith("cli/")} == {"__main__.py"}


def callers(*names: str) -> dict[str, set[str]]:
    """Which modules call functions of some names, by the name."""
    found: dict[str, set[str]] = {name: set() for name in names}
    for module, tree in trees(saying=names):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in found:
                found[node.func.id].add(module)
    return found


@pytest.mark.slow
def test_there_is_one_way_from_an_issue_to_a_letter() -> None:
    found = callers("lay_out", "localise", "missing_problems", "length_problems", "prepare")
    # The page of an article that no section shows any more has no letter.
    assert found.pop("localise") == {"pipeline/snapshot.py", "pipeline/archive/issue_files.py"}
    # What is mailed, in earnest or as a trial, is readied; a check examines every letter, in a browser and as a message
    # too; the studio holds those that are looked at.
    assert found.pop("prepare") == {
        "pipeline/article_look.py",
        "pipeline/resident.py",
        "pipeline/letters/build.py",
        "pipeline/letters/check.py",
        "pipeline/letters/delivery.py",
        "pipeline/letters/examine.py",
        "pipeline/sending/readiness.py",
        "pipeline/archive/issue_files.py",
    }
    assert set.union(*found.values()) == {"pipeline/snapshot.py"}


def test_the_catalogs_of_a_project_are_read_in_one_place() -> None:
    # Readers' pages have catalogs beside those of the project, and hold them while they run.
    assert callers("read_catalog")["read_catalog"] == {"pipeline/project.py", "pipeline/reader_pages.py"}


def test_one_pattern_says_what_a_placeholder_is() -> None:
    spelt = {path.name for path in PACKAGE.rglob("*.py") if r"%\(\w+\)[" in path.read_text("utf-8")}
    assert spelt == {"placeholders.py"}

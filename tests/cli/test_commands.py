"""The command line as people and programs use it: output, exit codes, help, start-up."""

import io
import json
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from newsletter.cli import COMMANDS, main
from newsletter.cli.support.output import wants_colour
from tests.conftest import REPOSITORY, Sample
from tests.support.command_line import run


def in_a_process(*arguments: str, cwd: Path = REPOSITORY, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_build_says_what_it_made_and_where_to_look(sample: Sample) -> None:
    result = run(sample, "build")
    assert result.exit_code == 0
    assert "2024-01/eu/en" in result.stdout
    assert "3 editions in" in result.stdout
    assert "index.html" in result.stdout
    assert "warning[not-translated]" in result.stderr


def test_json_goes_to_stdout_alone_and_holds_everything(sample: Sample) -> None:
    result = run(sample, "build", "--json")
    values = json.loads(result.stdout)
    assert values["issue"] == "2024-01"
    assert [edition["edition"] for edition in values["editions"]] == [
        "2024-01/eu/en",
        "2024-01/nl/nl",
        "2024-01/nl/nl-BE",
    ]
    first = values["editions"][0]
    assert set(first["files"]) == {"html", "txt", "eml"}
    assert all(Path(file).is_file() for file in first["files"].values())
    assert first["bytes"]["html"] == Path(first["files"]["html"]).stat().st_size
    assert first["states"] == {"missing": 7, "needs-review": 0, "reviewed": 0}
    problem = first["problems"][0]
    assert (problem["code"], problem["file"], problem["line"]) == ("not-translated", "issues/articles/markets.md", 3)


def test_errors_exit_with_1_and_warnings_with_0(sample: Sample) -> None:
    assert run(sample, "check").exit_code == 0
    assert run(sample, "check", "--fail-on", "warning").exit_code == 1
    sample.edit("issues/2024-01/issue.yaml", "lead: bridges", "lead: brigdes")
    result = run(sample, "check")
    assert result.exit_code == 1
    assert (
        "error[unknown-article]: no article is called `brigdes`\n  --> issues/2024-01/issue.yaml:5:11\n"
        in result.stderr
    )
    assert "   |   - lead: brigdes\n   |           ^\n   hint: the nearest is `bridges`\n" in result.stderr


def test_wrong_usage_exits_with_2(sample: Sample) -> None:
    assert run(sample, "build", "--colour").exit_code == 2
    assert run(sample, "review").exit_code == 2
    assert run(sample, "translate", "--provider", "babelfish").exit_code == 2
    assert run(sample, "review", "--locale", "xx").exit_code == 2


@pytest.mark.parametrize("command", ["build", "check", "status", "translate"])
def test_an_unknown_issue_is_answered_with_the_nearest(sample: Sample, command: str) -> None:
    result = run(sample, command, "2024-10")
    assert result.exit_code == 1
    assert "the nearest is `2024-01`" in result.stderr


@pytest.mark.parametrize("command", ["build", "check", "status", "translate"])
def test_a_folder_that_is_no_project_is_said_so(tmp_path: Path, command: str) -> None:
    result = CliRunner().invoke(main, ["--project", str(tmp_path), command])
    assert result.exit_code == 1
    assert "error[no-project]" in result.stderr


def test_check_finds_faults_in_articles_that_no_issue_shows(sample: Sample) -> None:
    sample.write("issues/articles/unused.md", "---\nlocale: en\ntitle: x\n---\n")
    result = run(sample, "check", "--json")
    assert [(p["code"], p["file"]) for p in json.loads(result.stdout)["problems"] if p["severity"] == "error"] == [
        ("missing-key", "issues/articles/unused.md")
    ]


@pytest.mark.slow
def test_check_says_so_when_nothing_is_wrong(letters: dict[str, Path]) -> None:
    result = CliRunner().invoke(main, ["--project", str(letters["2023-11/eu/en"].parents[4]), "check", "2023-11"])
    assert (result.exit_code, result.output) == (0, "2023-11: nothing is wrong.\n")


@pytest.mark.slow
def test_translate_then_review_then_status(sample: Sample) -> None:
    translated = run(sample, "translate", "--provider", "none")
    assert translated.exit_code == 0
    assert "locales/nl/LC_MESSAGES/2024-01.po" in translated.stdout
    assert "18 new; 18 to translate" in translated.stdout
    assert "unchanged" in run(sample, "translate", "--provider", "none").stdout
    catalog = sample.root / "locales/nl/LC_MESSAGES/2024-01.po"
    catalog.write_text(catalog.read_text("utf-8").replace("#. ", "#. an old note, ", 1), "utf-8")
    for how in (["--dry-run"], ["--provider", "none"]):
        (said,) = (
            line for line in run(sample, "translate", *how).stdout.splitlines() if "nl/LC_MESSAGES/2024-01" in line
        )
        assert "the same texts; notes and flags renewed" in said, how
    assert "unchanged" in run(sample, "translate", "--provider", "none").stdout.splitlines()[1]
    path = sample.root / "locales/en/LC_MESSAGES/2024-01.po"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace(
            'msgid "Markten in de stad"\nmsgstr ""', 'msgid "Markten in de stad"\nmsgstr "City markets"'
        ).replace('msgctxt "articles/markets/title"', '#, fuzzy\nmsgctxt "articles/markets/title"'),
        "utf-8",
    )
    listed = json.loads(run(sample, "review", "--locale", "en", "--json").stdout)["units"]
    assert [(unit["source"], unit["translation"]) for unit in listed] == [("Markten in de stad", "City markets")]
    without_name = run(sample, "review", "--locale", "en", "--accept", listed[0]["id"])
    assert (without_name.exit_code, "--by" in without_name.stderr) == (2, True)
    accepted = run(sample, "review", "--locale", "en", "--accept", listed[0]["id"], "--by", "ශ්\u200dරී Example\u200e")
    assert (accepted.exit_code, accepted.stdout) == (0, "1 translation changed.\n")
    assert "# reviewed: ශ්\u200dරී Example " in path.read_text("utf-8")
    board = json.loads(run(sample, "status", "--json").stdout)["editions"]
    english = next(row for row in board if row["edition"] == "2024-01/eu/en")
    assert english["states"] == {"missing": 6, "needs-review": 0, "reviewed": 1}
    assert english["ready"] is False


def test_translate_changes_nothing_while_the_content_has_errors(sample: Sample) -> None:
    """What can't be read would seem to be gone, and its translations would become obsolete."""
    run(sample, "translate")
    before = sample.read("locales/nl/LC_MESSAGES/2024-01.po")
    sample.edit("issues/articles/bridges.md", "title: Bridges over the river", "titel: Bridges over the river")
    result = run(sample, "translate")
    assert result.exit_code == 1
    assert "Mend these first" in result.stderr
    assert sample.read("locales/nl/LC_MESSAGES/2024-01.po") == before


def test_colours_come_only_where_they_are_wanted(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "lead: bridges", "lead: brigdes")
    assert "\033[" not in run(sample, "check").stderr
    assert "\033[" not in run(sample, "check", env={"NO_COLOR": "1"}).stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_can_complete_commands(shell: str) -> None:
    done = in_a_process(
        "-c", CALLED.format(name="newsletter") + "\nsys.exit(start())", _NEWSLETTER_COMPLETE=f"{shell}_source"
    )
    assert "_newsletter_completion" in done.stdout.replace("-", "_")


def test_names_of_issues_and_points_are_completed(sample: Sample) -> None:
    from newsletter.cli.support.options import complete_issues, complete_points

    context = click.Context(main)
    context.params = {"project": sample.root}
    assert complete_issues(context, main.params[0], "20") == ["2024-01"]
    assert complete_points(context, main.params[0], "n") == ["nl"]


HEAVY = ["premailer", "deep_translator", "sqlalchemy", "starlette", "pydantic", "jinja2", "yaml", "babel", "lxml"]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom newsletter.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    done = in_a_process("-c", code)
    assert done.stderr.strip() == "[]"
    assert "translate" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "environ"),
    [
        (["--help"], {}),
        ([], {"_NEWSLETTER_COMPLETE": "bash_complete", "COMP_WORDS": "newsletter ", "COMP_CWORD": "1"}),
    ],
)
def test_help_and_completion_tell_of_commands_without_importing_one(
    arguments: list[str], environ: dict[str, str]
) -> None:
    code = (
        "import sys\nfrom newsletter.cli import main\n"
        f"try: main({arguments!r}, prog_name='newsletter')\nexcept SystemExit: pass\n"
        "names = [n for n in sys.modules if n.startswith(('newsletter.', 'pathlib', 'dataclasses'))]\n"
        "print(sorted(names), file=sys.stderr)"
    )
    done = in_a_process("-c", code, cwd=REPOSITORY, **environ)
    assert done.stderr.strip() == "['newsletter.cli', 'newsletter.cli.program', 'newsletter.version']"
    assert "po-merge" in done.stdout


CALLED = "import sys; sys.argv[0] = {name!r}\nfrom newsletter.cli import start"
LISTED = "\nprint(*sorted(sys.modules), file=open({path!r}, 'w'))"


def overviews(name: str, *arguments: str, **environ: str) -> list[tuple[int, str, str]]:
    """Exit code, stdout and stderr of the command as it is called by a name, and of click alone."""
    click_alone = f"import sys\nfrom newsletter.cli import main\nmain(prog_name={name!r})"
    calls = [CALLED.format(name=name) + "\nsys.exit(start())", click_alone]
    called = [in_a_process("-c", call, *arguments, cwd=REPOSITORY, **environ) for call in calls]
    return [(done.returncode, done.stdout, done.stderr) for done in called]


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], []])
def test_the_overview_is_what_click_prints(arguments: list[str]) -> None:
    told, by_click = overviews("newsletter", *arguments)
    assert told == by_click
    assert "Commands:" in told[1] + told[2]


@pytest.mark.slow
@pytest.mark.parametrize(
    "environ", [{"COLUMNS": "79"}, {"COLUMNS": "41"}, {"COLUMNS": "200"}, {"NEWSLETTER_PROJECT": "/nowhere"}]
)
def test_the_overview_is_what_click_prints_on_pages_of_any_width(environ: dict[str, str]) -> None:
    told, by_click = overviews("newsletter", "--help", **environ)
    assert told == by_click


@pytest.mark.parametrize("columns", [60, 90])
def test_the_overview_is_as_wide_as_its_terminal(columns: int) -> None:
    def shown(call: str) -> str:
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (50, columns))
        with os.fdopen(ours, "rb", 0) as ours_too, os.fdopen(theirs, "wb", 0) as screen:
            environ = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
            subprocess.run([sys.executable, "-c", call, "-h"], stdout=screen, env=environ, cwd=REPOSITORY, check=True)
            return ours_too.read(65536).decode()

    told = shown(CALLED.format(name="newsletter") + "\nsys.exit(start())")
    assert told == shown("from newsletter.cli import main; main(prog_name='newsletter')")
    assert (max(map(len, told.splitlines())) > 60) is (columns == 90)


@pytest.mark.slow
def test_the_overview_calls_the_program_as_it_was_called() -> None:
    assert in_a_process("-m", "newsletter", "-h").stdout.startswith("Usage: python -m newsletter [OPTIONS] COMMAND")
    told, by_click = overviews("a-name-that-somebody-has-given-to-the-program-which-takes-a-line", "-h")
    assert told == by_click
    assert in_a_process("-m", "newsletter", "build", "-h").stdout.startswith("Usage: python -m newsletter build")


@pytest.mark.parametrize("arguments", [["--help"], []])
def test_the_overview_needs_no_click(arguments: list[str], tmp_path: Path) -> None:
    ended = "\nstart()" + LISTED.format(path=str(tmp_path / "modules"))
    done = in_a_process("-c", CALLED.format(name="newsletter") + ended, *arguments)
    assert "po-merge" in done.stdout + done.stderr
    modules = (tmp_path / "modules").read_text().split()
    assert [name for name in modules if name.startswith("newsletter")] == ["newsletter", "newsletter.cli"]
    assert {"click", "typing", "re", "collections"}.isdisjoint(modules)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--version"], ["explain", "no-such-code"]])
def test_nothing_is_looked_through_for_circles_before_the_process_ends(arguments: list[str]) -> None:
    told = "\nimport atexit, gc\natexit.register(lambda: print('frozen', gc.get_freeze_count() > 1000))"
    call = CALLED.format(name="newsletter") + told + "\nsys.exit(start())"
    done = in_a_process("-c", call, *arguments)
    assert done.stdout.splitlines()[-1] == "frozen True"
    assert done.returncode == in_a_process("-m", "newsletter", *arguments).returncode


def test_the_overview_ends_as_click_does_where_it_can_not_be_written() -> None:
    call = CALLED.format(name="newsletter") + "\nsys.exit(start())"
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as gone:
        done = subprocess.run([sys.executable, "-c", call, "-h"], stdout=gone, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (1, b"")


def test_what_is_told_of_a_command_before_it_is_imported_begins_its_help() -> None:
    for name, told in COMMANDS.items():
        assert told == " ".join(click.unstyle(main.commands[name].help or "").split("\n\n")[0].split())


def test_each_module_of_a_command_is_a_command() -> None:
    modules = {
        path.stem.rstrip("_").replace("_", "-") for path in (REPOSITORY / "newsletter/cli/commands").glob("[!_]*.py")
    }
    assert modules - {"subscribers-import"} == set(COMMANDS)


@pytest.mark.slow
def test_going_on_with_a_mailing_imports_nothing_that_lays_out_letters_or_publishes_pages() -> None:
    rooms = ["newsletter.preflight", "newsletter.pipeline.archive", "newsletter.pipeline.snapshot", "jinja2", "lxml"]
    module = "newsletter.pipeline.sending.resuming"
    code = f"import sys, {module}\nprint(sorted(set({rooms!r}) & set(sys.modules)), file=sys.stderr)"
    assert in_a_process("-c", code).stderr.strip() == "[]"


@pytest.mark.slow
def test_what_went_out_is_told_without_importing_what_reads_editors_files() -> None:
    module = "newsletter.pipeline.sending.mailings"
    code = f"import sys, {module}\nprint(sorted(n for n in sys.modules if n.startswith(('newsletter.', 'markdown'))))"
    imported = set(in_a_process("-c", code).stdout.replace("'", "").strip("[]\n").split(", "))
    assert module in imported
    rooms = (
        "newsletter.content",
        "newsletter.content.slugs",
        "newsletter.translate",
        "newsletter.translate.text_counts",
    )
    read = {name for name in imported if name.startswith(("newsletter.content", "newsletter.translate", "markdown"))}
    assert read == set(rooms)
    assert "newsletter.edition" not in imported


def test_reading_a_catalog_imports_no_models_of_content() -> None:
    module = "newsletter.translate.formats.po"
    code = f"import sys, {module}\nprint(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    assert in_a_process("-c", code).stderr.strip() == "[]"


def test_every_command_has_help_that_says_what_it_does() -> None:
    new = main.commands["new"]
    assert isinstance(new, click.Group)
    every: dict[tuple[str, ...], click.Command] = {(name,): command for name, command in main.commands.items()}
    every |= {("new", name): command for name, command in new.commands.items()}
    for name, command in every.items():
        result = CliRunner().invoke(main, [*name, "--help"])
        assert result.exit_code == 0
        assert len(command.help or "") > 30, name
        assert all(option.help for option in command.params if isinstance(option, click.Option)), name


def test_a_folder_that_cannot_be_written_is_said_so(sample: Sample) -> None:
    (sample.root / "taken").write_text("a file")
    result = run(sample, "build", "--out", str(sample.root / "taken" / "below"))
    assert result.exit_code == 1
    assert "error[unwritable-file]" in result.stderr


def test_ctrl_c_is_answered_with_a_sentence(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("newsletter.pipeline.letters.build.build", stopped)
    result = run(sample, "build")
    assert result.exit_code == 130
    assert "Every file is whole" in result.stderr


def test_the_overview_keeps_its_lines() -> None:
    assert "\n  newsletter build                letters under build/\n" in CliRunner().invoke(main, ["--help"]).output


def test_the_version_is_the_packages() -> None:
    from newsletter import __version__

    assert CliRunner().invoke(main, ["--version"]).output == f"newsletter, version {__version__}\n"


@pytest.mark.slow
def test_a_warm_build_imports_neither_premailer_nor_requests(sample: Sample) -> None:
    run(sample, "build")
    code = (
        "import sys\nfrom newsletter.cli import main\n"
        f"try: main(['--project', {str(sample.root)!r}, 'build'])\nexcept SystemExit: pass\n"
        "print(sorted({'premailer', 'requests', 'cssutils'} & set(sys.modules)), file=sys.stderr)"
    )
    for path in (sample.root / ".cache/letters").iterdir():
        path.unlink()
    done = in_a_process("-c", code)
    assert done.stderr.strip().endswith("[]")
    assert "unchanged" not in done.stdout


def test_status_and_review_are_in_colour_only_on_a_terminal_that_wants_it(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.cli.commands.status.wants_colour", lambda: True)
    run(sample, "translate")
    in_colour = CliRunner().invoke(main, ["--project", str(sample.root), "status"], color=True).stdout
    assert "\033[31m○ missing\033[0m" in in_colour
    monkeypatch.undo()
    plain = run(sample, "status").stdout
    assert "\033" not in plain
    assert "○ missing" in plain
    heads = "edition reviewed to review stale unusable missing problems questions"
    assert plain.splitlines()[0].split() == heads.split()


@pytest.mark.parametrize(
    ("is_terminal", "environ", "wanted"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_a_terminal_wants_colour_unless_its_user_says_otherwise(
    is_terminal: bool, environ: dict[str, str], wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    class Stream(io.StringIO):
        def isatty(self) -> bool:
            return is_terminal

    assert wants_colour(Stream()) is wanted


@pytest.mark.slow
def test_review_shows_what_has_changed_and_what_was_translated_like_it(sample: Sample) -> None:
    run(sample, "translate", "--to", "nl")
    path = sample.root / "locales/nl/LC_MESSAGES/2024-01.po"
    text = path.read_text("utf-8").replace(
        'msgid "Three cities build bridges."\nmsgstr ""', 'msgid "Three cities build bridges."\nmsgstr "Drie steden."'
    )
    path.write_text(text, "utf-8")
    (path.parent / "2023-12.po").write_text(
        'msgctxt "articles/old/summary"\nmsgid "Five cities build a bridge."\nmsgstr "Vijf steden."\n', "utf-8"
    )
    sample.edit("issues/articles/bridges.md", "Three cities build bridges.", "Three cities build two bridges.")
    run(sample, "translate", "--to", "nl")
    listed = run(sample, "review", "--locale", "nl", "--state", "stale").stdout
    assert "Three cities build {+two +}bridges.\n    → Drie steden.\n" in listed
    assert "1 text in nl." in listed
    near = json.loads(run(sample, "review", "--locale", "nl", "--state", "stale", "--json").stdout)["units"][0]
    assert near["state"] == "needs-review"
    assert "near" not in near, "another number makes it less like than three quarters"
    sample.edit("issues/articles/bridges.md", "Three cities build two bridges.", "Five cities build bridges.")
    run(sample, "translate", "--to", "nl")
    listed = run(sample, "review", "--locale", "nl", "--document", "articles/bridges/summary").stdout
    assert "2023-12: Five cities build [-a bridge-]{+bridges+}.\n      → Vijf steden.\n" in listed
    wrong = run(sample, "review", "--locale", "nl", "--document", "articles/bridge")
    assert (wrong.exit_code, "the nearest is `articles/bridges`" in wrong.stderr) == (2, True)


@pytest.mark.slow
def test_the_studio_imports_what_it_reaches_a_database_with_when_it_opens_one() -> None:
    code = (
        "import sys\nfrom importlib import import_module\nfrom newsletter.studio.app import SCREENS\n"
        "for name in SCREENS: import_module(f'newsletter.studio.screens.{name}')\n"
        "print('sqlalchemy' in sys.modules, 'newsletter.database' in sys.modules)"
    )
    assert in_a_process("-c", code).stdout.split() == ["False", "True"]

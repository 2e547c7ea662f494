"""How problems reach people: one mistake is one message, a flood of them is counted, nothing steers a terminal."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.cli.support.output import paint, say
from newsletter.problems import Location, as_json, as_text, each_once, error, printable, warning
from tests.conftest import Sample

EDITIONS = [f"2024-01/p{number}/en" for number in range(12)]
STEERS = ["\x1b", "\x00", "\x07", "\x7f", "\x9b", "\r", "\x08", "\u202e", "\u202a", "\u2066", "\u2069", "\u2028"]


def test_a_mistake_of_twelve_editions_is_one_paragraph_and_one_entry() -> None:
    problems = [error("missing-picture", "there is no picture", Location("a.md", 1, 2)).of(name) for name in EDITIONS]
    text = as_text(problems)
    assert text.count("missing-picture") == 1
    assert "in 12 editions: 2024-01/p0/en, 2024-01/p1/en, 2024-01/p2/en, 2024-01/p3/en, …" in text
    ((problem, editions),) = each_once(problems).items()
    assert as_json(problem, editions)["editions"] == EDITIONS


def test_mistakes_that_differ_stay_apart_and_in_order() -> None:
    one, other = error("a", "one", Location("a.md", 1)), error("a", "one", Location("a.md", 2))
    assert list(each_once([other.of("x"), one.of("x"), other.of("y"), other.of("y")]).items()) == [
        (other, ["x", "y"]),
        (one, ["x"]),
    ]
    assert "editions" not in as_json(one)


def test_of_one_kind_in_one_file_twenty_are_shown_and_the_rest_counted() -> None:
    many = [warning("lost-tag", f"number {number}", Location("nl.po", number)) for number in range(1, 131)]
    text = as_text([*many, error("lost-tag", "elsewhere", Location("fr.po", 1))])
    assert text.count("warning[lost-tag]") == 20
    assert "and 110 more lost-tag in nl.po; `--json` tells them all" in text
    assert "elsewhere" in text


@pytest.mark.parametrize("character", STEERS)
def test_what_steers_a_terminal_is_shown_as_a_sign_in_every_part_of_a_problem(character: str) -> None:
    said = f"a{character}b"
    place = Location(said, 1, 3, f"x{character}y")
    text = as_text([error("a", said, place, said).of(said)])
    assert character not in text
    assert text.splitlines()[3].index("^") == text.splitlines()[2].index("y"), "a sign is one column"


def test_words_of_every_script_are_left_as_they_are() -> None:
    words = "Ελλάδα שלום \u200fעולם\u200e 中文\u3000، न\u200dम 👩\u200d👧 a\tb\nc"
    assert printable(words) == words


def test_what_users_wrote_is_said_without_what_steers(capsys: pytest.CaptureFixture[str]) -> None:
    say(f"title: {''.join(STEERS)} \ufdd631m{paint('loud', '1', colour=True)}")
    shown = capsys.readouterr().out
    assert not [character for character in STEERS if character in shown.replace("\x1b[1mloud\x1b[0m", "")]


@pytest.mark.slow
def test_a_translation_with_an_escape_never_reaches_the_terminal_that_reviews_it(sample: Sample) -> None:
    CliRunner().invoke(main, ["--project", str(sample.root), "translate", "2024-01", "--provider", "none"])
    catalog = sample.root / "locales/nl/LC_MESSAGES/2024-01.po"
    text = catalog.read_text("utf-8")
    text = text.replace('msgctxt "issues/2024-01/subject"', '#, fuzzy\nmsgctxt "issues/2024-01/subject"')
    text = text.replace('small issue"\nmsgstr "', 'small issue"\nmsgstr "\x1b]0;owned\x07')
    catalog.write_text(text, "utf-8")
    shown = _on_a_terminal(sample.root, "review", "2024-01", "--locale", "nl")
    assert "owned" in shown
    assert "\x1b]" not in shown
    assert "\x07" not in shown


def _on_a_terminal(root: Path, *command: str) -> str:
    """What a command writes to a terminal."""
    terminal, side = pty.openpty()
    script = Path(sys.executable).with_name("newsletter")
    with subprocess.Popen(
        [script, "--project", root, *command], stdin=side, stdout=side, stderr=side, env={**os.environ, "TERM": "xterm"}
    ):
        os.close(side)
        shown = b""
        while True:
            try:
                read = os.read(terminal, 65536)
            except OSError:  # Linux's way to say that the other side is closed
                break
            if not read:
                break
            shown += read
    os.close(terminal)
    return shown.decode()


def test_json_holds_no_character_that_steers(sample: Sample) -> None:
    sample.write("issues/articles/bad.md", "---\ntitle: a\u202eb \x9b\nsummary: s\n---\n")
    result = CliRunner().invoke(main, ["--project", str(sample.root), "check", "--json"])
    assert "forbidden-character" in {problem["code"] for problem in json.loads(result.stdout)["problems"]}
    assert printable(result.stdout) == result.stdout
    assert printable(result.stderr) == result.stderr


def test_wrong_usage_is_told_without_what_was_pasted_into_it(sample: Sample) -> None:
    result = CliRunner().invoke(main, ["--project", str(sample.root), "check", "--fail-on", "a\x1b[2Jb"])
    assert result.exit_code == 2
    assert "\x1b" not in result.output


def test_what_no_language_has_yet_is_told_once(sample: Sample) -> None:
    result = CliRunner().invoke(main, ["--project", str(sample.root), "check"])
    assert result.stderr.count("18 texts are not translated; ") == 1
    assert "in 2 editions: 2024-01/nl/nl, 2024-01/nl/nl-BE\n" in result.stderr

"""What a command says: problems and progress on stderr, JSON on stdout.

In: problems and plain values. Out: text, in colour on a terminal that wants it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from newsletter.patterns import late

if TYPE_CHECKING:
    from newsletter.problems import Problem


def show(problems: Sequence[Problem]) -> None:
    """Problems on stderr, in colour on a terminal that wants it, and how many there are."""
    if not problems:
        return
    from newsletter.problems import Severity, as_text, each_once

    # The text has been made fit for a terminal where its colours were put in.
    click.echo(as_text(problems, colour=wants_colour(sys.stderr)), err=True, nl=False)  # noqa: TID251
    found = each_once(problems)
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    accepted = sum(bool(problem.accepted) for problem in found)
    rest = len(found) - errors - accepted
    counted = [f"{errors} error{'s' * (errors != 1)}"] * bool(errors) + [f"{rest} warning{'s' * (rest != 1)}"] * bool(
        rest
    )
    counted += [f"{accepted} accepted"] * bool(accepted)
    say("\n" + ", ".join(counted), err=True)


def say(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """A line of text for people: the one way from here to a terminal, for what editors and translators wrote too.

    Colours are those of `painted`; whatever else could steer a terminal or turn the order of letters is replaced.
    """
    from newsletter.problems import printable

    shown = _PAINT.sub("\033[\\1m", printable(text))
    click.echo(shown, err=err, nl=nl)  # noqa: TID251


def hand_on(data: str) -> None:
    """Data for a program, as it is; made fit to be looked at where stdout is a terminal."""
    if sys.stdout.isatty():
        say(data, nl=False)
    else:
        click.echo(data, nl=False)  # noqa: TID251


def wants_colour(stream: TextIO | None = None) -> bool:
    """True for a terminal whose user has not said otherwise (no-color.org); stdout unless another is named."""
    is_terminal = (stream or sys.stdout).isatty()
    return is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, code: str, colour: bool) -> str:
    """The text in a colour of the terminal (ECMA-48 §8.3.117), or as it is."""
    return f"{_ON}{code}{_OFF}{text}{_ON}0{_OFF}" if colour else text


# Two non-characters (Unicode, section 23.7) in place of the escape sequence, which texts of users could hold as well.
_ON, _OFF = "\ufdd6", "\ufdd7"
_PAINT = late(f"{_ON}([0-9;]*){_OFF}")
# What JSON leaves as it is, and a terminal does not.
_STEERING = late(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def json_of(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as plain JSON values, each mistake once with the editions it was found in."""
    from newsletter.problems import as_json, each_once

    return [as_json(problem, editions) for problem, editions in each_once(problems).items()]


def print_json(values: Any) -> None:
    """A result for programs, on stdout."""
    import json

    text = json.dumps(values, ensure_ascii=False, indent=2)
    click.echo(_STEERING.sub(lambda found: f"\\u{ord(found.group()):04x}", text))  # noqa: TID251


def display_path(path: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


class Progress:
    """One line on a terminal that says what is being done; nothing elsewhere."""

    def __enter__(self) -> Progress:
        self.is_shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        return self

    def __call__(self, done: int, total: int, name: str) -> None:
        """Say that `name`, the one after `done` of `total`, is being worked at; empty once all are done."""
        self.say(f"[{done}/{total}] {name}" if name else "")

    def say(self, words: str) -> None:
        """Words in place of what the line said before."""
        if self.is_shown:
            from newsletter.problems import printable

            sys.stderr.write(f"\r\033[K{printable(words)}")
            sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if self.is_shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

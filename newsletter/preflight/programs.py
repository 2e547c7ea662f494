"""Mail programs: what of a letter's HTML and CSS those that its readers use do not show.

In: a letter examined, with the programs of the project. Out: what is unsupported, where and by which; and of every
feature that not all of them show what a reader sees instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from newsletter.preflight.caniemail import DATE, FEATURES, named, support
from newsletter.preflight.check import LetterCheck
from newsletter.preflight.features import Use, uses_of
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined

_FILE = Path(__file__).with_name("data") / "degrades.toml"


@cache
def degrades() -> Mapping[str, str]:
    """By feature what a reader sees without it, of those that nothing depends on."""
    return tomllib.loads(_FILE.read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Shown:
    """What mail programs make of a feature that a letter uses: those that drop it, and that show a part of it.

    `instead` is what a reader sees there; empty where something may be lost.
    """

    use: Use
    title: str
    dropped_by: tuple[str, ...]
    partly_by: tuple[str, ...]
    instead: str


def shown_by(letter: Examined) -> list[Shown]:
    """Of the features that the letter uses those that not all of its programs show."""
    found = []
    for slug, use in uses_of(letter).items():
        told = {program: support(slug, program) for program in letter.programs}
        dropped = tuple(program for program, answer in told.items() if answer == "n")
        partly = tuple(program for program, answer in told.items() if answer == "a")
        if dropped or partly:
            found.append(Shown(use, FEATURES[slug][0], dropped, partly, degrades().get(slug, "")))
    return found


def shown_plainly(letter: Examined) -> list[dict[str, object]]:
    """The same as plain values, which can be kept: features and programs by their names at Can I email."""
    return [
        {
            "feature": each.use.feature,
            "title": each.title,
            "dropped-by": list(each.dropped_by),
            "partly-shown-by": list(each.partly_by),
            "instead": each.instead,
        }
        for each in shown_by(letter)
    ]


def find_unsupported(letter: Examined) -> Iterator[Finding]:
    """What a program drops, where what is left without it is not known to be as good."""
    for each in shown_by(letter):
        if each.dropped_by and not each.instead:
            written = each.use.written if len(each.use.written) <= 60 else f"{each.use.written[:59]}…"
            message = f"`{written}` ({each.title}) is dropped by {named(each.dropped_by)}"
            hint = f"do without it: https://www.caniemail.com/features/{each.use.feature}/ (data of {DATE})"
            yield Finding(message, template=each.use.written, element=each.use.element, hint=hint)


CHECKS = (LetterCheck("unsupported-in-mail", find_unsupported, "do without it"),)
"""What is asked of mail programs."""

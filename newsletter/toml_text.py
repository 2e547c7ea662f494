"""TOML files that people write: their values, and where each stands.

In: the text of a file. Out: its values, or where its form is broken, in plain words; line and column of each key and
value.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from newsletter.problems import Location, Problem, error

MAX_TOML_LINE = 2_000

Place = tuple[int, int]


def read_toml(text: str, file: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The values of a TOML file, or where its form is broken."""
    lines = text.split("\n")
    for number, words in enumerate(lines, 1):
        if len(words) > MAX_TOML_LINE:
            message = f"the line has {len(words):,} characters; the limit is {MAX_TOML_LINE:,}"
            return None, [_broken(message, file, lines, number, MAX_TOML_LINE)]
    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", str(fault), re.DOTALL)
        last = len(text.rstrip().split("\n"))
        line, column = (int(found[2] or last), int(found[3] or len(lines[last - 1]) + 1)) if found else (1, 1)
        said = found[1] if found else str(fault)
        said = _IN_WORDS.get(said, said[:1].lower() + said[1:])
        return None, [_broken(f"this is no TOML: {said}", file, lines, line, column)]
    except RecursionError:
        return None, [_broken("values are nested too deep", file, lines, 1, 1)]
    except ValueError as fault:  # a number of more digits than Python reads
        return None, [_broken(f"a value can't be read: {str(fault).partition(':')[0].lower()}", file, lines, 1, 1)]


_IN_WORDS = {
    "Illegal character '\\n'": "the text does not end on its line",
    "Cannot overwrite a value": "a key stands here a second time",
    "Invalid value": "a value can't begin like this",
}


def _broken(message: str, file: str, lines: list[str], line: int, column: int) -> Problem:
    excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
    hint = "texts stand in quotes, `key = value` on one line"
    return error("broken-toml", message, Location(file, line, column, excerpt), hint)


def toml_places(text: str) -> dict[tuple[str, ...], tuple[Place, Place]]:
    """Line and column of each key or table and of its value, as far as they stand alone on their lines."""
    places: dict[tuple[str, ...], tuple[Place, Place]] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(r"\s*\[([\w.-]+)\]", line):
            table = tuple(header[1].split("."))
            place = (number, header.start(1) + 1)
            places.setdefault(table, (place, place))
        elif key := re.match(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))\s*=\s*", line):
            at = key.lastindex or 0
            places.setdefault((*table, key[at]), ((number, key.start(at) + 1), (number, key.end() + 1)))
    return places

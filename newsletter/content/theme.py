"""The brand: `templates/theme.toml` as a value.

In: the project's root. Out: a `Theme`, or problems at their lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from newsletter.content.faults import problems_of
from newsletter.content.model import Theme
from newsletter.content.source import Keys, Source, character_problems, has_forbidden
from newsletter.files import read_text
from newsletter.problems import Problem, error
from newsletter.settings import read_toml, toml_places

FILE = "templates/theme.toml"


def read_theme(root: Path) -> tuple[Theme | None, list[Problem]]:
    """The theme of a project; None and the reasons when it can't be used."""
    text, problems = read_text(root, FILE)
    if text is None:
        return None, problems
    values, problems = read_toml(text, FILE)
    if values is None:
        return None, problems
    source = Source(FILE, text.split("\n"), values)
    source.places[()] = (1, 1)
    for path, (key, value) in toml_places(text).items():
        source.keys[path], source.places[path] = key, value
    problems = [*character_problems(source)] or [*_escaped(values, (), source)]
    try:
        theme = Theme.model_validate(values)
    except ValidationError as fault:
        return None, problems + problems_of(fault, source, Theme)
    return (None if problems else theme), problems


def _escaped(value: Any, path: Keys, source: Source) -> Iterator[Problem]:
    """Values in which an escape has made what no text may hold."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _escaped(inner, (*path, key), source)
    elif isinstance(value, str) and has_forbidden(value):
        message = "an escape makes a character that may not stand in a text"
        yield error("forbidden-character", message, source.location(path), "take the escape out")

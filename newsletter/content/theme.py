"""The brand: `templates/theme.toml` as a value.

In: the project's root. Out: a `Theme`, or problems at their lines.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from newsletter.content.faults import problems_of
from newsletter.content.model import Theme
from newsletter.content.source import Source
from newsletter.files import read_text
from newsletter.problems import Problem
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
    for path, place in toml_places(text).items():
        source.places[path] = source.keys[path] = place
    try:
        return Theme.model_validate(values), problems
    except ValidationError as fault:
        return None, problems_of(fault, source, Theme)

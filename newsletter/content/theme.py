"""The brand: `templates/theme.toml` as a value.

In: the project's root. Out: a `Theme`, or problems at their lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from newsletter.content.brand import Palette, Theme
from newsletter.content.faults import problems_of
from newsletter.content.source import Keys, Source, character_problems, has_forbidden
from newsletter.files import decode, read_bytes
from newsletter.problems import Location, Problem, error, has_errors, warning
from newsletter.toml_text import read_toml, toml_places

FILE = "templates/theme.toml"
LEAST_CONTRAST = 4.5
"""Between text and its ground (WCAG 2.2, 1.4.3)."""
_GROUNDS = {
    "ink": ("page", "paper", "wash"),
    "muted": ("page", "paper", "wash"),
    "primary": ("page", "paper", "wash"),
    "accent": ("paper", "wash"),
}
"""The grounds that each colour of text stands on; a button is paper on primary, which is the same contrast."""


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """The theme as it was read: with the places of its values where its form is right, and what is wrong with it."""

    source: Source | None
    theme: Theme | None
    problems: tuple[Problem, ...]

    def pictures(self) -> list[tuple[str, Location]]:
        """The pictures of `templates/images/` that it names, each with its place; none of a theme that is broken."""
        theme, source = self.theme, self.source
        if theme is None or source is None:
            return []
        named = [(("logo", "src"), theme.logo.src if theme.logo else None)]
        named += [(("funding", "emblem"), theme.funding.emblem if theme.funding else None)]
        return [(src, source.location(keys)) for keys, src in named if src]


def read_theme(root: Path) -> tuple[Theme | None, list[Problem]]:
    """The theme of a project; None and the reasons when it can't be used."""
    found = theme_from(*read_bytes(root, FILE))
    return found.theme, list(found.problems)


def theme_from(data: bytes | None, problems: list[Problem]) -> ThemeFile:
    """The theme in the bytes of its file; of None, why that could not be read."""
    if data is None:
        return ThemeFile(None, None, tuple(problems))
    source, problems = _read(data)
    if source is None:
        return ThemeFile(None, None, tuple(problems))
    problems = [*character_problems(source)] or [*_escaped(source.value, (), source)]
    try:
        theme = Theme.model_validate(source.value)
    except ValidationError as fault:
        return ThemeFile(source, None, (*problems, *problems_of(fault, source, Theme)))
    if has_errors(problems):
        return ThemeFile(source, None, tuple(problems))
    return ThemeFile(source, theme, (*problems, *_contrast_problems(theme, source)))


def _read(data: bytes) -> tuple[Source | None, list[Problem]]:
    """The theme's values with their places."""
    text, problems = decode(data, FILE)
    if text is None:
        return None, problems
    values, problems = read_toml(text, FILE)
    if values is None:
        return None, problems
    source = Source(FILE, text.split("\n"), values)
    source.places[()] = (1, 1)
    for path, (key, value) in toml_places(text).items():
        source.keys[path], source.places[path] = key, value
    return source, problems


def contrast(one: str, other: str) -> float:
    """How far two colours `#RRGGBB` are apart, 1 to 21 (WCAG 2.2, contrast ratio)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def weak_pairs(palette: Palette) -> Iterator[tuple[str, str, float]]:
    """The roles of two colours, a text's and its ground's, that are too near for readers, with their contrast."""
    colours = palette.model_dump()
    for role, grounds in _GROUNDS.items():
        for ground in grounds:
            # Rounded down: 4.49 is not enough, and must not be told as 4.5.
            found = int(contrast(colours[role], colours[ground]) * 10) / 10
            if found < LEAST_CONTRAST:
                yield role, ground, found


def _contrast_problems(theme: Theme, source: Source) -> Iterator[Problem]:
    for mode, palette, where in (("light", theme.light, "in the light"), ("dark", theme.dark, "in the dark")):
        for role, ground, found in weak_pairs(palette):
            message = f"`{role}` on `{ground}` has a contrast of {found} to 1 {where}; readers need 4.5"
            hint = "make one of the two darker or lighter"
            yield warning("low-contrast", message, source.location((mode, role)), hint)


def _escaped(value: Any, path: Keys, source: Source) -> Iterator[Problem]:
    """Values in which an escape has made what no text may hold."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _escaped(inner, (*path, key), source)
    elif isinstance(value, str) and has_forbidden(value):
        message = "an escape makes a character that may not stand in a text"
        yield error("forbidden-character", message, source.location(path), "take the escape out")

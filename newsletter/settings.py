"""Settings of a project: `newsletter.toml`, overridden by `NEWSLETTER_*` in the environment.

In: the project's root and an environment. Out: `Settings`, or problems at their lines. Secrets come from the
environment only and are never part of these values.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from newsletter import locales
from newsletter.files import read_text
from newsletter.problems import Location, Problem, error, nearest

FILE = "newsletter.toml"
_ENVIRONMENT = {"site": "NEWSLETTER_SITE", "source_locale": "NEWSLETTER_SOURCE_LOCALE"}


class Settings(BaseModel):
    """What a project says of itself; every value has a default."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    site: str = "https://news.example.org"
    """The public address under which archive, pictures and readers' pages stand; no slash at the end."""
    source_locale: str = "en"
    """The locale of every text that does not name its own."""

    @field_validator("site")
    @classmethod
    def _site(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("it is no address of a site; write https://news.example.org")
        if re.search(r"[\s<>\"'@]", value):
            raise ValueError("it holds characters that an address can't have")
        return value.rstrip("/")

    @field_validator("source_locale")
    @classmethod
    def _source_locale(cls, value: str) -> str:
        if locales.canonical(value) != value:
            raise ValueError("it is no locale; write a BCP 47 tag such as en or pt-PT")
        return value


def read_settings(root: Path, environ: Mapping[str, str]) -> tuple[Settings | None, list[Problem]]:
    """The project's settings; None and the reasons when they can't be used."""
    text, problems = read_text(root, FILE)
    if text is None:
        if not (root / FILE).exists():
            hint = "change into a project's folder, or name it with --project"
            problems = [
                error("no-project", f"`{root.name or root}` is no project: it has no {FILE}", Location(FILE), hint)
            ]
        return None, problems
    values, problems = read_toml(text, FILE)
    if values is None:
        return None, problems
    for key, variable in _ENVIRONMENT.items():
        if environ.get(variable):
            values[key] = environ[variable]
    try:
        return Settings.model_validate(values), problems
    except ValidationError as fault:
        return None, [_problem(detail, text) for detail in fault.errors(include_url=False)]


def read_toml(text: str, file: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The values of a TOML file, or where its form is broken."""
    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", str(fault))
        line, column = (int(found[2] or 0), int(found[3] or 0)) if found else (0, 0)
        said = found[1].lower() if found else str(fault).lower()
        lines = text.split("\n")
        excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
        hint = "texts stand in quotes, `key = value` on one line"
        return None, [error("broken-toml", f"this is no TOML: {said}", Location(file, line, column, excerpt), hint)]


def toml_places(text: str) -> dict[tuple[str, ...], tuple[int, int]]:
    """Line and column of each key and table, as far as they stand alone on their lines."""
    places: dict[tuple[str, ...], tuple[int, int]] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(r"\s*\[([\w.-]+)\]", line):
            table = tuple(header[1].split("."))
            places[table] = (number, header.start(1) + 1)
        elif key := re.match(r"\s*([\w-]+)\s*=\s*", line):
            places[(*table, key[1])] = (number, key.start(1) + 1)
    return places


def _problem(detail: Any, text: str) -> Problem:
    key = str(detail["loc"][-1])
    line, column = toml_places(text).get(tuple(str(part) for part in detail["loc"]), (0, 0))
    at = Location(FILE, line, column, text.split("\n")[line - 1] if line else "")
    if detail["type"] == "extra_forbidden":
        return error("unknown-key", f"`{key}` is no setting", at, nearest(key, Settings.model_fields))
    said = str(detail["msg"]).removeprefix("Value error, ").removeprefix("Input ").lower()
    variable = _ENVIRONMENT.get(key, "")
    hint = f"it may come from {variable} in the environment" if variable and not line else ""
    return error("bad-setting", f"`{key}`: {said}", at, hint)

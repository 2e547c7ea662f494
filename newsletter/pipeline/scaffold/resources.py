"""What the program carries for projects: starting files, templates, and the fixed words of these in many languages.

In: a name and values. Out: texts and bytes. Templates and chrome catalogs exist once, in the repository; a wheel holds
them in `newsletter/starter/`, a checkout beside the package.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from newsletter.locales import chain
from newsletter.translate.chrome import LETTERS, OF_THEME, PAGES, theme_units
from newsletter.translate.formats.po import catalog_file

_PACKAGE = Path(__file__).parents[2]
_STARTER = _PACKAGE / "starter"
Value = str | dt.date | Sequence[str]

_BARE = re.compile(r"(https?://)?[^\W\d_][\w./@-]*( [^\W\d_][\w./@-]*)*")
_NOT_BARE = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
"""What some reader of YAML takes for no text: ours the first three, those of YAML 1.1 all of them."""


def templates() -> dict[str, bytes]:
    """The templates and the theme, by their names in a project."""
    return _files(resource_folder("templates"), "templates")


def schemas() -> dict[str, bytes]:
    """The JSON Schemas of what editors write, by their names in a project."""
    return _files(resource_folder("schemas"), "schemas")


def example() -> dict[str, bytes]:
    """The starting files of a new project, by their names in it; texts among them are to be filled in."""
    return _files(_STARTER / "example", "")


def chrome_catalogs(locales: Sequence[str], theme: Path | None = None) -> dict[str, bytes]:
    """The fixed words there are for these locales and their shorter forms, by their files' names in a project.

    `theme` is the project's; what another one says is not among them, so without one nothing of a theme is.
    """
    names = [catalog_file(step, name) for locale in locales for step in chain(locale) for name in (LETTERS, PAGES)]
    paths = {name: resource_folder("locales") / Path(name).relative_to("locales") for name in names}
    said = [f"msgid {quote(unit.source)}\n" for unit in (theme_units(theme) if theme else ())]
    return {name: _without_other_theme(path.read_bytes(), said) for name, path in paths.items() if path.is_file()}


def _without_other_theme(catalog: bytes, said: Sequence[str]) -> bytes:
    """A catalog of the program's own without what only the theme of its repository says; it has no such text twice."""
    entries = catalog.decode().removesuffix("\n").split("\n\n")
    kept = [each for each in entries if OF_THEME not in each or any(line in each for line in said)]
    return ("\n\n".join(kept) + "\n").encode()


def chrome_locales() -> list[str]:
    """The locales that there are chrome catalogs for, English aside."""
    return sorted(path.parts[-3] for path in resource_folder("locales").glob("*/LC_MESSAGES/chrome.po"))


def starting_files() -> dict[str, str]:
    """The files in `starter/new/` as they are before they are filled in."""
    return {path.name: path.read_text("utf-8") for path in sorted((_STARTER / "new").iterdir()) if path.is_file()}


def starting_file(name: str, values: Mapping[str, Value]) -> str:
    """One of the files in `starter/new/`, filled in."""
    return fill_in((_STARTER / "new" / name).read_text("utf-8"), values)


def fill_in(text: str, values: Mapping[str, Value], *, is_toml: bool = False) -> str:
    """A starting file with each `$name` as a value that YAML (or TOML) reads back as it was given."""
    write = quote if is_toml else _yaml
    return Template(text).substitute({name: write(value) for name, value in values.items()})


def quote(value: Value) -> str:
    """A text in quotes, as TOML and YAML both read it: JSON's escapes are a part of theirs."""
    return json.dumps(str(value), ensure_ascii=False)


def _yaml(value: Value) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, str):
        return f"[{', '.join(_yaml(one) for one in value)}]"
    return value if _BARE.fullmatch(value) and value.lower() not in _NOT_BARE else quote(value)


def resource_folder(folder: str) -> Path:
    """Where the program's own `templates`, `locales` or `schemas` are."""
    installed = _STARTER / folder
    return installed if installed.is_dir() else _PACKAGE.parent / folder


def _files(folder: Path, under: str) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pyc")
    return {(Path(under) / path.relative_to(folder)).as_posix(): path.read_bytes() for path in found}

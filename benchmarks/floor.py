"""The floor: an interpreter, Jinja2, and the renders of the letters' template, and nothing else.

In: the templates' folder and a folder of NAME.json (as `dump.py` writes them), one for each edition: the values that
the template reads, and the answers of the functions and filters that it calls, in the order of the calls. Out: nothing,
or with `--compare` the names of the editions whose MJML is not, byte for byte, what `newsletter build` rendered. With
`--compiled FOLDER` compiled templates are kept there, as `newsletter build` keeps its own.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

LETTER = "newsletter.mjml"
RECORDED = ("_", "gettext", "ngettext", "pgettext", "npgettext")


def nothing(*arguments: object, **named: object) -> None:
    """What a method answers; the template can only hand that on to a function, whose answer is recorded."""


class Value:
    """An object of the template: its attributes, or its items."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[name]


class Editions:
    """Renders editions one after the other; `value` is the class that the template's objects get."""

    def __init__(
        self, templates: str | Path, folder: Path, compiled: str | None = None, value: type[Any] = Value
    ) -> None:
        self.answers: Iterator[Any] = iter(())
        self.value = value
        setting = json.loads((folder / "setting").read_text("utf-8"))
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(templates),
            bytecode_cache=jinja2.FileSystemBytecodeCache(compiled) if compiled else None,
            autoescape=frozenset(setting["escaped"]).__contains__,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=setting["trim_blocks"],
            lstrip_blocks=setting["lstrip_blocks"],
            auto_reload=False,
        )
        self.environment.globals.update(dict.fromkeys(RECORDED, self.answer))
        self.environment.filters.update(dict.fromkeys(setting["filters"], self.answer))

    def answer(self, *arguments: object, **named: object) -> Any:
        """What the next call of any function or filter answered when `newsletter build` made it."""
        return next(self.answers)

    def from_json(self, found: dict[str, Any]) -> Any:
        """Markup, a function, a method, or an object."""
        if len(found) == 1:
            if "@markup" in found:
                return Markup(found["@markup"])
            if "@call" in found:
                return self.answer
            if "@method" in found:
                return nothing
        return self.value(found)

    def read(self, path: Path) -> tuple[Any, list[Any]]:
        """The values and answers of an edition."""
        values, answers = json.loads(path.read_text("utf-8"), object_hook=self.from_json)
        return values, answers

    def render(self, values: Any, answers: list[Any]) -> str:
        """The MJML of an edition; `values` are pairs of name and value."""
        self.answers = iter(answers)
        return self.environment.get_template(LETTER).render(values)


def main(templates: str, prepared: str, *options: str) -> None:
    """Render every edition of a folder."""
    folder = Path(prepared)
    compiled = options[options.index("--compiled") + 1] if "--compiled" in options else None
    editions = Editions(templates, folder, compiled)
    for path in sorted(folder.glob("*.json")):
        rendered = editions.render(*editions.read(path))
        if "--compare" in options:
            left = list(editions.answers)
            if left or rendered != path.with_suffix(".mjml").read_text("utf-8"):
                print(path.stem)


if __name__ == "__main__":
    main(*sys.argv[1:])

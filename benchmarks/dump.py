"""What `newsletter build` hands to Jinja2 and to MJML, recorded for the contenders that do only that part.

In: a project's folder and an empty one. Out: in the second, for each edition, NAME.mjml (the rendered document with all
its words), NAME.css (`letter.css` as it is inlined) and NAME.json (what `floor.py` needs to render the same document
again, and no more). The build itself runs as ever; only Jinja2's own door is watched, so that this holds however the
program is organised.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import jinja2
from floor import LETTER, RECORDED, Editions
from jinja2.filters import FILTERS
from markupsafe import Markup
from pydantic import BaseModel

from newsletter.cli import main as newsletter

STYLES = "letter.css"
# Marks that carry the lines of templates and the languages of words; they are not part of the document.
_PLACE = re.compile("\ufdd3[^\ufdd4]*\ufdd4")
_FOREIGN = re.compile("\ufdd0[^\ufdd1]*\ufdd1|\ufdd2")
_render = jinja2.Template.render


class Recorder:
    """Stands in for `jinja2.Template.render` during a build."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: list[Any] | None = None
        self.styles: dict[str, str] = {}
        self.directions: dict[str, str] = {}

    def render(self, template: jinja2.Template, *values: Any, **named: Any) -> str:
        """Render as Jinja2 does, and keep what went into the letter's template and what came out."""
        given = dict(*values, **named)
        if template.name == LETTER:
            return self.letter(template, given)
        rendered = _render(template, given)
        if template.name == STYLES:
            self.styles[given["dir"]] = rendered
        return rendered

    def letter(self, template: jinja2.Template, given: dict[str, Any]) -> str:
        """The MJML of one edition, with its marks, as the build wants it."""
        environment = template.environment
        own = [name for name, function in environment.filters.items() if FILTERS.get(name) is not function]
        # Compiled templates look filters and functions up when they run, so those put in now are found.
        for name in own:
            environment.filters[name] = self.watching(environment.filters[name])
        for name in RECORDED:
            environment.globals[name] = self.watching(cast(Callable[..., Any], environment.globals[name]))
        watched = {name: self.watching(value) if callable(value) else value for name, value in given.items()}
        answers: list[Any] = []
        self.answers = answers
        rendered = _render(template, watched)
        self.answers = None
        name = f"{len(self.directions):02}-{given['locale']}"
        self.directions[name] = given["dir"]
        self.write(f"{name}.mjml", rendered)
        self.write(f"{name}.json", json.dumps([_plain(list(given.items())), _plain(answers)], ensure_ascii=False))
        if len(self.directions) == 1:
            setting = {
                "trim_blocks": environment.trim_blocks,
                "lstrip_blocks": environment.lstrip_blocks,
                "escaped": [name for name in environment.list_templates() if _is_escaped(environment, name)],
                "filters": own,
            }
            self.write("setting", json.dumps(setting))
        return rendered

    def watching(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its answers kept while a letter is rendered."""
        if getattr(function, "is_watched", False):
            return function

        @functools.wraps(function)
        def watched(*arguments: Any, **named: Any) -> Any:
            answer = function(*arguments, **named)
            if self.answers is not None:
                self.answers.append(answer)
            return answer

        watched.is_watched = True  # type: ignore[attr-defined]
        return watched

    def write(self, name: str, text: str) -> None:
        """A file without the marks of templates' lines and of languages, which fixed words hold too."""
        (self.folder / name).write_text(_FOREIGN.sub("", _PLACE.sub("", text)), "utf-8")

    def finish(self, templates: Path) -> None:
        """Write the styles, and take out of the values what the template never reads."""
        for name, direction in self.directions.items():
            self.write(f"{name}.css", self.styles[direction])
        editions = Editions(templates, self.folder, value=_Read)
        for name in self.directions:
            path = self.folder / f"{name}.json"
            values, answers = editions.read(path)
            editions.render(values, answers)
            whole, answers = json.loads(path.read_text("utf-8"))
            self.write(path.name, json.dumps([_read_of(whole, values), answers], ensure_ascii=False))


class _Read:
    """A `floor.Value` that notes what is read of it."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__["@values"] = values
        self.__dict__["@read"] = set()

    def __getattr__(self, name: str) -> Any:
        if name not in self.__dict__["@values"]:
            raise AttributeError(name)
        self.__dict__["@read"].add(name)
        return self.__dict__["@values"][name]

    def __getitem__(self, name: str) -> Any:
        self.__dict__["@read"].add(name)
        return self.__dict__["@values"][name]


def _read_of(whole: Any, traced: Any) -> Any:
    """The part of a JSON value that was read."""
    if isinstance(traced, _Read):
        values, read = traced.__dict__["@values"], traced.__dict__["@read"]
        return {name: _read_of(whole[name], values[name]) for name in values if name in read}
    if isinstance(traced, list):
        return [_read_of(*pair) for pair in zip(whole, traced, strict=True)]
    return whole


def _is_escaped(environment: jinja2.Environment, name: str) -> bool:
    return environment.autoescape(name) if callable(environment.autoescape) else environment.autoescape


def _plain(value: Any) -> Any:
    """A value as JSON: what `floor.Editions.from_json` makes the same of, as far as the template can tell."""
    if isinstance(value, Markup):
        return {"@markup": str(value)}
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if callable(value):
        return {"@call": True}
    kind: type = type(value)
    fields, methods = _attributes(kind)
    found: dict[str, Any] = {}
    for name in fields:
        with suppress(ValueError):  # some properties answer for values of one kind alone
            found[name] = _plain(getattr(value, name))
    return found | {name: {"@method": True} for name in methods}


@functools.cache
def _attributes(kind: type) -> tuple[list[str], list[str]]:
    """The fields and properties of a model or dataclass, and its methods."""
    fields = [*getattr(kind, "model_fields", ()), *getattr(kind, "__dataclass_fields__", ())]
    own = {name: it for base in kind.__mro__ if base not in BaseModel.__mro__ for name, it in vars(base).items()}
    fields += [name for name, it in own.items() if isinstance(it, property)]
    methods = [name for name, it in own.items() if callable(it) and not name.startswith("_") and name not in fields]
    return fields, methods


def _rendered(template: jinja2.Template, recorder: Recorder, *values: Any, **named: Any) -> str:
    return recorder.render(template, *values, **named)


def main(project: str, out: str, *options: str) -> None:
    """Build the project, or what options of the build say of it, and write what was seen on the way."""
    recorder = Recorder(Path(out))
    recorder.folder.mkdir(parents=True, exist_ok=True)
    one = patch.object(os, "sched_getaffinity", lambda _: {0})  # one process does all of it, so that all of it is seen
    watched = patch.object(jinja2.Template, "render", functools.partialmethod(_rendered, recorder))
    with one, watched:
        try:
            newsletter(["--project", project, "build", *options], standalone_mode=False)
        except SystemExit as ended:
            if ended.code:
                raise
    recorder.finish(Path(project) / "templates")


if __name__ == "__main__":
    main(*sys.argv[1:])

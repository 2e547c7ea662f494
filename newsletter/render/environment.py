"""Jinja2 as letters need it: sandboxed, strict, escaping, with chrome and CLDR at hand.

In: the templates' folder. Out: rendered templates, or a problem at the template's line. Editors' text is never
template source; the sandbox is there for templates that came with a project from somewhere else.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from newsletter.content.pictures import PictureError
from newsletter.files import Cache, program_digest
from newsletter.problems import Location, Problem, error
from newsletter.render.tags import marked
from newsletter.translate.chrome import PAGE_FOLDERS, Chrome

Filters = Mapping[str, Callable[..., object]]
FILTERS = [
    "aligned",
    "bare",
    "country",
    "date",
    "day_range",
    "days",
    "listed",
    "month",
    "number",
    "rule",
    "time_range",
    "underlined",
    "weekday",
    "wrapped",
]
"""The names that templates may use after `|`: known before a language is, so that templates can be compiled."""


class TemplateError(Exception):
    """A template can't be rendered; `problem` says why and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Loader(jinja2.FileSystemLoader):
    """Templates with the place of each tag in them, so that what is wrong with rendered MJML has a line."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, file, is_current = super().get_source(environment, template)
        return (marked(source, template) if template.endswith(".mjml") else source), file, is_current


class _Bytecode(jinja2.BytecodeCache):
    """Compiled templates in the project's cache; Jinja2 checks them against the source's hash itself.

    How a filter is called is compiled in, so that the program is part of the name.
    """

    def __init__(self, cache: Cache) -> None:
        self.cache = cache

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if data := self.cache.get("templates", f"{bucket.key}-{program_digest()[:16]}"):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self.cache.put("templates", f"{bucket.key}-{program_digest()[:16]}", bucket.bytecode_to_string())


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox; what it finds of an attribute depends on the object's type alone, so it is asked once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.known: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        key = (type(obj), attr)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = super().is_safe_attribute(obj, attr, value)
        return found


class Templates:
    """The templates of a project; `speak` sets the language in which they are rendered."""

    def __init__(self, folder: Path, cache: Cache) -> None:
        self.folder = folder
        self.own: dict[str, bool] = {}
        self.environment: Any = _Sandbox(
            loader=_Loader(folder),
            autoescape=lambda name: name is not None and name.endswith((".mjml", ".html")),
            undefined=jinja2.StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=_Bytecode(cache),
        )
        self.environment.filters.update(dict.fromkeys(FILTERS, _at_run_time(_unspoken)))

    def compile_all(self) -> None:
        """Compile every template of letters into the cache; raises Jinja2's own errors."""
        for name in self.environment.list_templates(filter_func=lambda name: name.endswith(_COMPILED)):
            if name.partition("/")[0] not in PAGE_FOLDERS:
                self.environment.get_template(name)

    def speak(self, chrome: Chrome, filters: Filters) -> None:
        """From now on templates are rendered with these fixed words and these filters."""
        self.environment.install_gettext_callables(
            chrome.gettext,
            chrome.ngettext,
            newstyle=True,
            pgettext=chrome.pgettext,
            npgettext=chrome.npgettext,
        )
        self.environment.filters.update({name: _at_run_time(function) for name, function in filters.items()})

    def for_point(self, name: str, point: str) -> str:
        """The name of a point's own template where it has one (`points/es/letter.css`), else of everybody's."""
        own = f"points/{point}/{name}"
        if own not in self.own:
            self.own[own] = (self.folder / own).is_file()
        return own if self.own[own] else name

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """A template filled in; raises `TemplateError`."""
        try:
            return str(self.environment.get_template(name).render(values))
        except jinja2.TemplateSyntaxError as fault:
            raise TemplateError(self._problem(fault.message or "", fault.name, fault.lineno)) from fault
        except jinja2.TemplateNotFound as fault:
            place = self._last_place(fault)
            message = f"there is no template `{fault.name}`"
            raise TemplateError(error("missing-template", message, place or Location("templates"))) from fault
        except PictureError:
            raise
        except Exception as fault:
            place = self._last_place(fault)
            if place is None:
                raise
            raise TemplateError(error("broken-template", _said(fault), place, _hint(fault))) from fault

    def shown(self, problem: Problem) -> Problem:
        """A problem whose place is in a template, with that template's line beside it."""
        at = problem.location
        if at is None:
            return problem
        line = self._location(at.file.removeprefix("templates/"), at.line)
        return replace(problem, location=replace(at, excerpt=line.excerpt))

    def place(self, name: str, words: str) -> Location:
        """The first line of a template that holds these words; the template alone where none does."""
        lines = self._lines(name)
        return self._location(name, next((number for number, line in enumerate(lines, 1) if words in line), 0))

    def _problem(self, message: str, name: str | None, line: int) -> Problem:
        return error("broken-template", _plain(message), self._location(name or "newsletter.mjml", line))

    def _location(self, name: str, line: int) -> Location:
        """A line of a template, as it stands in its file."""
        lines = self._lines(name)
        return Location(f"templates/{name}", line, 0, lines[line - 1] if 0 < line <= len(lines) else "")

    def _lines(self, name: str) -> list[str]:
        try:
            return (self.folder / name).read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            return []

    def _last_place(self, fault: BaseException) -> Location | None:
        """The template's line that a fault came from; None when it came from our own code."""
        for frame in reversed(traceback.extract_tb(fault.__traceback__)):
            path = Path(frame.filename)
            if path.is_relative_to(self.folder):
                return self._location(path.relative_to(self.folder).as_posix(), frame.lineno or 0)
            if path.is_relative_to(_PACKAGE) and path.parent != _OURS:
                return None
        return None


_COMPILED = (".mjml", ".txt", ".css", ".html")
_OURS = Path(__file__).parent
_PACKAGE = _OURS.parent


def _unspoken(*_: object, **__: object) -> object:
    raise RuntimeError("a template is rendered before it knows its language")


def _at_run_time(function: Callable[..., object]) -> Callable[..., object]:
    """The filter, never folded into a compiled template: `{{ "ES" | country }}` differs from language to language."""

    @jinja2.pass_context
    def filtered(_: object, *arguments: object, **named: object) -> object:
        for argument in arguments:
            if isinstance(argument, jinja2.Undefined):
                str(argument)  # says which name is undefined, which the filter could not
        return function(*arguments, **named)

    return filtered


def _said(fault: Exception) -> str:
    if isinstance(fault, jinja2.UndefinedError):
        return _plain(str(fault.message))
    return _plain(f"{fault}") or type(fault).__name__


def _hint(fault: Exception) -> str:
    if isinstance(fault, jinja2.UndefinedError):
        return "test it with `is defined`, or look for a typing mistake"
    if isinstance(fault, KeyError):
        return "a text with %(name)s needs `name=…`, and a translation must keep it"
    return ""


def _plain(message: str) -> str:
    """Jinja2's words without the marks and markup that only we know of."""
    message = re.sub("\ufdd3[^\ufdd4]*\ufdd4", "", message).strip()
    return message[:1].lower() + message[1:]

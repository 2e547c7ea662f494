"""Jinja2 as letters need it: sandboxed, strict, escaping, with chrome and CLDR at hand.

In: the templates' folder, a `Language` for each rendering. Out: rendered templates, or a problem at the template's
line. Nothing remembers a language between two renderings, so that threads may render in different ones.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import jinja2

from newsletter.content.pictures import PictureError
from newsletter.exceptions import NewsletterError
from newsletter.files import Cache
from newsletter.problems import Location, Problem, error
from newsletter.render.bytecode import Bytecode
from newsletter.render.fragments import Remembering
from newsletter.render.line_marks import marked
from newsletter.render.remembering import RememberingSandbox
from newsletter.render.sandbox import LookedAt, Sandbox, gettext_functions, looked_at_now
from newsletter.render.trees import has_own_tree, keep_tree
from newsletter.translate.chrome import PAGE_FOLDERS, Chrome

Filters = Mapping[str, Callable[..., object]]
FILTERS = [
    "aligned",
    "bare",
    "country",
    "date",
    "day_range",
    "days",
    "lean",
    "listed",
    "month",
    "months",
    "number",
    "rule",
    "sentence",
    "time_range",
    "underlined",
    "weekday",
    "wrapped",
]
"""The names that templates may use after `|`: known before a language is, so that templates can be compiled."""


_FOLDER = "<templates>/"
"""What stands for the templates' folder in compiled templates."""


class TemplateError(NewsletterError):
    """A template can't be rendered; `problem` says why and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Language:
    """What templates are rendered in: the fixed words of a locale, and filters by the names of `FILTERS`."""

    chrome: Chrome
    filters: Filters


class _Loader(jinja2.FileSystemLoader):
    """Templates with the place of each tag in them, so that what is wrong with rendered MJML has a line.

    Each is read once: all languages are rendered from the same bytes.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.sources: dict[str, tuple[str, str, Callable[[], bool]]] = {}

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        found = self.sources.get(template)
        if found is None:
            source, _, is_current = super().get_source(environment, template)
            # Compiled templates name the file they are from; without the folder they are good for any copy of it.
            file = f"{_FOLDER}{template}"
            found = (marked(source, template) if template.endswith(".mjml") else source), file, is_current
            self.sources[template] = found
        return found


class Templates:
    """The templates of a folder, as they were when first used, for any number of languages and threads.

    `filters` are those that need no language.
    """

    def __init__(self, folder: Path, cache: Cache, filters: Filters | None = None) -> None:
        self.folder = folder
        self._own: dict[str, bool] = {}
        self._loader, self._bytecode = _Loader(folder), Bytecode(cache)
        self._known: dict[tuple[type, str], bool] = {}
        self._read_lines: dict[str, list[str]] = {}
        self._filters = dict.fromkeys(FILTERS, _unspoken) | dict(filters or {})
        self._wordless = self._environment(self._filters)
        self._by_language: WeakKeyDictionary[Language, Sandbox] = WeakKeyDictionary()

    def names(self, is_wanted: Callable[[str], bool]) -> list[str]:
        """The names of those templates that are wanted, in order."""
        return self._wordless.list_templates(filter_func=is_wanted)

    def compile_all(self, is_wanted: Callable[[str], bool] | None = None) -> None:
        """Compile templates, those of letters unless told, into the cache; raises Jinja2's own errors."""
        for name in self.names(is_wanted or _is_of_letters):
            self._wordless.get_template(name)

    def parse(self, name: str) -> jinja2.nodes.Template | None:
        """The syntax tree of a template, which is not parsed again when it is compiled; raises Jinja2's own errors.

        None for one whose words stand in its tree otherwise than in its file.
        """
        source, *_ = self._loader.get_source(self._wordless, name)
        if has_own_tree(source):
            return None
        tree = self._wordless.parse(source, name)
        keep_tree(source, tree)
        return tree

    def _environment(self, filters: Filters, kind: type[Sandbox] = Sandbox) -> Sandbox:
        environment = kind(
            self._known,
            loader=self._loader,
            autoescape=lambda name: name is not None and name.endswith((".mjml", ".html")),
            undefined=jinja2.StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=self._bytecode,
        )
        environment.filters.update({name: _at_run_time(function) for name, function in filters.items()})
        return environment

    def _speaking(self, language: Language | None, kind: type[Sandbox] = Sandbox) -> Sandbox:
        """Jinja2's environment of a language; without one there are neither fixed words nor its filters."""
        if language is None:
            return self._wordless
        found = self._by_language.get(language)
        if found is None:
            found = self._environment({**self._filters, **language.filters}, kind)
            found.newstyle_gettext = True  # type: ignore[attr-defined]  # put there by the extension
            functions = gettext_functions(language.chrome)
            found.globals.update(functions)
            found.speaking = tuple(functions.values())
            self._by_language[language] = found
        return found

    def for_point(self, name: str, point: str) -> str:
        """The name of a point's own template where it has one (`points/es/letter.css`), else of everybody's."""
        own = f"points/{point}/{name}"
        if own not in self._own:
            self._own[own] = (self.folder / own).is_file()
        return own if self._own[own] else name

    def render(
        self,
        name: str,
        values: Mapping[str, Any],
        language: Language | None = None,
        looked_at: LookedAt | None = None,
        rendering: Remembering | None = None,
    ) -> str:
        """A template filled in, in a language; raises `TemplateError`. `looked_at` gets what it looks at meanwhile.

        With a `rendering`, which needs a language of its own, macros that would answer the same as before are not run.
        """
        before = looked_at_now.set(looked_at)
        environment = self._speaking(language, RememberingSandbox if rendering else Sandbox)
        if isinstance(environment, RememberingSandbox):
            environment.rendering = rendering
        try:
            return str(environment.get_template(name).render(values))
        except jinja2.TemplateSyntaxError as fault:
            raise TemplateError(self._problem(fault.message or "", fault.name, fault.lineno)) from fault
        except jinja2.TemplateNotFound as fault:
            place = self._last_place(fault)
            message = f"there is no template `{fault.name}`"
            raise TemplateError(error("missing-template", message, place or Location("templates"))) from fault
        except PictureError:
            raise
        except Exception as fault:
            # Whoever wrote the template sees its line, also where it has handed wrong values to a function of ours.
            place = self._last_place(fault) or self._location(name, 1)
            raise TemplateError(error("broken-template", _describe(fault), place, _hint(fault))) from fault
        finally:
            looked_at_now.reset(before)

    def with_line(self, problem: Problem) -> Problem:
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
        """The lines of a template as they were when first asked for; none where it can't be read."""
        found = self._read_lines.get(name)
        if found is None:
            try:
                found = (self.folder / name).read_text("utf-8").split("\n")
            except (OSError, UnicodeDecodeError):
                found = []
            self._read_lines[name] = found
        return found

    def _last_place(self, fault: BaseException) -> Location | None:
        """The template's line that a fault came from, or that called what it came from; None when there is none."""
        for frame in reversed(traceback.extract_tb(fault.__traceback__)):
            if frame.filename.startswith(_FOLDER):
                return self._location(frame.filename.removeprefix(_FOLDER), frame.lineno or 0)
        return None


_COMPILED = (".mjml", ".txt", ".css", ".html")


def _is_of_letters(name: str) -> bool:
    return name.endswith(_COMPILED) and name.partition("/")[0] not in PAGE_FOLDERS


def names_in(source: str) -> set[str] | None:
    """Every name, attribute and key that a template mentions; None when it is no template."""
    from jinja2 import nodes

    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    try:
        tree = environment.parse(source)
    except jinja2.TemplateSyntaxError:
        return None
    found: set[str] = set()
    for node in tree.find_all((nodes.Getattr, nodes.Name, nodes.Const)):
        said = getattr(node, {nodes.Getattr: "attr", nodes.Name: "name"}.get(type(node), "value"))
        if isinstance(said, str):
            found.add(said)
    return found


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


def _describe(fault: Exception) -> str:
    if isinstance(fault, jinja2.UndefinedError):
        return _plain(str(fault.message))
    said = _plain(re.sub(r"^\w+\.<locals>\.", "", str(fault)).partition("\n")[0])
    return f"this can't be filled in: {said}" if said else f"this can't be filled in ({type(fault).__name__})"


def _hint(fault: Exception) -> str:
    if isinstance(fault, jinja2.UndefinedError):
        return "test it with `is defined`, or look for a typing mistake"
    if isinstance(fault, RecursionError):
        return "does a template include itself, or a macro call itself?"
    if isinstance(fault, UnicodeDecodeError):
        return "save it as UTF-8"
    if isinstance(fault, (TypeError, AttributeError, AssertionError)):
        return "look at the values that stand here: docs/templates.md says what each function and filter takes"
    if isinstance(fault, KeyError):
        return "a text with %(name)s needs `name=…`, and a translation must keep it"
    return ""


def _plain(message: str) -> str:
    """Jinja2's words without the marks and markup that only we know of."""
    message = re.sub("\ufdd3[^\ufdd4]*\ufdd4", "", message).strip()
    return message[:1].lower() + message[1:]

"""Jinja2 as letters need it: sandboxed, strict, escaping, with chrome and CLDR at hand.

In: the templates' folder. Out: rendered templates, or a problem at the template's line. Editors' text is never
template source; the sandbox is there for templates that came with a project from somewhere else.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from newsletter.files import Cache
from newsletter.problems import Location, Problem, error
from newsletter.render.tags import marked
from newsletter.translate.chrome import Chrome


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
    """Compiled templates in the project's cache; Jinja2 checks them against the source's hash itself."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if data := self.cache.get("templates", bucket.key):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self.cache.put("templates", bucket.key, bucket.bytecode_to_string())


class Templates:
    """The templates of a project, ready to be rendered for any edition."""

    def __init__(self, folder: Path, cache: Cache) -> None:
        self.folder = folder
        self.environment = ImmutableSandboxedEnvironment(
            loader=_Loader(folder),
            autoescape=lambda name: name is not None and name.endswith((".mjml", ".html")),
            undefined=jinja2.StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=_Bytecode(cache),
        )

    def render(self, name: str, chrome: Chrome, filters: Mapping[str, Any], values: Mapping[str, Any]) -> str:
        """A template filled in; raises `TemplateError`."""
        environment = self.environment.overlay()
        environment.filters = {**self.environment.filters, **filters}
        _install(environment, chrome)
        try:
            return environment.get_template(name).render(values)
        except jinja2.TemplateSyntaxError as fault:
            raise TemplateError(self.problem(fault.message or "", fault.name, fault.lineno)) from fault
        except jinja2.TemplateNotFound as fault:
            hint = "`newsletter init` writes a whole set of templates"
            place = self.last_place(fault)
            message = f"there is no template `{fault.name}`"
            raise TemplateError(error("missing-template", message, place or Location("templates"), hint)) from fault
        except Exception as fault:
            place = self.last_place(fault)
            if place is None:
                raise
            raise TemplateError(error("broken-template", _said(fault), place, _hint(fault))) from fault

    def problem(self, message: str, name: str | None, line: int) -> Problem:
        return error("broken-template", _plain(message), self.location(name or "newsletter.mjml", line))

    def location(self, name: str, line: int) -> Location:
        """A line of a template, as it stands in its file."""
        try:
            lines = (self.folder / name).read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            lines = []
        return Location(f"templates/{name}", line, 0, lines[line - 1] if 0 < line <= len(lines) else "")

    def last_place(self, fault: BaseException) -> Location | None:
        """The template's line that a fault came from; None when it came from our own code."""
        frames = traceback.extract_tb(fault.__traceback__)
        for frame in reversed(frames):
            path = Path(frame.filename)
            if path.is_relative_to(self.folder):
                return self.location(path.relative_to(self.folder).as_posix(), frame.lineno or 0)
            if "newsletter" in path.parts and path.suffix == ".py" and "render" not in path.parts:
                return None
        return None


def _install(environment: Any, chrome: Chrome) -> None:
    environment.install_gettext_callables(
        chrome.gettext,
        chrome.ngettext,
        newstyle=True,
        pgettext=chrome.pgettext,
        npgettext=chrome.npgettext,
    )


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

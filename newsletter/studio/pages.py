"""The studio's pages: templates filled in, in the language of whoever works with it.

In: a template, a request, values. Out: HTML. Everything that is put in is escaped. Templates say `_()` for words, and
`static()` for what stands beside pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from newsletter.studio.icons import icon
from newsletter.studio.static_files import StaticFiles
from newsletter.studio.words import Words

FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Pages:
    """All templates of the studio."""

    cache: Path
    static: StaticFiles = field(default_factory=StaticFiles)

    def render(self, template: str, words: Words, values: Mapping[str, Any]) -> str:
        """A template filled in, in these words."""
        said = {
            "_": _said(words.gettext),
            "ngettext": _counted(words.ngettext),
            "pgettext": words.pgettext,
            "locale": words.locale,
            "direction": words.direction,
        }
        return self.environment.get_template(template).render({**said, **values})

    @cached_property
    def environment(self) -> Environment:
        """Jinja with escaping everywhere, and no name that may be missing."""
        folder = self.cache / "studio" / "templates"
        folder.mkdir(parents=True, exist_ok=True)
        environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=FileSystemBytecodeCache(str(folder)),
            auto_reload=False,
        )
        environment.globals |= {"static": self.static.address, "icon": icon}
        environment.filters["as_json"] = _as_json
        return environment


def _as_json(value: Any) -> str:
    """A value for the browser's own code, in an attribute: escaped like any other text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _said(gettext: Callable[[str], str]) -> Callable[..., str]:
    """`_("Mails on {day}", day=…)`: what is put in is escaped when it is no markup, the message is ours."""

    def say(message: str, **values: Any) -> str:
        said = gettext(message)
        return Markup(said).format(**values) if values else Markup(said)  # noqa: S704 (messages are our own)

    return say


def _counted(ngettext: Callable[[str, str, int], str]) -> Callable[..., str]:
    def count(one: str, many: str, number: int, **values: Any) -> str:
        return Markup(ngettext(one, many, number)).format(**{"n": number, **values})  # noqa: S704 (messages are our own)

    return count

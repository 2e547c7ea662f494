"""Chrome: the fixed words of templates, out of the templates and into letters and pages.

In: the templates' folder, or a chrome catalog. Out: units for translators, or a `Chrome` that answers with the words
of one locale. Words that a catalog lacks come in English, marked as such. What letters say is in the catalog `chrome`,
what pages on the web say is in `pages`: a page that is not translated yet keeps no letter back.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter import locales
from newsletter.content.foreign import foreign
from newsletter.content.lines import on_one_line
from newsletter.patterns import late
from newsletter.plurals import PluralRule
from newsletter.problems import Location, Problem, error
from newsletter.translate.authorship import PSEUDO, machine_of
from newsletter.translate.formats.about import about_in
from newsletter.translate.unit import About, Catalog, Key, State, Unit, through_chain

if TYPE_CHECKING:
    from jinja2.nodes import Template

SOURCE_LOCALE = "en"
TEMPLATE_ENDINGS = (".mjml", ".txt", ".html")
THEME = "theme.toml"
OF_THEME = f"from {THEME}"
"""The note of what the theme says; it stands in catalogs."""
LETTERS, PAGES = "chrome", "pages"
"""The catalogs of fixed words."""
PAGE_FOLDERS = frozenset({"pages", "archive"})
"""Folders of templates that are no letter's."""
_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


Parse = Callable[[Path], "Template | None"]
"""From a template's file to its tree; None where it is to be parsed for its words alone."""
Messages = tuple[tuple[Any, ...], ...]
_MESSAGES: dict[bytes, Messages] = {}
"""What was found in the templates of this process, by their bytes."""
_MOST_MESSAGES = 256
_TAG = "NOTE:"
_REMARK = late(r"\{#[-+]?(.*?)[-+]?#\}", re.DOTALL)


def chrome_units(templates: Path, parse: Parse | None = None) -> tuple[list[Unit], list[Problem]]:
    """The units of the letters' templates, by file name and line; a template that can't be read is a problem.

    `parse` gives the tree of a file that somebody else needs as well.
    """
    units, problems = _units(templates, chrome_files(templates), parse)
    for unit in theme_units(templates / THEME):
        units.setdefault(unit.key, unit)
    return list(units.values()), problems


def page_units(templates: Path, parse: Parse | None = None) -> tuple[list[Unit], list[Problem]]:
    """The same of the pages' templates, and of the mails that belong to them."""
    units, problems = _units(templates, page_files(templates), parse)
    return list(units.values()), problems


def _units(templates: Path, files: Sequence[Path], parse: Parse | None) -> tuple[dict[Key, Unit], list[Problem]]:
    units: dict[Key, Unit] = {}
    problems: list[Problem] = []
    for path in files:
        if path.name == THEME:
            continue
        try:
            found = _messages(path, parse)
        except Exception as fault:  # Jinja2's syntax errors, and whatever its extractor makes of a broken file
            line = getattr(fault, "lineno", 0) or 0
            lines = path.read_text("utf-8", "replace").split("\n")
            excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
            at = Location(f"templates/{path.relative_to(templates).as_posix()}", line, 0, excerpt)
            said = str(getattr(fault, "message", None) or fault)
            problems.append(error("broken-template", said[:1].lower() + said[1:], at))
            continue
        for _, message, comments, context in found:
            single, plural = message[:2] if isinstance(message, tuple) else (message, "")
            about = about_in([comment.removeprefix("NOTE:").strip() for comment in comments])
            unit = Unit(context or "", single, about, plural or "")
            known = units.get(unit.key, unit)
            # The same words may stand in one place with a plural and in another without, as gettext has it.
            told = about if known.about == About() else known.about
            units[unit.key] = replace(known, about=told, plural=known.plural or unit.plural)
    return units, problems


def _messages(file: Path, parse: Parse | None) -> Messages:
    """What Babel finds in a template: line, message, comments, context. The same bytes are parsed once in any project.

    A broken one raises what Jinja2 makes of it.
    """
    from babel.messages.extract import extract

    template = file.read_bytes()
    found = _MESSAGES.get(template)
    if found is None:
        found = tuple(extract(partial(_calls, file, parse), BytesIO(template), _KEYWORDS, (_TAG,)))
        if len(_MESSAGES) >= _MOST_MESSAGES:
            _MESSAGES.clear()
        _MESSAGES[template] = found
    return found


def _calls(
    path: Path, parse: Parse | None, file: Any, keywords: Collection[str], tags: object, options: object
) -> Iterator[tuple[int, Any, Any, Any]]:
    """What Jinja2's own extractor gives to Babel; it reads a template twice, the second time for the remarks alone."""
    from jinja2.ext import extract_from_ast

    source = file.read().decode()
    remarks = [(source.count("\n", 0, found.start()) + 1, found[1].strip()) for found in _REMARK.finditer(source)]
    tree = (parse(path) if parse else None) or _parsed(source)
    seen = 0
    for line, function, message in extract_from_ast(tree, list(keywords)):
        ahead = next((at for at in range(seen, len(remarks)) if remarks[at][0] > line), len(remarks))
        told = [words for _, words in remarks[seen:ahead] if words.split(None, 1)[:1] == [_TAG]]
        seen = ahead
        yield line, function, message, [told[-1].removeprefix(_TAG).strip()] if told else []


def _parsed(source: str) -> Template:
    from jinja2 import Environment

    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True, cache_size=0, auto_reload=False)
    environment.policies["ext.i18n.trimmed"] = True
    vars(environment)["newstyle_gettext"] = True
    return environment.parse(source)


def chrome_files(templates: Path) -> list[Path]:
    """Every file that a letter's fixed words come from: its templates, those of single points, and the theme."""
    found = (path for path in _templates(templates) if not _is_page(path, templates))
    return sorted([*found, *templates.glob(THEME)])


def page_files(templates: Path) -> list[Path]:
    """Every file that the fixed words of pages come from."""
    return sorted(path for path in _templates(templates) if _is_page(path, templates))


def _templates(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in TEMPLATE_ENDINGS)


def _is_page(path: Path, templates: Path) -> bool:
    return path.relative_to(templates).parts[0] in PAGE_FOLDERS


def theme_units(theme: Path) -> list[Unit]:
    """What the brand says to readers; a theme that can't be read is reported where it is read as a whole."""
    try:
        line = on_one_line(tomllib.loads(theme.read_text("utf-8"))["funding"]["line"])
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [Unit("", line, About("who pays for the newsletter", notes=(OF_THEME,)))] if line else []


@dataclass(frozen=True, slots=True)
class Chrome:
    """The words of the templates in one locale, by gettext's four questions.

    `rules` says of a text with a plural which of its forms a number has, as the catalog that it is from counts;
    `machine` are those of a machine, `pseudo` those of them that are no translation. `unusable` are those that count as
    missing since what a catalog has for them is broken.
    """

    locale: str
    words: dict[Key, tuple[str, ...]]
    states: dict[Key, State]
    rules: dict[Key, PluralRule]
    machine: frozenset[Key] = frozenset()
    pseudo: frozenset[Key] = frozenset()
    unusable: frozenset[Key] = frozenset()

    def gettext(self, source: str) -> str:
        """The translation of a text without context."""
        return self.pgettext("", source)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form for a number of a text without context."""
        return self.npgettext("", one, many, number)

    def pgettext(self, context: str, source: str) -> str:
        """The translation of a text in a context."""
        found = self.words.get((context, source))
        return found[0] if found else self._english(source)

    def npgettext(self, context: str, one: str, many: str, number: int) -> str:
        """The form for a number of a text in a context."""
        found, rule = self.words.get((context, one)), self.rules.get((context, one))
        return found[rule.form(number)] if found and rule else self._english(one if number == 1 else many)

    def _english(self, source: str) -> str:
        return source if SOURCE_LOCALE in locales.chain(self.locale) else foreign(source, SOURCE_LOCALE)


def chrome_of(locale: str, units: Sequence[Unit], catalogs: Sequence[Catalog]) -> Chrome:
    """The chrome of a locale from the catalogs of its chain, most specific first."""
    plurals = {unit.key: unit.plural for unit in units}
    words: dict[Key, tuple[str, ...]] = {}
    # English is written in the templates; a catalog of it can only say some things in another way.
    is_source = SOURCE_LOCALE in locales.chain(locale)
    states: dict[Key, State] = {} if is_source else dict.fromkeys(plurals, State.MISSING)
    rules: dict[Key, PluralRule] = {}
    # An older plural's forms may be too few.
    fitting = [[entry for entry in each.usable() if plurals.get(entry.key) == entry.plural] for each in catalogs]
    chosen = through_chain(fitting)
    for catalog, entries in zip(catalogs, fitting, strict=True):
        rules |= {entry.key: catalog.plural_rule for entry in entries if entry.plural and chosen[entry.key] is entry}
    for key, entry in chosen.items():
        words[key] = entry.targets
        states[key] = entry.state
    machine = frozenset(key for key, entry in chosen.items() if machine_of(entry))
    pseudo = frozenset(key for key in machine if machine_of(chosen[key]) == PSEUDO)
    missing = {key for key, state in states.items() if state is State.MISSING}
    unusable = frozenset(key for each in catalogs for key in each.unusable_units() if key in missing)
    return Chrome(locale, words, states, rules, machine, pseudo, unusable)

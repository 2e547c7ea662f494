"""PO files as catalogs: the reader.

In: the bytes of a PO file. Out: a `Catalog`, or what is wrong with it. Reading is strict and ours, for polib forgives
what loses text (an unclosed quote gives an empty translation): a file with a broken line (`po_syntax`) is refused as
a whole. `po_writer` writes catalogs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from newsletter.files import decode, digest
from newsletter.plurals import PluralRule, refit_forms, rule_for, rule_of
from newsletter.problems import Location, Problem, error, has_errors, warning
from newsletter.translate.authorship import is_unnamed, state_as_read
from newsletter.translate.checks.blocking import blocking_problems, is_blocked
from newsletter.translate.formats.po_reader import Read, plain_parts
from newsletter.translate.formats.po_syntax import CUT, FALSE_LINE_END, line_problems, place_in
from newsletter.translate.record import add_texts
from newsletter.translate.unit import Catalog, Key, State, Translation

AT_ONCE = 20
"""From so many texts on a tool is more likely than a person with an hour."""


def catalog_file(locale: str, name: str) -> str:
    """Where a catalog is: `locales/es/LC_MESSAGES/2023-11.po`."""
    return f"locales/{locale}/LC_MESSAGES/{name}.po"


def read_catalog(root: Path, locale: str, name: str) -> tuple[Catalog | None, list[Problem]]:
    """The catalog of a project; an empty one where there is no file, None where the file is broken."""
    file = catalog_file(locale, name)
    try:
        data = (root / file).read_bytes()
    except FileNotFoundError:
        return Catalog(locale, file), []
    except OSError as fault:
        reason = (fault.strerror or "it can't be read").lower()
        return None, [error("unreadable-file", f"the file can't be read: {reason}", Location(file))]
    return parse_catalog(data, locale, file)


def parse_catalog(data: bytes, locale: str, file: str) -> tuple[Catalog | None, list[Problem]]:
    """A PO file's bytes as a catalog, or what is wrong with it: nothing is ever half-read.

    Warnings come with the catalog.
    """
    text, problems = decode(data, file)
    if text is None:
        said = re.search(rb"charset=([\w-]+)", data)
        if said and said[1].lower() != b"utf-8":
            hint = f"write the file anew: `msgconv --to-code=UTF-8 --output-file={file} {file}`"
            problems = [replace(problem, hint=hint) for problem in problems]
        return None, problems
    if not text.strip():
        message = "the file holds nothing, not even the head of a catalog"
        return None, [error("empty-catalog", message, Location(file, 1, 1), CUT)]
    lines = text.split("\n")
    read = None if FALSE_LINE_END.search(text) else _read_in_parts(lines, file)
    if read is None:
        problems = list(line_problems(lines, file))
        if problems:
            return None, problems
        read = Read()
        read.add(lines)
    catalog = Catalog(locale, file, tuple(read.translations), read.header, digest(data), read.comments)
    problems = [*_plural_problems(catalog, lines), *_repeated(catalog, lines)]
    if has_errors(problems):
        return None, problems
    entries, misfits = _with_forms(catalog, lines)
    entries = tuple(map(state_as_read, entries))
    return replace(catalog, entries=entries, unusable=frozenset(_unusable(entries))), [*problems, *misfits]


def _read_in_parts(lines: list[str], file: str) -> Read | None:
    """The file by its parts, plain ones fast; None when a part is not whole in itself, or not in order."""
    read = Read()
    for first, part, plain in plain_parts(lines):
        if plain:
            read.translations.append(plain)
            continue
        last = next((line for line in reversed(part) if line.strip()), "")
        # Comments at the end of a part belong to the entry after it.
        if (last.startswith("#") and not last.startswith("#~")) or any(line_problems(part, file)):
            return None
        read.add(part, first)
    return read


def _unusable(entries: Iterable[Translation]) -> Iterator[Key]:
    """The texts that count as missing though they are there, whole or in some of their plural forms."""
    for entry in entries:
        if not entry.is_obsolete and any(entry.targets) and is_blocked(entry):
            yield entry.key


def entry_problems(
    catalog: Catalog, lines: list[str], paths: Mapping[Key, str] = MappingProxyType({})
) -> list[Problem]:
    """The translations of a catalog that can't be used, each at its line; the rest of the catalog is good.

    `lines` are those of its file, `paths` those of the texts that its units are.
    """
    return [
        replace(problem, location=place_of(entry, catalog.file, lines, paths.get(entry.key, "")))
        for entry in catalog.active()
        if entry.key in catalog.unusable
        for problem in blocking_problems(entry)
    ]


def place_of(entry: Translation, file: str, lines: list[str], path: str = "") -> Location:
    """Where a translation begins in the lines of its catalog; `path` is that of the text that it translates."""
    return replace(place_in(file, lines, line_of_target(lines, entry.line)), path=path)


def unnamed_problems(catalog: Catalog) -> list[Problem]:
    """That texts of machines count as reviewed though nobody is named who has read them: one warning a catalog."""
    entries = [entry for entry in catalog.active() if is_unnamed(entry)]
    if not entries:
        return []
    count = len(entries)
    message = f"{count} {'texts' if count > 1 else 'text'} of a machine counts as reviewed, and nobody is named"
    message = message.replace("counts", "count") if count > 1 else message
    if count >= AT_ONCE:
        message = f"{count} texts of a machine lost their mark `fuzzy` at once, and nobody is named: was it a tool?"
    hint = (
        f"`newsletter review --locale {catalog.locale} --unnamed` lists them; accept them by name, take the file of "
        "before from git, or write `named = true` below `[review]` in newsletter.toml"
    )
    return [warning("unnamed-review", message, Location(catalog.file, entries[0].line), hint)]


def _plural_problems(catalog: Catalog, lines: list[str]) -> Iterator[Problem]:
    """What is wrong with the rule of the file's own head, by which its forms are counted."""
    usual = rule_for(catalog.locale)
    at = place_in(catalog.file, lines, next((n for n, line in enumerate(lines, 1) if "Plural-Forms" in line), 1))
    hint = f"write Plural-Forms: {usual.header}"
    try:
        rule = rule_of(catalog.header.get("Plural-Forms", ""))
    except ValueError as fault:
        yield error("wrong-plurals", f"the rule of plural forms can't be used: {fault}", at, hint)
        return
    if rule and len(rule.used) < usual.count and any(entry.plural for entry in catalog.active()):
        message = f"the file counts {_forms(len(rule.used))}; {catalog.locale} has {usual.count}"
        yield warning("wrong-plurals", message, at, f"{hint}, and translate all forms")


def _with_forms(catalog: Catalog, lines: list[str]) -> tuple[tuple[Translation, ...], list[Problem]]:
    """The entries with as many forms as their file counts: what is too much is set aside; what lacks stays empty."""
    rule = catalog.plural_rule
    entries: list[Translation] = []
    problems: list[Problem] = []
    for entry in catalog.entries:
        found = len(entry.targets)
        if entry.plural and found != rule.count:
            entry = _refitted(entry, rule, rule_for(catalog.locale))
            if not entry.is_obsolete and found > rule.count:
                message = f"the entry has {_forms(found)}; the file counts {rule.count}"
                hint = "the next `newsletter translate` keeps the rest beside it as comments"
                problems.append(warning("wrong-plurals", message, place_in(catalog.file, lines, entry.line), hint))
        entries.append(entry)
    return tuple(entries), problems


def _refitted(entry: Translation, rule: PluralRule, usual: PluralRule) -> Translation:
    """The entry with the forms of the rule; where some had to go, somebody has to look at what is left."""
    missing = rule.count - len(entry.targets)
    if missing > 0:
        targets = (*entry.targets, *("",) * missing)
        return replace(entry, targets=targets, state=entry.state if rule.is_whole(targets) else State.MISSING)
    if len(entry.targets) == usual.count:
        # As the locale counts in new files; else nobody knows which form is which.
        targets, rest = refit_forms(entry.targets, usual, rule)
    else:
        targets, rest = entry.targets[: rule.count], entry.targets[rule.count :]
    state = State.NEEDS_REVIEW if rule.is_whole(targets) else State.MISSING
    record = replace(entry.record, set_aside=add_texts(entry.record.set_aside, rest)) if any(rest) else entry.record
    return replace(entry, targets=targets, state=state, record=record)


def _repeated(catalog: Catalog, lines: list[str]) -> Iterator[Problem]:
    seen: dict[tuple[str, str, bool], int] = {}
    for entry in catalog.entries:
        if entry.key == ("", ""):
            message = "the head of the file stands here a second time"
            yield error("duplicate-entry", message, place_in(catalog.file, lines, entry.line), "keep one of them")
            continue
        identity = (*entry.key, entry.is_obsolete)
        if identity in seen:
            message = f"the same text stands here a second time; the first is on line {seen[identity]}"
            yield error("duplicate-entry", message, place_in(catalog.file, lines, entry.line), "keep one of them")
        seen[identity] = entry.line


def _forms(number: int) -> str:
    return f"{number} plural form{'s' * (number != 1)}"


def line_of_target(lines: list[str], first: int) -> int:
    """The number of the line where the translation of the entry begins whose first line is given."""
    for number in range(max(first, 1), len(lines) + 1):
        if lines[number - 1].lstrip().startswith("msgstr"):
            return number
    return first

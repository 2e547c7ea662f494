"""PO files: catalogs in and out.

In: the bytes of a PO file, or a `Catalog`. Out: the other. Reading is strict and ours, for polib forgives what loses
text (an unclosed quote gives an empty translation): a file with a broken line is refused as a whole. Writing is
polib's and stable: reading order, one line a text, no line numbers and no dates, so that a diff shows what a person
did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from newsletter.files import decode, digest
from newsletter.plurals import PluralRule, refitted, rule_for, rule_of
from newsletter.problems import Location, Problem, error, has_errors, warning
from newsletter.translate.about import lines_about
from newsletter.translate.authorship import is_unnamed, state_as_read
from newsletter.translate.checks.blocking import blocking_problems, is_blocked
from newsletter.translate.comments import write_lines
from newsletter.translate.glossary import CONTEXTS
from newsletter.translate.reading import Read, plain_parts
from newsletter.translate.record import add_texts
from newsletter.translate.unit import Catalog, Key, State, Translation
from newsletter.workspace import Workspace

if TYPE_CHECKING:
    import polib

_LINE = re.compile(
    r"""\s*(?:
        \#.*
      | (?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s*"(?:[^"\\]|\\.)*"\s*
      | "(?:[^"\\]|\\.)*"\s*
    )?""",
    re.VERBOSE,
)
_OBSOLETE_LINE = re.compile(r'\#~\|?\s*(?:(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s*)?"(?:[^"\\]|\\.)*"\s*')
_NO_ESCAPE = re.compile(r'(?<!\\)(?:\\\\)*(\\[^abfnrtv"\\])')
_CURLY = re.compile(r"(?:#~)?\s*(?:msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)?\s*([“”„«»‘’])")
_KEYWORDS = re.compile(r'\s*(?:#~\s*)?(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s*"')
_KEYWORD_ALONE = re.compile(r"\s*(?:#~\s*)?(?:(?:msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s*(?=\"))?")
AT_ONCE = 20
"""From so many texts on a tool is more likely than a person with an hour."""
# polib wraps long lines of comments too unless it is told a width that no text reaches.
_NO_WRAP = 10_000_000
# What Python's `splitlines`, and so some tools, take for the end of a line.
_FALSE_LINE_END = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


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
    read = None if _FALSE_LINE_END.search(text) else _read_in_parts(lines, file)
    if read is None:
        problems = list(_line_problems(lines, file))
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
        if (last.startswith("#") and not last.startswith("#~")) or any(_line_problems(part, file)):
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
    return replace(_at(file, lines, line_of_target(lines, entry.line)), path=path)


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


def to_bytes(catalog: Catalog) -> bytes:
    """The catalog as a PO file, the same bytes for the same catalog."""
    import polib

    file = polib.POFile(wrapwidth=_NO_WRAP)
    file.metadata = _header(catalog)
    file.metadata_is_fuzzy = False
    entries = sorted(catalog.entries, key=lambda entry: entry.is_obsolete)
    # polib begins every file with a comment, which is ours to choose.
    parts = [str(file).removeprefix("#\n"), *(_entry_text(entry, entry.record.layout) for entry in entries)]
    text = "\n".join(parts).rstrip("\n") + "\n"
    return "".join([*(f"# {line}\n" for line in catalog.comments), text]).encode()


def write_catalog(root: Path, catalog: Catalog) -> bool:
    """Write the catalog, True unless its file was the same already; `MovedOnError` when somebody wrote it meanwhile."""
    return Workspace(root).write(catalog.file, to_bytes(catalog), catalog.digest) != catalog.digest


CUT = "was it cut? git has it as it was; to begin anew, delete the file"


def _at(file: str, lines: list[str], number: int) -> Location:
    return Location(file, number, 1 if number else 0, lines[number - 1] if 0 < number <= len(lines) else "")


def _line_problems(lines: list[str], file: str) -> Iterator[Problem]:
    """Lines that are no PO, and keywords that stand where they can't."""
    last, last_number = "", 0
    is_open = False
    is_loose = 0  # the number of the first comment that no entry has followed yet
    for number, line in enumerate(lines, 1):
        if fault := _line_problem(lines, number, file):
            yield fault
            return
        word = _KEYWORDS.match(line)
        if word:
            is_loose = 0
        elif line.startswith("#") and not line.startswith("#~"):
            is_loose = is_loose or number
        if word and not line.startswith("#~|"):
            last_number = number
            before = _before(word[1])
            if before and last != before:
                yield _out_of_order(word[1], before, last, _at(file, lines, number))
                return
            if (word[1] in ("msgid", "msgctxt") and last in ("msgid", "msgid_plural")) or word[1] == last == "msgctxt":
                message = f"`{word[1]}` stands where the translation of the entry before it is expected"
                hint = 'write a line msgstr "" at the end of the entry before it'
                yield error("broken-po", message, _at(file, lines, number), hint)
                return
            last = word[1]
            is_open = True
        elif line.startswith("#") and not line.startswith(("#~", "#|")):
            is_open = False
        elif line.lstrip().startswith('"') and not is_open:
            hint = "write msgid or msgstr before it, or take it out"
            yield error("broken-po", "a text stands here without its keyword", _at(file, lines, number), hint)
            return
    if last in ("msgid", "msgid_plural", "msgctxt"):
        message = "the file ends before the translation of this text"
        hint = 'was it cut? git has it as it was; else write a line msgstr "" below it'
        yield error("broken-po", message, _at(file, lines, last_number), hint)
    elif is_loose:
        message = "the file ends with comments that belong to no text"
        yield error("broken-po", message, _at(file, lines, is_loose), f"{CUT}, or take the comments out")


def _out_of_order(word: str, before: str, last: str, at: Location) -> Problem:
    """That a keyword stands without the one that must stand before it; `last` is the one that does."""
    message, hint = f"`{word}` stands here without the `{before}` before it", "git has the file as it was"
    if word == last:
        message, hint = f"`{word}` stands here a second time", "keep one of them: a text has one translation"
    elif word.startswith("msgstr[") and last == "msgid":
        message = "a plural form stands here, and the source above it has no plural"
        hint = "write msgstr, without a number, and one translation"
    elif word == "msgstr" and last == "msgid_plural":
        message = "one translation stands here for a source with a plural"
        hint = "write msgstr[0], msgstr[1] and so on, one for each plural form"
    return error("broken-po", message, at, hint)


def _before(word: str) -> str:
    """The keyword that must stand before this one; the empty text where several may."""
    if form := re.fullmatch(r"msgstr\[(\d)\]", word):
        return f"msgstr[{int(form[1]) - 1}]" if form[1] != "0" else "msgid_plural"
    return "msgid" if word in ("msgid_plural", "msgstr") else ""


def _line_problem(lines: list[str], number: int, file: str) -> Problem | None:
    """What is wrong with the form of one line, at its column."""
    line = lines[number - 1]
    if found := _FALSE_LINE_END.search(line):
        message = f"the character U+{ord(found.group()):04X} may not stand in a text"
        hint = "it is invisible: delete it and type the text around it anew"
        return error("forbidden-character", message, Location(file, number, found.start() + 1, line), hint)
    if line.startswith("<<<<<<< "):
        hint = "keep one of the two versions, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>"
        return error("broken-po", "git could not merge two people's changes here", _at(file, lines, number), hint)
    if (_OBSOLETE_LINE if line.startswith("#~") else _LINE).fullmatch(line):
        is_comment = line.lstrip().startswith("#") and not line.startswith("#~")
        if not is_comment and (wrong := _NO_ESCAPE.search(line)):
            message = f"`{wrong[1]}` means nothing in a PO file"
            hint = r"write \\ for a backslash"
            return error("broken-po", message, Location(file, number, wrong.start(1) + 1, line), hint)
        return None
    begin = _KEYWORD_ALONE.match(line)
    column = begin.end() if begin else 0
    text = re.match(r'"(?:[^"\\]|\\.)*', line[column:])
    if text is None:
        if curly := _CURLY.match(line):
            message = f"{curly[1]} stands where a text begins with a straight quotation mark"
            hint = 'write " around the text: a word processor has changed it'
            return error("broken-po", message, Location(file, number, curly.start(1) + 1, line), hint)
        message = "this is no line of a PO file, or a quotation mark is missing"
        hint = "put # and a blank before it if it is a note; a text stands between straight quotation marks"
        return error("broken-po", message, _at(file, lines, number), hint)
    end = column + text.end()
    if end < len(line) and line[end] == '"':
        message = "a quotation mark inside the text ends it"
        hint = 'write \\" for a quotation mark inside a text, or a typographic one'
        return error("broken-po", message, Location(file, number, end + 1, line), hint)
    message = "the text that begins here has no quotation mark at its end"
    hint = 'write " at the end of the line'
    hint = f"was it cut? git has it as it was; else {hint}" if number == len(lines) else hint
    return error("broken-po", message, Location(file, number, column + 1, line), hint)


def _plural_problems(catalog: Catalog, lines: list[str]) -> Iterator[Problem]:
    """What is wrong with the rule of the file's own head, by which its forms are counted."""
    usual = rule_for(catalog.locale)
    at = _at(catalog.file, lines, next((n for n, line in enumerate(lines, 1) if "Plural-Forms" in line), 1))
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
                problems.append(warning("wrong-plurals", message, _at(catalog.file, lines, entry.line), hint))
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
        targets, rest = refitted(entry.targets, usual, rule)
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
            yield error("duplicate-entry", message, _at(catalog.file, lines, entry.line), "keep one of them")
            continue
        identity = (*entry.key, entry.is_obsolete)
        if identity in seen:
            message = f"the same text stands here a second time; the first is on line {seen[identity]}"
            yield error("duplicate-entry", message, _at(catalog.file, lines, entry.line), "keep one of them")
        seen[identity] = entry.line


def _forms(number: int) -> str:
    return f"{number} plural form{'s' * (number != 1)}"


def line_of_target(lines: list[str], first: int) -> int:
    """The number of the line where the translation of the entry begins whose first line is given."""
    for number in range(max(first, 1), len(lines) + 1):
        if lines[number - 1].lstrip().startswith("msgstr"):
            return number
    return first


# While a catalog is filled it is written again for every twenty of its texts; 0.05 ms each. Entries with the same
# record in another layout are equal, and written differently.
@lru_cache(maxsize=20_000)
def _entry_text(entry: Translation, _layout: tuple[str, ...]) -> str:
    text: str = _po_entry(entry).__unicode__(_NO_WRAP)
    if not entry.sticky:
        return text
    # polib does not know these flags; they stand below the others.
    lines = text.split("\n")
    at = next(at for at, line in enumerate(lines) if not line.startswith("#") or line.startswith(("#|", "#~")))
    return "\n".join([*lines[:at], f"#= {', '.join(entry.sticky)}", *lines[at:]])


def _po_entry(entry: Translation) -> polib.POEntry:
    import polib

    # A plural that is half there keeps the mark too: whoever fills the rest has not read the first half.
    needs_review = entry.state is State.NEEDS_REVIEW or (entry.state is State.MISSING and any(entry.targets))
    values: dict[str, Any] = {
        "msgid": entry.source,
        "msgctxt": entry.context or None,
        "tcomment": "\n".join(write_lines(entry.record, is_term=entry.context in CONTEXTS)),
        "flags": (["fuzzy"] if needs_review else []) + list(entry.flags),
        "obsolete": entry.is_obsolete,
    }
    if entry.plural:
        values["msgid_plural"] = entry.plural
        values["msgstr_plural"] = dict(enumerate(entry.targets))
    else:
        values["msgstr"] = entry.target
    if not entry.is_obsolete:
        values["comment"] = "\n".join(lines_about(entry.about))
    if entry.previous:
        values["previous_msgid"] = entry.previous
        # Where it is the same, Poedit would show it as a part of the text.
        values["previous_msgctxt"] = entry.previous_context or None
        values["previous_msgid_plural"] = entry.previous_plural or None
    return polib.POEntry(**values)


def _header(catalog: Catalog) -> dict[str, str]:
    """The file's own header fields where it has them; what msgfmt asks for where it has none."""
    ours = {
        "Project-Id-Version": "newsletter",
        "Report-Msgid-Bugs-To": "",
        "Last-Translator": "",
        "Language-Team": "",
        "Language": catalog.locale.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": catalog.plural_rule.header,
    }
    theirs = dict(catalog.header)
    if "utf-8" not in theirs.get("Content-Type", "").lower():
        theirs.pop("Content-Type", None)
    if rule_of(theirs.get("Plural-Forms", "")) is None:  # a template's, which nobody has filled in
        theirs.pop("Plural-Forms", None)
    return {**ours, **theirs}

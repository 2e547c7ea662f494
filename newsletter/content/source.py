"""YAML and front matter, with the place of every key and value.

In: the text of one file. Out: a `Source`: plain values, and where in the file each stands. Scalars follow the
core schema of YAML 1.2.2 (section 10.3): `no` is Norwegian and `12:30` a time, both plain text here. Anchors,
tags and duplicate keys are problems; nothing is ever constructed from a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from newsletter.files import digest_of
from newsletter.problems import Location, Problem, error

MAX_DEPTH = 40
MAX_NODES = 50_000
Keys = tuple[str | int, ...]
Place = tuple[int, int]

_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
# Controls, line ends that are no line ends to an editor's program, the bidirectional overrides that can disguise text,
# the non-characters that rendering uses for itself.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\ufdd0-\ufdef\ufffe\uffff]")
_SLOT = re.compile(r"@@[A-Za-z-]+@@")
_CONFLICT = re.compile(r"<{7} ")


@dataclass(slots=True)
class Source:
    """One file as read: its value, and the place (line and column from 1) of each value and key by its path in it.

    `written` is what stands in the file for each value that YAML takes for a number or a truth value (`1.10`);
    `unread` are the values that could not be read and have been reported.
    """

    file: str
    lines: list[str]
    value: Any = None
    places: dict[Keys, Place] = field(default_factory=dict)
    keys: dict[Keys, Place] = field(default_factory=dict)
    written: dict[Keys, str] = field(default_factory=dict)
    unread: set[Keys] = field(default_factory=set)

    @property
    def digest(self) -> str:
        """SHA-256 of the file's text: two sources with the same digest say the same."""
        return digest_of(self.lines)

    def location(self, path: Keys = (), *, key: bool = False) -> Location:
        """Where the value (or its key) at `path` stands, or the nearest thing around it."""
        while True:
            place = (self.keys if key else self.places).get(path) or self.places.get(path)
            if place or not path:
                return self.at(*(place or (1, 1)))
            path, key = path[:-1], False

    def at(self, line: int, column: int = 0) -> Location:
        """A line of this file as a location, with the line itself."""
        excerpt = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Location(self.file, line, column, excerpt)

    def at_words(self, words: str, line: int) -> Location:
        """Where the words stand, from a line on and before the next empty line; else the first character there.

        Fifty lines are looked at, so that a file with very many faults is still read in a moment.
        """
        begin = r"(?<!\w)" if words[:1].isalnum() else ""
        wanted = re.compile(begin + re.escape(words)) if words else None
        for number, text in enumerate(self.lines[line - 1 : line + 49], line):
            if number > line and not text.strip():
                break
            if wanted and (found := wanted.search(text)):
                return self.at(number, found.start() + 1)
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return self.at(line, len(text) - len(text.lstrip()) + 1)


def read_yaml(text: str, file: str) -> tuple[Source | None, list[Problem]]:
    """A YAML file whose root is a mapping; None when its form is broken."""
    source = Source(file, text.split("\n"))
    return _read(source, text, "")


def read_article(text: str, file: str) -> tuple[Source | None, list[Problem]]:
    """A Markdown file with front matter: the mapping between the `---` lines, and the rest under the key `body`."""
    lines = text.split("\n")
    source = Source(file, lines)
    if lines[0].rstrip() != "---":
        hint = "begin with a line `---`, the keys of the article, and another line `---`"
        return None, [error("no-front-matter", "the file does not begin with front matter", source.at(1, 1), hint)]
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if not end:
        hint = "put a line `---` between the keys and the text"
        return None, [error("no-front-matter", "the front matter does not end", source.at(1, 1), hint)]
    # The empty line stands for the first `---`, so that lines count from the top of the file.
    source_or_none, problems = _read(source, "\n" + "\n".join(lines[1:end]) + "\n", "front matter")
    if source_or_none is None:
        return None, problems
    if "body" in source.value:
        problems.append(_unknown_body(source))
    source.value["body"] = "\n".join(lines[end + 1 :])
    source.places[("body",)] = (end + 2, 1)
    return source, problems


def _unknown_body(source: Source) -> Problem:
    hint = "write the text below the second `---` line"
    return error("unknown-key", "`body` is no key of an article", source.location(("body",), key=True), hint)


def character_problems(source: Source) -> Iterator[Problem]:
    """Characters and marks that may stand nowhere in an editor's file, each at its place."""
    for number, line in enumerate(source.lines, 1):
        for found in _FORBIDDEN.finditer(line):
            message = f"the character U+{ord(found.group()):04X} may not stand in a text"
            hint = "it is invisible: delete it and type the text around it anew"
            yield error("forbidden-character", message, source.at(number, found.start() + 1), hint)
        for found in _SLOT.finditer(line):
            message = f"`{found.group()}` is what letters use for their personal parts"
            yield error("reserved-text", message, source.at(number, found.start() + 1), "write it another way")
        if _CONFLICT.match(line):
            message = "git could not merge two people's changes here"
            hint = "keep one of the two versions, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>"
            yield error("merge-conflict", message, source.at(number, 1), hint)


def has_forbidden(text: str) -> bool:
    """True when a text holds what no text may hold."""
    return bool(_FORBIDDEN.search(text) or _SLOT.search(text))


def without_forbidden(text: str) -> str:
    """The text with a replacement character for what no text may hold."""
    return _SLOT.sub("\ufffd", _FORBIDDEN.sub("\ufffd", text))


def _read(source: Source, text: str, what: str) -> tuple[Source | None, list[Problem]]:
    import yaml

    problems = list(character_problems(source))
    if problems:
        return None, problems
    reader = _Reader(source, problems)
    try:
        events = yaml.parse(text, Loader=yaml.CSafeLoader)
        source.value = reader.read(iter(events))
    except _GiveUpError:
        return None, problems
    except yaml.MarkedYAMLError as fault:
        problems.append(_broken(fault, source))
        return None, problems
    except yaml.YAMLError as fault:
        problems.append(error("broken-yaml", f"this is no YAML: {fault}", source.at(1, 1), _YAML_HINT))
        return None, problems
    if not isinstance(source.value, dict):
        held = "holds no keys" if source.value is None else "is no list of keys"
        message = f"the {what or 'file'} {held}"
        problems.append(error("wrong-type", message, source.at(1, 1), "write `key: value`, one a line"))
        return None, problems
    return source, problems


_YAML_HINT = "look at quotes, colons and indents here and on the line before"


_QUOTE = "put the text in quotes"
_DOES_NOT_END = "what begins here does not end"
# libyaml's words, and ours: what is wrong, what to do. Those with an empty text are told apart in `_broken`.
_IN_WORDS = {
    "mapping values are not allowed in this context": ("a colon stands where it can't", _QUOTE),
    "found character that cannot start any token": ("", ""),
    "did not find expected alphabetic or numeric character": ("", ""),
    "found undefined tag handle": ("", ""),
    "did not find expected ',' or ']'": ("a comma or `]` is missing here", "or put the text in quotes"),
    "did not find expected ',' or '}'": ("a comma or `}` is missing here", "or put the text in quotes"),
    "could not find expected ':'": ("this line has no key with a colon", "write `key: value`, a space after the colon"),
    "found unexpected end of stream": (_DOES_NOT_END, "close the quotation mark"),
    "found unexpected document indicator": (_DOES_NOT_END, "close the quotation mark"),
    "did not find expected key": (
        "the indent fits nothing above it",
        "put it below the first letter of its neighbours",
    ),
    "did not find expected '-' indicator": ("the indent fits nothing above it", "put it below its neighbours"),
    "block sequence entries are not allowed in this context": (
        "a list can't begin here",
        "begin it on a line of its own, or put the text in quotes",
    ),
    "did not find expected node content": ("a value is missing before this", "write it, or close what is open"),
    "found unknown escape character": ("this backslash begins no escape", "write it twice, or use single quotes"),
    "found a tab character where an indentation space is expected": ("a tab indents here", "indent with spaces"),
}
_AT_THE_BEGIN = {
    "could not find expected ':'",
    "found unexpected end of stream",
    "found unexpected document indicator",
    "did not find expected alphabetic or numeric character",
}


def _broken(fault: Any, source: Source) -> Problem:
    """A fault of form, in an editor's words: where it begins rather than where libyaml noticed it."""
    said = str(fault.problem or fault.context or "it can't be read")
    message, hint = _IN_WORDS.get(said, (said, _YAML_HINT))
    begin, end = fault.context_mark or fault.problem_mark, fault.problem_mark or fault.context_mark
    is_list = said.startswith("did not find expected ','")
    if is_list and begin.line < end.line:
        message, hint = _DOES_NOT_END, "write the `]`" if "]" in said else "write the `}`"
    at = begin if said in _AT_THE_BEGIN or (is_list and begin.line < end.line) else end
    place = source.at(at.line + 1, at.column + 1) if at else source.at(1, 1)
    if not message:
        character = place.excerpt[place.column - 1 : place.column]
        is_tab = character == "\t"
        message = "a tab indents here" if is_tab else f"a text can't begin with `{character}`"
        hint = "indent with spaces" if is_tab else _QUOTE
    return error("broken-yaml", f"this is no YAML: {message}", place, hint)


class _GiveUpError(Exception):
    """The file can't be read any further; the reason is among the problems."""


class _Reader:
    """Builds plain values from YAML events with a stack of its own, so that depth is a number and not a crash."""

    def __init__(self, source: Source, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems
        self.events: Iterator[Any] = iter(())
        self.nodes = 0

    def read(self, events: Iterator[Any]) -> Any:
        self.events = events
        documents = 0
        value = None
        for event in events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self.problem("two-documents", "a second `---` begins another document", event, "keep one")
                    raise _GiveUpError
            elif name in ("ScalarEvent", "MappingStartEvent", "SequenceStartEvent", "AliasEvent"):
                value = self.node(event, (), 0)
        return value

    def problem(self, code: str, message: str, event: Any, hint: str = "") -> None:
        mark = event.start_mark
        self.problems.append(error(code, message, self.source.at(mark.line + 1, mark.column + 1), hint))

    def node(self, event: Any, path: Keys, depth: int) -> Any:
        self.nodes += 1
        mark = event.start_mark
        if depth > MAX_DEPTH:
            self.problem("nested-too-deep", f"values are nested more than {MAX_DEPTH} deep", event)
            raise _GiveUpError
        if self.nodes > MAX_NODES:
            self.problem("file-too-large", f"the file has more than {MAX_NODES:,} values", event)
            raise _GiveUpError
        self.watch(event)
        name = type(event).__name__
        # A block of text (`|`, `>`) begins on the line after its sign.
        block = name == "ScalarEvent" and event.style in ("|", ">")
        self.source.places[path] = (mark.line + 1 + block, 1 if block else mark.column + 1)
        if name == "AliasEvent":
            self.source.unread.add(path)
            return None
        if name == "MappingStartEvent":
            return self.mapping(path, depth)
        if name == "SequenceStartEvent":
            values: list[Any] = []
            while type(item := next(self.events)).__name__ != "SequenceEndEvent":
                values.append(self.node(item, (*path, len(values)), depth + 1))
            return values
        value = self.scalar(event)
        if not isinstance(value, str) and value is not None:
            self.source.written[path] = event.value
        return value

    def watch(self, event: Any) -> None:
        """Report an anchor, alias or tag."""
        is_alias = type(event).__name__ == "AliasEvent"
        if event.anchor is not None:
            sign = "*" if is_alias else "&"
            hint = "write the value out, or put the text in quotes"
            self.problem("yaml-anchor", f"`{sign}{event.anchor}` is a YAML anchor, which is not used here", event, hint)
        if not is_alias and event.tag and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            hint = "take the tag away, or put the text in quotes"
            self.problem("yaml-tag", f"`{tag}` is a YAML tag, which is not used here", event, hint)

    def mapping(self, path: Keys, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            if type(event).__name__ != "ScalarEvent":
                self.problem("wrong-type", "a key is a word", event, "put it in quotes")
                raise _GiveUpError
            self.watch(event)
            key, place = self.allowed(event), (event.start_mark.line + 1, event.start_mark.column + 1)
            here: Keys = (*path, key)
            first = self.source.keys.get(here)
            if first:
                message = f"the key `{key}` stands here a second time; the first is on line {first[0]}"
                self.problem("duplicate-key", message, event, "keep one of them")
            if first or key != event.value:
                # Read to get past it, under a path that nothing asks for.
                self.node(next(self.events), (*here, "", self.nodes), depth + 1)
                continue
            self.source.keys[here] = place
            values[key] = self.node(next(self.events), here, depth + 1)
        return values

    def allowed(self, event: Any) -> str:
        """The text of a scalar; what an escape has smuggled into it is reported and replaced."""
        text: str = event.value
        if not has_forbidden(text):
            return text
        hint = "take the escape out"
        self.problem("forbidden-character", "an escape makes a character that may not stand in a text", event, hint)
        return without_forbidden(text)

    def scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.style not in (None, ""):
            return self.allowed(event)
        if _NULL.fullmatch(text):
            return None
        if _TRUE.fullmatch(text):
            return True
        if _FALSE.fullmatch(text):
            return False
        if _INT.fullmatch(text) and len(text) < 20:
            return int(text)
        if _FLOAT.fullmatch(text) and len(text) < 40:
            return float(text)
        return text

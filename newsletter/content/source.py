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
# Controls, the bidirectional overrides that can disguise text, the non-characters that rendering uses for itself.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufdd0-\ufdef\ufffe\uffff]")
_SLOT = re.compile(r"@@[A-Za-z-]+@@")


@dataclass(slots=True)
class Source:
    """One file as read: its value, and the place (line and column from 1) of each value and key by its path in it."""

    file: str
    lines: list[str]
    value: Any = None
    places: dict[Keys, Place] = field(default_factory=dict)
    keys: dict[Keys, Place] = field(default_factory=dict)

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


def has_forbidden(text: str) -> bool:
    """True when a text holds what no text may hold."""
    return bool(_FORBIDDEN.search(text) or _SLOT.search(text))


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
        mark = fault.problem_mark or fault.context_mark
        place = source.at(mark.line + 1, mark.column + 1) if mark else source.at(1, 1)
        problems.append(error("broken-yaml", f"this is no YAML: {_in_words(fault)}", place, _YAML_HINT))
        return None, problems
    except yaml.YAMLError as fault:
        problems.append(error("broken-yaml", f"this is no YAML: {fault}", source.at(1, 1), _YAML_HINT))
        return None, problems
    if not isinstance(source.value, dict):
        message = f"{what or 'the file'} holds no keys" if source.value is None else "the file is no list of keys"
        problems.append(error("wrong-type", message, source.at(1, 1), "write `key: value`, one a line"))
        return None, problems
    return source, problems


_YAML_HINT = "look at quotes, colons and indents here and on the line before"


def _in_words(fault: Any) -> str:
    words = str(fault.problem or fault.context or "it can't be read")
    return {
        "found character that cannot start any token": "a tab or a special character stands where it can't",
        "mapping values are not allowed in this context": "a colon stands where it can't; put the text in quotes",
        "could not find expected ':'": "a key without its colon",
        "did not find expected key": "a key is expected here; look at the indent",
        "did not find expected ',' or ']'": "a list in [ ] does not end",
        "did not find expected ',' or '}'": "a list of keys in { } does not end",
        "found unexpected end of stream": "a quotation mark does not end",
    }.get(words, words)


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
        name = type(event).__name__
        if name == "AliasEvent" or event.anchor is not None:
            sign = "*" if name == "AliasEvent" else "&"
            hint = "write the value out, or put the text in quotes"
            self.problem("yaml-anchor", f"`{sign}{event.anchor}` is a YAML anchor, which is not used here", event, hint)
            if name == "AliasEvent":
                return None
        if event.tag and event.tag != "!":
            hint = "take the tag away, or put the text in quotes"
            self.problem("yaml-tag", f"`{event.tag}` is a YAML tag, which is not used here", event, hint)
        # A block of text (`|`, `>`) begins on the line after its sign.
        block = name == "ScalarEvent" and event.style in ("|", ">")
        self.source.places[path] = (mark.line + 1 + block, 1 if block else mark.column + 1)
        if name == "MappingStartEvent":
            return self.mapping(path, depth)
        if name == "SequenceStartEvent":
            values: list[Any] = []
            while type(item := next(self.events)).__name__ != "SequenceEndEvent":
                values.append(self.node(item, (*path, len(values)), depth + 1))
            return values
        return self.scalar(event)

    def mapping(self, path: Keys, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            if type(event).__name__ != "ScalarEvent":
                self.problem("wrong-type", "a key is a word", event, "put it in quotes")
                raise _GiveUpError
            key, place = event.value, (event.start_mark.line + 1, event.start_mark.column + 1)
            here = (*path, key)
            first = self.source.keys.get(here)
            if first:
                message = f"the key `{key}` stands here a second time; the first is on line {first[0]}"
                self.problem("duplicate-key", message, event, "keep one of them")
            value = self.node(next(self.events), here, depth + 1)
            if not first:
                self.source.keys[here] = place
                values[key] = value
        return values

    def scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.style not in (None, ""):
            if has_forbidden(text):
                self.problem("forbidden-character", "an escape makes a character that may not stand in a text", event)
            return text
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

"""Plain values out of YAML events, with the place of each, and what YAML would let pass without a word.

In: the events of one document. Out: its value, places and problems in its `Source`. Scalars follow the core schema of
YAML 1.2.2 (section 10.3): `no` is Norwegian and `12:30` a time, both plain text here. Anchors, tags, duplicate keys and
text behind a `#` are problems; nothing is ever constructed from a tag.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from newsletter.content.source import Keys, Source, has_forbidden, without_forbidden
from newsletter.exceptions import NewsletterError
from newsletter.problems import Problem, error

MAX_DEPTH = 40
MAX_NODES = 50_000

_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BEHIND = re.compile(r"[ \t]+#(.*)")
# What is no sentence that could go on: a number, a day, a time. What follows is a remark, however it is written.
_MEASURE = re.compile(r"[-+.\d:/]+")
# A remark has a blank after its sign, or is a key or an entry of a list that was taken out: `#end: 2024-02-01`.
_TEXT = re.compile(r"(?![\s#!=*<>|~-])(?![\w-]+:(?:\s|$)).|\s?\d+(?=[.,:;!?)]|\s*$)")
_BELOW = re.compile(r"(\s+)#(.*)")


class Decimal(float):
    """A number with a point, which remembers how it was written: `12.50` may be meant for a time."""

    written: str = ""


class GiveUpError(NewsletterError):
    """The file can't be read any further; the reason is among the problems."""


class Reader:
    """Builds plain values from YAML events with a stack of its own, so that depth is a number and not a crash.

    `lines` are what the events were made of; the values on lines numbered in `mended` could not be read, and what is
    wrong with them has been reported.
    """

    def __init__(self, source: Source, lines: list[str], problems: list[Problem], mended: Collection[int] = ()) -> None:
        self.source = source
        self.lines = lines
        self.problems = problems
        self.mended = mended
        self.events: Iterator[Any] = iter(())
        self.nodes = 0
        source.places, source.keys, source.written, source.unread = {}, {}, {}, set()
        source.has_gaps = False

    def read(self, events: Iterator[Any]) -> Any:
        """The value of the one document in a file; None for an empty one.

        Places, keys and what could not be read are noted in the source, mistakes among the problems. Raises
        `GiveUpError` where nothing after it can be read.
        """
        self.events = events
        documents = 0
        value = None
        for event in events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self.problem("two-documents", "a second `---` begins another document", event, (), "keep one")
                    raise GiveUpError
            elif name in ("ScalarEvent", "MappingStartEvent", "SequenceStartEvent", "AliasEvent"):
                value = self.node(event, (), 0)
        return value

    def problem(self, code: str, message: str, event: Any, path: Keys, hint: str = "") -> None:
        """Report a mistake where an event begins; `path` is that of the value it is about."""
        mark = event.start_mark
        self.problems.append(error(code, message, self.source.at(mark.line + 1, mark.column + 1, path), hint))

    def node(self, event: Any, path: Keys, depth: int) -> Any:
        """The value that begins with this event: text, number, boolean, None, list or mapping.

        None as well for what could not be read, whose path then stands among the source's `unread`. Raises
        `GiveUpError` beyond the limits of depth and number.
        """
        self.nodes += 1
        mark = event.start_mark
        if depth > MAX_DEPTH:
            self.problem("nested-too-deep", f"values are nested more than {MAX_DEPTH} deep", event, path)
            raise GiveUpError
        if self.nodes > MAX_NODES:
            self.problem("file-too-large", f"the file has more than {MAX_NODES:,} values", event, path)
            raise GiveUpError
        self.watch(event, path)
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
        value = self.scalar(event, path)
        if not isinstance(value, str) and value is not None:
            self.source.written[path] = event.value
        if mark.line + 1 in self.mended or "\ufffd" in event.value:
            self.source.unread.add(path)
        elif not block:
            self.watch_end(event, path)
        return value

    def watch_end(self, event: Any, path: Keys) -> None:
        """Report text that YAML takes for a remark, because a `#` follows a blank."""
        end = event.end_mark
        if end.line >= len(self.lines) or _MEASURE.fullmatch(event.value):
            return
        rest = self.lines[end.line][end.column :]
        line, column = end.line, end.column
        found = _BEHIND.match(rest)
        if found is None and event.value and not rest.strip() and line + 1 < len(self.lines):
            # A text goes on below its key, further to the right.
            key = self.source.keys.get(path)
            left = key[1] - 1 if key else event.start_mark.column - 1
            line, column = line + 1, 0
            found = _BELOW.match(self.lines[line])
            if found and len(found[1]) <= left:
                found = None
            said = found[2] if found else ""
        else:
            said = found[1] if found else ""
        if found is None or not _TEXT.match(said):
            return
        if not event.value:
            self.source.unread.add(path)
        at = self.source.at(line + 1, column + found[0].index("#") + 1, path)
        message = (
            f"what follows here, `#{said[:30].rstrip()}{'…' * (len(said) > 30)}`, is taken for a remark and cut off"
        )
        hint = "put the whole text in quotes; a remark has a blank after its `#`"
        self.problems.append(error("cut-text", message, at, hint))

    def watch(self, event: Any, path: Keys) -> None:
        """Report an anchor, alias or tag."""
        is_alias = type(event).__name__ == "AliasEvent"
        if event.anchor is not None:
            sign = "*" if is_alias else "&"
            hint = "write the value out, or put the text in quotes"
            message = f"`{sign}{event.anchor}` is a YAML anchor, which is not used here"
            self.problem("yaml-anchor", message, event, path, hint)
            if not getattr(event, "value", "words"):
                self.source.unread.add(path)  # as below
        if not is_alias and event.tag and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            hint = "take the tag away, or put the text in quotes"
            self.problem("yaml-tag", f"`{tag}` is a YAML tag, which is not used here", event, path, hint)
            if not getattr(event, "value", "words"):
                self.source.unread.add(path)  # the tag has taken all the words

    def mapping(self, path: Keys, depth: int) -> dict[str, Any]:
        """The mapping whose first key is the next event; of a key that stands there twice the first value."""
        values: dict[str, Any] = {}
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            if type(event).__name__ != "ScalarEvent":
                self.no_key(event, path, depth)
                continue
            self.watch(event, path)
            key, place = self.allowed(event, path), (event.start_mark.line + 1, event.start_mark.column + 1)
            here: Keys = (*path, key)
            first = self.source.keys.get(here)
            if first:
                message = f"the key `{key}` stands here a second time; the first is on line {first[0]}"
                self.problem("duplicate-key", message, event, here, "keep one of them")
            if first or key != event.value:
                # Read to get past it, under a path that nothing asks for.
                self.node(next(self.events), (*here, "", self.nodes), depth + 1)
                continue
            self.source.keys[here] = place
            values[key] = self.node(next(self.events), here, depth + 1)
        return values

    def no_key(self, event: Any, path: Keys, depth: int) -> None:
        """Report what stands in the place of a key, `{{name}}` above all, and read past it and its value."""
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        around = self.source.places.get(path, (line, column))
        sign = self.lines[around[0] - 1][around[1] - 1 : around[1]]
        message, hint = "a key is a word", "put it in quotes"
        if sign in ("{", "[") and around[0] == line:
            # It is the value that begins with this bracket, and all of it that has to stand in quotes.
            column, message, hint = around[1], f"a text can't begin with `{sign}`", "put the whole text in quotes"
        self.problems.append(error("wrong-type", message, self.source.at(line, column, path), hint))
        aside: Keys = (*path, "", self.nodes)
        self.node(event, aside, depth + 1)
        self.node(next(self.events), (*aside, "value"), depth + 1)
        self.source.unread.add(path)
        self.source.has_gaps = True

    def allowed(self, event: Any, path: Keys) -> str:
        """The text of a scalar; what an escape has smuggled into it is reported and replaced."""
        text: str = event.value
        if not has_forbidden(text):
            return text
        hint = "take the escape out"
        message = "an escape makes a character that may not stand in a text"
        self.problem("forbidden-character", message, event, path, hint)
        return without_forbidden(text)

    def scalar(self, event: Any, path: Keys) -> Any:
        """A single value: in quotes always a text; plain words as YAML 1.2's core schema has them."""
        text: str = event.value
        if event.style not in (None, ""):
            return self.allowed(event, path)
        if _NULL.fullmatch(text):
            return None
        if _TRUE.fullmatch(text):
            return True
        if _FALSE.fullmatch(text):
            return False
        if _INT.fullmatch(text) and len(text) < 20:
            return int(text)
        if _FLOAT.fullmatch(text) and len(text) < 40:
            number = Decimal(text)
            number.written = text
            return number
        return text

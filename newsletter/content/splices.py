"""How a change of one value is spliced into a YAML text; every other byte stays as it is.

In: a text with its nodes, and the path of a value. Out: the text with the value set, put in, taken out or moved. What
it should say is worked out elsewhere (`edit`), which reads the result again. What can't be spliced is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

from newsletter.content import spans, yaml_text
from newsletter.content.spans import Path, Span, UneditableError
from newsletter.content.yaml_text import Value


class Splices:
    """A text with its nodes, and how each change is spliced into it."""

    def __init__(self, text: str, root: yaml.Node) -> None:
        self.text = text
        self.root = root
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def line(self, path: Path) -> int:
        """The line of the nearest value around a path, from 1."""
        for length in range(len(path), -1, -1):
            node = spans.find(self.root, path[:length])
            if node is not None:
                return int(node.start_mark.line) + 1
        return 1

    def set(self, path: Path, value: Value) -> str:
        """The text with this value at a path; a key that is not there yet is put in."""
        node = spans.find(self.root, path)
        if node is None:
            if path and isinstance(path[-1], str):
                return self.insert(path, value, "")
            raise UneditableError("there is no such value", self.line(path))
        start, end = int(node.start_mark.index), spans.end_of(node, self.text)
        parent = spans.find(self.root, path[:-1])
        in_flow = self._is_in_flow(path[:-1])
        if isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str)):
            if in_flow or not value or parent is None:
                return self._spliced(start, end, self._spaced(start, yaml_text.written_flow(value)))
            column = self._column(parent, path)
            behind = len(self.text[:start].rstrip(" \t\r\n"))
            if isinstance(parent, yaml.SequenceNode):
                written = yaml_text.written_item(value, column)[1:]
            else:
                written = yaml_text.written_block(value, column)
            return self._spliced(behind, end, written)
        old = self.text[start:end] if isinstance(node, yaml.ScalarNode) else ""
        column = self._column(parent, path) if parent is not None and not in_flow else 0
        in_line = end == len(self.text) or end < spans.end_of_line(self.text, end)
        words = yaml_text.written_scalar(value, old=old, in_flow=in_flow, in_line=in_line, indent=column)
        if isinstance(node, yaml.CollectionNode) and not spans.is_flow(node):
            start = len(self.text[:start].rstrip(" \t\r\n"))
        if not words and not in_flow:
            start = len(self.text[:start].rstrip(" \t"))
        return self._spliced(start, end, self._spaced(start, words))

    def insert(self, path: Path, value: Value, before: str) -> str:
        """The text with one more item or key: last, or before the key `before`."""
        parent_path, last = path[:-1], path[-1]
        parent = spans.find(self.root, parent_path)
        if parent is None:
            raise UneditableError("there is nothing to put it into", self.line(path))
        if not spans.pairs_of(parent):
            return self.set(parent_path, {last: value} if isinstance(last, str) else [value])
        pairs = spans.pairs_of(parent)
        at = self._number(pairs, last, before)
        if spans.is_flow(parent):
            words = yaml_text.written_flow(value)
            words = f"{yaml_text.written_key(last)}: {words}" if isinstance(last, str) else words
            if at < len(pairs):
                return self._spliced_at(self._start(pairs[at]), f"{words}, ")
            return self._spliced_at(spans.end_of(pairs[-1].value, self.text), f", {words}")
        items = spans.item_spans(parent, self.text)
        column = self._column(parent, path)
        if isinstance(last, str):
            words = yaml_text.written_pair(last, value, column)
        elif isinstance(value, Mapping) and spans.is_flow(pairs[min(at, len(pairs) - 1)].value):
            words = f"- {yaml_text.written_flow(value)}"  # as its neighbour is written
        else:
            words = yaml_text.written_item(value, column)
        if at < len(items):
            return self._spliced_at(items[at].start, f"{words}\n{' ' * column}")
        return self._spliced_at(items[-1].end, f"\n{' ' * column}{words}")

    def remove(self, path: Path) -> str:
        """The text without an item or key, and without the remarks right above it."""
        parent = spans.find(self.root, path[:-1])
        pairs = spans.pairs_of(parent) if parent is not None else []
        at = self._position(pairs, path)
        assert parent is not None  # noqa: S101 (it has the item)
        if len(pairs) == 1 and path[:-1]:
            return self.set(path[:-1], {} if isinstance(path[-1], str) else [])
        if len(pairs) == 1 and spans.is_flow(parent):
            raise UneditableError("the last key of a file between braces is taken out by hand", self.line(path))
        if spans.is_flow(parent):
            if at + 1 < len(pairs):
                return self._spliced(self._start(pairs[at]), self._start(pairs[at + 1]), "")
            before = spans.end_of(pairs[at - 1].value, self.text)
            return self._spliced(before, spans.end_of(pairs[at].value, self.text), "")
        items = spans.item_spans(parent, self.text)
        span = items[at]
        line = spans.start_of_line(self.text, span.start)
        if self.text[line : span.start].strip():  # `- key: …` shares its line: the next key takes its place
            return self._spliced(span.start, self._start(pairs[at + 1]), "")
        if span.end < len(self.text):
            end = span.end + (2 if self.text.startswith("\r\n", span.end) else 1)
            return self._spliced(line, end, "")
        begin = line - (2 if self.text[line - 2 : line] == "\r\n" else 1)
        return self._spliced(max(0, begin), span.end, "")

    def move(self, path: Path, to: int) -> str:
        """The text with an item or key at the place that number `to` has now."""
        parent = spans.find(self.root, path[:-1])
        pairs = spans.pairs_of(parent) if parent is not None else []
        at = self._position(pairs, path)
        if not 0 <= to < len(pairs) or parent is None:
            raise UneditableError("there is no such place in the list", self.line(path))
        if spans.is_flow(parent):
            places = [Span(self._start(pair), spans.end_of(pair.value, self.text)) for pair in pairs]
        else:
            places = spans.item_spans(parent, self.text)
        parts = [self.text[start:end] for start, end in places]
        parts.insert(to, parts.pop(at))
        out, behind = [], 0
        for place, part in zip(places, parts, strict=True):
            out += [self.text[behind : place.start], part]
            behind = place.end
        return "".join([*out, self.text[behind:]])

    def _position(self, pairs: Sequence[spans.Pair], path: Path) -> int:
        last = path[-1] if path else 0
        for number, pair in enumerate(pairs):
            if (spans.key_of(pair) if isinstance(last, str) and pair.key is not None else number) == last:
                return number
        raise UneditableError("there is no such value", self.line(path))

    def _number(self, pairs: Sequence[spans.Pair], last: str | int, before: str) -> int:
        if isinstance(last, int):
            return max(0, min(last, len(pairs)))
        keys = [spans.key_of(pair) for pair in pairs]
        return keys.index(before) if before in keys else len(keys)

    def _column(self, parent: yaml.Node, path: Path) -> int:
        """The column of the keys or dashes of a block; of the key that a flow belongs to."""
        if not spans.is_flow(parent) and spans.pairs_of(parent):
            return int(parent.start_mark.column)
        above = spans.find(self.root, path[:-2]) if len(path) > 1 else None
        return self._column(above, path[:-1]) if above is not None else 0

    def _is_in_flow(self, path: Path) -> bool:
        nodes = (spans.find(self.root, path[:length]) for length in range(len(path) + 1))
        return any(node is not None and spans.is_flow(node) for node in nodes)

    def _start(self, pair: spans.Pair) -> int:
        return int((pair.key if pair.key is not None else pair.value).start_mark.index)

    def _spaced(self, at: int, words: str) -> str:
        """Words behind a colon or dash, with the blank that YAML wants there."""
        before = self.text[at - 1 : at]
        return f" {words}" if words and before in (":", "-") else words

    def _spliced_at(self, at: int, words: str) -> str:
        return self._spliced(at, at, words)

    def _spliced(self, start: int, end: int, words: str) -> str:
        return self.text[:start] + words.replace("\n", self.newline) + self.text[end:]

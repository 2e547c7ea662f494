"""Values as YAML that editors can read: a text in the style it had, else plain, else in quotes.

In: plain values (texts, numbers, truth values, days, times, lists, mappings). Out: YAML. Each way of writing a text is
tried: what our own reader would not read back as that very text is not taken.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias, Union

from newsletter.content.reading import read_yaml
from newsletter.exceptions import NewsletterError
from newsletter.problems import Problem, Severity

Value: TypeAlias = Union[str, int, float, bool, dt.date, dt.time, "Sequence[Value]", "Mapping[str, Value]", None]
INDENT = 2
_HEADER = re.compile(r"([|>])([-+]?)(\d?)([-+]?)([ \t]*(?:#[^\r\n]*)?)")
_PLAIN_KEY = re.compile(r"[A-Za-z][\w-]*")


class UnwritableError(NewsletterError):
    """A text that no way of writing keeps as it is."""


def written_scalar(
    value: Value, *, old: str = "", in_flow: bool = False, in_line: bool = False, indent: int = 0
) -> str:
    """A single value; `old` is what is written now, whose style is kept where it holds.

    `in_line` says that something follows it on its line, which can't follow a text over several lines. `indent` is the
    column of the key or dash that the value belongs to. Raises `UnwritableError` for a text that no form of YAML holds.
    """
    if not isinstance(value, str):
        return _written_other(value)
    for candidate in _candidates(value, old, in_flow or in_line, indent):
        if _is_read_as(candidate, value, in_flow, indent):
            return candidate
    raise UnwritableError("this text can’t be written in YAML")


def written_block(value: Value, indent: int) -> str:
    """A value as it stands behind a key or dash at a column: on the same line, or below it. Begins with a blank."""
    if isinstance(value, Mapping):
        if not value:
            return " {}"
        return "\n" + "\n".join(_pair_lines(value, indent + INDENT))
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            return " []"
        return "\n" + "\n".join(f"{' ' * (indent + INDENT)}{written_item(each, indent + INDENT)}" for each in value)
    words = written_scalar(value, indent=indent)
    return f" {words}" if words else ""


def written_item(value: Value, indent: int) -> str:
    """An item of a list, from its dash on; `indent` is the dash's column."""
    if isinstance(value, Mapping) and value:
        lines = list(_pair_lines(value, indent + INDENT))
        return f"- {lines[0].lstrip(' ')}" + "".join(f"\n{line}" for line in lines[1:])
    return f"-{written_block(value, indent)}"


def written_pair(key: str, value: Value, indent: int) -> str:
    """A key and its value, from the key on; `indent` is the key's column."""
    return f"{written_key(key)}:{written_block(value, indent)}"


def written_flow(value: Value) -> str:
    """A value as it stands within brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{written_key(key)}: {written_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(written_flow(each) for each in value) + "]"
    return written_scalar(value, in_flow=True)


def written_key(key: str) -> str:
    """A key: plain where it is a name."""
    return key if _PLAIN_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _pair_lines(value: Mapping[str, Value], indent: int) -> Iterator[str]:
    for key, each in value.items():
        yield from f"{' ' * indent}{written_pair(key, each, indent)}".split("\n")


def _written_other(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.time):
        return value.isoformat("minutes" if not value.second else "seconds")
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _candidates(text: str, old: str, in_line: bool, indent: int) -> Iterator[str]:
    """Ways to write a text, the best first."""
    quoted = f"'{text.replace(chr(39), chr(39) * 2)}'", json.dumps(text, ensure_ascii=False)
    if old[:1] in ("|", ">") and not in_line:
        yield _as_block(text, old, indent)
    elif "\n" in text and not in_line:
        yield _as_block(text, "|", indent)
    elif old[:1] == "'":
        yield quoted[0]
    elif old[:1] == '"':
        yield quoted[1]
    if "\n" not in text and "\t" not in text:  # parsers differ on tabs
        yield text
        yield quoted[0]
    yield quoted[1]


def _as_block(text: str, old: str, indent: int) -> str:
    """A text over several lines, with the sign, indentation and remark that stand there now."""
    header = _HEADER.match(old)
    sign, remark = (header[1], header[5].rstrip()) if header else ("|", "")
    body = re.search(r"\n( *)\S", old)
    column = max(len(body[1]) if body else 0, indent + 1) if body else indent + INDENT
    trimmed = text.rstrip("\n")
    ends = len(text) - len(trimmed)
    chomp = {0: "-", 1: ""}.get(ends, "+")
    number = str(column - indent) if trimmed[:1] in (" ", "\n") or (header and header[3]) else ""
    lines = trimmed.split("\n")
    if sign == ">":
        lines = [part for line in lines for part in (line, "")][:-1]
    shown = "\n".join(f"{' ' * column}{line}" if line else "" for line in lines)
    return f"{sign}{number}{chomp}{remark}\n{shown}" + "\n" * max(0, ends - 1)


def _errors(problems: list[Problem]) -> bool:
    """True where more is wrong than what is only to be looked at."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def _is_read_as(candidate: str, text: str, in_flow: bool, indent: int) -> bool:
    if in_flow:
        source, problems = read_yaml(f"k: [{candidate}]\n", "")
        return bool(source and not _errors(problems) and source.value == {"k": [text]})
    pad = "".join(f"{' ' * column}k:\n" for column in range(indent))
    source, problems = read_yaml(f"{pad}{' ' * indent}k: {candidate}\n", "")
    value = source.value if source and not _errors(problems) else None
    while isinstance(value, dict) and isinstance(value.get("k"), dict):
        value = value["k"]
    return isinstance(value, dict) and isinstance(value.get("k"), str) and value["k"] == text

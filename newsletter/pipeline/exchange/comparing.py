"""Whether a file still says all that a source says, whatever somebody has written into it since.

In: the bytes of a file, and those that the source would give. Out: yes or no. What the source does not say (a summary,
the description of a picture, a further paragraph) may have been added anywhere; nothing of it may be gone or changed.
"""

from __future__ import annotations

import re

from newsletter.content.edit import EditRefusedError, values_in

_BARE_PICTURE = re.compile(r"!\[\](?=\()")


def holds(file: bytes, source: bytes, *, is_article: bool) -> bool:
    """True where every value of `source` stands in `file`; False too where one of them can't be read."""
    try:
        values, wanted = (values_in(data, is_article=is_article) for data in (file, source))
    except EditRefusedError:
        return False
    if not _holds(values, wanted):
        return False
    return not is_article or _holds_lines(_body_of(file), _body_of(source))


def _holds(there: object, wanted: object) -> bool:
    if isinstance(wanted, dict):
        return isinstance(there, dict) and all(
            key in there and _holds(there[key], value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(there, list) and _in_order(there, wanted)
    return there == wanted


def _in_order(there: list[object], wanted: list[object]) -> bool:
    """True where the values stand in a list in their order, with others before, between or behind them."""
    rest = iter(there)
    return all(any(_holds(each, value) for each in rest) for value in wanted)


def _body_of(data: bytes) -> list[str]:
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    _, _, body = text.removeprefix("---\n").partition("\n---\n")
    return [line.rstrip() for line in body.split("\n") if line.strip()]


def _holds_lines(there: list[str], wanted: list[str]) -> bool:
    """The same of lines; a picture that the source does not describe may be described."""
    rest = iter(there)
    return all(any(_is_line(each, line) for each in rest) for line in wanted)


def _is_line(there: str, wanted: str) -> bool:
    if there == wanted or "![](" not in wanted:
        return there == wanted
    pattern = r"!\[.*\]".join(re.escape(part) for part in _BARE_PICTURE.split(wanted))
    return re.fullmatch(pattern, there) is not None

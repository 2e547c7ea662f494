"""The characters of a paste as an author would have typed them.

In: words with whatever a program has put between them. Out: the same without invisible characters; a blank that may not
break only where typesetters want one: before `?!;:»%€`, after `«`, between digits.
"""

from __future__ import annotations

import re

_INVISIBLE = re.compile(
    "[\u00ad\u200b\ufeff\u2060\ufffc\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ufdd0-\ufdef\ufffe\uffff]"
)
_NO_BREAK = "\u00a0"
_BEFORE, _AFTER = "?!;:»%€", "«"
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def without_invisible(text: str) -> str:
    """The text without characters that nobody sees; line and paragraph separators are line ends."""
    return _INVISIBLE.sub("", re.sub("[\u2028\u2029\x85]", "\n", text))


def keeps_no_break(before: str, after: str) -> bool:
    """True where a no-break blank between two characters is meant."""
    return (
        (bool(after) and after in _BEFORE)
        or (bool(before) and before in _AFTER)
        or (before.isdigit() and after.isdigit())
    )


def with_blanks(text: str, before: str = "", after: str = "") -> str:
    """The text with plain blanks for no-break ones that nobody meant; `before` and `after` stand beside it."""
    if _NO_BREAK not in text:
        return text
    whole = f"{before}{text}{after}"
    begin = len(before)

    def blank(found: re.Match[str]) -> str:
        at = found.start()
        return found[0] if keeps_no_break(whole[max(0, at - 1) : at], whole[at + 1 : at + 2]) else " "

    return re.sub(_NO_BREAK, blank, whole)[begin : begin + len(text)]


def raised(text: str, step: int) -> str:
    """Figures as raised (1) or lowered (-1) characters of their own, without brackets; other words as they are."""
    table = _RAISED if step > 0 else _LOWERED
    text = re.sub(r"\[(\d{1,3})\]", r"\1", text) if step > 0 else text  # as sites write the number of a note
    made = text.translate(table)
    figures = text.strip()
    return made if figures and all(ord(sign) in table for sign in figures) and any(map(str.isdigit, figures)) else text

"""YAML of a broken form: told in an editor's words, and mended as far as reading on needs it.

In: what libyaml says of a text. Out: a problem where the fault begins rather than where it was noticed; the lines with
the broken value left out, so that the rest of the file can be read in the same run.
"""

from __future__ import annotations

import re
from typing import Any

from newsletter.content.source import Source
from newsletter.patterns import late
from newsletter.problems import Problem, error

YAML_HINT = "look at quotes, colons and indents here and on the line before"


_QUOTE = "put the text in quotes"
_WHOLE = "put the whole text in quotes; inside double ones an apostrophe may stand, inside single ones a double"
_DOES_NOT_END = "what begins here does not end"
_TAB = ("a tab indents here", "indent with spaces")
_INDENT = ("the indent fits nothing above it", "put it below the first letter of its neighbours")
_NO_COLON = ("this line has no key with a colon", "write `key: value`, a space after the colon")
# libyaml's words, and ours: what is wrong, what to do. Those with an empty text are told apart in `told`.
_IN_WORDS = {
    "mapping values are not allowed in this context": ("a colon stands where it can't", _QUOTE),
    "found character that cannot start any token": ("", ""),
    "did not find expected alphabetic or numeric character": ("", ""),
    "found undefined tag handle": ("", ""),
    "did not find expected ',' or ']'": ("a comma or `]` is missing here", "or put the text in quotes"),
    "did not find expected ',' or '}'": ("a comma or `}` is missing here", "or put the text in quotes"),
    "could not find expected ':'": _NO_COLON,
    "found unexpected end of stream": (_DOES_NOT_END, "close the quotation mark"),
    "found unexpected document indicator": (_DOES_NOT_END, "close the quotation mark"),
    "did not find expected key": _INDENT,
    "did not find expected <document start>": _INDENT,
    "did not find expected '-' indicator": ("the indent fits nothing above it", "put it below its neighbours"),
    "block sequence entries are not allowed in this context": (
        "a list can't begin here",
        "begin it on a line of its own, or put the text in quotes",
    ),
    "did not find expected node content": ("a value is missing before this", "write it, or close what is open"),
    "found unknown escape character": ("this backslash begins no escape", "write it twice, or use single quotes"),
    "found a tab character where an indentation space is expected": _TAB,
    "found a tab character that violates indentation": _TAB,
    "mapping keys are not allowed in this context": ("a text can't begin with `?`", _QUOTE),
    "did not find expected comment or line break": ("a block of text begins on the line below its sign", _QUOTE),
}
_AT_THE_BEGIN = {
    "could not find expected ':'",
    "found unexpected end of stream",
    "found unexpected document indicator",
    "did not find expected alphabetic or numeric character",
}
_NOT_EXPECTED = {"did not find expected key", "did not find expected '-' indicator"}


def describe_fault(fault: Any, source: Source) -> Problem:
    """A fault of form as a problem; `fault` is libyaml's error with its marks."""
    said = str(fault.problem or fault.context or "it can't be read")
    message, hint = _IN_WORDS.get(said, (said, YAML_HINT))
    begin, end = fault.context_mark or fault.problem_mark, fault.problem_mark or fault.context_mark
    if not end:
        return error("broken-yaml", f"this is no YAML: {message}", source.at(1, 1), hint)
    is_list = said.startswith("did not find expected ','")
    is_begin = said in _AT_THE_BEGIN or (is_list and begin.line < end.line)
    at = begin if is_begin else end
    place = source.at(at.line + 1, at.column + 1)
    before = place.excerpt[: place.column - 1]
    if is_list and begin.line < end.line:
        message, hint = _DOES_NOT_END, f"write the `{']' if ']' in said else '}'}`, or put the text in quotes"
        if re.search(r"\s#", place.excerpt[place.column :]):
            message, hint = "a `#` after a blank begins a remark, so that what begins here does not end", _QUOTE
    elif said in _NOT_EXPECTED and (alias := re.search(r"(?:^|[:-])\s+(?=\*\S+\s+$)", before)):
        place = source.at(at.line + 1, alias.end() + 1)
        message, hint = "a text can't begin with `*`", _QUOTE
    elif said == "did not find expected node content" and re.search(r"(?:^|[:-])\s+$", before):
        message, hint = f"a text can't begin with `{place.excerpt[place.column - 1 : place.column]}`", _QUOTE
    elif said in _NOT_EXPECTED and re.search(r"[\]}\"']\s*$", before):
        message, hint = f"text follows what ends with `{before.rstrip()[-1]}`", _WHOLE
    elif said.startswith("mapping values") and at.line and re.fullmatch(r"[\s-]*[\w-]*", before):
        # The line above has begun a text that this line seems to go on.
        above = source.at(at.line)
        if re.search(r":(\s|$)", above.excerpt):
            hint = "put the key below the first letter of its neighbours, or the whole text above in quotes"
        else:
            place = source.at(at.line, len(above.excerpt) - len(above.excerpt.lstrip()) + 1)
            message, hint = _NO_COLON
    elif not message:
        character = place.excerpt[place.column - 1 : place.column]
        shown = "a backtick" if character == "`" else f"`{character}`"
        message, hint = _TAB if character == "\t" else (f"a text can't begin with {shown}", _QUOTE)
    if (message, hint) == _NO_COLON and (entry := re.match(r"\s*-(?P<words>[^\s-].*)", place.excerpt)):
        message, hint = (
            "this hyphen begins no entry of a list",
            f"write `- {entry['words'][:40]}`, with a blank behind it",
        )
    if hint in (_QUOTE, _WHOLE) and _CURLY.match(place.excerpt):
        hint = 'put it in straight quotation marks, `"…"`: curly ones are a part of the text'
    return error("broken-yaml", f"this is no YAML: {message}", place, hint)


_TABBED = late(r"^ *\t[ \t]*", re.MULTILINE)
_KEY = late(r"(?P<indent>\s*(?:-\s+)*)(?P<key>[\w@'\"-]+\s*:)(?:\s|$)")
_CURLY = late(r"\s*(?:-\s+)*(?:[\w-]+:\s+)?[“”„«»‘’‚]")
_ENTRY = late(r"\s*(?:-\s+)+")
_CLOSING = late(r"\s*[\]})][\s\]}),]*")


class Mending:
    """The lines of a file, from which what is broken is left out; no line moves.

    `mended` are the numbers, from 1, of the lines whose values are left out, `guessed` those whose indent is not known;
    `has_gaps` is true once whole lines are left out.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = list(lines)
        self.mended: set[int] = set()
        self.guessed: set[int] = set()
        self.has_gaps = False
        self._last = 0

    def leave_out(self, problem: Problem) -> bool:
        """Leave out what the problem is about; False when nothing was gained by it, so that reading ends here."""
        at = problem.location
        if at is None or at.line <= self._last or at.line > len(self.lines):
            return False
        line = self.lines[at.line - 1]
        self._last = at.line
        if _TABBED.match(line):
            # How far a tab was meant to indent is a guess, and so is what is found wrong on these lines from now on.
            self.guessed = {number for number, each in enumerate(self.lines, 1) if _TABBED.match(each)}
            self.lines = [_TABBED.sub(lambda found: found[0].replace("\t", "  "), each) for each in self.lines]
            return True
        key, entry = _KEY.match(line), _ENTRY.match(line)
        if key and key.end("key") < at.column:
            kept, left = key[0].rstrip(), key.end("indent")
        elif entry and entry.end() < at.column:
            kept, left = entry[0].rstrip(), entry.end()
        else:
            kept, left = "", len(line) - len(line.lstrip())
        self.lines[at.line - 1] = f"{kept} ~" if kept else ""
        self.has_gaps = self.has_gaps or not kept
        self.mended.add(at.line)
        self._leave_out_below(at.line, left)
        return True

    def _leave_out_below(self, number: int, left: int) -> None:
        """What stands further to the right than a value that is left out is part of it, and so is what closes it."""
        for at in range(number, len(self.lines)):
            line = self.lines[at]
            if line.strip() and len(line) - len(line.lstrip()) <= left and not _CLOSING.fullmatch(line):
                return
            self.lines[at] = ""
            self._last = max(self._last, at)

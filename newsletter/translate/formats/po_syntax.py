"""What makes a file no PO file: lines of no known form, and keywords that stand where they can't.

In: the lines of a file. Out: the first of them that is wrong, with its column and what to do about it. Nothing is
forgiven: a reader that guesses loses text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.patterns import late
from newsletter.problems import Location, Problem, error

CUT = "was it cut? git has it as it was; to begin anew, delete the file"
_LINE = late(
    r"""\s*(?:
        \#.*
      | (?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s*"(?:[^"\\]|\\.)*"\s*
      | "(?:[^"\\]|\\.)*"\s*
    )?""",
    re.VERBOSE,
)
_OBSOLETE_LINE = late(r'\#~\|?\s*(?:(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s*)?"(?:[^"\\]|\\.)*"\s*')
_NO_ESCAPE = late(r'(?<!\\)(?:\\\\)*(\\[^abfnrtv"\\])')
_CURLY = late(r"(?:#~)?\s*(?:msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)?\s*([“”„«»‘’])")
_KEYWORDS = late(r'\s*(?:#~\s*)?(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s*"')
_KEYWORD_ALONE = late(r"\s*(?:#~\s*)?(?:(?:msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s*(?=\"))?")
# What Python's `splitlines`, and so some tools, take for the end of a line.
FALSE_LINE_END = late("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def place_in(file: str, lines: list[str], number: int) -> Location:
    """The place of a line by its number; the file alone for 0."""
    return Location(file, number, 1 if number else 0, lines[number - 1] if 0 < number <= len(lines) else "")


def line_problems(lines: list[str], file: str) -> Iterator[Problem]:
    """The first line that is no PO, or keyword that stands where it can't; none where the file is in order.

    `lines` are those of the file or of a part of it, `file` its name for the place of the problem.
    """
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
                yield _out_of_order(word[1], before, last, place_in(file, lines, number))
                return
            if (word[1] in ("msgid", "msgctxt") and last in ("msgid", "msgid_plural")) or word[1] == last == "msgctxt":
                message = f"`{word[1]}` stands where the translation of the entry before it is expected"
                hint = 'write a line msgstr "" at the end of the entry before it'
                yield error("broken-po", message, place_in(file, lines, number), hint)
                return
            last = word[1]
            is_open = True
        elif line.startswith("#") and not line.startswith(("#~", "#|")):
            is_open = False
        elif line.lstrip().startswith('"') and not is_open:
            hint = "write msgid or msgstr before it, or take it out"
            yield error("broken-po", "a text stands here without its keyword", place_in(file, lines, number), hint)
            return
    if last in ("msgid", "msgid_plural", "msgctxt"):
        message = "the file ends before the translation of this text"
        hint = 'was it cut? git has it as it was; else write a line msgstr "" below it'
        yield error("broken-po", message, place_in(file, lines, last_number), hint)
    elif is_loose:
        message = "the file ends with comments that belong to no text"
        yield error("broken-po", message, place_in(file, lines, is_loose), f"{CUT}, or take the comments out")


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
    if found := FALSE_LINE_END.search(line):
        message = f"the character U+{ord(found.group()):04X} may not stand in a text"
        hint = "it is invisible: delete it and type the text around it anew"
        return error("forbidden-character", message, Location(file, number, found.start() + 1, line), hint)
    if line.startswith("<<<<<<< "):
        hint = "keep one of the two versions, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>"
        return error("broken-po", "git could not merge two people's changes here", place_in(file, lines, number), hint)
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
        return error("broken-po", message, place_in(file, lines, number), hint)
    end = column + text.end()
    if end < len(line) and line[end] == '"':
        message = "a quotation mark inside the text ends it"
        hint = 'write \\" for a quotation mark inside a text, or a typographic one'
        return error("broken-po", message, Location(file, number, end + 1, line), hint)
    message = "the text that begins here has no quotation mark at its end"
    hint = 'write " at the end of the line'
    hint = f"was it cut? git has it as it was; else {hint}" if number == len(lines) else hint
    return error("broken-po", message, Location(file, number, column + 1, line), hint)

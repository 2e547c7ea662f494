"""What an author has written into a text that readers would not see, or would see as it was typed.

In: pieces of Markdown and what its parser made of them, with their line. Out: faults: HTML, marks that did not work,
remarks that do not end, stars that slant by accident, words in definitions and cells that nothing shows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from newsletter.content import html
from newsletter.content.document import Block, Fault
from newsletter.content.marks import TAKEN_OUT, as_it_is, unworked

if TYPE_CHECKING:
    from markdown_it.token import Token

_SHOWN = 60
_HEADING = 80
"""As long are words that may be a heading, at most."""
_NARROW = 40
"""No program breaks lines at fewer characters than this."""
_PARTED = re.compile(r"[^\W\d_]{2,}-$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SUSPENDED = re.compile(
    "albo|and|bzw|eller|en|et|és|ir|ja|lub|nor|och|oder|of|og|or|oraz|ou|sau|să|sowie|tai|to|un|und|või|vagy|vai"
)
"""What stands behind a hyphen at which a word breaks off: `pre- and post-war`."""
_BEGINNING = re.compile(r"[(«“„\"'‘]?[^\W\d_a-zß-öø-ÿ]|[+€$]?\d(?!\d*[.)]\s)")
_GOES_ON = re.compile(r"[.!?…:;,–—-]$|\\$|  $")
# Marks of other programs for the end of a teaser.
_LIKE_MORE = re.compile(
    r"<!--\s*(?:(?:read|end)[ -]?(?:more|teaser)|break|excerpt|truncate|teaser|fold|cut)\s*-->", re.I
)


def html_blocks(content: str, line: int) -> Iterator[Fault]:
    """Lines of a paragraph that are blocks of HTML; of each kind of tag the first."""
    told: set[str] = set()
    for number, words in enumerate(content.split("\n"), line):
        tag = html.block_tag(words)
        name = html.name_of(tag)
        if tag and name not in told:
            told.add(name)
            message = f"a block of HTML, `{_clipped(tag)}`, is shown as it is typed"
            yield Fault("raw-html", message, html.instead_of(tag), number, words=tag)


def inline_html(words: str, line: int) -> Iterator[Fault]:
    """Tags of HTML among words; what closes a tag is told with it."""
    for at, tag in html.inline_tags(words):
        said = f"HTML in a text, `{_clipped(tag)}`, is shown as it is typed"
        yield Fault(
            "raw-html", said, html.instead_of(tag), line, is_error=False, words=tag, nth=words.count(tag, 0, at)
        )


def remark(token: Token, line: int, lines: Sequence[str]) -> Iterator[Fault]:
    """A remark that is not closed has taken words with it; one that looks like the end of a teaser ends none."""
    if not token.meta["closed"]:
        message = "a remark begins here and does not end, so that all below it is left out"
        yield Fault("unclosed-remark", message, "end it with `-->`", line, words="<!--")
    elif found := _LIKE_MORE.search("".join(lines[line : line + 1])):
        message = f"`{found[0]}` is a remark like any other, and ends no teaser"
        yield Fault("mark-as-typed", message, "write `<!-- more -->`", line, is_error=False, words=found[0])


def marks(typed: str, line: int) -> Iterator[Fault]:
    """Marks of Markdown, or of another program's, that did not become anything."""
    for mark in unworked(typed):
        words = mark.words.partition("\n")[0].partition(TAKEN_OUT)[0]
        number = line + typed.count("\n", 0, mark.at)
        nth = typed.count(words, typed.rfind("\n", 0, mark.at) + 1, mark.at)
        message = f"`{_clipped(words)}` is shown as it is typed"
        meant = as_it_is(mark.words)
        hint = f"{mark.hint} ({f'`{meant}`' if meant else 'with `<!-- as typed -->` behind it'} if it is meant so)"
        yield Fault("mark-as-typed", message, hint, number, is_error=False, words=words, nth=nth)


def without_marks_of_notes(faults: Iterable[Fault], blocks: Sequence[Block]) -> Iterator[Fault]:
    """The faults without raised figures whose notes stand in a numbered list below: readers find what they mean."""
    lists = [block for block in blocks if block.kind == "ordered list"]
    for fault in faults:
        figures = fault.words.translate(_LOWERED)
        number = int(figures) if fault.code == "mark-as-typed" and _RAISED.fullmatch(fault.words) else -1
        if not any(
            each.line > fault.line and each.number <= number < each.number + len(each.children) for each in lists
        ):
            yield fault


_RAISED = re.compile("[⁰¹²³⁴-⁹]{1,3}")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def stars(children: Sequence[Token], line: int) -> Iterator[Fault]:
    """Two stars inside words, as in German `Bürger*innen und Expert*innen`, which slant all between them."""
    for at, token in enumerate(children):
        line += token.type in ("softbreak", "hardbreak")
        if token.type != "em_open" or token.markup != "*" or not at:
            continue
        rest = children[at + 1 :]
        ends = (n for n, each in enumerate(rest) if each.type == "em_close" and each.level == token.level)
        end = next(ends, 0)
        inside = "".join(each.content or " " for each in rest[:end])
        before = children[at - 1].content[-1:]
        after = "".join(each.content for each in rest[end + 1 : end + 2])[:1]
        if before.isalpha() and after.isalpha() and " " in inside.strip():
            message = f"two stars slant the words between them: `{_clipped(f'*{inside}*')}`"
            hint = "write `\\*` for a star that is meant as one"
            yield Fault("mark-as-typed", message, hint, line, is_error=False, words=f"*{inside.partition(' ')[0]}")


def references(env: Mapping[str, Any], used: Collection[str]) -> Iterator[Fault]:
    """Lines `[name]: address` that no link uses: words may be lost in one. `[//]: # (…)` is a known form of remark."""
    for label, found in env.get("references", {}).items():
        line, name = found["map"][0], label.lower()
        if label.startswith("^"):
            hint = "letters have no footnotes: say it in the text, or in brackets"
            yield Fault("words-not-shown", f"`[{name}]:` is no note: its words are not shown", hint, line)
        elif label not in used and found["href"] not in ("#", ""):
            message = f"the line `[{name}]: …` is not shown, and no link uses it"
            hint = "take it away; if these are words to be read, write `\\[` for the bracket"
            yield Fault("words-not-shown", message, hint, line, is_error="/" not in found["href"])
    for found in env.get("duplicate_refs", ()):
        if found["href"] in ("#", ""):
            continue  # a remark, of which there may be many
        message = f"the line `[{str(found['label']).lower()}]: …` stands here a second time; the first one counts"
        yield Fault("words-not-shown", message, "take one of them out", found["map"][0])


def cells(lines: Sequence[str], line: int, shown: int) -> Iterator[Fault]:
    """Cells of a row beyond the columns of its table."""
    from markdown_it.rules_block.table import escapedSplit

    row = "".join(lines[line : line + 1]).strip()
    row = row[row.index("|") :] if re.match(r"[>\s*+-]*\|", row) else row
    found = escapedSplit(row)
    count = len(found) - (found[:1] == [""]) - (found[-1:] == [""] and len(found) > 1)
    if count > shown:
        message = f"a row has {count} cells and its table {shown} columns: what is too much is not shown"
        hint = "give the table another column, or write `\\|` for a stroke that is meant as one"
        yield Fault("words-not-shown", message, hint, line)


def heading(opening: Token, words: str, line: int) -> Iterator[Fault]:
    """A heading without words, and a paragraph that a line of hyphens below it has made a heading."""
    if not words.strip():
        yield Fault(
            "empty-heading", "a heading has no words", "write them behind the marks, or take the marks out", line
        )
    elif opening.markup == "-" and ("\n" in words or words.rstrip()[-1] in ".!?…:;,。！？"):
        message = "the line of hyphens below makes these words a heading"
        yield Fault(
            "made-heading", message, "leave an empty line between, or take the hyphens out", line, is_error=False
        )


def broken_lines(words: str, line: int) -> Iterator[Fault]:
    """A word that a line's end parts, and lines below each other that were not meant to run together.

    A text that a program has broken at some width is meant to: there no word would have fit on the line before.
    """
    lines = words.split("\n")
    for number, (one, two) in enumerate(itertools.pairwise(lines), line):
        first, second = _PARTED.search(one), _WORD.match(two)
        if first and second and second[0].islower() and not _SUSPENDED.fullmatch(second[0]):
            message = f"a word is parted at the end of the line: letters show `{first[0]} {second[0]}`"
            hint = f"write `{first[0][:-1]}{second[0]}`, or with its hyphen, on one line"
            yield Fault("lines-run-together", message, hint, number, is_error=False, words=first[0])
    width = max(map(len, lines))
    if len(lines) < 3:
        return
    begins = [one for one, two in itertools.pairwise(lines) if _BEGINNING.match(two) and not _GOES_ON.search(one)]
    fits = [one for one, two in itertools.pairwise(lines) if len(one) + len(two.split()[0]) < width]
    if len(begins) == len(lines) - 1 and (width < _NARROW or len(fits) * 2 >= len(begins)):
        message = f"{len(lines)} lines run together into one paragraph"
        hint = "end each with a backslash, begin each with `- `, or leave empty lines between them"
        yield Fault("lines-run-together", message, hint, line, is_error=False)


def bold_heading(children: Sequence[Token], line: int) -> Iterator[Fault]:
    """A paragraph of strong words alone, which looks like a heading and is none."""
    children = [each for each in children if each.content or each.type != "text"]
    if len(children) < 3 or children[0].type != "strong_open" or children[-1].type != "strong_close":
        return
    if any(each.type not in ("text", "text_special") for each in children[1:-1]):
        return
    words = "".join(each.content for each in children[1:-1]).strip()
    if len(words) <= _HEADING and words[-1:] not in ".!?…":
        message = f"`{_clipped(words)}` looks like a heading and is none to a screen reader"
        hint = f"write `## {_clipped(words.rstrip(':'))}`"
        yield Fault("bold-heading", message, hint, line, is_error=False)


def numbers(tokens: Sequence[Token], level: int) -> Iterator[Fault]:
    """Entries of a numbered list that get another number than was typed: lists count on from their first."""
    typed: list[tuple[int, int]] = []
    for token in tokens:
        if token.level < level:
            break
        if token.type == "list_item_open" and token.level == level:
            typed.append((int(token.info), token.map[0] if token.map else 0))
    first = typed[0][0] if typed else 0
    for number, (said, line) in enumerate(typed, first):
        if said != number and any(other != first for other, _ in typed):
            message = f"`{said}.` becomes {number}. in the letter: a list counts on from its first number"
            hint = f"write `{said}\\.` for a number that is meant as one, or words between two lists"
            yield Fault("other-number", message, hint, line, is_error=False, words=str(said))
            return


def _clipped(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"

r"""Marks that did not work: what an author meant for markup and readers would see as it was typed.

In: the words of a paragraph as they are shown, its lines parted by `\n`, whatever is markup, code or an escape already
taken out. Out: each mark in it, with what to write. Marks of other Markdown programs, of templates and of other tools
for newsletters are known; prices, formulas, hashtags, addresses and names of files are not taken for marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html.entities import html5
from typing import NamedTuple
from unicodedata import category

from newsletter.content.notes import NOTES
from newsletter.content.pasted import LEFT_BEHIND
from newsletter.content.signs import Rule, rules_for, rules_of

TAKEN_OUT = "\ufffc"
"""Stands for what is no typed text: code, an escape, an entity."""
_MOST = 200
_Hint = str | Callable[["Found"], str]
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_CLOSED_BY = dict(zip("([{（［｛「『【《〈〔“‘«‹„\"'", ")]}）］｝」』】》〉〕”’»›“\"'", strict=True))
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\ufffc]*|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")


SIGNS = "•‣◦▪▫●○■□➢➤・⁃∙⦁❑❒·＊＃［｛–—−‐‑―✓✔✅☑❖✗✘→⇒➔►▶§Ø«‹"
"""Marks that no keyboard has: a backslash before one takes it as it is, as it does before marks of ASCII."""


class Mark(NamedTuple):
    """A mark as it was typed, where in the text it begins, and what to write instead."""

    words: str
    at: int
    hint: str


class Found:
    """A match as it stands in the text, whose addresses were hidden from the rules."""

    def __init__(self, match: re.Match[str], text: str) -> None:
        self.string = text
        self._match = match

    def __getitem__(self, group: str) -> str:
        start, end = self._match.span(group)
        return self.string[start:end] if start >= 0 else ""

    def start(self) -> int:
        """Where it begins in the text, in characters."""
        return self._match.start()

    def end(self) -> int:
        """Where it ends in the text: the place of the first character after it."""
        return self._match.end()


@lru_cache(maxsize=4096)
def unworked(text: str) -> tuple[Mark, ...]:
    """The marks of a text that are shown as they were typed, in order; of a text that is full of them the first.

    Of some hundred patterns those are tried whose signs stand in it, by a program that stays only in paragraphs that
    have changed.
    """
    found: list[Mark] = []
    taken = bytearray(len(text))
    for rules, typed in ((ADDRESSED, text), (RULES, _URL.sub(lambda url: "q" * len(url[0]), text))):
        for _, pattern, hint in rules_for(typed, rules):
            for each in pattern.finditer(typed):
                start, end = each.span()
                if any(taken[start:end]):
                    continue
                said = hint if isinstance(hint, str) else hint(Found(each, text))
                if said:
                    taken[start:end] = b"\x01" * (end - start)
                    found.append(Mark(text[start:end], start, said))
    return tuple(sorted(found, key=lambda mark: mark.at)[:_MOST])


def as_it_is(words: str) -> str:
    """How a mark is written that is meant as it was typed; empty where a backslash would not do."""
    begin = words[:1]
    run = len(words) - len(words.lstrip(begin))
    if (
        not begin
        or "\n" in words
        or len(words) > 40
        or not (begin in SIGNS or (begin.isascii() and _is_punctuation(begin)))
    ):
        return ""
    end = len(words[run:]) - len(words[run:].rstrip(begin))
    escaped = f"\\{begin}"
    return escaped * run + words[run : len(words) - end] + escaped * end


def _bold(found: Found) -> str:
    """What to write for words between marks that did not become strong or emphasised."""
    mark, words = found["mark"], found["words"]
    inner = words.strip()
    if not inner:
        return ""
    if inner != words:
        return f"write `{mark}{inner}{mark}`, without blanks inside the marks"
    text = found.string
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    first, last = "", ""
    if len(inner) > 2 and _CLOSED_BY.get(inner[0]) == inner[-1] and (_is_letter(before) or _is_letter(after)):
        first, inner, last = inner[0], inner[1:-1], inner[-1]
    while len(inner) > 1 and _is_punctuation(inner[0]) and _is_letter(before):
        first, inner = first + inner[0], inner[1:]
    while len(inner) > 1 and _is_punctuation(inner[-1]) and _is_letter(after):
        inner, last = inner[:-1], inner[-1] + last
    if first or last:
        return f"write `{first}{mark}{inner}{mark}{last}`: a mark does not work between punctuation and a letter"
    return f"put a blank before and after `{mark}{inner}{mark}`"


def _single_star(found: Found) -> str:
    """As `_bold`, but no product and no note: `5 * 3`, `price*`."""
    text, words = found.string, found["words"]
    around = text[max(0, found.start() - 2) : found.start()] + text[found.end() : found.end() + 2]
    if re.search(r"\d", words + around) or not re.search(r"[^\W\d_]", words):
        return ""
    before = text[found.start() - 1 : found.start()]
    if before and _is_letter(before) and not re.match(f"[{_WIDE}]", before):
        return ""
    return _bold(found)


def _listed(found: Found) -> str:
    return f"write `{found['mark']} {_clipped(found['words'])}`, with a blank after the mark"


def _several(found: Found) -> str:
    """As `_listed`, for marks that may begin a line for another reason: only where another line begins so too."""
    lines = re.findall(rf"^{re.escape(found['mark'])}[^\W\d_]", found.string, re.MULTILINE)
    return _listed(found) if len(lines) > 1 else ""


def _bullet(found: Found) -> str:
    return f"write `- {_clipped(found['words'] or found['words2'])}`"


def _bullets(found: Found) -> str:
    """As `_bullet`, for signs that may mean something else: only where another line begins so too."""
    lines = re.findall(rf"^{re.escape(found['mark'])}[ \t\u00a0]", found.string, re.MULTILINE)
    if len(lines) < 2:
        return ""
    return f"{_bullet(found)}, or leave an empty line between these lines: they run together"


def _lettered(found: Found) -> str:
    """A list by letters, or by Roman numbers: where the line that follows counts on."""
    letter = found["mark"]
    following = f"{re.escape(chr(ord(letter) + 1))}|{letter}{letter}"
    if not re.search(rf"^\(?(?:{following})[.)][ \t\u00a0]", found.string[found.end() :], re.MULTILINE):
        return ""
    return f"write `1. {_clipped(found['words'])}`, and so on: lists count by numbers alone"


def _numbered(found: Found) -> str:
    """Numbers that begin no list of ours, `(1)` and `1.1`: where the line that follows counts on."""
    mark = found["mark"]
    last = re.findall(r"\d+", mark)[-1]
    at = mark.rindex(last)
    following = f"{mark[:at]}{int(last) + 1}{mark[at + len(last) :]}"
    if not re.match(rf"[^\n]*\n{re.escape(following)}[ \t\u00a0]", found.string[found.start() :]):
        return ""
    return f"write `1. {_clipped(found['words'])}`, or leave an empty line between these lines: they run together"


def _line_end(found: Found) -> str:
    """A backslash with a letter, as other programs note the end of a line; in a path of a disk it is none."""
    return "" if re.search(r"(?:[A-Za-z]:|\\\\)\S*$", found.string[: found.start()]) else _NO_LINE_END


def _clipped(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39].rstrip()}…"


def _is_punctuation(character: str) -> bool:
    return category(character)[0] in "PS"


def _is_letter(character: str) -> bool:
    return bool(character) and category(character)[0] in "LN"


_LINK = "write `[words](https://…)`, the round bracket right behind the square one"
_NO_PLACEHOLDER = "write what is meant: letters fill in nothing but the reader's name in the greeting"
_NO_NOTES = "letters have no footnotes: say it in the text, or in brackets"
_NO_SCRIPT = "write the raised or lowered character itself, such as ² or ₂"
_NO_ATTRIBUTES = "take it away: the brand's templates say how things look"
_NO_BLOCKS = "take it away; a quotation (`> `) sets words apart"

_NO_LATEX = "write Markdown: LaTeX is not known"
_NO_LINE_END = "this is a sign of another program: end a line with a backslash, or leave an empty one"
_NO_STROKE = "take the marks away, or write `~~words~~` to strike them out"
_LETTER = "write the letter that the question mark stands for, or a blank behind it"
_WITHOUT_END = sorted(name for name in html5 if not name.endswith(";") and name.islower())
"""Names of characters that browsers take without their semicolon (HTML, section 13.5)."""

# The name of a picture, in which round brackets may stand in pairs.
_PART = r"(?:[^()\n]|\([^()\n]{0,100}\))"
_FILE = rf"{_PART}{{1,200}}?\.(?i:png|jpe?g|gif|webp|svg|tiff?|heic){_PART}{{0,200}}"

# With the address still in it.
ADDRESSED: tuple[Rule[_Hint], ...] = rules_of(
    {
        r"(?#[［)!?[\[［][^\]\[］\n]+[\]］][ \t]+"
        r"[(（](?:https?://|www\.|mailto:|/|[\w.-]{1,64}@)[^)）\n]{0,500}[)）]": _LINK,
        r"(?#[［)[\[［][^\]\[］\n]+[\]］][(（](?:https?://|www\.|mailto:)[^)）\s]{0,500}[)）]": _LINK,
        r"(?#[)!?\[[^\]\[\n]+\]\((?:https?://|www\.|mailto:)[^)\n]*\)?": (
            "write `[words](https://…)`; an address holds no blank (%20), and a round bracket ends it"
        ),
        r"(?#[)\[[^\]\[\n]+\]\(tel:(?P<number>[^)\n]*)\)": lambda found: (
            f"write `[words](tel:{re.sub(r'[^0-9+]', '', found['number'])})`, without blanks"
        ),
        rf"(?#[)!\[[^\]\[\n]+\][ \t]+\({_FILE}\)": (
            "write `![what it shows](<file name.png>)`, without a blank between the brackets"
        ),
        rf"(?#[)!?\[[^\]\[\n]+\]\({_FILE}\)": (
            "write `![what it shows](<file name.png>)`, with angle brackets around a name with blanks"
        ),
        r"(?#[)\([^()\n]+\)\[(?:https?://|www\.)[^\]\s]{0,500}\]": "write `[words](https://…)`, the other way round",
        r"(?#=)"
        r"\[(?:url|img|link)=[^\]\n]{0,500}\]": "write `[words](https://…)`; tags in square brackets are not known",
        # A link that nothing ends.
        r"(?#[)!?\[[^\]\[\n]+\]\((?![^()]{0,1000}\))[^()\s]{0,500}": (
            "write `[words](https://…)`, with a round bracket behind the address"
        ),
    }
)
RULES: tuple[Rule[_Hint], ...] = rules_of(
    {
        **NOTES,
        r"(?#|)\*?\|[A-Z][A-Z0-9_:]+\|\*?": _NO_PLACEHOLDER,
        r"(?##%{)\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|\{#[^{}\n]*#\}|<%[^%\n]*%>": _NO_PLACEHOLDER,
        r"(?#$%<)\$\{[^{}\n]+\}|<<[^<>\n]{1,40}>>|(?<![\w%])%[a-z][a-z_.-]{2,30}%(?![\w%])": _NO_PLACEHOLDER,
        r"(?##)(?<!\w)#[a-z][a-z_]{2,30}#(?!\w)": _NO_PLACEHOLDER,
        r"(?#%)%%[^%\n]+%%": "take it away; a remark that is never mailed is written `<!-- … -->`",
        r"(?#{)\{[:.#][^{}\n]*\}|\{[\w-]+=[^{}\n]*\}": _NO_ATTRIBUTES,
        r"(?#[)!?\[\[[^\[\]\n]+\]\]": "write `[words](https://…)`, with the whole address",
        r"(?#^)\[\^[^\]\s]{1,100}\]:?|\^\[[^\]\n]{1,500}\]": _NO_NOTES,
        r"(?#[)\[@[\w:.-]+\]": "write the source in words, or as a link",
        r"(?#[)^\*\[[^\]\n]+\]:": "say in the text what it stands for",
        r"(?#[)^\[[ xX]\](?=\s)": "take the brackets away: letters have no boxes to tick",
        r"(?#[)^\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]": _NO_BLOCKS,
        r"(?#[)^\[TOC\]$|^\[\[_TOC_\]\]$": "take it away: letters list their contents by themselves",
        r"(?#[)\[/?(?:b|i|u|s|url|img|quote|code|list|caption|gallery|embed)\]": (
            "write Markdown (`**words**`); tags in square brackets are not known"
        ),
        r"(?#[)\[[^\[\]\n]+\]\[[^\[\]\n]*\]": "write `[words](https://…)`: nothing below says where this leads",
        r"(?#:)^:{3,}.*$": _NO_BLOCKS,
        r"(?#!?)^!!!.+$|^\?\?\?\+?.+$": _NO_BLOCKS,
        r"(?#:)(?<=\n):\s+\S.*$": "write the word in `**…**`, and what it means behind it",
        r"(?#.=)^h[1-6]\.[ \t]+\S|^={2,6} [^=\n]+ ={2,6}$": "write a heading as `## words`",
        r"(?#{)"
        r"\{(?:color|quote|code|panel|noformat|info|tip)(?::[^{}\n]*)?\}": "take it away: marks of wikis are not known",
        r"(?#')(?<!')'''?(?=[^\s'])[^'\n]+(?<=[^\s'])'''?(?!')": "write `**words**`, or `*words*`",
        r"(?#.)^\.\. [\w-]+::": _NO_BLOCKS,
        r"(?#\\)\\(?:textbf|textit|emph|section|subsection|cite|ref|href|url|begin|end|item)\{": _NO_LATEX,
        r"(?#\\)(?<!\\)\\[nrt](?![a-z]*\\)": _line_end,
        r"(?#$)\$\$[^$\n]+\$\$|\$[^\s$][^$\n]{0,100}[\^_\\][^$\n]{0,100}\$": "write the formula in words and signs",
        r"(?#1:)(?<![\w:/]):[a-z][a-z0-9_+-]{1,30}:(?![\w:/])|(?<!\S):[+-]1:": "write the sign itself, or leave it out",
        r"(?#=)==(?=[^\s=])[^=\n]+(?<=[^\s=])==": "write `**words**`: letters mark nothing with a colour",
        r"(?#+)(?<!\w)\+\+(?=[^\s+])[^+\n]+(?<=[^\s+])\+\+(?!\w)": "take the marks away: letters underline links alone",
        r"(?#|)\|\|(?=[^\s|])[^|\n]+(?<=[^\s|])\|\|": "take the marks away: letters hide nothing",
        r"(?#~)(?P<mark>~~)(?P<words>[^~\n]+)~~": _bold,
        r"(?#~)(?<=\w)~[^\s~]{1,20}~": _NO_SCRIPT,
        r"(?#~)(?<![\w~])~(?=[^\s~\d])[^~\n]{1,100}(?<=[^\s~])~(?![\w~])": _NO_STROKE,
        r"(?#^)\^[^\s^]{1,20}\^": _NO_SCRIPT,
        r"(?#＊)(?P<mark>＊＊)(?P<words>[^＊\n]+)＊＊": "write `**words**`, with the narrow `*`",
        r"(?#*)(?<!\*)(?P<mark>\*{2,3})(?!\*)(?P<words>[^*\n]+)(?P=mark)(?!\*)": _bold,
        r"(?#*)(?<![*\d])\*\*(?=[^\W\d])|(?<=[^\W\d])\*\*(?![*\d])": (
            "close what `**` opens, in the same paragraph; a star that is meant as one is written `\\*`"
        ),
        r"(?#*)(?<!\*)(?P<mark>\*)(?!\*)(?P<words>[^*\n]{1,80})\*(?!\*)": _single_star,
        r"(?#*)(?<=[ \t(])\*(?=[^\W\d_])": "close what `*` opens, in the same paragraph",
        r"(?#-)(?<=[ \t])-{2,3}(?=[ \t])|(?<=[^\W\d_])-{2,3}(?=[^\W\d_])": "write the dash itself: `–` or `—`",
        r"(?#_)(?<![\w_])(?P<mark>__)(?P<words>[^_\n]+)__(?![\w_])": _bold,
        rf"(?#_)(?<![A-Za-z0-9_])(?P<mark>_)(?P<words>\s[^_\n]+|[^_\n]+\s|[^_\s][^_\n]*(?=_[{_WIDE}])|"
        rf"(?<=[{_WIDE}]_)[^_\n]+)_(?![A-Za-z0-9_])": _bold,
        r"(?##＃)^(?P<mark>#{2,6}|＃{1,6})(?P<words>[^\s#＃].*)$": lambda found: (
            f"write `{'#' * max(2, len(found['mark']))} {found['words'][:40]}`, with a blank after the mark"
        ),
        r"(?#-)^(?P<mark>-)(?P<words>[^\W\d_][^\n]{0,40})": _listed,
        r"(?#*+)^(?P<mark>[*+])(?P<words>[^\W\d_][^\n]{0,40})": _several,
        r"^(?P<mark>\d{1,3}[.)])(?P<words>[^\W\d_][^\n]{0,40})": _listed,
        r"(?#·•‣⁃∙■□▪▫○●◦❑❒➢➤⦁・)"
        r"^[•‣◦▪▫●○■□➢➤・⁃∙⦁❑❒][ \t\u00a0\u3000]*(?P<words>\S[^\n]{0,40})|^·[ \t\u00a0]+(?P<words2>\S[^\n]{0,40})": (
            _bullet
        ),
        # Word's bullets, which are letters of another font, with a tab or no-break spaces behind them.
        r"(?#oqv§Øü)^[oØ§üqv](?:\t|\u00a0|  )[ \t\u00a0]*(?P<words>\S[^\n]{0,40})(?P<words2>)": _bullet,
        r"(?#§‐‑–—―→⇒−▶►☑✅✓✔✗✘❖➔)"
        r"^(?P<mark>[–—−‐‑―✓✔✅☑❖✗✘→⇒➔►▶§])[ \t\u00a0]+(?P<words>\S[^\n]{0,40})(?P<words2>)": _bullets,
        r"^\(?(?P<mark>[A-Za-z])[.)][ \t\u00a0]+(?P<words>\S[^\n]{0,40})": _lettered,
        r"(?#(.)^(?P<mark>\(\d{1,2}\)|\d{1,2}(?:\.\d{1,2})+\.?)[ \t\u00a0]+(?P<words>[^\W\d_][^\n]{0,40})": _numbered,
        r"(?#|)^\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?$|^\|(?:[ \t]*:?-{2,}:?[ \t]*\|)+$": (
            "give the line above and this one the same number of columns, with an empty line before the table"
        ),
        r"(?#|)^\|[^\n]*\|\n\|[^\n]*\|$": "write a line `| --- | --- |` below the first, with one part for each column",
        rf"(?#?)(?<![\w/=&.?])[^\W\d_{_WIDE}]+\?[^\W\d_{_WIDE}]+(?![\w/=&])": _LETTER,
        rf"(?#&)&(?:{'|'.join(_WITHOUT_END)})(?![\w;=])": "write the character itself; an entity ends with `;`",
        r"(?#&)&(?:nbsp|amp|lt|gt|quot|shy|ndash|mdash|hellip|euro|copy|[a-z]+;|#\d+|#x[0-9a-f]+)(?=\W|$|;)": (
            "write the character itself; an entity ends with `;`"
        ),
        **LEFT_BEHIND,
    }
)

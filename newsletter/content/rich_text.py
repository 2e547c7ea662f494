"""The words of a paragraph, heading or cell as tagged text, as Markdown's parser has taken them apart.

In: an inline token of markdown-it. Out: `Rich`: its words with a numbered tag for each piece of markup, and the
addresses that links lead to; what is wrong with it goes into `Findings`, which are those of the whole text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from newsletter.content import unshown
from newsletter.content.addresses import may_lead_to, suggest_address
from newsletter.content.document import Fault, Rich
from newsletter.content.marks import TAKEN_OUT
from newsletter.content.remarks import AS_TYPED, MORE
from newsletter.content.source import has_forbidden, without_forbidden
from newsletter.content.tagged import escape
from newsletter.patterns import late

if TYPE_CHECKING:
    from markdown_it.token import Token

# Chinese and Japanese letters and full-width marks; Korean parts its words by blanks.
_IDEOGRAPH = late("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003fffd]")
_PAIRS = {"link": "a", "strong": "b", "em": "i", "s": "s"}


class Findings:
    """What is found while a text is read.

    `used` holds the names of references that links and pictures have taken, `blocked` the lines that begin as a block
    of HTML does, of which more has been said than of HTML within a line.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.used: set[str] = set()
        self.blocked: set[int] = set()

    def fault(self, code: str, message: str, hint: str, line: int, *, is_error: bool = True, words: str = "") -> None:
        """Something is wrong at a line, counted from 0; `words` stand there."""
        self.faults.append(Fault(code, message, hint, line, is_error, words))

    def use(self, token: Token) -> None:
        """A link or picture has been read that may take its address from a reference."""
        self.used.add(str(token.meta.get("label", "")))

    def allowed(self, text: str, line: int) -> str:
        """The text; what an entity (`&#x202e;`) has smuggled into it is reported and replaced."""
        if not has_forbidden(text):
            return text
        hint = "write the text without it"
        message = "an entity or a backslash makes what may not stand in a text"
        self.fault("forbidden-character", message, hint, line, words="&#")
        return without_forbidden(text)

    def more_inside(self, what: str, words: str, line: int) -> None:
        """The line that ends a teaser stands where it can't end one."""
        hint = "put it between two blocks, with an empty line before and after"
        message = f"the `<!-- more -->` line stands inside {what}"
        found = MORE.search(words)
        self.fault("more-line-inside", message, hint, line, words=found.group() if found else "")


def read_rich(inline: Token, findings: Findings) -> Rich:
    """The words of an inline token, with a numbered tag for each piece of markup."""
    return _RichReader(inline, findings).read()


class _RichReader:
    """Goes through the children of one inline token."""

    def __init__(self, inline: Token, findings: Findings) -> None:
        self.findings = findings
        self.children = inline.children or []
        self.first = self.line = inline.map[0] if inline.map else 0
        self.out: list[str] = []
        self.targets: list[tuple[str, str]] = []
        self.counts: dict[str, int] = {}
        self.open_tags: list[str] = []
        self.run: list[str] = []
        """Words since the last tag, escaped as a whole: two pieces could make a tag between them."""
        self.typed: list[str] = []
        """What was meant as words, a line of it for each line of the file."""

    def read(self) -> Rich:
        self.findings.faults += unshown.stars(self.children, self.line)
        for number, token in enumerate(self.children):
            name, _, side = token.type.rpartition("_")
            if name in _PAIRS and side == "open":
                self.open(token, name)
            elif name in _PAIRS and side == "close":
                self.close()
            else:
                self.single(token, number)
        self.put("")
        if not any(each.type == "remark" and each.meta["words"] == AS_TYPED for each in self.children):
            self.findings.faults += unshown.marks("".join(self.typed), self.first)
        return Rich(self.findings.allowed("".join(self.out).strip(), self.first), tuple(self.targets))

    def numbered(self, letter: str) -> str:
        """The next tag of a letter: `b2`."""
        self.counts[letter] = self.counts.get(letter, 0) + 1
        return f"{letter}{self.counts[letter]}"

    def put(self, tag: str) -> None:
        self.out.extend((escape("".join(self.run)), tag))
        self.run.clear()

    def single(self, token: Token, number: int) -> None:
        """Words, a break, code, a remark, a picture."""
        match token.type:
            case "text":
                self.watch_html(token.content)
                self.run.append(token.content)
                self.typed.append(token.content)
            case "text_special":
                self.run.append(token.content)
                self.typed.append(_as_typed(token))
            case "softbreak":
                self.line += 1
                self.run.append("" if _is_one_word(self.run, self.children, number) else " ")
                self.typed.append("\n")
            case "remark":
                self.findings.faults += unshown.remark(token, self.line, ())
                self.line += token.meta["lines"]
                self.typed.append("\n" * token.meta["lines"])
            case "hardbreak":
                self.line += 1
                self.typed.append("\n")
                self.put(f"<{self.numbered('br')}/>")
            case "code_inline":
                tag = self.numbered("c")
                self.typed.append(TAKEN_OUT)
                self.put(f"<{tag}>")
                self.run.append(token.content)
                self.put(f"</{tag}>")
            case "image":
                self.findings.use(token)
                hint = "put it on a line of its own, with an empty line before and after"
                message = "a picture stands in the middle of a text"
                self.findings.fault("image-in-text", message, hint, self.line, words="![")

    def open(self, token: Token, name: str) -> None:
        """A pair of marks begins; a link within a link gets no tag."""
        if name == "link" and any(tag.startswith("a") for tag in self.open_tags):
            hint = "end the outer link before the address, or take the angle brackets away"
            message = "a link stands inside a link and leads nowhere of its own"
            self.findings.fault("link-in-link", message, hint, self.line)
            self.open_tags.append("")
            return
        tag = self.numbered(_PAIRS[name])
        self.open_tags.append(tag)
        self.put(f"<{tag}>")
        if name == "link":
            self.findings.use(token)
            self.watch_link(token)
            self.targets.append((tag, self.findings.allowed(str(token.attrGet("href") or ""), self.line)))

    def close(self) -> None:
        tag = self.open_tags.pop()
        if tag.startswith("a") and not self.run and self.out[-1] == f"<{tag}>":
            hint = "write between the square brackets where it leads"
            message = "a link has no words to click on"
            self.findings.fault("link-without-words", message, hint, self.line, words="[](")
        self.put(f"</{tag}>" if tag else "")

    def watch_html(self, words: str) -> None:
        if MORE.search(words):
            self.findings.more_inside("a text", words, self.line)
        elif self.line not in self.findings.blocked:
            self.findings.faults.extend(unshown.inline_html(words, self.line))

    def watch_link(self, token: Token) -> None:
        url = str(token.attrGet("href") or "")
        if not may_lead_to(url):
            hint = suggest_address(url)
            message = f"`{url}` is no address a letter can link to" if url else "a link leads nowhere"
            self.findings.fault("unsafe-link", message, hint, self.line, words=unquote(url) if url else "]()")
        if title := token.attrGet("title"):
            hint = "say it in the text; screen readers and phones don't show it"
            message = "the title of a link is not shown"
            self.findings.fault("link-title", message, hint, self.line, is_error=False, words=str(title))


def _as_typed(token: Token) -> str:
    """What may be part of a mark all the same: a backslash that escapes nothing, and `&amp;` of `&amp;nbsp;`."""
    return token.content if token.content == token.markup or token.markup == "&amp;" else TAKEN_OUT


def _is_one_word(run: list[str], children: list[Token], at: int) -> bool:
    """True where a line of Chinese or Japanese goes on in the next one, which takes no blank between them."""
    before = run[-1][-1:] if run else ""
    after = "".join(each.content for each in children[at + 1 : at + 2])[:1]
    return bool(_IDEOGRAPH.fullmatch(before) and _IDEOGRAPH.fullmatch(after))

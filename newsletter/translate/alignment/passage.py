"""The blocks of a text as they are compared: words, and what of them is the same in every language.

In: a `Document`. Out: its passages in reading order, each with the numbers, names and addresses in it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit

from newsletter.content.document import Block, Document, Rich
from newsletter.content.tagged import plain

_NUMBER = re.compile(r"\d+")
# Words that stand in a translation as they stand in the source: Cities@Heart, URBACT, Sligo; and those with a figure.
_NAME = re.compile(r"[^\W\d_][\w@&+’'-]*[^\W_]|[^\W_]")
# The first word of a sentence has a capital letter whatever it is.
_FIRST = re.compile(r"(?:^|(?<=[.!?:;]\s))\W*[^\W\d_]+(?=[\s,.;:!?]|$)")
_SLIGHT = 3


@dataclass(frozen=True)
class Passage:
    """One block: what it is, its tagged words with where its links lead, its line counted from 1.

    `level` is a heading's.
    """

    kind: str
    rich: Rich
    line: int
    level: int = 0

    @cached_property
    def words(self) -> str:
        """What it says, without tags."""
        return plain(self.rich.text)

    @cached_property
    def length(self) -> int:
        """How many characters it has."""
        return len(self.words)

    @cached_property
    def numbers(self) -> Counter[str]:
        """The figures in it, as digits in a row: 10 000, 10.000 and 10,000 are the same two."""
        return Counter(each.lstrip("0") or "0" for each in _NUMBER.findall(self.words))

    @cached_property
    def names(self) -> frozenset[str]:
        """Words with a capital letter inside a sentence, or a sign, which translators leave as they are."""
        inside = _FIRST.sub(" ", self.words)
        found = (word for word in _NAME.findall(inside) if len(word) >= _SLIGHT)
        return frozenset(word for word in found if word[0].isupper() or "@" in word)

    @cached_property
    def addresses(self) -> Counter[str]:
        """Where its links lead."""
        return Counter(address_key(address) for _, address in self.rich.targets)


def passages_of(document: Document, first_line: int = 0) -> list[Passage]:
    """The blocks with words, in reading order; `first_line` is the number of lines above the text in its file."""
    return [
        Passage(block.kind, block.text, first_line + block.line + 1, _level(block))
        for block in document.texts()
        if block.text is not None and block.text.text
    ]


def _level(block: Block) -> int:
    return block.number if block.kind == "heading" else 0


def address_key(address: str) -> str:
    """An address as it is compared: without the scheme, `www.`, a last slash, tracking and the case of its host."""
    try:
        parts = urlsplit(unquote(address.strip()))
    except ValueError:
        return address
    if parts.scheme not in ("http", "https", ""):
        return address.strip().lower()
    query = "&".join(each for each in parts.query.split("&") if each and not each.lower().startswith("utm_"))
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")

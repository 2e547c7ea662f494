r"""Tagged text: words with numbered tags for their inline markup, as translators see it.

In: `Ten <a1>cities</a1> <b1>share</b1>`. Out: its tokens, its plain words, what is wrong with its tags.
A pair is `<a1>…</a1>` (link), `<b1>` (strong), `<i1>` (emphasis), `<s1>` (struck out), `<c1>` (code); `<br1/>`
stands alone. A backslash before `<` or `\` makes it an ordinary character, so any words can be written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from newsletter.patterns import late

_PAIR = r"/?[abisc][1-9]\d*>"
_SINGLE = r"br[1-9]\d*/>"
_TOKEN = late(rf"\\([\\<])|(<(?:{_PAIR}|{_SINGLE}))")
_LOOKS_LIKE_TAG = late(rf"\\|<(?={_PAIR}|{_SINGLE})")


class Token(NamedTuple):
    """A run of words, or a tag by its name (`a1`, `br1`)."""

    kind: Literal["words", "open", "close", "single"]
    value: str


def escape(words: str) -> str:
    """Words that can stand in tagged text without being taken for a tag."""
    return _LOOKS_LIKE_TAG.sub(lambda found: "\\" + found.group(), words)


def tokens(text: str) -> Iterator[Token]:
    """The words and tags of a tagged text, in order; neighbouring words are one token."""
    words: list[str] = []
    at = 0
    for found in _TOKEN.finditer(text):
        words.append(text[at : found.start()])
        at = found.end()
        if found.group(1):
            words.append(found.group(1))
            continue
        if run := "".join(words):
            yield Token("words", run)
        words = []
        tag = found.group(2)
        if tag.endswith("/>"):
            yield Token("single", tag[1:-2])
        elif tag.startswith("</"):
            yield Token("close", tag[2:-1])
        else:
            yield Token("open", tag[1:-1])
    words.append(text[at:])
    if run := "".join(words):
        yield Token("words", run)


# Every check asks for the words of the same few texts, one after the other.
@lru_cache(maxsize=4_096)
def plain(text: str) -> str:
    """The words alone; a line break becomes a space."""
    if "<" not in text and "\\" not in text:
        return text
    return "".join(t.value if t.kind == "words" else " " if t.kind == "single" else "" for t in tokens(text))


def tag_faults(source: str, target: str) -> list[str]:
    """What is wrong with the tags of a translation, in words: each tag of the source once, pairs nested."""
    wanted, found = (Counter((t.kind, t.value) for t in tokens(text) if t.kind != "words") for text in (source, target))
    faults = [f"the tag {_written(*tag)} is missing" for tag in wanted - found]
    faults += [f"the tag {_written(*tag)} is not in the source, or there once too often" for tag in found - wanted]
    if not faults:
        open_tags: list[str] = []
        for token in tokens(target):
            if token.kind == "open":
                if token.value.startswith("a") and any(tag.startswith("a") for tag in open_tags):
                    return [f"the tag {_written('open', token.value)} is a link inside a link"]
                open_tags.append(token.value)
            elif token.kind == "close" and (not open_tags or open_tags.pop() != token.value):
                return [f"the tag {_written('close', token.value)} closes what is not the last one open"]
    return faults


def _written(kind: str, name: str) -> str:
    return {"open": f"<{name}>", "close": f"</{name}>"}.get(kind, f"<{name}/>")

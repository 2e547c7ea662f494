"""Long texts in parts: cut between sentences, put together again.

In: a text. Out: its sentences, with the space after each, so that joined they are the text again.
"""

from __future__ import annotations

import re

# After a mark that ends a sentence and what may close behind it, before something that a sentence begins with. A number
# is no end unless it is a year ("am 15. März"), nor is one letter ("5 p.m. The") or a title ("Dr. Ada").
_END = re.compile(
    r"(?:(?<=[^\W\d_]{2})|(?<=\d{4})|(?<=[)\]»”’\"%]))"
    r"(?:[!?…]|(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSr)(?<!\bSra)(?<!\bSt)(?<!\bNr)(?<!\bNo)(?<!\bProf)\.)"
    r"[.!?…]*[»”’\")\]]*\s+(?=[«“‘\"(\[¿¡]*[^\W\d_a-zà-öø-ÿ])"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the spaces that follow it."""
    ends = [found.end() for found in _END.finditer(text)]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True) if text[start:end]]


def parts(text: str, limit: int) -> list[str] | None:
    """The text in as few parts of whole sentences as fit in `limit` characters; None when a sentence alone does not."""
    found: list[str] = []
    for sentence in sentences(text):
        if len(sentence) > limit:
            return None
        if found and len(found[-1]) + len(sentence) <= limit:
            found[-1] += sentence
        else:
            found.append(sentence)
    return found


def join_parts(sources: list[str], targets: list[str]) -> str:
    """Translated parts as one text, with the spaces that stood between their sources."""
    spaces = [source[len(source.rstrip()) :] for source in sources]
    return "".join(target.strip() + space for target, space in zip(targets, spaces, strict=True))

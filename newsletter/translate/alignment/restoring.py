"""The tags of a source in a translation that was written without them.

In: the words of both with where their links lead. Out: the translation with the tags of the source, and what could not
be said for certain, in codes. A link becomes the tag whose address it has; bold, slanted and struck words by their
order where there are as many; what the translation does not mark is found by words that are the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsletter.content.document import Rich
from newsletter.content.tagged import Token, escape, plain, tag_faults, tokens
from newsletter.translate.alignment.passage import address_key

_EMPHASIS = "bi"
"""What one language sets bold another sets slanted."""


def restore_tags(source: Rich, target: Rich) -> tuple[str, tuple[str, ...]]:
    """The translation with tags of the source. Codes: `other-address`, `mark-left-out`, `lost-tag`."""
    doubts: list[str] = []
    names = _links(source, target, doubts)
    for letters in (("b",), ("i",), ("s",), ("c",), ("br",)):
        names |= _by_order(_tags(source.text, letters), _tags(target.text, letters))
    names |= _crossed(source.text, target.text, names)
    text = _renamed(target.text, names)
    if any(tag not in names for tag in _tags(target.text, ("a", "b", "i", "s", "c", "br"))):
        doubts.append("mark-left-out")
    text = _with_missing(source.text, text)
    if tag_faults(source.text, text):
        doubts.append("lost-tag")
    return text, tuple(dict.fromkeys(doubts))


def _links(source: Rich, target: Rich, doubts: list[str]) -> dict[str, str]:
    """Which link of the translation is which of the source."""
    ours = [(tag, address_key(address)) for tag, address in source.targets]
    theirs = [(tag, address_key(address)) for tag, address in target.targets]
    names: dict[str, str] = {}
    for tag, address in theirs:
        found = next((each for each, other in ours if other == address and each not in names.values()), None)
        if found:
            names[tag] = found
    left = [tag for tag, _ in ours if tag not in names.values()]
    spare = [tag for tag, _ in theirs if tag not in names]
    if left and len(left) == len(spare):
        # As many as are left: they lead to pages in the other language. The address of the source counts.
        names |= dict(zip(spare, left, strict=True))
        doubts.append("other-address")
    return names


def _tags(text: str, letters: Sequence[str]) -> list[str]:
    found = (token.value for token in tokens(text) if token.kind in ("open", "single"))
    return [tag for tag in found if tag.rstrip("0123456789") in letters]


def _by_order(ours: Sequence[str], theirs: Sequence[str]) -> dict[str, str]:
    return dict(zip(theirs, ours, strict=True)) if len(ours) == len(theirs) else {}


def _crossed(source: str, target: str, names: dict[str, str]) -> dict[str, str]:
    """Bold that is slanted in the other language, where it is the only mark left on either side."""
    left = [tag for tag in _tags(source, _EMPHASIS) if tag not in names.values()]
    spare = [tag for tag in _tags(target, _EMPHASIS) if tag not in names]
    return {spare[0]: left[0]} if len(left) == len(spare) == 1 else {}


def _renamed(text: str, names: dict[str, str]) -> str:
    """The text with other names of tags, without those that have none; no link within a link."""
    return "".join(_written(token, names) for token in tokens(text))


def _written(token: Token, names: dict[str, str]) -> str:
    if token.kind == "words":
        return escape(token.value)
    name = names.get(token.value, "")
    if token.kind == "single":
        return f"<{name}/>" if name else " "
    return (f"<{name}>" if token.kind == "open" else f"</{name}>") if name else ""


def _with_missing(source: str, target: str) -> str:
    """The target with those pairs of the source that it lacks where their place is certain.

    That is: around all of it, where the source is wholly marked; or around the very same words, where they stand in it
    once.
    """
    there = set(_tags(target, ("a", "b", "i", "s", "c")))
    for tag in _tags(source, ("a", "b", "i", "s", "c")):
        if tag in there:
            continue
        found = re.search(rf"<{tag}>(.*?)</{tag}>", source)
        words = plain(found[1]) if found else ""
        if found and found[0] == source:
            target = f"<{tag}>{target}</{tag}>"
        elif words and "<" not in words and target.count(escape(words)) == 1 and _is_free(target, escape(words)):
            target = target.replace(escape(words), f"<{tag}>{escape(words)}</{tag}>")
    return target


def _is_free(target: str, words: str) -> bool:
    """True where the words stand by themselves."""
    return bool(re.search(rf"(?<![\w@-]){re.escape(words)}(?![\w@-])", target))

"""`typed-mark`: marks that somebody typed and readers would see: `<b>`, `**`, `[text](url)`, an engine's mask.

In: a target beside its unit. Out: what is wrong with it, in words.
In a translation only the tags of its source do anything; all else is words, and is shown as it is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.check import Languages, TargetCheck, sources
from newsletter.translate.glossary import Glossary
from newsletter.translate.masks import LEAKED
from newsletter.translate.unit import Translation

_MARKS = re.compile(
    rf"(?P<mask>{LEAKED})"
    r"|(?P<tag></?[A-Za-z][\w-]*(?:\s[^<>]{0,200})?/?>|<!--)"
    r"|(?P<entity>&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,6});)"
    r"|(?P<link>!?\[[^\[\]]{1,200}\]\([^()\s]{1,500}\))"
    r"|(?P<bracket>\[[*@#][^\[\]]{1,200}\])"
    r"|(?P<code>\{\{[^{}]{1,200}\}\}|\{%[^{}]{1,200}%\}|\{\w+(?::\w+)?\}|(?<![\w%])%(?:\d\$)?[ds](?!\w))"
    r"|(?P<mark>\*\*|~~|(?<!\w)__(?=\w)|(?<![\w*])\*(?=\w)|(?<![\w`])`+(?=\S)|^\#{1,6} |^[*+-] )"
)
_HINTS = {
    "mask": "take it out",
    "tag": "only the tags of the source work",
    "entity": "type the character itself",
    "link": "a link is what stands between <a1> and </a1>",
    "bracket": "take the brackets and the mark out",
    "code": "nothing is put in its place",
    "mark": "Markdown does nothing here",
}


def find(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[str]:
    """No marks that the source does not have, each kind once."""
    if not any(sign in target for sign in "<>&[{*~_`#+-X(Xx%"):
        return
    words = plain(target)
    known = {found.group() for source in sources(entry) for found in _MARKS.finditer(plain(source))}
    told: set[str] = set()
    for found in _MARKS.finditer(words):
        kind = found.lastgroup or ""
        if found.group() not in known and kind not in told:
            told.add(kind)
            yield f"`{found.group().strip()}` is shown as it is typed: {_HINTS[kind]}"


CHECK = TargetCheck("typed-mark", find, weblate=("md-syntax",))

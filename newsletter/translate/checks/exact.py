"""Checks of what a translation has to say exactly as its source does: addresses, numbers, terms.

In: a target beside its unit. Out: warnings with what is lost or new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.content.tagged import plain
from newsletter.translate.checks.finding import Finding, Languages, sources
from newsletter.translate.checks.numbers import differences
from newsletter.translate.glossary import Glossary
from newsletter.translate.masks import ADDRESS, LETTER
from newsletter.translate.unit import Translation

_ADDRESS = re.compile(ADDRESS)


def changed_addresses(source: str, target: str) -> list[str]:
    """The web and e-mail addresses that only one of two tagged texts has, in the order of the alphabet."""
    wanted, found = (set(_ADDRESS.findall(plain(text))) for text in (source, target))
    return sorted(wanted ^ found)


def addresses(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """Web and e-mail addresses in the words are those of the source."""
    changed = [changed_addresses(source, target) for source in sources(entry)]
    if all(changed):
        yield Finding("changed-address", f"not the same in both: {', '.join(changed[0])}")


def numbers(entry: Translation, target: str, languages: Languages, _glossary: Glossary) -> Iterator[Finding]:
    """Numbers have the values of the source, in whatever form the language writes them."""
    if entry.plural:
        return  # "one partner", "both partners": a form may say its number in words
    lost, added = differences(plain(entry.source), plain(target), languages.source, languages.target)
    said = [
        f"not in the {where}: {', '.join(found)}"
        for where, found in (("translation", lost), ("source", added))
        if found
    ]
    if said:
        yield Finding("changed-number", "; ".join(said))


def terms(entry: Translation, target: str, _: Languages, glossary: Glossary) -> Iterator[Finding]:
    """Terms that are never translated stand as they are, others in a form of theirs; forbidden ones nowhere."""
    words = plain(target)
    for term in glossary.terms_in(plain(entry.source)):
        if term.is_forbidden:
            if term.target and _has(words, term.target):
                yield Finding("forbidden-term", f"`{term.target}` is not to be used for `{term.source}`")
        elif term.is_read_only:
            if term.source.casefold() not in words.casefold():
                yield Finding("lost-term", f"`{term.source}` is never translated")
        elif term.target and not any(_is_said(words, form) for form in (term.target, *term.forms)):
            yield Finding("lost-term", f"the glossary has `{term.target}` for `{term.source}`")


def _has(text: str, words: str) -> bool:
    return bool(re.search(rf"(?<!{LETTER}){re.escape(words)}(?!{LETTER})", text, re.IGNORECASE))


def _is_said(text: str, words: str) -> bool:
    """True when the words stand in the text in any form: endings change in most languages (Florencja, we Florencji)."""
    stems = (word[: max(3, len(word) - 3)] for word in re.findall(r"\w+", words) if len(word) > 2)
    return _has(text, words) or all(
        re.search(rf"(?<!{LETTER}){re.escape(stem)}", text, re.IGNORECASE) for stem in stems
    )

"""Links: what they are called, and that a reader can tell and hit them.

In: a letter examined. Out: links without words, with words that say nothing, of one name and two places, told by colour
only, or too low for a thumb (WCAG 2.2, 1.4.1, 2.4.4, 2.5.3, 2.5.8).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from newsletter.content.tagged import plain
from newsletter.content.texts import walk
from newsletter.preflight.check import LetterCheck
from newsletter.preflight.dom import inherited, is_hidden, name_of, style, words_of
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined
from newsletter.problems import Severity

LEAST_TARGET = 24
"""CSS pixels: the least height and width of what a finger hits (WCAG 2.2, 2.5.8)."""
_FILE = Path(__file__).with_name("data") / "link_words.toml"
_LINKED = re.compile(r"<(?:a\d+)>(.*?)</a\d+>")
_ENDS = " .…→›»«‹:!>\u2192\u2197\u200e\u200f\u061c"


@cache
def generic_words(language: str) -> frozenset[str]:
    """What links are called that say nothing, in a language and in English."""
    known = tomllib.loads(_FILE.read_text("utf-8"))
    return frozenset(word.casefold() for word in (*known.get(language, ()), *known["en"]))


def find_wordless(letter: Examined) -> Iterator[Finding]:
    """Every link has words, or a picture with words."""
    for link in letter.elements:
        if link.tag == "a" and not is_hidden(link) and not name_of(link):
            yield Finding(f"a link to {link.get('href') or 'nowhere'} has no words", element=link)


def find_generic(letter: Examined) -> Iterator[Finding]:
    """Whoever goes from link to link hears their words alone."""
    known = generic_words(letter.locale.partition("-")[0])
    said: set[str] = set()
    for text in walk(letter.edition.issue):  # also those on the pages that the letter leads to
        for words in _LINKED.findall(text.words) if text.is_tagged else ():
            name = plain(words).strip(_ENDS)
            if name.casefold().replace("'", "’") in known:
                said.add(name)
                yield Finding(f"a link is called “{name}”, and nothing says where it leads", path=text.path)
    for link in letter.links:
        name = name_of(link).strip(_ENDS)
        if name.casefold().replace("'", "’") in known and name not in said:
            yield Finding(f"a link is called “{name}”, and nothing says where it leads", element=link)


def find_ambiguous(letter: Examined) -> Iterator[Finding]:
    """Links of one name lead to one place; the name of a language may stand twice: this issue, and all from now on."""
    places: dict[str, list[Any]] = {}
    for link in letter.links:
        if not link.get("lang"):
            places.setdefault(name_of(link), []).append(link)
    for name, links in places.items():
        addresses = list(dict.fromkeys(link.get("href") for link in links))
        if name and len(addresses) > 1:
            other = next(link for link in links if link.get("href") == addresses[1])
            yield Finding(f"“{name[:60]}” leads to {addresses[0][:80]} and to {addresses[1][:80]}", element=other)


def find_renamed(letter: Examined) -> Iterator[Finding]:
    """Who commands by voice says what they see."""
    for link in letter.links:
        seen, called = words_of(link), link.get("aria-label")
        if called and seen and seen.casefold() not in called.casefold():
            yield Finding(f"a link shows “{seen[:60]}” and is called “{called[:60]}”", element=link)


def find_by_colour(letter: Examined) -> Iterator[Finding]:
    """A link is underlined or is a button: colour alone is not seen by everybody."""
    for link in letter.links:
        if not "".join(link.itertext(etree.Element)).strip() or is_hidden(link):
            continue
        if not _is_button(link) and "underline" not in inherited(link, "text-decoration"):
            yield Finding("a link is told by its colour only", element=link, sample=words_of(link))


def _is_button(link: Any) -> bool:
    own = style(link)
    if own.get("background-color") or own.get("background") or own.get("border"):
        return True
    return any(style(cell).get("background-color") or cell.get("bgcolor") for cell in _alone_in(link))


def _alone_in(link: Any) -> Iterator[Any]:
    """The cells that hold a link and no other words: the ground of a button."""
    for at in link.iterancestors():
        if words_of(at) != words_of(link):
            return
        if at.tag == "td":
            yield at


def find_low(letter: Examined) -> Iterator[Finding]:
    """A link that stands in no sentence is as high as a finger needs, by its line and its padding."""
    for link in letter.links:
        words = words_of(link)
        if is_hidden(link) or not words or link.find(".//img") is not None or _is_in_sentence(link):
            continue
        line = _pixels(inherited(link, "line-height")) or _pixels(inherited(link, "font-size")) * 1.2
        own = style(link)
        above, below = _vertical(own.get("padding", ""))
        above, below = _pixels(own.get("padding-top", "")) or above, _pixels(own.get("padding-bottom", "")) or below
        height = line + above + below
        if 0 < height < LEAST_TARGET:
            message = f"a link is {height:.0f} px high; a finger needs {LEAST_TARGET}"
            yield Finding(message, element=link, sample=words)


def _is_in_sentence(link: Any) -> bool:
    block = next((at for at in link.iterancestors() if at.tag in ("p", "td", "li", "div", "th")), None)
    if block is None:
        return False
    linked = sum(len(words_of(each)) for each in block.iter("a"))
    return linked < len(words_of(block)) / 2


def _vertical(padding: str) -> tuple[float, float]:
    parts = [_pixels(part) for part in padding.split()]
    return (parts[0], parts[2] if len(parts) > 2 else parts[0]) if parts else (0.0, 0.0)


def _pixels(value: str) -> float:
    found = re.fullmatch(r"([\d.]+)px", value.strip())
    return float(found[1]) if found else 0.0


CHECKS = (
    LetterCheck(
        "wordless-link", find_wordless, "write what it leads to between the brackets", severity=Severity.ERROR
    ),
    LetterCheck("generic-link", find_generic, "let the link's own words say where it leads"),
    LetterCheck("ambiguous-link", find_ambiguous, "call them by what each leads to"),
    LetterCheck("renamed-link", find_renamed, "let `aria-label` begin with the words that are seen"),
    LetterCheck("link-by-colour", find_by_colour, "underline it: class=\"a\""),
    LetterCheck("low-link", find_low, "give it padding and `display: inline-block` in letter.css"),
)  # fmt: skip
"""What is asked of links."""

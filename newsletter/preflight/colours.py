"""Colours: that words stand out from their ground by day and by night, and in a font that is there.

In: a letter examined. Out: words that can't be told well enough from their ground (WCAG 2.2, 1.4.3), as style
attributes and style sheets have it for the light letter and for the dark one; words without a font.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newsletter.content.brand import Palette
from newsletter.content.theme import LEAST_CONTRAST, contrast, weak_pairs
from newsletter.preflight.check import LetterCheck
from newsletter.preflight.css import declarations_of
from newsletter.preflight.dom import around, inherited
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined

LARGE = 3.0
"""The least contrast of text from 24 px on, or from 18.66 px in bold (WCAG 2.2, 1.4.3)."""
LEAST_SIZE = 13
"""CSS pixels: phones show letters as they are laid out, and below this people give up."""
_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\b")
_NAMES = {"white": "#ffffff", "black": "#000000"}
_DARK = re.compile(r"@media\s*(?:only\s+|screen\s+|and\s+)*\(prefers-color-scheme:\s*dark\)", re.IGNORECASE)

Colours = dict[Any, dict[str, str]]
"""What style sheets say of elements: their `color` and `background`."""


def find_weak(letter: Examined) -> Iterator[Finding]:
    """Words of the light letter, as programs show it that drop style sheets."""
    yield from _weak(letter, {}, letter.theme.light, "in the light")


def find_weak_in_the_dark(letter: Examined) -> Iterator[Finding]:
    """Words of the dark letter, with the rules that its style sheet has for the dark."""
    told = _told_in_the_dark(letter)
    if told:
        yield from _weak(letter, told, letter.theme.dark, "in the dark")


def _weak(letter: Examined, told: Colours, palette: Palette, where: str) -> Iterator[Finding]:
    # What is weak in the theme itself is told there, once, whatever the letter writes in it.
    colours = {role: value.upper() for role, value in palette.model_dump().items()}
    known = {frozenset((colours[role], colours[ground])) for role, ground, _ in weak_pairs(palette)}
    seen: set[tuple[str, str, bool]] = set()
    for element, words in letter.runs:
        colour, ground = _colour(element, told), _ground(element, told)
        if colour is None or ground is None:
            continue
        is_large = _is_large(element)
        ratio = contrast(colour, ground)
        needed = LARGE if is_large else LEAST_CONTRAST
        if ratio >= needed or (colour, ground, is_large) in seen or frozenset((colour, ground)) in known:
            continue
        seen.add((colour, ground, is_large))
        # Rounded down: 4.49 is not enough, and must not be told as 4.5.
        message = f"`{colour}` on `{ground}` has a contrast of {int(ratio * 10) / 10} to 1 {where}; readers need "
        yield Finding(f"{message}{needed:g}", template=colour, element=element, sample=words)


def _is_large(element: Any) -> bool:
    size, weight = inherited(element, "font-size").removesuffix("px"), inherited(element, "font-weight")
    if not re.fullmatch(r"[\d.]+", size):
        return False
    is_bold = weight == "bold" or (weight.isdigit() and int(weight) >= 700) or (not weight and element.tag in _BOLD)
    return float(size) >= 24 or (float(size) >= 18.66 and is_bold)


_BOLD = frozenset(("b", "strong", "th", "h1", "h2", "h3", "h4"))


def _colour(element: Any, told: Colours) -> str | None:
    """The colour of an element's words; None where it is written in a way that is not known here."""
    for at in around(element):
        value = _own(at, told, "color")
        if value:
            return _plain(value)
    return "#000000"


def _ground(element: Any, told: Colours) -> str | None:
    for at in around(element):
        value = _own(at, told, "background")
        if value and value not in ("transparent", "none", "inherit"):
            return _plain(value)
    return "#ffffff"


def _own(element: Any, told: Colours, name: str) -> str:
    """A colour that is said of an element itself: by a rule for the dark, else by its style or attribute."""
    if value := told.get(element, {}).get(name):
        return value
    own = ""
    for each in declarations_of(element.get("style") or ""):
        if each.name == name or (name == "background" and each.name == "background-color"):
            own = each.value
    return own or (element.get("bgcolor") or "" if name == "background" else "")


def _plain(value: str) -> str | None:
    found = _HEX.search(_NAMES.get(value.lower(), value))
    if not found:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return f"#{digits.upper()}"


def _told_in_the_dark(letter: Examined) -> Colours:
    """What rules for the dark say of colours; only important ones win over style attributes."""
    told: Colours = {}
    for rule in letter.rules:
        if len(rule.at_rules) != 1 or not _DARK.match(rule.at_rules[0]):
            continue
        colours = {
            "background" if each.name == "background-color" else each.name: each.value
            for each in rule.declarations
            if each.is_important and each.name in ("color", "background", "background-color")
        }
        for selector in rule.selectors if colours else ():
            for element in letter.selected(selector):
                told.setdefault(element, {}).update(colours)
    return told


def find_fontless(letter: Examined) -> Iterator[Finding]:
    """Every text, and what stands in a picture's place, has a font with a family that every system has."""
    alternatives = [(image, image.get("alt")) for image in letter.images if image.get("alt")]
    seen: set[str] = set()
    for element, words in [*letter.runs, *alternatives]:
        family = inherited(element, "font-family")
        if not family.endswith(("sans-serif", "serif", "monospace")) and family not in seen:
            seen.add(family)
            message = f"the fonts `{family}` end with no family that every system has" if family else "no font is said"
            yield Finding(message, template=family, element=element, sample=words)


def find_small(letter: Examined) -> Iterator[Finding]:
    """No text is smaller than what weak eyes read; the preheader, which is hidden, is not meant to be read there."""
    for element, words in letter.runs:
        size = re.fullmatch(r"([\d.]+)px", inherited(element, "font-size"))
        if size and float(size[1]) < LEAST_SIZE:
            yield Finding(f"a text is {size[1]} px high; {LEAST_SIZE} are the least", element=element, sample=words)


CHECKS = (
    LetterCheck("weak-contrast", find_weak, "make one of the two darker or lighter"),
    LetterCheck("weak-contrast-in-the-dark", find_weak_in_the_dark, "give it a colour of its own in letter-modes.css"),
    LetterCheck("small-text", find_small, "make it 14 px or more; phones don't make small letters larger"),
    LetterCheck("text-without-font", find_fontless, "end the list of fonts with `serif` or `sans-serif`"),
)
"""What is asked of colours and fonts."""

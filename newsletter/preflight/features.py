"""What of HTML and CSS a letter uses, by the names of Can I email.

In: a letter examined. Out: for each feature the first place that uses it; what to look for is in `feature_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree

from newsletter.preflight.css import Declaration, declarations_of
from newsletter.preflight.feature_rules import Sought, known
from newsletter.preflight.letter import Examined


@dataclass(frozen=True, slots=True)
class Use:
    """A feature in a letter: what stands there as written, and the element where it is one of HTML or of its style."""

    feature: str
    written: str
    element: Any = None


def uses_of(letter: Examined) -> dict[str, Use]:
    """Every feature that the letter uses, each where it does so first."""
    found: dict[str, Use] = {}

    def use(slug: str, written: str, element: Any = None) -> None:
        if slug not in found:
            found[slug] = Use(slug, written, element)

    wanted = known()
    _in_rules(letter, use)
    _in_elements(letter, wanted, use)
    for slug, pattern in wanted.whole:
        if hit := pattern.search(letter.html):
            use(slug, hit[0][-20:])
    return found


_OF_PAPER = re.compile(r"@media\s+(only\s+)?print\b", re.IGNORECASE)
"""A browser prints, whatever a mail program knows."""
_Note = Callable[..., None]
_MOST_KNOWN = 8_192


def _in_rules(letter: Examined, use: _Note) -> None:
    for rule in letter.rules:
        if any(_OF_PAPER.match(at_rule) for at_rule in rule.at_rules):
            continue
        for at_rule in rule.at_rules:
            for slug in _of_at_rule(at_rule):
                use(slug, at_rule)
        for selector in rule.selectors:
            for slug in _of_selector(selector):
                use(slug, selector)
        if len(rule.selectors) > 1:
            use("css-selector-grouping", ", ".join(rule.selectors[:2]))
        for each in rule.declarations:
            _in_declaration(each, use, None)
            if each.is_important:
                use("css-important", f"{each.name}: {each.value} !important")


def _in_elements(letter: Examined, wanted: Sought, use: _Note) -> None:
    styles: dict[str, Any] = {}
    for element in letter.root.iter(etree.Element):
        tag = str(element.tag)
        for slug in wanted.elements.get(tag, ()):
            use(slug, f"<{tag}", element)
        for name, value in element.attrib.items():
            for slug in wanted.attributes.get(str(name), ()):
                use(slug, f'{name}="{value}"', element)
        for slug, of, name, pattern in wanted.pairs:
            if tag == of and (value := element.get(name)) is not None and pattern.match(value):
                use(slug, f'{name}="{value}"', element)
        if tag == "img":
            ending = (element.get("src") or "").partition("?")[0].rpartition(".")[2].lower()
            for slug in wanted.pictures.get(ending, ()):
                use(slug, element.get("src"), element)
        if told := element.get("style"):
            styles.setdefault(told, element)
    for told, element in styles.items():
        for each in declarations_of(told):
            _in_declaration(each, use, element)


def _in_declaration(each: Declaration, use: _Note, element: Any) -> None:
    for slug in _of_declaration(each.name, each.value):
        use(slug, f"{each.name}: {each.value}", element)


# All letters of an issue say the same few hundred of these, and each is looked at with a hundred patterns.
@lru_cache(_MOST_KNOWN)
def _of_declaration(name: str, value: str) -> tuple[str, ...]:
    wanted = known()
    return (
        *wanted.properties.get(name, ()),
        *(slug for slug, of, pattern in wanted.declarations if name == of and pattern.fullmatch(value)),
        *(slug for slug, pattern in wanted.values if pattern.search(value)),
    )


@lru_cache(_MOST_KNOWN)
def _of_selector(selector: str) -> tuple[str, ...]:
    return tuple(slug for slug, pattern in known().selectors if pattern.search(selector))


@lru_cache(_MOST_KNOWN)
def _of_at_rule(at_rule: str) -> tuple[str, ...]:
    return tuple(slug for slug, pattern in known().at_rules if pattern.match(at_rule))

"""What of HTML and CSS a letter uses, by the names of Can I email.

In: a letter examined. Out: for each feature the first place that uses it. The names of most features say what to look
for (`css-text-shadow`, `<bdi> element`, `vw unit`); the others have their rule here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from newsletter.preflight.caniemail import FEATURES
from newsletter.preflight.css import Declaration, declarations_of
from newsletter.preflight.letter import Examined


@dataclass(frozen=True, slots=True)
class Use:
    """A feature in a letter: what stands there as written, and the element where it is one of HTML or of its style."""

    feature: str
    written: str
    element: Any = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What to look for, by kind."""

    properties: Mapping[str, tuple[str, ...]]
    declarations: tuple[tuple[str, str, re.Pattern[str]], ...]
    values: tuple[tuple[str, re.Pattern[str]], ...]
    at_rules: tuple[tuple[str, re.Pattern[str]], ...]
    selectors: tuple[tuple[str, re.Pattern[str]], ...]
    elements: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, tuple[str, ...]]
    pairs: tuple[tuple[str, str, str, re.Pattern[str]], ...]
    pictures: Mapping[str, tuple[str, ...]]
    whole: tuple[tuple[str, re.Pattern[str]], ...]

    def all(self) -> frozenset[str]:
        """Every feature that can be found."""
        of_maps = (self.properties, self.elements, self.attributes, self.pictures)
        found = {slug for each in of_maps for slugs in each.values() for slug in slugs}
        of_lists: tuple[tuple[Any, ...], ...] = (
            *self.declarations, *self.values, *self.at_rules, *self.selectors, *self.pairs, *self.whole
        )  # fmt: skip
        return frozenset(found | {each[0] for each in of_lists} | {"css-important", "css-selector-grouping"})


_PROPERTIES: dict[str, str] = {
    "css-block-inline-size": "block-size inline-size",
    "css-border": "border border-top border-right border-bottom border-left border-width border-style border-color",
    "css-border-image": "border-image border-image-source",
    "css-border-inline-block": "border-inline border-block",
    "css-border-inline-block-individual": "border-inline-start border-inline-end border-block-start border-block-end",
    "css-border-inline-block-longhand": "border-inline-width border-inline-style border-inline-color border-block-width"
    " border-block-style border-block-color",
    "css-border-radius-logical": "border-start-start-radius border-start-end-radius border-end-start-radius"
    " border-end-end-radius",
    "css-color-scheme": "color-scheme",
    "css-column-layout-properties": "columns column-width column-rule column-span column-fill",
    "css-display": "display",
    "css-flex-wrap": "flex-wrap",
    "css-font": "font",
    "css-gap": "gap column-gap row-gap",
    "css-grid-template": "grid-template grid-template-columns grid-template-rows grid-template-areas",
    "css-hyphens": "hyphens -webkit-hyphens",
    "css-left-right-top-bottom": "left right top bottom",
    "css-margin": "margin margin-top margin-right margin-bottom margin-left",
    "css-margin-block-start-end": "margin-block-start margin-block-end",
    "css-margin-inline-block": "margin-inline margin-block",
    "css-margin-inline-start-end": "margin-inline-start margin-inline-end",
    "css-padding": "padding padding-top padding-right padding-bottom padding-left",
    "css-padding-block-start-end": "padding-block-start padding-block-end",
    "css-padding-inline-block": "padding-inline padding-block",
    "css-padding-inline-start-end": "padding-inline-start padding-inline-end",
    "css-scroll-snap": "scroll-snap-type scroll-snap-align",
    "css-text-wrap": "text-wrap",
    "css-user-select": "user-select -webkit-user-select",
}
_DECLARATIONS = {
    "css-display-flex": ("display", r"(inline-)?flex"),
    "css-display-grid": ("display", r"(inline-)?grid"),
    "css-display-none": ("display", r"none"),
    "css-flex-direction": ("flex-direction", r"column"),
}
_VALUES = {
    "css-conic-gradient": r"conic-gradient\(",
    "css-function-clamp": r"\bclamp\(",
    "css-function-light-dark": r"\blight-dark\(",
    "css-function-max": r"\bmax\(",
    "css-function-min": r"\bmin\(",
    "css-intrinsic-size": r"\b(fit|min|max)-content\b",
    "css-linear-gradient": r"linear-gradient\(",
    "css-modern-color": r"\b(ok)?(lch|lab)\(",
    "css-radial-gradient": r"radial-gradient\(",
    "css-rgb": r"\brgb\(",
    "css-rgba": r"\brgba\(",
    "css-sytem-ui": r"\b(system-ui|ui-(serif|sans-serif|rounded|monospace))\b",
    "css-unit-calc": r"\bcalc\(",
    "css-unit-initial": r"\binitial\b",
    "css-unit-percent": r"\d%",
    "css-variables": r"\bvar\(--",
}
_AT_RULES = {
    "css-at-import": r"@import",
    "css-at-font-face": r"@font-face",
    "css-at-keyframes": r"@(-webkit-)?keyframes",
    "css-at-media": r"@media",
    "css-at-media-device-pixel-ratio": r"@media.*(device-pixel-ratio|resolution)",
    "css-at-media-hover": r"@media.*\((any-)?hover",
    "css-at-media-orientation": r"@media.*\(orientation",
    "css-at-media-prefers-color-scheme": r"@media.*\(prefers-color-scheme",
    "css-at-media-prefers-reduced-motion": r"@media.*\(prefers-reduced-motion",
    "css-at-supports": r"@supports",
}
_NAME = r"(?:[\w-]|\\.)+"
_SELECTORS = {
    "css-pseudo-class-lang": r":lang\(",
    "css-selector-adjacent-sibling": r"\+(?![^(]*\))",
    "css-selector-attribute": r"\[",
    "css-selector-chaining": rf"[.#]{_NAME}[.#]",
    "css-selector-child": r">",
    "css-selector-class": rf"\.{_NAME}",
    "css-selector-descendant": r"[\w\])*-]\s+[\w.#\[*:]",
    "css-selector-general-sibling": r"~(?!=)",
    "css-selector-id": rf"#{_NAME}",
    "css-selector-type": r"(?:^|[\s>+~])[a-z][a-z0-9]*(?![\w-]*\()",
    "css-selector-universal": r"(?:^|[\s>+~])\*",
    "css-nesting": r"&",
}
_ELEMENTS = {
    "html-address": "address",
    "html-audio": "audio",
    "html-base": "base",
    "html-button-reset": "",
    "html-button-submit": "",
    "html-h1-h6": "h1 h2 h3 h4 h5 h6",
    "html-image-maps": "map",
    "html-lists": "ul ol dl",
    "html-semantics": "article aside details figcaption figure footer header main mark nav section summary time",
    "html-svg": "svg",
    "html-picture": "picture",
}
_ATTRIBUTES = {
    "html-align": "align",
    "html-loading-attribute": "loading",
    "html-srcset": "srcset sizes",
    "css-inert-attribute": "inert",
}
_PAIRS = {
    "html-anchor-links": ("a", "href", r"#."),
    "html-mailto-links": ("a", "href", r"mailto:"),
    "html-meta-color-scheme": ("meta", "name", r"color-scheme$"),
    "html-button-reset": ("button", "type", r"reset$"),
    "html-button-submit": ("button", "type", r"submit$"),
    "amp": ("html", "amp4email", r""),
    **{
        f"html-input-{kind}": ("input", "type", rf"{kind}$")
        for kind in ["checkbox", "hidden", "radio", "reset", "submit", "text"]
    },
    "image-base64": ("img", "src", r"data:"),
}
_PICTURES = {
    "image-apng": "apng",
    "image-avif": "avif",
    "image-bmp": "bmp",
    "image-gif": "gif",
    "image-heif": "heif heic",
    "image-ico": "ico",
    "image-jpg": "jpg jpeg",
    "image-mp4": "mp4",
    "image-png": "png",
    "image-svg": "svg",
    "image-tiff": "tif tiff",
    "image-webp": "webp",
}
_WHOLE = {
    "css-comments": r"<style[^>]*>(?:(?!</style>).)*?/\*",
    "html-comments": r"<!--(?!\[if|<!\[)",
    "html-doctype": r"^<!doctype html>",
}
_UNITS = ["ch", "cm", "em", "ex", "in", "mm", "pc", "pt", "px", "rem", "vh", "vmax", "vmin", "vw"]

UNCHECKED = {
    "bimi": "is a record of the sender's domain, not part of a letter",
    "image-hdr": "is in a picture's own data; letters have 8-bit pictures only",
}
"""Features that are not looked for, with the reason."""


@cache
def known() -> _Known:
    """What is looked for, for every feature that can be found in a letter."""
    properties: dict[str, list[str]] = {}
    elements: dict[str, list[str]] = {}
    attributes: dict[str, list[str]] = {}
    pictures: dict[str, list[str]] = {}
    values = {slug: re.compile(pattern) for slug, pattern in _VALUES.items()}
    values |= {f"css-unit-{unit}": re.compile(rf"(?<![\w#-])-?\.?\d[\d.]*{unit}\b") for unit in _UNITS}
    selectors = {slug: re.compile(pattern) for slug, pattern in _SELECTORS.items()}

    def note(found: dict[str, list[str]], names: str, slug: str) -> None:
        for name in names.split():
            found.setdefault(name, []).append(slug)

    by_hand = {
        "css-important",
        "css-selector-grouping",
        *_DECLARATIONS,
        *values,
        *_AT_RULES,
        *selectors,
        *_PAIRS,
        *_WHOLE,
        *UNCHECKED,
    }
    for slug, (title, _) in FEATURES.items():
        name = slug.partition("-")[2]
        if slug in _PROPERTIES:
            note(properties, _PROPERTIES[slug], slug)
        elif slug in _ELEMENTS:
            note(elements, _ELEMENTS[slug], slug)
        elif slug in _ATTRIBUTES:
            note(attributes, _ATTRIBUTES[slug], slug)
        elif slug in _PICTURES:
            note(pictures, _PICTURES[slug], slug)
        elif slug in by_hand:
            continue
        elif slug.startswith("css-pseudo-"):
            mark = "::?" if "element" in slug else ":"
            pseudo = name.removeprefix("pseudo-class-").removeprefix("pseudo-element-")
            selectors[slug] = re.compile(rf"{mark}{pseudo}(?![\w-])")
        elif slug.startswith("css-"):
            note(properties, name, slug)
        elif found := re.match(r"<(\w+)>", title):
            note(elements, found[1], slug)
        elif title.endswith(" attribute"):
            note(attributes, title.removesuffix(" attribute"), slug)

    def fixed(found: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
        return {name: tuple(slugs) for name, slugs in found.items()}

    return _Known(
        fixed(properties),
        tuple((slug, name, re.compile(pattern)) for slug, (name, pattern) in _DECLARATIONS.items()),
        tuple(values.items()),
        tuple((slug, re.compile(pattern, re.IGNORECASE)) for slug, pattern in _AT_RULES.items()),
        tuple(selectors.items()),
        fixed(elements),
        fixed(attributes),
        tuple((slug, tag, name, re.compile(pattern)) for slug, (tag, name, pattern) in _PAIRS.items()),
        fixed(pictures),
        tuple((slug, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for slug, pattern in _WHOLE.items()),
    )


def uses_of(letter: Examined) -> dict[str, Use]:
    """Every feature that the letter uses, each where it does so first."""
    found: dict[str, Use] = {}

    def use(slug: str, written: str, element: Any = None) -> None:
        if slug not in found:
            found[slug] = Use(slug, written, element)

    wanted = known()
    _in_rules(letter, wanted, use)
    _in_elements(letter, wanted, use)
    for slug, pattern in wanted.whole:
        if hit := pattern.search(letter.html):
            use(slug, hit[0][-20:])
    return found


_OF_PAPER = re.compile(r"@media\s+(only\s+)?print\b", re.IGNORECASE)
"""A browser prints, whatever a mail program knows."""
_Note = Callable[..., None]


def _in_rules(letter: Examined, wanted: _Known, use: _Note) -> None:
    for rule in letter.rules:
        if any(_OF_PAPER.match(at_rule) for at_rule in rule.at_rules):
            continue
        for at_rule in rule.at_rules:
            for slug, pattern in wanted.at_rules:
                if pattern.match(at_rule):
                    use(slug, at_rule)
        for selector in rule.selectors:
            for slug, pattern in wanted.selectors:
                if pattern.search(selector):
                    use(slug, selector)
        if len(rule.selectors) > 1:
            use("css-selector-grouping", ", ".join(rule.selectors[:2]))
        for each in rule.declarations:
            _in_declaration(each, wanted, use, None)
            if each.is_important:
                use("css-important", f"{each.name}: {each.value} !important")


def _in_elements(letter: Examined, wanted: _Known, use: _Note) -> None:
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
            _in_declaration(each, wanted, use, element)


def _in_declaration(each: Declaration, wanted: _Known, use: _Note, element: Any) -> None:
    written = f"{each.name}: {each.value}"
    for slug in wanted.properties.get(each.name, ()):
        use(slug, written, element)
    for slug, name, pattern in wanted.declarations:
        if each.name == name and pattern.fullmatch(each.value):
            use(slug, written, element)
    for slug, pattern in wanted.values:
        if pattern.search(each.value):
            use(slug, written, element)

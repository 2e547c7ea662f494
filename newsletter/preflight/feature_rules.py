"""What to look for in a letter, for each feature of HTML and CSS that Can I email knows.

In: the features by name and title. Out: `Sought`. The names of most features say what to look for (`css-text-shadow`,
`<bdi> element`, `vw unit`); the others have their rule here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from newsletter.preflight.caniemail import FEATURES


@dataclass(frozen=True, slots=True)
class Sought:
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
        return frozenset(found | {each[0] for each in of_lists} | _OF_RULES)


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
_OF_RULES = {"css-important", "css-selector-grouping"}
"""Features that a rule of CSS has as a whole."""


@cache
def known() -> Sought:
    """What is looked for, for every feature that can be found in a letter."""
    properties, elements, attributes, pictures = (
        _by_name(table) for table in (_PROPERTIES, _ELEMENTS, _ATTRIBUTES, _PICTURES)
    )
    values = _VALUES | {f"css-unit-{unit}": rf"(?<![\w#-])-?\.?\d[\d.]*{unit}\b" for unit in _UNITS}
    selectors = dict(_SELECTORS)
    tables = (_PROPERTIES, _ELEMENTS, _ATTRIBUTES, _PICTURES, _DECLARATIONS, values, _AT_RULES, _PAIRS, _WHOLE)
    by_hand = {*_OF_RULES, *UNCHECKED, *selectors, *(slug for table in tables for slug in table)}
    for slug in (each for each in FEATURES if each not in by_hand):
        title, name = FEATURES[slug][0], slug.partition("-")[2]
        if slug.startswith("css-pseudo-"):
            mark = "::?" if "element" in slug else ":"
            pseudo = name.removeprefix("pseudo-class-").removeprefix("pseudo-element-")
            selectors[slug] = rf"{mark}{pseudo}(?![\w-])"
        elif slug.startswith("css-"):
            properties.setdefault(name, []).append(slug)
        elif found := re.match(r"<(\w+)>", title):
            elements.setdefault(found[1], []).append(slug)
        elif title.endswith(" attribute"):
            attributes.setdefault(title.removesuffix(" attribute"), []).append(slug)
    return Sought(
        _fixed(properties),
        tuple((slug, name, re.compile(pattern)) for slug, (name, pattern) in _DECLARATIONS.items()),
        _compiled(values),
        _compiled(_AT_RULES, re.IGNORECASE),
        _compiled(selectors),
        _fixed(elements),
        _fixed(attributes),
        tuple((slug, tag, name, re.compile(pattern)) for slug, (tag, name, pattern) in _PAIRS.items()),
        _fixed(pictures),
        _compiled(_WHOLE, re.IGNORECASE | re.DOTALL),
    )


def _by_name(table: Mapping[str, str]) -> dict[str, list[str]]:
    """The features of a table by each of the names that say one is used."""
    found: dict[str, list[str]] = {}
    for slug, names in table.items():
        for name in names.split():
            found.setdefault(name, []).append(slug)
    return found


def _fixed(found: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(slugs) for name, slugs in found.items()}


def _compiled(patterns: Mapping[str, str], flags: re.RegexFlag = re.NOFLAG) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((slug, re.compile(pattern, flags)) for slug, pattern in patterns.items())

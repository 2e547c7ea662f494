"""CSS into style attributes by premailer: the only module that imports it.

In: a skeleton's HTML and our style sheet. Out: the same HTML with our rules inlined by class; MJML's own sheets stay
as they are. premailer is old (2021): it gets a parsed tree, no network and no files, and gives a tree back.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from functools import lru_cache
from threading import Lock
from types import ModuleType
from typing import Any

_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
_lock = Lock()  # cssutils keeps global state
_OPTIONS: dict[str, Any] = {
    "allow_network": False,
    "allow_loading_external_files": False,
    "disable_link_rewrites": True,
    "keep_style_tags": False,
    "strip_important": False,
    "disable_validation": True,
    "align_floating_images": False,
    "disable_basic_attributes": ["width", "height", "bgcolor", "align", "valign"],
    "cache_css_parsing": True,
    "cssutils_logging_level": logging.CRITICAL,
}


def inlined(html: str, css: str) -> str:
    """The document with `css` in its style attributes, and its body in one landmark that says its language."""
    from lxml import etree

    inliner = _inliner()
    with _lock:
        root = etree.fromstring(html, etree.HTMLParser())
        for style in root.iter("style"):
            style.set("data-premailer", "ignore")
        tree = inliner(root, css_text=css, **_OPTIONS).transform()
        for style in tree.iter("style"):
            style.attrib.pop("data-premailer", None)
        _speak(tree.getroot())
        _lighten(tree.getroot())
        return str(etree.tostring(tree, method="html", encoding="unicode", doctype="<!DOCTYPE html>"))


def _speak(html: Any) -> None:
    """One landmark holds preheader and letter; mail programs drop `html` and `body`, so all say language and direction.

    MJML leaves the preheader without them and outside of any landmark (Email Markup Consortium, accessibility report
    2026; axe's `region`).
    """
    from lxml import etree

    body = html.find("body")
    main = etree.Element("div", role="main")
    main[:] = body[:]
    body[:] = [main]
    for element in (main, *main):
        if isinstance(element.tag, str):
            for name in ("lang", "dir"):
                element.set(name, html.get(name))


def _lighten(html: Any) -> None:
    """Classes that no rule of the head names, and the blanks in styles, have done their work: 5 KB of a letter."""
    # Rules for Outlook stand in comments.
    named = set(_CLASS.findall(" ".join(str(element.text or "") for element in html.find("head").iter())))
    for element in html.find("body").iter("*"):
        if "style" in element.attrib:
            element.set("style", element.get("style").replace("; ", ";"))
        if "class" in element.attrib:
            kept = " ".join(name for name in element.get("class").split() if name in named)
            if kept:
                element.set("class", kept)
            else:
                del element.attrib["class"]


@lru_cache(maxsize=1)
def _inliner() -> Any:
    """The class of premailer, which reads each style sheet once and not once a document: half of its time."""
    kept: dict[tuple[str, int], tuple[list[Any], list[Any]]] = {}

    class Inliner(_premailer().Premailer):  # type: ignore[misc]
        def _parse_style_rules(self, css_body: str, ruleset_index: int) -> tuple[list[Any], list[Any]]:
            key = (css_body, ruleset_index)
            if key not in kept:
                kept[key] = super()._parse_style_rules(css_body, ruleset_index)
            rules, leftover = kept[key]
            return list(rules), list(leftover)

    return Inliner


def _premailer() -> Any:
    """premailer, imported with an empty stand-in for `requests`.

    It wants requests only to fetch style sheets, which is switched off; without it the import takes half the time and
    there is nothing to fetch with.
    """
    if "premailer" in sys.modules:
        return sys.modules["premailer"]
    # It keeps parsed styles, 128 of them by default: a letter has more, and would have each parsed again and again.
    os.environ.setdefault("PREMAILER_CACHE_MAXSIZE", "4096")
    real = sys.modules.get("requests")
    try:
        if real is None:
            sys.modules["requests"] = ModuleType("requests")
        import cssutils
        import premailer
    finally:
        if real is None:
            sys.modules.pop("requests", None)
    cssutils.log.setLevel(logging.CRITICAL)
    return premailer

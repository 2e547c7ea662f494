"""CSS into style attributes by premailer: the only module that imports it.

In: a skeleton's HTML and our style sheet. Out: the same HTML with our rules inlined; MJML's own sheets stay as they
are. A rule may look at an element's name and classes only, so premailer is shown one sample of each kind of element
and not the letter: a letter has a thousand elements and some fifty kinds. premailer is old (2021): it gets a tree of
ours, no network and no files, and gives it back.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from html import escape, unescape
from threading import Lock
from types import ModuleType
from typing import Any

from newsletter.exceptions import NewsletterError

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
    "include_star_selectors": True,
    "cssutils_logging_level": logging.CRITICAL,
}
_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?((?:\.[\w-]+)+)")
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
_ATTRIBUTE = re.compile(r"""\s(class|style)\s*=\s*("[^"]*"|'[^']*')""")
_PIECE = re.compile(
    r"<!--.*?-->|<(?P<raw>style)\b.*?</style>"
    r"|<(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:\s+[^\s=<>\"'/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'))?)*)\s*(?P<end>/?>)",
    re.DOTALL,
)
# Of strings and comments the braces do not count.
_BRACE = re.compile(r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'|[{}]", re.DOTALL)
_SPACE_BESIDE_MARKS = re.compile(r"(\"[^\"]*\"|'[^']*')|\s*([;:])\s+")
Kind = tuple[str, str, str]
"""An element's name, its classes and the style it has already."""


class StyleError(NewsletterError):
    """A rule of the sheet can't be inlined; `selector` is its first line."""

    def __init__(self, selector: str) -> None:
        super().__init__(selector)
        self.selector = selector


def inline_styles(html: str, css: str) -> str:
    """The document with `css` in its style attributes, its body's content in one element with language and direction.

    Raises `StyleError` for a rule that looks at more than one element's name and classes.
    """
    # A class that no rule of the head names, not even one for Outlook in a comment, has done its work: 3 KB a letter.
    named = set(_CLASS.findall(html.partition("</head>")[0]))
    with _lock:
        styles = _inliner(css).styles([kind for piece in _PIECE.finditer(html) if (kind := _kind(piece))])

    def dressed(piece: re.Match[str]) -> str:
        kind = _kind(piece)
        if kind is None:
            return piece[0]
        kept = " ".join(name for name in kind[1].split() if name in named)
        shown = f' class="{kept}"' if kept else ""
        rest = _ATTRIBUTE.sub(lambda found: shown if found[1] == "class" else "", piece["attributes"])
        style = styles.get(kind, kind[2])
        return f"<{piece['name']}{rest}" + (f' style="{style}"' if style else "") + piece["end"]

    return _spoken(_PIECE.sub(dressed, html))


def _kind(piece: re.Match[str]) -> Kind | None:
    attributes = piece["attributes"]
    if not attributes or "class" not in attributes:
        return None
    found = {name: value[1:-1] for name, value in _ATTRIBUTE.findall(attributes)}
    return (piece["name"], found["class"], found.get("style", "")) if "class" in found else None


def _spoken(html: str) -> str:
    """Mail programs drop `html` and `body`, so what stands in the body says its language and direction again.

    MJML leaves the preheader without them (Email Markup Consortium, accessibility report 2026), and everything
    outside a landmark (WCAG 2.2, ARIA11).
    """
    opening = re.search(r"<html\b[^>]*>", html)
    said = dict(re.findall(r'\b(lang|dir)="([^"]*)"', opening[0] if opening else ""))
    html = re.sub(r"^<!doctype html>", "<!DOCTYPE html>", html, count=1, flags=re.IGNORECASE)
    language = f'lang="{said.get("lang", "")}" dir="{said.get("dir", "ltr")}"'
    html = re.sub(
        r'(<body\b[^>]*>)(<div(?= style="display:none))?',
        lambda body: f'{body[1]}<div role="main" {language}>' + (f"{body[2]} {language}" if body[2] else ""),
        html,
        count=1,
    )
    before, end, after = html.rpartition("</body>")
    return f"{before}</div>{end}{after}"


class _Inliner:
    """One style sheet, read once, and what premailer has made of each kind of element so far."""

    def __init__(self, css: str) -> None:
        premailer = load_premailer()
        rules, leftover = _parse(css)
        self.classes: set[str] = set()
        for selector in [*(rule[1] for rule in rules), *map(_selector_of, leftover)]:
            plain = _SELECTOR.fullmatch(selector)
            if plain is None:
                raise StyleError(selector)
            self.classes.update(plain[1][1:].split("."))
        self.known: dict[Kind, str] = {}

        class Premailer(premailer.Premailer):  # type: ignore[name-defined, misc]
            def _parse_style_rules(self, css_body: str, ruleset_index: int) -> tuple[list[Any], list[Any]]:
                return list(rules), []

        self.premailer = partial(Premailer, css_text=css, **_OPTIONS)

    def styles(self, kinds: Iterable[Kind]) -> dict[Kind, str]:
        """The style of each kind that a rule may concern."""
        wanted = [kind for kind in dict.fromkeys(kinds) if not self.classes.isdisjoint(kind[1].split())]
        new = [kind for kind in wanted if kind not in self.known]
        if new:
            self.known.update(zip(new, self._shown(new), strict=True))
        return {kind: self.known[kind] for kind in wanted}

    def _shown(self, kinds: Sequence[Kind]) -> list[str]:
        """What premailer makes of one sample of each kind."""
        from lxml import etree

        root = etree.Element("html")
        etree.SubElement(root, "head")
        body = etree.SubElement(root, "body")
        for name, classes, style in kinds:
            sample = etree.SubElement(body, name)
            sample.set("class", classes)
            if style:
                sample.set("style", unescape(style))
        tree = self.premailer(root).transform()
        return [_lean(sample.get("style", "")) for sample in tree.find(".//body")]


def _parse(css: str) -> tuple[list[Any], list[Any]]:
    """What premailer reads in a sheet. Sheets for other languages differ in a few rules: each is parsed once."""
    rules: list[Any] = []
    leftover: list[Any] = []
    for statement in _statements(css):
        found, rest = _parse_statement(statement)
        for (*specificity, _), selector, style in found:
            rules.append(((*specificity, len(rules)), selector, style))
        leftover += rest
    return rules, leftover


def _statements(css: str) -> Iterator[str]:
    depth = start = 0
    for found in _BRACE.finditer(css):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if found[0] == "}" and depth == 0:
            yield css[start : found.end()]
            start = found.end()
    yield css[start:]


@lru_cache(maxsize=1024)
def _parse_statement(css: str) -> tuple[list[Any], list[Any]]:
    found: tuple[list[Any], list[Any]] = load_premailer().Premailer("<p></p>", **_OPTIONS)._parse_style_rules(css, 0)
    return found


def _selector_of(leftover: Any) -> str:
    """The selector of a rule that premailer can't inline, or how an at-rule begins."""
    return leftover[0] if isinstance(leftover, tuple) else str(leftover.cssText).partition("{")[0].strip()


def _lean(style: str) -> str:
    """A style without the spaces that mean nothing, fit to stand between double quotation marks."""

    def piece(found: re.Match[str]) -> str:
        return found[1].replace('"', "'") if found[1] else found[2]

    return escape(_SPACE_BESIDE_MARKS.sub(piece, style).rstrip(";"), quote=False)


@lru_cache(maxsize=8)
def _inliner(css: str) -> _Inliner:
    return _Inliner(css)


def load_premailer() -> Any:
    """premailer, imported with an empty stand-in for `requests`.

    It wants requests only to fetch style sheets, which is switched off; without it the import takes half the time and
    there is nothing to fetch with.
    """
    if "premailer" in sys.modules:
        return sys.modules["premailer"]
    # It keeps parsed styles, 128 of them by default: a letter has more, and would have each parsed again and again.
    os.environ.setdefault("PREMAILER_CACHE_MAXSIZE", "4096")
    real = sys.modules.get("requests")
    sys.modules["requests"] = ModuleType("requests")
    try:
        import cssutils
        import premailer
    finally:
        del sys.modules["requests"]
        if real is not None:  # a provider's, in the same process
            sys.modules["requests"] = real
    cssutils.log.setLevel(logging.CRITICAL)
    return premailer

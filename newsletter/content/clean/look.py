"""How words look by their tag and its style: bold, slanted, struck through, raised, a link, hidden.

In: an element and how the words around it look. Out: a `Look`. Style attributes are read as text: what a program says
by `font-weight` is as good as a tag, and Google Docs says that its `<b>` is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from newsletter.content.blocks.body import Node

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TAGS = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "em"),
    **dict.fromkeys(("s", "strike", "del"), "strike"),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), "code"),
}
_RELAYS = (
    (re.compile(r"(?:www\.)?google\.[a-z.]+"), "/url", ("q", "url")),
    (re.compile(r"[\w-]+\.safelinks\.protection\.outlook\.com"), "/", ("url",)),
    (re.compile(r"lm?\.facebook\.com"), "/l.php", ("u",)),
)
"""Hosts through which a program leads its readers, and the parameters that hold the address that was meant."""
_HIDDEN_CLASSES = frozenset({"visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text", "element-invisible"})


_TYPED = frozenset({"pre", "pre-wrap", "pre-line", "break-spaces"})


@dataclass(frozen=True, slots=True)
class Look:
    """How words look; `link` is where they lead, `step` 1 for raised and -1 for lowered ones."""

    strong: bool = False
    em: bool = False
    strike: bool = False
    code: bool = False
    link: str = ""
    step: int = 0
    is_typed: bool = False
    """White space counts, as in `<pre>`."""

    def marks(self) -> list[Node]:
        """The marks of a text node."""
        out: list[Node] = [{"type": "link", "attrs": {"href": self.link, "title": None}}] if self.link else []
        return out + [{"type": name} for name in ("strong", "em", "strike", "code") if getattr(self, name)]


def style_of(element: HtmlElement) -> dict[str, str]:
    """The declarations of a style attribute, in small letters."""
    found: dict[str, str] = {}
    for part in (element.get("style") or "").split(";"):
        name, _, value = part.partition(":")
        if value.strip():
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def is_hidden(element: HtmlElement, style: Mapping[str, str]) -> bool:
    """True for what no reader of the source sees."""
    return (
        bool(_HIDDEN_CLASSES.intersection((element.get("class") or "").split()))
        or element.get("aria-hidden") == "true"
        or element.get("hidden") is not None
        or style.get("display") == "none"
        or style.get("visibility") == "hidden"
        or style.get("mso-hide") == "all"
    )


def look_of(element: HtmlElement, style: Mapping[str, str], around: Look) -> Look:
    """How the words in an element look."""
    tag = str(element.tag)
    look = around
    match _TAGS.get(tag):
        case "strong":
            look = replace(look, strong=True)
        case "em":
            look = replace(look, em=True)
        case "strike":
            look = replace(look, strike=True)
        case "code":
            look = replace(look, code=True)
    weight = style.get("font-weight", "")
    if weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600):
        look = replace(look, strong=True)
    elif weight in ("normal", "lighter") or weight.isdigit() or _is_wrapper(element):
        look = replace(look, strong=False)
    slant = style.get("font-style", "")
    if slant in ("italic", "oblique"):
        look = replace(look, em=True)
    elif slant == "normal":
        look = replace(look, em=False)
    if "line-through" in f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}":
        look = replace(look, strike=True)
    height = style.get("vertical-align", "")
    if tag == "sup" or height == "super":
        look = replace(look, step=1)
    elif tag == "sub" or height == "sub":
        look = replace(look, step=-1)
    if tag == "pre" or (tag == "div" and style.get("white-space", "") in _TYPED):
        look = replace(look, is_typed=True)
    return look


def _is_wrapper(element: HtmlElement) -> bool:
    """True for the `<b>` that Google Docs puts around everything."""
    return (element.get("id") or "").startswith("docs-internal-guid")


def address_of(href: str) -> str:
    """Where a link leads without its detours; empty where no letter can link to it."""
    href = re.sub(r"[\s\x00-\x1f]+", " ", href).strip().replace(" ", "%20")
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    for host, path, names in _RELAYS:
        if parts.scheme in ("http", "https") and host.fullmatch(parts.hostname or "") and parts.path == path:
            asked = parse_qs(parts.query)
            meant = next((asked[name][0] for name in names if name in asked), "")
            return address_of(meant) if meant.startswith(("http://", "https://")) else href
    if parts.scheme in ("http", "https"):
        return href if parts.netloc else ""
    return href if parts.scheme == "mailto" and "@" in parts.path else ""

"""The pictures of a page: where the real one is, and which are none to look at.

In: an `<img>`, and the address of its page. Out: a `picture` node, and a `SourcePicture` for each. Pages load pictures
late and in sizes: what stands in `src` is often a placeholder.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit

from newsletter.content.blocks.body import Node
from newsletter.content.clean.cleaned import Kind
from newsletter.content.importing.findings import SourcePicture

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LATE = (
    "data-src", "data-lazy-src", "data-original", "data-orig-file", "data-lazy", "data-image", "data-hi-res-src",
    "data-full-url", "data-large-file", "data-url",
)  # fmt: skip
_LATE_SETS = ("data-srcset", "data-lazy-srcset")
_PLACEHOLDERS = frozenset((
    "blank", "spacer", "pixel", "placeholder", "transparent", "lazy", "lazyload", "lazyloading", "loading", "1x1",
    "dot", "clear",
))  # fmt: skip
_OF_PLACEHOLDERS = _PLACEHOLDERS | frozenset(
    ("bg", "default", "gif", "gray", "grey", "image", "img", "loader", "picture", "px", "spinner", "trans", "white")
)
"""What may stand behind the first word of their names: `lazy-placeholder`, but not `lazy-depot`, which is a picture."""
_SMALLEST = 48
"""Pixels: what is no wider and no higher is an icon."""
_DATA = re.compile(r"data:(image/[\w.+-]+)?((?:;[\w.=+-]+)*),(.*)", re.DOTALL)
_MOST_BYTES = 25_000_000


@dataclass(slots=True)
class PagePictures:
    """The pictures of one page, gathered. `base` is its address, empty where nobody knows it."""

    base: str = ""
    found: dict[str, SourcePicture] = field(default_factory=dict)

    def node_of(self, element: HtmlElement) -> Node | Kind | None:
        """The picture of an `<img>`; what it is left out as, where nothing says where it is; None for an icon."""
        if is_icon(element):
            return None
        source = real_source(element)
        alt = " ".join((element.get("alt") or "").split())
        return (self.node(source, alt) if source else None) or Kind.PICTURE

    def node(self, source: str, alt: str) -> Node | None:
        """A picture by its source; None for one that can't be one."""
        picture = self.keep(source)
        return {"type": "picture", "attrs": {"src": picture.source, "alt": alt, "caption": None}} if picture else None

    def keep(self, source: str) -> SourcePicture | None:
        """A picture that is named, whether or not it stands among the blocks."""
        if found := _DATA.fullmatch(source):
            return self._held(found)
        try:
            address = urljoin(self.base, source) if self.base else source
            path = urlsplit(address).path
        except ValueError:
            return None
        address = address if address.startswith(("http://", "https://")) else ""
        name = unquote(path.rpartition("/")[2])
        return self.found.setdefault(source, SourcePicture(source, name, address))

    def _held(self, found: re.Match[str]) -> SourcePicture | None:
        kind, options, written = found[1] or "", found[2], found[3]
        if len(written) > _MOST_BYTES * 4 // 3 or "svg" in kind:
            return None
        try:
            data = base64.b64decode(unquote(written)) if "base64" in options else unquote_to_bytes(written)
        except (binascii.Error, ValueError):
            return None
        if len(data) < 200:  # a placeholder
            return None
        source = f"data-{len(self.found) + 1}"
        return self.found.setdefault(source, SourcePicture(source, "", "", data))


def real_source(element: HtmlElement) -> str:
    """Where the picture of an `<img>` is, the largest of its sizes; empty where nothing says so."""
    sets = [element.get(name) or "" for name in (*_LATE_SETS, "srcset")]
    # libxml2 takes `<source>` for an element with content: what follows it stands in it.
    for around in element.iterancestors("picture"):
        for each in around.iter("source"):
            if "avif" not in (each.get("type") or ""):
                sets += [each.get("data-srcset") or "", each.get("srcset") or ""]
    source = (element.get("src") or "").strip()
    is_saved = bool(source) and not re.match(r"[a-z][\w+.-]*:|//|/", source, re.IGNORECASE)
    late = next((value for name in _LATE if (value := (element.get(name) or "").strip())), "")
    largest = next((found for each in sets if (found := _largest(each))), "")
    real = next((each for each in (late, largest) if each and not is_placeholder(each)), "")
    if is_saved and not is_placeholder(source) and not (real and _keeps_place_of(source, real)):
        return source  # the folder beside a saved page holds what the browser has shown
    return real or (source if source and not is_placeholder(source) else "") or _in_noscript(element)


def _keeps_place_of(saved: str, real: str) -> bool:
    """True for a saved file that was shown while the real picture had not come: `grey.gif` for `tram.png`."""
    name, other = (_name_of(each) for each in (saved, real))
    if name == other:
        return False
    words = _words_of(name)
    ending = name.rpartition(".")[2]
    is_drawn = ending in ("gif", "svg") and other.rpartition(".")[2] != ending
    return is_drawn or (bool(words) and all(word in _OF_PLACEHOLDERS or word[0].isdigit() for word in words))


def _name_of(source: str) -> str:
    return unquote(source.partition("?")[0].rpartition("/")[2]).lower()


def _words_of(name: str) -> list[str]:
    """The words and numbers of a file's name, without its ending and its digest."""
    bare = re.sub(r"[-_.](?=[a-z]*\d)[0-9a-z]{6,}$", "", re.sub(r"\.[a-z]{2,5}$", "", name))
    return re.findall(r"\d+x\d+|\d+|[^\W\d_]+", bare)


def is_placeholder(source: str) -> bool:
    """True for what only keeps a place until the picture has come."""
    if source.startswith("data:"):
        return len(source) < 400 or "svg" in source[:30]
    return _is_placeholders_name(source) or source.startswith(("about:", "blob:", "javascript:"))


def _is_placeholders_name(source: str) -> bool:
    words = _words_of(_name_of(source))
    return (
        bool(words)
        and words[0] in _PLACEHOLDERS
        and all(word in _OF_PLACEHOLDERS or word[0].isdigit() for word in words)
    )


def is_icon(element: HtmlElement) -> bool:
    """True for a sign, a smiley or a point that counts readers."""
    sizes = [int(found[0]) for name in ("width", "height") if (found := re.match(r"\d{1,5}", element.get(name) or ""))]
    if sizes and max(sizes) <= _SMALLEST:
        return True
    return element.get("role") == "presentation" or bool(
        re.search(r"\b(?:emoji|wp-smiley|icon|avatar|gravatar|logo)\b", element.get("class") or "")
    )


def _largest(sizes: str) -> str:
    """The address of the largest picture of a `srcset`."""
    best, most = "", -1.0
    for found in re.finditer(r"\s*(\S*[^\s,])(?:\s+([\d.]+)[wx])?\s*(?:,\s|,$|$|,(?=https?:|/))", sizes):
        try:
            size = float(found[2] or 1)
        except ValueError:
            continue
        if size > most:
            best, most = found[1], size
    return best


def _in_noscript(element: HtmlElement) -> str:
    """The picture that a page shows without scripts in place of this one."""
    behind = element.getnext()
    if behind is None or behind.tag != "noscript":
        return ""
    image = next(behind.iter("img"), None)
    source = (image.get("src") or "") if image is not None else ""
    return "" if is_placeholder(source) else source

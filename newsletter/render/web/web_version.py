"""The web version of a letter: its frozen HTML without what is personal, in the HTML of today.

In: the HTML of a letter, with marked slots, and the address of the site that it was made for. Out: its styles, its
body, its first picture, and the paths on the site that it shows or leads to. Words stay as they were mailed. What mail
programs need and HTML no longer has (`bgcolor`, `cellpadding`, comments for Outlook) becomes style or goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from newsletter.exceptions import NewsletterError

_SLOT = re.compile(r"@@[A-Za-z-]+@@")
_PERSONAL = re.compile(r"(?:u|p|l)/")
_BLOCKS = ("p", "li", "td", "th", "div", "tr")
_SIDES = {"left", "right", "center", "justify"}
_SIZED = {"table", "td", "th", "tr", "col", "hr", "div", "p"}
_KEPT = frozenset(("href", "src", "alt", "class", "id", "style", "lang", "dir", "role", "scope", "aria-label"))
_GONE = ("cellpadding", "cellspacing", "border", "summary", "clear", "aria-roledescription", "xmlns")
SizeOf = Callable[[str], tuple[int, int]]


class PersonalError(NewsletterError):
    """Something personal is left in a letter after all that is known of it was taken out."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that stands for a page elsewhere: its path on the site, and what it shows."""

    path: str
    alt: str


@dataclass(frozen=True, slots=True)
class WebVersion:
    """The letter as a page shows it; `paths` are those of the site that it refers to, without the site."""

    styles: str
    body: str
    picture: Picture | None
    paths: tuple[str, ...]


def web_version(html: str, site: str, up: str, size_of: SizeOf = lambda path: (0, 0)) -> WebVersion:
    """The web version of a letter, for a page from which `up` leads to the root of the site.

    `size_of` gives a picture's width and height by its path, 0 for one that is not known: so a browser leaves room for
    it. A slot or a reader's own address that remains raises `PersonalError`.
    """
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    root: Any = etree.fromstring(html.encode(), parser)
    body = root.find("body")
    _take_out_personal(body, site)
    for element in body.iter(etree.Element):
        _modernise(element)
    _give_heights(body, site, size_of)
    picture = _picture(body, site)
    paths = tuple(dict.fromkeys(_to_paths(body, site, up)))
    styles = "\n".join(_styles(root))
    shown = "".join(etree.tostring(child, method="html", encoding="unicode") for child in _find_shown(body))
    shown = shown.replace("</wbr>", "")  # libxml2 does not know that it has no end
    web = WebVersion(styles.replace(f"{site}/", "../"), shown, picture, paths)
    assert_impersonal(web.body + web.styles, site)
    return web


def _give_heights(body: Any, site: str, size_of: SizeOf) -> None:
    """Give pictures the heights that mail programs would keep while they make them narrower."""
    for image in body.iter("img"):
        shown, src = image.get("width", ""), image.get("src", "")
        if shown.isdigit() and not image.get("height") and src.startswith(f"{site}/images/"):
            width, height = size_of(src.removeprefix(f"{site}/"))
            if width:
                image.set("height", str(max(1, round(int(shown) * height / width))))


def assert_impersonal(page: str, site: str) -> None:
    """Raise `PersonalError` where a page holds a slot or an address that is one reader's own."""
    found = _SLOT.search(page) or re.search(rf"(?:{re.escape(site)}/|[\"'](?:\.\./)+)(?:u|p|l)/", page)
    if found:
        raise PersonalError(found[0][:40])


def _find_shown(body: Any) -> Iterator[Any]:
    """The elements of the letter itself: without the landmark around them, and without the hidden preheader."""
    children = list(body)
    if len(children) == 1 and children[0].get("role") == "main":
        children = list(children[0])
    for child in children:
        if not re.search(r"display:\s*none", child.get("style", "")):
            yield child


def _styles(root: Any) -> Iterator[str]:
    for style in root.iter("style"):
        media = style.get("media")
        words = (style.text or "").strip()
        yield f"@media {media} {{ {words} }}" if media else words


def _take_out_personal(body: Any, site: str) -> None:
    """Take out links that are one reader's own, and the words around them that make no sense without."""
    own = re.compile(rf"@@|{re.escape(site)}/(?:u|p|l)/")
    for link in [link for link in body.iter("a") if own.search(link.get("href", ""))]:
        is_wish = "@@always-" in link.get("href", "") or f"{site}/l/" in link.get("href", "")
        around = link.getparent()
        _remove(link)
        if around is not None and not _has_words(around):
            label = around.getprevious()
            if is_wish and label is not None and label.tag == around.tag and label.find(".//a") is None:
                _remove(label)
            _remove(around)
    for element in list(body.iter(etree.Element)):
        for name, value in element.attrib.items():
            if "@@" in value and _SLOT.search(value):
                del element.attrib[name]
        words = (element.text or "", *(child.tail or "" for child in element))
        if any("@@" in one and _SLOT.search(one) for one in words):
            block = next((at for at in (element, *element.iterancestors()) if at.tag in _BLOCKS), element)
            if block.getparent() is not None:
                _remove(block)


def _has_words(element: Any) -> bool:
    return bool("".join(element.itertext()).strip()) or element.find(".//img") is not None


def _remove(element: Any) -> None:
    """Take an element out; the words behind it stay."""
    parent, before = element.getparent(), element.getprevious()
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _modernise(element: Any) -> None:
    """Attributes that HTML no longer has as style, before the element's own, which overrules them as it did."""
    tag, take = element.tag, element.attrib.pop
    if tag not in ("font", "center") and _KEPT.issuperset(element.keys()) and "mso-" not in element.get("style", ""):
        return  # as most elements are
    if tag in ("font", "center"):
        element.tag = "span" if tag == "font" else "div"
    rules = ["text-align:center"] if tag == "center" else []
    if colour := take("color", "") if tag == "font" else "":
        rules.append(f"color:{colour}")
    if colour := take("bgcolor", ""):
        rules.append(f"background-color:{colour}")
    if picture := take("background", ""):
        rules.append(f"background-image:url('{picture}')")
    if tag == "table":
        spacing, padding = element.get("cellspacing", "0"), element.get("cellpadding", "0")
        rules += [f"border-spacing:{spacing}px"] if spacing.isdigit() and spacing != "0" else []
        if padding.isdigit() and padding != "0":
            for cell in element.iterfind("./tbody/tr/td"):
                cell.set("style", f"padding:{padding}px;{cell.get('style', '')}")
    if "nowrap" in element.attrib:
        del element.attrib["nowrap"]
        rules.append("white-space:nowrap")
    if (side := take("valign", "").lower()) in ("top", "middle", "bottom", "baseline"):
        rules.append(f"vertical-align:{side}")
    rules += _aligned(element, take("align", "").lower())
    for name in ("width", "height"):
        value = element.get(name, "")
        if value and tag in _SIZED:
            del element.attrib[name]
            rules.append(f"{name}:{value}px" if value.isdigit() else f"{name}:{value}")
        elif value and tag == "img" and not value.isdigit():
            del element.attrib[name]
            rules.append(f"{name}:{value}")
    for name in _GONE:
        take(name, None)
    for name in [name for name in element.attrib if ":" in name or name in ("hspace", "vspace", "type")]:
        if tag != "input":
            del element.attrib[name]
    if tag == "a" and (name := take("name", "")) and not element.get("id"):
        element.set("id", name)
    own = ";".join(rule for rule in element.get("style", "").split(";") if not rule.strip().startswith("mso-"))
    style = ";".join([*rules, *([own] if own.strip() else [])])
    if style:
        element.set("style", style)
    else:
        take("style", None)


def _aligned(element: Any, side: str) -> list[str]:
    """What `align` did: of a table, where it stands; of a cell, also where the tables within it stand."""
    if side not in _SIDES:
        return []
    if element.tag == "table":
        return ["margin-left:auto", "margin-right:auto"] if side == "center" else [f"float:{side}"]
    if element.tag == "img":
        return [f"float:{side}"] if side in ("left", "right") else []
    if side in ("center", "right"):
        margin = "margin-left:auto;" + ("margin-right:auto;" if side == "center" else "")
        for table in element.iterfind("./table"):
            if not table.get("align"):
                table.set("style", margin + table.get("style", ""))
    return [f"text-align:{side}"]


def _to_paths(body: Any, site: str, up: str) -> Iterator[str]:
    """Make addresses of the site's own pages and pictures relative; the page where readers join is not among them."""
    for element in body.iter(etree.Element):
        for name in ("href", "src"):
            value = element.get(name, "")
            if value.startswith(f"{site}/") and not value.startswith(f"{site}/subscribe/"):
                path = value.removeprefix(f"{site}/")
                element.set(name, f"{up}{path}")
                yield path.partition("#")[0]
        style = element.get("style", "")
        if f"{site}/" in style:
            yield from (path.strip("'\"") for path in re.findall(rf"url\(['\"]?{re.escape(site)}/([^)'\"]+)", style))
            element.set("style", style.replace(f"{site}/", up))


def _picture(body: Any, site: str) -> Picture | None:
    """The first large picture of the letter."""
    for image in body.iter("img"):
        width = image.get("width", "")
        if image.get("src", "").startswith(f"{site}/images/") and width.isdigit() and int(width) >= 200:
            return Picture(image.get("src").removeprefix(f"{site}/"), image.get("alt", ""))
    return None

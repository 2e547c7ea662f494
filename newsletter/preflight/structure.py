"""The document: title, charset, zoom, colour schemes, headings, tables, anchors, and nothing that is loaded or run.

In: a letter examined. Out: where its markup fails its readers (WCAG 2.2, 1.3.1, 1.4.4, 2.4.2, 2.4.6; Email Markup
Consortium).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from newsletter.preflight.check import LetterCheck
from newsletter.preflight.dom import HEADINGS, is_layout, tag_of, words_of
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined
from newsletter.problems import Severity

_BANNED = frozenset(
    ("script", "form", "input", "button", "select", "textarea", "iframe", "object", "embed", "link", "base", "svg",
     "video", "audio", "canvas", "applet", "frame")
)  # fmt: skip
_LOADING = re.compile(r"@import\b[^;{]*|@font-face|expression\(|<meta[^>]+refresh[^>]*>", re.IGNORECASE)


def find_title(letter: Examined) -> Iterator[Finding]:
    """The title is the subject: a browser and a screen reader say it first."""
    title = " ".join((letter.root.findtext("head/title") or "").split())
    if title != " ".join(letter.letter.subject.split()):
        said = f"is “{title[:60]}”, which is not its subject" if title else "is empty"
        yield Finding(f"the title of the letter {said}", template="<mj-title")


def find_charset(letter: Examined) -> Iterator[Finding]:
    """Forwarded, saved and web copies know their characters by it."""
    if not re.search(r"<meta[^>]+charset=[\"']?utf-8", letter.html, re.IGNORECASE):
        yield Finding("the letter does not say that its characters are UTF-8", template="<mj-head")


def find_zoom(letter: Examined) -> Iterator[Finding]:
    """The width is the device's, and a reader may zoom."""
    told = [meta.get("content") or "" for meta in letter.root.iter("meta") if meta.get("name") == "viewport"]
    if not any("width=device-width" in each for each in told):
        yield Finding("the letter does not say that its width is that of the device", template="<mj-head")
    for each in told:
        if re.search(r"user-scalable\s*=\s*(no|0)|maximum-scale\s*=\s*[01](\.|\b)", each):
            yield Finding(f"a reader can't zoom: `{each}`", template="viewport")


def find_schemes(letter: Examined) -> Iterator[Finding]:
    """Light and dark are both told, so that no mail program turns the colours over by force."""
    told = {meta.get("name"): meta.get("content") or "" for meta in letter.root.iter("meta")}
    for name in ("color-scheme", "supported-color-schemes"):
        if not {"light", "dark"} <= set(told.get(name, "").split()):
            said = f"says `{told[name]}`" if told.get(name) else "is missing"
            yield Finding(f"the meta element `{name}` {said}; it should say `light dark`", template="<mj-head")


def find_loaded(letter: Examined) -> Iterator[Finding]:
    """Nothing is loaded but pictures, and nothing runs: mail programs drop it, or the whole letter."""
    for element in letter.root.iter(etree.Element):
        handlers = [name for name in element.attrib if str(name).startswith("on")]
        if element.tag in _BANNED or handlers:
            what = f"<{element.tag} {handlers[0]}=…>" if handlers else f"<{element.tag}>"
            yield Finding(f"a mail program drops this, or the whole letter: {what}", template=f"<{element.tag}")
    for found in dict.fromkeys(_LOADING.findall(letter.html)):
        yield Finding(f"a mail program drops this, or the whole letter: {found[:60]}", template=found[:12])


def find_main_heading(letter: Examined) -> Iterator[Finding]:
    """There is one h1, which says what the letter is about."""
    found = [words_of(each) for each in letter.body.iter("h1")]
    if len(found) != 1:
        several = ": " + ", ".join(f"“{words[:40]}”" for words in found[:3]) if found else ""
        yield Finding(f"the letter has {len(found) or 'no'} headings of the first level{several}", template="<h1")


def find_headings(letter: Examined) -> Iterator[Finding]:
    """Headings go down one level at a time and say something."""
    before = 0
    for heading in letter.body.iter(*HEADINGS):
        level, words = int(heading.tag[1]), words_of(heading)
        if not words:
            yield Finding(f"a heading of level {level} is empty", element=heading)
        elif level > before + 1:
            yield Finding(f"after level {before} comes level {level}", element=heading, sample=words)
        before = level


def find_tables(letter: Examined) -> Iterator[Finding]:
    """A table is for layout, by its role, or has heads that say what they head."""
    for table in letter.body.iter("table"):
        heads = [cell for cell in table.iter("th") if next(cell.iterancestors("table")) is table]
        if is_layout(table):
            if heads:
                yield Finding("a table for layout has heads of data", element=heads[0], sample=words_of(heads[0]))
        elif not heads:
            yield Finding(f"a table has neither heads nor a role: {tag_of(table)}", element=table)
        elif any(head.get("scope") not in ("row", "col", "rowgroup", "colgroup") for head in heads):
            yield Finding("the head of a table has no scope", element=heads[0], sample=words_of(heads[0]))
    # Word, which Outlook lays out with, reads the tables in conditional comments.
    for comment in letter.root.iter(etree.Comment):
        for tag in re.findall(r"<table[^>]*>", comment.text or ""):
            if not re.search(r"role=[\"']?(presentation|none)", tag):
                yield Finding(f"a table for Outlook has no role: {tag[:80]}", template=tag)


def find_anchors(letter: Examined) -> Iterator[Finding]:
    """A link into the letter leads to one place that is there."""
    ids = Counter(element.get("id") for element in letter.root.iter(etree.Element) if element.get("id"))
    for name, count in ids.items():
        if count > 1:
            yield Finding(f'{count} elements have id="{name}"', template=f'id="{name}"')
    for link in letter.links:
        address = link.get("href")
        if address.startswith("#") and address[1:] not in ids:
            yield Finding(f"a link leads to {address[:60]}, which is not in the letter", element=link)


CHECKS = (
    LetterCheck("letter-without-title", find_title, "write `<mj-title>{{ issue.subject.words }}</mj-title>`"),
    LetterCheck("letter-without-charset", find_charset, "let MJML make the head: write no `<head>` of your own"),
    LetterCheck("letter-without-zoom", find_zoom, "leave the viewport to MJML, and lock no zoom"),
    LetterCheck("single-colour-scheme", find_schemes, "have both meta elements say `light dark`"),
    LetterCheck(
        "loaded-content", find_loaded, "take it out; a link to a page that has it works everywhere",
        severity=Severity.ERROR,
    ),
    LetterCheck("wrong-main-heading", find_main_heading, "let what leads the issue, and nothing else, be an `h1`"),
    LetterCheck("wrong-heading-level", find_headings, "use the next level down, or fill the empty one"),
    LetterCheck("table-without-role", find_tables, 'write role="presentation", or heads with scope="col"'),
    LetterCheck("broken-anchor", find_anchors, "give one element that id, and lead there"),
)  # fmt: skip
"""What is asked of the document."""

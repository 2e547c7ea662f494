"""Other people's translation memories, TMX 1.4 (LISA OSCAR, 2005): pairs of sentences, for suggestions alone.

In: the bytes of a file. Out: the pairs in the locales of a project, each once, tags of other tools left out; or the
bytes of a file with these pairs, as a project keeps it below `memories/`. Nothing of it is ever taken over by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from newsletter.content.source import has_forbidden
from newsletter.locales import canonical, chain
from newsletter.problems import Location, Problem, error
from newsletter.translate.exchange.guard import xml_problems

if TYPE_CHECKING:
    from lxml.etree import _Element

FOLDER = "memories"
"""Where a project keeps them."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MARKS = ("bpt", "ept", "it", "ph", "ut")
"""Elements whose words are another tool's markup (section 3.2); those of `hi` and `sub` are words."""


class Suggestion(NamedTuple):
    """How somebody has translated a text into a locale."""

    locale: str
    source: str
    target: str


def read_tmx(
    data: bytes, file: str, source_locale: str, locales: Sequence[str]
) -> tuple[list[Suggestion], list[Problem]]:
    """The pairs from the source locale into those given; none of a file that can't be read."""
    from lxml import etree

    # A memory begins with the document type of its standard, which declares nothing and is not needed.
    data = _without_type(data)
    if problems := xml_problems(data, file):
        return [], problems
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        message = f"this is no whole XML: {str(fault).partition(', line ')[0].lower()}"
        return [], [error("broken-tmx", message, Location(file), "ask for the file anew")]
    if _name(root) != "tmx":
        message = f"the file is no memory: it begins with <{_name(root)}>"
        return [], [error("broken-tmx", message, Location(file), "bring in a file of TMX 1.4")]
    units = (unit for unit in root.iter() if _name(unit) == "tu")
    return list(dict.fromkeys(pair for unit in units for pair in _pairs(unit, source_locale, locales))), []


def write_tmx(pairs: Iterable[Suggestion], source_locale: str) -> bytes:
    """The pairs as a file of TMX 1.4, the same bytes for the same pairs."""
    from lxml import etree

    root = etree.Element("tmx", version="1.4")
    facts = {"creationtool": "newsletter", "creationtoolversion": "1", "segtype": "paragraph", "o-tmf": "newsletter"}
    facts |= {"adminlang": "en", "srclang": source_locale, "datatype": "plaintext"}
    etree.SubElement(root, "header", facts)
    body = etree.SubElement(root, "body")
    for locale, source, target in pairs:
        unit = etree.SubElement(body, "tu")
        for tag, words in ((source_locale, source), (locale, target)):
            etree.SubElement(etree.SubElement(unit, "tuv", {_LANG: tag}), "seg").text = words
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _without_type(data: bytes) -> bytes:
    begin = data.find(b"<!DOCTYPE tmx", 0, 1000)
    end = data.find(b">", begin)
    inner = data[begin:end]
    return data if begin < 0 or end < 0 or b"[" in inner else data[:begin] + data[end + 1 :]


def _pairs(unit: _Element, source_locale: str, locales: Sequence[str]) -> Iterator[Suggestion]:
    words: dict[str, str] = {}
    for variant in unit:
        if _name(variant) == "tuv":
            tag = canonical((variant.get(_LANG) or variant.get("lang") or "").replace("_", "-"))
            text = " ".join("".join(_words(each) for each in variant if _name(each) == "seg").split())
            if tag and text and not has_forbidden(text):
                words.setdefault(tag, text)
    source = _of(words, source_locale)
    for locale in locales:
        target = _of(words, locale)
        if source and target and locale not in chain(source_locale):
            yield Suggestion(locale, source, target)


def _of(words: dict[str, str], locale: str) -> str:
    """What is said in a locale, in a shorter form of it, or in one that is more special."""
    for step in chain(locale):
        if step in words:
            return words[step]
    return next((text for tag, text in words.items() if locale in chain(tag)), "")


def _words(element: _Element) -> str:
    inner = [element.text or ""] if _name(element) not in _MARKS else []
    for child in element:
        inner += [_words(child), child.tail or ""]
    return "".join(inner)


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""

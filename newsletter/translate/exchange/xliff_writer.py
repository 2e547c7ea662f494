"""Texts as XLIFF 1.2, the form that tools for translators agree on (OASIS standard of 1 February 2008).

In: a `Parcel`. Out: the bytes of a file, the same for the same texts. Each text is a `<trans-unit>` with its id, its
limit in characters, notes, and what it was sent with; those of a plural stand together in a `<group>`, as the PO
representation guide (section 2.5) has it.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from newsletter.content.source import without_forbidden
from newsletter.translate.exchange.inline import NAMESPACE, write_inline
from newsletter.translate.exchange.parcel import Parcel, Sent, form_id, notes_of, sent_mark, source_of
from newsletter.translate.exchange.states import TO_XLIFF
from newsletter.translate.unit import State

if TYPE_CHECKING:
    from lxml.etree import _Element

OURS = "newsletter"
"""Who is behind a note, and the name of the product."""
_HELP = (
    "Tags (<g>, <x>, <ph>) stay, each once. `maxwidth` counts characters as readers see them, without tags. What you "
    "approve (`approved`, `signed-off`, `final`) is taken for read where somebody's name says so; all else is read "
    "once more. A note of your own comes back as a question to the editors."
)
_STRUCTURE = frozenset(("xliff", "file", "header", "body", "group", "trans-unit", "context-group", "alt-trans", "tool"))
_NAMES: Any = {None: NAMESPACE}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write_xliff(parcel: Parcel) -> bytes:
    """The file."""
    from lxml import etree

    root = etree.Element(f"{{{NAMESPACE}}}xliff", nsmap=_NAMES, version="1.2")

    def kind(sent: Sent) -> tuple[str, str]:
        return sent.catalog, sent.source_locale

    # A file has one source language (section 2.3): what points have written in their own stands in one of its own.
    names = {each: number for number, each in enumerate(dict.fromkeys(map(kind, parcel.texts)))}
    for (catalog, locale), texts in groupby(sorted(parcel.texts, key=lambda sent: names[kind(sent)]), key=kind):
        file = _sub(
            root, "file", original=f"{catalog}.{locale}.po", datatype="plaintext",
            **{
                "source-language": locale, "target-language": parcel.locale,
                "product-name": OURS, "product-version": parcel.issue,
            },
        )  # fmt: skip
        header = _sub(file, "header")
        _sub(header, "tool", **{"tool-id": OURS, "tool-name": OURS})
        _sub(header, "note").text = _HELP
        body = _sub(file, "body")
        for sent in texts:
            _write_text(body, sent)
    _indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _write_text(body: _Element, sent: Sent) -> None:
    entry = sent.entry
    is_plural = bool(entry.plural)
    named = {"resname": entry.context} if entry.context else {}
    around = _sub(body, "group", restype="x-gettext-plurals", **named) if is_plural else body
    for number, target in enumerate(entry.targets):
        source, target = source_of(entry, number), without_forbidden(target)
        said = TO_XLIFF[entry.state]
        unit = _sub(
            around, "trans-unit", id=form_id(sent.id, number, is_plural=is_plural),
            approved="yes" if said.is_approved else "no", **named, **{_SPACE: "preserve"},
        )  # fmt: skip
        if entry.about.limit:
            unit.set("maxwidth", str(entry.about.limit))
            unit.set("size-unit", "char")
        write_inline(_sub(unit, "source"), without_forbidden(source))
        holder = _sub(unit, "target", state=said.state if target else TO_XLIFF[State.MISSING].state)
        if target:
            write_inline(holder, target)
            if qualifier := _qualifier(sent):
                holder.set("state-qualifier", qualifier)
        if entry.context:
            place = _sub(unit, "context-group", purpose="location")
            _sub(place, "context", **{"context-type": "x-document"}).text = entry.context
        known = _sub(unit, "context-group", purpose="information")
        _sub(known, "context", **{"context-type": "x-sent"}).text = sent_mark(target)
        for line in notes_of(entry):
            _sub(unit, "note", **{"from": OURS}).text = without_forbidden(line)
        if entry.is_stale and target:
            before = _sub(unit, "alt-trans", alttranstype="previous-version")
            write_inline(_sub(before, "source"), without_forbidden(entry.previous))
            write_inline(_sub(before, "target"), target)


def _qualifier(sent: Sent) -> str:
    """Where a translation is from (`state-qualifier`, section 2.4); empty for a person's."""
    origin = sent.entry.record.origin
    if sent.entry.state is State.REVIEWED or origin is None:
        return ""
    return "leveraged-mt" if origin.provider else "leveraged-tm" if origin.memory else ""


def _sub(parent: _Element, name: str, **attributes: str) -> _Element:
    from lxml import etree

    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _indent(element: _Element, depth: int = 0) -> None:
    """A line for each element that holds no words; the words of texts stay as they are."""
    if element.tag.rpartition("}")[2] not in _STRUCTURE or not len(element):
        return
    element.text = "\n" + "  " * (depth + 1)
    for child in element:
        _indent(child, depth + 1)
        child.tail = "\n" + "  " * (depth + 1)
    element[-1].tail = "\n" + "  " * depth

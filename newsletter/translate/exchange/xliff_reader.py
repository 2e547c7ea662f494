"""XLIFF 1.2 as it comes back from a tool for translators.

In: the bytes of a file. Out: a `Returned`: its texts with their rows, and what is wrong with it. Nothing outside the
file is opened, no entity is resolved, what is too large is not parsed (`guard`). Segments of tools are read through;
a text with an element that nobody here has put there is told, and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newsletter.locales import canonical
from newsletter.problems import Location, Problem, error
from newsletter.translate.exchange.guard import xml_problems
from newsletter.translate.exchange.inline import ForeignTagError, read_inline
from newsletter.translate.exchange.parcel import Form, Remark, Returned, parsed_id
from newsletter.translate.exchange.states import mark_of_xliff
from newsletter.translate.exchange.xliff_writer import OURS

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_xliff(data: bytes, file: str) -> Returned:
    """The texts of a file; none of one that is no XLIFF 1.2."""
    from lxml import etree

    if problems := xml_problems(data, file):
        return Returned(problems=tuple(problems))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        line, column = _position(fault)
        message = f"this is no whole XML: {_reason(fault)}"
        hint = "ask for the file anew; it was cut or changed on the way"
        return Returned(problems=(error("broken-xliff", message, Location(file, line, column), hint),))
    if found := _version_problem(root, file):
        return Returned(problems=(found,))
    files = [each for each in root if _name(each) == "file"]
    forms: list[Form] = []
    faults: list[Problem] = []
    for unit in (unit for each in files for unit in each.iter() if _name(unit) == "trans-unit"):
        try:
            forms.append(_form(unit, file))
        except ForeignTagError as fault:
            message = f"`{fault}` is no tag of this text"
            at = _place(unit, file)
            faults.append(error("foreign-tag", message, at, "take it out, or put a tag of the source in its place"))
    locales = {canonical(each.get("target-language", "").replace("_", "-")) or "" for each in files} - {""}
    if len(locales) > 1:
        message = f"the file has texts in several languages: {', '.join(sorted(locales))}"
        return Returned(
            problems=(error("several-languages", message, Location(file, 1), "bring in one file a language"),)
        )
    issues = {each.get("product-version", "") for each in files if each.get("product-name") == OURS} - {""}
    issue = issues.pop() if len(issues) == 1 else ""
    return Returned(issue, next(iter(locales), ""), tuple(forms), tuple(faults))


def _version_problem(root: _Element, file: str) -> Problem | None:
    at = _place(root, file)
    if _name(root) != "xliff":
        hint = "bring in what came back for the file that `newsletter words export` wrote"
        return error("broken-xliff", f"the file is no XLIFF: it begins with <{_name(root)}>", at, hint)
    version = root.get("version", "")
    if not version.startswith("1."):
        message = f"the file is XLIFF {version or 'without a version'}; 1.2 is read"
        return error("broken-xliff", message, at, "ask for it as XLIFF 1.2")
    return None


def _form(unit: _Element, file: str) -> Form:
    source, target = _child(unit, "source"), _child(unit, "target")
    text_id, number = parsed_id(unit.get("id", ""))
    state = target.get("state", "") if target is not None else ""
    return Form(
        id=text_id,
        number=number,
        source=read_inline(source) if source is not None else "",
        target=read_inline(target) if target is not None else "",
        mark=mark_of_xliff(state, unit.get("approved", "")),
        place=_place(unit, file),
        sent=next((each.text or "" for each in unit.iter() if each.get("context-type") == "x-sent"), ""),
        context=unit.get("resname", ""),
        remarks=tuple(_remarks(unit)),
    )


def _remarks(unit: _Element) -> Iterator[Remark]:
    for each in unit:
        words = " ".join("".join(map(str, each.itertext())).split()) if _name(each) == "note" else ""
        if words and each.get("from") != OURS:
            yield Remark(words, each.get("from", ""))


def _child(unit: _Element, name: str) -> _Element | None:
    return next((each for each in unit if _name(each) == name), None)


def _place(element: _Element, file: str) -> Location:
    line: Any = element.sourceline  # lxml's stubs know no type of it
    return Location(file, line or 0)


def _position(fault: Any) -> tuple[int, int]:
    line, column = fault.position
    return line or 1, column or 1


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _reason(fault: Exception) -> str:
    return str(fault).partition(", line ")[0].lower()

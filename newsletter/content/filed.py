"""One of the editors' files as a value of its model, with all that is wrong in the file by itself.

In: the bytes of an article, network, point, issue or overlay, and what its place in the project says of it. Out: a
`Filed`, which stands as long as the file is as it was: what files say of each other is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import ValidationError

from newsletter.content.faults import problems_of
from newsletter.content.fields import Model
from newsletter.content.markdown import parse
from newsletter.content.model import Article, IssueFile, Overlay
from newsletter.content.plain import marks_in
from newsletter.content.reading import read_article, read_yaml
from newsletter.content.salvage import salvage
from newsletter.content.sections import section_kinds
from newsletter.content.source import Keys, Source
from newsletter.content.texts import fields_of
from newsletter.files import decode
from newsletter.problems import Problem, error, warning

_AS_TYPED = re.compile(r"\s#\s+as typed\s*$", re.IGNORECASE)
_BLOCK = re.compile(r":\s+[|>][-+\d]*\s+#")

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Filed(Generic[M]):
    """A file as it was read.

    `source` is None where its form can't be read at all; `model` where anything is wrong, and then `salvaged` has what
    is right. Problems: `form` of reading, `faults` of its values, `marks` of Markdown and HTML in plain fields.
    """

    source: Source | None
    model: M | None = None
    salvaged: M | None = None
    form: tuple[Problem, ...] = ()
    faults: tuple[Problem, ...] = ()
    marks: tuple[Problem, ...] = ()


Make = Callable[[bytes | None, list[Problem]], Filed[M]]


def article_from(data: bytes | None, problems: list[Problem], file: str, slug: str, locale: str) -> Filed[Article]:
    """An article; its source's `body` is the text in blocks, which is there whatever is wrong with the keys above."""
    source, problems = _read(data, problems, file)
    if source is None:
        return Filed(None, form=tuple(problems))
    source.value["body"] = parse(source.value["body"])
    if source.is_broken:
        return Filed(source, form=tuple(problems))
    return _validated(Article, source, problems, [], {"@slug": slug}, locale)


def model_from(
    model: type[M], data: bytes | None, problems: list[Problem], file: str, slug: str, locale: str | None
) -> Filed[M]:
    """A network or a point, whose texts are in `locale` unless it says otherwise; None for one that always says so."""
    source, problems = _read(data, problems, file)
    if source is None:
        return Filed(None, form=tuple(problems))
    return _validated(model, source, problems, [], {"@slug": slug}, locale)


def issue_from(data: bytes | None, problems: list[Problem], file: str, slug: str, locale: str) -> Filed[IssueFile]:
    """An issue."""
    source, problems = _read(data, problems, file)
    if source is None:
        return Filed(None, form=tuple(problems))
    faults = list(_mark_sections(source, "sections", f"issues/{slug}", locale))
    return _validated(IssueFile, source, problems, faults, {"@slug": slug}, locale)


def overlay_from(
    data: bytes | None, problems: list[Problem], file: str, slug: str, issue: str, locale: str
) -> Filed[Overlay]:
    """A point's changes to an issue, in the locale that the file names, else in this one.

    A file without a key changes nothing: whoever takes back the last change leaves it so.
    """
    source, problems = _read(data, problems, file, may_be_empty=True)
    if source is None:
        return Filed(None, form=tuple(problems))
    locale = source.value.get("locale") or locale
    faults = list(_mark_sections(source, "add", f"issues/{issue}/points/{slug}", locale))
    return _validated(Overlay, source, problems, faults, {"@slug": slug, "@issue": issue}, locale)


def _read(
    data: bytes | None, problems: list[Problem], file: str, *, may_be_empty: bool = False
) -> tuple[Source | None, list[Problem]]:
    if data is None:
        return None, problems
    text, found = decode(data, file)
    problems = [*problems, *found]
    if text is None:
        return None, problems
    is_article = file.endswith(".md")
    source, found = read_article(text, file) if is_article else read_yaml(text, file, may_be_empty=may_be_empty)
    return source, [*problems, *found]


def _validated(
    model: type[M], source: Source, form: list[Problem], faults: list[Problem], given: dict[str, str],
    locale: str | None,
) -> Filed[M]:  # fmt: skip
    """The model of a file. Keys that only loading may set are refused when an editor writes them."""
    value = dict(source.value)
    for key in [key for key in value if key.startswith("@")]:
        faults.append(_unknown_key(source, (key,)))
        del value[key]
    if locale and value.get("locale") is None:
        value["locale"] = locale
    try:
        whole = model.model_validate({**value, **given})
    except ValidationError as fault:
        faults += problems_of(fault, source, model)
        partly = salvage(model, {**value, **given})
        marks = tuple(_marks_in_fields(partly, source))
        return Filed(source, None, partly, tuple(form), tuple(faults), marks)
    marks = tuple(_marks_in_fields(whole, source))
    if source.is_torn:
        # Read to its end for what else is wrong, and never mailed: nobody has chosen between its two versions.
        return Filed(source, None, whole, tuple(form), tuple(faults), marks)
    return Filed(source, whole, None, tuple(form), tuple(faults), marks)


def _unknown_key(source: Source, path: Keys) -> Problem:
    return error("unknown-key", f"`{path[-1]}` is no key here", source.location(path, key=True), "take it out")


def _marks_in_fields(of: Model, source: Source) -> Iterator[Problem]:
    """Markdown, HTML and remarks in fields of plain text, where they stand; without those that are meant as typed."""
    for text in fields_of(of, ""):
        for fault in marks_in(text.words):
            path: Keys = tuple(int(part) if part.isdigit() else part for part in text.path.split("/")[1:])
            make = error if fault.is_error else warning
            at = source.location(path)
            place = source.at_words(fault.words, at.line, path=path)
            if fault.is_error or not _is_as_typed(source, at.line, place.line):
                yield make(fault.code, fault.message, place, fault.hint)


def _is_as_typed(source: Source, first: int, last: int) -> bool:
    """True when a remark says that the text on some lines is meant as it is typed."""
    if any(_AS_TYPED.search(line) for line in source.lines[first - 1 : max(first, last)]):
        return True
    # A block of text has its remark on the line of its sign, above its first.
    sign = source.lines[first - 2] if first > 1 else ""
    return bool(_BLOCK.search(sign) and _AS_TYPED.search(sign))


def _mark_sections(source: Source, key: str, path: str, locale: str) -> Iterator[Problem]:
    """Tell each section where it stands and in which locale, which it can't know by itself."""
    sections = source.value.get(key)
    if isinstance(sections, dict):
        sections = source.value[key] = [sections]
    for number, section in enumerate(sections if isinstance(sections, list) else []):
        if isinstance(section, dict):
            at: Keys = (key, number) if (key, number) in source.places else (key,)
            yield from (_unknown_key(source, (*at, name)) for name in section if name in ("@at", "@locale", "@empty"))
            section.update({"@at": f"{path}/{key}/{number}", "@locale": locale, "@empty": ""})
            kind = _empty_kind(section)
            if kind and not source.has_gaps and (*at, kind) not in source.unread:
                message = f"this section shows nothing yet: `{kind}` is empty"
                yield error("empty-section", message, source.location((*at, kind)), _WHAT_TO_SHOW[kind])
                del section[kind]
                section["@empty"] = kind


_NAMES_IT = "name what it shows, or take the section out"
_WHAT_TO_SHOW = {
    kind: _NAMES_IT if what else "write it, or take the section out" for kind, what in section_kinds().items()
}


def _empty_kind(section: Mapping[str, object]) -> str:
    """The one kind of a section in which nothing stands; empty where something does."""
    kinds = [kind for kind in section_kinds() if kind in section]
    value = section[kinds[0]] if len(kinds) == 1 else "several"
    is_nothing = value is None or value == [] or (isinstance(value, str) and not value.strip())
    return kinds[0] if is_nothing else ""

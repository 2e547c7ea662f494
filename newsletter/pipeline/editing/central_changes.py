"""What has changed in the central issue since somebody who follows it has looked.

In: the values of an issue's file as they were and as they are. Out: `CentralChanges`: single values with what stood
there, sections that are new or other ones, sections that are gone. A section is the same one by its id, or by what is
left of it. Texts that an article has are not told: they go to the reviewers as texts that have changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from newsletter.content.edit import Plain
from newsletter.content.moved import Moved
from newsletter.content.sections import section_kinds
from newsletter.pipeline.editing.matching import as_list, match_items

_UNMOVED = Moved()
LINES = ("subject", "preheader", "date", "review-by")
"""Values that are told with what stood there before."""


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What has changed in a section: its heading before, empty where it is the same; names that came and that went."""

    is_new: bool = False
    heading: str | None = None
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    has_other_words: bool = False
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class GoneSection:
    """A section that is no longer there: its kind, heading, and the names of what it showed."""

    kind: str
    heading: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CentralChanges:
    """`lines` are values that differ, as they were; `sections` by their number in the issue as it is."""

    lines: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[int, SectionChange] = field(default_factory=dict)
    gone: tuple[GoneSection, ...] = ()

    @property
    def count(self) -> int:
        """How many things have changed."""
        return len(self.lines) + len(self.sections) + len(self.gone)


def changes_between(before: Mapping[str, Plain], after: Mapping[str, Plain], moved: Moved = _UNMOVED) -> CentralChanges:
    """What is not as it was; what has only been renamed (`moved`) is the same."""
    before = _renamed(before, moved)
    lines = {key: _text(before, key) for key in LINES if _text(before, key) != _text(after, key)}
    old, new = (as_list(values.get("sections")) for values in (before, after))
    match = match_items(old, new)
    was = {to: number for number, to in match.items()}
    steady = _in_order([was[number] for number in sorted(was)])
    sections = {}
    for number, section in enumerate(new):
        change = (
            _between(old[was[number]], section, is_moved=was[number] not in steady)
            if number in was
            else SectionChange(is_new=True)
        )
        if change != SectionChange():
            sections[number] = change
    gone = tuple(_gone(section) for number, section in enumerate(old) if number not in match)
    return CentralChanges(lines, sections, gone)


def _renamed(values: Mapping[str, Plain], moved: Moved) -> Mapping[str, Plain]:
    """The same with the names that articles and networks have now."""
    return {**values, "sections": [_named_now(section, moved) for section in as_list(values.get("sections"))]}


def _named_now(section: Plain, moved: Moved) -> Plain:
    refers = section_kinds().get(_kind(section))
    if not isinstance(section, dict) or not refers:
        return section
    kind, held = _kind(section), section[_kind(section)]
    names: list[Plain] = [moved.name_of(f"{refers}s", str(each)) for each in as_list(held)]
    return {**section, kind: names if isinstance(held, list) else names[0] if names else ""}


def _between(old: Plain, new: Plain, *, is_moved: bool) -> SectionChange:
    before, after = _names(old), _names(new)
    heading = _text(old, "heading") if _text(old, "heading") != _text(new, "heading") else None
    return SectionChange(
        heading=heading,
        came=tuple(name for name in after if name not in before),
        went=tuple(name for name in before if name not in after),
        has_other_words=_text(old, "text") != _text(new, "text"),
        is_moved=is_moved,
    )


def _in_order(numbers: list[int]) -> set[int]:
    """The most of them that stand in rising order: all others have been moved."""
    rows: list[list[int]] = [[]]
    for number in numbers:
        before = max((row for row in rows if not row or row[-1] < number), key=len)
        rows.append([*before, number])
    longest = max(rows, key=len)
    return set(longest)


def _gone(section: Plain) -> GoneSection:
    return GoneSection(_kind(section), _text(section, "heading"), _names(section))


def _kind(section: Plain) -> str:
    return next((kind for kind in section_kinds() if isinstance(section, dict) and kind in section), "")


def _names(section: Plain) -> tuple[str, ...]:
    kind = _kind(section)
    held = section.get(kind) if isinstance(section, dict) and section_kinds().get(kind) else None
    return tuple(str(each) for each in as_list(held))


def _text(values: Plain | Mapping[str, Plain], key: str) -> str:
    found = values.get(key) if isinstance(values, Mapping) else None
    return found.strip() if isinstance(found, str) else ""

"""How what is recorded of a translation looks as comments of a PO file; only the reader and the writer ask.

In: the lines of an entry's comments (`reviewed: Ada 2026-11-21 3f9a1c`), without their `# `. Out: a `Record`, and back.
A line counts as ours by its whole form, so a note that only begins like one is a note. What a file has in another
order or form than ours comes back as it stood: `write_lines(read_lines(lines)) == lines`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, Literal

from newsletter.patterns import late
from newsletter.translate.record import (
    EXACT_CASE,
    FORBIDDEN,
    NOBODY,
    NOTHING,
    READ_ONLY,
    Act,
    Dismissal,
    NotTranslated,
    Origin,
    Record,
    Said,
)

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DIGEST = r"(?: (?P<digest>[0-9a-f]{4,12}))?"
_BY_SOMEBODY = late(rf"(?:(?P<who>\S.*?) (?P<day>{_DAY})|{NOBODY}){_DIGEST}")
# "Ada 2024-02-12: which bridge is meant?"
_SAID = late(rf"(?P<who>\S.*?) (?P<day>{_DAY}): (?P<words>.+)")
# "memory 2023-11", "libre 2026-11-20 by way of en", "memory 2023-11, libre 2026-11-20"
_ORIGIN = late(
    r"(?:memory (?P<recalled>[^\s,]+)|(?:memory (?P<memory>[^\s,]+), )?"
    rf"(?P<provider>\S+) (?P<day>{_DAY})(?: by way of (?P<pivot>\S+))?){_DIGEST}"
)
# "aligned from heerlen-pl.md 2026-11-20", "file november-pl.xlf 2026-11-20"
_BROUGHT = late(rf"(?:aligned from (?P<aligned>\S.*?)|file (?P<file>\S.*?)) (?P<day>{_DAY}){_DIGEST}")
# "lost-tag: <b1> (libre)"
_REASON = late(r"(?P<reason>[a-z0-9]+(?:-[a-z0-9]+)*)(?:: (?P<detail>.+?))?(?: \((?P<by>[^()]+)\))?")
_IGNORE = "ignore-"
_FORMS_OF_TERM = "forms: "
_MARKS = (READ_ONLY, FORBIDDEN, EXACT_CASE)

Fact = tuple[str, Any]
"""The name of a field of `Record`, and one value of it."""


def _origin(words: str) -> Origin | None:
    if found := _BROUGHT.fullmatch(words):
        aligned, file, day, digest = (each or "" for each in found.groups())
        return Origin(day=day, digest=digest, aligned=aligned, file=file)
    found = _ORIGIN.fullmatch(words)
    if found is None:
        return None
    recalled, memory, provider, day, pivot, digest = (each or "" for each in found.groups())
    return Origin(recalled or memory, provider, day, pivot, digest)


def _act(words: str) -> Act | None:
    found = _BY_SOMEBODY.fullmatch(words)
    return Act(found["who"] or NOBODY, found["day"] or "", found["digest"] or "") if found else None


def _said(words: str, kind: Literal["question", "answer"]) -> Said | None:
    found = _SAID.fullmatch(words)
    return Said(kind, found["who"], found["day"], found["words"].replace(r"\n", "\n")) if found else None


def _reason(words: str) -> NotTranslated | None:
    found = _REASON.fullmatch(words)
    return NotTranslated(*(each or "" for each in found.groups())) if found else None


def _text(words: str) -> str | None:
    return words.replace(r"\n", "\n") or None


_FORMS: dict[str, tuple[str, Callable[[str], object]]] = {
    "question": ("talk", partial(_said, kind="question")),
    "answer": ("talk", partial(_said, kind="answer")),
    "rejected": ("rejections", _act),
    "rejected text": ("rejected", _text),
    "from": ("origin", _origin),
    "written": ("written", _act),
    "reviewed": ("reviews", _act),
    "accepted": ("acceptances", _act),
    "was reviewed": ("past_reviews", _act),
    "minor edit": ("minor_edits", _act),
    "was": ("replaced", _text),
    "set aside": ("set_aside", _text),
    "theirs": ("theirs", _text),
    "offered": ("offers", _text),
    "not translated": ("not_translated", _reason),
}
"""What a line begins with, the field that it is of, and how its words are read; None says that they are a note."""
_KEYS = {name: key for key, (name, _) in _FORMS.items()}
_ONE = frozenset(("origin", "written", "not_translated"))
"""Fields of which the last line counts."""
_ORDER = ("notes", "term_marks", "term_forms", "dismissals", *_KEYS)
"""Notes stand first, so that an origin of before, which is kept as one, stays before the origin."""
_PLACES = {name: place for place, name in enumerate(_ORDER)}
_ALONE = _ONE | {"term_forms"}
"""Fields that are one line."""
_LOOSE = frozenset(("dismissals", "term_forms"))
"""Fields whose lines may be typed in more than one way."""
_values = attrgetter(*_ORDER)


def read_lines(lines: Sequence[str], *, is_term: bool = False) -> Record:
    """What the comments of an entry record; those of a term say more."""
    if not lines:
        return NOTHING
    facts = [_fact(line, is_term) for line in lines]
    return _recorded(facts, () if _is_usual(facts, lines) else tuple(lines))


def write_lines(record: Record, *, is_term: bool = False) -> tuple[str, ...]:
    """The comments that say what is recorded: what a file had stays in its place, what is new follows."""
    if not record.layout:
        return tuple(_line(*fact) for fact in _facts(record))
    before = [_fact(line, is_term) for line in record.layout]
    as_read = _recorded(before)
    if as_read == record:
        return record.layout
    rest = list(_facts(record))
    lines = []
    for fact, line in zip(before, record.layout, strict=True):
        if fact[0] == "term_forms" and as_read.term_forms == record.term_forms:
            lines.append(line)  # one line of several
            continue
        fact = fact if fact in rest else ("notes", line)
        if fact in rest:
            rest.remove(fact)
            lines.append(line)
    if as_read.term_forms == record.term_forms:
        rest = [fact for fact in rest if fact[0] != "term_forms"]
    return (*lines, *(_line(*fact) for fact in rest))


def _is_usual(facts: Sequence[Fact], lines: Sequence[str]) -> bool:
    """True where the lines stand as the writer would write them."""
    last = -1
    for (name, value), line in zip(facts, lines, strict=True):
        place = _PLACES[name]
        if place < last or (place == last and name in _ALONE) or (name in _LOOSE and _line(name, value) != line):
            return False
        last = place
    return True


def _recorded(facts: Iterable[Fact], layout: tuple[str, ...] = ()) -> Record:
    values: dict[str, Any] = {"layout": layout}
    for name, value in facts:
        if name in _ONE:
            if name in values:
                values["notes"] = (*values.get("notes", ()), _line(name, values[name]))
            values[name] = value
        elif name == "term_forms":
            values[name] = (*values.get(name, ()), *value)
        else:
            values[name] = (*values.get(name, ()), value)
    return Record(**values)


def _fact(line: str, is_term: bool) -> Fact:
    key, colon, words = line.partition(": ")
    if colon and key in _FORMS:
        name, read = _FORMS[key]
        value = read(words)
        return ("notes", line) if value is None else (name, value)
    if line.startswith(_IGNORE):
        check, _, reason = line.removeprefix(_IGNORE).partition(":")
        return "dismissals", Dismissal(check.strip(), reason.strip())
    if is_term and line in _MARKS:
        return "term_marks", line
    if is_term and line.startswith(_FORMS_OF_TERM):
        return "term_forms", tuple(form for each in words.split(",") if (form := each.strip()))
    return "notes", line


def _facts(record: Record) -> Iterator[Fact]:
    """Everything that is recorded, in the order in which it is written, each as one line has it."""
    for name, values in zip(_ORDER, _values(record), strict=True):
        if not values:
            continue
        if name in _ONE or name == "term_forms":
            yield name, values
        else:
            yield from ((name, value) for value in values)


def _line(name: str, value: Any) -> str:
    """The line that says one thing."""
    if name == "dismissals":
        return f"{_IGNORE}{value.check}" + (f": {value.reason}" if value.reason else "")
    if name == "term_forms":
        return _FORMS_OF_TERM + ", ".join(value)
    if name not in _KEYS:
        return str(value)
    digest = f" {value.digest}" if isinstance(value, Act | Origin) and value.digest else ""
    words = f"{value}{digest}".replace("\n", r"\n")
    key = value.kind if isinstance(value, Said) else _KEYS[name]
    return f"{key}: {words}"

"""What the checks say of one text as somebody writes it, and what mends it where that is certain.

In: a translation as it would be, its locale, the glossary. Out: `Fault`s. A remedy is only offered that leaves nothing
of its fault and makes no other: it is tried before it is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from newsletter.content.tagged import plain
from newsletter.locales import for_babel
from newsletter.problems import Problem, Severity
from newsletter.translate.checks.changed_address import changed_addresses
from newsletter.translate.checks.changed_month import months_in
from newsletter.translate.checks.check import Languages
from newsletter.translate.checks.every import translation_problems
from newsletter.translate.checks.numbers import differences, numbers_in
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

_SPACES = re.compile(r"[ \u00a0\u202f\u2009\t]{2,}|\t")
_BEFORE = re.compile(r"[ \u2009]?([;:!?»]+)(?=\s|$|[)\]”\".,…])")
_FIGURE = re.compile(r"\d{1,4}|\d{1,2}[:.]\d{2}")
_NO_BREAK, _NARROW = "\u00a0", "\u202f"


@dataclass(frozen=True, slots=True)
class Remedy:
    """What mends a fault: the targets as they would be; `gone` and `put` are what is taken out and put in."""

    targets: tuple[str, ...]
    gone: tuple[str, ...] = ()
    put: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a check has found. `can_be_right` for what a person may judge; of numbers, `lost` and `added`."""

    problem: Problem
    remedy: Remedy | None = None
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def can_be_right(self) -> bool:
        """True where somebody may say that the text is right as it is."""
        return self.problem.severity is Severity.WARNING


def faults_of(entry: Translation, locale: str, glossary: Glossary, source_locale: str) -> list[Fault]:
    """What is wrong with a translation, what keeps it from being used first."""
    languages = Languages(entry.about.source_locale or source_locale, locale)
    found = translation_problems(entry, locale, glossary, source_locale)
    found.sort(key=lambda problem: problem.severity is Severity.WARNING)
    return [_fault(problem, entry, languages, glossary, found) for problem in found]


def _fault(
    problem: Problem, entry: Translation, languages: Languages, glossary: Glossary, found: Sequence[Problem]
) -> Fault:  # fmt: skip
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    if problem.code == "changed-number" and not entry.plural:
        numbers = differences(plain(entry.source), plain(entry.target), *languages)
        lost, added = tuple(numbers[0]), tuple(numbers[1])
    mend = _MENDS.get(problem.code)
    for remedy in mend(entry, languages) if mend else ():
        after = translation_problems(
            replace(entry, targets=remedy.targets), languages.target, glossary, languages.source
        )  # fmt: skip
        left = {each.code for each in found} - {problem.code}
        if {each.code for each in after} <= left:
            return Fault(problem, remedy, lost, added)
    return Fault(problem, None, lost, added)


Mend = Callable[[Translation, Languages], Iterator[Remedy]]
"""Ways to mend a translation, the likeliest first; each is tried before it is offered."""


def _numbers(entry: Translation, languages: Languages) -> Iterator[Remedy]:
    """Those of the source, in its order, in the places of those that are not like them: as many on both sides.

    Only figures that every language writes alike.
    """
    right, ours = numbers_in(plain(entry.source), languages.source), numbers_in(plain(entry.target), languages.target)
    if entry.plural or len(right) != len(ours):
        return
    target, at, gone, put = "", 0, [], []
    for wanted, found in zip(right, ours, strict=True):
        start = entry.target.find(found.written, at)
        if start < 0:
            return
        is_right = wanted.is_like(found)
        if not is_right and not (_FIGURE.fullmatch(wanted.written) and _FIGURE.fullmatch(found.written)):
            return
        target += entry.target[at:start] + (found.written if is_right else wanted.written)
        at = start + len(found.written)
        if not is_right:
            gone.append(found.written)
            put.append(wanted.written)
    yield Remedy((target + entry.target[at:],), tuple(gone), tuple(put))


def _months(entry: Translation, languages: Languages) -> Iterator[Remedy]:
    source, words = plain(entry.source), plain(entry.target)
    lost = months_in(source, languages.source, dated=True) - months_in(words, languages.target, dated=False)
    added = months_in(words, languages.target, dated=True) - months_in(source, languages.source, dated=False)
    if entry.plural or len(lost) != 1 or len(added) != 1:
        return
    months = for_babel(languages.target).months
    for form in ("format", "stand-alone"):
        wrong, right = months[form]["wide"][added.copy().pop()], months[form]["wide"][lost.copy().pop()]
        if len(re.findall(rf"\b{re.escape(wrong)}\b", entry.target)) == 1:
            yield Remedy((re.sub(rf"\b{re.escape(wrong)}\b", right, entry.target),), (wrong,), (right,))


def _addresses(entry: Translation, _: Languages) -> Iterator[Remedy]:
    differing = changed_addresses(entry.source, entry.target)
    right = [each for each in differing if each in plain(entry.source)]
    wrong = [each for each in differing if each in plain(entry.target)]
    if not entry.plural and len(right) == len(wrong) == 1 and entry.target.count(wrong[0]) == 1:
        yield Remedy((entry.target.replace(wrong[0], right[0]),), tuple(wrong), tuple(right))


def _spaces(entry: Translation, _: Languages) -> Iterator[Remedy]:
    yield Remedy(tuple(_SPACES.sub(" ", target).strip(" \u00a0\u202f\u2009") for target in entry.targets))


def _french(entry: Translation, languages: Languages) -> Iterator[Remedy]:
    def mended(target: str) -> str:
        def space(found: re.Match[str]) -> str:
            signs = found[1]
            wide = signs[0] in ":»"
            return (_NO_BREAK if wide else _NARROW) + signs if signs[0] in marks else found[0]

        opened = re.sub(r"«[ \u2009]?(?=[^\s\u00a0\u202f])", f"«{_NO_BREAK}", target)
        return re.sub(r"(?<=[^\s\u00a0\u202f;:!?»])" + _BEFORE.pattern, space, opened)

    region = languages.target.partition("-")[2]
    marks = "»:" if region == "CA" else "»" if region == "CH" else ";:!?»"
    yield Remedy(tuple(map(mended, entry.targets)), (), ())


def _end_marks(entry: Translation, _: Languages) -> Iterator[Remedy]:
    """The source's own mark at the end, where both write it alike."""
    if entry.plural:
        return
    ours, theirs = entry.target[-1:], entry.source[-1:]
    bare = entry.target[:-1] if ours in ".:;?!…" else entry.target
    is_alike = (bare[-1:].isalnum() and bare[-1:].lower() != bare[-1:].upper()) or bare[-1:].isdigit()
    if is_alike and theirs in ".:…":
        yield Remedy((bare + theirs,), (ours,) if ours in ".:;?!…" else (), (theirs,))
    if ours in ".:;" and (theirs.isalnum() or theirs in ")”»"):
        yield Remedy((bare,), (ours,), ())


_MENDS: Mapping[str, Mend] = {
    "changed-number": _numbers,
    "changed-month": _months,
    "changed-address": _addresses,
    "doubled-space": _spaces,
    "french-spacing": _french,
    "other-end-mark": _end_marks,
}

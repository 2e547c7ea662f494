"""What came of filling a language by machine, in the language of whoever looks at it.

In: the report of a run. Out: how many texts came from where, what is left and why, what could not be done at all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from newsletter.pipeline.translation.translating import TranslateReport
from newsletter.pipeline.use_case import Refused
from newsletter.problems import Severity
from newsletter.studio.machine_words import LEFT, refusal_words
from newsletter.studio.plain_problems import Said, plain_words
from newsletter.studio.words import N_, Words
from newsletter.translate.machine.gaps import REJECTED_BEFORE
from newsletter.translate.providers.provider import Kind

_TOLD_ALIKE = (
    Kind.QUOTA, Kind.KEY_REFUSED, Kind.NOT_SET_UP, Kind.NO_LANGUAGE, Kind.NO_CONNECTION, Kind.TIMEOUT,
    Kind.SERVER_FAULT, Kind.WRONG_ADDRESS, Kind.REDIRECTED, Kind.TOO_MANY, Kind.RESTING, Kind.MISSING, REJECTED_BEFORE,
)  # fmt: skip
_REASONS = {reason: LEFT[reason] for reason in _TOLD_ALIKE} | {
    Kind.TOO_LONG: N_("they are too long for the service"),
    Kind.NOT_ACCEPTED: N_("the service did not take them"),
}
"""What is said of several texts: of what is left the most as of one, the rest in a word for all."""
_UNUSABLE = N_("what came back can’t be used: write them yourself")
_TOLD_BY_NUMBERS = {"left-untranslated", "request-waits"}


@dataclass(frozen=True, slots=True)
class FillWords:
    """`written` texts are to be read now, `offered` stand beside words that are there; `left` are reasons with how many
    texts each; `faults` are problems as forms say them.
    """

    written: int = 0
    offered: int = 0
    left: tuple[tuple[str, int], ...] = ()
    faults: tuple[Said, ...] = field(default=())


def fill_words(words: Words, report: TranslateReport | Refused | None) -> FillWords:
    """What came of a run; None is one that broke off."""
    if report is None:
        said = words.gettext("Something went wrong in the studio. What had come stays: begin again.")
        return FillWords(faults=(_own(words, said),))
    faults = told_faults(words, report)
    if not isinstance(report, TranslateReport):
        return FillWords(faults=faults)
    left: Counter[str] = Counter()
    for one in report.filled:
        for reason, count in one.left.items():
            left[words.gettext(_REASONS.get(reason, _UNUSABLE))] += count
    written = sum(one.from_memory + one.copied + sum(one.by_provider.values()) for one in report.filled)
    return FillWords(written, sum(one.offered for one in report.filled), tuple(left.most_common()), faults)


def told_faults(words: Words, report: TranslateReport | Refused) -> tuple[Said, ...]:
    """What keeps a language from being filled, without what is told by numbers."""
    if isinstance(report, Refused) and report.misuse:
        return (_own(words, refusal_words(words, report)),)
    told = (each for each in report.problems if each.code not in _TOLD_BY_NUMBERS)
    return tuple(dict.fromkeys(plain_words(words, each) for each in told if each.severity is Severity.ERROR))


def _own(words: Words, sentence: str) -> Said:
    return Markup(escape(sentence)), Markup(""), words.locale  # noqa: S704 (escaped)

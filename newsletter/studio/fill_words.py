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
from newsletter.studio.machine_words import refusal_words
from newsletter.studio.plain_problems import Said, plain_words
from newsletter.studio.words import N_, Words
from newsletter.translate.machine.gaps import REJECTED_BEFORE
from newsletter.translate.providers.provider import Kind

_NOT_REACHED = N_("the service can’t be reached, or fails: try again later")
_RESTS = N_("the service takes no more at present: try again in some minutes")
_REASONS = {
    Kind.QUOTA: N_("what may be sent to the service is used up"),
    Kind.KEY_REFUSED: N_("the service does not take the key: whoever runs the newsletter looks at it"),
    Kind.NOT_SET_UP: N_("the service is not set up: whoever runs the newsletter looks at it"),
    Kind.NO_LANGUAGE: N_("the service does not translate into this language"),
    Kind.TOO_LONG: N_("they are too long for the service"),
    Kind.NOT_ACCEPTED: N_("the service did not take them"),
    Kind.NO_CONNECTION: _NOT_REACHED,
    Kind.TIMEOUT: _NOT_REACHED,
    Kind.SERVER_FAULT: _NOT_REACHED,
    Kind.WRONG_ADDRESS: _NOT_REACHED,
    Kind.REDIRECTED: _NOT_REACHED,
    Kind.TOO_MANY: _RESTS,
    Kind.RESTING: _RESTS,
    Kind.MISSING: N_("no answer came in time"),
    REJECTED_BEFORE: N_("the machine says again what somebody has rejected"),
}
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

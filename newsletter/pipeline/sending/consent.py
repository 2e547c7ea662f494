"""What a person decides before a mailing is opened or goes on, asked of whoever is there.

In: rounds, or editions that are ready, and whom to ask. Out: what may be done, and where nobody could be asked, what
has to be decided: an error each, whose hint says how to say yes. Whoever says no has decided that nothing is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsletter.content.load import Content
from newsletter.database import Connection
from newsletter.edition import EditionKey
from newsletter.mail.delivery.rows import Round
from newsletter.pipeline.installation import Installation
from newsletter.pipeline.sending.objections import note_restored, objection_to_opening, objections
from newsletter.pipeline.sending.reach import plan
from newsletter.pipeline.sending.run import Manner, as_now
from newsletter.pipeline.use_case import Ask, Question
from newsletter.problems import Problem, error

_QUESTIONS = {
    "overdue-mailing": "Go on with it?",
    "restored-database": "Mark all that waits as uncertain, to be settled?",
    "forgotten-mailing": "Mail it all the same?",
}
"""What a person is asked when a mailing can't just go on."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody has agreed to: `is_declined` where a person said no, `problems` where there was nobody to ask."""

    is_declined: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def is_given(self) -> bool:
        """True when nothing is in the way any more."""
        return not (self.is_declined or self.problems)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Rounds that may run, and how they are run by what was agreed to; `problems` are about those that may not.

    `is_declined`: a person has said no to all that there was.
    """

    rounds: tuple[Round, ...]
    manner: Manner
    problems: tuple[Problem, ...] = ()
    is_declined: bool = False


def allow_rounds(
    installation: Installation, connection: Connection, rounds: Sequence[Round], manner: Manner, ask: Ask
) -> Allowed:
    """Those of these rounds that may run: each that was left for days, or is in doubt since a restore, is asked about.

    All that has to be decided is told where nobody can be asked.
    """
    note_restored(installation, connection, is_said=manner.restored)
    rounds = as_now(connection, rounds)
    refused, declined, told = set(), set(), []
    for each, problem in objections(installation, connection, rounds, late=manner.late, restored=manner.restored):
        if each.id in declined:
            continue
        answer = ask(_question(problem)) if problem.code in _QUESTIONS else None
        if answer is None:
            refused.add(each.id)
            told.append(problem)
        elif answer:
            is_late = problem.code == "overdue-mailing"
            manner = replace(manner, late=manner.late or is_late, restored=manner.restored or not is_late)
        else:
            declined.add(each.id)
    allowed = tuple(each for each in rounds if each.id not in refused | declined)
    return Allowed(allowed, manner, tuple(told), is_declined=bool(rounds) and not allowed and not told)


def allow_unknown_round(
    installation: Installation, connection: Connection, issue: str, point: str, manner: Manner, ask: Ask
) -> Consent:
    """Whether a round may be opened that may have been mailed by a database which this one knows nothing of."""
    problem = objection_to_opening(installation, connection, issue, point)
    if problem is None or manner.restored:
        return Consent()
    return _consent(ask(_question(problem)), problem)


def agree_to_open(
    installation: Installation, connection: Connection, content: Content, keys: Sequence[EditionKey], manner: Manner,
    warnings: Sequence[Problem], ask: Ask,
) -> Consent:  # fmt: skip
    """Whether what is not open yet of a point's editions is opened: how many get which, after what should be seen."""
    found = plan(installation, connection, content, keys, manner.per_minute)
    waiting = [each for each in found.expected if each.locale not in found.opened]
    facts = [f"{content.slug}/{keys[0].point}/{each.locale}: {each.by_wish + each.by_default:,}" for each in waiting]
    message = "\n".join(facts)
    where = f"written to {manner.folder}" if manner.folder else "mailed"
    asked = f"Open the mailing? Letters are {where} to these recipients"
    return _consent(ask(Question("open-mailing", message, asked, tuple(warnings))), _nobody_asked(facts))


def _question(problem: Problem) -> Question:
    return Question(problem.code, f"{problem.message}.", _QUESTIONS[problem.code])


def _consent(answer: bool | None, unasked: Problem) -> Consent:
    if answer is None:
        return Consent(problems=(unasked,))
    return Consent(is_declined=not answer)


def _nobody_asked(recipients: Sequence[str]) -> Problem:
    message = f"nobody can be asked whether to mail this: {'; '.join(recipients)}"
    return error("not-agreed", message, None, "look at it with --dry-run, then pass --yes")

"""Why a round is not run, in problems.

In: a round, or one of its letters. Out: what is said of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from newsletter.mail.delivery.rows import Frozen, Round
from newsletter.mail.delivery.states import PausedBy, RoundState
from newsletter.pipeline.installation import DKIM_KEYS
from newsletter.pipeline.sending.objections import ended_problem
from newsletter.problems import Problem, Severity, error, warning


def say_lost_signature(round_: Round, frozen: Frozen) -> Problem:
    """Half of a mailing must not go out unsigned because a shell lacks what another has."""
    message = f"{round_.name} was opened to be signed by {frozen.signed_by}, and no key signs for it here"
    hint = f"set {DKIM_KEYS} as the services have it: `set -a; . /etc/newsletter/environment`"
    return error("lost-signature", message, None, hint)


def say_stopped(round_: Round) -> Iterator[Problem]:
    """Why a round is not run; what the program has paused is told by what a person must do."""
    if round_.state is RoundState.ENDED:
        yield replace(ended_problem(round_), severity=Severity.WARNING)
        return
    if round_.pause_cause.paused_by is not PausedBy.PERSON:
        return
    hint = f"`newsletter resume {round_.issue} --point {round_.point}` lets it go on"
    reason = f": {round_.pause_reason}" if round_.pause_reason else ""
    yield warning("paused-mailing", f"{round_.name} is paused{reason}", None, hint)

"""What a person must do so that rounds go on: said by each run, as one problem a round, for as long as it is so.

In: an open database, rounds. Out: for each round that the program has paused while readers are left, or in which
readers are uncertain, a `Need`, or an error that names what to type. A round that a person has paused waits for nobody
but them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter.database import Connection
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.holders import find_free
from newsletter.mail.delivery.rows import Round
from newsletter.mail.delivery.states import PauseCause, PausedBy, RoundState
from newsletter.problems import Problem, error


@dataclass(frozen=True, slots=True)
class Need:
    """What a round waits for: readers who are `uncertain` are to be decided about; one that `is_stopped` is to be
    mended and let go on.
    """

    round: Round
    uncertain: int
    is_stopped: bool


def find_needs(connection: Connection, rounds: Sequence[Round]) -> Iterator[Need]:
    """What each of these rounds waits for, that no process is mailing at the moment."""
    for each in rounds:
        with connection.transaction(writes=False):
            uncertain = ledger.count_uncertain(connection, each.id)
            is_left = ledger.has_unfinished(connection, each.id)
        is_stopped = each.state is RoundState.PAUSED and each.pause_cause.paused_by is PausedBy.PROGRAM and is_left
        if not (uncertain or is_stopped):
            continue
        with find_free(connection, each.id) as is_free:
            if is_free:
                yield Need(each, uncertain, is_stopped)


def find_needed(connection: Connection, rounds: Sequence[Round]) -> Iterator[Problem]:
    """What a person must do about each of these rounds that no process is mailing at the moment."""
    for each in find_needs(connection, rounds):
        yield _needed(each.round, each.uncertain, is_stopped=each.is_stopped)


def _needed(of: Round, uncertain: int, *, is_stopped: bool) -> Problem:
    which = f"{of.issue} --point {of.point}"
    doubt = f"of {uncertain:,} nobody can know whether the server took their message"
    has_ended = of.state is RoundState.ENDED
    settle = f"`newsletter settle {which} --{'drop' if has_ended else 'resend'}`{'' if has_ended else ', or --drop'}"
    if not is_stopped:
        return error("uncertain-deliveries", f"{of.name}: {doubt}", None, settle)
    message = f"{of.name} was stopped: {of.pause_reason}"
    how = f"`newsletter resume {which}`"
    if of.pause_cause is PauseCause.MAIL_REFUSED:  # those whom it refused on the way there are not mailed by that
        how += f"; `newsletter send {which} --retry refused` mails those again whom it refused"
    if uncertain:
        return error("mailing-stopped", f"{message}; {doubt}", None, f"mend it, {settle}, then {how}")
    return error("mailing-stopped", message, None, f"mend it, then {how}")

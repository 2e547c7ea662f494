"""A round as people read it: how far it is, what was refused and why, what came back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsletter.pipeline.sending.mailings import Report


_EVENTS = {
    "hard-bounce": "bounced",
    "soft-bounce": "bounced for now",
    "complaint": "complained",
    "left": "left",
    "switched": "switched language",
}


def in_words(report: Report) -> Iterator[str]:
    """A round as people read it."""
    from newsletter.mail.delivery.schedule import display_time
    from newsletter.mail.delivery.states import DeliveryState
    from newsletter.pipeline.sending.mailings import RoundStanding

    of = report.round
    head = f"{of.name}: {report.standing}"
    if report.standing is RoundStanding.PAUSED:
        head += f" ({of.pause_reason or 'by hand'})"
    yield f"{head}; {report.total(DeliveryState.ACCEPTED):,} of {report.total():,} accepted"
    for locale, counts in report.states.items():
        parts = [f"{counts[state]:,} {state}" for state in counts if counts[state]]
        back = report.events.get(locale)
        parts += [f"{back[kind]:,} {words}" for kind, words in _EVENTS.items() if back and back[kind]]
        yield f"  {locale:<8} {', '.join(parts) or 'no recipients'}"
    for (state, reason, words), count in report.reasons.most_common():
        yield f"  {count:>6,} {state}: {reason}{f' – {words}' if words else ''}"
    for locale, decided in report.decisions.items():
        for what, decision in (("released unreviewed", decided.release), ("left untranslated", decided.untranslated)):
            if decision.reason:
                yield f"  {locale}: {what} by {decision.by}: {decision.reason}"
    if of.ended_at:
        yield f"  ended {display_time(of.ended_at, of.time_zone)} by {of.ended_by}: {of.end_reason}"
    if of.restored_at:
        how = f"`newsletter resume {of.issue} --point {of.point} --restored`"
        yield f"  mailed after the backup was made that this database was restored from: {how}"
    if report.is_running and report.rate:
        done = f", done about {display_time(report.finish, of.time_zone)}" if report.finish else ""
        yield f"  {report.rate:,.0f} a minute{done}"
    elif report.next_attempt:
        yield f"  the next attempt is due {display_time(report.next_attempt, of.time_zone)}"

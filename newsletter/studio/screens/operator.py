"""The installation, for whoever keeps it: its health, all mailings, the queue, what came back, what it runs on.

Nothing of it keeps the page waiting: figures come once they are counted, and the doctor's findings one by one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from babel.dates import format_timedelta

from newsletter import locales
from newsletter.mail.delivery.states import DeliveryState, RoundState
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.doctor.diagnosis import Standing, Topic
from newsletter.pipeline.doctor.running import Look
from newsletter.pipeline.notices.mailings import Waiting
from newsletter.pipeline.overview import MailingLine, Overview, look_at_home, machine_of
from newsletter.problems import Severity
from newsletter.render.cldr import Cldr
from newsletter.studio.health_words import TOPICS, Told, fault_words, health_words
from newsletter.studio.naming import Names, names_at
from newsletter.studio.request import StudioRequest, StudioResponse, redirect
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio
from newsletter.studio.waiting_words import CAUSES, told_time, waiting_words
from newsletter.studio.words import Words

_NEWS_SECONDS = 1.0
"""How long a page waits for the doctor to be further before it is answered all the same."""
_SHOWN = 12
_LATE_DUE = dt.timedelta(minutes=15)
_OLD_BACKUP = dt.timedelta(days=8)
_OF_FILES: Topic = "senders"
"""Under which topic stands what keeps the project's files from being read."""
_WEIGHTS = ("error", "warning", "note", "ok")


@dataclass(frozen=True, slots=True)
class MailingRow:
    """A mailing, or a plan, as a row: `is_wrong` where it needs a person."""

    point: str
    issue: str
    when: str
    state: str
    readers: int
    is_wrong: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A point's recipients of all mailings by state; `oldest` says for how long the oldest open mailing waits."""

    point: str
    waiting: int
    accepted: int
    refused: int
    uncertain: int
    oldest: str


def installation(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page; what it shows comes as soon as it is known. What this machine knows of itself is looked at once."""
    if studio.looks.now() is None:
        studio.looks.begin(is_wide=False)
    shown = "?all=1" if "all" in request.query else ""
    return studio.page(request, "operator.html", here="operator", shown=shown)


def figures(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What is counted."""
    now = read_clock()
    with studio.counting:
        found = look_at_home(studio.project, studio.watcher, now)
    names, words = names_at(studio, request.words), request.words
    values: dict[str, Any] = {"found": found, "machine": found.machine if found else machine_of(studio.project)}
    if found:
        rows = _mailings(words, names, found)
        values |= {
            "next": _next(words, names, found.waiting),
            "others": [_said(words, names, each) for each in found.waiting[1:]],
            "rows": rows if "all" in request.query else rows[:_SHOWN],
            "more": 0 if "all" in request.query else max(0, len(rows) - _SHOWN),
            "queue": _queue(words, names, found),
            "due": _ago(words, found.figures.due_at, now),
            "is_due_late": found.figures.due_at is None or now - found.figures.due_at > _LATE_DUE,
            "workers": found.figures.workers,
            "ago": lambda at: _ago(words, at, now),
            "backup": _ago(words, found.figures.backed_up_at, now),
            "is_backup_old": found.figures.backed_up_at is None or now - found.figures.backed_up_at > _OLD_BACKUP,
            "read": _ago(words, found.figures.reading.at, now) if found.figures.reading else "",
            "for_people": found.figures.reading.for_people if found.figures.reading else 0,
        }
    cldr = Cldr(words.locale)
    return studio.part(request, "operator_figures.html", cldr=cldr, gigabytes=_gigabytes(words), **values)


def health(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What the doctor has found, as soon as that is more than at the number `?seen=`."""
    seen = request.query.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
    look = studio.looks.after(number, _NEWS_SECONDS)
    now = read_clock()
    return studio.part(
        request,
        "operator_health.html",
        look=look,
        rows=_findings(request.words, names_at(studio, request.words), look) if look else [],
        when=_ago(request.words, look.ended_at, now) if look and look.ended_at else "",
    )


def look_again(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Look at everything anew, and ask mail servers and DNS too."""
    studio.looks.begin(is_wide=True)
    return redirect("/operator")


def _findings(words: Words, names: Names, look: Look) -> list[Told]:
    """What is wrong first."""
    told = [
        health_words(words, each, names.place_in_words(each.problem) if each.problem else "") for each in look.findings
    ]
    topic = words.gettext(TOPICS[_OF_FILES])
    for problem in look.refused:
        standing: Standing = "error" if problem.severity is Severity.ERROR else "warning"
        told.append(fault_words(words, problem, topic, standing, names.place_in_words(problem)))
    return sorted(told, key=lambda each: _WEIGHTS.index(each.standing))


def _said(words: Words, names: Names, one: Waiting) -> str:
    said = waiting_words(words, one, names.point(one.point))
    return said[:1].upper() + said[1:]


def _next(words: Words, names: Names, waiting: tuple[Waiting, ...]) -> str:
    return _said(words, names, waiting[0]) if waiting else ""


def _mailings(words: Words, names: Names, found: Overview) -> list[MailingRow]:
    """What is planned, the next first; then what was opened, the latest first."""
    needing = {(each.issue, each.point) for each in found.waiting}
    rows = [
        MailingRow(
            names.point(each.point), names.issue(each.issue), told_time(words, each.due_at, each.time_zone),
            words.gettext("planned"), 0, (each.issue, each.point) in needing,
        )
        for each in found.planned
    ]  # fmt: skip
    for line in found.mailings:
        of = line.round
        rows.append(
            MailingRow(
                names.point(of.point), names.issue(of.issue), told_time(words, of.opened_at, of.time_zone),
                _state(words, line), line.readers, (of.issue, of.point) in needing, f"/send/{of.issue}/{of.point}",
            )
        )  # fmt: skip
    return rows


def _state(words: Words, line: MailingLine) -> str:
    """How far a mailing is."""
    _, of = words.gettext, line.round
    if of.restored_at and of.state is RoundState.OPEN:
        return _("waits since a backup was restored")
    if of.state is RoundState.ENDED:
        return _("ended by a person")
    if line.states[DeliveryState.UNCERTAIN]:
        return words.ngettext(
            "{n} reader to decide about", "{n} readers to decide about", line.states[DeliveryState.UNCERTAIN]
        ).format(n=line.states[DeliveryState.UNCERTAIN])
    if not line.is_open:
        return _("mailed")
    if of.state is RoundState.PAUSED:
        cause = CAUSES.get(of.pause_cause)
        return _("stopped: {cause}").format(cause=_(cause)) if cause else _("paused by a person")
    done = line.readers - line.states[DeliveryState.PENDING] - line.states[DeliveryState.SENDING]
    cldr = Cldr(words.locale)
    return _("being mailed: {n} of {all}").format(n=cldr.number(done), all=cldr.number(line.readers))


def _queue(words: Words, names: Names, found: Overview) -> list[QueueRow]:
    rows = []
    for point, figures_of in sorted(found.figures.points.items()):
        states = figures_of.states
        waiting = states[DeliveryState.PENDING] + states[DeliveryState.SENDING]
        oldest = _delta(words, dt.timedelta(seconds=figures_of.oldest)) if figures_of.oldest else ""
        rows.append(
            QueueRow(
                names.point(point), waiting, states[DeliveryState.ACCEPTED], states[DeliveryState.REFUSED],
                states[DeliveryState.UNCERTAIN], oldest,
            )
        )  # fmt: skip
    return rows


def _ago(words: Words, at: dt.datetime | None, now: dt.datetime) -> str:
    """`3 minutes ago`; empty for never."""
    if at is None:
        return ""
    if now - at < dt.timedelta(minutes=1):
        return words.gettext("just now")
    return format_timedelta(at - now, add_direction=True, locale=locales.for_babel(words.locale))


def _delta(words: Words, passed: dt.timedelta) -> str:
    return format_timedelta(passed, locale=locales.for_babel(words.locale))


def _gigabytes(words: Words) -> Any:
    from babel.numbers import format_decimal

    def say(octets: int) -> str:
        pattern = "#,##0.0" if octets < 10e9 else "#,##0"
        return format_decimal(octets / 1e9, pattern, locale=locales.for_babel(words.locale))

    return say


ROUTES = (
    Route("/operator", get=installation),
    Route("/operator/figures", get=figures),
    Route("/operator/health", get=health, post=look_again),
)

"""A mailing while it is mailed and after: how far it is, what has to be decided, and its figures beside earlier ones.

Nothing is mailed here: rows are changed, and whoever mails is woken.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from newsletter.files import digest
from newsletter.mail.audience.names import clean_name
from newsletter.mail.delivery.states import DeliveryState, RoundState
from newsletter.people.proposals import Signer
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.pipeline.editing.choices import language_within
from newsletter.pipeline.sending import at_round
from newsletter.pipeline.sending.at_round import RoundAct, RoundLook
from newsletter.pipeline.sending.mailings import RoundStanding
from newsletter.pipeline.sending.resuming import SettleReport
from newsletter.pipeline.use_case import Refused
from newsletter.problems import Problem, has_errors
from newsletter.studio.following import Pause
from newsletter.studio.machine_words import refusal_words
from newsletter.studio.mailing_words import figures_of, reasons_of, standing_words
from newsletter.studio.plain_problems import plain_words
from newsletter.studio.request import StudioRequest, StudioResponse, UnreadableError, not_found, number_in, redirect
from newsletter.studio.routes import Route
from newsletter.studio.send_words import state_words, time_words, when_words
from newsletter.studio.studio import Studio
from newsletter.studio.waiting_words import CAUSES

ADDRESS = "/mailings/{number}"
EARLIER = 5
"""So many issues before this one stand beside it."""
MOST_LISTED = 100
"""So many readers to settle are listed; those that follow come as these are settled."""
_PAUSE = Pause(seconds=1.0, most=12)
_LIVE = (RoundStanding.RUNNING, RoundStanding.WAITING, RoundStanding.INTERRUPTED)


def point_of(studio: Studio, request: StudioRequest) -> str:
    """Whose mailing it is; empty for a number that none has."""
    return at_round.point_of(studio.resident.project, _number(request))


def show(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page."""
    return _page(studio, request)


def standing(studio: Studio, request: StudioRequest) -> StudioResponse:
    """How far it is, as soon as that is not what `?seen=` names, or after a second."""
    seen_figures, _, seen_acts = request.query.get("seen", "").partition("-")
    shown = _shown(studio, request)
    if shown and shown["figures_mark"] == seen_figures and shown["acts_mark"] == seen_acts:
        if not _PAUSE.wait():
            return studio.part(request, "mailing_news.html", **{**shown, "is_new": False, "is_live": False})
        shown = _shown(studio, request)
    if shown is None:
        return not_found()
    new = {"figures": shown["figures_mark"] != seen_figures, "acts": shown["acts_mark"] != seen_acts}
    return studio.part(request, "mailing_news.html", **{**shown, "is_new": new})


def pause_it(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Let nobody else be mailed until it goes on."""
    return _after(studio, request, at_round.pause(_act(studio, request)), wakes=False)


def go_on(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Let it go on, also what was left for days; of a restored backup only where the form says so."""
    is_restored = request.form().get("restored") == "yes"
    return _after(studio, request, at_round.go_on(_act(studio, request), is_restored=is_restored), wakes=True)


def settle_it(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Mail those again of whom nobody can know whether they got it, or leave them; or one whom the form names."""
    form = request.form()
    decision, reader = form.get("decision", ""), number_in(form.get("reader", ""))
    if decision not in ("resend", "drop") or (reader is None and "reader" in form):
        raise UnreadableError
    is_resent = decision == "resend"
    done = at_round.settle(_act(studio, request), is_resent=is_resent, reader=reader)
    return _after(studio, request, done, wakes=is_resent)


def retry(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Mail those again whom the servers refused."""
    return _after(studio, request, at_round.retry(_act(studio, request)), wakes=True)


def end(studio: Studio, request: StudioRequest) -> StudioResponse:
    """End it for good."""
    reason, _ = clean_name(request.form().get("reason", "")[:300]), request.words.gettext
    if not request.person:
        return _page(studio, request, said=[_("Say who you are first, above: it is kept.")])
    if not reason:
        return _page(studio, request, said=[_("Say why, in one line: nobody can ask you later.")])
    return _after(studio, request, at_round.end(_act(studio, request), reason), wakes=False)


def _act(studio: Studio, request: StudioRequest) -> RoundAct:
    by = Signer(request.person, request.visitor.id)
    return RoundAct(studio.resident.project, studio.place.environ, _number(request), by)


def _after(
    studio: Studio, request: StudioRequest, report: at_round.Done | Refused | None, *, wakes: bool
) -> StudioResponse:
    """The mailing after an act; with what stood in the way where something did, and who can't be decided about yet."""
    if report is None:
        return not_found()
    if isinstance(report, Refused):
        problems = [each for each in report.problems if has_errors([each])]
        said = [] if problems else [refusal_words(request.words, report)]
        return _page(studio, request, problems, said)
    if wakes:
        studio.wake()
    if isinstance(report, SettleReport) and report.problems:
        return _page(studio, request, report.problems)
    return redirect(ADDRESS.format(number=_number(request)))


def _page(
    studio: Studio, request: StudioRequest, problems: Sequence[Problem] = (), said: Sequence[str] = ()
) -> StudioResponse:
    """The page, with what an act was stopped by, or leaves to be done."""
    found = at_round.look(studio.resident.project, _number(request), EARLIER)
    if found is None:
        return not_found()
    return studio.page(
        request,
        "mailing.html",
        status=422 if said or has_errors(problems) else 200,
        here="send",
        issue=found.report.round.issue if studio.has_issue(found.report.round.issue) else "",
        told=[plain_words(request.words, each) for each in problems],
        said=said,
        figures=figures_of(request.words, [found.report, *found.earlier], studio.project.root),
        **_told(studio, request, found),
    )


def _shown(studio: Studio, request: StudioRequest) -> dict[str, Any] | None:
    """All that is told of it now; None where there is no such mailing."""
    found = at_round.look(studio.resident.project, _number(request))
    return _told(studio, request, found) if found else None


def _told(studio: Studio, request: StudioRequest, found: RoundLook) -> dict[str, Any]:
    report, agreed = found.report, found.agreed
    words, zone, of = request.words, report.round.time_zone, report.round
    may = {name: _may(request, act, of.point) for name, act in _ACTS.items()}
    sees_them = may["settle"] and request.visitor.may(Act.READ, Thing(ThingKind.READERS, of.point))
    is_listed = sees_them and report.total(DeliveryState.UNCERTAIN) > 0
    uncertain = at_round.find_uncertain(studio.resident.project, of.id, MOST_LISTED) if is_listed else ()
    cause = words.gettext(CAUSES[of.pause_cause]) if of.pause_cause in CAUSES else ""
    acts = (
        of.state,
        of.restored_at,
        report.total(DeliveryState.UNCERTAIN),
        report.total(DeliveryState.REFUSED),
        report.standing,
    )
    told = {
        "report": report,
        "total": report.total(),
        "counts": {state: report.total(state) for state in DeliveryState},
        "state_words": state_words(words),
        "standing": report.standing,
        "standing_words": standing_words(words)[report.standing],
        "cause": f"{cause[:1].upper()}{cause[1:]}",
        "rate": round(report.rate),
        "finish": time_words(words, report.finish, zone) if report.finish else "",
        "next_attempt": time_words(words, report.next_attempt, zone) if report.next_attempt else "",
        "began": when_words(words, of.opened_at, zone),
        "ended_at": when_words(words, of.ended_at, zone) if of.ended_at else "",
        "languages": figures_of(words, [report], studio.project.root).languages,
        "uncertain": uncertain,
        "language": partial(language_within, words.locale),
        "refused": reasons_of(report, DeliveryState.REFUSED),
        "asked_by": agreed.asked_by.name if agreed else "",
        "agreed_by": agreed.agreed_by.name if agreed and agreed.agreed_by else "",
        "subject": found.subject,
        "subject_locale": found.locale,
        "address": ADDRESS.format(number=of.id),
        "may": may,
        "is_ended": of.state is RoundState.ENDED,
        "is_live": report.standing in _LIVE,
    }
    figures = (report.standing, report.states, told["rate"], told["finish"], told["next_attempt"], report.events)
    return {**told, "figures_mark": _mark(figures), "acts_mark": _mark(acts)}


_ACTS = {
    "pause": Act.PAUSE, "mail": Act.MAIL, "end": Act.END, "settle": Act.SETTLE,
}  # fmt: skip


def _mark(values: object) -> str:
    return digest(repr(values).encode())[:12]


def _may(request: StudioRequest, act: Act, point: str) -> bool:
    return request.visitor.may(act, Thing(ThingKind.MAILING, point))


def _number(request: StudioRequest) -> int:
    """The number of the address; 0, which no mailing has, for what is none."""
    return number_in(request.params["number"]) or 0


ROUTES = (
    Route(ADDRESS, get=show),
    Route(f"{ADDRESS}/standing", get=standing, is_followed=True),
    Route(f"{ADDRESS}/pause", post=pause_it),
    Route(f"{ADDRESS}/go-on", post=go_on),
    Route(f"{ADDRESS}/settle", post=settle_it),
    Route(f"{ADDRESS}/retry", post=retry),
    Route(f"{ADDRESS}/end", post=end),
)

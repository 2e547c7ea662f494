"""Send: what is ready, who would get it, a test to oneself, when, and who has to agree; then it is mailed.

Nothing is mailed here but a test: a mailing is opened, planned or agreed to, and whoever mails is woken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from newsletter import locales
from newsletter.content.slugs import point_slugs
from newsletter.mail.delivery.rows import Decision, Decisions
from newsletter.people.proposals import Signer
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.doctor.diagnosis import Diagnosis
from newsletter.pipeline.doctor.examine import DoctorRequest, examine_home
from newsletter.pipeline.editing.choices import name_of_language
from newsletter.pipeline.sending import at_point
from newsletter.pipeline.sending.agreeing import AgreeReport
from newsletter.pipeline.sending.appointing import AppointReport
from newsletter.pipeline.sending.at_point import PointMail
from newsletter.pipeline.sending.glance import mark_of_mailing
from newsletter.pipeline.sending.send import OpenReport
from newsletter.pipeline.sending.test_copy import MARK, CopiesReport
from newsletter.pipeline.use_case import Refused
from newsletter.problems import Problem, has_errors
from newsletter.render.cldr import Cldr
from newsletter.studio.following import Pause
from newsletter.studio.machine_words import refusal_words
from newsletter.studio.plain_problems import Said, plain_words
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, redirect
from newsletter.studio.routes import Route
from newsletter.studio.send_words import (
    audience_rows,
    lapse_words,
    left_out_row,
    long_words,
    time_words,
    when_words,
)
from newsletter.studio.studio import Studio
from newsletter.studio.words import Words

ADDRESS = "/send/{issue}/{point}"
_PAUSE = Pause(seconds=2.0, most=12)
_DONE_OTHERWISE = frozenset({"agreement-needed"})
"""What is no fault on this page: asking was what was wanted."""


def choose(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The points for which whoever asks may mail an issue; where there is one, its page."""
    issue = request.params["issue"]
    if not studio.has_issue(issue):
        return not_found()
    points = [slug for slug in point_slugs(studio.project.root) if _may(request, Act.PLAN, slug)]
    if len(points) == 1:
        return redirect(f"/send/{issue}/{points[0]}")
    content = studio.resident.snapshot(issue).content.points
    names = {slug: [name_of_language(request.words.locale, tag) for tag in of.locales] for slug, of in content.items()}
    return studio.page(request, "send_points.html", here="send", issue=issue, points=points, known=content, names=names)


def show(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page; its letters are laid out once it is there."""
    return _page(studio, request) if _is_there(studio, request) else not_found()


def steps(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What is ready, who gets it, and what is still to be done."""
    if not _is_there(studio, request):
        return not_found()
    return studio.part(request, "send_steps.html", **_shown(studio, request, {}))


def news(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What the steps are now, as soon as that is not what `?seen=` names; until then that it is asked again."""
    if not _is_there(studio, request):
        return not_found()
    seen = request.query.get("seen", "")
    if _mark(studio, request) != seen:
        return steps(studio, request)
    is_followed = _PAUSE.wait()
    if _mark(studio, request) != seen:
        return steps(studio, request)
    mark = seen if is_followed else ""
    return studio.part(request, "send_followed.html", address=_address(request), mark=mark)


def plan(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Mail it now or at a time; where another person has to agree, ask for that."""
    if not _is_there(studio, request):
        return not_found()
    form, by = request.form(), _signer(request)
    _ = request.words.gettext
    if not by.name:
        return _page(studio, request, form, said=[_("Say who you are first, above: it is kept.")])
    if form.get("when") != "at" and form.get("day"):
        return _page(
            studio, request, form, said=[_("There is a day, and “Now” is chosen as well. Choose one of them.")]
        )
    decisions, mail = _decisions(form, by), _mail(studio, request)
    if form.get("when") == "at":
        typed = f"{form.get('day', '')} {form.get('time', '')}"
        return _after(studio, request, at_point.mail_at(mail, typed, decisions), form)
    return _after(studio, request, at_point.mail_now(mail, decisions), form)


def agree_to(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Agree to what another person has asked for."""
    if not _is_there(studio, request):
        return not_found()
    form = request.form()
    report = at_point.agree_to(_mail(studio, request), form.get("seen", ""))
    studio.wake()
    return _after(studio, request, report, form)


def take_back(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What was planned or asked for is planned no more."""
    if not _is_there(studio, request):
        return not_found()
    at_point.take_back(_mail(studio, request))
    return redirect(_address(request))


def test(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Mail the letters to whoever asks, marked as a test in their language."""
    if not _is_there(studio, request):
        return not_found()
    form = request.form()
    report = at_point.try_letters(_mail(studio, request), form.get("address", ""), request.words.gettext(MARK))
    problems = [each for each in report.problems if has_errors([each])]
    if isinstance(report, CopiesReport) and not problems:
        return redirect(f"{_address(request)}?tested={len(report.outcomes)}#try")
    return _page(studio, request, form, problems, _misuse(request.words, report))


def look(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What the mail server and DNS say now, which takes a few seconds."""
    if not _is_there(studio, request):
        return not_found()
    report = examine_home(DoctorRequest(studio.place, (request.params["point"],)))
    found: Sequence[Diagnosis] = () if isinstance(report, Refused) else report.findings
    return _page(studio, request, {}, doctor=found)


def _after(studio: Studio, request: StudioRequest, report: object, form: dict[str, str]) -> StudioResponse:
    """Where one goes on: the mailing that was opened, else the page, with what stood in the way."""
    assert isinstance(report, Refused | OpenReport | AppointReport | AgreeReport)  # noqa: S101
    problems = [each for each in report.problems if has_errors([each]) and each.code not in _DONE_OTHERWISE]
    if isinstance(report, OpenReport) and report.round and report.recipients:
        studio.wake()
        return redirect(f"/mailings/{report.round.id}")
    if problems or isinstance(report, Refused):
        return _page(studio, request, form, problems, _misuse(request.words, report))
    return redirect(_address(request))


def _page(
    studio: Studio, request: StudioRequest, form: dict[str, str] | None = None, problems: Sequence[Problem] = (),
    said: Sequence[str] = (), doctor: Sequence[Diagnosis] = (),
) -> StudioResponse:  # fmt: skip
    """The page, with what somebody has typed where that was in vain."""
    point = request.params["point"]
    told = [plain_words(request.words, each) for each in problems]
    shown = {} if form is None else _shown(studio, request, form, doctor)
    return studio.page(
        request,
        "send.html",
        here="send",
        issue=request.params["issue"],
        status=422 if problems or said else 200,
        office=studio.resident.snapshot(request.params["issue"]).content.points[point],
        told=told,
        said=said,
        is_shown=form is not None,
        tested=request.query.get("tested", ""),
        **{"address": _address(request), **shown},
    )


def _shown(
    studio: Studio, request: StudioRequest, form: dict[str, str], doctor: Sequence[Diagnosis] = ()
) -> dict[str, Any]:
    """All that the steps show; where this machine can't mail, why."""
    mark = _mark(studio, request)  # before they are looked at: what changes meanwhile is told next
    seen = at_point.look(_mail(studio, request))
    base = {
        "address": _address(request), "mark": mark, "found": None, "form": form, "unable": [], "doctor": doctor,
        "own_name": locales.autonym, "is_signed_in": bool(request.visitor.id),
    }  # fmt: skip
    words, point = request.words, request.params["point"]
    if isinstance(seen, Refused):
        return {**base, "unable": [plain_words(words, each) for each in seen.problems]}
    found = seen.preparation
    zone, proposal = found.point.time_zone, found.proposal
    waiting = {each.locale for each in found.waiting}
    plans = [each for each in found.planned if not each.locale or each.locale in waiting]
    asked_at = proposal.terms.due_at if proposal else None
    return {
        **base,
        "found": found,
        "faults": [_fault(studio, request, each) for each in found.faults],
        "warnings": len(found.warnings),
        "audience": audience_rows(words, [each.locale for each in found.waiting], found.wishes),
        "left_out": left_out_row(words, found.left_out),
        "lapsed": lapse_words(words)[found.lapse] if found.lapse else "",
        "plans": [when_words(words, each.due_at, zone) for each in plans],
        "is_late": any(each.due_at < read_clock() for each in plans),
        "asked_for": when_words(words, asked_at, zone) if asked_at else "",
        "asked_at": when_words(words, proposal.asked_at, zone) if proposal else "",
        "is_mine": bool(proposal and proposal.asked_by.is_same(_signer(request))),
        "is_past": bool(asked_at and asked_at <= read_clock()),
        "tried": when_words(words, found.tried_at, zone) if found.tried_at else "",
        "tried_before": when_words(words, found.tried_before, zone) if found.tried_before else "",
        "own_address": seen.own_address,
        "lasts": long_words(words, found.seconds) if found.seconds else "",
        "zone_city": Cldr(words.locale).city(zone),
        "now_there": time_words(words, read_clock(), zone),
        "today": f"{read_clock().date():%Y-%m-%d}",
        "may": {name: _may(request, act, point) for name, act in _ACTS.items()},
    }


_FORM_OF_POINT = re.compile(r"issues/points/([^/]+)\.yaml")
_ACTS = {"plan": Act.PLAN, "agree": Act.AGREE, "test": Act.TEST, "release": Act.RELEASE}


def _fault(studio: Studio, request: StudioRequest, problem: Problem) -> tuple[Said, str]:
    """What is to be mended, and the page where; empty where others than who asks can mend it."""
    said, at = plain_words(request.words, problem), problem.location
    if at is None or not at.file.startswith(("issues/", "locales/", "templates/")):
        return said, ""
    if not studio.may_write(request, at.file):
        return said, ""
    form = _FORM_OF_POINT.fullmatch(at.file)
    return said, f"/points/{form[1]}" if form else f"/source/{at.file}?line={at.line}"


def _mail(studio: Studio, request: StudioRequest) -> PointMail:
    """The letter that the address names, and who works at it."""
    snapshot = studio.resident.snapshot(request.params["issue"])
    return PointMail(studio.resident.project, studio.place.environ, snapshot, request.params["point"], _signer(request))


def _decisions(form: dict[str, str], by: Signer) -> Decisions:
    reasons = [" ".join(form.get(name, "").split())[:300] for name in ("release", "untranslated")]
    return Decisions(*(Decision(reason, by.name) if reason else Decision() for reason in reasons))


def _mark(studio: Studio, request: StudioRequest) -> str:
    return mark_of_mailing(studio.resident.project, request.params["issue"], request.params["point"])


def _signer(request: StudioRequest) -> Signer:
    return Signer(request.person, request.visitor.id)


def _misuse(words: Words, report: object) -> list[str]:
    return [refusal_words(words, report)] if isinstance(report, Refused) and not report.problems else []


def _may(request: StudioRequest, act: Act, point: str) -> bool:
    return request.visitor.may(act, Thing(ThingKind.MAILING, point))


def _is_there(studio: Studio, request: StudioRequest) -> bool:
    """True for a point that shows the issue."""
    issue, point = request.params["issue"], request.params["point"]
    return studio.has_issue(issue) and any(key.point == point for key in studio.resident.snapshot(issue).editions())


def _address(request: StudioRequest) -> str:
    return ADDRESS.format(**request.params)


ROUTES = (
    Route("/send/{issue}", get=choose),
    Route(ADDRESS, get=show),
    Route(f"{ADDRESS}/steps", get=steps),
    Route(f"{ADDRESS}/news", get=news, is_followed=True),
    Route(f"{ADDRESS}/plan", post=plan),
    Route(f"{ADDRESS}/agree", post=agree_to),
    Route(f"{ADDRESS}/take-back", post=take_back),
    Route(f"{ADDRESS}/test", post=test),
    Route(f"{ADDRESS}/doctor", post=look),
)

"""What was mailed and what is planned, put beside the editions and issues of the board once the board is shown.

In: the issue whose editions are shown. Out: a short sentence for each edition and issue that has a mailing, and what
waits for this person's agreement; none where the database has nothing to say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from newsletter.content.slugs import issue_slugs
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.editing.listing import points_at
from newsletter.render.cldr import Cldr
from newsletter.studio.point_names import point_called
from newsletter.studio.request import StudioRequest, StudioResponse
from newsletter.studio.routes import Route
from newsletter.studio.screens.board import Next
from newsletter.studio.studio import Studio
from newsletter.studio.words import Words

if TYPE_CHECKING:
    from newsletter.pipeline.sending.glance import MailingGlance


def mailings(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The sentences, each with the place where it belongs."""
    from newsletter.pipeline.sending.glance import glance_at_mailings  # what reads databases takes a while to load

    # What is mailed is no secret; what is planned, or stopped, is its point's and of who keeps the machine.
    found = [
        each
        for each in glance_at_mailings(studio.project)
        if each.state == "mailed" or request.visitor.may(Act.READ, Thing(ThingKind.MAILING, each.point))
    ]
    said: dict[str, str] = {}
    for slug in issue_slugs(studio.project.root):
        of_issue = [each for each in found if each.issue == slug]
        if of_issue:
            said[f"mailed-{slug}"] = _of_issue(request.words, of_issue)
    shown = request.query.get("issue", "")
    board = studio.resident.snapshot(shown) if shown in issue_slugs(studio.project.root) else None
    for key in board.editions() if board else ():
        own = [each for each in found if (each.issue, each.point) == (shown, key.point)]
        one = next((each for each in own if each.locale == key.locale), None)
        one = one or next((each for each in own if not each.locale), None)
        if one:
            said[f"mailed-{key.point}-{key.locale}"] = _of_edition(request.words, one)
    return studio.part(
        request,
        "mailings.html",
        said=said,
        asked=_asked(studio, request),
        next=_next_of(request.words, found, shown, request.visitor.points),
    )


def _next_of(words: Words, found: Sequence[MailingGlance], shown: str, points: Sequence[str]) -> Next | None:
    """What comes next for who looks after these points, once all of them plan to mail, or have mailed, the issue shown.

    Texts that are still open, and what was changed since, keep nobody's letter any more.
    """
    _ = words.gettext
    own = [each for each in found if each.issue == shown and each.point in points]
    if not points or {each.point for each in own} != set(points):
        return None
    states = {each.state for each in own}
    state = next(each for each in ("paused", "under way", "planned", "mailed", "ended") if each in states)
    of = next(each for each in own if each.state == state)
    title = {
        "paused": _("The mailing of your letter is paused"),
        "under way": _("Your letter is being mailed"),
        "planned": _("The mailing of your letter is planned"),
        "mailed": _("Your letter has been mailed"),
        "ended": _("The mailing of your letter was ended"),
    }[state]
    said = _of_edition(words, of) if state in ("mailed", "planned") else ""
    button = _("See its figures") if state in ("mailed", "ended") else _("See how far it is")
    button = _("See what is sent") if state == "planned" else button
    address = f"/mailings/{of.number}" if of.number else f"/send/{shown}/{of.point}"
    address = address if len(points) == 1 else f"/send/{shown}"
    return Next(title, f"{said[:1].upper()}{said[1:]}." if said else "", button, address)


def _asked(studio: Studio, request: StudioRequest) -> list[tuple[str, str]]:
    """Whose agreement to a mailing waits for this person: a sentence, and where they look at it."""
    from newsletter.people.proposals import Signer
    from newsletter.pipeline.notices.mailings import Waiting, WaitKind
    from newsletter.pipeline.sending.glance import proposals_at
    from newsletter.studio.waiting_words import waiting_address, waiting_words

    me = Signer(request.person, request.visitor.id)
    points = points_at(studio.resident.project)
    dates = {each.slug: each.date for each in issues_at(studio.project.root)}
    found = []
    for each in proposals_at(studio.project):
        may_agree = request.visitor.id and request.visitor.may(Act.AGREE, Thing(ThingKind.MAILING, each.point))
        if may_agree and not each.asked_by.is_same(me) and each.point in points:
            called = point_called(request.words, each.point, points[each.point])
            one = Waiting(WaitKind.AGREEMENT, each.issue, 1, each.point, date=dates.get(each.issue))
            said = waiting_words(request.words, replace(one, by=each.asked_by.name), called)
            found.append((said, waiting_address(one, is_operator=False)))
    return found


def _of_edition(words: Words, one: MailingGlance) -> str:
    _ = words.gettext
    sentence = {
        "mailed": _("mailed on {when}"),
        "planned": _("mails on {when}"),
        "under way": _("being mailed since {when}"),
        "paused": _("its mailing is paused"),
        "ended": _("its mailing was ended"),
    }[one.state]
    at, cldr = one.at.astimezone(ZoneInfo(one.time_zone)), Cldr(words.locale)
    return sentence.format(when=f"{cldr.date(at.date())}, {cldr.time_range(at.time(), None)}")


def _of_issue(words: Words, found: Sequence[MailingGlance]) -> str:
    """Mailed when, to how many points, and what is planned."""
    n_, said = words.ngettext, []
    opened = [each for each in found if each.state != "planned"]
    if opened:
        points = len({each.point for each in opened})
        sentence = n_("mailed on {day}: {n} point", "mailed from {day} on: {n} points", points)
        said.append(sentence.format(day=_day(words, opened), n=points))
    later = [each for each in found if each.state == "planned"]
    if later:
        points = len({each.point for each in later})
        sentence = n_("planned for {day}: {n} point", "planned from {day} on: {n} points", points)
        said.append(sentence.format(day=_day(words, later), n=points))
    return " · ".join(said)


def _day(words: Words, found: Sequence[MailingGlance]) -> str:
    """The first day of several."""
    days: list[dt.date] = [each.at.astimezone(ZoneInfo(each.time_zone)).date() for each in found]
    return Cldr(words.locale).date(min(days))


ROUTES = (Route("/mailings", get=mailings),)

"""What waits for somebody, as a sentence in their language, and the page of the studio on which it is done."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from newsletter.mail.delivery.states import PauseCause
from newsletter.pipeline.notices.mailings import Waiting, WaitKind
from newsletter.render.cldr import Cldr
from newsletter.studio.words import N_, Words

CAUSES = {
    PauseCause.SENDER_REFUSED: N_("its mail server refuses the sender’s address"),
    PauseCause.MAIL_REFUSED: N_("its mail server refuses the letters"),
    PauseCause.TOO_LARGE: N_("its mail server finds the letters too large"),
    PauseCause.NO_REPLY: N_("its mail server takes letters and does not answer"),
}
"""Why the program has stopped a mailing."""


def waiting_words(words: Words, one: Waiting, country: str = "") -> str:
    """The sentence, without a full stop; `country` is what the point is called where the edition is not named."""
    _, n_ = words.gettext, words.ngettext
    cldr = Cldr(words.locale)
    month = cldr.month(one.date) if one.date else one.issue
    edition = " · ".join(filter(None, (one.country or country or one.point, one.language)))
    when = told_time(words, one.at, one.time_zone) if one.at else ""
    match one.kind:
        case WaitKind.TEXTS:
            said = n_("{n} text to review: {edition}, {month}", "{n} texts to review: {edition}, {month}", one.count)
        case WaitKind.MISSING:
            said = n_(
                "{n} text to translate: {edition}, {month}", "{n} texts to translate: {edition}, {month}", one.count
            )
        case WaitKind.QUESTIONS:
            said = n_(
                "{n} text about which somebody asks: {month}", "{n} texts about which somebody asks: {month}", one.count
            )
        case WaitKind.AGREEMENT:
            said = _("{name} asks you to agree to the mailing to {edition}, {month}")
        case WaitKind.STOPPED:
            cause = _(CAUSES[one.cause]) if one.cause in CAUSES else ""
            said = _("the mailing to {edition} has stopped, {month}: {cause}") if cause else ""
            said = (said or _("the mailing to {edition} has stopped, {month}")).replace("{cause}", cause)
        case WaitKind.UNCERTAIN:
            said = n_(
                "{n} reader of whom nobody knows whether the letter arrived: {edition}, {month}",
                "{n} readers of whom nobody knows whether the letter arrived: {edition}, {month}",
                one.count,
            )
        case WaitKind.IN_DOUBT:
            said = _("the mailing to {edition} waits since a backup was restored, {month}")
        case WaitKind.NOT_OPENED:
            said = _("the mailing to {edition} should have begun on {when}, {month}")
    return said.format(n=cldr.number(one.count), edition=edition, month=month, when=when, name=one.by)


def told_time(words: Words, at: dt.datetime, time_zone: str) -> str:
    """A time as people of a zone tell it: `20 February 2024, 09:00 (Madrid)`."""
    here, cldr = at.astimezone(ZoneInfo(time_zone)), Cldr(words.locale)
    city = "UTC" if time_zone == "UTC" else cldr.city(time_zone)
    return f"{cldr.date(here.date())}, {cldr.time_range(here.time(), None)} ({city})"


def waiting_address(one: Waiting, *, is_operator: bool) -> str:
    """The path of the page on which it is done."""
    if one.kind in (WaitKind.TEXTS, WaitKind.MISSING):
        return f"/review/{one.issue}/{one.point}/{one.locale}"
    if one.kind is WaitKind.QUESTIONS:
        return f"/review/{one.issue}"
    return "/operator" if is_operator else f"/send/{one.issue}/{one.point}"

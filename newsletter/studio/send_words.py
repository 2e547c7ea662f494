"""What the page Send says of readers, times and mailings, in the person's language.

In: the person's words, wishes, times. Out: sentences and rows of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from newsletter import locales
from newsletter.mail.delivery.opening import Wish
from newsletter.mail.delivery.states import DeliveryState
from newsletter.people.proposals import Lapse
from newsletter.pipeline.editing.choices import language_within
from newsletter.render.cldr import Cldr
from newsletter.studio.words import Words

_MOST_REASONS = 6
"""Reasons of an edition that stand on lines of their own; the rest is one line."""


@dataclass(frozen=True, slots=True)
class AudienceRow:
    """An edition, or those who get none: how many, and why. `tag` is empty where it is no language."""

    name: str
    tag: str
    count: int
    reasons: tuple[tuple[str, int], ...]


def audience_rows(words: Words, editions: Iterable[str], wishes: Iterable[Wish]) -> tuple[AudienceRow, ...]:
    """Who would get each of these editions, and why."""
    found: dict[str, Counter[str]] = {locale: Counter() for locale in editions}
    for wish in wishes:
        if wish.edition in found:
            found[wish.edition][_reason(words, wish)] += wish.count
    return tuple(
        AudienceRow(locales.autonym(locale), locale, reasons.total(), _most(words, reasons))
        for locale, reasons in found.items()
    )


def left_out_row(words: Words, left_out: Mapping[str, int]) -> AudienceRow | None:
    """Who gets none of them, and why; None where everybody gets one."""
    if not left_out:
        return None
    said = _left_out(words)
    rows = tuple((said.get(reason, reason), count) for reason, count in left_out.items())
    return AudienceRow(words.gettext("Not mailed to"), "", sum(left_out.values()), rows)


def _most(words: Words, reasons: Counter[str]) -> tuple[tuple[str, int], ...]:
    most = reasons.most_common()
    if len(most) <= _MOST_REASONS:
        return tuple(most)
    rest = sum(count for _, count in most[_MOST_REASONS - 1 :])
    return (*most[: _MOST_REASONS - 1], (words.gettext("chose other languages first"), rest))


def _reason(words: Words, wish: Wish) -> str:
    _ = words.gettext
    if not wish.locales:
        return _("chose no language: this is the first of the point")
    names = [language_within(words.locale, tag) for tag in wish.locales]
    first, got = names[0], language_within(words.locale, wish.edition)
    if wish.is_default:
        return _("chose {languages}, which the point does not mail").format(languages=Cldr(words.locale).listed(names))
    if wish.locales[0] == wish.edition:
        return _("chose {language}").format(language=first)
    if len(wish.locales) == 1:
        return _("chose {language}, to which this is nearest").format(language=first)
    return _("chose {first} first, {language} after it").format(first=first, language=got)


def _left_out(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "pending": _("have not confirmed yet"),
        "ended": _("left"),
        "suppressed: hard-bounce": _("their mailbox is gone"),
        "suppressed: soft-bounces": _("their mailbox refused again and again"),
        "suppressed: complaint": _("called it spam"),
        "suppressed: request": _("asked never to be mailed"),
    }


def lapse_words(words: Words) -> dict[Lapse, str]:
    """What has changed since somebody asked."""
    _ = words.gettext
    return {
        Lapse.LETTERS: _("The letter is another one now, or not ready any more."),
        Lapse.READERS: _("It would go to many more readers now."),
        Lapse.LANGUAGES: _("It would go out in more languages now."),
        Lapse.PEOPLE: _("Whoever asked or agreed may not mail for this point any more."),
    }


def state_words(words: Words) -> dict[DeliveryState, str]:
    """How readers of a mailing stand, as heads of a table."""
    _ = words.gettext
    return {
        DeliveryState.ACCEPTED: _("accepted"),
        DeliveryState.PENDING: _("to come"),
        DeliveryState.SENDING: _("under way"),
        DeliveryState.REFUSED: _("refused"),
        DeliveryState.SKIPPED: _("left out"),
        DeliveryState.UNCERTAIN: _("uncertain"),
    }


def when_words(words: Words, at: dt.datetime, zone: str) -> str:
    """A day and a time as people of a time zone tell it, with its city."""
    here, cldr = at.astimezone(ZoneInfo(zone)), Cldr(words.locale)
    time = cldr.time_range(here.time(), None)
    return words.gettext("{day}, {time} in {city}").format(
        day=cldr.weekday(here.date()), time=time, city=cldr.city(zone)
    )


def time_words(words: Words, at: dt.datetime, zone: str) -> str:
    """The time of day alone, as clocks of the zone show it."""
    return Cldr(words.locale).time_range(at.astimezone(ZoneInfo(zone)).time(), None)


def long_words(words: Words, seconds: float) -> str:
    """About how long something takes."""
    n_, minutes = words.ngettext, max(1, round(seconds / 60))
    if minutes < 90:
        return n_("{n} minute", "{n} minutes", minutes).format(n=minutes)
    hours = round(minutes / 60)
    return n_("{n} hour", "{n} hours", hours).format(n=hours)

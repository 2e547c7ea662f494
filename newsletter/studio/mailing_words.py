"""The figures of a mailing beside those of earlier ones, and what happens with it, in the person's language.

In: reports of rounds. Out: tables by language, a picture's bars, words. No reader's address is in any of it: servers
like to repeat it in what they say, and there it is taken out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from newsletter import locales
from newsletter.mail.audience.states import EventKind
from newsletter.mail.delivery.states import DeliveryState
from newsletter.pipeline.editing.issues import issues_at
from newsletter.pipeline.sending.mailings import Report, RoundStanding
from newsletter.render.cldr import Cldr
from newsletter.studio.words import Words

_ADDRESS = re.compile(r"<?[^\s<>\"']+@[^\s<>\"']+>?")
SHADES = 4
"""That can be told apart, on paper as well."""
WIDTH, HEIGHT = 100, 60
"""Of the picture, in its own units: each issue has a place of the same width."""


@dataclass(frozen=True, slots=True)
class LanguageFigures:
    """One language of a mailing: readers, how their letters stand, and what came of them. `before` are those that got
    earlier issues, in the order of the issues; None where the point did not mail that language then.
    """

    name: str
    tag: str
    states: Counter[DeliveryState]
    returned: int
    complained: int
    left: int
    switched: int
    before: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One issue of the picture: its parts from below, each with where it begins and how high it is."""

    label: str
    total: int
    x: float
    width: float
    parts: tuple[tuple[str, float, float, int], ...]


@dataclass(frozen=True, slots=True)
class PointFigures:
    """A mailing's languages, the earlier issues by name with all that got them, and the bars, the oldest first.

    `legend` says which shade of the bars is which language: name and tag.
    """

    languages: tuple[LanguageFigures, ...]
    earlier: tuple[tuple[str, int], ...]
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, str, str], ...]


def figures_of(words: Words, reports: Sequence[Report], root: Path) -> PointFigures:
    """The first of these mailings by language, against the others, which are earlier ones."""
    this, *earlier = reports
    months = {each.slug: each.date for each in issues_at(root)}
    names = [_issue(words, each, months.get(each.round.issue)) for each in reports]
    rows = tuple(_language(this, locale, earlier) for locale in this.states)
    told = tuple(zip(names[1:], (each.total(DeliveryState.ACCEPTED) for each in earlier), strict=True))
    order = list(dict.fromkeys(locale for each in reports for locale in each.states))
    legend = tuple((f"shade-{at % SHADES}", locales.autonym(locale), locale) for at, locale in enumerate(order))
    return PointFigures(rows, told, _bars(list(zip(names, reports, strict=True)), order), legend)


def _issue(words: Words, report: Report, date: dt.date | None) -> str:
    day = date or report.round.opened_at.astimezone(ZoneInfo(report.round.time_zone)).date()
    return Cldr(words.locale).month(day)


def _language(this: Report, locale: str, earlier: Sequence[Report]) -> LanguageFigures:
    states, events = this.states[locale], this.events.get(locale, Counter())
    before = tuple(each.states[locale][DeliveryState.ACCEPTED] if locale in each.states else None for each in earlier)
    return LanguageFigures(
        locales.autonym(locale),
        locale,
        states,
        events[EventKind.HARD_BOUNCE] + events[EventKind.SOFT_BOUNCE],
        events[EventKind.COMPLAINT],
        events[EventKind.LEFT],
        events[EventKind.SWITCHED],
        before,
    )


def _bars(named: Sequence[tuple[str, Report]], order: Sequence[str]) -> tuple[Bar, ...]:
    """Bars of what was accepted, the oldest first, all on one scale."""
    most = max((report.total(DeliveryState.ACCEPTED) for _, report in named), default=0) or 1
    step = WIDTH / max(len(named), 1)
    found = []
    for place, (name, report) in enumerate(reversed(named)):
        below, parts = 0.0, []
        for at, locale in enumerate(order):
            count = report.states.get(locale, Counter())[DeliveryState.ACCEPTED]
            if count:
                high = HEIGHT * count / most
                below += high
                parts.append((f"shade-{at % SHADES}", round(HEIGHT - below, 2), round(high, 2), count))
        x, width = round(place * step + step * 0.15, 2), round(step * 0.7, 2)
        found.append(Bar(name, report.total(DeliveryState.ACCEPTED), x, width, tuple(parts)))
    return tuple(found)


def reasons_of(report: Report, state: DeliveryState) -> list[tuple[str, int]]:
    """What servers have said, the most frequent first, with no address in it."""
    found: Counter[str] = Counter()
    for (of, reason, said), count in report.reasons.items():
        if of == state:
            found[_ADDRESS.sub("…", said or reason)] += count
    return found.most_common(10)


def standing_words(words: Words) -> dict[RoundStanding, str]:
    """What happens with a mailing."""
    _ = words.gettext
    return {
        RoundStanding.ENDED: _("It was ended."),
        RoundStanding.TO_SETTLE: _("All are done but those to settle."),
        RoundStanding.IN_DOUBT: _("The database was restored from a backup that is older than this mailing."),
        RoundStanding.PAUSED: _("It is paused."),
        RoundStanding.RUNNING: _("Being mailed"),
        RoundStanding.WAITING: _("Some wait for another try."),
        RoundStanding.INTERRUPTED: _("About to begin, or nobody mails it at the moment."),
        RoundStanding.DONE: _("It is mailed."),
    }

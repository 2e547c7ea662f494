"""What is awaited from machines that answer later, in the language of whoever works with the studio.

In: an issue. Out: for each locale of which something is awaited a sentence: `sent to eTranslation, 3 minutes ago`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from babel.dates import format_timedelta

from newsletter import locales
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.translation.awaited import Awaited, awaited_of
from newsletter.studio.words import Words
from newsletter.translate.later.request import RequestStanding

_MINUTE = dt.timedelta(minutes=1)


def awaited_words(words: Words, root: Path, issue: str, locale: str = "") -> dict[str, str]:
    """By locale, in all or in one, how its requests stand."""
    now, found = read_clock(), dict[str, list[str]]()
    sent = (one for one in awaited_of(root, issue, now, locale) if one.standing is not RequestStanding.WAITING)
    for one in sent:
        found.setdefault(one.locale, []).append(_said(words, one, now))
    return {name: "; ".join(dict.fromkeys(said)) for name, said in found.items()}


def _said(words: Words, one: Awaited, now: dt.datetime) -> str:
    _, name = words.gettext, one.title
    if one.has_come:
        return _("answered by {name}: the next machine translation stores it").format(name=name)
    passed = now - one.sent
    if passed < _MINUTE:
        when = _("just now")
    else:
        when = format_timedelta(-passed, add_direction=True, locale=locales.for_babel(words.locale))
    if one.standing is RequestStanding.LATE:
        return _("sent to {name}, {when}, later than usual").format(name=name, when=when)
    if one.comes:
        return _("sent to {name}, {when}").format(name=name, when=when)
    return _("sent to {name}, {when}: nothing usable has come, the next machine translation goes on").format(
        name=name, when=when
    )

"""What is awaited from machines that answer later: for `translate`, `status`, the board and whoever reviews.

In: a project, an issue, the present moment. Out: a glance at each open request: to whom, for which language, how it
stands, since when. Files alone are read; nobody is asked.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsletter.problems import counted
from newsletter.translate.later.asking import reading_of
from newsletter.translate.later.mailbox import Mailbox
from newsletter.translate.later.request import GRACE, LaterRequest, RequestStanding, Unsent, standing_of
from newsletter.translate.later.request_store import RequestStore

TITLES = {"etranslation": "eTranslation"}
"""How a provider is called in sentences."""
_COMES = {RequestStanding.SENDING, RequestStanding.SENT, RequestStanding.LATE}
_CAME = {RequestStanding.ANSWERED, RequestStanding.PARTIAL}


@dataclass(frozen=True, slots=True)
class Awaited:
    """One request at a glance, or what waits to be one; `found` of its `texts` have come so that they can be
    used.

    `doubles` and `foreign` count what came to its address beside that: once more, or for another request. `refusal` is
    what it was refused for later on. `was_taken`: the service has said that it has the request.
    """

    provider: str
    issue: str
    locale: str
    standing: RequestStanding
    texts: int
    found: int
    sent: dt.datetime
    deadline: dt.datetime
    doubles: int = 0
    foreign: int = 0
    refusal: str = ""
    was_taken: bool = True

    @property
    def title(self) -> str:
        """The provider's name in sentences."""
        return TITLES.get(self.provider, self.provider)

    @property
    def comes(self) -> bool:
        """True while the answer is on its way."""
        return self.standing in _COMES

    @property
    def has_come(self) -> bool:
        """True where an answer lies ready to be stored."""
        return self.standing in _CAME

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; moments in ISO form."""
        return {
            "provider": self.provider,
            "locale": self.locale,
            "standing": str(self.standing),
            "texts": self.texts,
            "found": self.found,
            "sent": self.sent.isoformat(timespec="seconds"),
            "deadline": self.deadline.isoformat(timespec="seconds"),
            "doubles": self.doubles,
            "foreign": self.foreign,
            "refusal": self.refusal,
        }


def awaited_of(root: Path, issue: str, now: dt.datetime, locale: str = "") -> tuple[Awaited, ...]:
    """The open requests of an issue, in one locale or all, by locale."""
    mailbox = Mailbox(root)
    store = RequestStore(root)
    requests = (each for each in store.open_requests() if each.issue == issue)
    found = [_glance(each, mailbox, now) for each in requests if locale in ("", each.target_locale)]
    unsent = (each for each in store.unsent() if each.issue == issue and now <= each.tried + GRACE)
    found += [_waiting(each) for each in unsent if locale in ("", each.locale)]
    return tuple(sorted(found, key=lambda each: (each.locale, each.sent)))


def _glance(request: LaterRequest, mailbox: Mailbox, now: dt.datetime) -> Awaited:
    reading = None
    if mailbox.has(request.id):
        # Only then: it brings the library of HTTP along.
        from newsletter.translate.providers.etranslation import read_answer

        reading = reading_of(request, mailbox, read_answer)
    beside = mailbox.beside(request.id)
    return Awaited(
        request.provider,
        request.issue,
        request.target_locale,
        standing_of(request, reading, now),
        len(request.texts),
        reading.found if reading else 0,
        request.sent,
        request.deadline,
        beside.doubles,
        beside.foreign,
        reading.refusal if reading else "",
        request.was_taken,
    )


def _waiting(one: Unsent) -> Awaited:
    standing = RequestStanding.WAITING
    return Awaited(one.provider, one.issue, one.locale, standing, one.texts, 0, one.tried, one.tried, was_taken=False)


def say_awaited(one: Awaited, now: dt.datetime) -> str:
    """A request in an English sentence without its language: `sent to eTranslation, 3 minutes ago`.

    What else came to its address stands in brackets.
    """
    more = [f"{one.doubles} came once more and {_were(one.doubles)} not stored"] * bool(one.doubles)
    were = _were(one.foreign)
    more += [f"{one.foreign} {were} for something else or empty, and not taken"] * bool(one.foreign)
    return _standing(one, now) + (f" ({'; '.join(more)})" if more else "")


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _standing(one: Awaited, now: dt.datetime) -> str:
    ago = say_ago(now - one.sent)
    if one.standing is RequestStanding.WAITING:
        count = f"{one.texts} text{'s' * (one.texts != 1)}"
        return f"not sent yet: {one.title} took no more requests {ago}; `newsletter translate` sends {count}"
    if one.standing is RequestStanding.SENDING:
        until = f"awaited until {one.deadline.astimezone():%H:%M}, then sent again"
        return f"on its way to {one.title}, {ago}, and not known to have arrived: {until}"
    if one.comes:
        late = ", later than usual" if one.standing is RequestStanding.LATE else ""
        return f"sent to {one.title}, {ago}{late}"
    if one.has_come:
        part = (
            f" in part, {one.found} of {counted(one.texts, 'text')}" if one.standing is RequestStanding.PARTIAL else ""
        )
        return f"answered by {one.title}{part}: `newsletter translate` stores it"
    what = {
        RequestStanding.SPOILT: "what came can't be used",
        RequestStanding.REFUSED: f"it was refused later on: {one.refusal}",
        RequestStanding.MISSING: "no answer has come in time" if one.was_taken else "it may never have arrived",
        RequestStanding.EXPIRED: "no answer is taken any more",
    }[one.standing]
    return f"sent to {one.title}, {ago}: {what}; `newsletter translate` goes on"


def say_ago(passed: dt.timedelta) -> str:
    """How long ago something was, in English; a clock that was set back says `just now`."""
    minutes = int(passed.total_seconds() // 60)
    for size, name in ((1_440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {name}{'s' * (count != 1)} ago"
    return "just now"

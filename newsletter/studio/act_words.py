"""What people did to readers, mailings, people and releases, said in plain words.

In: an act of the record, the names of the project and of roles. Out: a sentence without its end, and what one has to
know of it.
"""

from __future__ import annotations

from newsletter.people.detail import Detail, How
from newsletter.people.record import Entry
from newsletter.people.rights import Act, ThingKind
from newsletter.render.cldr import Cldr
from newsletter.studio.naming import Names
from newsletter.studio.role_words import RoleWords
from newsletter.studio.waiting_words import told_time
from newsletter.studio.words import Words


def said_of_act(names: Names, entry: Entry) -> str:
    """What was done, after the name of whoever did it."""
    words, point = names.words, names.point(entry.point) if entry.point else ""
    issue = names.issue(entry.subject.partition("/")[0])
    known = _sentences(words).get((entry.act, entry.kind))
    if entry.detail.how is How.ASKED:
        known = words.gettext("asked for an agreement to mail {issue} for {point}")
    elif entry.detail.how is How.GOES_ON:
        known = words.gettext("let the mailing of {issue} for {point} go on")
    if known is None:
        return f"{entry.act} {entry.kind}: {entry.subject}"
    return known.format(point=point, issue=issue, subject=entry.subject)


def detail_of_act(roles: RoleWords, entry: Entry) -> str:
    """What one has to know of it; empty for nothing. What a person has typed is told as it is."""
    words, detail = roles.words, entry.detail
    _ = words.gettext
    if detail.how is not None:
        return _ways(roles, detail)[detail.how]
    time, readers = _time(words, detail), _readers(words, detail)
    until = _("Good until {day}.").format(day=Cldr(words.locale).date(detail.until.date())) if detail.until else ""
    return " ".join(filter(None, (time, readers, until, detail.reason)))


def _ways(roles: RoleWords, detail: Detail) -> dict[How, str]:
    _ = roles.words.gettext
    time, readers, count = _time(roles.words, detail), _readers(roles.words, detail), detail.readers
    asked = _("Asked for: {time}. {readers}") if time else _("Asked for: as soon as somebody agrees. {readers}")
    until_then, since = (", ".join(map(roles.called, each)) or "–" for each in (detail.roles_before, detail.roles))
    return {
        How.ADDED: _("May do: {roles}").format(roles=since),
        How.CHANGED: _("May do: {roles}").format(roles=f"{until_then} → {since}"),
        How.REMOVED: _("May sign in no longer."),
        How.ENDED: _("It was ended."),
        How.ASKED: asked.format(time=time, readers=readers),
        How.TAKEN_BACK: _("The plan was taken back."),
        How.GOES_ON: "",
        How.REFUSED_AGAIN: _("Refused ones that were mailed to again: {count}").format(count=count),
        How.UNCERTAIN_AGAIN: _("Mailed to again: {count}").format(count=count),
        How.UNCERTAIN_LEFT: _("Left as they are: {count}").format(count=count),
    }


def _readers(words: Words, detail: Detail) -> str:
    if detail.readers is None:
        return ""
    return words.ngettext("{count} reader", "{count} readers", detail.readers).format(count=detail.readers)


def _time(words: Words, detail: Detail) -> str:
    """When a mailing is meant; empty for at once."""
    return told_time(words, detail.due_at, detail.zone) if detail.due_at else ""


def _sentences(words: Words) -> dict[tuple[Act, ThingKind], str]:
    _ = words.gettext
    mailing, readers = ThingKind.MAILING, ThingKind.READERS
    return {
        (Act.TEST, mailing): _("mailed a test of {issue} for {point}"),
        (Act.PLAN, mailing): _("planned the mailing of {issue} for {point}"),
        (Act.AGREE, mailing): _("agreed to the mailing of {issue} for {point}"),
        (Act.MAIL, mailing): _("mailed {issue} for {point}"),
        (Act.PAUSE, mailing): _("paused the mailing of {issue} for {point}"),
        (Act.END, mailing): _("ended the mailing of {issue} for {point}"),
        (Act.SETTLE, mailing): _("decided on uncertain recipients of {issue} for {point}"),
        (Act.RELEASE, mailing): _("released {issue} for {point}"),
        (Act.IMPORT, readers): _("imported readers of {point}"),
        (Act.EXPORT, readers): _("exported readers of {point}"),
        (Act.FORGET, readers): _("erased a reader of {point}"),
        (Act.WRITE, readers): _("changed readers of {point}"),
        (Act.WRITE, ThingKind.PEOPLE): _("changed what {subject} may do"),
        (Act.INVITE, ThingKind.PEOPLE): _("mailed {subject} how to sign in"),
        (Act.INVITE, ThingKind.EDITION): _("let a guest see {issue} for {point}"),
    }

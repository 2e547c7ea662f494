"""What people did to readers, mailings, people and releases, said in plain words.

In: an act of the record, the names of the project. Out: a sentence without its end, and what one has to know of it.
Acts of the record are told by kind; what stands in `detail` is a number, a time or a reason, and told as such.
"""

from __future__ import annotations

import datetime as dt
import re

from newsletter.people.record import Entry
from newsletter.people.rights import Act, ThingKind
from newsletter.render.cldr import Cldr
from newsletter.studio.naming import Names
from newsletter.studio.words import Words


def said_of_act(names: Names, entry: Entry) -> str:
    """What was done, after the name of whoever did it."""
    words, point = names.words, names.point(entry.point) if entry.point else ""
    issue = names.issue(entry.subject.partition("/")[0])
    known = _sentences(words).get((entry.act, entry.kind))
    if known is None:
        return f"{entry.act} {entry.kind}: {entry.subject}"
    return known.format(point=point, issue=issue, subject=entry.subject)


def detail_of_act(words: Words, entry: Entry) -> str:
    """What one has to know of it; empty for nothing. What a person has typed is told as it is."""
    _, n_ = words.gettext, words.ngettext
    detail = entry.detail
    if entry.kind is ThingKind.READERS and detail.isdecimal():
        return n_("{count} reader", "{count} readers", int(detail)).format(count=detail)
    if entry.kind is ThingKind.MAILING:
        if detail in (told := {"goes on": _("It goes on."), "taken back": _("The plan was taken back.")}):
            return told[detail]
        if found := re.fullmatch(r"(?:asked: (?P<at>.*), )?readers: (?P<count>\d+)", detail):
            readers = n_("{count} reader", "{count} readers", int(found["count"])).format(count=found["count"])
            if not found["at"]:
                return readers
            if found["at"] == "at once":
                return _("Asked for: as soon as somebody agrees. {readers}").format(readers=readers)
            return _("Asked for: {time}. {readers}").format(time=_time(words, found["at"]), readers=readers)
        if found := re.fullmatch(r"(refused, mailed again|mailed again|left): (\d+)", detail):
            said = {
                "refused, mailed again": _("Refused ones that were mailed to again: {count}"),
                "mailed again": _("Mailed to again: {count}"),
                "left": _("Left as they are: {count}"),
            }[found[1]]
            return said.format(count=found[2])
    if entry.kind is ThingKind.PEOPLE:
        what, colon, roles = detail.partition(": ")
        if what == "added" and colon:
            return _("May do: {roles}").format(roles=roles)
        if detail == "removed":
            return _("May sign in no longer.")
        if entry.act is Act.INVITE:
            return ""
    return detail


def _time(words: Words, at: str) -> str:
    """When a mailing was asked for, as the record has it: `2023-11-21 09:00 (Europe/Madrid)`."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d) \((.+)\)", at)
    if found is None:
        return at
    cldr = Cldr(words.locale)
    day, time = dt.date.fromisoformat(found[1]), dt.time.fromisoformat(found[2])
    return f"{cldr.date(day)}, {cldr.time_range(time, None)} ({cldr.city(found[3])})"


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

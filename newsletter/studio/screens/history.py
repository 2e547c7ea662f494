"""Who has changed what, in plain words by day; and how it is taken back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from urllib.parse import urlencode

from newsletter.content.slugs import issue_slugs, point_slugs
from newsletter.people.record import Entry, Wanted
from newsletter.people.rights import Act, Thing, ThingKind
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.editing.git import CONTENT, EDITED, GitFault
from newsletter.pipeline.editing.history import read_history, take_back
from newsletter.pipeline.editing.saving import NotAnEditorsFileError, Saved
from newsletter.pipeline.people.recorded import read_record
from newsletter.pipeline.use_case import Refused
from newsletter.render.cldr import Cldr
from newsletter.studio.act_words import detail_of_act, said_of_act
from newsletter.studio.clocks import clock_of
from newsletter.studio.naming import Names, names_at
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, number_in, redirect
from newsletter.studio.role_words import role_words
from newsletter.studio.routes import Route
from newsletter.studio.save_words import Row, row_of, said_of_save
from newsletter.studio.studio import Studio
from newsletter.studio.words import N_, Words

_COUNT = 30
_NO_HISTORY = {
    GitFault.NO_PROGRAM: N_("git is not installed on this machine"),
    GitFault.NO_REPOSITORY: N_("this folder is in none of its repositories"),
    GitFault.NO_ANSWER: N_("git does not answer"),
}
_MOST_ACTS = 500
_KINDS = {
    "mailings": frozenset({ThingKind.MAILING, ThingKind.EDITION}),
    "readers": frozenset({ThingKind.READERS}),
    "people": frozenset({ThingKind.PEOPLE}),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """An act on readers, mailings, people or releases as the page tells it."""

    when: dt.datetime
    who: str
    time: str
    sentence: str
    detail: str
    is_deed: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """The acts of a page, and who stands in the record; `until` is where the page ends that holds no more."""

    deeds: tuple[Deed, ...] = ()
    people: tuple[str, ...] = ()
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is asked for: `kind` is one of `_KINDS`, `saves` or empty for everything; `day` that alone, by the
    clocks of a zone.
    """

    issue: str = ""
    who: str = ""
    q: str = ""
    kind: str = ""
    day: str = ""
    zone: dt.tzinfo | None = None

    @property
    def since(self) -> dt.datetime | None:
        """The first moment of the day."""
        return _begin_of(self.day, 0, self.zone) if self.day else None

    @property
    def before(self) -> dt.datetime | None:
        """The first moment after it."""
        return _begin_of(self.day, 1, self.zone) if self.day else None


def history(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The page."""
    asked, skip, before = _asked(studio, request), request.query.get("skip", "0"), _moment(request.query.get("before"))
    files = _files_of(studio, asked.issue) if asked.issue else _seen_files(request)
    start, zone = min(number_in(skip) or 0, 100_000), asked.zone
    root, environ, names = studio.project.root, studio.place.environ, names_at(studio, request.words)
    found = read_history(
        root, environ, request.person, files=files, count=_COUNT, skip=start, waiting=studio.waiting(), by=asked.who,
        since=asked.since, before=asked.before,
    )  # fmt: skip
    saves = () if asked.kind in _KINDS else found.acts
    # Acts stand between saves: those of the time that the saves of this page take.
    until = min((act.when for act in saves), default=None) if found.has_more and saves else None
    told = _deeds(studio, request, names, asked, until, before)
    rows: list[Row | Deed] = [
        *(
            row_of(
                names,
                act,
                _time(request.words, act.when, zone),
                may_undo=act.can_be_undone and studio.may_write(request, act.file),
            )
            for act in saves
        ),
        *told.deeds,
    ]
    rows = [row for row in rows if not asked.q or asked.q.casefold() in _all_words(row).casefold()]
    rows.sort(key=_when, reverse=True)
    today = read_clock().astimezone(zone).date()
    by_day = groupby(rows, lambda row: _when(row).astimezone(zone).date())
    days = [(_day(request.words, day, today), list(each)) for day, each in by_day]
    query = {name: value for name, value in asdict(asked).items() if value and name != "zone"}
    failed = request.query.get("failed", "")
    has_older = told.until or (found.has_more and asked.kind not in _KINDS)
    until = told.until or until
    older = urlencode({**query, "skip": start + _COUNT, **({"before": until.isoformat()} if until else {})})
    return studio.page(
        request,
        "history.html",
        here="history",
        issue=asked.issue,
        days=days,
        who=sorted(
            {*(act.who for act in found.acts if act.who), *told.people, *filter(None, [asked.who])}, key=str.casefold
        ),
        asked=asked,
        kinds=_kinds(request) if _may_know(studio, request) != frozenset() else (),
        missing=request.words.gettext(_NO_HISTORY[found.missing]) if found.missing else "",
        older=f"/history?{older}" if has_older else "",
        may_export=request.visitor.may(Act.EXPORT, Thing(ThingKind.RECORD)),
        failed=failed,
        failed_name=names.file(failed) if failed else "",
        said=said_of_save,
    )


def export(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The whole record, as JSON lines."""
    found = read_record(studio.place, Wanted())
    if isinstance(found, Refused):
        return not_found()
    name = ("content-disposition", 'attachment; filename="acts.jsonl"')
    return StudioResponse(200, found.as_lines().encode("utf-8"), "application/jsonl; charset=utf-8", (name,))


def _asked(studio: Studio, request: StudioRequest) -> Asked:
    query = {name: request.query.get(name, "").strip()[:200] for name in ("issue", "who", "q", "kind", "day")}
    day = query["day"] if re.fullmatch(r"[12]\d{3}-\d\d-\d\d", query["day"]) and _moment(query["day"]) else ""
    issue = query["issue"] if query["issue"] in issue_slugs(studio.project.root) else ""
    kind = query["kind"] if query["kind"] in ("saves", *_KINDS) else ""
    return Asked(issue, query["who"], query["q"], kind, day, clock_of(studio, request))


def _moment(text: str | None) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found.astimezone() if found and 1900 < found.year < 9000 else None


def _deeds(
    studio: Studio,
    request: StudioRequest,
    names: Names,
    asked: Asked,
    until: dt.datetime | None,
    before: dt.datetime | None,
) -> Told:
    """Acts of the record that whoever asks may know of, from a moment on and before another."""
    points = _may_know(studio, request)
    if points == frozenset() or asked.kind == "saves":
        return Told()
    kinds = _KINDS.get(asked.kind, frozenset())
    since = max(filter(None, [asked.since, until]), default=None)
    ends = min(filter(None, [asked.before, before]), default=None)
    found = read_record(studio.place, Wanted(points, asked.who, kinds, since, ends), _MOST_ACTS)
    if isinstance(found, Refused):
        return Told()
    acts = [each for each in found.acts if not asked.issue or each.subject.partition("/")[0] == asked.issue]
    end = _end_of(found.acts)
    words, roles = names.words, role_words(names.words, names.content.points)
    deeds = tuple(
        Deed(
            each.happened_at,
            each.person,
            _time(words, each.happened_at, asked.zone),
            said_of_act(names, each),
            detail_of_act(roles, each),
        )
        for each in acts
        if end is None or each.happened_at >= end
    )
    return Told(deeds, found.people, end)


def _end_of(acts: Sequence[Entry]) -> dt.datetime | None:
    """From when on all acts are there, where there are more than were asked for; times are whole seconds."""
    if len(acts) < _MOST_ACTS:
        return None
    first, last = acts[0].happened_at, acts[-1].happened_at
    return last + dt.timedelta(seconds=1) if first > last else last


def _may_know(studio: Studio, request: StudioRequest) -> frozenset[str] | None:
    """The points of whose acts somebody may know; None for all, and what concerns all."""
    if request.visitor.may(Act.READ, Thing(ThingKind.RECORD)):
        return None
    points = point_slugs(studio.project.root)
    return frozenset(each for each in points if request.visitor.may(Act.READ, Thing(ThingKind.RECORD, each)))


def _kinds(request: StudioRequest) -> tuple[tuple[str, str], ...]:
    _ = request.words.gettext
    return (
        ("", _("Everything")), ("saves", _("Texts and files")), ("mailings", _("Mailings")), ("readers", _("Readers")),
        ("people", _("People")),
    )  # fmt: skip


def _when(row: Row | Deed) -> dt.datetime:
    return row.when if isinstance(row, Deed) else row.act.when


def undo(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Take one act back; where somebody has changed the same since, say so and leave it."""
    form = request.form()
    name, commit, back = form.get("file", ""), form.get("commit", ""), form.get("back", "")
    if not re.fullmatch(r"now|[0-9a-f]{40,64}", commit):
        return not_found()
    try:
        outcome = take_back(studio.workspace, studio.place.environ, commit, name)
    except NotAnEditorsFileError:
        return not_found()
    issue = {"issue": back} if back in issue_slugs(studio.project.root) else {}
    failed = {} if isinstance(outcome, Saved) else {"failed": name}
    return redirect("/history" + ("?" + urlencode({**issue, **failed}) if issue or failed else ""))


def _seen_files(request: StudioRequest) -> Sequence[str]:
    """Where those files are of which somebody may read what stands in them."""
    return EDITED if request.visitor.may(Act.READ, Thing(ThingKind.HOME)) else CONTENT


def _files_of(studio: Studio, slug: str) -> list[str]:
    """The files that an issue is made of, with its catalogs."""
    content = studio.resident.snapshot(slug).content
    files = [f"issues/{slug}"]
    files += [f"issues/articles/{each}.md" for each in content.articles]
    files += [f"issues/networks/{each}.yaml" for each in content.networks]
    return files + [f"locales/{key.locale}/LC_MESSAGES/{slug}.po" for key in studio.resident.snapshot(slug).editions()]


def _time(words: Words, when: dt.datetime, zone: dt.tzinfo | None) -> str:
    return Cldr(words.locale).time_range(when.astimezone(zone).time().replace(second=0, microsecond=0), None)


def _begin_of(day: str, later: int, zone: dt.tzinfo | None) -> dt.datetime:
    """When a day begins in a zone, or so many days later."""
    begins = dt.datetime.fromisoformat(day) + dt.timedelta(later)
    return begins.replace(tzinfo=zone) if zone else begins.astimezone()


def _day(words: Words, day: dt.date, today: dt.date) -> str:
    said = Cldr(words.locale).weekday(day)
    if day == today:
        return words.gettext("Today, {day}").format(day=said)
    return words.gettext("Yesterday, {day}").format(day=said) if day == today - dt.timedelta(1) else said


def _all_words(row: Row | Deed) -> str:
    if isinstance(row, Deed):
        return f"{row.who} {row.sentence} {row.detail}"
    return " ".join([row.act.who, row.document, *(part for shown in row.changes for _, part in shown.parts)])


ROUTES = (
    Route("/history", get=history),
    Route("/history/undo", post=undo),
    Route("/history/acts", get=export),
)

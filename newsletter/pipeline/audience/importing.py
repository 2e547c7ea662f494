"""Use case: the people of a subscriber CSV join a point, or are kept out of it.

In: `ImportRequest`: a place that is the home, a CSV file, what its people agreed to, how the file is to be read; and
whom to ask what its dates mean. Out: `ImportReport`: what an import did or would do, by counts and lines, and problems.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newsletter.content.model import NationalPoint
from newsletter.database import IN_MEMORY, Connection, absolute, connect, is_there
from newsletter.locales import canonical
from newsletter.mail.audience import importing
from newsletter.mail.audience.csv_form import BrokenCsvError, Form, form_of
from newsletter.mail.audience.csv_heads import Head
from newsletter.mail.audience.keyring import address_key
from newsletter.mail.audience.other_tools import file_sounds_like_leaving
from newsletter.mail.audience.own_addresses import Ours, ours_of
from newsletter.mail.audience.subscriber_csv import Reading, SubscriberRow, days_of, read_subscriber_csv
from newsletter.pipeline.at_home import refusing_by_database, secrets_at
from newsletter.pipeline.audience.refused_rows import LISTED, MOST_TOLD, Refusal, Refusals
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.project import Project
from newsletter.pipeline.use_case import Ask, Place, Question, ask_nobody, issue_at, misused, reporting, whole_content
from newsletter.problems import Location, Problem, Severity, error, nearest, warning

Told = Callable[[Problem], None]
"""Told of each row that does not join, by its line: an import lists so many of one kind, and no more."""
Noted = Callable[[Connection, Mapping[str, int]], None]
"""Told what became of the rows, by fate, in the transaction in which it becomes so."""
_EVERY = 10_000
_WHY_LEFT_OUT = {
    "repeated": ("repeated-recipient", "the address stands on line {first} already", "the address stands above already",
                 "the first row counts"),
    "suppressed": ("suppressed-recipient", "the address must not be mailed again", "",
                   "`subscribers explain` says why"),
    "ended": ("recipient-has-left", "this person has left", "", "they can join again themselves"),
    "stays": ("signed-up-since", "this person has left elsewhere, and has signed up here by the form since", "",
              "they stay; `subscribers forget ADDRESS` takes one out for good"),
}  # fmt: skip
"""By fate: code, what is said of one row, of many where that differs, and the hint."""


@dataclass(frozen=True, slots=True)
class Consented:
    """What the people of a subscriber CSV agreed to, where its rows do not say so themselves."""

    words: str
    locale: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How the table is to be taken: columns by name and head, heads that tell nothing, encoding, which comes first in
    dates with strokes (`dmy`, `mdy`), and whether its people are `readers` or have all `left` (empty: as it says).
    """

    mapping: Sequence[tuple[str, Head]] = ()
    ignored: Sequence[Head] = ()
    encoding: str = ""
    dates: str = ""
    taken_as: str = ""
    skip_refused: bool = False
    dry_run: bool = False

    @property
    def as_left(self) -> bool:
        """True when everybody in the file has left."""
        return self.taken_as == "left"


@dataclass(frozen=True, slots=True)
class Unproven:
    """Of those who join: how many wait, since they have not confirmed elsewhere; of the rest, how many come without a
    time of consent, and how many without a confirmed sign-up.
    """

    pending: int
    undated: int
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: rows by fate, those refused, why and where, and how the file was read.

    `unlisted` rows are refused for reasons that are not told, because there are too many.
    """

    fates: Mapping[str, int]
    unproven: Unproven
    refused: int
    unlisted: int
    faults: Sequence[Refusal]
    is_written: bool
    form: Form
    dates: str


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A CSV file for a point; `consent` are the words that its people agreed to, in the point's locale unless said."""

    place: Place
    point: str
    file: Path
    consent: str = ""
    consent_locale: str = ""
    manner: Manner = field(default_factory=Manner)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the file; `imported` is None where it could not be taken at all."""

    imported: Imported | None
    problems: tuple[Problem, ...]


@reporting
def import_file(
    request: ImportRequest, ask: Ask = ask_nobody, progress: Callable[[str], None] = lambda words: None
) -> ImportReport:
    """Let the people of a file join, or keep them out; with `dry_run` nothing is written."""
    place, point = request.place, request.point
    project, slug = issue_at(place, None)
    points = whole_content(project, slug).points
    if point not in points:
        hint = nearest(point, points) or f"there are: {', '.join(sorted(points))}"
        misused(f"No point is called `{point}`; {hint}.")
    locale = canonical(request.consent_locale or points[point].locale)
    if locale is None:
        misused(f"`{request.consent_locale}` is no locale.")
    consented, secrets = Consented(request.consent.strip(), locale), secrets_at(place)
    with refusing_by_database():
        imported, problems = import_subscribers(
            project, point, request.file, consented, secrets, read_clock(), request.manner, points=points, ask=ask,
            progress=progress,
        )  # fmt: skip
    return ImportReport(imported, tuple(problems))


def import_subscribers(
    project: Project,
    point: str,
    path: Path,
    consented: Consented,
    secrets: Sequence[str],
    now: dt.datetime,
    manner: Manner = Manner(),
    *,
    points: Mapping[str, NationalPoint] | None = None,
    ask: Ask = ask_nobody,
    progress: Callable[[str], None] = lambda words: None,
    noted: Noted = lambda connection, fates: None,
    told: Told | None = None,
) -> tuple[Imported | None, list[Problem]]:
    """Let the people of a table join a point. With a row that can't, nobody joins, unless those are to be skipped.

    Who is there already stays as they are; who has left or must not be mailed stays out, and is taken out where they
    are there. Whoever is asked says what comes first in a date that can be read in two ways. `noted` is called in the
    transaction in which they join.
    """
    form, dates, problems = _understood(path, consented, manner, ask)
    if form is None:
        return None, problems
    url = absolute(project.settings.database.url, project.root)
    terms = importing.Terms(consented.words, consented.locale, f"imported from {path.name}", now)
    refusals = Refusals(Severity.WARNING if manner.skip_refused else Severity.ERROR, told or (lambda problem: None))
    ours = ours_of(points or {}, project.settings.domain_of_mail())
    with connect(IN_MEMORY if manner.dry_run and not is_there(url) else url) as connection:
        connection.widen_cache()
        with connection.transaction(writes=not manner.dry_run):
            key = address_key(connection, secrets, keep=not manner.dry_run)
        with connection.transaction(writes=False):
            rows = read_subscriber_csv(path, form, Reading(point, dates, manner.as_left))
            try:
                importing.wait(
                    connection, _those_that_can(rows, path.name, terms, ours, refusals, progress), terms, key
                )
            except BrokenCsvError as fault:
                return None, [*(fault.to_problem() for fault in refusals.faults.values()), fault.problem]
        is_written = not manner.dry_run and not (refusals.blocking and not manner.skip_refused)
        with connection.transaction(writes=is_written):
            fates = importing.judge(connection, point)
            unproven = Unproven(*importing.count_unproven(connection))
            if is_written:
                importing.merge(
                    connection, point, now, lambda done, of: progress(f"{fates['new']:,} join: {100 * done // of} %")
                )
                noted(connection, fates)
            out = [_left_out(connection, fate, fates[fate], path.name, told) for fate in _WHY_LEFT_OUT if fates[fate]]
    faults = [*refusals.faults.values(), *(fault for fault, _ in out)]
    imported = Imported(fates, unproven, refusals.count, refusals.unlisted, faults, is_written, form, dates)
    wrong = [*(fault.to_problem() for fault in refusals.faults.values()), *(problem for _, problem in out)]
    wrong.sort(key=lambda problem: problem.location.line if problem.location else 0)
    proof = [] if refusals.blocking and not manner.skip_refused else _unproven(unproven, path)
    return imported, [*_western(form, path), *wrong, *proof]


def _understood(path: Path, consented: Consented, manner: Manner, ask: Ask) -> tuple[Form | None, str, list[Problem]]:
    """The form of a file and what comes first in its dates, before a row of it is read; or why it can't be taken."""
    form, problems = form_of(path, manner.mapping, manner.encoding, ignored=manner.ignored, as_left=manner.as_left)
    if form is None:
        return None, "", problems
    tells_standing = bool(form.columns.signs)
    found: list[Problem] = []
    if not manner.taken_as and not tells_standing and file_sounds_like_leaving(path.stem):
        message = "by its name the file seems to hold people who have left, and no column of it says how they stand"
        hint = "pass --as left, or --as readers if they do read the newsletter"
        found.append(error("file-of-leavers", message, Location(path.name), hint))
    if not (manner.as_left or tells_standing or consented.words or "consent" in form.columns.named):
        hint = "say with --consent what these people agreed to, or name the column with --map consent=HEAD"
        message = "nothing says what these people agreed to"
        found.append(error("without-consent", message, Location(path.name), hint))
    dates = manner.dates
    if not dates and not manner.as_left:
        try:
            # Nobody is asked about a file that can't be taken yet: all that it lacks is told at once.
            dates, problems = _order_of(path, form, ask_nobody if found else ask)
        except BrokenCsvError as fault:
            problems = [fault.problem]
        found += problems
    return (None if found else form), dates, found


def _order_of(path: Path, form: Form, ask: Ask) -> tuple[str, list[Problem]]:
    days = days_of(path, form)
    if days.order == "both":
        message = "some dates have the day first, others the month"
        hint = "pass --dates dmy or --dates mdy; rows that do not fit are told then"
        return "", [error("ambiguous-date", message, Location(path.name), hint)]
    if days.order == "either":
        message = f"`{days.example}` on line {days.line} can be read in two ways, and no date of the file decides."
        asked = "Which comes first, the day or the month"
        if (is_day := ask(Question("day-or-month", message, asked, choices=("day", "month")))) is not None:
            return "dmy" if is_day else "mdy", []
        message = f"`{days.example[:30]}` can be read in two ways, and no date of the file decides"
        hint = "pass --dates dmy if the day comes first, --dates mdy if the month does"
        return "", [error("ambiguous-date", message, Location(path.name, days.line), hint)]
    return days.order, []


def _western(form: Form, path: Path) -> list[Problem]:
    if form.encoding != "windows-1252":
        return []
    hint = "look at the names with `newsletter subscribers list`; --encoding windows-1250 and the like read others"
    return [
        warning("read-as-windows-1252", "the file is not UTF-8; it was read as Windows-1252", Location(path.name), hint)
    ]


def _unproven(unproven: Unproven, path: Path) -> list[Problem]:
    without = [f"{unproven.undated:,} without a time of consent"] * bool(unproven.undated)
    without += [f"{unproven.unconfirmed:,} without a confirmed sign-up"] * bool(unproven.unconfirmed)
    if not without:
        return []
    hint = "if the file has them, name the columns: --map consent-on=HEAD, --map confirmed=HEAD"
    return [warning("unproven-consent", f"of those who join, {' and '.join(without)}", Location(path.name), hint)]


def _those_that_can(
    rows: Iterator[SubscriberRow | Problem],
    file: str,
    terms: importing.Terms,
    ours: Ours,
    refusals: Refusals,
    progress: Callable[[str], None],
) -> Iterator[SubscriberRow]:
    for number, row in enumerate(rows, 1):
        if number % _EVERY == 0:
            progress(f"{number:,} rows read")
        problem = row if isinstance(row, Problem) else _objection(row, file, terms, ours, terms.now)
        if problem:
            refusals.add(problem)
        elif isinstance(row, SubscriberRow):
            yield row


def _objection(row: SubscriberRow, file: str, terms: importing.Terms, ours: Ours, now: dt.datetime) -> Problem | None:
    """Why a row that can be read must not join all the same; whoever has left may do so at any address."""
    at = Location(file, row.line)
    if row.is_leaver:
        return None
    if role := ours.role(row.address):
        return error("own-address", f"the address {role}", at, "take the row out: nobody reads a newsletter there")
    for name, text in (("consent-on", row.consent_on), ("since", row.since)):
        if text and _is_ahead(text, now):
            message = f"the column `{name}` holds a day that has not come yet"
            hint = "correct it; --dates says whether the day or the month comes first"
            return error("future-consent", message, at, hint)
    if not (row.consent or terms.consent):
        return error("without-consent", "nothing says what this person agreed to", at, "fill it, or take it out")
    return None


def _is_ahead(text: str, now: dt.datetime) -> bool:
    """True for a time that is still to come wherever on earth it was written down."""
    at = dt.datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=dt.timezone(dt.timedelta(hours=14)))) > now


def _left_out(connection: Connection, fate: str, count: int, file: str, told: Told | None) -> tuple[Refusal, Problem]:
    code, one, many, hint = _WHY_LEFT_OUT[fate]
    lines = importing.left_out(connection, fate, MOST_TOLD if told else LISTED)
    problems = (
        Problem(code, one.format(first=first), Location(file, line), hint, Severity.WARNING) for line, first in lines
    )
    problem = next(problems)
    if told:
        for each in (problem, *problems):
            told(each)
    fault = Refusal(problem, count, [line for line, _ in lines[:LISTED]])
    return fault, fault.to_problem(many)

"""`newsletter subscribers`: rosters in and out, one person found, explained or erased.

In: a project that is the home, a roster or an address, the secrets. Out: what an import did, subscriptions
one after the other, what a person gets and why. What the database can't do is a `DatabaseError`; `told` makes a problem
of it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from newsletter.content.load import Content
from newsletter.database import IN_MEMORY, Connection, DatabaseError, absolute, connect, is_there
from newsletter.edition import EditionKey
from newsletter.mail import audience, intake
from newsletter.mail.address import Address, hashed, shown
from newsletter.mail.audience import Resolution, Subscription
from newsletter.mail.keyring import OtherSecretError, address_key
from newsletter.mail.roster import Arrival, BrokenRosterError, Form, form_of, guarded, read_roster
from newsletter.pipeline.project import Project
from newsletter.problems import Location, Problem, Severity, error, warning

LISTED = 200
"""So many rows that do not join are told one by one, so that a wrong file of a million does not fill the screen."""
_EVERY = 10_000
_WHY_LEFT_OUT = {
    "repeated": ("repeated-recipient", "the address stands on line {first} already", "the first row counts"),
    "suppressed": ("suppressed-recipient", "the address must not be mailed again", "`subscribers explain` says why"),
    "ended": ("recipient-has-left", "this person has left", "they can join again themselves"),
}  # fmt: skip
EXPORTED = (
    "email", "name", "point", "locales", "state", "since", "consent", "consent-locale", "consent-how", "consent-on",
    "suppressed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: rows by fate, those refused, those not listed, and how the file was read."""

    fates: Mapping[str, int]
    refused: int
    unlisted: int
    is_written: bool
    form: Form


@dataclass(frozen=True, slots=True)
class Explained:
    """What one subscription gets of an issue: an edition, or the reason why not; and each step to the locale."""

    subscription: Subscription
    edition: EditionKey | None
    reason: str
    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class Consented:
    """What the people of a roster agreed to, where its rows do not say so themselves."""

    words: str
    locale: str


@dataclass
class _Refusals:
    """Rows that can't join, counted; the first of them as problems."""

    severity: Severity
    count: int = 0

    def __post_init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, problem: Problem) -> None:
        self.count += 1
        if len(self.problems) < LISTED:
            self.problems.append(replace(problem, severity=self.severity))


def told(fault: DatabaseError | OtherSecretError) -> Problem:
    """A fault of the database as a problem."""
    if isinstance(fault, OtherSecretError):
        message = "NEWSLETTER_SECRET is not the one that this database was made with"
        hint = "set the old one again, or put the new one before it with a blank between them"
        return error("other-secret", message, None, hint)
    hint = "look at `[database]` in newsletter.toml and at NEWSLETTER_DATABASE_URL"
    return error("unusable-database", f"the database can’t be used: {fault}", None, hint)


@contextmanager
def opened_database(project: Project) -> Iterator[Connection]:
    """The database of the home, which must be there."""
    url = absolute(project.settings.database.url, project.root)
    if not is_there(url):
        raise DatabaseError("nothing has been imported yet")
    with connect(url) as connection:
        yield connection


def import_roster(
    project: Project,
    point: str,
    path: Path,
    consented: Consented,
    secrets: Sequence[str],
    now: str,
    *,
    mapping: Mapping[str, str],
    encoding: str = "",
    skip_refused: bool = False,
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda words: None,
) -> tuple[Imported | None, list[Problem]]:
    """Let the people of a roster join a point. With a row that can't, nobody joins, unless those are to be skipped.

    Who is there already stays as they are, who has left or must not be mailed stays out.
    """
    form, problems = form_of(path, mapping, encoding)
    if form is None:
        return None, problems
    if not consented.words and "consent" not in form.columns:
        hint = "say with --consent what these people agreed to, or name the column with --map consent=HEAD"
        return None, [error("without-consent", "nothing says what these people agreed to", Location(path.name), hint)]
    url = absolute(project.settings.database.url, project.root)
    terms = intake.Terms(consented.words, consented.locale, f"imported from {path.name}", now)
    refusals = _Refusals(Severity.WARNING if skip_refused else Severity.ERROR)
    with connect(IN_MEMORY if dry_run and not is_there(url) else url) as connection:
        connection.widen_cache()
        with connection.transaction(writes=not dry_run):
            key = address_key(connection, secrets, keep=not dry_run)
        with connection.transaction(writes=False):
            try:
                intake.wait(connection, _those_that_can(path, form, point, terms, refusals, progress), terms, key)
            except BrokenRosterError as fault:
                return None, [*refusals.problems, fault.problem]
        is_written = not dry_run and not (refusals.count and not skip_refused)
        with connection.transaction(writes=is_written):
            fates = intake.judge(connection, point)
            if is_written:
                intake.merge(
                    connection, point, now, lambda done, of: progress(f"{fates['new']:,} join: {100 * done // of} %")
                )
            out = list(_left_out(connection, path.name))
    unlisted = refusals.count - len(refusals.problems) + sum(fates[fate] for fate in _WHY_LEFT_OUT) - len(out)
    return Imported(fates, refusals.count, unlisted, is_written, form), [
        *_western(form, path),
        *refusals.problems,
        *out,
    ]


def _western(form: Form, path: Path) -> list[Problem]:
    if form.encoding != "windows-1252":
        return []
    hint = "look at the names with `newsletter subscribers list`; --encoding windows-1250 and the like read others"
    return [
        warning("read-as-windows-1252", "the file is not UTF-8; it was read as Windows-1252", Location(path.name), hint)
    ]


def _those_that_can(
    path: Path, form: Form, point: str, terms: intake.Terms, refusals: _Refusals, progress: Callable[[str], None]
) -> Iterator[Arrival]:
    for number, row in enumerate(read_roster(path, form, point), 1):
        if number % _EVERY == 0:
            progress(f"{number:,} rows read")
        if isinstance(row, Problem):
            refusals.add(row)
        elif not (row.consent or terms.consent):
            at = Location(path.name, row.line)
            refusals.add(
                error("without-consent", "nothing says what this person agreed to", at, "fill it, or take it out")
            )
        else:
            yield row


def _left_out(connection: Connection, file: str) -> Iterator[Problem]:
    for line, fate, first in intake.left_out(connection, LISTED):
        code, message, hint = _WHY_LEFT_OUT[fate]
        yield Problem(code, message.format(first=first), Location(file, line), hint, Severity.WARNING)


def csv_lines(found: Iterator[Subscription]) -> Iterator[str]:
    """Subscriptions as the lines of a roster that an import reads again."""
    yield _csv_line(EXPORTED)
    for subscription in found:
        yield _csv_line([guarded(cell) for cell in as_row(subscription).values()])


def _csv_line(cells: tuple[str, ...] | list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def as_row(subscription: Subscription) -> dict[str, str]:
    """All that is known of a subscription, by the names of a roster's columns."""
    consent = subscription.consent or audience.Consent("", "", "", "")
    cells = (
        subscription.address, subscription.name, subscription.point, " ".join(subscription.locales),
        subscription.state, subscription.since, consent.words, consent.locale, consent.how, consent.given_on,
        subscription.suppressed,
    )  # fmt: skip
    return dict(zip(EXPORTED, cells, strict=True))


def tally(connection: Connection) -> Counter[tuple[str, str]]:
    """How many subscriptions there are, by point and state."""
    rows = connection.rows(
        "select point, state, count(*) from subscriptions group by point, state order by point, state"
    )
    return Counter({(str(row[0]), str(row[1])): int(row[2]) for row in rows})


def forget(project: Project, address: Address, secrets: Sequence[str], now: str) -> bool:
    """Erase a person and never mail them again; False when nobody had this address."""
    with opened_database(project) as connection:
        with connection.transaction():
            key = address_key(connection, secrets, keep=True)
            was_there = audience.forget(connection, hashed(address, key), now)
        connection.empty_log()
    return was_there


def explain(
    project: Project, content: Content, address: Address, secrets: Sequence[str]
) -> tuple[str, list[Explained]]:
    """Why an address is never mailed (or the empty text), and what each of its subscriptions gets of an issue."""
    with opened_database(project) as connection, connection.transaction(writes=False):
        digest = hashed(address, address_key(connection, secrets, keep=False))
        found = []
        for subscription in audience.subscriptions(connection, digest=digest):
            point = content.points.get(subscription.point)
            editions = point.locales if point else ()
            reason, resolution = audience.explained(subscription, editions, editions[0] if editions else "")
            edition = None
            if resolution and not reason:
                edition = EditionKey(content.slug, subscription.point, resolution.locale)
            found.append(Explained(subscription, edition, reason, resolution))
        return audience.suppression(connection, digest), found


def in_own_letters(subscription: Subscription) -> Subscription:
    """The subscription with its address as people read it: `ada@städte.example`."""
    return replace(subscription, address=shown(subscription.address))

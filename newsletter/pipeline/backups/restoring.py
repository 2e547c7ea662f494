"""Use case: a home made again from a backup.

In: `RestoreRequest`. Out: the files of the project that are missing, a database where there was none, and `Restored`.
Nothing that is there is written over, and a damaged backup, or one of a newer program, restores nothing.

Nobody is mailed twice by what comes back: where the mark of the backup guard is left on this machine it says which
mailings were mailed since; where it is lost too, all that have readers to go wait for a person's word, and what was
planned for a time that has passed is planned no more. Numbers that have been given out since are not given out again:
letters hold them.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newsletter.database import Connection, DatabaseError, absolute, connect, copy_in, is_empty, step_of
from newsletter.files import write_atomically
from newsletter.mail.delivery import doubt, ledger, schedule
from newsletter.mail.delivery.backup_record import record_restored
from newsletter.mail.message.dkim import read_keys
from newsletter.pipeline.at_home import refusing_by_database, secrets_at
from newsletter.pipeline.backups.manifest import (
    PROJECT,
    ROWS,
    Manifest,
    fingerprint_of_secret,
    fingerprints_of_keys,
    read_manifest,
)
from newsletter.pipeline.doctor.restored import backup_guard_of
from newsletter.pipeline.installation import DKIM_KEYS
from newsletter.pipeline.project import Project
from newsletter.pipeline.sending.mailings import send_command
from newsletter.pipeline.use_case import Place, project_at, refuse, reporting
from newsletter.problems import Problem, error, warning
from newsletter.settings.project import FILE

_GAP, _GAP_OF_READERS = 10_000, 1_000_000
"""More numbers than were given out since any backup that somebody would restore; a token has room for 16 million
mailings."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class RestoreRequest:
    """The backup's folder, and where the home is to be; its project may be there, its database not."""

    place: Place
    folder: Path
    clock: Callable[[], dt.datetime] = _now


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `kept` are files of the project that are there with other words, and were left as they are.

    `doubtful` are mailings that wait for a person's word; None where the backup guard is there and knows them.
    """

    made_at: dt.datetime
    rows: dict[str, int]
    written: int
    kept: tuple[str, ...]
    doubtful: tuple[str, ...] | None
    problems: tuple[Problem, ...] = ()


@reporting
def restore_home(request: RestoreRequest) -> Restored:
    """Make a home again: all of it, or nothing but files that were missing."""
    place, folder, now = request.place, request.folder, request.clock()
    manifest, problems = read_manifest(folder)
    if manifest is None or problems:
        refuse(problems)
    if not {fingerprint_of_secret(each) for each in secrets_at(place)} & set(manifest.secrets):
        message = "NEWSLETTER_SECRET is not the one that the backup was made with"
        hint = "set that one again: without it no letter that was ever mailed can be left by its link"
        refuse([error("other-secret", message, None, hint)])
    written = [_put(folder, place.root, FILE)] if f"{PROJECT}/{FILE}" in manifest.files else []
    project = project_at(place)
    url = absolute(project.settings.database.url, project.root)
    with refusing_by_database():
        doubtful, past = _restore_database(project, url, folder, manifest, now)
    names = [name.removeprefix(f"{PROJECT}/") for name in manifest.files if name.startswith(f"{PROJECT}/")]
    written += [_put(folder, project.root, name) for name in names if name != FILE]
    kept = tuple(name for name in names if (project.root / name).read_bytes() != (folder / PROJECT / name).read_bytes())
    return Restored(
        manifest.made_at, manifest.rows, sum(written), kept, doubtful, (*_missing_keys(place, manifest), *past)
    )


def _put(folder: Path, root: Path, name: str) -> bool:
    """Write a file of the project where there is none."""
    if (root / name).exists():
        return False
    return write_atomically(root / name, (folder / PROJECT / name).read_bytes())


def _restore_database(
    project: Project, url: str, folder: Path, manifest: Manifest, now: dt.datetime
) -> tuple[tuple[str, ...] | None, list[Problem]]:
    with connect(url, up_to=manifest.step) as connection:
        with connection.transaction(writes=False):
            is_alike = step_of(connection) == manifest.step
        if not is_alike or not is_empty(connection):
            message = "there is a database already, so nothing was restored into it"
            hint = "make a new one, or move its file and those beside it with its name, but for `.seal`"
            refuse([error("database-not-empty", message, None, hint)])
        try:
            with connection.transaction(), gzip.open(folder / ROWS, "rb") as lines:
                copy_in(connection, lines)
        except (ValueError, KeyError, TypeError):
            raise DatabaseError("the rows of the backup do not fit its schema") from None
    with connect(url) as connection:  # which takes the steps since
        with connection.transaction():
            record_restored(connection, manifest.made_at, now)
            connection.run(
                """update counters set value = value
                + case when name in ('subscriber', 'request') then :readers else :others end""",
                {"readers": _GAP_OF_READERS, "others": _GAP},
            )
        if backup_guard_of(project, connection).is_there():
            return None, []
        return _hold_what_is_left(connection, now)


def _hold_what_is_left(connection: Connection, now: dt.datetime) -> tuple[tuple[str, ...], list[Problem]]:
    """Nobody knows what was mailed since: what has readers to go waits, what should have begun is planned no more."""
    problems = []
    with connection.transaction():
        doubt.mark_rounds(connection, (), now, unfinished=True)
        names = tuple(each.name for each in ledger.rounds(connection) if each.restored_at)
        for each in list(schedule.appointments(connection, until=now)):
            schedule.drop(connection, each.issue, each.point, each.locale)
            at = schedule.display_time(each.due_at, each.time_zone)
            message = f"{each.name} was planned for {at}, and may have been mailed since the backup was made"
            hint = f"if it was not, plan it anew: `{send_command(each)}`"
            problems.append(warning("restored-plan", message, None, hint))
    return names, problems


def _missing_keys(place: Place, manifest: Manifest) -> list[Problem]:
    """Keys that signed when the backup was made, and do not now."""
    folder = place.environ.get(DKIM_KEYS, "")
    here = fingerprints_of_keys(read_keys(Path(folder))[0] if folder else [])
    gone = [name for name, fingerprint in manifest.keys.items() if here.get(name) != fingerprint]
    if not gone:
        return []
    message = f"these keys signed when the backup was made, and are not here: {', '.join(gone)}"
    hint = "bring them back into the folder of NEWSLETTER_DKIM_KEYS, or make new ones"
    return [warning("missing-keys", message, None, hint)]

"""The home's database opened, and its faults told.

In: a project that is the home. Out: its open database. What the database can't do is a `DatabaseError`; `told` makes a
problem of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from newsletter.database import Connection, DatabaseError, absolute, beside, connect, is_there
from newsletter.mail.audience.keyring import OtherSecretError
from newsletter.pipeline.project_folder import ProjectFolder
from newsletter.problems import Problem, error


class NoDatabaseError(DatabaseError):
    """Nobody has made the database yet."""


def problem_of(fault: DatabaseError | OtherSecretError) -> Problem:
    """A fault of the database as a problem."""
    if isinstance(fault, OtherSecretError):
        message = "NEWSLETTER_SECRET is not the one that this database was made with"
        hint = "set the old one again, or put the new one before it with a blank between them"
        return error("other-secret", message, None, hint)
    if isinstance(fault, NoDatabaseError):
        hint = "`newsletter subscribers import FILE.csv --point POINT` makes it, on the machine that is to mail"
        return error("no-database", f"there is no database of subscribers: {fault}", None, hint)
    hint = (
        "look at its disk, at `[database]` in newsletter.toml and at NEWSLETTER_DATABASE_URL; if the file is lost or "
        "spoilt, restore a backup as docs/operators/backups.md says"
    )
    return error("unusable-database", f"the database can’t be used: {fault}", None, hint)


def missing_database(project: ProjectFolder) -> DatabaseError:
    """Whether nobody has made the database yet, or the one has gone from which mail went out."""
    backup_guard = beside(absolute(project.settings.database.url, project.root), project.root, ".seal")
    if not backup_guard.exists():
        return NoDatabaseError("nothing has been imported yet")
    return DatabaseError(
        f"`{backup_guard.stem}` is not there any more; mail went out from it, as `{backup_guard.name}` shows"
    )


@contextmanager
def open_home_database(project: ProjectFolder) -> Iterator[Connection]:
    """The database of the home, which must be there."""
    url = absolute(project.settings.database.url, project.root)
    if not is_there(url):
        raise missing_database(project)
    with connect(url) as connection:
        yield connection

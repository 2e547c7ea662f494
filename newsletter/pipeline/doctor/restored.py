"""Is the database of a home a backup that was restored? Then mailings may be in doubt.

In: a project that is the home, its open database. Out: the backup guard beside the database, and what it tells in
words.
"""

from __future__ import annotations

from newsletter.database import Connection, absolute, beside
from newsletter.mail.delivery import ledger
from newsletter.mail.delivery.backup_guard import BackupGuard
from newsletter.pipeline.project import Project


def backup_guard_of(project: Project, connection: Connection) -> BackupGuard:
    """The backup guard of a home's database."""
    url = absolute(project.settings.database.url, project.root)
    return BackupGuard(connection, beside(url, project.root, ".seal"))


def describe_trouble(project: Project, connection: Connection) -> str:
    """Why mailings may be in doubt, by the backup guard or by what has been noted of it; empty when none is."""
    trouble = backup_guard_of(project, connection).trouble()
    if trouble:
        return trouble.words
    with connection.transaction(writes=False):
        names = [each.name for each in ledger.rounds(connection) if each.restored_at]
    return f"the database was restored, and these were mailed since its backup: {', '.join(names)}" if names else ""

"""Jobs: Procrastinate, on the same database, starts work, repeats it and does it at its times.

In: the address of a database on a server, chores by name. Out: chores called, each with an id, whenever one is asked
for or its time has come. It fences nothing: a chore may be called twice, at once even, and must bear that. Its tables
stand in a schema of their own. This is the one module that knows it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued

from newsletter.database import Connection

SCHEMA = "jobs"
DELIVER = "deliver"
_INSTALLING = 7_021_970
_STALLED = 20
"""Seconds without a sign of life after which a job is taken from its worker; as long as a lease."""
_RESCUE = "rescue"
_QUIET = ("procrastinate", "psycopg.pool")


@dataclass(frozen=True, slots=True)
class Chore:
    """What a job does: a function of an id, empty for chores that have none. `cron` says when it is asked for by
    itself; empty: never.
    """

    run: Callable[[str], None]
    cron: str = ""


def install_jobs(connection: Connection, url: str) -> None:
    """Make the tables of the queue where there are none; two workers may begin at once."""
    with connection.transaction():
        connection.row("select pg_advisory_xact_lock(:number)", {"number": _INSTALLING})
        if connection.row(f"select to_regclass('{SCHEMA}.procrastinate_jobs')")[0]:
            return
        # By another connection, whose search path is the schema's: what it runs is seen once this one has it.
        connector = procrastinate.SyncPsycopgConnector(conninfo=url, min_size=1)
        with procrastinate.App(connector=connector).open():
            connector.execute_query(f"create schema if not exists {SCHEMA}")
        app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(**_connected(url)))
        with app.open():
            app.schema_manager.apply_schema()


def ask_for(url: str, kind: str, id_: str = "") -> None:
    """Ask whichever worker is free for a chore; one that waits already serves both."""
    app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(**_connected(url)))
    with app.open(), suppress(AlreadyEnqueued):
        app.configure_task(kind, queue=kind, queueing_lock=f"{kind} {id_}").defer(id=id_)


async def run_jobs(url: str, chores: Mapping[str, Chore], stopping: asyncio.Event) -> None:
    """Do chores until asked to stop; those under way have twenty seconds to end. Returns too when the database goes."""
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # the worker's own log has a line for each event
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(**_connected(url, 4)))
    for kind, chore in chores.items():
        _register(app, kind, chore)
    _register_rescue(app)
    async with app.open_async():
        working = asyncio.create_task(
            app.run_worker_async(
                queues=[*chores, _RESCUE], concurrency=3, install_signal_handlers=False, delete_jobs="always",
                shutdown_graceful_timeout=_STALLED, fetch_job_polling_interval=2.0,
            )
        )  # fmt: skip
        asked = asyncio.create_task(stopping.wait())
        await asyncio.wait({working, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


def _register(app: procrastinate.App, kind: str, chore: Chore) -> None:
    def do(timestamp: int = 0, id: str = "") -> None:  # noqa: A002 (the name that stands in the job)
        chore.run(id)

    task = app.task(name=kind, queue=kind, queueing_lock=f"{kind} ")(do)
    if chore.cron:
        app.periodic(cron=chore.cron)(task)


def _register_rescue(app: procrastinate.App) -> None:
    """What a worker had under way that was killed is done by another one."""

    async def rescue(timestamp: int) -> None:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED):
            await app.job_manager.retry_job(job)

    task = app.task(name=_RESCUE, queue=_RESCUE, queueing_lock=_RESCUE)(rescue)
    app.periodic(cron="* * * * * */15")(task)


def _connected(url: str, size: int = 1) -> dict[str, Any]:
    """A few connections whose statements find the queue's tables, and which learn in seconds that a server is gone."""
    told = {
        "options": f"-c search_path={SCHEMA}", "connect_timeout": 5, "tcp_user_timeout": 10_000,
        "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2,
    }  # fmt: skip
    name = url.replace("postgres://", "postgresql://", 1)
    return {"conninfo": name, "kwargs": told, "min_size": 1, "max_size": size}

"""`/metrics`, on a port of its own: the home in figures, for a program that watches it.

In: a database. Out: an ASGI app that answers with OpenMetrics. Counts and times of points alone: whoever may ask learns
how many readers there are, and nothing of any.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsletter.database import DatabaseError, Pool
from newsletter.mail.delivery.states import DeliveryState
from newsletter.pipeline.sending.figures import Figures, PointFigures, Watcher
from newsletter.web.guard import App
from newsletter.web.openmetrics import CONTENT_TYPE, Gauge, Sample, write_openmetrics


def metrics_app(pool: Pool, now: Callable[[], dt.datetime]) -> App:
    """The app; one look at a time, since each counts."""
    watcher, looking = Watcher(), threading.Lock()

    def answer(_: Request) -> Response:
        with looking:
            try:
                with pool.taken() as connection:
                    text = write_openmetrics(gauges_of(watcher.figures(connection, now())))
            except DatabaseError:
                return Response("The database does not answer.\n", 503, media_type="text/plain")
        return Response(text, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})

    return Starlette(routes=[Route("/metrics", answer, methods=["GET"])])


def gauges_of(figures: Figures) -> list[Gauge]:
    """The figures by their names."""

    def by_point(value: Callable[[PointFigures], float]) -> tuple[Sample, ...]:
        return tuple(Sample(value(each), {"point": point}) for point, each in sorted(figures.points.items()))

    def at(time: dt.datetime | None) -> tuple[Sample, ...]:
        return (Sample(time.timestamp(), {}),) if time else ()

    deliveries = tuple(
        Sample(each.states[state], {"point": point, "state": state.value})
        for point, each in sorted(figures.points.items())
        for state in DeliveryState
    )
    return [
        Gauge("newsletter_deliveries", "Recipients of all mailings by state.", deliveries),
        Gauge(
            "newsletter_oldest_pending_seconds", "How long the oldest mailing with readers to go is open.",
            by_point(lambda each: each.oldest), "seconds",
        ),
        Gauge("newsletter_accepted_a_minute", "Messages accepted a minute lately.", by_point(lambda each: each.rate)),
        Gauge(
            "newsletter_mailings_stopped", "Mailings that the program has paused, for a person to look at.",
            by_point(lambda each: each.stopped),
        ),
        Gauge(
            "newsletter_mailings_in_doubt", "Mailings of a restored database that wait for a person's word.",
            by_point(lambda each: each.doubtful),
        ),
        Gauge(
            "newsletter_workers", "Workers that are there; on a database on a server.",
            (Sample(len(figures.workers), {}),) if figures.workers is not None else (),
        ),
        Gauge("newsletter_planned", "Editions planned for later.", (Sample(figures.planned, {}),)),
        Gauge(
            "newsletter_overdue", "Editions whose time came five minutes ago and that are not open.",
            (Sample(figures.overdue, {}),),
        ),
        Gauge(
            "newsletter_due_timestamp_seconds", "When `newsletter due` last came to its end.", at(figures.due_at),
            "seconds",
        ),
        Gauge(
            "newsletter_backup_timestamp_seconds", "When the last backup was made.", at(figures.backed_up_at),
            "seconds",
        ),
        Gauge(
            "newsletter_reports_read_timestamp_seconds", "When `newsletter bounces` last read what came back.",
            at(figures.reading.at if figures.reading else None), "seconds",
        ),
        Gauge(
            "newsletter_reports_unread", "Messages among them that wait for a person.",
            (Sample(figures.reading.for_people, {}),) if figures.reading else (),
        ),
    ]  # fmt: skip

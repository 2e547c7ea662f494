"""The same statements run on PostgreSQL: from a subscriber CSV to a mailing, its figures, and what came back."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.database import connect
from newsletter.mail.delivery.latest import ask_for_latest, find_latest
from newsletter.pipeline.audience.importing import Consented, Manner, import_subscribers
from newsletter.pipeline.project import Project
from newsletter.settings.project import Settings
from tests.conftest import Sample
from tests.support.mail_server import running
from tests.support.mailing import ISSUE, SECRET, Home
from tests.support.postgres import needs_postgres, postgres
from tests.support.table_filling import fill_a_table

pytestmark = [
    pytest.mark.slow,
    needs_postgres,
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as url:
        yield url


def test_a_table_is_filled_with_any_text(server: str) -> None:
    fill_a_table(server)


def test_a_mailing_is_held_by_postgresql_as_it_is_by_sqlite(sample: Sample, tmp_path: Path, server: str) -> None:
    with running(tmp_path / "server") as mail:
        home = Home.of(sample, mail)
        home.environment["NEWSLETTER_DATABASE_URL"] = server
        home.join(
            ["ada@example.org", "bob@example.org", "refuse.x@example.org", "grey@example.org", "mute@example.org"]
        )
        home.join(["dan@example.org"], language="nl-BE")
        home.done("subscribers", "forget", "bob@example.org")
        plan = home("send", ISSUE, "--point", "nl", "--dry-run", "--json")
        assert json.loads(plan.stdout)["recipients"]["nl"] == {"by-wish": 4, "by-default": 0, "already": 0}
        sent = home("send", ISSUE, "--point", "nl", "--no-wait")
        assert "accepted" in sent.stdout, sent.output
        found = home.done("mailings")["mailings"][0]
        assert found["locales"]["nl"]["accepted"] == 1
        assert found["locales"]["nl"]["refused"] == 1
        assert found["locales"]["nl"]["pending"] == 1
        assert found["locales"]["nl"]["uncertain"] == 1
        assert found["locales"]["nl-BE"]["accepted"] == 1
        with connect(server) as connection:
            with connection.transaction():
                connection.run("update deliveries set due_at = ''")
                holder = {"until": dt.datetime.now(dt.UTC).timestamp() + 60}
                connection.run("update shards set owner = 'another process', held_until = :until", holder)
            assert home.failed("settle", ISSUE, "--point", "nl", "--drop") == ["already-running"]
            with connection.transaction():
                connection.run("update shards set owner = '', held_until = 0")
        home("settle", ISSUE, "--point", "nl", "--resend")
        home("resume", ISSUE, "--no-wait")
        home("pause", ISSUE)
        assert home.done("mailings")["mailings"][0]["standing"] == "to settle"
        assert mail.to() == {"ada@example.org": 1, "dan@example.org": 1, "mute@example.org": 2, "grey@example.org": 1}
        assert home("subscribers", "export").stdout.count("\n") == 6
        home.join(["eve@example.org"])
        now, day = dt.datetime.now(dt.UTC), dt.timedelta(days=1)
        with connect(server) as connection, connection.transaction():
            connection.run("update rounds set state = 'open', pause_cause = ''")
            eve = int(connection.row("select id from subscribers where address = 'eve@example.org'")[0])
            latest = find_latest(connection, eve, "nl", "nl", now, day)
            assert latest is not None
            assert [ask_for_latest(connection, eve, latest, now) for _ in range(2)] == [True, False]
            again = find_latest(connection, eve, "nl", "nl", now, day)
            assert again is not None
            assert again.is_asked_for


def test_who_has_left_elsewhere_stays_out_on_postgresql_too(tmp_path: Path, server: str) -> None:
    settings = Settings()
    database = settings.database.model_copy(update={"url": server})
    project = Project(tmp_path, settings.model_copy(update={"database": database}))

    def take(subscriber_csv: str, taken_as: str = "") -> dict[str, int]:
        file = tmp_path / "readers.csv"
        file.write_text(subscriber_csv, "utf-8")
        consented, manner = Consented("Ja", "nl"), Manner(taken_as=taken_as)
        now = dt.datetime(2026, 11, 24, 5, tzinfo=dt.UTC)
        imported, _ = import_subscribers(project, "pg", file, consented, (SECRET,), now, manner)
        assert imported is not None
        return {fate: count for fate, count in imported.fates.items() if count}

    assert take("email\nann@example.org\nben@example.org\n") == {"new": 2}
    gone = "email,status\nann@example.org,unsubscribed\nben@example.org,bounced\nben@example.org,subscribed\n"
    assert take(gone) == {"suppressed": 1, "closed": 1, "barred": 1}
    assert take("email\nann@example.org\nben@example.org\n") == {"ended": 1, "suppressed": 1}
    assert take("email\nann@example.org\neva@example.org\n", "left") == {"gone": 1, "left": 1}
    assert take("email,suppressed\neva@example.org,request\neva@example.org,complaint\n") == {"barred": 2}
    with connect(server) as connection, connection.transaction(writes=False):
        sizes = "select count(*) from pg_stats where tablename = 'subscriptions'"
        assert connection.row(sizes)[0], "queries that follow an import know at once how many joined"


def test_who_reads_another_point_already_joins_as_the_same_person(tmp_path: Path, server: str) -> None:
    settings = Settings()
    database = settings.database.model_copy(update={"url": server})
    project = Project(tmp_path, settings.model_copy(update={"database": database}))
    file, now = tmp_path / "readers.csv", dt.datetime(2026, 11, 24, 5, tzinfo=dt.UTC)
    for point, locals_ in (("north", "una two"), ("south", "six two ten una")):
        file.write_text("\n".join(["email", *(f"{local}@example.org" for local in locals_.split())]), "utf-8")
        import_subscribers(project, point, file, Consented("Ja", "nl"), (SECRET,), now, Manner())
    with connect(server) as connection, connection.transaction(writes=False):
        found = connection.rows(
            """select s.address, count(*), count(distinct c.point) from subscribers s
            join subscriptions p on p.subscriber_id = s.id
            join consents c on c.subscriber_id = s.id and c.point = p.point
            where p.point in ('north', 'south') group by s.id, s.address order by 1"""
        )
        assert [tuple(row) for row in found] == [
            ("six@example.org", 1, 1), ("ten@example.org", 1, 1), ("two@example.org", 2, 2), ("una@example.org", 2, 2)
        ]  # fmt: skip

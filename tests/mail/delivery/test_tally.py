"""How a round stands, counted in one look: of few letters in passing, of many in groups, with the same outcome."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from newsletter.database import connect
from newsletter.mail.delivery import tally as tallies
from newsletter.mail.delivery.states import DeliveryState
from newsletter.mail.delivery.tally import Tally, tally
from tests.support.queue_world import World

EARLY, LATE, SOON, LATER = (f"2024-01-16T{hour:02}:00:00+00:00" for hour in (8, 9, 10, 11))
P, A, R = DeliveryState.PENDING, DeliveryState.ACCEPTED, DeliveryState.REFUSED


@pytest.mark.parametrize("few", [0, 4])
def test_states_those_mailed_lately_and_the_next_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(tallies, "_FEW", few)
    with connect(f"sqlite:///{tmp_path}/newsletter.db") as connection:
        number = World(connection, 6, lambda name, now: "").round.id
        with connection.transaction():
            assert tally(connection, number) == Tally({("nl", P): 6}, waiting=6)
            stands = [(1, A, EARLY, ""), (2, A, LATE, ""), (3, A, LATE, ""), (4, R, LATE, ""), (5, P, LATE, LATER),
                      (6, P, LATE, SOON)]  # fmt: skip
            for subscriber, state, changed_at, due_at in stands:
                connection.run(
                    "update deliveries set state = :state, changed_at = :at, due_at = :due where subscriber_id = :id",
                    {"id": subscriber, "state": state, "at": changed_at, "due": due_at},
                )
            connection.run("update deliveries set reason = 'refused' where subscriber_id in (4, 6)")
            # From before it was accepted.
            connection.run("update deliveries set reason = 'gone' where subscriber_id = 1")
            found = tally(connection, number, dt.datetime.fromisoformat(LATE))
            assert found.counts == {("nl", A): 3, ("nl", R): 1, ("nl", P): 2}
            assert found.by_state() == {A: 3, R: 1, P: 2}
            assert (found.lately, found.waiting, found.first_at) == (2, 2, dt.datetime.fromisoformat(SOON))
            assert found.reasoned == 2
            assert tally(connection, number + 1) == Tally()


@pytest.mark.parametrize("few", [0, 4])
def test_letters_of_one_round_are_counted_apart_and_their_turns_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(tallies, "_FEW", few)
    with connect(f"sqlite:///{tmp_path}/newsletter.db") as connection:
        number = World(connection, 5, lambda name, now: "").round.id
        with connection.transaction():
            columns = [name for name in connection.row("select * from mailings", {})._fields if name != "id"]
            kept = ", ".join("'fr'" if name == "locale" else name for name in columns)
            connection.run(f"insert into mailings (id, {', '.join(columns)}) select 99, {kept} from mailings")
            connection.run(
                "update deliveries set mailing_id = 99, due_at = :due where subscriber_id > 2", {"due": SOON}
            )
            connection.run(
                "update deliveries set state = 'accepted', changed_at = :at where subscriber_id = 3", {"at": LATE}
            )
            assert tally(connection, number, dt.datetime.fromisoformat(LATE)) == Tally(
                {("nl", P): 2, ("fr", A): 1, ("fr", P): 2}, lately=1, waiting=4
            )
            connection.run("update deliveries set state = 'skipped', reason = 'left' where subscriber_id < 3")
            found = tally(connection, number)
            assert (found.counts["nl", DeliveryState.SKIPPED], found.reasoned, found.lately) == (2, 2, 0)
            assert (found.waiting, found.first_at) == (2, dt.datetime.fromisoformat(SOON))


@pytest.mark.parametrize("few", [0, 4])
def test_who_waits_and_until_when_is_told_of_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(tallies, "_FEW", few)
    with connect(f"sqlite:///{tmp_path}/newsletter.db") as connection:
        number = World(connection, 2, lambda name, now: "").round.id
        asked: list[str] = []
        run = connection._execute

        def listening(sql: str, *values: Any) -> Any:
            asked.append(sql)
            return run(sql, *values)

        monkeypatch.setattr(connection, "_execute", listening)
        with connection.transaction():
            tally(connection, number)
    # Between two statements PostgreSQL shows what others have written meanwhile.
    assert len([sql for sql in asked if "deliveries" in sql]) == 1

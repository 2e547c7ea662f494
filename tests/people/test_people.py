"""People, their codes, where they are signed in, and what they did."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsletter.database import Connection, DatabaseError, connect
from newsletter.mail.audience.address import Address
from newsletter.people import codes, record, sign_ins, store
from newsletter.people.detail import Detail, How
from newsletter.people.rights import Act, ThingKind
from newsletter.people.roles import Role, RoleKind
from newsletter.people.store import KnownPersonError, LastOperatorError, Person
from tests.support.postgres import needs_postgres, postgres

NOW = dt.datetime(2023, 11, 22, 9, tzinfo=dt.UTC)
KEY = b"k" * 32
OPERATOR, SPAIN = Role(RoleKind.OPERATOR), Role(RoleKind.POINT, "es")


def add(database: Connection, name: str, *roles: Role) -> Person:
    with database.transaction():
        return store.add_person(database, name, Address(name.lower(), "example.org"), "", roles, NOW)


def mailed(database: Connection, person: Person, browser: str, now: dt.datetime = NOW) -> str:
    with database.transaction():
        code = codes.make_code(database, person.id, browser, KEY, now)
    return code.digits if code else ""


def other_than(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06}"


def test_the_first_person_is_an_operator_and_the_last_operator_stays(database: Connection) -> None:
    with pytest.raises(LastOperatorError):
        add(database, "Ana", SPAIN)
    ana = add(database, "Ana", OPERATOR)
    bo = add(database, "Bo", SPAIN)
    with pytest.raises(LastOperatorError), database.transaction():
        store.remove_person(database, ana)
    with pytest.raises(LastOperatorError), database.transaction():
        store.change_roles(database, ana, [SPAIN])
    with database.transaction():
        store.change_roles(database, bo, [SPAIN, OPERATOR])
        store.remove_person(database, ana)
        assert [(person.name, person.roles) for person in store.list_people(database)] == [("Bo", (OPERATOR, SPAIN))]


def test_a_name_and_an_address_are_one_persons_alone(database: Connection) -> None:
    add(database, "Ana", OPERATOR)
    for name, local in (("ana", "other"), ("Other", "ANA")):
        with pytest.raises(KnownPersonError), database.transaction():
            store.add_person(database, name, Address(local, "example.org"), "", [SPAIN], NOW)


def test_a_code_signs_in_once_and_only_the_browser_that_asked(database: Connection) -> None:
    ana = add(database, "Ana", OPERATOR)
    digits = mailed(database, ana, "browser")
    assert codes.use_code(database, digits, "other", KEY, NOW) == 0
    assert codes.use_code(database, f"{digits[:3]} {digits[3:]}", "browser", KEY, NOW) == ana.id
    assert codes.use_code(database, digits, "browser", KEY, NOW) == 0


def test_a_code_ends_after_ten_minutes_and_after_five_tries(database: Connection) -> None:
    ana = add(database, "Ana", OPERATOR)
    digits = mailed(database, ana, "browser")
    assert codes.use_code(database, digits, "browser", KEY, NOW + codes.LIFETIME) == 0
    for _ in range(codes.TRIES):
        assert codes.use_code(database, other_than(digits), "browser", KEY, NOW) == 0
    assert codes.use_code(database, digits, "browser", KEY, NOW) == 0


def test_a_person_gets_three_codes_an_hour_and_the_last_holds(database: Connection) -> None:
    ana = add(database, "Ana", OPERATOR)
    sent = [mailed(database, ana, "browser") for _ in range(4)]
    assert [bool(digits) for digits in sent] == [True, True, True, False]
    if sent[0] != sent[2]:
        assert codes.use_code(database, sent[0], "browser", KEY, NOW) == 0
    assert codes.use_code(database, sent[2], "browser", KEY, NOW) == ana.id
    assert mailed(database, ana, "browser", NOW + codes.HOUR)


def test_who_asks_for_anothers_codes_keeps_them_out_of_nothing_and_fills_no_mailbox(database: Connection) -> None:
    ana = add(database, "Ana", OPERATOR)

    def asked(client: str) -> list[bool]:
        with database.transaction():
            return [bool(codes.make_code(database, ana.id, "browser", KEY, NOW, client)) for _ in range(4)]

    assert asked("192.0.2.1") == [True] * 3 + [False], "a stranger has had enough"
    assert asked("192.0.2.2") == [True] * 3 + [False], "and she gets hers all the same"
    for stranger in ("192.0.2.3", "192.0.2.4"):
        asked(stranger)
    assert asked("192.0.2.5") == [False] * 4, "twelve mails an hour are enough"


def test_a_client_may_ask_ten_times_an_hour(database: Connection) -> None:
    with database.transaction():
        asked = [codes.may_ask(database, "192.0.2.1", KEY, NOW) for _ in range(11)]
        assert asked == [True] * 10 + [False]
        assert codes.may_ask(database, "192.0.2.2", KEY, NOW)


def test_many_wrong_codes_are_an_attack_that_keeps_nobody_out(database: Connection) -> None:
    ana = add(database, "Ana", OPERATOR)
    for _ in range(codes.FAILED_AN_HOUR):
        codes.use_code(database, "000000", "nobody's", KEY, NOW)
    with database.transaction():
        assert codes.is_under_attack(database, NOW)
        assert not codes.is_under_attack(database, NOW + codes.HOUR)
    assert codes.use_code(database, mailed(database, ana, "browser"), "browser", KEY, NOW) == ana.id


def test_what_signs_in_is_not_in_the_database(database: Connection) -> None:
    ana = add(database, "Ana", OPERATOR)
    digits = mailed(database, ana, "browser")
    with database.transaction():
        secret = sign_ins.sign_in(database, ana.id, "Firefox", NOW)
        stored = [str(value) for table in ("sign_in_codes", "sign_ins", "form_attempts")
                  for row in database.rows(f"select * from {table}") for value in row]  # fmt: skip
    assert not any(digits == value or secret in value or value == "browser" for value in stored)


def test_somebody_stays_signed_in_for_twelve_idle_hours_and_fourteen_days(database: Connection) -> None:
    ana = add(database, "Ana", OPERATOR)
    with database.transaction():
        secret, idle = (sign_ins.sign_in(database, ana.id, "Firefox", NOW) for _ in range(2))
        at, found = NOW, []
        while at < NOW + sign_ins.LONGEST + sign_ins.IDLE:
            person, is_to_be_marked = sign_ins.find_signed_in(database, secret, at)
            if is_to_be_marked:
                sign_ins.mark_seen(database, secret, at)
            found.append(person is not None)
            at += sign_ins.IDLE - dt.timedelta(seconds=1)
        assert sum(found) == 29  # half a day less a second each, until the fourteenth day is over
        assert found == [True] * 29 + [False] * (len(found) - 29)
        assert sign_ins.find_signed_in(database, idle, NOW + sign_ins.IDLE) == (None, False)
        sign_ins.remove_old_sign_ins(database, NOW + sign_ins.IDLE)
        assert len(sign_ins.list_sign_ins(database, ana.id)) == 1


def test_signing_out_ends_it_here_there_and_when_rights_change(database: Connection) -> None:
    ana, bo = add(database, "Ana", OPERATOR), add(database, "Bo", SPAIN)
    with database.transaction():
        here, there, of_bo = (sign_ins.sign_in(database, number, "Firefox", NOW) for number in (ana.id, ana.id, bo.id))
        names = {each.name for each in sign_ins.list_sign_ins(database, bo.id)}
        assert not sign_ins.sign_out_there(database, ana.id, *names)
        sign_ins.sign_out(database, here)
        assert [sign_ins.find_signed_in(database, each, NOW)[0] for each in (here, there)] == [None, ana]
        assert sign_ins.sign_out_there(database, ana.id, sign_ins.list_sign_ins(database, ana.id)[0].name)
        assert sign_ins.find_signed_in(database, there, NOW)[0] is None
        store.change_roles(database, bo, [Role(RoleKind.REVIEWER, "sk")])
        assert sign_ins.find_signed_in(database, of_bo, NOW)[0] is None


def test_what_was_done_is_told_newest_first_by_point(database: Connection) -> None:
    done = [
        record.Entry(NOW, 1, "Ana", Act.MAIL, ThingKind.MAILING, "2023-11/es", "es", Detail(readers=1000)),
        record.Entry(NOW, 2, "Bo", Act.EXPORT, ThingKind.READERS, "fr", "fr"),
        record.Entry(NOW, 0, "Ana", Act.WRITE, ThingKind.PEOPLE, "Bo"),
    ]
    with database.transaction():
        for entry in done:
            record.add_entry(database, entry)
        assert list(record.entries(database)) == done[::-1]
        assert list(record.entries(database, "es")) == done[:1]


@pytest.mark.slow
def test_of_twenty_right_codes_posted_at_once_one_signs_in_and_forty_guesses_are_five_tries(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'people.db'}"

    def post(digits: str) -> int:
        with connect(url) as own:
            return codes.use_code(own, digits, "browser", KEY, NOW)

    with connect(url) as database, ThreadPoolExecutor(8) as threads:
        ana = add(database, "Ana", OPERATOR)
        assert sorted(threads.map(post, [mailed(database, ana, "browser")] * 20)) == [0] * 19 + [ana.id]
        digits = mailed(database, ana, "browser")
        assert set(threads.map(post, [other_than(digits)] * 40)) == {0}
        assert post(digits) == 0
        with database.transaction(writes=False):
            assert database.row("select tries from sign_in_codes where used_at = ''")[0] == codes.TRIES


def test_a_state_that_nobody_knows_is_not_let_in(database: Connection) -> None:
    ana = add(database, "Ana", OPERATOR)
    with pytest.raises(DatabaseError), database.transaction():
        database.run("insert into person_roles values (:id, 'admin', '')", {"id": ana.id})


def refuses_to_change_the_record(database: Connection) -> None:
    entry = record.Entry(
        NOW, 0, "AK", Act.WRITE, ThingKind.PEOPLE, "MH", detail=Detail(How.ADDED, roles=(Role(RoleKind.EDITOR),))
    )
    with database.transaction():
        record.add_entry(database, entry)
    for sql in ("update acts set person = 'X'", "update acts set detail = ''", "delete from acts"):
        with pytest.raises(DatabaseError), database.transaction():
            database.run(sql)
    with database.transaction(writes=False):
        assert list(record.entries(database)) == [entry]


def test_what_was_done_can_be_changed_or_removed_by_nobody(database: Connection) -> None:
    refuses_to_change_the_record(database)


@pytest.mark.slow
@needs_postgres
def test_what_was_done_stays_in_postgresql_too() -> None:
    with postgres() as url, connect(url) as database:
        refuses_to_change_the_record(database)
        with pytest.raises(DatabaseError), database.transaction():
            database.run("truncate acts")

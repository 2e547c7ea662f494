"""The audience: which edition a reader gets, and who is never mailed whatever happens."""

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.database import Connection, absolute, connect
from newsletter.locales import canonical, chain, script
from newsletter.mail.audience import subscriptions
from newsletter.mail.audience.address import Address, hash_address
from newsletter.mail.audience.states import SuppressionReason
from newsletter.mail.audience.subscriptions import Consent, resolve_edition
from tests.conftest import REPOSITORY

NOW = dt.datetime(2023, 11, 22, tzinfo=dt.UTC)


SECRET = b"a secret of at least 32 characters"
TAGS = ("en", "nl", "nl-BE", "nl-NL", "fr", "fr-BE", "pt", "pt-PT", "sr", "sr-Latn", "sr-Latn-RS", "zh-TW", "zh-CN")
some = st.lists(st.sampled_from(TAGS), unique=True).map(tuple)


@pytest.mark.parametrize(
    ("wishes", "editions", "gets", "is_default"),
    [
        ("nl", "fr nl", "nl", False),
        ("nl-BE", "fr nl", "nl", False),
        ("nl-BE", "nl nl-BE", "nl-BE", False),
        ("nl", "fr nl-BE", "nl-BE", False),
        ("nl-NL", "fr nl-BE", "nl-BE", False),
        ("es fr", "nl fr", "fr", False),
        ("es de", "nl fr", "nl", True),
        ("", "nl fr", "nl", True),
        ("sr-Latn", "en sr", "en", True),
        ("sr", "en sr-Latn", "en", True),
        ("zh-TW", "en zh-CN", "en", True),
        ("zh-TW", "en zh", "en", True),
        ("zh-HK", "zh zh-Hant en", "zh-Hant", False),
        ("zh-TW", "en zh-HK", "zh-HK", False),
        ("zh-Hant", "en zh-HK zh-TW", "zh-TW", False),
        ("zh-Hant", "zh-CN zh-HK", "zh-HK", False),
        ("zh", "en zh-TW", "en", True),
        ("zh-SG", "zh-TW zh-Hans", "zh-Hans", False),
        ("no", "en nb", "nb", False),
        ("nb", "en no", "no", False),
        ("nb-NO", "en no", "no", False),
        ("no", "nn nb", "nb", False),
        ("he", "en he-IL", "he-IL", False),
        ("pt", "pt-BR pt-PT", "pt-PT", False),
        ("pt", "en pt-BR", "pt-BR", False),
        ("nl", "nl-BE nl-NL", "nl-NL", False),
        ("sr-ME", "sr sr-Latn", "sr-Latn", False),
        ("sr-RS", "sr-Latn sr-Cyrl", "sr-Cyrl", False),
    ],
)
def test_a_reader_gets_the_first_wish_that_an_edition_meets(
    wishes: str, editions: str, gets: str, is_default: bool
) -> None:
    there = tuple(editions.split())
    found = resolve_edition(tuple(wishes.split()), there, there[0])
    assert (found.locale, found.is_default) == (gets, is_default)


def test_a_wish_by_a_code_of_long_ago_is_met() -> None:
    old = canonical("iw")
    assert old is not None
    assert resolve_edition((old,), ("en", "he"), "en").locale == "he"


def test_the_steps_tell_each_look_in_its_order() -> None:
    found = resolve_edition(("es", "fr-BE"), ("nl", "fr"), "nl")
    assert [(step.wish, step.looked_for, step.found) for step in found.steps] == [
        ("es", "es", ""),
        ("es", "es-*", ""),
        ("fr-BE", "fr-BE", ""),
        ("fr-BE", "fr", "fr"),
    ]


@given(wishes=some, editions=some.filter(bool))
@example(wishes=("sr",), editions=("en", "sr-Latn"))
def test_a_reader_always_gets_an_edition_that_is_there_and_never_one_they_can_not_read_before_one_they_can(
    wishes: tuple[str, ...], editions: tuple[str, ...]
) -> None:
    found = resolve_edition(wishes, editions, editions[0])
    assert found.locale in editions
    assert found.steps[-1].found == found.locale
    assert all(not step.found for step in found.steps[:-1])
    for wish in wishes:
        down = chain(wish)
        exact = [tag for tag in down if tag in editions]
        near = [tag for tag in editions if down[-1] in chain(tag) and script(tag) == script(wish)]
        if exact or near:
            assert found.locale == exact[0] if exact else found.locale in near
            assert not found.is_default
            return
    assert found.is_default
    assert found.locale == editions[0]


@given(wishes=some, editions=some.filter(bool), later=some)
def test_wishes_further_down_change_nothing_once_one_is_met(
    wishes: tuple[str, ...], editions: tuple[str, ...], later: tuple[str, ...]
) -> None:
    first = resolve_edition(wishes, editions, editions[0])
    if not first.is_default:
        assert resolve_edition((*wishes, *later), editions, editions[0]) == first


def add(connection: Connection, number: int, local: str, *points: str, words: str = "Yes") -> str:
    digest = hash_address(Address(local, "example.org"), SECRET)
    values = {"id": number, "address": f"{local}@example.org", "hash": digest, "words": words}
    for statement in (
        "insert into subscribers values (:id, :address, :hash, '2023-11-21')",
        "insert into wordings values (:words, :words, 'en') on conflict (key) do nothing",
    ):
        connection.run(statement, {name: value for name, value in values.items() if f":{name}" in statement})
    for point in points:
        key = {"id": number, "point": point}
        connection.run("insert into subscriptions values (:id, :point, 'active', 'nl fr', '2023-11-21', '', '')", key)
        for day in ("2023-11-20", "2023-11-21"):
            connection.run(
                "insert into consents values (:id, :point, '', 'a form', :words, :day, '')",
                {**key, "words": words, "day": day},
            )
    return digest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "newsletter.db"


@pytest.mark.slow
def test_a_subscription_has_its_latest_consent_and_why_it_is_not_mailed(file: Path) -> None:
    with connect(absolute("sqlite:///newsletter.db", file.parent)) as connection, connection.transaction():
        digest = add(connection, 1, "ada", "eu", "nl")
        add(connection, 2, "bob", "nl")
        assert [(each.address, each.point) for each in subscriptions.subscriptions(connection, point="nl")] == [
            ("ada@example.org", "nl"),
            ("bob@example.org", "nl"),
        ]
        subscriptions.suppress(connection, digest, SuppressionReason.COMPLAINT, NOW)
        subscriptions.suppress(connection, digest, SuppressionReason.REQUEST, NOW + dt.timedelta(days=1))
        ada = next(subscriptions.subscriptions(connection, digest=digest, point="eu"))
        assert (ada.locales, ada.consent, ada.suppressed) == (
            ("nl", "fr"),
            Consent("", "a form", "Yes", "en"),
            "complaint",
        )
        assert "ada" not in repr(ada)


def test_who_is_forgotten_is_gone_from_the_file_and_stays_suppressed(file: Path) -> None:
    with connect(absolute("sqlite:///newsletter.db", file.parent)) as connection:
        with connection.transaction():
            ada = add(connection, 1, "ada", "eu", "nl", words="Ada alone said this")
            bob = add(connection, 2, "bob", "nl")
        assert b"ada@example.org" in b"".join(part.read_bytes() for part in file.parent.iterdir())
        with connection.transaction():
            assert subscriptions.forget(connection, ada, NOW)
            assert not subscriptions.forget(connection, ada, NOW)
        connection.empty_log()
        held = b"".join(part.read_bytes() for part in file.parent.iterdir())
        assert b"ada@example.org" not in held
        assert b"Ada alone" not in held
        assert b"bob@example.org" in held
        with connection.transaction(writes=False):
            assert subscriptions.suppression(connection, ada) == "request"
            assert subscriptions.suppression(connection, bob) == ""
    with sqlite3.connect(file) as plain:
        assert plain.execute("pragma integrity_check").fetchone() == ("ok",)


def test_who_may_be_mailed_and_why_not_is_one_view_that_all_ask() -> None:
    with connect("sqlite://") as connection, connection.transaction():
        for number, state in enumerate(("active", "ended", "pending", "active"), 1):
            connection.run(
                "insert into subscribers values (:id, 'a', :hash, '2024-01-16')",
                {"id": number, "hash": str(number)},
            )
            connection.run(
                "insert into subscriptions values (:id, 'nl', :state, 'nl', '2024-01-16', '2024-01-16', '')",
                {"id": number, "state": state},
            )
        connection.run("insert into suppressions values ('4', 'complaint', '2024-01-16')")
        found = connection.rows("select subscriber_id, barred, suppression from addressees order by 1")
        assert [tuple(row) for row in found] == [
            (1, "", ""), (2, "left", ""), (3, "left", ""), (4, "suppressed", "complaint")
        ]  # fmt: skip
    sources = {path.name: path.read_text("utf-8") for path in (REPOSITORY / "newsletter/mail").glob("*.py")}
    assert [name for name, text in sources.items() if "join suppressions" in text] == []

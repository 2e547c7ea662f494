"""The key of address hashes: it outlives a change of the secret, and no other secret opens it."""

from collections.abc import Iterator

import pytest

from newsletter.database import IN_MEMORY, Connection, connect
from newsletter.mail.audience.keyring import OtherSecretError, address_key

OLD, NEW = "the-old-secret-of-this-test-0123456789", "the-new-secret-of-this-test-0123456789"


@pytest.fixture
def connection() -> Iterator[Connection]:
    with connect(IN_MEMORY) as connection, connection.transaction():
        yield connection


def kept(connection: Connection) -> str:
    return str(connection.row("select value from facts where name = 'address-key'").value)


def test_a_key_is_made_once_and_only_when_it_is_kept(connection: Connection) -> None:
    assert address_key(connection, (OLD,), keep=False) != address_key(connection, (OLD,), keep=False)
    key = address_key(connection, (OLD,), keep=True)
    assert len(key) == 32
    assert address_key(connection, (OLD,), keep=False) == address_key(connection, (OLD,), keep=True) == key
    assert key.hex() not in kept(connection)


def test_a_new_secret_takes_the_key_over_and_the_old_one_can_go(connection: Connection) -> None:
    key = address_key(connection, (OLD,), keep=True)
    wrapped = kept(connection)
    assert address_key(connection, (NEW, OLD), keep=False) == key
    assert kept(connection) == wrapped, "looking changes nothing"
    assert address_key(connection, (NEW, OLD), keep=True) == key
    assert address_key(connection, (NEW,), keep=True) == key
    with pytest.raises(OtherSecretError):
        address_key(connection, (OLD,), keep=True)


def test_another_secret_does_not_get_the_key(connection: Connection) -> None:
    address_key(connection, (OLD,), keep=True)
    with pytest.raises(OtherSecretError):
        address_key(connection, (NEW,), keep=True)

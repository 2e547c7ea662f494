"""The key of address hashes: made once, kept in the database, wrapped in the secret of the installation.

In: an open database and the secrets of NEWSLETTER_SECRET. Out: 32 bytes, or `OtherSecretError`. Hashes of people who
were erased can't be made again, so their key must outlive a change of the secret: it is wrapped (hidden and signed, the
form of RFC 5297) and, when an old secret opens it, wrapped anew in the first one. Without the secret a copy of the
database says nothing about who was erased.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence

from newsletter.database import Connection
from newsletter.exceptions import NewsletterError

_LENGTH = 32
_FACT = "address-key"


class OtherSecretError(NewsletterError):
    """The database was made with another secret: with this one no suppression in it would be found."""


def address_key(connection: Connection, secrets: Sequence[str], *, keep: bool) -> bytes:
    """The key of a database, to be asked for in a transaction.

    With `keep` a new database gets one, and one that an older secret opened is wrapped in the first; without it, and in
    a database without a key, it is one that nobody will see again. Raises `OtherSecretError` where none of the secrets
    opens it.
    """
    row = connection.row("select value from facts where name = :name", {"name": _FACT})
    if row is None:
        key = os.urandom(_LENGTH)
        if keep:
            sql = "insert into facts (name, value) values (:name, :value)"
            connection.run(sql, {"name": _FACT, "value": _wrapped(key, secrets[0])})
        return key
    for secret in secrets:
        opened = _opened(str(row.value), secret)
        if opened is not None:
            if keep and secret != secrets[0]:
                sql = "update facts set value = :value where name = :name"
                connection.run(sql, {"name": _FACT, "value": _wrapped(opened, secrets[0])})
            return opened
    raise OtherSecretError


def _wrapped(key: bytes, secret: str) -> str:
    signature = hmac.digest(_derived(secret, "sign"), key, "sha256")
    return (signature + _masked(key, secret, signature)).hex()


def _opened(wrapped: str, secret: str) -> bytes | None:
    data = bytes.fromhex(wrapped)
    signature, hidden = data[:_LENGTH], data[_LENGTH:]
    key = _masked(hidden, secret, signature)
    return key if hmac.compare_digest(hmac.digest(_derived(secret, "sign"), key, "sha256"), signature) else None


def _masked(data: bytes, secret: str, signature: bytes) -> bytes:
    mask = hmac.digest(_derived(secret, "hide"), signature, "sha256")
    return bytes(one ^ other for one, other in zip(data, mask, strict=True))


def _derived(secret: str, use: str) -> bytes:
    return hmac.digest(secret.encode(), f"newsletter address key {use}".encode(), "sha256")

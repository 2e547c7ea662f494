"""Tokens: what a reader's links and return path say of a subscription, and nobody else can read or make.

In: secrets of the installation, given as an argument (they stand in the environment as NEWSLETTER_SECRET). Out: 48
characters of 0-9 and a-f, good in any address and after any change of case, for a purpose, a subscription and a
mailing; and back, or None. A token never ends: a letter of five years ago can still be left (RFC 8058 section 4).

A token is 16 bytes of HMAC-SHA-256 over its claim, and the claim hidden by a second HMAC over the first (the form of
RFC 5297): without the secret neither numbers nor how many subscriptions there are can be read from it. The same claim
makes the same token.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from enum import StrEnum

from newsletter.patterns import late
from newsletter.problems import Problem, error

MIN_SECRET = 32
"""Characters; as hexadecimal they are 128 bits."""
MAX_SUBSCRIPTION, MAX_MAILING = 2**40 - 1, 2**24 - 1
_SIGNATURE = 16
_TOKEN = late(r"[0-9a-fA-F]{48}")
_HINT = (
    "take up the one of this home, if it has one: `set -a; . /etc/newsletter/environment; set +a`; a new home makes "
    "one with `openssl rand -hex 32`, and keeps it where no backup of the project has it"
)


class Purpose(StrEnum):
    """What a token is good for, and for nothing else."""

    LEAVE = "leave"
    PREFERENCES = "preferences"
    ALWAYS = "always"
    RETURN = "return"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a token says: a subscription, and the mailing in whose letter it stood (0: in none).

    The subscription is the number of its subscriber; for `CONFIRM` it is the number of a request.
    """

    subscription: int
    mailing: int = 0


class _Mac:
    """HMAC-SHA-256 (RFC 2104) under one key, whose two blocks are hashed once: a mailing asks for millions."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        block = key.ljust(64, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def of(self, data: bytes) -> bytes:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(data)
        outer.update(inner.digest())
        return outer.digest()


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes and reads tokens. The first secret makes them, each of them is good."""

    secrets: tuple[str, ...] = field(repr=False)
    _keys: dict[Purpose, tuple[tuple[_Mac, _Mac], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = {
            purpose: tuple((_mac(secret, purpose, "sign"), _mac(secret, purpose, "hide")) for secret in self.secrets)
            for purpose in Purpose
        }
        object.__setattr__(self, "_keys", keys)

    def make(self, purpose: Purpose, claim: Claim) -> str:
        """The token of a claim for one purpose. Numbers beyond 40 and 24 bits raise `ValueError`."""
        if not (0 <= claim.subscription <= MAX_SUBSCRIPTION and 0 <= claim.mailing <= MAX_MAILING):
            raise ValueError(f"a token can't hold {claim}")
        sign, hide = self._keys[purpose][0]
        said = (claim.subscription << 24 | claim.mailing).to_bytes(8, "big")
        signature = sign.of(said)[:_SIGNATURE]
        return (signature + _masked(said, hide, signature)).hex()

    def read(self, purpose: Purpose, token: str) -> Claim | None:
        """What the token claims; None when it was not made here, or for another purpose."""
        if not _TOKEN.fullmatch(token):
            return None
        data = bytes.fromhex(token)
        signature, hidden = data[:_SIGNATURE], data[_SIGNATURE:]
        found = None
        for sign, hide in self._keys[purpose]:
            said = _masked(hidden, hide, signature)
            if hmac.compare_digest(sign.of(said)[:_SIGNATURE], signature):
                number = int.from_bytes(said, "big")
                found = Claim(number >> 24, number & MAX_MAILING)
        return found


def tokens_from(secret: str) -> tuple[Tokens | None, list[Problem]]:
    """Tokens by the text of NEWSLETTER_SECRET: one secret, or several with blanks between them, the newest first."""
    secrets = tuple(secret.split())
    if not secrets:
        return None, [error("no-secret", "NEWSLETTER_SECRET is not set in the environment", None, _HINT)]
    for number, one in enumerate(secrets, 1):
        if len(one) < MIN_SECRET or len(set(one)) < MIN_SECRET // 4:
            which = f"the {_ORDINALS.get(number, f'{number}th')} secret in NEWSLETTER_SECRET can be guessed"
            return None, [error("weak-secret", f"{which}: it has {len(one)} characters of {len(set(one))} kinds; "
                                f"{MIN_SECRET} of {MIN_SECRET // 4} are the least", None, _HINT)]  # fmt: skip
    return Tokens(secrets), []


_ORDINALS = {1: "first", 2: "second", 3: "third"}


def _mac(secret: str, purpose: Purpose, use: str) -> _Mac:
    return _Mac(hmac.digest(secret.encode(), f"newsletter token {purpose} {use}".encode(), "sha256"))


def _masked(said: bytes, hide: _Mac, signature: bytes) -> bytes:
    mask = int.from_bytes(hide.of(signature)[:8], "big")
    return (int.from_bytes(said, "big") ^ mask).to_bytes(8, "big")

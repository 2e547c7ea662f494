"""The tokens in the addresses to which answers are sent: signed, for one request and one language, for some days.

In: secrets that only the home and its desks know, the claim of a request. Out: a token of an address; of a token that
somebody sent, the claim it was made for, or None. Who has the token may leave an answer; who reads it shows the key of
that token too, which stands in no address.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(r"([0-9a-f]{24})-([0-9a-f]{8,10})-([a-z]{2,3})-([0-9a-f]{32})")
_SIGNATURE = 32


@dataclass(frozen=True, slots=True)
class Claim:
    """What a token is good for: the answer to a request, in a language of the service, until then (Unix time)."""

    request: str
    language: str
    expires: int


def new_request_id() -> str:
    """A name that no other request has and nobody can guess."""
    return secrets.token_hex(12)


@dataclass(frozen=True, slots=True)
class AnswerTokens:
    """Makes and reads tokens. The first secret makes them, each of them is good."""

    secrets: tuple[str, ...] = field(repr=False)

    def make(self, claim: Claim) -> str:
        """The token of a claim."""
        said = f"{claim.request}-{claim.expires:08x}-{claim.language.lower()}"
        return f"{said}-{_signed(self.secrets[0], 'answer', said)}"

    def read(self, token: str, now: float) -> Claim | None:
        """What a token claims; None where it was not made here, or no longer holds."""
        found = _TOKEN.fullmatch(token)
        if not found:
            return None
        said = token[: -_SIGNATURE - 1]
        signatures = [_signed(secret, "answer", said) for secret in self.secrets]
        if not any(hmac.compare_digest(each, found[4]) for each in signatures):
            return None
        claim = Claim(found[1], found[3], int(found[2], 16))
        return claim if now <= claim.expires else None

    def key_of(self, token: str) -> str:
        """What shows that somebody may read what came to a token, and ask in its name."""
        return _signed(self.secrets[0], "reader", token)

    def is_key_of(self, token: str, key: str) -> bool:
        """True for the key of this very token."""
        keys = [_signed(secret, "reader", token) for secret in self.secrets]
        return any(hmac.compare_digest(each.encode(), key.encode()) for each in keys)


def tokens_of(*texts: str) -> AnswerTokens | None:
    """Tokens by the texts of variables, each with one secret or several, the newest first; None without any."""
    found: Sequence[str] = [secret for text in texts for secret in text.split() if len(secret) >= _SIGNATURE]
    return AnswerTokens(tuple(found)) if found else None


def _signed(secret: str, purpose: str, said: str) -> str:
    key = hmac.digest(secret.encode(), f"newsletter later {purpose}".encode(), "sha256")
    return hmac.digest(key, said.encode(), "sha256").hex()[:_SIGNATURE]

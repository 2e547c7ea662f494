"""What comes for requests whose answers come later: left by the service, picked up by desks, and sent in their place.

In: the address of an answer, `/mt/<token>`, and what was said there. Out: 200 once it is on disk, whoever brought it;
to a stranger what any address that leads nowhere is answered. A body is read only for a token that holds.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsletter import locales
from newsletter.pipeline.clock import read_clock
from newsletter.settings.project import Settings
from newsletter.translate.later.mailbox import Mailbox
from newsletter.translate.later.request import GRACE
from newsletter.translate.later.request_store import KEPT
from newsletter.translate.later.tokens import AnswerTokens, Claim
from newsletter.translate.providers.later import ANSWERS, Came, Outgoing, Receipt
from newsletter.translate.providers.provider import Refusal
from newsletter.translate.providers.registry import make_later_provider

MAX_BODY = 3_500_000
"""Bytes of an answer or of a desk's request; an issue of 250 texts has some 150,000."""
_MOST_TEXTS = 5_000
_SAID = ("request-id", "external-reference", "target-language", "target-languages", "error-code", "error-message")
"""What is kept of an answer's parameters."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Answers:
    """The place at the home where answers come: what opens its addresses, and the mailbox behind them."""

    tokens: AnswerTokens
    mailbox: Mailbox
    settings: Settings
    environ: Mapping[str, str]

    def claim_of(self, token: str) -> Claim | None:
        """What a token of an address is good for; None for a stranger's."""
        return self.tokens.read(token, time.time())

    def is_desk(self, token: str, authorization: str) -> bool:
        """True for whoever shows the key of the token."""
        return self.tokens.is_key_of(token, authorization.removeprefix("Bearer "))

    def take(self, claim: Claim, kind: str, body: bytes, said: Mapping[str, str], *, is_error: bool) -> bool:
        """Keep an answer. False for one of another request or language, and for one without anything in it."""
        fields = {name: said[name][:_LONGEST] for name in _SAID if name in said}
        if not _fits(claim, fields):
            self.mailbox.note_foreign(claim.request)
            return False
        if not body.strip() and not is_error:
            self.mailbox.note_foreign(claim.request)
            return False
        self.mailbox.put(claim.request, Came(read_clock(), body, kind[:_LONGEST], fields, is_error))
        return True

    def send(self, token: str, claim: Claim, body: bytes) -> dict[str, Any] | None:
        """Send a desk's request in its place, and what came of it; None where it is none."""
        outgoing = self._outgoing(token, claim, body)
        if outgoing is None:
            return None
        provider = make_later_provider(self.settings.providers, self.environ)
        if provider.lack:
            return {"kind": "not-set-up", "detail": f"at the home {provider.lack}", "passing": False, "arrived": False}
        found = provider.submit(outgoing)
        if isinstance(found, Receipt):
            return {"number": found.number}
        return _said_of(found)

    def _outgoing(self, token: str, claim: Claim, body: bytes) -> Outgoing | None:
        try:
            said = json.loads(body)
            texts, source, target = said["texts"], said["source"], said["target"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        is_list = isinstance(texts, list) and 0 < len(texts) <= _MOST_TEXTS
        if not is_list or not all(isinstance(text, str) for text in texts):
            return None
        if not all(isinstance(each, str) and locales.canonical(each) == each for each in (source, target)):
            return None
        address = f"{self.settings.site}/{ANSWERS}/{token}"
        return Outgoing(claim.request, tuple(texts), source, target, address, f"{address}/error")

    def clear(self) -> None:
        """Take away what nobody will come for any more."""
        self.mailbox.clear(read_clock() - GRACE - KEPT)


def _fits(claim: Claim, fields: Mapping[str, str]) -> bool:
    """False for what says of itself that it is for another request or language."""
    reference = fields.get("external-reference", "").strip()
    language = fields.get("target-language", fields.get("target-languages", "")).strip()
    return reference in ("", claim.request) and language.lower() in ("", claim.language)


def _said_of(refusal: Refusal) -> dict[str, Any]:
    return {
        "kind": str(refusal.kind),
        "detail": refusal.detail,
        "passing": refusal.is_passing,
        "arrived": refusal.may_have_arrived,
    }

"""The home as a desk asks it: for what has come to an address of answers, and to send a request in the desk's place.

In: the home's address, what shows that a desk is one. Out: bytes, None where nothing has come, a receipt, or a refusal.
The home holds the password of the service; a desk holds none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from newsletter.files import digest
from newsletter.translate.providers.codes import code
from newsletter.translate.providers.later import ANSWERS, Outgoing, Receipt
from newsletter.translate.providers.provider import FREE, Kind, Limits, Price, Refusal
from newsletter.translate.providers.wire import RefusedError, Request, Wire, refusal_of


def fetch_answer(wire: Wire, address: str, key: str) -> bytes | Refusal | None:
    """What has come to the address of a request, as the home's mailbox keeps it."""
    try:
        reply = wire.send(Request("GET", address, headers={"Authorization": f"Bearer {key}"}))
    except RefusedError as refused:
        return refused.refusal
    if reply.status == 204:
        return None
    return refusal_of(reply) or reply.body


@dataclass(frozen=True)
class Relay:
    """A provider that answers later, asked through the home, which has its password."""

    wire: Wire = field(repr=False)
    limits: Limits
    home: str
    key_of: Callable[[str], str] = field(repr=False)
    """Token → what shows that it is a desk's."""
    name: str
    answers_within: dt.timedelta
    price: Price = FREE
    lack: str = ""

    @property
    def url(self) -> str:
        """Where it is asked."""
        return self.home

    @property
    def service(self) -> str:
        """A digest of the home's address and the provider: whom the home asks only the home knows."""
        return digest("\n".join((self.home, self.name)).encode())

    def can(self, source_locale: str, target_locale: str) -> bool:
        """Two languages of the table."""
        codes = code(self.name, source_locale), code(self.name, target_locale)
        return None not in codes and codes[0] != codes[1]

    def submit(self, outgoing: Outgoing) -> Receipt | Refusal:
        """Have the home send one request."""
        said = {
            "provider": self.name,
            "source": outgoing.source_locale,
            "target": outgoing.target_locale,
            "texts": list(outgoing.texts),
        }
        token = outgoing.answer_address.rpartition("/")[2]
        headers = {"Authorization": f"Bearer {self.key_of(token)}"}
        address = f"{self.home}/{ANSWERS}/{token}/send"
        try:
            reply = self.wire.send(Request("POST", address, headers=headers, json=said))
            if reply.status == 404:  # what a stranger is told
                detail = f"{self.home} does not know this desk: its key is another one there, or no `serve` of ours"
                return Refusal(Kind.KEY_REFUSED, detail, provider=self.name)
            found = refusal_of(reply)
            return self._at_home(found) if found else _said(reply.json(), self.name)
        except RefusedError as refused:
            return self._at_home(refused.refusal)

    def _at_home(self, refusal: Refusal) -> Refusal:
        """What went wrong between the desk and its home."""
        return replace(refusal, detail=f"from this desk to its home {self.home}: {refusal.detail}")


def _said(values: Any, name: str) -> Receipt | Refusal:
    match values:
        case {"number": str(number)}:
            return Receipt(number)
        case {"kind": str(kind), "detail": str(detail), "passing": bool(passing), "arrived": bool(arrived)}:
            kinds = {str(each): each for each in Kind}
            said = f"from the home to {name}: {detail[:200]}"
            return Refusal(kinds.get(kind, Kind.SERVER_FAULT), said, passing, may_have_arrived=arrived)
    return Refusal(Kind.BROKEN_ANSWER, "the home did not answer as a home does", True, may_have_arrived=True)

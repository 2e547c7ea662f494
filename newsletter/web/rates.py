"""How often somebody may do something, and who that is.

In: the scope of a request, a clock. Out: yes or no. What is remembered is kept in memory alone.
"""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Protocol

_REMEMBERED = 20_000
"""So many clients are told apart; the one not seen for longest is forgotten first."""


class RateOf(Protocol):
    """How often each client may do something, wherever that is kept."""

    def is_spent(self, client: str) -> bool:
        """True when the client has to wait; nothing is counted."""
        ...

    def spend(self, client: str) -> bool:
        """Count one; False when the client has to wait."""
        ...


@dataclass
class Rate:
    """How often each client may do something: `burst` at once, and one more every `seconds`. Kept in memory alone."""

    burst: int
    seconds: float
    now: Callable[[], float] = time.monotonic
    _full_at: OrderedDict[str, float] = field(default_factory=OrderedDict, repr=False)

    def is_spent(self, client: str) -> bool:
        """True when the client has to wait; nothing is counted."""
        return self._full_at.get(client, 0.0) - self.now() > (self.burst - 1) * self.seconds

    def spend(self, client: str) -> bool:
        """Count one; False when the client has to wait."""
        if self.is_spent(client):
            return False
        self._full_at[client] = max(self._full_at.pop(client, 0.0), self.now()) + self.seconds
        if len(self._full_at) > _REMEMBERED:
            self._full_at.popitem(last=False)
        return True


def client_of(scope: MutableMapping[str, Any], *, trust_proxy: bool) -> str:
    """Who is asking, for rates alone: an IPv4 address or the /64 of an IPv6 one.

    Behind a proxy it is the last address in `X-Forwarded-For`, the one that the proxy itself has put there.
    """
    peer = (scope.get("client") or ("", 0))[0]
    if trust_proxy:
        lines = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        peer = lines[-1].decode("latin-1").rpartition(",")[2].strip() if lines else peer
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return ""
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))

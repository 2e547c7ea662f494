"""What stands at an address, fetched because somebody has named it.

In: an address, and what asks. Out: its bytes and where they really were, or `SilentError` with the reason. Every
address on the way is judged like the first one; nothing else of a page is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from newsletter.pipeline.letters.web_client import SilentError, WebClient

MOST_BYTES = 10_000_000
SECONDS = 30.0
_MOST_STEPS = 5
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Fetched:
    """Bytes, and the address at which they were."""

    address: str
    data: bytes = field(repr=False)


def fetch(client: WebClient, address: str, most: int = MOST_BYTES) -> Fetched:
    """What stands at an address of the web. Raises `SilentError`."""
    at = address
    for _ in range(_MOST_STEPS):
        try:
            scheme, host = urlsplit(at).scheme, urlsplit(at).hostname
        except ValueError:
            scheme = host = ""
        if scheme not in ("http", "https") or not host:
            raise SilentError(f"it leads to {at[:100]}, which is no address of the web")
        reply = client.take(at, most, SECONDS)
        if reply.status == 200:
            return Fetched(at, reply.data)
        if reply.status not in _ELSEWHERE or not reply.leads_to:
            raise SilentError(f"{urlsplit(at).hostname} answers {reply.status}")
        if scheme == "https" and urljoin(at, reply.leads_to).startswith("http:"):
            raise SilentError("it leads from https to http, where anybody on the way can change it")
        at = urljoin(at, reply.leads_to)
    raise SilentError(f"it leads on more than {_MOST_STEPS} times")

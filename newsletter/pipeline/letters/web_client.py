"""One question to a web server: is this address there, or what is there.

In: an address. Out: the status and where it leads on, and the bytes where they were asked for, up to a limit of bytes
and of seconds; or `SilentError` with the reason. No cookies, no names, no redirects of its own; and no host in a
private network or on this machine is ever asked, whoever wrote its name.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit

from newsletter.domains import DomainError, is_sample, to_ascii
from newsletter.exceptions import NewsletterError
from newsletter.version import __version__

SECONDS = 10.0
"""How long a server may keep silent."""
_AGENT = f"newsletter-composer/{__version__}"
_HEADERS = {"User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
_SAFE = "%/:=&?~#+!$,;'@()*[]"


class SilentError(NewsletterError):
    """There is no answer; `is_gone` where the name itself is not known."""

    def __init__(self, reason: str, *, is_gone: bool = False) -> None:
        super().__init__(reason)
        self.is_gone = is_gone


@dataclass(frozen=True, slots=True)
class Reply:
    """The status of an answer, and the address that it sends on to; empty for none. `data` is empty unless taken."""

    status: int
    leads_to: str = ""
    data: bytes = field(default=b"", repr=False)


_CARRIERS = tuple(ipaddress.ip_network(each) for each in ("64:ff9b:1::/48", "2002::/16", "::/96", "::ffff:0:0:0/96"))
"""IPv6 addresses that carry one of IPv4, which a router on the way may unpack (RFC 8215, 3056, 4291, 2765)."""
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""How a network of IPv6 alone reaches all of IPv4 (RFC 6052): such an address is judged by the one it ends in."""


def is_public(host_address: str) -> bool:
    """True for an IP address of one machine that all the internet reaches; false for what may carry another."""
    address = ipaddress.ip_address(host_address.partition("%")[0])
    if address in _TRANSLATED:
        address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    is_carrier = any(address in network for network in _CARRIERS)
    return address.is_global and not address.is_multicast and not is_carrier


class WebClient:
    """What asks; several threads may use it at once.

    `is_asked` says of a host whether it may be asked at all, `is_reached` the same of the IP address that it has.
    """

    def __init__(
        self,
        is_asked: Callable[[str], bool] = lambda host: not is_sample(host),
        is_reached: Callable[[str], bool] = is_public,
    ) -> None:
        self.is_asked = is_asked
        self._is_reached = is_reached
        self._tls = ssl.create_default_context()

    def ask(self, method: str, address: str) -> Reply:
        """The head of the answer to `HEAD` or `GET`. Raises `SilentError`."""
        return self._asked(method, address, lambda answer: b"")

    def take(self, address: str, most: int, seconds: float) -> Reply:
        """The answer to `GET` with its bytes.

        Raises `SilentError`, also for one of more than `most` bytes and one that takes longer than `seconds`.
        """
        end = monotonic() + seconds

        def read(answer: http.client.HTTPResponse) -> bytes:
            if (answer.getheader("Content-Encoding") or "identity").lower() != "identity":
                raise SilentError("it is sent in a form that was not asked for")
            pieces: list[bytes] = []
            size = 0
            while piece := answer.read1(65_536):
                pieces.append(piece)
                size += len(piece)
                if size > most:
                    raise SilentError(f"it has more than {most:,} bytes")
                if monotonic() > end:
                    raise SilentError(f"it has not come in {seconds:.0f} seconds")
            return b"".join(pieces)

        return self._asked("GET", address, read)

    def _asked(self, method: str, address: str, read: Callable[[http.client.HTTPResponse], bytes]) -> Reply:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if not self.is_asked(host):
            raise SilentError(f"{host} is no public host, and is not asked")
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            name = to_ascii(host) if not host.replace(".", "").isdigit() and ":" not in host else host
            connection = self._connection(parts.scheme, name, port)
        except (DomainError, ValueError) as fault:
            raise SilentError(f"{host} is no name of a host", is_gone=True) from fault
        path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
        try:
            connection.request(method, path, headers=_HEADERS)
            answer = connection.getresponse()
            leads_to = answer.getheader("Location") or ""
            return Reply(answer.status, leads_to, read(answer) if answer.status == 200 else b"")
        except socket.gaierror as fault:
            raise SilentError(f"the name {host} is not known", is_gone=fault.errno == socket.EAI_NONAME) from fault
        except TimeoutError as fault:
            raise SilentError(f"{host} has not answered in {SECONDS:.0f} seconds") from fault
        except ssl.SSLCertVerificationError as fault:
            raise SilentError(f"the certificate of {host} is not valid: {fault.verify_message}") from fault
        except (OSError, http.client.HTTPException) as fault:
            why = getattr(fault, "strerror", "") or type(fault).__name__
            raise SilentError(f"{host} does not answer: {str(why).lower()}") from fault
        finally:
            connection.close()

    def _connection(self, scheme: str, host: str, port: int) -> http.client.HTTPConnection:
        made: Any = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        connection: http.client.HTTPConnection = made(
            host, port, timeout=SECONDS, **({"context": self._tls} if scheme == "https" else {})
        )
        # The address that was judged is the one that is connected to: a name may lead elsewhere a moment later.
        setattr(connection, "_create_connection", self._connect)  # noqa: B010
        return connection

    def _connect(self, place: tuple[str, int], timeout: float, source: object = None) -> socket.socket:
        found = socket.getaddrinfo(*place, type=socket.SOCK_STREAM)
        several = [(family, at) for family, _, _, _, at in found]
        if any(not self._is_reached(str(at[0])) for _, at in several):
            raise SilentError(f"{place[0]} is in a private network, and is not asked")
        fault: OSError | None = None
        for _, at in several:
            try:
                return socket.create_connection((str(at[0]), int(at[1])), timeout)
            except OSError as one:
                fault = one
        raise fault or OSError("no address")

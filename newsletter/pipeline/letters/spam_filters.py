"""What a filter of junk says of a message: an rspamd or a SpamAssassin of one's own, on this machine.

In: the address of a filter, the bytes of a message. Out: its `Verdict`, or `NoFilterError`. rspamd is asked by HTTP
(`POST /checkv2`), SpamAssassin's spamd by its own protocol (SPAMC 1.5, `SYMBOLS`).
"""

from __future__ import annotations

import http.client
import json
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsletter.exceptions import NewsletterError
from newsletter.settings.smtp import is_loopback

SECONDS = 60.0
"""A filter asks others in turn before it answers."""
PORTS = {"http": 11333, "spamd": 783}
NAMES = {"http": "rspamd", "spamd": "SpamAssassin"}
_MOST = 1_000_000
_SCORES = re.compile(rb"^Spam:\s*(\w+)\s*;\s*(-?[\d.]+)\s*/\s*(-?[\d.]+)", re.MULTILINE | re.IGNORECASE)


class NoFilterError(NewsletterError):
    """Nobody answers there as a filter does."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Points of a message, those from which on it is junk, and the names of what weighs, heaviest first where known."""

    points: float
    limit: float
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpamFilter:
    """A filter by its address: `http://127.0.0.1:11333` for rspamd, `spamd://127.0.0.1:783` for SpamAssassin."""

    scheme: str
    host: str
    port: int

    @property
    def name(self) -> str:
        """What people call it."""
        return NAMES[self.scheme]

    def judge(self, message: bytes) -> Verdict:
        """What it says of a message. Raises `NoFilterError`."""
        try:
            return self._rspamd(message) if self.scheme == "http" else self._spamd(message)
        except (OSError, http.client.HTTPException) as fault:
            why = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
            raise NoFilterError(f"{self.name} at {self.host}:{self.port} does not answer: {why.lower()}") from fault

    def _rspamd(self, message: bytes) -> Verdict:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)
        try:
            connection.request("POST", "/checkv2", message, {"Content-Type": "message/rfc822"})
            answer = connection.getresponse()
            data = answer.read(_MOST)
        finally:
            connection.close()
        try:
            values = json.loads(data)
            symbols = sorted(values["symbols"].items(), key=lambda item: -float(item[1].get("score", 0)))
            weighing = tuple(str(name) for name, each in symbols if float(each.get("score", 0)) > 0)
            return Verdict(float(values["score"]), float(values["required_score"]), weighing)
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise NoFilterError(f"{self.host}:{self.port} answers {answer.status}, and not as rspamd does") from fault

    def _spamd(self, message: bytes) -> Verdict:
        with socket.create_connection((self.host, self.port), SECONDS) as connection:
            connection.sendall(b"SYMBOLS SPAMC/1.5\r\nContent-length: %d\r\n\r\n" % len(message) + message)
            connection.shutdown(socket.SHUT_WR)
            data = b""
            while len(data) < _MOST and (more := connection.recv(65_536)):
                data += more
        head, _, body = data.partition(b"\r\n\r\n")
        found = _SCORES.search(head)
        if not head.startswith(b"SPAMD/") or not found:
            raise NoFilterError(f"{self.host}:{self.port} does not answer as SpamAssassin's spamd does")
        symbols = tuple(name.strip() for name in body.decode("utf-8", "replace").split(",") if name.strip())
        return Verdict(float(found[2]), float(found[3]), symbols)


def filter_at(address: str) -> SpamFilter | None:
    """The filter that an address means; None for one that is not on this machine, or of no kind that is known."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    host = parts.hostname or ""
    return SpamFilter(parts.scheme, host, port) if parts.scheme in PORTS and is_loopback(host) else None

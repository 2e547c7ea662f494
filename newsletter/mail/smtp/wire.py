"""A wire: a connected socket that never blocks, in clear or TLS.

In: bytes to send. Out: the server's replies as they come, and why the connection ended once it has.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections import deque

from newsletter.mail.smtp.conversation import LostError, Replies, Reply

_PART = 65_536


class Wire:
    """A connected socket, in clear or TLS, that never blocks: bytes out, replies in."""

    def __init__(self, inner: socket.socket) -> None:
        inner.setblocking(False)
        with contextlib.suppress(OSError):
            # Else the end of each message waits for the server's system to acknowledge its beginning: up to 40 ms.
            inner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = inner
        self.is_encrypted = isinstance(inner, ssl.SSLSocket)
        self.replies: deque[Reply] = deque()
        self.broken = ""
        self.wants_write = False
        self._out = memoryview(b"")
        self._parser = Replies()

    def send(self, data: bytes) -> bool:
        """Begin to send; True when all of it is on its way."""
        self._out = memoryview(data)
        return self.flush()

    def flush(self) -> bool:
        """Send what is left, as far as the network takes it; raises `LostError`."""
        try:
            while self._out:
                self._out = self._out[self.socket.send(self._out) :]
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            self.wants_write = True
            return False
        except OSError as fault:
            raise LostError(_describe(fault)) from None
        self.wants_write = False
        return True

    def fill(self) -> None:
        """Take in all that has come; what ends the connection is kept for whoever waits for a reply."""
        try:
            while data := self.socket.recv(_PART):
                self.replies.extend(self._parser.feed(data))
                if not self.is_encrypted:
                    return  # the selector tells when there is more
            self.broken = self.broken or "the server closed the connection"
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except LostError as fault:
            self.broken = str(fault)
        except OSError as fault:
            self.broken = _describe(fault)


def _describe(fault: OSError) -> str:
    return f"the connection broke: {(fault.strerror or type(fault).__name__).lower()}"

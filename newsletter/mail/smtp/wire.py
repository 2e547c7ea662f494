"""A wire: a connected socket that never blocks, in clear or TLS.

In: bytes to send, in pieces. Out: the server's replies as they come, and why the connection ended once it has.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections import deque
from collections.abc import Sequence

from newsletter.mail.smtp.conversation import LostError, Replies, Reply

_PART = 65_536
_AT_ONCE = 512
"""Pieces that one call may be given; systems take 1,024."""


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
        self._out: Sequence[bytes | memoryview] = ()
        self._parser = Replies()

    def send(self, pieces: Sequence[bytes]) -> bool:
        """Begin to send; True when all of it is on its way.

        In clear pieces are handed over as they are, so that what is the same in all messages is nowhere put together.
        """
        self._out = [b"".join(pieces)] if self.is_encrypted else pieces
        return self.flush()

    def flush(self) -> bool:
        """Send what is left, as far as the network takes it; raises `LostError`."""
        try:
            while self._out:
                if self.is_encrypted:
                    sent = self.socket.send(self._out[0])
                else:
                    sent = self.socket.sendmsg(self._out[:_AT_ONCE])
                self._out = _left(self._out, sent)
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


def _left(pieces: Sequence[bytes | memoryview], sent: int) -> Sequence[bytes | memoryview]:
    """What is left of the pieces after so many bytes of them."""
    for at, piece in enumerate(pieces):
        if sent < len(piece):
            return [memoryview(piece)[sent:], *pieces[at + 1 :]]
        sent -= len(piece)
    return ()


def _describe(fault: OSError) -> str:
    return f"the connection broke: {(fault.strerror or type(fault).__name__).lower()}"

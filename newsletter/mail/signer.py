"""A second process that makes signatures, so that the sender goes on while they are made.

In: keys, and what is to be signed, under a number. Out: the signatures, in the order in which they were asked for. RSA
is more than half of what a message costs, and holds Python's lock. The process ends with the one that made it, however
that ends, and touches nothing else of it.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Callable, Sequence

from newsletter.mail.sign import Key

_ASKED, _MADE = struct.Struct("!IBI"), struct.Struct("!IH")
MOST = 64
"""So many may be asked for at once: fewer bytes than a socket holds, so that asking never blocks."""


class Signer:
    """Makes signatures in a process of its own. To be made before this process has threads."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._keys = {id(key): number for number, key in enumerate(keys)}
        self._waiting: dict[int, Callable[[bytes], None]] = {}
        self._number = 0
        self._begun = b""
        self.socket, theirs = socket.socketpair()
        if os.fork() == 0:
            try:
                self.socket.close()
                _serve(theirs, keys)
            finally:
                os._exit(0)
        theirs.close()
        self.socket.setblocking(True)

    @property
    def is_free(self) -> bool:
        """True when another signature may be asked for."""
        return len(self._waiting) < MOST

    def ask(self, key: Key, data: bytes, done: Callable[[bytes], None]) -> None:
        """Have something signed; `done` gets the signature from a later `take`."""
        self._number = (self._number + 1) & 0xFFFFFFFF
        self._waiting[self._number] = done
        self.socket.sendall(_ASKED.pack(self._number, self._keys[id(key)], len(data)) + data)

    def take(self) -> None:
        """Hand out the signatures that have come; to be called when there is something to read."""
        data = self.socket.recv(65_536)
        if not data:
            raise RuntimeError("the process that makes signatures has ended")
        self._begun += data
        while len(self._begun) >= _MADE.size:
            number, length = _MADE.unpack_from(self._begun)
            if len(self._begun) < _MADE.size + length:
                return
            made = self._begun[_MADE.size : _MADE.size + length]
            self._begun = self._begun[_MADE.size + length :]
            self._waiting.pop(number)(made)

    def close(self) -> None:
        """Let the process end."""
        self.socket.close()
        os.wait()


def _serve(theirs: socket.socket, keys: Sequence[Key]) -> None:
    import signal

    # Ctrl-C is for the sender, which may still need signatures for what is in flight.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with theirs, theirs.makefile("rb") as reader:
        while head := reader.read(_ASKED.size):
            number, which, length = _ASKED.unpack(head)
            made = keys[which].signature(reader.read(length))
            theirs.sendall(_MADE.pack(number, len(made)) + made)

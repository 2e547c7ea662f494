"""Transports: each carries one message to the next server, or to where a server will find it.

In: an envelope and a message in pieces. Out: an `Outcome`. `FileTransport` puts messages into a maildir,
`SmtpTransport` talks to a server, for single messages (a test copy, a confirmation); mailings have their own loop over
many connections, which holds the same conversation.
"""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from newsletter.files import digest_of
from newsletter.mail.smtp.conversation import (
    Await,
    Ending,
    Envelope,
    Intend,
    LostError,
    Outcome,
    Replies,
    Reply,
    Send,
    converse,
)
from newsletter.mail.smtp.session import Session, SessionError


class Transport(Protocol):
    """Carries one message to the next server."""

    def carry(self, envelope: Envelope, pieces: Sequence[bytes]) -> Outcome:
        """Hand over a message; its pieces are whole RFC 5322 bytes with CRLF, in order."""


class FileTransport:
    """Messages as files of a maildir, each with its envelope in `Return-Path` and `X-Original-To` before it.

    A message has the same file name each time, so what is carried twice is there once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("tmp", "new", "cur"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def carry(self, envelope: Envelope, pieces: Sequence[bytes]) -> Outcome:
        """Write a message, whole and flushed, or say why not."""
        name = f"{digest_of([envelope.sender, envelope.recipient])[:32]}.eml"
        head = f"Return-Path: <{envelope.sender}>\r\nX-Original-To: {envelope.recipient}\r\n".encode("ascii")
        part = self.folder / "tmp" / name
        try:
            with part.open("wb") as file:
                file.write(b"".join([head, *pieces]))
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.folder / "new" / name)
        except OSError as fault:
            reason = (fault.strerror or "it can't be written").lower()
            return Outcome(Ending.DEFERRED, "dot", "file", f"the file can't be written: {reason}")
        return Outcome(Ending.ACCEPTED, "dot", "", "written")


class SmtpTransport:
    """A server over SMTP, with a connection for each message."""

    def __init__(self, opens: Callable[[], Session]) -> None:
        self._opens = opens

    def carry(self, envelope: Envelope, pieces: Sequence[bytes]) -> Outcome:
        """Hand over a message and wait for the server's word; what can't be reached is `DEFERRED` or `REFUSED`."""
        try:
            session = self._opens()
        except SessionError as fault:
            return Outcome(Ending.DEFERRED if fault.is_passing else Ending.REFUSED, "connect", "", fault.words)
        try:
            return _converse(session, envelope, pieces)
        finally:
            session.close()


def _converse(session: Session, envelope: Envelope, pieces: Sequence[bytes]) -> Outcome:
    steps = converse(envelope, lambda: pieces, session.features)
    parser, replies = Replies(), deque[Reply]()
    step = next(steps)
    while True:
        try:
            answer: object = None
            if isinstance(step, Send):
                session.socket.sendall(b"".join(step.pieces))
            elif isinstance(step, Await):
                answer = _replies(session.socket, step, parser, replies)
            else:
                answer = isinstance(step, Intend)
        except (OSError, LostError) as fault:
            said = str(fault) if isinstance(fault, LostError) else (fault.strerror or "no answer in time").lower()
            try:
                step = steps.throw(LostError(said))
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            continue
        try:
            step = steps.send(answer)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def _replies(connected: socket.socket, step: Await, parser: Replies, replies: deque[Reply]) -> list[Reply]:
    connected.settimeout(step.seconds)
    while len(replies) < step.count:
        data = connected.recv(65_536)
        if not data and not replies:
            raise LostError("the server closed the connection")
        if not data:
            break
        replies.extend(parser.feed(data))
    return [replies.popleft() for _ in range(min(step.count, len(replies)))]

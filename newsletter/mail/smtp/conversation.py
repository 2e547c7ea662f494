"""One message over SMTP as a conversation, without a socket: what to send, what was answered, how it ended.

In: an envelope, a message and what the server offers. Out: steps for whoever holds the socket, and an `Outcome`
(RFC 5321 section 3.3 and 4.5.3.2, PIPELINING by RFC 2920). MAIL, RCPT and DATA go in one group where the server takes
that, and right behind the body of the message before. The intent is asked for after the 354 and before the body, so
that nobody's message is on its way unrecorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol

from newsletter.exceptions import NewsletterError

COMMAND_SECONDS = 300.0
"""RFC 5321 section 4.5.3.2: five minutes for MAIL and RCPT, two for DATA."""
DOT_SECONDS = 600.0
"""Ten minutes for the reply to the final dot: who gives up sooner has most messages delivered twice (RFC 1047)."""
_MAX_REPLY = 65_536
_CODE = re.compile(r"[2-5]\d\d(?:[ -]|\Z)")
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


class Ending(StrEnum):
    """How one attempt ended; `LOST`: the connection broke before the dot, `SKIPPED`: the intent was not granted."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNCERTAIN = "uncertain"
    LOST = "lost"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where failure reports go and whom the message is for (RFC 5321 section 2.3.1); ASCII, domains as A-labels."""

    sender: str
    recipient: str

    def __repr__(self) -> str:
        return "Envelope(…)"


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's reply: three digits and its words, lines joined by blanks."""

    code: int
    text: str

    @property
    def is_good(self) -> bool:
        """True for 2xx."""
        return 200 <= self.code < 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended, at which command, the code that tells why (RFC 3463, else the reply's), and the words.

    The words hold no address. After one that is not `is_usable` the connection must be closed; `has_refused` asks for
    RSET before the next transaction.
    """

    ending: Ending
    stage: str = ""
    code: str = ""
    words: str = ""
    is_usable: bool = True
    has_refused: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    """Step: send all of these bytes, one piece after the other."""

    pieces: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Await:
    """Step: wait for so many replies, so many seconds at most; the list of them is sent back into the conversation.

    It is shorter when the connection ended after some of them.
    """

    seconds: float
    count: int = 1


@dataclass(frozen=True, slots=True)
class Intend:
    """Step: put on record that the message goes out now; True is sent back when it may."""


@dataclass(frozen=True, slots=True)
class Yield:
    """Step: go on when all others have, that can go on now."""


class LostError(NewsletterError):
    """The connection is gone, or nothing came in time; thrown into the conversation at the step that met it."""


class Following(Protocol):
    """The message that comes next over the same connection."""

    @property
    def envelope(self) -> Envelope:
        """Where failure reports go and whom it is for."""
        ...

    def sign(self) -> object:
        """Do what takes long of it; called while the server is at the message before."""
        ...


Steps = Generator[Send | Await | Intend | Yield, Any, Outcome]
_GROUP = ("mail", "rcpt", "data")
_OF_GROUP = {count: Await(COMMAND_SECONDS, count) for count in (1, 3, 4)}
_DOT, _INTEND, _YIELD = Await(DOT_SECONDS), Intend(), Yield()
"""Steps that each message takes are made once."""


def converse(
    envelope: Envelope,
    message: Callable[[], Sequence[bytes]],
    features: frozenset[str],
    *,
    reset: bool = False,
    is_begun: bool = False,
    follow: Callable[[], Following | None] = lambda: None,
) -> Steps:
    """The conversation for one message. `message` is called once the commands are on their way, and gives its pieces.

    No line of it may begin with a dot, and it ends with CRLF. With `reset` what an earlier transaction left is cleared.
    Where the server takes groups, `follow` is asked before the body for the message after it, whose commands go out in
    one piece with the final dot (RFC 2920 section 3.1); its own conversation then `is_begun`. `LostError`s thrown into
    it become outcomes; it raises none.
    """
    commands = [b"RSET\r\n"] if reset else []
    commands += _commands(envelope)
    stages = ("rset", *_GROUP) if reset else _GROUP
    is_piped = "pipelining" in features
    failed: tuple[str, Reply] | None = None
    following: Following | None = None
    reply = Reply(0, "")
    try:
        if is_piped:
            if not is_begun:
                yield Send([b"".join(commands)])
            pieces = message()
            failed, reply = _read_group(stages, (yield _OF_GROUP[len(commands)]))
        else:
            for stage, command in zip(stages, commands, strict=True):
                yield Send([command])
                (reply,) = yield _OF_GROUP[1]
                if not _is_taken(stage, reply):
                    failed = (stage, reply)
                    break
        if failed and reply.code == 354:
            yield Send([b".\r\n"])  # RFC 2920 section 3.1: DATA was taken although there is nobody to send it to
            yield _OF_GROUP[1]
        if failed:
            return _ended(*failed)
        if reply.code != 354:
            return _ended("data", reply)
        if not is_piped:
            pieces = message()
        elif following := follow():
            pieces = [*pieces, b"".join((b".\r\n", *_commands(following.envelope)))]
        if not (yield _INTEND):
            return Outcome(Ending.SKIPPED, is_usable=False)
        yield Send(pieces if following else [*pieces, b".\r\n"])
    except LostError as fault:
        return Outcome(Ending.LOST, "data" if reply.code == 354 else "", "", str(fault), is_usable=False)
    try:
        if following:
            yield _YIELD  # first all servers get something to do; then signatures are made in a row, which is faster
            following.sign()
        (reply,) = yield _DOT
    except LostError as fault:
        return Outcome(Ending.UNCERTAIN, "dot", "", str(fault), is_usable=False)
    return _ended("dot", reply)


def _commands(envelope: Envelope) -> tuple[bytes, bytes, bytes]:
    return (
        f"MAIL FROM:<{envelope.sender}>\r\n".encode("ascii"),
        f"RCPT TO:<{envelope.recipient}>\r\n".encode("ascii"),
        b"DATA\r\n",
    )


def _is_taken(stage: str, reply: Reply) -> bool:
    return 200 <= reply.code < 300 or (stage == "data" and reply.code == 354)


def _read_group(stages: Sequence[str], replies: Sequence[Reply]) -> tuple[tuple[str, Reply] | None, Reply]:
    """What a group of commands has come to: the first that was not taken, if any, and the last reply that tells of it.

    Raises `LostError` where the connection ended in the middle and all was well until then.
    """
    failed, reply = None, Reply(0, "")
    for stage, reply in zip(stages, replies, strict=False):
        if not _is_taken(stage, reply):
            failed = failed or (stage, reply)
            if reply.code == 421:
                break
    if not failed and len(replies) < len(stages):
        raise LostError("the server closed the connection")
    return failed, reply


def _ended(stage: str, reply: Reply) -> Outcome:
    if stage == "dot" and reply.is_good:
        return Outcome(Ending.ACCEPTED, stage, "", words_of(reply))
    # Anything but a clear no may be different later, a reply that makes no sense here too.
    ending = Ending.REFUSED if 500 <= reply.code < 600 else Ending.DEFERRED
    return Outcome(
        ending, stage, code_of(reply), words_of(reply), is_usable=reply.code not in (421, 521), has_refused=True
    )


def code_of(reply: Reply) -> str:
    """The enhanced status code of a reply (RFC 2034), or its three digits where it has none."""
    found = _ENHANCED.match(reply.text)
    return found[0] if found else str(reply.code)


def words_of(reply: Reply) -> str:
    """What a server said, printable, without any address: it will stand in the ledger and on screens."""
    text = reply.text
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    if "@" in text:
        text = _ADDRESS.sub("<…>", text)
    return f"{reply.code} {text[:200]}".strip()


class Replies:
    """Bytes from a server, as replies (RFC 5321 section 4.2.1)."""

    def __init__(self) -> None:
        self._begun = b""
        self._lines: list[str] = []

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that these bytes complete; `LostError` for what is no SMTP."""
        *lines, self._begun = (self._begun + data).split(b"\n")
        found = []
        for line in lines:
            reply, is_last = _read_line(line)
            if is_last and not self._lines:
                found.append(reply)
                continue
            self._lines.append(reply.text)
            if is_last:
                found.append(Reply(reply.code, " ".join(self._lines)))
                self._lines = []
        if (self._begun or self._lines) and len(self._begun) + sum(map(len, self._lines)) > _MAX_REPLY:
            raise LostError("the server’s answer does not end")
        return found


@lru_cache(maxsize=64)
def _read_line(line: bytes) -> tuple[Reply, bool]:
    """A line of a reply, and whether it is the last one; a server says the same few to each message."""
    text = line.rstrip(b"\r").decode("utf-8", "replace")
    if not _CODE.match(text):
        raise LostError("the server answered something that is no SMTP")
    return Reply(int(text[:3]), text[4:]), text[3:4] != "-"

"""Merging: recipients to messages, with the next ones signed ahead of their turn.

In: the frozen letters of a round, tokens, keys, the time; recipients one after the other. Out: each one's envelope and
the pieces of the message. An RSA signature takes as long as all the rest of a message, and is made without the
interpreter's lock: `Signer` does it in a thread of its own, with what time of the processors nobody else wants.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue

from newsletter.mail.delivery.rows import Due, Frozen
from newsletter.mail.message.dkim import Draft, Key, draft_signatures
from newsletter.mail.message.headers import AddressError, UnsafeHeaderError, on_wire
from newsletter.mail.message.recipient import recipient_of
from newsletter.mail.message.template import Message, MessageTemplate
from newsletter.mail.message.tokens import Claim, Tokens
from newsletter.mail.smtp.conversation import Envelope

_FRESH = dt.timedelta(minutes=1)
"""A message made longer ago is made again: its date and that of its signature say when it was sent."""

_BEHIND = 10
"""By how much the thread that signs ahead gives way: to a tenth of what others have."""
_SIGNATURE = 700
"""Bytes of a signature's field, about."""


def has_time_ahead() -> bool:
    """True where messages are to be made ahead: a second processor may sign while this one waits.

    On one there is nothing to be won by it, for each signature takes its time from the loop or from a server on the
    same machine; made in its turn a message is signed and sent while it lies in the processor's own memory.
    """
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return count != 1


@dataclass(frozen=True, slots=True)
class EditionParts:
    """What one edition's messages are made of."""

    frozen: Frozen
    message_template: MessageTemplate
    keys: tuple[Key, ...]

    @classmethod
    def of(cls, frozen: Frozen, keys: Sequence[Key]) -> EditionParts:
        """The post of a frozen letter, signed by the keys of its sender."""
        return cls(frozen, MessageTemplate.of(frozen.letter, frozen.places), tuple(keys))


@dataclass(slots=True, repr=False)
class PreparedMessage:
    """One recipient's message; unless it has been signed ahead, it is when its pieces are asked for."""

    envelope: Envelope
    message: Message
    drafts: tuple[Draft, ...]
    at: dt.datetime
    is_wanted: bool = False
    signatures: tuple[bytes, ...] | None = None

    @property
    def size(self) -> int:
        """About how many bytes it has; the fields of signatures are guessed."""
        message = self.message
        return sum(map(len, message.fields)) + 2 + sum(map(len, message.pieces)) + _SIGNATURE * len(self.drafts)

    def sign(self) -> tuple[bytes, ...]:
        """The fields of its signatures. Two threads may do this at once: they make the same."""
        if self.signatures is None:
            self.signatures = tuple(draft.field() for draft in self.drafts)
        return self.signatures

    def pieces(self) -> tuple[bytes, ...]:
        """The message as it is sent."""
        self.is_wanted = True
        return (b"".join((*self.sign(), *self.message.fields, b"\r\n")), *self.message.pieces)


class Signer:
    """A thread that signs what it is given, last in line for the processors; to be closed."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Sequence[PreparedMessage]] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._is_ending = False

    def __enter__(self) -> Signer:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_ending = True  # what was made ahead and not mailed needs no signature
        if self._thread:
            self._waiting.put([])
            self._thread.join()

    def take(self, messages: Sequence[PreparedMessage]) -> None:
        """Sign these when there is time; whoever needs one sooner signs it without waiting."""
        if messages:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="signer", daemon=True)
                self._thread.start()
            self._waiting.put(messages)

    def _run(self) -> None:
        if sys.platform == "linux":
            # Else a mail server on the same machine waits for its turn behind signatures that can wait: 13 % slower.
            # Not last of all: between two signatures it holds the interpreter's lock, for which the others wait.
            with contextlib.suppress(OSError):
                thread = threading.get_native_id()
                priority = os.getpriority(os.PRIO_PROCESS, thread) + _BEHIND
                os.setpriority(os.PRIO_PROCESS, thread, min(priority, 19))
        while messages := self._waiting.get():
            for each in messages:
                if not (each.is_wanted or self._is_ending):
                    each.sign()


@dataclass(eq=False)
class MessageFactory:
    """Makes the messages of one round."""

    posts: Mapping[int, EditionParts]
    tokens: Tokens
    clock: Callable[[], dt.datetime]
    signer: Signer
    _ahead: dict[int, PreparedMessage] = field(default_factory=dict)

    @property
    def count_ahead(self) -> int:
        """How many messages have been made ahead and not been asked for."""
        return len(self._ahead)

    def ahead(self, jobs: Iterable[Due]) -> None:
        """Make the messages of recipients who come next, and have them signed meanwhile."""
        made = []
        for job in jobs:
            if job.subscriber not in self._ahead and not job.barred:
                prepared = self._prepare(job)
                if isinstance(prepared, PreparedMessage):
                    self._ahead[job.subscriber] = prepared
                    made += [prepared] if prepared.drafts else []
        self.signer.take(made)

    def take_prepared(self, job: Due) -> PreparedMessage | str:
        """A recipient's message, signed or not yet; or why there can be none."""
        made = self._ahead.pop(job.subscriber, None)
        return made if made and self.clock() - made.at < _FRESH else self._prepare(job)

    def _prepare(self, job: Due) -> PreparedMessage | str:
        post = self.posts[job.mailing]
        now = self.clock().replace(microsecond=0)
        claim = Claim(job.subscriber, job.mailing)
        letter, places = post.frozen.letter, post.frozen.places
        try:
            to = on_wire(job.address)
            recipient = recipient_of(
                job.name, job.address, letter, post.message_template.slots, claim, self.tokens, places
            )
            message = post.message_template.message(recipient, now)
        except (AddressError, UnsafeHeaderError) as fault:
            return str(fault)
        return PreparedMessage(
            Envelope(recipient.return_path, to), message, draft_signatures(message, post.keys, now), now
        )

"""Mails: what a form has brought about is posted after the page has been answered, and survives the process.

In: invitations, a site that composes and delivers. Out: messages posted; a row for each that is not yet. What a process
leaves that is killed is taken over by another one, or by the next, within a minute and a half.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from newsletter.database import DatabaseError, Pool
from newsletter.mail.audience.waiting_mails import RENEW, drop_mail, give_mails_back, renew_mails
from newsletter.pipeline.audience.self_service import Invitation, Keys, find_left
from newsletter.web.mail_queue import MailQueue


@dataclass(eq=False)
class Mails:
    """The mails of one process. `post` composes and delivers one, and raises `NotPostedError`."""

    queue: MailQueue
    pool: Pool
    keys: Keys | None
    post: Callable[[Invitation], None] = field(default=lambda _: None)
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def is_full(self) -> bool:
        """True when no further mail should be taken on."""
        return self.queue.is_full

    def give(self, invitation: Invitation) -> None:
        """Post this when its turn comes; its row goes then, or when it never can be posted."""
        number = invitation.waiting.number
        self.queue.give(partial(self._post, invitation), partial(self._drop, number))

    def look_after(self) -> None:
        """Renew what waits here and take on what others have left, until `stop`; to be run in a thread."""
        while True:
            with suppress(DatabaseError):
                self.take_over()
            if self._ended.wait(RENEW):
                return

    def take_over(self) -> None:
        """Renew what waits here, and take on what others have left."""
        with self.pool.taken() as connection:
            renew_mails(connection, self.owner)
            left = find_left(connection, self.keys, self.owner) if self.keys and not self.queue.is_full else []
        for each in left:
            self.give(each)

    def stop(self) -> None:
        """Post what waits, and leave to others what was put off."""
        self._ended.set()
        self.queue.stop()
        with suppress(DatabaseError), self.pool.taken() as connection:
            give_mails_back(connection, self.owner)

    def _post(self, invitation: Invitation) -> None:
        if invitation.address:  # else they have been erased meanwhile
            self.post(invitation)
        self._drop(invitation.waiting.number)

    def _drop(self, number: int) -> None:
        with self.pool.taken() as connection:
            drop_mail(connection, number)

"""A mail about a subscription itself: please confirm, or you have subscribed already.

In: sender, recipient, words, a date. Out: a `Message`: multipart/alternative with the text first, marked so that no
machine answers it (RFC 3834 section 5.1). It has no `List-Unsubscribe`: whoever gets it is on no list through it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.utils import format_datetime

from newsletter.files import digest_of
from newsletter.mail.message.body import encode_body
from newsletter.mail.message.headers import field, mailbox, words
from newsletter.mail.message.template import Message


@dataclass(frozen=True, slots=True)
class Note:
    """What such a mail says, in one locale."""

    locale: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom it comes from: the point's name and address, and where answers go."""

    name: str
    address: str
    reply_to: str


def note_message(note: Note, sender: Sender, to: str, name: str, date: dt.datetime) -> Message:
    """The message to one address. `name` is the part of its Message-ID before the domain of the sender."""
    text, html = encode_body(note.text), encode_body(note.html)
    boundary = b"=_" + digest_of([note.text, note.html])[:32].encode()
    pieces: list[bytes] = []
    for kind, part in (("plain", text), ("html", html)):
        head = (
            field("Content-Type", f"text/{kind}; charset=utf-8"),
            field("Content-Language", note.locale),
            field("Content-Transfer-Encoding", part.name),
        )
        pieces += (b"--%s\r\n" % boundary, *head, b"\r\n", *part.filled(part.encoded({})))
    return Message(
        fields=(
            mailbox("From", sender.name, sender.address),
            mailbox("To", "", to),
            mailbox("Reply-To", "", sender.reply_to),
            words("Subject", note.subject),
            field("Content-Language", note.locale),
            field("MIME-Version", "1.0"),
            b'Content-Type: multipart/alternative;\r\n boundary="%s"\r\n' % boundary,
            field("Date", format_datetime(date)),
            field("Message-ID", f"<{name}@{sender.address.rpartition('@')[2]}>"),
            field("Auto-Submitted", "auto-generated"),
            field("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ),
        pieces=(b"", b"".join([*pieces, b"--%s--\r\n" % boundary])),
    )

"""A message: one letter for one recipient, as the bytes that go to the next server.

In: a `Letter`, and for each message a `Recipient` and a date. Out: RFC 5322 bytes with CRLF: multipart/alternative,
the text first (RFC 2046 section 5.1.4), every line of a body within 76 columns, the list's headers (RFC 2369, 2919,
8058), and those that keep machines from answering (RFC 3834). The same input gives the same bytes: the boundary comes
from the content.

A `MessageTemplate` is the letter encoded once; a message joins its pieces with what is the recipient's own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.utils import format_datetime
from functools import lru_cache
from html import escape

from newsletter.files import digest_of
from newsletter.mail.message.body import Packed, Quoted, encode_body
from newsletter.mail.message.headers import UnsafeHeaderError, field, list_id, mailbox, uris, words
from newsletter.mail.message.recipient import Places, Recipient
from newsletter.patterns import late
from newsletter.render.letter.letter import WEB, Letter

_BREAK = late("[\0\r\n\u2028\u2029]")
_SENDER_ID = "newsletter"
"""The part of `Feedback-ID` that stays the same in all our mail, by which Gmail finds it; 5 to 15 characters."""


@dataclass(frozen=True, slots=True)
class Message:
    """Header fields, each with its CRLF, and the body in pieces: the first begins it in a whole mailing.

    The large ones are those of the template and are never copied.
    """

    fields: tuple[bytes, ...]
    pieces: tuple[bytes, ...]

    def to_bytes(self) -> bytes:
        """The whole message."""
        return b"".join((*self.fields, b"\r\n", *self.pieces))


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """A letter encoded once for all its recipients; `slots` are those for which each must bring a value."""

    slots: frozenset[str]
    sender: bytes
    fields: tuple[bytes, ...]
    list_fields: tuple[bytes, ...]
    text: Quoted | Packed
    html: Quoted | Packed
    beginning: bytes
    middle: bytes
    closing: bytes

    @classmethod
    def of(cls, letter: Letter, places: Places) -> MessageTemplate:
        """The message template of a letter; the list is the point's newsletter.

        Raises `UnsafeHeaderError` where a value could begin another field.
        """
        if _BREAK.search(letter.web_address):
            raise UnsafeHeaderError("the letter’s own address")
        text = encode_body(letter.text.replace(WEB, letter.web_address))
        html = encode_body(letter.html.replace(WEB, escape(letter.web_address)))
        boundary = _boundary(text, html)
        issue, point, locale = letter.edition.split("/")
        name, address = letter.sender
        return cls(
            slots=frozenset((*text.slots, *html.slots)),
            sender=mailbox("From", name, address),
            fields=(
                mailbox("Reply-To", "", letter.reply_to),
                words("Subject", letter.subject),
                field("Content-Language", letter.locale),
                field("MIME-Version", "1.0"),
                b'Content-Type: multipart/alternative;\r\n boundary="%s"\r\n' % boundary,
            ),
            list_fields=(
                list_id(name, f"{point}.{places.domain}"),
                uris("List-Archive", f"{places.site}/{locale}/"),
                field("Feedback-ID", f"{issue}:{point}:{locale}:{_SENDER_ID}"),
                field("Precedence", "bulk"),
                field("Auto-Submitted", "auto-generated"),
                field("X-Auto-Response-Suppress", "OOF, AutoReply"),
            ),
            text=text,
            html=html,
            beginning=b"--%s\r\n%s%s" % (boundary, _head("plain", text, letter.locale), text.first),
            middle=b"--%s\r\n%s" % (boundary, _head("html", html, letter.locale)),
            closing=b"--%s--\r\n" % boundary,
        )

    def message(self, recipient: Recipient, date: dt.datetime) -> Message:
        """The message for one recipient. A slot without a value raises `KeyError`: none is ever mailed open."""
        values = recipient.values
        joined = "".join([values[slot] for slot in self.slots])
        if _BREAK.search(joined):
            raise UnsafeHeaderError("a slot")
        plain = {slot: values[slot].encode() for slot in self.slots}
        in_text = self.text.encoded(plain)
        if escape(joined) != joined:
            in_html = self.html.encoded({slot: escape(values[slot]).encode() for slot in self.slots})
        else:  # nearly always
            in_html = in_text if type(self.text) is type(self.html) else self.html.encoded(plain)
        _, *words = self.text.filled(in_text)  # the first is in the beginning
        first, *rest = self.html.filled(in_html)
        return Message(
            fields=(
                self.sender,
                mailbox("To", recipient.name, recipient.address),
                *self.fields,
                _date(date),
                field("Message-ID", f"<{recipient.message_id}>"),
                *_leaving(recipient),
                *self.list_fields,
            ),
            pieces=(
                self.beginning,
                b"".join((*words, self.middle)),
                first,
                b"".join((*rest, self.closing)),
            ),
        )


def _leaving(recipient: Recipient) -> tuple[bytes, ...]:
    """How to leave: in one click where the link is https (RFC 8058 section 3.1), which it is wherever mail goes out."""
    leave = recipient.values["leave"]
    pair = uris("List-Unsubscribe", leave, f"mailto:{recipient.leave_by_mail}")
    return (pair, b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n") if leave.startswith("https://") else (pair,)


def _head(subtype: str, part: Quoted | Packed, locale: str) -> bytes:
    fields = (
        field("Content-Type", f"text/{subtype}; charset=utf-8"),
        field("Content-Language", locale),
        field("Content-Transfer-Encoding", part.name),
    )
    return b"".join((*fields, b"\r\n"))


def _boundary(*parts: Quoted | Packed) -> bytes:
    """A line that no part can hold: `=_` occurs in neither encoding."""
    return b"=_" + digest_of([piece for part in parts for piece in part.texts])[:32].encode()


@lru_cache(maxsize=8)
def _date(date: dt.datetime) -> bytes:
    return field("Date", format_datetime(date))

"""The mail with a code to sign in.

In: a code, the words of a language, who mails it. Out: a `Message`, signed where the sender's domain has keys. It holds
no link: scanners open links, and people learn to type where they asked.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from newsletter.content.model import NationalPoint
from newsletter.mail.message.confirmation import Note, Sender, note_message
from newsletter.mail.message.dkim import Key, keys_for, sign_message
from newsletter.mail.message.template import Message
from newsletter.people.codes import MailedCode
from newsletter.studio.words import Words


@dataclass(frozen=True, slots=True)
class CodeMailer:
    """Who mails codes: the point of that name, for the studio at this host."""

    point: NationalPoint
    host: str
    dkim: Sequence[Key] = ()

    def compose(self, code: MailedCode, address: str, words: Words, now: dt.datetime) -> Message:
        """The message to an address."""
        _ = words.gettext
        shown = f"{code.digits[:3]} {code.digits[3:]}"
        lines = (
            _("Your code for {host} is:").format(host=self.host),
            shown,
            _("Type it where you asked for it. It holds for ten minutes, and once."),
            _("If you did not ask for it, you need do nothing: without the code nobody gets in."),
        )
        text = "\n\n".join(lines) + "\n"
        html = (
            f'<!DOCTYPE html><html lang="{words.locale}" dir="{words.direction}"><head><meta charset="utf-8">'
            f"<title>{escape(lines[0])}</title></head><body>"
            + "".join(f"<p>{f'<strong>{line}</strong>' if line == shown else escape(line)}</p>" for line in lines)
            + "</body></html>\n"
        )
        sender = Sender(self.point.from_.name, self.point.from_.address, self.point.reply_to)
        note = Note(words.locale, _("Your code: {code}").format(code=shown), text, html)
        message = note_message(note, sender, address, f"code-{secrets.token_hex(12)}", now)
        keys = keys_for(self.dkim, self.point.from_.address)
        return sign_message(message, keys, now) if keys else message
